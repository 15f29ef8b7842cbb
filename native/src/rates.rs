//! Currencies: what amounts are in the one that a portfolio is kept in, RATE rows, and conversions of cash.

use crate::context::{CAUSE_CASH, Detail, ERROR, NO_INSTRUMENT, WARNING, WHOLE_DESK};
use crate::image::{Desk, Place};
use crate::layout::*;
use crate::money::{MONEY_MAX, PPB, Sum, fits, saturate};
use crate::reasons;
use crate::records::{Ledger, Rate};
use crate::tape::Row;

/// A rate: numerator ÷ denominator.
#[derive(Clone, Copy)]
struct Quotient {
    numerator: i64,
    denominator: i64,
}

impl Rate {
    fn load(&self) -> Quotient {
        Quotient { numerator: self.numerator.get(), denominator: self.denominator.get() }
    }

    fn store(&self, quotient: Quotient) {
        self.numerator.set(quotient.numerator);
        self.denominator.set(quotient.denominator);
    }
}

/// Something that a rate values: a portfolio's cash of a currency, or one of its positions.
#[derive(Clone, Copy)]
enum Holding {
    Cash,
    Position(Place),
}

impl Desk<'_> {
    /// The rate that turns amounts of a currency into that of a portfolio or group.
    pub fn rate_of(&self, at: i32, currency: i32) -> &Rate {
        self.rate_between(self.scope[at].currency.get(), currency)
    }

    fn rate_between(&self, home: i32, currency: i32) -> &Rate {
        &self.rate[home * self.control.currencies.get() + currency]
    }

    /// Whether an instrument settles in another currency than a portfolio or group is kept in.
    #[inline(always)]
    pub fn is_foreign(&self, at: i32, instrument: i32) -> bool {
        let record = &self.instrument[instrument];
        self.control.currencies.get() != 1 && record.currency.get() != self.scope[at].currency.get()
    }

    /// An amount of a currency in the one a portfolio or group is kept in, rounded down: an asset is worth less, a debt
    /// more. Nothing where there has been no rate. Saturates.
    pub fn in_home(&self, at: i32, currency: i32, amount: i64) -> i64 {
        if currency == self.scope[at].currency.get() {
            return amount;
        }
        let Quotient { numerator, denominator } = self.rate_of(at, currency).load();
        if numerator == 0 {
            return 0;
        }
        if !fits(amount) {
            return saturate(amount as i128);
        }
        saturate((amount as i128 * numerator as i128).div_euclid(denominator as i128))
    }

    /// The largest amount of a currency that is at most an amount, not negative, of the portfolio's; 0 without a rate.
    pub fn from_home(&self, at: i32, currency: i32, amount: i64) -> i64 {
        if currency == self.scope[at].currency.get() {
            return amount;
        }
        let Quotient { numerator, denominator } = self.rate_of(at, currency).load();
        if numerator == 0 {
            return 0;
        }
        (amount as i128 * denominator as i128 / numerator as i128).min(MONEY_MAX as i128) as i64
    }

    /// An exposure of an instrument in the currency of a portfolio or group, rounded up.
    #[inline(always)]
    pub fn exposure_in(&self, at: i32, instrument: i32, exposure: i64) -> i64 {
        let record = &self.instrument[instrument];
        match self.control.currencies.get() {
            1 => exposure,
            _ => -self.in_home(at, record.currency.get(), -exposure),
        }
    }

    /// Absolute exposure at the mark in the currency of a portfolio or group, rounded up.
    #[inline(always)]
    pub fn worth(&self, at: i32, instrument: i32, lots: i64) -> i64 {
        self.exposure_in(at, instrument, self.exposure_of(instrument, lots))
    }

    /// Most lots that are worth at most `amount`, not negative, of the currency of a portfolio or group, at most 2^53; 0
    /// without a mark or a rate.
    pub fn lots_worth(&self, at: i32, instrument: i32, amount: i64) -> i64 {
        self.instrument[instrument].lots_worth(self.amount_of(at, instrument, amount))
    }

    /// The same for lots of several positions together, at most 2^62.
    pub fn lots_affordable(&self, at: i32, instrument: i32, amount: i64) -> i64 {
        self.instrument[instrument].lots_within(self.amount_of(at, instrument, amount))
    }

    fn amount_of(&self, at: i32, instrument: i32, amount: i64) -> i64 {
        let record = &self.instrument[instrument];
        if self.control.currencies.get() == 1 { amount } else { self.from_home(at, record.currency.get(), amount) }
    }

    /// Changes cash of a currency; returns what that changes the portfolio's equity by.
    #[inline(always)]
    pub fn move_cash(&self, portfolio: i32, currency: i32, ledger: &Ledger, change: i64) -> i64 {
        let before = ledger.cash.get();
        ledger.cash.add(change);
        if currency == self.scope[portfolio].currency.get() {
            return change;
        }
        self.in_home(portfolio, currency, ledger.cash.get()) - self.in_home(portfolio, currency, before)
    }

    /// Applies a RATE row: what one of a currency is in another, and the other way round.
    pub fn apply_rate(&self, row: Row) {
        let value = row.wide(RATE_RATE);
        let currency = self.integer(row.real(RATE_CURRENCY));
        let quote = self.integer(row.real(RATE_QUOTE_CURRENCY));
        let known = 0..self.control.currencies.get() as i64;
        let sound = known.contains(&currency) && known.contains(&quote) && currency != quote;
        if !sound || value <= 0 || value > MONEY_MAX {
            return self.alert(reasons::COMMAND_INVALID, ERROR, WHOLE_DESK, NO_INSTRUMENT, Detail::default());
        }
        self.take_rate_of(quote as i32, currency as i32, value, PPB);
        self.take_rate_of(currency as i32, quote as i32, PPB, value);
    }

    /// Takes a rate of numerator ÷ denominator; one that does not fit, or values something that does not, is named.
    fn take_rate_of(&self, home: i32, currency: i32, numerator: i64, denominator: i64) {
        if self.currency[home].home.get() == 0 {
            return;
        }
        let rate = self.rate_between(home, currency);
        let scaled = |value: i64, scale: i64| value.checked_mul(scale).filter(|&wide| wide <= MONEY_MAX);
        let after = scaled(numerator, rate.scale_up.get()).zip(scaled(denominator, rate.scale_down.get()));
        let taken = after
            .is_some_and(|(numerator, denominator)| self.revalue(home, currency, Quotient { numerator, denominator }));
        if !taken {
            let detail = Detail { value: numerator, limit: denominator, ..Default::default() };
            return self.alert(reasons::MONEY_OVERFLOW, ERROR, WHOLE_DESK, NO_INSTRUMENT, detail);
        }
        rate.marked_at.set(self.control.now.get());
    }

    /// Values everything of a currency in another by a new rate: O(what is held in it). False, with nothing changed,
    /// where a sum would not be an amount that may stand.
    fn revalue(&self, home: i32, currency: i32, after: Quotient) -> bool {
        let rate = self.rate_between(home, currency);
        let before = rate.load();
        let first = before.numerator == 0;
        let mut moved = 0;
        let fit = self.holdings(home, currency, |portfolio, holding| {
            self.move_holding(currency, portfolio, holding, before, after, first);
            moved += 1;
            self.sums_fit(portfolio)
        });
        if fit {
            rate.store(after);
            return true;
        }
        self.holdings(home, currency, |portfolio, holding| {
            self.move_holding(currency, portfolio, holding, after, before, first);
            moved -= 1;
            moved > 0
        });
        rate.store(before);
        false
    }

    /// Visits what portfolios kept in `home` hold of a currency, cash by portfolio, then positions by instrument, until
    /// a visit says no; tells whether none did.
    fn holdings(&self, home: i32, currency: i32, mut visit: impl FnMut(i32, Holding) -> bool) -> bool {
        let kept_in = |portfolio: i32| self.scope[portfolio].currency.get() == home;
        for portfolio in (0..self.portfolios).filter(|&one| kept_in(one)) {
            if !visit(portfolio, Holding::Cash) {
                return false;
            }
        }
        let mut one = self.currency[currency].first_instrument.get();
        while one >= 0 {
            let mut index = self.instrument[one].first_holder.get();
            while index >= 0 {
                let place = self.place(index);
                if kept_in(place.portfolio) && !visit(place.portfolio, Holding::Position(place)) {
                    return false;
                }
                index = self.position[index].next_holder.get();
            }
            one = self.instrument[one].next_of_currency.get();
        }
        true
    }

    /// Moves one of them from a rate to another. What is valued for the first time is no profit: it moves what losses are
    /// measured from.
    fn move_holding(&self, currency: i32, portfolio: i32, holding: Holding, from: Quotient, to: Quotient, first: bool) {
        let rate = self.rate_of(portfolio, currency);
        let equity = self.scope[portfolio].equity.get();
        rate.store(from);
        match holding {
            Holding::Cash => {
                let cash = self.ledger[self.ledger_at(portfolio, currency)].cash.get();
                let before = self.in_home(portfolio, currency, cash);
                rate.store(to);
                self.add_equity(portfolio, self.in_home(portfolio, currency, cash) - before);
            }
            Holding::Position(place) => self.change(place, 0, || rate.store(to)),
        }
        if !first {
            return;
        }
        let change = self.scope[portfolio].equity.get().wrapping_sub(equity);
        for (at, scope) in self.chain(portfolio) {
            scope.paid_in.add(change);
            scope.day_start.add(change);
            scope.high_water.add(change);
            self.refresh_loss_floor(at);
        }
    }

    /// Applies a command to convert cash: both legs are given, as those of a fill are.
    pub fn conversion(&self, row: Row) {
        let (portfolio, aux) = (row.source(), row.aux());
        let (from, to) = ((aux >> 8 & 0xff) as i32, (aux >> 16 & 0xff) as i32);
        let sold = self.integer(row.real(COMMAND_LOTS));
        let bought = self.integer(row.real(COMMAND_PRICE));
        let currencies = self.control.currencies.get();
        let known = portfolio < self.portfolios && from < currencies && to < currencies;
        if !known || from == to || sold <= 0 || bought <= 0 {
            return self.alert(reasons::COMMAND_INVALID, ERROR, portfolio, NO_INSTRUMENT, Detail::default());
        }
        let free = self.free_cash(portfolio, from);
        if sold > free {
            let value = -self.in_home(portfolio, from, -sold);
            let detail = Detail { value, limit: self.in_home(portfolio, from, free), ..Default::default() };
            return self.alert(reasons::CASH_INSUFFICIENT, WARNING, portfolio, NO_INSTRUMENT, detail);
        }
        self.convert(portfolio, from, to, sold, bought);
        let fit = [from, to].into_iter().all(|currency| {
            let ledger = &self.ledger[self.ledger_at(portfolio, currency)];
            fits(ledger.cash.get()) && fits(ledger.adjustments.get())
        });
        if fit && self.sums_fit(portfolio) {
            return self.equity_row(portfolio, CAUSE_CASH);
        }
        self.convert(portfolio, from, to, -sold, -bought);
        let detail = Detail { value: sold.max(bought), limit: MONEY_MAX, ..Default::default() };
        self.alert(reasons::MONEY_OVERFLOW, ERROR, portfolio, NO_INSTRUMENT, detail);
    }

    /// A fill with two legs, recorded as adjustments of both ledgers.
    fn convert(&self, portfolio: i32, from: i32, to: i32, sold: i64, bought: i64) {
        for (currency, amount) in [(from, -sold), (to, bought)] {
            let ledger = &self.ledger[self.ledger_at(portfolio, currency)];
            self.add_equity(portfolio, self.move_cash(portfolio, currency, ledger, amount));
            ledger.adjustments.add(amount);
        }
    }
}
