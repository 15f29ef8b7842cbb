//! The simulated venue: orders at the venue wait in their instrument's list, in order of arrival.

use crate::context::{CAUSE_FILL, Detail, WARNING};
use crate::image::Desk;
use crate::intent::*;
use crate::layout::*;
use crate::money::{PPB, PPM, Sum, mul_div, mul_div_up};
use crate::orders::{DONE, EVENT_CANCELLED, EVENT_REJECTED, SENT, WORKING};
use crate::reasons;
use crate::records::Order;
use crate::timers::TIMER_REPORT;

/// Levels a market order walks before the last one takes the rest.
const WALK_LEVELS_MAX: i64 = 64;
const WALK: i32 = 1;
const CANCEL: i32 = 2;

/// A bar as the venue walks it.
#[derive(Clone, Copy)]
pub struct Bar {
    pub open: i64,
    pub high: i64,
    pub low: i64,
    pub lots: i64,
}

impl Order {
    fn has(&self, flag: i32) -> bool {
        self.flags.get() & flag != 0
    }
    fn is_market(&self) -> bool {
        let kind = self.r#type.get();
        kind == MARKET_ORDER || (kind == STOP_ORDER && self.has(TRIGGERED))
    }
    fn is_limit(&self) -> bool {
        let kind = self.r#type.get();
        kind == LIMIT_ORDER || (kind == STOP_LIMIT_ORDER && self.has(TRIGGERED))
    }
    fn is_stop(&self) -> bool {
        matches!(self.r#type.get(), STOP_ORDER | STOP_LIMIT_ORDER) && !self.has(TRIGGERED)
    }
    fn trigger(&self) {
        self.flags.set(self.flags.get() | TRIGGERED);
    }
    /// Whether a price is at or beyond the stop.
    fn stops_at(&self, price: i64) -> bool {
        if self.is_buy() { price >= self.stop.get() } else { price <= self.stop.get() }
    }
    /// Whether a price is at the limit or better.
    fn trades_at(&self, price: i64) -> bool {
        if self.is_buy() { price <= self.price.get() } else { price >= self.price.get() }
    }
}

impl Desk<'_> {
    /// An order reaches the venue.
    pub fn arrive(&self, at: i32) {
        let order = &self.order[at];
        let record = &self.instrument[order.instrument.get()];
        if order.state.get() == SENT {
            order.state.set(WORKING);
        }
        self.append(at);
        if record.feed.get() == QUOTE as i32 {
            self.match_quote(at, true);
        } else if self.control.plant_same_close.get() == 1 && order.r#type.get() == MARKET_ORDER && self.reportable(at)
        {
            self.fill(at, order.open(), record.mark.get() / 2, false);
        }
    }

    /// A cancel reaches the venue.
    pub fn cancel_arrives(&self, at: i32) {
        self.end_at_venue(at, EVENT_CANCELLED, reasons::ORDER_CANCELLED);
    }

    /// An amend reaches the venue; what trades differently stands behind the others, and may trade at once.
    pub fn amend_arrives(&self, at: i32) {
        let (order, amend) = (&self.order[at], &self.amend[at]);
        if order.state.get() == DONE {
            return self.amend_rejected(at);
        }
        let again = amend.price.get() != order.price.get() || amend.lots.get() > order.lots.get();
        let sent_at = amend.arrives_at.get() - self.control.latency_nanos.get();
        self.amend_accepted(at);
        if !again || order.listed.get() == 0 {
            return;
        }
        order.sent_at.set(sent_at);
        self.unlink(at);
        self.append(at);
        if self.instrument[order.instrument.get()].feed.get() == QUOTE as i32 {
            self.match_quote(at, true);
        }
    }

    /// Takes an order off the venue's list and ends it.
    pub fn end_at_venue(&self, at: i32, event: u32, reason: i32) {
        self.unlink(at);
        self.end_order(at, event, reason);
    }

    /// The orders of an instrument at the venue, each visited once; a visit may end its order.
    fn each(&self, instrument: i32, mut visit: impl FnMut(i32, &Order)) {
        let mut at = self.instrument[instrument].first_order.get();
        while at >= 0 {
            let order = &self.order[at];
            let next = order.next.get();
            visit(at, order);
            at = next;
        }
    }

