//! Splits: no order and no fill on its way may stand in lots and prices of before one. The simulated venue ends them, an
//! external one is asked to, and is not listened to where it goes on.

use crate::image::Desk;
use crate::intent::SPLIT_SINCE;
use crate::orders::EVENT_CANCELLED;
use crate::reasons;

impl Desk<'_> {
    /// Before a split: fills on their way are booked as what they are, and every order of the instrument ends.
    pub fn end_orders(&self, instrument: i32) {
        loop {
            let at = self.first_report(instrument);
            if at < 0 {
                break;
            }
            self.report_arrives(self.take_timer_at(at).argument);
        }
        let external = self.control.external.get() == 1;
        self.each_order(instrument, |at| {
            if external {
                self.request_cancel(at);
            } else {
                self.end_at_venue(at, EVENT_CANCELLED, reasons::ORDER_SPLIT);
            }
        });
    }

    /// Whether any order of an instrument is open, or has a fill on its way.
    pub fn has_orders(&self, instrument: i32) -> bool {
        let mut found = false;
        self.each_order(instrument, |_| found = true);
        found
    }

    /// After a split: what is still open at an external venue is in old lots, and is asked to end.
    pub fn mark_split(&self, instrument: i32) {
        self.each_order(instrument, |at| {
            let flags = &self.order[at].flags;
            flags.set(flags.get() | SPLIT_SINCE);
            self.request_cancel(at);
        });
    }

    /// Visits the open orders of an instrument, by portfolio and order of sending; a visit may end its order.
    fn each_order(&self, instrument: i32, mut visit: impl FnMut(i32)) {
        for portfolio in 0..self.portfolios {
            let mut at = self.position[self.position_at(portfolio, instrument)].first_order.get();
            while at >= 0 {
                let next = self.order[at].next_of_position.get();
                visit(at);
                at = next;
            }
        }
    }
}
