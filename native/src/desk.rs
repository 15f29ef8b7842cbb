//! The desk stepped row by row. Within one row, in this order: timers due; the input itself; resting orders; and on LAST
//! rows losses and passive breaches, exit rules, then all decisions of the instant together through gate, reservation
//! and sending.

use crate::context::{CAUSE_INTERVAL, ERROR, WHOLE_DESK};
use crate::faults;
use crate::image::Desk;
use crate::layout::*;
use crate::market::MARKET;
use crate::money::Sum;
use crate::orders::EVENT_EXPIRED;
use crate::policy::{ANSWERED, STEPPING, WAITING};
use crate::reasons;
use crate::tape::{Row, Tape};
use crate::timers::*;
use crate::watch::HALTED;

impl Desk<'_> {
    /// Steps rows of a frame; returns `to`, or the row it stopped before.
    pub fn advance(&mut self, input: Tape, evaluations: Tape, decisions: Tape, from: u32, to: u32) -> u32 {
        let headroom = 1_024 + self.portfolios as i64 * self.instruments as i64 * 16;
        let capacity = self.outcome.capacity() as i64;
        let first_sequence = input.first_sequence();
        let (decision_count, evaluation_count) = (decisions.count(), evaluations.count());
        let wide = self.is_wide();
        let mut decision = decisions.first_at(from);
        let mut evaluation = evaluations.first_at(from);
        if wide {
            self.look_at_first(input, from, to);
        }
        for position in from..to {
            self.row.set(position);
            if self.control.policy_state.get() == ANSWERED {
                while decision < decision_count && decisions.row(decision).position() == position {
                    decision += 1;
                }
                while evaluation < evaluation_count && evaluations.row(evaluation).position() == position {
                    evaluation += 1;
                }
                self.go_on();
                if self.control.fault.get() != faults::NONE {
                    return position;
                }
                continue;
            }
            let left = capacity - self.outcome.count() as i64;
            if self.outcome.count() > 0 && left < headroom && 2 * left < capacity {
                return position;
            }
            if wide {
                self.look_ahead(input, position, to);
            }
            let first_decision = decision;
            while decision < decision_count && decisions.row(decision).position() == position {
                decision += 1;
            }
            let mut leaking = false;
            while evaluation < evaluation_count && evaluations.row(evaluation).position() == position {
                leaking |= leaks(evaluations.row(evaluation));
                evaluation += 1;
            }
            self.control.sequence.set(first_sequence + position as i64);
            self.step(input.row(position), decisions, first_decision..decision, leaking);
            if self.control.fault.get() != faults::NONE || self.control.policy_state.get() == WAITING {
                return position;
            }
        }
        to
    }

    fn step(&mut self, row: Row, decisions: Tape, of_row: std::ops::Range<u32>, leaking: bool) {
        let control = self.control;
        let now = row.time();
        if control.rows_advanced.get() == 0 {
            self.begin(now);
        }
        while self.timer_due(now) && control.fault.get() == faults::NONE {
            self.fire_timer();
        }
        control.now.set(now);
        self.input(row, leaking);
        if row.is_last() {
            self.last(decisions, of_row);
        } else if !of_row.is_empty() {
            self.fail(faults::DECISION_NOT_LAST, 0);
        }
        if control.policy_state.get() != WAITING {
            self.end_row();
        }
    }

    #[inline(always)]
    fn end_row(&self) {
        self.control.rows_advanced.add(1);
        self.control.rows_native.add(1);
    }

    /// Goes on with a row whose policy has answered.
    #[cold]
    fn go_on(&mut self) {
        self.control.policy_state.set(STEPPING);
        self.pending_count.set(self.control.pending_count.replace(0));
        self.settle();
        self.end_row();
    }

    /// Halts the engine at the row being stepped: what remains of the row is of no consequence.
    #[cold]
    pub fn fail(&self, code: i32, value: i64) {
        if self.control.fault.get() == faults::NONE {
            self.control.fault.set(code);
            self.control.fault_value.set(value);
        }
    }

    /// A lane that holds an integer within ±2^53; anything else halts the engine.
    #[inline(always)]
    pub fn integer(&self, value: f64) -> i64 {
        const LIMIT: f64 = 9_007_199_254_740_992.0;
        if value.abs() <= LIMIT {
            // SAFETY: it is no NaN and within ±2^53.
            let whole = unsafe { value.to_int_unchecked::<i64>() };
            if whole as f64 == value {
                return whole;
            }
        }
        self.fail(faults::ROW_NOT_INTEGER, 0);
        0
    }

    /// Arms session ends and the first equity rows.
    fn begin(&self, now: i64) {
        self.control.now.set(now);
        for session in 0..self.control.sessions.get() {
            self.arm_session(session, now);
        }
        for portfolio in 0..self.portfolios {
            self.equity_row(portfolio, CAUSE_INTERVAL);
        }
        self.schedule_equity(now);
    }

    fn schedule_equity(&self, now: i64) {
        let interval = self.control.equity_interval_nanos.get();
        let next = if interval > 0 { (now / interval + 1).saturating_mul(interval) } else { i64::MAX };
        self.control.next_equity_at.set(next);
    }

    fn arm_session(&self, session: i32, now: i64) {
        let next = self.first_session_closing_after(session, now);
        if next >= 0 {
            self.set_timer(self.instant[next].closes_at.get(), TIMER_SESSION, session);
        }
    }

    fn fire_timer(&self) {
        let timer = self.take_timer();
        let at = timer.argument;
        self.control.now.set(timer.due);
        match timer.kind {
            TIMER_ARRIVAL => {
                let order = &self.order[at];
                if order.arrives_at.get() == timer.due && order.is_on_its_way() {
                    self.arrive(at);
                }
            }
            TIMER_REPORT => self.report_arrives(at),
            TIMER_CANCEL => {
                if self.order[at].cancel_at.get() == timer.due && self.order[at].state.get() == 3 {
                    self.cancel_arrives(at);
                }
            }
            TIMER_AMEND => {
                if self.amend[at].arrives_at.get() == timer.due && self.order[at].is_amending() {
                    self.amend_arrives(at);
                }
            }
            TIMER_STALENESS => self.staleness(at),
            TIMER_SESSION => self.session_ends(at, timer.due),
            kind => self.fail(faults::TIMER_UNKNOWN, kind as i64),
        }
    }

    /// A session ends: its DAY orders expire, and the loss days it bounds are measured from here.
    fn session_ends(&self, session: i32, now: i64) {
        self.expire(session, now);
        for at in 0..self.scopes {
            let scope = &self.scope[at];
            if scope.session.get() != session {
                continue;
            }
            scope.day_start.set(scope.equity.get());
            self.refresh_loss_floor(at);
            if at < self.portfolios {
                self.equity_row(at, CAUSE_INTERVAL);
            }
        }
        self.arm_session(session, now);
    }

    /// DAY orders of a session that ends (an external venue reports its own), by portfolio, instrument and order of
    /// sending.
    fn expire(&self, session: i32, now: i64) {
        if self.control.live_orders.get() == 0 || self.control.external.get() == 1 {
            return;
        }
        for portfolio in 0..self.portfolios {
            for instrument in 0..self.instruments {
                if self.instrument[instrument].session.get() != session {
                    continue;
                }
                let mut at = self.position[self.position_at(portfolio, instrument)].first_order.get();
                while at >= 0 {
                    let next = self.order[at].next_of_position.get();
                    if self.order[at].expires_at.get() == now {
                        self.end_at_venue(at, EVENT_EXPIRED, reasons::ORDER_EXPIRED);
                    }
                    at = next;
                }
            }
        }
    }

    fn input(&self, row: Row, leaking_tape: bool) {
        let mut leaking = leaking_tape;
        let kind = row.kind();
        if matches!(kind, QUOTE | TRADE | BAR) && row.instrument() >= self.instruments as u32 {
            self.alert(reasons::INSTRUMENT_UNKNOWN, ERROR, WHOLE_DESK, row.instrument(), Default::default());
            return;
        }
        match kind {
            QUOTE => self.quote(row, row.instrument() as i32),
            TRADE => self.trade(row, row.instrument() as i32),
            BAR => self.bar(row, row.instrument() as i32),
            EVALUATION => leaking |= leaks(row),
            COMMAND => self.command(row),
            RATE => self.apply_rate(row),
            PARAMETER => self.parameter(row),
            REPORT => self.external_report(row),
            ADJUST => self.adjustment(row),
            _ => {}
        }
        if leaking {
            for scope in 0..self.scopes {
                self.set_state(scope, HALTED, reasons::FEATURE_LEAKAGE, 0, 0);
            }
        }
    }

    /// The end of an instant.
    fn last(&mut self, decisions: Tape, of_row: std::ops::Range<u32>) {
        self.watch_changed();
        let current = self.current.get();
        if current >= 0 {
            self.watch_holders(current, true);
        }
        let mut one = self.control.first_touched.get();
        while one >= 0 {
            self.watch_holders(one, self.instrument[one].touched.get() == MARKET);
            one = self.instrument[one].next_touched.get();
        }
        if self.control.flattening.get() == 1 {
            self.flatten_standing();
        }
        for at in of_row {
            let row = decisions.row(at);
            let id = self.control.sequence.get() << 20 | row.sub() as i64;
            self.take_decision(row, id);
        }
        if self.control.policy_wakes.get() != 0 && self.policy_wanted() {
            // Nothing of what follows asks what had a market row.
            self.forget_touched();
            return;
        }
        self.settle();
    }

    /// All intents of the instant together, and what closes it.
    #[inline(always)]
    fn settle(&mut self) {
        if self.pending_count.get() > 0 {
            self.settle_instant();
        }
        self.forget_touched();
        let now = self.control.now.get();
        if now >= self.control.next_equity_at.get() {
            for portfolio in 0..self.portfolios {
                self.equity_row(portfolio, CAUSE_INTERVAL);
            }
            self.schedule_equity(now);
        }
    }

    /// Exit rules, where it had a market row, and limits of everyone who holds an instrument.
    #[inline(always)]
    fn watch_holders(&self, instrument: i32, exits: bool) {
        let mut index = self.instrument[instrument].first_holder.get();
        while index >= 0 {
            let place = self.place(index);
            if exits {
                self.exit_rules(place);
            }
            self.watch_position(place);
            index = self.position[index].next_holder.get();
        }
    }

    /// Empties the list of instruments that had a market row in this instant.
    #[inline(always)]
    fn forget_touched(&self) {
        let current = self.current.replace(-1);
        if current >= 0 {
            self.instrument[current].next_touched.set(-1);
        }
        let mut one = self.control.first_touched.get();
        while one >= 0 {
            let instrument = &self.instrument[one];
            one = instrument.next_touched.get();
            instrument.touched.set(0);
            instrument.next_touched.set(-1);
        }
        self.control.first_touched.set(-1);
    }

    /// Losses and totals of every scope that something changed in.
    #[inline(always)]
    fn watch_changed(&self) {
        let mut at = self.take_changed(-1);
        while at >= 0 {
            self.watch_losses(at);
            self.watch_totals(at);
            at = self.take_changed(at);
        }
    }
}

/// An evaluation whose asOf is later than its own time knows the future.
fn leaks(row: Row) -> bool {
    row.wide(EVALUATION_AS_OF) > row.time()
}
