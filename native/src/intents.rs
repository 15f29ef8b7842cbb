//! From decisions, exit rules, trims and flattens to orders: what an instant asks for, and in which order.

use crate::context::{Detail, ERROR, WHOLE_DESK};
use crate::gate::{APPROVED, IN_BAND, REDUCED, REFUSED, Verdict};
use crate::image::{Desk, Place};
use crate::intent::{ANY_PRICE, GTC, Intent, MARKET_ORDER, Side};
use crate::layout::*;
use crate::money::{MONEY_MAX, NONE, PPM, Sum, mul_div, product_below, share};
use crate::reasons;
use crate::records::Pending;
use crate::tape::Row;

// Where an intent comes from.
pub const PENDING_NONE: i32 = 0;
pub const PENDING_DECISION: i32 = 1;
pub const PENDING_EXIT: i32 = 2;
pub const PENDING_TRIM: i32 = 3;
pub const PENDING_FLATTEN: i32 = 4;
pub const PENDING_POLICY: i32 = 5;

/// Ratios beyond this many ppm count as this many: the products of sizing stay within 128 bits.
const RATIO_MAX: i64 = 1 << 31;

/// The share, in ppm rounded down, of a portfolio's increases that its budget affords.
#[derive(Clone, Copy)]
pub struct Budget {
    pub ppm: i64,
    pub need: i64,
    pub room: i64,
}

impl Budget {
    /// Narrows the share to what a room affords of a need; tells whether it did.
    fn afford(&mut self, need: i64, room: i64) -> bool {
        if need <= 0 || need <= room {
            return false;
        }
        let ppm = mul_div(room.max(0), PPM, need);
        let narrows = ppm < self.ppm;
        if narrows {
            *self = Budget { ppm, need, room };
        }
        narrows
    }
}

