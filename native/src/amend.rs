//! Amends: an order gets another quantity or another limit and keeps its id. Until the venue has answered, the larger of
//! old and new counts, item by item: open lots, cash, and both prices for self-trades.

use crate::context::{Detail, ERROR, WARNING};
use crate::gate::{APPROVED, Verdict};
use crate::gate_amend::{AmendVerdict, Terms};
use crate::image::Desk;
use crate::intent::{AMENDING, SPLIT_SINCE};
use crate::layout::*;
use crate::money::{Sum, mul_div};
use crate::orders::{DONE, EVENT_AMEND_REJECTED, EVENT_AMEND_REQUESTED, EVENT_AMENDED};
use crate::reasons;
use crate::records::Order;
use crate::tape::Row;
use crate::timers::TIMER_AMEND;

/// `order.reduces` while an amend waits that would make a reducing order increase.
const REDUCES_FOR_NOW: i32 = 2;

impl Order {
    /// Whether an amend of it waits for its answer.
    #[inline(always)]
    pub fn is_amending(&self) -> bool {
        self.flags.get() & AMENDING != 0
    }
}

impl Desk<'_> {
    /// Applies an amend command: through the gate, then to the venue.
    pub fn amend_order(&self, row: Row) {
        let at = self.find_order(row.wide(COMMAND_CLIENT_ORDER_ID));
        if at < 0 || self.order[at].state.get() == DONE {
            return self.alert(reasons::ORDER_UNKNOWN, WARNING, row.source(), row.instrument(), Detail::default());
        }
        let order = &self.order[at];
        let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get() as u32);
        let (old_lots, old_price, side) = (order.lots.get(), order.price.get(), order.side.get() as i64);
        let lots = self.integer(row.real(COMMAND_LOTS)) * side;
        let price = self.integer(row.real(COMMAND_PRICE));
        let stop = self.integer(row.real(COMMAND_STOP_PRICE));
        let terms =
            Terms { lots: if lots == 0 { old_lots } else { lots }, price: if price == 0 { old_price } else { price } };
        let changes = terms.lots != old_lots || terms.price != old_price;
        let split = order.flags.get() & SPLIT_SINCE != 0;
        if split || !changes || lots < 0 || price < 0 || stop != 0 || (price != 0 && old_price == 0) {
            return self.alert(reasons::COMMAND_INVALID, ERROR, portfolio, instrument, Detail::default());
        }
        self.violation_count.set(0);
        let asked = terms.lots * side;
        let judged = self.gate_amend(order, &terms);
        let verdict = match &judged {
            Ok(_) => Verdict { kind: APPROVED, lots: asked, reducing: 0, reason: reasons::COMMANDED },
            Err(reason) => Verdict::refused(*reason),
        };
        self.verdict_row(portfolio, instrument, &verdict, asked, 0, order.decision.get());
        self.check_rows(portfolio, instrument, asked);
        let Ok(judged) = judged else { return };
        if judged.counts {
            self.take_rate(portfolio, !judged.increases);
        }
        self.send_amend(at, &terms, &judged);
    }

    /// Reserves what is larger and sends the new terms to the venue.
    fn send_amend(&self, at: i32, terms: &Terms, judged: &AmendVerdict) {
        let (order, amend) = (&self.order[at], &self.amend[at]);
        let place = self.place_of(order.portfolio.get(), order.instrument.get());
        amend.lots.set(terms.lots);
        amend.price.set(terms.price);
        amend.reserved.set(judged.reserved);
        amend.arrives_at.set(self.control.now.get() + self.control.latency_nanos.get());
        order.flags.set(order.flags.get() | AMENDING);
        if judged.increases && order.reduces.get() == 1 {
            order.reduces.set(REDUCES_FOR_NOW);
        }
        self.change_open(place, order.is_buy(), 0.max(terms.lots - order.lots.get()));
        self.reserve(order, 0.max(judged.reserved - order.reserved.get()));
        self.widen(place.instrument, order.is_buy(), terms.price);
        let row = self.order_row(at, EVENT_AMEND_REQUESTED, terms.lots, reasons::COMMANDED);
        row.set_real(ORDER_PRICE, terms.price);
        if self.control.external.get() == 0 {
            self.set_timer(amend.arrives_at.get(), TIMER_AMEND, at);
        }
    }

    /// The venue took the amend. Where as much or more was filled already, nothing of the order is left.
    pub fn amend_accepted(&self, at: i32) {
        self.settle_amend(at, true);
        self.order_row(at, EVENT_AMENDED, self.order[at].lots.get(), reasons::COMMANDED);
        self.finish_if_filled(at);
    }

    /// The venue did not take the amend.
    pub fn amend_rejected(&self, at: i32) {
        self.drop_amend(at);
        self.finish_if_filled(at);
    }

    /// The amend that waits comes to nothing: the old terms stand.
    #[cold]
    pub fn drop_amend(&self, at: i32) {
        self.settle_amend(at, false);
        self.order_row(at, EVENT_AMEND_REJECTED, self.order[at].lots.get(), reasons::AMEND_REJECTED);
    }

    fn finish_if_filled(&self, at: i32) {
        let order = &self.order[at];
        if order.open() <= 0 {
            self.unlink(at);
            order.state.set(DONE);
            self.free_if_done(at);
        }
    }

    /// Ends the wait: the order has its new terms or keeps the old ones, and the others count no more.
    fn settle_amend(&self, at: i32, taken: bool) {
        let (order, amend) = (&self.order[at], &self.amend[at]);
        let place = self.place_of(order.portfolio.get(), order.instrument.get());
        let (old, new) = (order.lots.get(), amend.lots.get());
        let (old_cash, new_cash) = (order.reserved.get(), amend.reserved.get());
        let lots = if taken { new.max(order.filled.get()) } else { old };
        let reserved = if taken { new_cash } else { old_cash };
        self.change_open(place, order.is_buy(), lots - old.max(new));
        self.reserve(order, reserved - old_cash.max(new_cash));
        let dropped = if taken { order.price.replace(amend.price.get()) } else { amend.price.get() };
        self.narrow(place.instrument, order.is_buy(), dropped);
        order.lots.set(lots);
        order.reserved.set(reserved);
        if order.reduces.get() == REDUCES_FOR_NOW {
            order.reduces.set(!taken as i32);
        }
        order.flags.set(order.flags.get() & !AMENDING);
        amend.lots.set(0);
        amend.price.set(0);
        amend.reserved.set(0);
        amend.arrives_at.set(0);
    }

    /// Releases what is reserved for lots that were booked, under the old terms and the new.
    #[cold]
    pub fn release_both(&self, at: i32, lots: i64) {
        let (order, amend) = (&self.order[at], &self.amend[at]);
        let held = || order.reserved.get().max(amend.reserved.get());
        let before = held();
        let booked = order.booked.get();
        order.reserved.sub(part(order.reserved.get(), lots, order.lots.get() - booked));
        amend.reserved.sub(part(amend.reserved.get(), lots, amend.lots.get() - booked));
        self.reserve(order, held() - before);
    }
}

/// What is released of a reservation when some of its open lots are done: pro rata, with the last of them all.
fn part(reserved: i64, lots: i64, open: i64) -> i64 {
    if lots >= open { reserved } else { mul_div(reserved, lots, open) }
}
