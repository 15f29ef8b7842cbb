//! The pre-trade gate. An order passes when it violates no check with every open order in its worst case; otherwise a
//! target is cut to the largest size that passes and a ready order is refused. What reduces a position passes all caps.

use crate::faults;
use crate::image::Desk;
use crate::intent::{ANY_PRICE, Intent, LIMIT_ORDER, STOP_LIMIT_ORDER, Side};
use crate::money::{NONE, PPM, clearly_within, fits, odd_lots, saturate};
use crate::reasons;
use crate::watch::{HALTED, REDUCING};

pub const IN_BAND: i32 = 0;
pub const REFUSED: i32 = 1;
pub const REDUCED: i32 = 2;
pub const APPROVED: i32 = 3;

/// Violated checks that the image has room for.
const VIOLATIONS_MAX: i32 = 128;

/// What the gate says of an intent. The violated checks stand in the image.
#[derive(Clone, Copy)]
pub struct Verdict {
    pub kind: i32,
    /// Signed lots that may leave.
    pub lots: i64,
    /// The part of them that reduces the position even if every open order fills.
    pub reducing: i64,
    pub reason: i32,
}

impl Verdict {
    pub fn refused(reason: i32) -> Self {
        Self { kind: REFUSED, lots: 0, reducing: 0, reason }
    }
}

