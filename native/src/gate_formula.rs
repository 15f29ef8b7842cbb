//! The largest increase that violates no cap, in closed form: each cap's passing set is a prefix, so the least of their
//! ends is the answer. Only asked for when a cap was violated, so that divisions are rare.

use crate::image::Desk;
use crate::intent::{Intent, Side};
use crate::money::{MONEY_MAX, NONE, PPB, PPM, share};

const INVERSE: i32 = 2;
/// What rounding up may take from the quotient where a lot is worth a unit of money or more.
const STEPS_BACK: i32 = 4;

impl Desk<'_> {
    /// The largest increase in [0, most] that violates no cap.
    #[cold]
    pub fn largest_increase(&self, intent: &Intent, side: &Side, most: i64) -> i64 {
        let (portfolio, instrument) = (intent.portfolio, intent.instrument as i32);
        let mut increase = most.min(self.most_by_lots(intent, side));
        for (at, scope) in self.chain(portfolio) {
            increase = increase.min(self.most_by_exposures(at, instrument, side));
            if scope.net_max.get() != NONE {
                let room = scope.net_max.get() - self.net_before(at, side);
                increase = increase.min(self.lots_within(at, instrument, room) - side.reducing);
            }
        }
        let increase = increase.max(0);
        let free = self.free_cash(portfolio, self.instrument[instrument].currency.get());
        self.affordable(intent, side.buy, free, increase).max(0)
    }

    /// Lots that are worth at most an amount; none where the amount is below zero.
    fn lots_within(&self, at: i32, instrument: i32, amount: i64) -> i64 {
        if amount < 0 { 0 } else { self.lots_affordable(at, instrument, amount) }
    }

    fn most_by_lots(&self, intent: &Intent, side: &Side) -> i64 {
        let (portfolio, instrument) = (intent.portfolio, intent.instrument as i32);
        let (scope, record) = (&self.scope[portfolio], &self.instrument[instrument]);
        let entry = side.high + side.reducing;
        let mut most = i64::MAX;
        if !side.buy && scope.allow_short.get() == 0 {
            most = most.min(-entry);
        }
        if record.max_lots.get() != NONE {
            most = most.min(record.max_lots.get() - side.reducing);
        }
        let lots_max = self.position[self.position_at(portfolio, instrument)].lots_max.get();
        if lots_max != NONE {
            most = most.min(lots_max - entry);
        }
        if !side.buy && record.borrow_lots.get() != NONE {
            let room = 0.max(record.borrow_lots.get() - record.short_worst.get());
            most = most.min(side.high.max(0) + room - entry);
        }
        if record.max_notional.get() != NONE {
            most = most.min(record.lots_within(record.max_notional.get()) - side.reducing);
        }
        if scope.order_notional_max.get() != NONE {
            most = most.min(self.lots_within(portfolio, instrument, scope.order_notional_max.get()) - side.reducing);
        }
        most
    }

    /// By the caps on exposure of one scope: the lots up to the worst case so far are free.
    fn most_by_exposures(&self, at: i32, instrument: i32, side: &Side) -> i64 {
        let scope = &self.scope[at];
        let equity = scope.equity.get();
        let slack = 0.max(side.worst - side.high - side.reducing);
        let standing = self.worth(at, instrument, side.worst);
        let mut most = i64::MAX;
        let mut gross_room = |limit: i64, used: i64| {
            let room = (limit as i128 - used as i128 + standing as i128).clamp(-1, 2 * MONEY_MAX as i128) as i64;
            let worst = self.lots_within(at, instrument, room);
            most = most.min(slack + 0.max(worst - side.worst));
        };
        let used = scope.gross.get() + scope.worst_extra.get();
        if scope.gross_max.get() != NONE {
            gross_room(scope.gross_max.get(), used);
        }
        if scope.leverage_ppm.get() != NONE {
            gross_room(share(equity, scope.leverage_ppm.get()), used);
        }
        for (_, cell) in self.cells(at, instrument) {
            if cell.limit_ppm.get() != NONE {
                gross_room(share(equity, cell.limit_ppm.get()), cell.gross.get() + cell.worst_extra.get());
            }
        }
        if scope.concentration_ppm.get() != NONE {
            let taken = self.concentrate_of(at, instrument).map_or(side.worst, |cell| cell.worst.get());
            let worth = self.lots_within(at, instrument, share(equity, scope.concentration_ppm.get()));
            most = most.min(slack + 0.max(worth - taken));
        }
        let record = &self.instrument[instrument];
        let rate = record.initial_margin_ppm.get();
        if rate != 0 && !record.paid_in_full() {
            let room = equity.max(0) - scope.initial_margin.get() + record.margin_of(standing, rate);
            let wide = room as i128 * PPM as i128 / rate as i128;
            let exposed = wide.clamp(0, MONEY_MAX as i128) as i64;
            most = most.min(slack + 0.max(self.lots_within(at, instrument, exposed) - side.worst));
        }
        most
    }

    /// Most lots whose reservation (price and fee, each rounded up) fits `free`: a division, then at most a few steps
    /// back.
    fn affordable(&self, intent: &Intent, buy: bool, free: i64, most: i64) -> i64 {
        let instrument = intent.instrument as i32;
        let reserved = |lots| self.reservation(instrument, buy, lots, intent.kind, intent.price);
        let need = if most > 0 { reserved(most) } else { 0 };
        if need == 0 || need <= free {
            return most;
        }
        if free <= 0 {
            return 0;
        }
        let record = &self.instrument[instrument];
        let (unit, fee) = (record.unit_value.get() as i128, record.taker_fee_ppb.get() as i128);
        let half = self.reserve_price(instrument, buy, intent.kind, intent.price) as i128;
        let rate = if record.paid_in_full() && buy { PPB as i128 + fee } else { fee };
        let money = free as i128 * PPB as i128;
        let estimate = match record.kind.get() {
            INVERSE => money.checked_mul(half).map_or(most as i128, |wide| wide / (unit * rate)),
            _ => (half * unit).checked_mul(rate).map_or(0, |each| money / each),
        };
        let mut lots = estimate.min(most as i128) as i64;
        for _ in 0..STEPS_BACK {
            if reserved(lots) <= free {
                return lots;
            }
            lots -= 1;
        }
        // Where a lot is worth less than a unit of money: by halves.
        let (mut passes, mut fails) = (0, lots + 1);
        while fails - passes > 1 {
            let middle = (passes + fails) / 2;
            if reserved(middle) <= free { passes = middle } else { fails = middle }
        }
        passes
    }
}