impl Desk<'_> {
    /// A decision row becomes the standing target of every portfolio that follows its strategy.
    pub fn take_decision(&self, row: Row, id: i64) {
        let (strategy, instrument) = (row.source(), row.instrument());
        if instrument >= self.instruments as u32 {
            return self.alert(reasons::INSTRUMENT_UNKNOWN, ERROR, WHOLE_DESK, instrument, Detail::default());
        }
        let ratio = |lane| self.integer(row.real(lane)).clamp(-RATIO_MAX, RATIO_MAX);
        for portfolio in 0..self.portfolios {
            if self.scope[portfolio].strategy.get() != strategy {
                continue;
            }
            let place = self.place_of(portfolio, instrument as i32);
            let position = &self.position[place.index];
            position.has_target.set(1);
            position.target_ppm.set(ratio(DECISION_TARGET_PPM));
            position.target_volatility_ppm.set(ratio(DECISION_VOLATILITY_PPM));
            position.target_edge_ppm.set(ratio(DECISION_EDGE_PPM));
            position.target_decision.set(id);
            self.control.decisions_seen.add(1);
            // An exit of the same instant stands: the decision is counted, and its verdict says that it is cooling down.
            match position.pending.get() {
                PENDING_NONE => {
                    position.pending.set(PENDING_DECISION);
                    self.push_pending(place.index);
                }
                PENDING_DECISION => {}
                _ => {
                    self.control.intents_made.add(1);
                    self.in_band(place, 0, 0, reasons::COOLING_DOWN, id);
                }
            }
        }
    }

    /// Notes a position with an intent in this instant.
    pub fn push_pending(&self, index: i32) {
        let count = self.pending_count.get();
        self.pending[count].position.set(index);
        self.pending_count.set(count + 1);
    }

    /// Sorts the positions with an intent: by portfolio, then instrument.
    pub fn sort_pending(&mut self) {
        let count = self.pending_count.get();
        // SAFETY: nothing else refers to the table of pending intents, and it holds `count` of them.
        let pending = unsafe { self.pending.slice_mut(count as usize) };
        pending.sort_unstable_by_key(|one: &Pending| one.position.get());
    }

    /// Step 5 and 6 of an instant: all intents together. Reductions first, then increases scaled by one factor to the
    /// instant's budget; by portfolio, then instrument.
    pub fn settle_instant(&mut self) {
        self.sort_pending();
        let count = self.pending_count.replace(0);
        let mut increases = 0;
        for at in 0..count {
            let place = self.place(self.pending[at].position.get());
            let cause = self.position[place.index].pending.replace(PENDING_NONE);
            let made = if cause == PENDING_DECISION { &self.control.intents_made } else { &self.control.exit_intents };
            made.add(1);
            let intent = match cause {
                PENDING_DECISION | PENDING_POLICY => self.decision_intent(place),
                _ => self.forced_intent(place, cause),
            };
            self.position[place.index].policy_kind.set(0);
            let Some(intent) = intent else { continue };
            let side = self.side_of(place.portfolio, place.instrument, intent.lots);
            if side.reducing == side.quantity {
                self.pass(&intent, None);
            } else {
                self.queue_increase(increases, place.index, &intent);
                increases += 1;
            }
        }
        self.send_increases(increases);
    }

    /// Increases in order of portfolio and instrument; the budget of a portfolio is struck before its first leaves, and
    /// before any other portfolio's does.
    fn send_increases(&self, count: i32) {
        let mut first = 0;
        while first < count {
            let portfolio = self.queued(first).portfolio;
            let mut end = first + 1;
            while end < count && self.queued(end).portfolio == portfolio {
                end += 1;
            }
            let budget = self.budget_of(portfolio, first, end);
            let record = &self.increase[first];
            record.ppm.set(budget.ppm);
            record.need.set(budget.need);
            record.room.set(budget.room);
            first = end;
        }
        let mut budget = Budget { ppm: PPM, need: 0, room: 0 };
        let mut portfolio = -1;
        for at in 0..count {
            let intent = self.queued(at);
            if intent.portfolio != portfolio {
                portfolio = intent.portfolio;
                let record = &self.increase[at];
                budget = Budget { ppm: record.ppm.get(), need: record.need.get(), room: record.room.get() };
            }
            self.pass(&intent, Some(budget));
        }
    }

    fn queue_increase(&self, at: i32, index: i32, intent: &Intent) {
        let record = &self.increase[at];
        record.lots.set(intent.lots);
        record.target.set(intent.target);
        record.decision.set(intent.decision);
        record.position.set(index);
        record.reason.set(intent.reason);
        record.flags.set(intent.flags);
        record.flatten.set(intent.flatten as i32);
    }

    fn queued(&self, at: i32) -> Intent {
        let record = &self.increase[at];
        Intent {
            flags: record.flags.get(),
            flatten: record.flatten.get() == 1,
            ..market_intent(
                self.place(record.position.get()),
                record.lots.get(),
                record.target.get(),
                record.decision.get(),
                record.reason.get(),
            )
        }
    }

    /// What a decision asks of one portfolio, or none when nothing has to be done (its verdict row is written).
    fn decision_intent(&self, place: Place) -> Option<Intent> {
        let position = &self.position[place.index];
        let scope = &self.scope[place.portfolio];
        let record = &self.instrument[place.instrument];
        let decision = position.target_decision.get();
        let now = self.control.now.get();
        let held = position.lots.get();
        if record.mark.get() == 0 {
            let reason = if record.last_at.get() == 0 { reasons::MARK_MISSING } else { reasons::WARMING_UP };
            return self.unpriced(place, reason, decision);
        }
        if self.is_foreign(place.portfolio, place.instrument)
            && self.rate_of(place.portfolio, record.currency.get()).numerator.get() == 0
        {
            return self.unpriced(place, reasons::RATE_MISSING, decision);
        }
        let target = self.target_lots(place);
        let lots = self.still_to_send(place, target - held);
        let in_band = |lots, reason| {
            self.in_band(place, lots, target, reason, decision);
            None
        };
        if lots == 0 {
            let reached = target == held || !position.is_working();
            return in_band(0, if reached { reasons::TARGET_REACHED } else { reasons::WORKING_CANCELLED });
        }
        let closes = target == 0 && held != 0;
        let value = self.worth(place.portfolio, place.instrument, lots);
        if !closes && product_below(value, PPM, scope.band_ppm.get(), scope.equity.get().max(0)) {
            return in_band(lots, reasons::IN_BAND);
        }
        let grows = target.abs() > held.abs() || (held != 0 && target != 0 && (target > 0) != (held > 0));
        if grows && now < position.cooled_at.get() {
            return in_band(lots, reasons::COOLING_DOWN);
        }
        let hold = scope.min_hold_nanos.get();
        if held != 0 && hold != NONE && now - position.opened_at.get() < hold && (lots > 0) != (held > 0) {
            return in_band(lots, reasons::MIN_HOLDING);
        }
        Some(market_intent(place, lots, target, decision, 0))
    }

    /// The verdict of a decision on what has no price, or whose currency has no rate.
    #[cold]
    fn unpriced(&self, place: Place, reason: i32, decision: i64) -> Option<Intent> {
        self.verdict_row(place.portfolio, place.instrument as u32, &Verdict::refused(reason), 0, 0, decision);
        self.violate(reason, place.portfolio, 1, 0, -1, -1);
        self.check_rows(place.portfolio, place.instrument as u32, 0);
        None
    }

    /// What is left to send of a wanted change, signed. Working orders on the other side are cancelled, and so are
    /// those on this side when together they go too far: nothing is sent against an order of our own.
    fn still_to_send(&self, place: Place, wanted: i64) -> i64 {
        let position = &self.position[place.index];
        let (buys, sells) = (position.open_buys.get(), position.open_sells.get());
        if buys == 0 && sells == 0 {
            return wanted;
        }
        let (side, same, other) = if wanted > 0 { (1, buys, sells) } else { (-1, sells, buys) };
        if other > 0 {
            self.cancel_side(place, -side);
        }
        if same > wanted.abs() {
            self.cancel_side(place, side);
        }
        let rest = 0.max(wanted.abs() - same);
        if wanted < 0 { -rest } else { rest }
    }

    /// What an exit rule, a trim or a flatten asks.
    fn forced_intent(&self, place: Place, cause: i32) -> Option<Intent> {
        let position = &self.position[place.index];
        let held = position.lots.get();
        let keep = if cause == PENDING_TRIM { position.trim_to.get() } else { 0 };
        let lots = held.abs() - position.closing_lots() - keep;
        if lots <= 0 {
            return None;
        }
        let (lots, target) = if held > 0 { (-lots, keep) } else { (lots, -keep) };
        let flatten = cause == PENDING_FLATTEN;
        Some(Intent {
            flags: if flatten { self.scope[place.portfolio].flatten.get() & ANY_PRICE } else { 0 },
            flatten,
            ..market_intent(place, lots, target, position.target_decision.get(), position.pending_reason.get())
        })
    }

    /// The least of free cash by currency, gross room and leverage room at the start of the instant's increases, those from `first`
    /// to before `end`.
    fn budget_of(&self, portfolio: i32, first: i32, end: i32) -> Budget {
        let scope = &self.scope[portfolio];
        let home = scope.currency.get();
        let (mut cash, mut gross, mut abroad) = (0i64, 0i64, false);
        for at in first..end {
            let intent = self.queued(at);
            let instrument = intent.instrument as i32;
            let side = self.side_of(portfolio, instrument, intent.lots);
            cash = MONEY_MAX.min(cash + self.cash_for(&intent, &side));
            abroad |= self.is_foreign(portfolio, instrument);
            let reached = side.worst.max((side.high + side.quantity).abs());
            let added = self.worth(portfolio, instrument, reached) - self.worth(portfolio, instrument, side.worst);
            gross = MONEY_MAX.min(gross + added);
        }
        let used = scope.gross.get() + scope.worst_extra.get();
        let mut budget = Budget { ppm: PPM, need: 0, room: 0 };
        if abroad {
            self.afford_cash(portfolio, first, end, &mut budget);
        } else {
            budget.afford(cash, self.free_cash(portfolio, home));
        }
        if scope.gross_max.get() != NONE {
            budget.afford(gross, scope.gross_max.get() - used);
        }
        if scope.leverage_ppm.get() != NONE {
            budget.afford(gross, share(scope.equity.get(), scope.leverage_ppm.get()) - used);
        }
        budget
    }

    /// Cash by currency; what is short is told in the portfolio's own.
    #[cold]
    fn afford_cash(&self, portfolio: i32, first: i32, end: i32, budget: &mut Budget) {
        for currency in 0..self.control.currencies.get() {
            let mut cash = 0i64;
            for at in first..end {
                let intent = self.queued(at);
                if self.instrument[intent.instrument as i32].currency.get() == currency {
                    let side = self.side_of(portfolio, intent.instrument as i32, intent.lots);
                    cash = MONEY_MAX.min(cash + self.cash_for(&intent, &side));
                }
            }
            if budget.afford(cash, self.free_cash(portfolio, currency)) {
                budget.need = -self.in_home(portfolio, currency, -budget.need);
                budget.room = self.in_home(portfolio, currency, budget.room);
            }
        }
    }

    /// Cash that the increasing part of an intent takes.
    fn cash_for(&self, intent: &Intent, side: &Side) -> i64 {
        let increase = side.quantity - side.reducing;
        self.reservation(intent.instrument as i32, side.buy, increase, intent.kind, intent.price)
    }

    /// Cash of a currency that is neither kept, as that of the portfolio's own may be, nor reserved by open orders.
    #[inline(always)]
    pub fn free_cash(&self, portfolio: i32, currency: i32) -> i64 {
        let scope = &self.scope[portfolio];
        let ledger = &self.ledger[self.ledger_at(portfolio, currency)];
        let kept = if currency == scope.currency.get() { scope.cash_reserve.get() } else { 0 };
        ledger.cash.get() - kept - ledger.reserved.get()
    }

    /// Gate, reserve, send. Nothing reaches the venue but through here.
    pub fn pass(&self, intent: &Intent, budget: Option<Budget>) {
        let scaled = match budget {
            Some(budget) if budget.ppm < PPM => Some(self.scale(intent, budget.ppm)),
            _ => None,
        };
        self.violation_count.set(0);
        if let (Some(_), Some(budget)) = (&scaled, budget) {
            let Budget { need, room, .. } = budget;
            self.violate(reasons::BUDGET_SCALED, intent.portfolio, need, room, room, -1);
        }
        let asked = scaled.as_ref().unwrap_or(intent);
        let mut verdict = if asked.lots == 0 { Verdict::refused(reasons::BUDGET_SCALED) } else { self.gate(asked) };
        if scaled.is_some() && verdict.kind == APPROVED {
            verdict.kind = REDUCED;
        }
        if scaled.is_some() && verdict.kind == REDUCED {
            verdict.reason = reasons::BUDGET_SCALED;
        }
        if verdict.reason == 0 {
            verdict.reason = intent.reason;
        }
        self.verdict_row(intent.portfolio, intent.instrument, &verdict, intent.lots, intent.target, intent.decision);
        self.check_rows(intent.portfolio, intent.instrument, intent.lots);
        if verdict.kind == REFUSED {
            return;
        }
        self.take_rate(intent.portfolio, verdict.reducing > 0);
        if intent.ready && intent.client_id != 0 {
            self.remember(intent.client_id);
        }
        let at = self.send_order(intent, verdict.lots, verdict.reducing);
        if self.control.external.get() == 0 && self.arrives_at_once(at) {
            self.arrive(at);
        }
    }

    /// An intent with its increasing part scaled; what reduces stays whole.
    fn scale(&self, intent: &Intent, ppm: i64) -> Intent {
        let instrument = intent.instrument as i32;
        let side = self.side_of(intent.portfolio, instrument, intent.lots);
        let step = self.instrument[instrument].lot_step.get();
        let increase = mul_div(side.quantity - side.reducing, ppm, PPM);
        let quantity = side.reducing + increase - increase % step;
        Intent { lots: if side.buy { quantity } else { -quantity }, ..*intent }
    }

    /// The verdict of a decision that asks for nothing now.
    fn in_band(&self, place: Place, requested: i64, target: i64, reason: i32, decision: i64) {
        let verdict = Verdict { kind: IN_BAND, lots: 0, reducing: 0, reason };
        self.verdict_row(place.portfolio, place.instrument as u32, &verdict, requested, target, decision);
    }

    /// Writes a VERDICT row.
    pub fn verdict_row(
        &self,
        portfolio: i32,
        instrument: u32,
        verdict: &Verdict,
        requested: i64,
        target: i64,
        decision: i64,
    ) {
        let known = instrument < self.instruments as u32;
        let mark = if known { self.instrument[instrument as i32].mark.get() } else { 0 };
        let aux = verdict.kind as u32 | (verdict.reason as u32) << 16;
        let row = self.emit(VERDICT, 0, portfolio, instrument, aux);
        row.set_real(VERDICT_REQUESTED_LOTS, requested);
        row.set_real(VERDICT_APPROVED_LOTS, verdict.lots);
        row.set_wide(VERDICT_DECISION_ID, decision);
        row.set_real(VERDICT_MARK, mark);
        row.set_real(VERDICT_TARGET_LOTS, target);
    }

    /// A row for each violated check.
    pub fn check_rows(&self, portfolio: i32, instrument: u32, lots: i64) {
        for at in 0..self.violation_count.replace(0) {
            let one = &self.violation[at];
            let aux = one.check.get() as u32 | (one.scope.get() as u32) << 16;
            let row = self.emit(CHECK, 0, portfolio, instrument, aux);
            row.set_wide(CHECK_VALUE, one.value.get());
            row.set_wide(CHECK_LIMIT, one.limit.get());
            row.set_wide(CHECK_HEADROOM, one.headroom.get());
            row.set_real(CHECK_LOTS, lots);
            row.set_real(CHECK_SUBJECT, one.subject.get() as i64);
        }
    }
}

/// A market order that is not a ready one.
fn market_intent(place: Place, lots: i64, target: i64, decision: i64, reason: i32) -> Intent {
    Intent {
        portfolio: place.portfolio,
        instrument: place.instrument as u32,
        lots,
        kind: MARKET_ORDER,
        time_in_force: GTC,
        flags: 0,
        price: 0,
        stop: 0,
        decision,
        reason,
        ready: false,
        client_id: 0,
        flatten: false,
        target,
        standing: 0,
    }
}
