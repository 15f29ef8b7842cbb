//! Rows from outside that are not prices: commands, ready orders, reports of an external venue, parameters, adjustments.

use crate::context::{CAUSE_CASH, Detail, ERROR, INFO, NO_INSTRUMENT, WARNING, WHOLE_DESK};
use crate::image::Desk;
use crate::intent::*;
use crate::layout::*;
use crate::money::{MONEY_MAX, NONE, fits};
use crate::orders::{
    CANCEL_PENDING, DONE, EVENT_CANCEL_REJECTED, EVENT_CANCELLED, EVENT_EXPIRED, EVENT_REJECTED, SENT, WORKING,
};
use crate::reasons;
use crate::tape::Row;
use crate::watch::{ACTIVE, HALTED, REDUCING};

// Verbs of COMMAND rows (low byte of aux).
const VERB_HALT: u32 = 1;
const VERB_REDUCE: u32 = 2;
const VERB_RESUME: u32 = 3;
const VERB_FLATTEN: u32 = 4;
const VERB_SUBMIT: u32 = 5;
const VERB_CANCEL: u32 = 6;
const VERB_CANCEL_ALL: u32 = 7;
const VERB_DEPOSIT: u32 = 8;
const VERB_AMEND: u32 = 9;
const VERB_CONVERT: u32 = 10;
const VERB_END_ORDERS: u32 = 11;
/// Flag of `resume` (high byte of aux).
const RESET_HIGH_WATER: i32 = 1;

// Events of REPORT rows (aux).
const REPORT_ACCEPTED: u32 = 0;
const REPORT_FILLED: u32 = 1;
const REPORT_CANCELLED: u32 = 2;
const REPORT_REJECTED: u32 = 3;
const REPORT_EXPIRED: u32 = 4;
const REPORT_AMENDED: u32 = 5;
const REPORT_AMEND_REJECTED: u32 = 6;
const REPORT_CANCEL_REJECTED: u32 = 7;

// Parameters of an instrument, and of a position.
const BORROW_LOTS: u32 = 32;
const TRADABLE: u32 = 33;
const RESTRICTED: u32 = 64;