    /// Matches the orders of an instrument against its current quote.
    pub fn match_quotes(&self, instrument: i32) {
        self.each(instrument, |at, _| self.match_quote(at, false));
    }

    /// Matches against a trade: market orders take its price and size, limits need it to go through them.
    pub fn match_trade(&self, instrument: i32, price: i64, lots: i64) {
        let record = &self.instrument[instrument];
        record.volume_left.set(if lots > 0 { lots } else { record.assumed_top_lots.get() });
        self.each(instrument, |at, order| {
            if order.time_in_force.get() == FOK && record.volume_left.get() < order.open() {
                return self.end_at_venue(at, EVENT_CANCELLED, reasons::FOK_NOT_FILLABLE);
            }
            if order.is_stop() && order.stops_at(price) {
                order.trigger();
            }
            if order.is_market() {
                self.take(at, self.adverse(instrument, price, order.is_buy()), false);
            } else if order.is_limit() && order.trades_at(price) && price != order.price.get() {
                self.take(at, order.price.get(), true);
            }
            self.end_immediate(at);
        });
    }

    fn match_quote(&self, at: i32, arriving: bool) {
        let order = &self.order[at];
        let record = &self.instrument[order.instrument.get()];
        let buy = order.is_buy();
        let (touch, size) = if buy { (&record.ask, &record.ask_lots) } else { (&record.bid, &record.bid_lots) };
        let (touch, available) = (touch.get(), size.get());
        if touch <= 0 || (record.crossed.get() != 0 && self.control.crossed_policy.get() != 1) {
            return;
        }
        if order.is_stop() && order.stops_at(touch) {
            order.trigger();
        }
        let marketable = order.is_market() || (order.is_limit() && order.trades_at(touch));
        if marketable {
            if arriving && order.has(POST_ONLY) {
                return self.end_at_venue(at, EVENT_REJECTED, reasons::POST_ONLY_WOULD_TAKE);
            }
            if order.time_in_force.get() == FOK && available < order.open() {
                return self.end_at_venue(at, EVENT_CANCELLED, reasons::FOK_NOT_FILLABLE);
            }
            let quantity = order.open().min(available);
            if quantity > 0 {
                if !self.reportable(at) {
                    return self.end_immediate(at);
                }
                size.set(available - quantity);
                let maker = !arriving && order.is_limit() && !order.has(TRIGGERED);
                self.fill(at, quantity, if maker { order.price.get() } else { touch }, maker);
            }
            if order.listed.get() == 1 && order.is_market() && order.open() > 0 {
                self.remainder(at, touch);
            }
        }
        if order.listed.get() == 1 && (arriving || marketable) {
            self.end_immediate(at);
        }
    }

    /// What becomes of a market order's part beyond the touch.
    fn remainder(&self, at: i32, touch: i64) {
        let order = &self.order[at];
        match self.control.remainder.get() {
            CANCEL => return self.end_at_venue(at, EVENT_CANCELLED, reasons::IOC_REMAINDER),
            WALK => {}
            _ => return,
        }
        let level = self.instrument[order.instrument.get()].assumed_top_lots.get().max(1);
        for step in 1.. {
            if order.listed.get() != 1 || order.open() <= 0 || !self.reportable(at) {
                return;
            }
            let rate = self.control.walk_step_ppb.get().saturating_mul(step);
            let price = against(touch, rate, order.is_buy());
            let quantity = if step >= WALK_LEVELS_MAX { order.open() } else { level.min(order.open()) };
            self.fill(at, quantity, price, false);
        }
    }

