//! The ledger books fills at total cost, in integers. Per (portfolio, currency), always:
//! cash + cost = deposits − withdrawals + realised − fees + adjustments.

use crate::faults;
use crate::image::{Desk, Place};
use crate::money::{LOTS_MAX, PPB, Sum, fits, mul_div, mul_div_up};

/// What a fill does to a position, worked out before anything is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Booking {
    pub lots: i64,
    pub cost: i64,
    pub realised: i64,
}

/// Average-cost netting: the same side adds value to cost; the other side releases `trunc(cost·q/n)` and realises the
/// difference, the last lot takes all; what crosses zero opens at its own value. `lots` is signed; nothing is rounded
/// but the value itself and the released share.
#[inline(always)]
pub fn netting(held: i64, cost: i64, lots: i64, value: i64) -> Booking {
    if held == 0 || (held > 0) == (lots > 0) {
        return Booking { lots: held + lots, cost: cost + value, realised: 0 };
    }
    let (size, quantity) = (held.abs(), lots.abs());
    let closed = quantity.min(size);
    let closed_value = if closed == quantity { value } else { mul_div(value, closed, quantity) };
    let released = if closed == size { cost } else { mul_div(cost, closed, size) };
    Booking { lots: held + lots, cost: cost - released + (value - closed_value), realised: -closed_value - released }
}

impl Desk<'_> {
    /// Fee on a fill of `lots` at `price` (price units), rounded against us.
    pub fn fee_of(&self, instrument: i32, lots: i64, price: i64, maker: bool) -> i64 {
        let record = &self.instrument[instrument];
        let rate = if maker { record.maker_fee_ppb.get() } else { record.taker_fee_ppb.get() };
        if rate == 0 { 0 } else { mul_div_up(record.exposure_at(lots, 2 * price), rate, PPB) }
    }

    /// Books a fill of signed `lots` of an open order at `price` with `fee`. A fill is a fact: one that the ledger can't
    /// hold halts the engine.
    pub fn book_fill(&self, place: Place, lots: i64, price: i64, fee: i64) {
        let record = &self.instrument[place.instrument];
        let position = &self.position[place.index];
        let account = self.ledger_at(place.portfolio, record.currency.get());
        let ledger = &self.ledger[account];
        let held = position.lots.get();
        let value = record.value_at(lots, 2 * price);
        if !fits(value) {
            return self.fail(faults::MONEY_OVERFLOW, value);
        }
        let booking = netting(held, position.cost.get(), lots, value);
        let inventory = record.paid_in_full();
        let cash_change = if inventory { -value } else { booking.realised }.wrapping_sub(fee);

        let gained = self.move_cash(place.portfolio, record.currency.get(), ledger, cash_change);
        self.change(place, gained, || {
            if inventory {
                ledger.cost.add(booking.cost - position.cost.get());
            }
            ledger.realised.add(booking.realised);
            ledger.fees.add(fee);
            position.lots.set(booking.lots);
            position.cost.set(booking.cost);
            position.realised.add(booking.realised);
            position.fees.add(fee);
            let open = if lots > 0 { &position.open_buys } else { &position.open_sells };
            open.sub(lots.abs());
            if held == 0 || (held > 0) != (booking.lots > 0) {
                position.opened_at.set(self.control.now.get());
                position.peak.set(record.mark.get());
            }
        });
        self.update_holder(place);
        if !self.position_fits(place, account) {
            self.fail(faults::MONEY_OVERFLOW, value);
        }
    }

    /// Whether a position, its account and the sums it enters hold amounts that may stand.
    fn position_fits(&self, place: Place, account: i32) -> bool {
        let (position, ledger) = (&self.position[place.index], &self.ledger[account]);
        position.lots.get().unsigned_abs() <= LOTS_MAX as u64
            && fits(position.cost.get())
            && [&ledger.cash, &ledger.cost, &ledger.realised, &ledger.fees, &ledger.adjustments]
                .into_iter()
                .all(|amount| fits(amount.get()))
            && self.sums_fit(place.portfolio)
    }

    /// Cash paid in (positive) or out (negative); it moves the day's start and the high water, so it is no profit or
    /// loss. False, with nothing changed, where an amount would not fit.
    pub fn deposit(&self, portfolio: i32, amount: i64) -> bool {
        let ledger = &self.ledger[self.home_ledger(portfolio)];
        let enter = |change: i64| {
            ledger.cash.add(change);
            if amount >= 0 {
                ledger.deposits.add(change)
            } else {
                ledger.withdrawals.sub(change)
            }
            self.add_equity(portfolio, change);
            for (_, scope) in self.chain(portfolio) {
                scope.paid_in.add(change);
                scope.day_start.add(change);
                scope.high_water.add(change);
            }
        };
        enter(amount);
        let fit = fits(ledger.cash.get()) && fits(ledger.deposits.get()) && fits(ledger.withdrawals.get());
        let chain_fits = self
            .chain(portfolio)
            .all(|(_, scope)| fits(scope.paid_in.get()) && fits(scope.day_start.get()) && fits(scope.high_water.get()));
        if fit && chain_fits && self.sums_fit(portfolio) {
            return true;
        }
        enter(-amount);
        false
    }

    /// An adjustment from outside the kernel: lots, cost and cash change together, the rest is `adjustments`. False,
    /// with nothing changed, where an amount would not fit.
    pub fn adjust(&self, place: Place, lots: i64, cost: i64, cash: i64) -> bool {
        let record = &self.instrument[place.instrument];
        let position = &self.position[place.index];
        let account = self.ledger_at(place.portfolio, record.currency.get());
        let ledger = &self.ledger[account];
        let booked = if record.paid_in_full() { cost } else { 0 };
        let enter = |sign: i64| {
            let gained = self.move_cash(place.portfolio, record.currency.get(), ledger, sign * cash);
            self.change(place, gained, || {
                position.lots.add(sign * lots);
                position.cost.add(sign * cost);
            });
            ledger.cost.add(sign * booked);
            ledger.adjustments.add(sign * (cash + booked));
        };
        if !fits(cost) || !fits(cash) {
            return false;
        }
        enter(1);
        if !self.position_fits(place, account) {
            enter(-1);
            return false;
        }
        self.update_holder(place);
        true
    }
}
