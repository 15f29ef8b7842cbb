//! Orders from sending to the end: reservations, the lists they stand in, and the index of their ids.

use crate::ids::chain_of;
use crate::image::{Desk, Place};
use crate::intent::{DAY, Intent, MARKET_ORDER};
use crate::layout::*;
use crate::money::{Sum, mul_div};
use crate::prefetch::prefetch;
use crate::reasons;
use crate::records::{Order, Position};
use crate::tape::Row;
use crate::timers::{TIMER_ARRIVAL, TIMER_CANCEL};

pub const FREE: i32 = 0;
pub const SENT: i32 = 1;
pub const WORKING: i32 = 2;
pub const CANCEL_PENDING: i32 = 3;
pub const DONE: i32 = 4;

pub const EVENT_SENT: u32 = 0;
pub const EVENT_CANCELLED: u32 = 1;
pub const EVENT_EXPIRED: u32 = 2;
pub const EVENT_REJECTED: u32 = 3;
pub const EVENT_CANCEL_REQUESTED: u32 = 4;
pub const EVENT_AMEND_REQUESTED: u32 = 5;
pub const EVENT_AMENDED: u32 = 6;
pub const EVENT_AMEND_REJECTED: u32 = 7;
pub const EVENT_CANCEL_REJECTED: u32 = 8;

impl Order {
    /// Lots not yet filled at the venue.
    #[inline(always)]
    pub fn open(&self) -> i64 {
        self.lots.get() - self.filled.get()
    }

    /// Whether it has been sent, and has neither come to the venue nor ended.
    pub fn is_on_its_way(&self) -> bool {
        matches!(self.state.get(), SENT | CANCEL_PENDING) && self.listed.get() == 0
    }

    pub fn is_buy(&self) -> bool {
        self.side.get() > 0
    }
}

impl Position {
    /// Lots of open orders that close it.
    pub fn closing_lots(&self) -> i64 {
        if self.lots.get() > 0 { self.open_sells.get() } else { self.open_buys.get() }
    }
}