    /// Walks a bar: open, the extreme that is worse for the holder, the other extreme. Orders count from the first bar
    /// that opened not before they were sent; at most the participation share of the volume fills.
    pub fn walk_bar(&self, instrument: i32, bar: Bar, opens_at: i64) {
        let record = &self.instrument[instrument];
        let volume = if bar.lots > 0 { bar.lots } else { record.assumed_volume_lots.get() };
        let share = mul_div(volume, self.control.participation_ppm.get(), PPM);
        record.volume_left.set(share - share % record.lot_step.get());
        let in_time = |order: &Order| order.sent_at.get() <= opens_at;
        self.each(instrument, |at, order| {
            if in_time(order) {
                self.at_open(at, bar.open);
            }
        });
        for worse in [true, false] {
            self.each(instrument, |at, order| {
                if !in_time(order) {
                    return;
                }
                let long = self.position[self.position_at(order.portfolio.get(), instrument)].lots.get() >= 0;
                let waits_for_low = order.is_stop() != order.is_buy();
                if waits_for_low == (long == worse) {
                    self.at_extreme(at, if waits_for_low { bar.low } else { bar.high });
                }
            });
        }
        self.each(instrument, |at, order| {
            if in_time(order) {
                self.end_immediate(at);
            }
        });
    }

    fn at_open(&self, at: i32, price: i64) {
        let order = &self.order[at];
        let first = order.filled.get() == 0 && !order.has(TRIGGERED);
        if order.is_stop() && order.stops_at(price) {
            order.trigger();
        }
        let filled = self.adverse(order.instrument.get(), price, order.is_buy());
        if order.is_market() {
            self.take(at, filled, false);
        } else if order.is_limit() && order.trades_at(price) {
            let limit = order.price.get();
            if first && order.has(POST_ONLY) {
                self.end_at_venue(at, EVENT_REJECTED, reasons::POST_ONLY_WOULD_TAKE);
            } else {
                self.take(at, if order.is_buy() { filled.min(limit) } else { filled.max(limit) }, false);
            }
        }
    }

    fn at_extreme(&self, at: i32, price: i64) {
        let order = &self.order[at];
        if matches!(order.time_in_force.get(), IOC | FOK) {
            return;
        }
        let instrument = order.instrument.get();
        if order.is_stop() {
            if order.stops_at(price) {
                order.trigger();
                if order.is_market() {
                    self.take(at, self.adverse(instrument, order.stop.get(), order.is_buy()), false);
                }
            }
        } else if order.is_limit() {
            // A tick through the limit.
            let tick = self.tick[self.instrument[instrument].tick_start.get()].tick.get();
            if order.trades_at(if order.is_buy() { price + tick } else { price - tick }) {
                self.take(at, order.price.get(), true);
            }
        }
    }

    /// Fills what the volume still allows.
    fn take(&self, at: i32, price: i64, maker: bool) {
        let order = &self.order[at];
        let left = &self.instrument[order.instrument.get()].volume_left;
        if order.time_in_force.get() == FOK && left.get() < order.open() {
            return self.end_at_venue(at, EVENT_CANCELLED, reasons::FOK_NOT_FILLABLE);
        }
        let quantity = order.open().min(left.get());
        if quantity > 0 && self.reportable(at) {
            left.sub(quantity);
            self.fill(at, quantity, price, maker);
        }
    }

    /// What an immediate order did not fill at once is cancelled.
    fn end_immediate(&self, at: i32) {
        let order = &self.order[at];
        if order.listed.get() == 0 {
            return;
        }
        match order.time_in_force.get() {
            IOC => self.end_at_venue(at, EVENT_CANCELLED, reasons::IOC_REMAINDER),
            FOK => self.end_at_venue(at, EVENT_CANCELLED, reasons::FOK_NOT_FILLABLE),
            _ => {}
        }
    }

    /// A price moved against us by half the spread and slippage.
    fn adverse(&self, instrument: i32, price: i64, buy: bool) -> i64 {
        let rate = self.instrument[instrument].half_spread_ppb.get() + self.control.slippage_ppb.get();
        against(price, rate, buy)
    }