impl Desk<'_> {
    /// Applies a COMMAND row: an operator's word, or a ready order.
    pub fn command(&self, row: Row) {
        let (source, aux) = (row.source(), row.aux());
        let verb = aux & 0xff;
        if verb == VERB_SUBMIT {
            return self.submit(row);
        }
        if verb == VERB_CONVERT {
            return self.conversion(row);
        }
        if verb == VERB_AMEND {
            return self.amend_order(row);
        }
        if verb == VERB_CANCEL {
            return match self.find_order(row.wide(COMMAND_CLIENT_ORDER_ID)) {
                -1 => self.alert(reasons::ORDER_UNKNOWN, WARNING, source, row.instrument(), Detail::default()),
                at => self.request_cancel(at),
            };
        }
        if verb == VERB_END_ORDERS && row.instrument() < self.instruments as u32 {
            return self.end_orders(row.instrument() as i32);
        }
        if !(VERB_HALT..=VERB_DEPOSIT).contains(&verb) {
            return self.invalid(source, NO_INSTRUMENT);
        }
        if source != WHOLE_DESK {
            return if source < self.scopes { self.tell(row, source) } else { self.invalid(source, NO_INSTRUMENT) };
        }
        for at in 0..self.scopes {
            self.tell(row, at);
        }
    }

    /// An operator's word to one portfolio or portfolio group.
    fn tell(&self, row: Row, at: i32) {
        let flags = (row.aux() >> 24) as i32;
        match row.aux() & 0xff {
            VERB_HALT => self.set_state(at, HALTED, reasons::COMMANDED, 0, 0),
            VERB_REDUCE => self.set_state(at, REDUCING, reasons::COMMANDED, 0, 0),
            VERB_RESUME => self.resume(at, flags),
            VERB_FLATTEN => {
                self.control.flattening.set(1);
                for portfolio in self.members(at) {
                    self.scope[portfolio].flatten.set(1 | (flags & ANY_PRICE));
                }
            }
            VERB_CANCEL_ALL => {
                for portfolio in self.members(at) {
                    self.cancel_all(portfolio, false);
                }
            }
            _ => self.pay_in(at, self.integer(row.real(COMMAND_LOTS))),
        }
    }

    /// Says that a row was not understood.
    fn invalid(&self, source: i32, instrument: u32) {
        self.alert(reasons::COMMAND_INVALID, ERROR, source, instrument, Detail::default());
    }

    fn pay_in(&self, at: i32, amount: i64) {
        if at >= self.portfolios {
            return self.invalid(at, NO_INSTRUMENT);
        }
        if !self.deposit(at, amount) {
            let detail = Detail { value: amount, limit: MONEY_MAX, ..Default::default() };
            return self.alert(reasons::MONEY_OVERFLOW, ERROR, at, NO_INSTRUMENT, detail);
        }
        for (one, _) in self.chain(at) {
            self.refresh_loss_floor(one);
        }
        self.equity_row(at, CAUSE_CASH);
    }

    fn resume(&self, at: i32, flags: i32) {
        let scope = &self.scope[at];
        if flags & RESET_HIGH_WATER != 0 {
            scope.high_water.set(scope.equity.get());
            scope.day_start.set(scope.equity.get());
        }
        self.set_state(at, ACTIVE, reasons::COMMANDED, 0, 0);
        self.refresh_loss_floor(at);
    }

    /// A ready order.
    fn submit(&self, row: Row) {
        let (portfolio, aux) = (row.source(), row.aux());
        let lots = self.integer(row.real(COMMAND_LOTS));
        let price = self.integer(row.real(COMMAND_PRICE));
        let stop = self.integer(row.real(COMMAND_STOP_PRICE));
        let (kind, time_in_force) = ((aux >> 8 & 0xff) as i32, (aux >> 16 & 0xff) as i32);
        let flags = (aux >> 24) as i32;
        let limited = matches!(kind, LIMIT_ORDER | STOP_LIMIT_ORDER);
        let stopped = matches!(kind, STOP_ORDER | STOP_LIMIT_ORDER);
        let sound = portfolio < self.portfolios
            && lots != 0
            && kind <= STOP_LIMIT_ORDER
            && time_in_force <= FOK
            && flags <= POST_ONLY | REDUCE_ONLY
            && if limited { price > 0 } else { price == 0 }
            && if stopped { stop > 0 } else { stop == 0 };
        if !sound {
            return self.invalid(portfolio, row.instrument());
        }
        let intent = Intent {
            portfolio,
            instrument: row.instrument(),
            lots,
            kind,
            time_in_force,
            flags,
            price,
            stop,
            decision: 0,
            reason: reasons::COMMANDED,
            ready: true,
            client_id: row.wide(COMMAND_CLIENT_ORDER_ID),
            flatten: false,
            target: 0,
            standing: 0,
        };
        self.pass(&intent, None);
    }

    /// Applies a REPORT row of an external venue; what does not fit an open order, or comes beside a simulated venue, is
    /// named and never applied.
    pub fn external_report(&self, row: Row) {
        let event = row.aux();
        if self.control.external.get() == 0 {
            // The source of a report is a venue, not a portfolio.
            return self.invalid(WHOLE_DESK, row.instrument());
        }
        let at = self.find_order(row.wide(REPORT_CLIENT_ORDER_ID));
        if at < 0 || self.order[at].instrument.get() as u32 != row.instrument() {
            return self.unknown_order(row);
        }
        let order = &self.order[at];
        let (state, amending) = (&order.state, order.is_amending());
        match event {
            REPORT_ACCEPTED if state.get() == SENT => state.set(WORKING),
            REPORT_ACCEPTED => {}
            REPORT_FILLED => self.external_fill(row, at),
            REPORT_CANCELLED => self.end_order(at, EVENT_CANCELLED, reasons::ORDER_CANCELLED),
            REPORT_EXPIRED => self.end_order(at, EVENT_EXPIRED, reasons::ORDER_EXPIRED),
            REPORT_REJECTED => self.end_order(at, EVENT_REJECTED, reasons::ORDER_CANCELLED),
            REPORT_AMENDED if amending => self.amend_accepted(at),
            REPORT_AMEND_REJECTED if amending => self.amend_rejected(at),
            REPORT_CANCEL_REJECTED if state.get() == CANCEL_PENDING => {
                state.set(WORKING);
                self.order_row(at, EVENT_CANCEL_REJECTED, order.open(), reasons::CANCEL_REJECTED);
            }
            _ => self.invalid(order.portfolio.get(), order.instrument.get() as u32),
        }
    }

    /// A report of an order that is not open: a fill of one that ended may be known, and is then a duplicate.
    fn unknown_order(&self, row: Row) {
        let fills = row.aux() == REPORT_FILLED;
        let known = fills && self.knows_execution(row.wide(REPORT_CLIENT_ORDER_ID), row.wide(REPORT_EXECUTION_ID));
        let (reason, severity) =
            if known { (reasons::FILL_DUPLICATE, WARNING) } else { (reasons::ORDER_UNKNOWN, ERROR) };
        self.alert(reason, severity, WHOLE_DESK, row.instrument(), Detail::default());
    }

    fn external_fill(&self, row: Row, at: i32) {
        let order = &self.order[at];
        let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get() as u32);
        let lots = self.integer(row.real(REPORT_LOTS)) * order.side.get() as i64;
        let price = self.integer(row.real(REPORT_PRICE));
        let fee = row.wide(REPORT_FEE);
        // While an amend waits, its lots may be there already.
        let rest = order.lots.get().max(self.amend[at].lots.get()) - order.filled.get();
        let execution = row.wide(REPORT_EXECUTION_ID);
        if lots <= 0 || price <= 0 || !fits(fee) || execution == 0 {
            return self.invalid(portfolio, instrument);
        }
        if self.knows_execution(order.id.get(), execution) {
            let detail = Detail { value: lots, ..Default::default() };
            return self.alert(reasons::FILL_DUPLICATE, WARNING, portfolio, instrument, detail);
        }
        if order.flags.get() & SPLIT_SINCE != 0 {
            let detail = Detail { value: lots, ..Default::default() };
            return self.alert(reasons::FILL_BEFORE_SPLIT, ERROR, portfolio, instrument, detail);
        }
        if lots > rest {
            let detail = Detail { value: lots, limit: rest, ..Default::default() };
            return self.alert(reasons::FILL_BEYOND_ORDER, ERROR, portfolio, instrument, detail);
        }
        if !self.remember_execution(order, execution) {
            let limit = self.control.id_capacity.get() as i64;
            let detail = Detail { value: limit + 1, limit, ..Default::default() };
            return self.alert(reasons::EXECUTION_CAPACITY, ERROR, portfolio, instrument, detail);
        }
        let filled = order.filled.get() + lots;
        if filled > order.lots.get() {
            // More than the old order: the venue took the amend, and its answer is late.
            self.amend_accepted(at);
        }
        order.filled.set(filled);
        if filled == order.lots.get() && !order.is_amending() {
            order.state.set(DONE);
        }
        let distance = (self.control.sequence.get() - order.sent_sequence.get()) as i32;
        self.deliver(at, lots, price, false, distance, Some(fee));
    }

    /// Applies an ADJUST row.
    pub fn adjustment(&self, row: Row) {
        let (portfolio, instrument) = (row.source(), row.instrument());
        if portfolio >= self.portfolios || instrument >= self.instruments as u32 {
            return self.invalid(portfolio, instrument);
        }
        let place = self.place_of(portfolio, instrument as i32);
        let lots = self.integer(row.real(ADJUST_LOTS));
        let numerator = self.integer(row.real(ADJUST_NUMERATOR));
        let denominator = self.integer(row.real(ADJUST_DENOMINATOR));
        let (cost, cash) = (row.wide(ADJUST_COST), row.wide(ADJUST_CASH));
        let splits = numerator > 0 && denominator > 0;
        if splits && self.control.external.get() == 0 && self.has_orders(place.instrument) {
            return self.invalid(portfolio, instrument);
        }
        if !self.adjust(place, lots, cost, cash) {
            let value = if cost.unsigned_abs() > cash.unsigned_abs() { cost } else { cash };
            let detail = Detail { value, limit: MONEY_MAX, ..Default::default() };
            return self.alert(reasons::MONEY_OVERFLOW, ERROR, portfolio, instrument, detail);
        }
        if splits {
            // After a split the best price since entry is one of the new shares.
            let peak = &self.position[place.index].peak;
            peak.set(split_price(peak.get(), denominator, numerator));
            self.mark_split(place.instrument);
        }
        self.touch_holdings(place.instrument);
        self.position_row(portfolio, place.instrument);
        self.equity_row(portfolio, CAUSE_CASH);
    }

    /// Applies a PARAMETER row: the portfolio or group is the row's source, the instrument its own.
    pub fn parameter(&self, row: Row) {
        let (at, instrument, value) = (row.source(), row.instrument(), row.wide(PARAMETER_VALUE));
        let known = instrument < self.instruments as u32;
        if value < NONE || !fits(value) {
            return self.invalid(at, NO_INSTRUMENT);
        }
        match row.aux() {
            id @ 1..=16 if at < self.scopes => {
                self.scope_parameter(at, id).set(value);
                self.note_change(at);
                self.refresh_loss_floor(at);
            }
            BORROW_LOTS if known => self.instrument[instrument as i32].borrow_lots.set(value),
            TRADABLE if known => self.instrument[instrument as i32].tradable.set((value > 0) as i32),
            RESTRICTED if known && at < self.portfolios => self.restrict(at, instrument, value > 0),
            _ => self.invalid(at, NO_INSTRUMENT),
        }
    }

    /// A position goes on the restricted list, or off it: an alert begins or ends.
    fn restrict(&self, portfolio: i32, instrument: u32, restricted: bool) {
        let position = &self.position[self.position_at(portfolio, instrument as i32)];
        if position.restricted.get() == restricted as i32 {
            return;
        }
        position.restricted.set(restricted as i32);
        let detail = Detail { value: restricted as i64, cleared: !restricted, ..Default::default() };
        self.alert(reasons::RESTRICTED, if restricted { WARNING } else { INFO }, portfolio, instrument, detail);
    }

    /// A parameter of a portfolio or group, 1 … 15.
    fn scope_parameter(&self, at: i32, id: u32) -> &std::cell::Cell<i64> {
        let scope = &self.scope[at];
        match id {
            1 => &scope.concentration_ppm,
            2 => &scope.gross_max,
            3 => &scope.net_max,
            4 => &scope.leverage_ppm,
            5 => &scope.band_ppm,
            6 => &scope.fraction_ppm,
            7 => &scope.day_reducing_ppm,
            8 => &scope.day_halted_ppm,
            9 => &scope.drawdown_reducing_ppm,
            10 => &scope.drawdown_halted_ppm,
            11 => &scope.cash_reserve,
            12 => &scope.loss_reducing,
            13 => &scope.loss_halted,
            14 => &scope.volatility_ppm,
            15 => &scope.value_at_risk_ppm,
            _ => &scope.correlated_ppm,
        }
    }
}

/// A price restated for a split, rounded towards zero; saturates at 2^62.
fn split_price(price: i64, denominator: i64, numerator: i64) -> i64 {
    const MOST: i128 = 1 << 62;
    (price as i128 * denominator as i128 / numerator as i128).clamp(-MOST, MOST) as i64
}