impl Desk<'_> {
    /// Lists a violated check.
    pub fn violate(&self, check: i32, scope: i32, value: i64, limit: i64, headroom: i64, subject: i32) {
        let at = self.violation_count.get();
        if at >= VIOLATIONS_MAX {
            return;
        }
        let one = &self.violation[at];
        one.value.set(value);
        one.limit.set(limit);
        one.headroom.set(headroom);
        one.check.set(check);
        one.scope.set(scope);
        one.subject.set(subject);
        self.violation_count.set(at + 1);
    }

    /// Lists a violated check whose headroom is limit − value.
    #[cold]
    pub fn flag(&self, check: i32, scope: i32, value: i64, limit: i64) {
        self.violate(check, scope, value, limit, limit.wrapping_sub(value), -1);
    }

    /// The verdict on an intent; violated checks are listed behind those that are there.
    pub fn gate(&self, intent: &Intent) -> Verdict {
        let start = self.violation_count.get();
        let found = || self.violation_count.get() > start;
        let first = || self.violation[start].check.get();
        self.check_integrity(intent);
        if found() {
            return Verdict::refused(first());
        }
        let side = self.side_of(intent.portfolio, intent.instrument as i32, intent.lots);
        if !self.sums_would_fit(intent, &side) {
            return Verdict::refused(reasons::MONEY_OVERFLOW);
        }
        if self.check_state(intent, side.quantity > side.reducing) {
            return Verdict::refused(first());
        }
        if side.reducing > 0 {
            let states = self.violation_count.get();
            self.check_market(intent, true);
            self.check_rate(intent, true);
            if self.violation_count.get() > states {
                self.drop_violations(start, states);
                return Verdict::refused(first());
            }
        }
        let wanted = side.quantity - side.reducing;
        let mut increase = wanted;
        if wanted > 0 {
            self.check_market(intent, false);
            self.check_equity(intent);
            let place = self.place_of(intent.portfolio, intent.instrument as i32);
            if self.position[place.index].restricted.get() == 1 {
                self.flag(reasons::RESTRICTED, intent.portfolio, 1, 0);
            }
            if side.reducing == 0 {
                self.check_rate(intent, false);
            }
            increase = if found() { 0 } else { self.capped(intent, &side, wanted) };
        }
        if found() && intent.ready {
            return Verdict::refused(first());
        }
        self.sized(intent, &side, increase, start)
    }

    /// Takes the violations from `from` to before `to` off the list.
    fn drop_violations(&self, from: i32, to: i32) {
        let count = self.violation_count.get();
        self.violation_count.set(from);
        for at in to..count {
            let one = &self.violation[at];
            let (value, limit, headroom) = (one.value.get(), one.limit.get(), one.headroom.get());
            self.violate(one.check.get(), one.scope.get(), value, limit, headroom, one.subject.get());
        }
    }

    /// The largest increase that the caps allow, those that `wanted` violates listed.
    #[inline(always)]
    fn capped(&self, intent: &Intent, side: &Side, wanted: i64) -> i64 {
        let before = self.violation_count.get();
        self.check_caps(intent, side, wanted);
        let mut increase = wanted;
        if self.violation_count.get() > before {
            increase = self.largest_increase(intent, side, wanted);
        }
        if self.check_risk(intent, side, increase) { 0 } else { increase }
    }

    /// Whether every sum that the order would enter, whole, still holds amounts that may stand.
    #[inline(always)]
    pub fn sums_would_fit(&self, intent: &Intent, side: &Side) -> bool {
        let instrument = intent.instrument as i32;
        let reached = self.worth(intent.portfolio, instrument, side.high.abs() + side.quantity);
        let order = self.worth(intent.portfolio, instrument, side.quantity);
        self.chain(intent.portfolio).all(|(_, scope)| {
            let extra = if side.buy { scope.buy_extra.get() } else { scope.sell_extra.get() };
            fits(scope.gross.get() + scope.worst_extra.get() + reached) && fits(extra + order)
        })
    }

    /// Fits the size to lot step and minimum, and checks it once more.
    fn sized(&self, intent: &Intent, side: &Side, increase_allowed: i64, start: i32) -> Verdict {
        let instrument = intent.instrument as i32;
        let step = self.instrument[instrument].lot_step.get();
        let closes = side.reducing == -side.high;
        let reducing = if closes { side.reducing } else { side.reducing - odd_lots(side.reducing, step) };
        let mut increase = increase_allowed - odd_lots(increase_allowed, step);
        if increase > 0 && !self.big_enough(instrument, reducing + increase) {
            increase = 0;
        }
        let quantity = reducing + increase;
        let found = self.violation_count.get() > start;
        let first = if found { self.violation[start].check.get() } else { 0 };
        if quantity == 0 {
            return Verdict::refused(if found { first } else { reasons::BELOW_MINIMUM });
        }
        if !closes && increase == 0 && !self.big_enough(instrument, quantity) {
            return Verdict::refused(reasons::BELOW_MINIMUM);
        }
        let lots = if side.buy { quantity } else { -quantity };
        if quantity == side.quantity {
            // Whole: the caps have just passed this very size.
            self.violation_count.set(start);
            return Verdict { kind: APPROVED, lots, reducing, reason: 0 };
        }
        let listed = self.violation_count.get();
        self.check_caps(intent, side, increase);
        if self.violation_count.get() > listed {
            self.fail(faults::GATE_UNSOUND, self.violation[listed].check.get() as i64);
        }
        let reason = if found { first } else { reasons::QUANTITY_OFF_LOT };
        Verdict { kind: REDUCED, lots, reducing, reason }
    }

    #[inline(always)]
    fn big_enough(&self, instrument: i32, lots: i64) -> bool {
        let record = &self.instrument[instrument];
        let least = record.min_notional.get();
        lots >= record.min_lots.get() && (least == NONE || self.exposure_of(instrument, lots) >= least)
    }

    /// Integrity: applies to every order, reducing or not.
    #[inline(always)]
    fn check_integrity(&self, intent: &Intent) {
        let portfolio = intent.portfolio;
        if intent.instrument >= self.instruments as u32 {
            let last = self.instruments as i64 - 1;
            return self.flag(reasons::INSTRUMENT_UNKNOWN, portfolio, intent.instrument as i64, last);
        }
        let record = &self.instrument[intent.instrument as i32];
        if record.tradable.get() == 0 {
            self.flag(reasons::INSTRUMENT_NOT_TRADABLE, portfolio, 1, 0);
        }
        let control = self.control;
        let capacity = control.order_capacity.get();
        if control.free_order.get() < 0 || self.timers_short() {
            self.flag(reasons::ORDER_CAPACITY, portfolio, capacity as i64 + 1, capacity as i64);
        }
        let own = self.own_order_met(intent);
        if own > 0 {
            self.flag(reasons::SELF_TRADE, portfolio, own, intent.price);
        }
        if intent.ready {
            self.check_ready(intent);
        }
    }

    /// Timers that may be set without passing here are kept free: a cancel and a report for each order record, and the
    /// staleness of each instrument.
    #[inline(always)]
    pub fn timers_short(&self) -> bool {
        let control = self.control;
        let kept = 2 * control.order_capacity.get() + control.instruments.get();
        control.timer_count.get() >= control.timer_capacity.get() - kept
    }

    /// Best price of our own open orders that the order could trade against, in any portfolio; 0 for none. The bound
    /// kept is made exact only where the order reaches it.
    #[inline(always)]
    pub fn own_order_met(&self, intent: &Intent) -> i64 {
        let record = &self.instrument[intent.instrument as i32];
        let buy = intent.lots > 0;
        let reached = || {
            let own = if buy { record.lowest_sell.get() } else { record.highest_buy.get() };
            let limited = matches!(intent.kind, LIMIT_ORDER | STOP_LIMIT_ORDER);
            let apart = limited && if buy { own > intent.price } else { own < intent.price };
            if apart { 0 } else { own }
        };
        if reached() == 0 || self.scope[intent.portfolio].self_trade.get() == 0 {
            return 0;
        }
        self.tighten(intent.instrument as i32, !buy);
        reached()
    }

    /// Integrity of what a client wrote himself.
    #[inline(always)]
    fn check_ready(&self, intent: &Intent) {
        let (portfolio, instrument) = (intent.portfolio, intent.instrument as i32);
        let record = &self.instrument[instrument];
        if intent.client_id != 0 && self.is_taken(intent.client_id) {
            self.flag(reasons::CLIENT_ID_DUPLICATE, portfolio, 1, 0);
        }
        for price in [intent.price, intent.stop] {
            let remainder = if price == 0 { 0 } else { odd_lots(price, self.tick_at(instrument, price)) };
            if remainder != 0 {
                self.flag(reasons::PRICE_OFF_TICK, portfolio, price, price - remainder);
            }
        }
        let quantity = intent.lots.abs();
        let remainder = odd_lots(quantity, record.lot_step.get());
        let few = quantity < record.min_lots.get();
        let least = record.min_notional.get();
        let small = least != NONE && record.mark.get() != 0 && self.exposure_of(instrument, quantity) < least;
        if (remainder == 0 && !few && !small) || self.closes(intent) {
            return;
        }
        if remainder != 0 {
            self.flag(reasons::QUANTITY_OFF_LOT, portfolio, quantity, quantity - remainder);
        }
        if few {
            let min = record.min_lots.get();
            self.violate(reasons::QUANTITY_BELOW_MIN, portfolio, quantity, min, quantity - min, -1);
        }
        if small {
            let notional = self.exposure_of(instrument, quantity);
            self.violate(reasons::NOTIONAL_BELOW_MIN, portfolio, notional, least, notional - least, -1);
        }
    }

    /// Whether an order closes its position, to the last lot.
    fn closes(&self, intent: &Intent) -> bool {
        let instrument = intent.instrument as i32;
        let held = self.position[self.position_at(intent.portfolio, instrument)].lots.get().abs();
        let side = self.side_of(intent.portfolio, instrument, intent.lots);
        side.reducing == side.quantity && side.quantity == held
    }

    /// The price increment in force at a price.
    pub fn tick_at(&self, instrument: i32, price: i64) -> i64 {
        let record = &self.instrument[instrument];
        let start = record.tick_start.get();
        let mut row = start;
        while row + 1 < start + record.tick_count.get() && self.tick[row + 1].from.get() <= price {
            row += 1;
        }
        self.tick[row].tick.get()
    }

    /// Trading states; true where the portfolio or its group is halted.
    #[inline(always)]
    pub fn check_state(&self, intent: &Intent, increases: bool) -> bool {
        let mut halted = false;
        if intent.flatten {
            return halted;
        }
        for (at, scope) in self.chain(intent.portfolio) {
            match scope.state.get() {
                HALTED => {
                    halted = true;
                    self.flag(reasons::TRADING_STATE_HALTED, at, 1, 0);
                }
                REDUCING if increases => {
                    self.flag(reasons::TRADING_STATE_REDUCING, at, 1, 0);
                }
                _ => {}
            }
        }
        halted
    }

    /// Price checks: a reduction may use the last good mark for longer, in a collar twice as wide.
    #[inline(always)]
    pub fn check_market(&self, intent: &Intent, reduction: bool) {
        let portfolio = intent.portfolio;
        let record = &self.instrument[intent.instrument as i32];
        let mark = record.mark.get();
        if mark == 0 {
            let never = record.last_at.get() == 0;
            let reason = if never { reasons::MARK_MISSING } else { reasons::WARMING_UP };
            return self.flag(reason, portfolio, 1, 0);
        }
        let age = self.control.now.get() - record.mark_at.get();
        let oldest = if reduction { record.reduce_mark_age_nanos.get() } else { record.stale_nanos.get() };
        let any_price = intent.flatten && intent.flags & ANY_PRICE != 0;
        if age > oldest && !any_price {
            self.flag(reasons::MARK_STALE, portfolio, age, oldest);
        }
        if !reduction && self.control.currencies.get() != 1 {
            self.check_currency(portfolio, intent.instrument as i32);
        }
        if !reduction && record.crossed.get() == 1 && self.control.crossed_policy.get() == 0 {
            self.flag(reasons::MARKET_CROSSED, portfolio, record.bid.get(), record.ask.get());
        }
        let collar = self.scope[portfolio].collar_ppm.get();
        if collar != NONE && intent.price != 0 {
            let widest = if reduction { 2 * collar } else { collar };
            self.check_collar(reasons::PRICE_COLLAR, intent, mark, widest);
            let last = record.last.get();
            if last > 0 {
                self.check_collar(reasons::PRICE_COLLAR_LAST, intent, 2 * last, widest);
            }
        }
    }

    /// What is added in another currency needs a rate, and one that is not too old.
    fn check_currency(&self, portfolio: i32, instrument: i32) {
        if !self.is_foreign(portfolio, instrument) {
            return;
        }
        let rate = self.rate_of(portfolio, self.instrument[instrument].currency.get());
        let age = self.control.now.get() - rate.marked_at.get();
        let oldest = self.scope[portfolio].rate_stale_nanos.get();
        if rate.numerator.get() == 0 {
            self.flag(reasons::RATE_MISSING, portfolio, 1, 0);
        } else if age > oldest {
            self.flag(reasons::RATE_STALE, portfolio, age, oldest);
        }
    }

    /// The distance of an order's price from a price (half price units), in ppm of it.
    #[inline(always)]
    fn check_collar(&self, check: i32, intent: &Intent, from: i64, widest: i64) {
        let off = (2 * intent.price - from).abs();
        if clearly_within(off, from, widest) {
            return;
        }
        let distance = match off.checked_mul(PPM) {
            Some(product) => product / from,
            None => saturate(off as i128 * PPM as i128 / from as i128),
        };
        if distance > widest {
            self.flag(check, intent.portfolio, distance, widest);
        }
    }

    #[inline(always)]
    pub fn check_equity(&self, intent: &Intent) {
        for (at, scope) in self.chain(intent.portfolio) {
            let equity = scope.equity.get();
            if equity <= 0 {
                self.flag(reasons::EQUITY_NOT_POSITIVE, at, -equity, -1);
            }
        }
    }

    /// Order rate (GCRA: one theoretical arrival time per budget) and open orders; reductions have budgets of their own.
    #[inline(always)]
    fn check_rate(&self, intent: &Intent, reduction: bool) {
        let portfolio = intent.portfolio;
        let scope = &self.scope[portfolio];
        self.check_order_rate(portfolio, reduction);
        let limit = scope.open_orders_max.get() as i64;
        let most = if reduction { 2 * limit } else { limit };
        let open = scope.open_orders.get() as i64;
        if limit >= 0 && open >= most {
            self.flag(reasons::OPEN_ORDERS_MAX, portfolio, open + 1, most);
        }
    }

    /// The order rate alone: what an amend is held to.
    #[inline(always)]
    pub fn check_order_rate(&self, portfolio: i32, reduction: bool) {
        let scope = &self.scope[portfolio];
        if scope.rate_period_nanos.get() != NONE {
            let at = if reduction { scope.reduce_rate_at.get() } else { scope.rate_at.get() };
            let ahead = 0.max(at - self.control.now.get());
            if ahead > scope.rate_burst_nanos.get() {
                self.flag(reasons::ORDER_RATE, portfolio, ahead, scope.rate_burst_nanos.get());
            }
        }
    }

    /// Takes one order from the rate budget.
    #[inline(always)]
    pub fn take_rate(&self, portfolio: i32, reduction: bool) {
        let scope = &self.scope[portfolio];
        let period = scope.rate_period_nanos.get();
        if period != NONE {
            let at = if reduction { &scope.reduce_rate_at } else { &scope.rate_at };
            at.set(at.get().max(self.control.now.get()) + period);
        }
    }
}