    /// Whether a record is free for the report of one more fill. Where none is, the venue does not match the order now:
    /// it keeps its place, and an alert says so once until it fills.
    fn reportable(&self, at: i32) -> bool {
        let control = self.control;
        if control.report_latency_nanos.get() == 0 || control.free_report.get() >= 0 {
            return true;
        }
        let order = &self.order[at];
        if !order.has(UNREPORTABLE) {
            order.flags.set(order.flags.get() | UNREPORTABLE);
            let limit = control.report_capacity.get() as i64;
            let detail = Detail { value: limit + 1, limit, ..Default::default() };
            let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get() as u32);
            self.alert(reasons::REPORT_CAPACITY, WARNING, portfolio, instrument, detail);
        }
        false
    }

    /// A fill at the venue, which can be reported; the ledger books it when its report is delivered.
    fn fill(&self, at: i32, wanted: i64, price: i64, maker: bool) {
        let order = &self.order[at];
        let mut lots = wanted;
        if order.has(REDUCE_ONLY) {
            let held = self.position[self.position_at(order.portfolio.get(), order.instrument.get())].lots.get();
            lots = lots.min(-held * order.side.get() as i64);
            if lots <= 0 {
                return self.end_at_venue(at, EVENT_CANCELLED, reasons::REDUCE_ONLY);
            }
        }
        order.filled.add(lots);
        order.flags.set(order.flags.get() & !UNREPORTABLE);
        let distance = (self.control.sequence.get() - order.sent_sequence.get()) as i32;
        if order.filled.get() == order.lots.get() {
            self.unlink(at);
            order.state.set(DONE);
        }
        let latency = self.control.report_latency_nanos.get();
        if latency == 0 {
            return self.deliver(at, lots, price, maker, distance, None);
        }
        let slot = self.control.free_report.get();
        let report = &self.report[slot];
        self.control.free_report.set(report.next.get());
        report.order.set(at);
        report.lots.set(lots);
        report.price.set(price);
        report.maker.set(maker as i32);
        report.distance.set(distance);
        order.reports.add(1);
        self.set_timer(self.control.now.get() + latency, TIMER_REPORT, slot);
    }

    /// A report's timer.
    pub fn report_arrives(&self, slot: i32) {
        let report = &self.report[slot];
        let at = report.order.get();
        report.next.set(self.control.free_report.get());
        self.control.free_report.set(slot);
        self.order[at].reports.sub(1);
        let maker = report.maker.get() == 1;
        self.deliver(at, report.lots.get(), report.price.get(), maker, report.distance.get(), None);
    }

    /// Books a fill and writes its rows.
    pub fn deliver(&self, at: i32, lots: i64, price: i64, maker: bool, distance: i32, reported_fee: Option<i64>) {
        let order = &self.order[at];
        let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get());
        let fee = self.book_report(at, lots, price, maker, reported_fee);
        let flags = if maker { FLAG_MAKER } else { 0 };
        let row = self.emit(FILL, flags, portfolio, instrument as u32, distance as u32);
        row.set_wide(FILL_CLIENT_ORDER_ID, order.id.get());
        row.set_real(FILL_PRICE, price);
        row.set_real(FILL_LOTS, lots * order.side.get() as i64);
        row.set_wide(FILL_FEE, fee);
        row.set_wide(FILL_DECISION_ID, order.decision.get());
        self.note_fill(self.position_at(portfolio, instrument));
        self.position_row(portfolio, instrument);
        self.equity_row(portfolio, CAUSE_FILL);
        self.free_if_done(at);
    }

    fn append(&self, at: i32) {
        let order = &self.order[at];
        let record = &self.instrument[order.instrument.get()];
        let last = record.last_order.get();
        order.previous.set(last);
        order.next.set(-1);
        order.listed.set(1);
        if last < 0 {
            record.first_order.set(at)
        } else {
            self.order[last].next.set(at)
        }
        record.last_order.set(at);
    }

    pub fn unlink(&self, at: i32) {
        let order = &self.order[at];
        if order.listed.get() == 0 {
            return;
        }
        let record = &self.instrument[order.instrument.get()];
        let (before, after) = (order.previous.get(), order.next.get());
        if before < 0 {
            record.first_order.set(after)
        } else {
            self.order[before].next.set(after)
        }
        if after < 0 {
            record.last_order.set(before)
        } else {
            self.order[after].previous.set(before)
        }
        order.listed.set(0);
        order.next.set(-1);
        order.previous.set(-1);
    }
}

/// A price moved against us by `rate` parts in 10^9, rounded against us; at least 1 where we sell.
fn against(price: i64, rate: i64, buy: bool) -> i64 {
    if buy {
        mul_div_up(price, PPB.saturating_add(rate), PPB)
    } else {
        mul_div(price, PPB - rate.min(PPB), PPB).max(1)
    }
}