impl Desk<'_> {
    /// Enters a live order in its position's list, the index of ids, and the best prices of our own orders.
    fn enlist(&self, at: i32, place: Place) {
        let (order, position) = (&self.order[at], &self.position[place.index]);
        let last = position.last_order.get();
        order.previous_of_position.set(last);
        order.next_of_position.set(-1);
        if last < 0 {
            position.first_order.set(at)
        } else {
            self.order[last].next_of_position.set(at)
        }
        position.last_order.set(at);
        let head = &self.order_bucket[chain_of(order.id.get(), self.control.order_capacity.get())].head;
        order.next_with_id.set(head.get());
        head.set(at);
        self.widen(place.instrument, order.is_buy(), order.price.get());
    }

    fn delist(&self, at: i32) {
        let order = &self.order[at];
        let position = &self.position[self.position_at(order.portfolio.get(), order.instrument.get())];
        let (before, after) = (order.previous_of_position.get(), order.next_of_position.get());
        if before < 0 {
            position.first_order.set(after)
        } else {
            self.order[before].next_of_position.set(after)
        }
        if after < 0 {
            position.last_order.set(before)
        } else {
            self.order[after].previous_of_position.set(before)
        }
        let mut link = &self.order_bucket[chain_of(order.id.get(), self.control.order_capacity.get())].head;
        while link.get() != at {
            link = &self.order[link.get()].next_with_id;
        }
        link.set(order.next_with_id.get());
        self.narrow(order.instrument.get(), order.is_buy(), order.price.get());
    }

    /// Best prices of our own open priced orders of an instrument: one more order.
    #[inline(always)]
    pub fn widen(&self, instrument: i32, buy: bool, price: i64) {
        let record = &self.instrument[instrument];
        if price == 0 {
            return;
        }
        if buy {
            record.priced_buys.add(1);
            record.highest_buy.set(record.highest_buy.get().max(price));
        } else {
            record.priced_sells.add(1);
            let lowest = record.lowest_sell.get();
            record.lowest_sell.set(if lowest == 0 { price } else { lowest.min(price) });
        }
    }

    /// The same, one order less: where it was the best, the bound is loose until someone needs it.
    #[inline(always)]
    pub fn narrow(&self, instrument: i32, buy: bool, price: i64) {
        let record = &self.instrument[instrument];
        if price == 0 {
            return;
        }
        let (count, best, loose) = match buy {
            true => (&record.priced_buys, &record.highest_buy, &record.loose_buys),
            false => (&record.priced_sells, &record.lowest_sell, &record.loose_sells),
        };
        count.sub(1);
        if count.get() == 0 {
            best.set(0);
            loose.set(0);
        } else if price == best.get() {
            loose.set(1);
        }
    }

    /// Makes the best price of our own open buys, or sells, exact.
    #[cold]
    pub fn tighten(&self, instrument: i32, buy: bool) {
        let record = &self.instrument[instrument];
        let (best, loose) = match buy {
            true => (&record.highest_buy, &record.loose_buys),
            false => (&record.lowest_sell, &record.loose_sells),
        };
        if loose.get() == 0 {
            return;
        }
        let mut found = 0;
        for portfolio in 0..self.portfolios {
            let mut at = self.position[self.position_at(portfolio, instrument)].first_order.get();
            while at >= 0 {
                let order = &self.order[at];
                for price in [order.price.get(), self.amend[at].price.get()] {
                    if price != 0 && order.is_buy() == buy {
                        found = match found {
                            0 => price,
                            _ if buy => price.max(found),
                            _ => price.min(found),
                        };
                    }
                }
                at = order.next_of_position.get();
            }
        }
        best.set(found);
        loose.set(0);
    }

    /// Reserves and sends what the gate approved; returns the order's index. Quantity is reserved for all, cash for
    /// increases.
    pub fn send_order(&self, intent: &Intent, lots: i64, reducing: i64) -> i32 {
        let control = self.control;
        let place = self.place_of(intent.portfolio, intent.instrument as i32);
        let at = control.free_order.get();
        let order = &self.order[at];
        let next = order.next.get();
        control.free_order.set(next);
        if next >= 0 {
            prefetch(&self.order[next]);
        }
        control.live_orders.add(1);
        let own_id = control.sequence.get() << 20 | self.outcome.next_sub(self.row.get()) as i64;
        let (size, buy) = (lots.abs(), lots > 0);
        let reserved = self.reservation(place.instrument, buy, size - reducing, intent.kind, intent.price);
        order.id.set(if intent.client_id != 0 { intent.client_id } else { own_id });
        order.lots.set(size);
        order.reserved.set(reserved);
        order.side.set(if buy { 1 } else { -1 });
        order.reduces.set((reducing == size) as i32);
        self.fill_in(order, intent);
        self.enlist(at, place);
        self.change_open(place, buy, size);
        let scope = &self.scope[place.portfolio];
        self.reserve(order, reserved);
        scope.open_orders.add(1);
        self.order_row(at, EVENT_SENT, size, 0);
        if control.external.get() == 0 && !self.arrives_at_once(at) {
            self.set_timer(order.arrives_at.get(), TIMER_ARRIVAL, at);
        }
        if intent.time_in_force == DAY {
            order.expires_at.set(self.session_end(place.instrument));
        }
        at
    }

    /// What a new order takes from its intent, and what every new order begins with.
    fn fill_in(&self, order: &Order, intent: &Intent) {
        let now = self.control.now.get();
        order.filled.set(0);
        order.booked.set(0);
        order.price.set(intent.price);
        order.stop.set(intent.stop);
        order.sent_at.set(now);
        order.sent_sequence.set(self.control.sequence.get());
        order.decision.set(intent.decision);
        order.expires_at.set(0);
        order.arrives_at.set(now + self.control.latency_nanos.get());
        order.cancel_at.set(0);
        order.listed.set(0);
        order.portfolio.set(intent.portfolio);
        order.instrument.set(intent.instrument as i32);
        order.r#type.set(intent.kind);
        order.time_in_force.set(intent.time_in_force);
        order.flags.set(intent.flags);
        order.state.set(SENT);
        order.next.set(-1);
        order.previous.set(-1);
        order.reports.set(0);
        order.first_execution.set(-1);
        order.last_execution.set(-1);
    }

    /// Market orders of a venue without latency (or of the planted look-ahead) act on the row that caused them.
    pub fn arrives_at_once(&self, at: i32) -> bool {
        let at_once = self.control.zero_latency.get() == 1 || self.control.plant_same_close.get() == 1;
        at_once && self.order[at].r#type.get() == MARKET_ORDER
    }

    /// Writes an ORDER row for an event that concerns `lots` of an order.
    pub fn order_row(&self, at: i32, event: u32, lots: i64, reason: i32) -> Row<'_> {
        let order = &self.order[at];
        let kind = (order.r#type.get() as u32) << 8 | (order.time_in_force.get() as u32) << 16;
        let aux = event | kind | (reason as u32) << 24;
        let row = self.emit(ORDER, 0, order.portfolio.get(), order.instrument.get() as u32, aux);
        row.set_wide(ORDER_CLIENT_ORDER_ID, order.id.get());
        row.set_real(ORDER_LOTS, lots * order.side.get() as i64);
        row.set_real(ORDER_PRICE, order.price.get());
        row.set_real(ORDER_STOP_PRICE, order.stop.get());
        row.set_wide(ORDER_DECISION_ID, order.decision.get());
        row
    }

    /// Books what a report says: releases the reservation pro rata, the remainder with the last lot, and enters the
    /// fill. Returns the fee.
    pub fn book_report(&self, at: i32, lots: i64, price: i64, maker: bool, fee: Option<i64>) -> i64 {
        let order = &self.order[at];
        let place = self.place_of(order.portfolio.get(), order.instrument.get());
        let charged = fee.unwrap_or_else(|| self.fee_of(place.instrument, lots, price, maker));
        self.book_fill(place, lots * order.side.get() as i64, price, charged);
        if order.is_amending() {
            self.release_both(at, lots);
        } else {
            self.release_part(order, lots);
        }
        order.booked.add(lots);
        charged
    }

    /// Releases the reservation of some of an order's lots.
    fn release_part(&self, order: &Order, lots: i64) {
        let open = order.lots.get() - order.booked.get();
        let reserved = order.reserved.get();
        self.release(order, if lots == open { reserved } else { mul_div(reserved, lots, open) });
    }

    fn release(&self, order: &Order, amount: i64) {
        order.reserved.sub(amount);
        self.reserve(order, -amount);
    }

    /// Changes what is reserved of the cash that an order is paid with.
    #[inline(always)]
    pub fn reserve(&self, order: &Order, change: i64) {
        let currency = self.instrument[order.instrument.get()].currency.get();
        self.ledger[self.ledger_at(order.portfolio.get(), currency)].reserved.add(change);
    }

    /// Ends an order's unfilled part; fills still on their way are booked when they arrive.
    pub fn end_order(&self, at: i32, event: u32, reason: i32) {
        let order = &self.order[at];
        if order.is_amending() {
            self.drop_amend(at);
        }
        let rest = order.open();
        if rest > 0 {
            let place = self.place_of(order.portfolio.get(), order.instrument.get());
            self.change_open(place, order.is_buy(), -rest);
            self.release_part(order, rest);
            order.lots.set(order.filled.get());
            self.order_row(at, event, rest, reason);
        }
        order.state.set(DONE);
        self.free_if_done(at);
    }

    /// Gives the record back when nothing of the order is outstanding.
    pub fn free_if_done(&self, at: i32) {
        let order = &self.order[at];
        if order.state.get() != DONE || order.reports.get() > 0 || order.booked.get() < order.lots.get() {
            return;
        }
        if order.is_amending() {
            // The answer to its amend is still to come.
            return;
        }
        self.release(order, order.reserved.get());
        self.delist(at);
        self.release_executions(order);
        self.scope[order.portfolio.get()].open_orders.sub(1);
        order.state.set(FREE);
        order.next.set(self.control.free_order.get());
        order.previous.set(-1);
        self.control.free_order.set(at);
        self.control.live_orders.sub(1);
    }

    /// Asks the venue to cancel; the order counts until the venue has answered.
    pub fn request_cancel(&self, at: i32) {
        let order = &self.order[at];
        if !matches!(order.state.get(), SENT | WORKING) {
            return;
        }
        order.state.set(CANCEL_PENDING);
        let due = self.control.now.get() + self.control.latency_nanos.get();
        order.cancel_at.set(due);
        if self.control.external.get() == 1 {
            self.order_row(at, EVENT_CANCEL_REQUESTED, order.open(), reasons::ORDER_CANCELLED);
        } else {
            self.set_timer(due, TIMER_CANCEL, at);
        }
    }

    /// Cancels a portfolio's open orders: all, or those that do not only reduce.
    pub fn cancel_all(&self, portfolio: i32, increasing_only: bool) {
        if self.scope[portfolio].open_orders.get() == 0 {
            return;
        }
        for instrument in 0..self.instruments {
            let mut at = self.position[self.position_at(portfolio, instrument)].first_order.get();
            while at >= 0 {
                if !increasing_only || self.order[at].reduces.get() != 1 {
                    self.request_cancel(at);
                }
                at = self.order[at].next_of_position.get();
            }
        }
    }

    /// Cancels a position's open orders of one side.
    pub fn cancel_side(&self, place: Place, side: i32) {
        let mut at = self.position[place.index].first_order.get();
        while at >= 0 {
            if self.order[at].side.get() == side {
                self.request_cancel(at);
            }
            at = self.order[at].next_of_position.get();
        }
    }

    /// The open order with a client id, or −1.
    pub fn find_order(&self, id: i64) -> i32 {
        let capacity = self.control.order_capacity.get();
        if capacity == 0 {
            return -1;
        }
        let mut at = self.order_bucket[chain_of(id, capacity)].head.get();
        while at >= 0 && self.order[at].id.get() != id {
            at = self.order[at].next_with_id.get();
        }
        at
    }

    /// When a DAY order of an instrument expires: the end of its session; 0 past the table.
    fn session_end(&self, instrument: i32) -> i64 {
        let session = self.instrument[instrument].session.get();
        let at = self.first_session_closing_after(session, self.control.now.get());
        if at < 0 { 0 } else { self.instant[at].closes_at.get() }
    }

    /// Index, in the table of instants, of the first session of a calendar that closes after `now`; −1 past the table.
    pub fn first_session_closing_after(&self, session: i32, now: i64) -> i32 {
        let mut low = self.session[session].start.get();
        let end = low + self.session[session].length.get();
        let mut high = end;
        while low < high {
            let middle = (low + high) >> 1;
            if self.instant[middle].closes_at.get() > now { high = middle } else { low = middle + 1 }
        }
        if low < end { low } else { -1 }
    }
}
