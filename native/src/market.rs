//! Market rows: the touch, the mark, and how long prices may stay away.

use crate::context::{Detail, ERROR, INFO, WARNING, WHOLE_DESK};
use crate::image::Desk;
use crate::layout::*;
use crate::reasons;
use crate::tape::Row;
use crate::timers::TIMER_STALENESS;
use crate::venue::Bar;

/// Why an instrument is looked at when the instant ends: it had a market row, or what is held of it was adjusted.
pub const MARKET: i32 = 1;
const HOLDINGS: i32 = 2;
const FEED_QUOTE: i32 = QUOTE as i32;
const FEED_TRADE: i32 = TRADE as i32;
const FEED_BAR: i32 = BAR as i32;
const NANOS_PER_DAY: i128 = 86_400_000_000_000;
// Units of bar specs.
const HOURS: u32 = 3;
const DAYS: u32 = 4;
const WEEKS: u32 = 5;
const TICKS: u32 = 7;

impl Desk<'_> {
    /// Applies a QUOTE: the touch, the mark unless crossed, then resting orders.
    #[inline(always)]
    pub fn quote(&self, row: Row, instrument: i32) {
        let record = &self.instrument[instrument];
        let (bid, ask) = (row.real(QUOTE_BID), row.real(QUOTE_ASK));
        self.touch(row, instrument, FEED_QUOTE);
        record.crossed.set((ask > 0.0 && bid > ask) as i32);
        let assumed = record.assumed_top_lots.get();
        let size = |lots: f64| if lots > 0.0 { self.integer(lots) } else { assumed };
        record.bid.set(self.integer(bid));
        record.ask.set(self.integer(ask));
        record.bid_lots.set(size(row.real(QUOTE_BID_LOTS)));
        record.ask_lots.set(size(row.real(QUOTE_ASK_LOTS)));
        let usable = bid > 0.0 && ask > 0.0 && (bid <= ask || self.control.crossed_policy.get() == 1);
        if usable && !self.mark(instrument, record.bid.get() + record.ask.get()) {
            return;
        }
        if record.first_order.get() >= 0 {
            self.match_quotes(instrument);
        }
    }

    /// Applies a TRADE; where there are quotes, it neither marks nor fills market orders.
    pub fn trade(&self, row: Row, instrument: i32) {
        let price = self.integer(row.real(TRADE_PRICE));
        let lots = self.integer(row.real(TRADE_LOTS));
        let quoted = self.instrument[instrument].feed.get() == FEED_QUOTE;
        if price > 0 {
            self.instrument[instrument].last.set(price);
        }
        self.touch(row, instrument, if quoted { FEED_QUOTE } else { FEED_TRADE });
        if quoted || !self.mark(instrument, 2 * price) {
            return;
        }
        if self.instrument[instrument].first_order.get() >= 0 {
            self.match_trade(instrument, price, lots);
        }
    }

    /// Applies a BAR: the venue walks it first, then its close is the mark.
    pub fn bar(&self, row: Row, instrument: i32) {
        let record = &self.instrument[instrument];
        let spec = row.aux();
        if record.bar_spec.get() == 0 {
            record.bar_spec.set(spec as i32);
        }
        if matches!(record.feed.get(), FEED_QUOTE | FEED_TRADE) {
            return;
        }
        let bar = Bar {
            open: self.integer(row.real(BAR_OPEN)),
            high: self.integer(row.real(BAR_HIGH)),
            low: self.integer(row.real(BAR_LOW)),
            lots: self.integer(row.real(BAR_LOTS)),
        };
        let close = self.integer(row.real(BAR_CLOSE));
        self.touch(row, instrument, FEED_BAR);
        if bar.low <= 0 || bar.open <= 0 {
            return;
        }
        if record.bar_spec.get() == spec as i32 && record.first_order.get() >= 0 {
            self.walk_bar(instrument, bar, self.bar_opens_at(instrument, spec));
        }
        self.mark(instrument, 2 * close);
    }

    /// When the bar that closes now opened: its clock length ago, the opening of its first session, or, for bars of
    /// ticks, volume and money, when the one before it closed.
    fn bar_opens_at(&self, instrument: i32, spec: u32) -> i64 {
        const UNIT_MICROS: [f64; 4] = [1e3, 1e6, 6e7, 3.6e9];
        let now = self.control.now.get() as i128;
        let narrow = |time: i128| time.clamp(i64::MIN as i128, i64::MAX as i128) as i64;
        let (unit, count) = (spec >> 28, spec & 0x0fff_ffff);
        if unit <= HOURS {
            // As the specification multiplies: in doubles.
            let micros = UNIT_MICROS[unit as usize] * count as f64;
            return narrow(now - micros as i128 * 1000);
        }
        if unit >= TICKS {
            return self.instrument[instrument].mark_at.get();
        }
        let session = self.instrument[instrument].session.get();
        if unit == DAYS && count == 1 {
            let own = self.first_session_closing_after(session, narrow(now - 1));
            return if own < 0 { narrow(now - NANOS_PER_DAY) } else { self.instant[own].opens_at.get() };
        }
        // The first session that closes after the previous bar's close; half a day of slack covers clock changes.
        let days = match unit {
            DAYS => 1,
            WEEKS => 7,
            _ => 31,
        };
        let since = narrow(now - count as i128 * days * NANOS_PER_DAY + NANOS_PER_DAY / 2);
        let first = self.first_session_closing_after(session, since);
        if first < 0 { narrow(now) } else { self.instant[first].opens_at.get() }
    }

    /// Notes that an instrument had a market row in this instant. On the row that ends the instant it does without the
    /// list, which would be taken down again at once.
    #[inline(always)]
    fn touch(&self, row: Row, instrument: i32, feed: i32) {
        let record = &self.instrument[instrument];
        record.last_at.set(self.control.now.get());
        record.feed.set(feed);
        if record.touched.get() != 0 {
            return record.touched.set(MARKET);
        }
        if row.is_last() {
            return self.current.set(instrument);
        }
        self.list(instrument, MARKET);
    }

    /// Notes that what someone holds of an instrument was adjusted in this instant: its limits are watched, no exit
    /// rules.
    pub fn touch_holdings(&self, instrument: i32) {
        if self.instrument[instrument].touched.get() == 0 {
            self.list(instrument, HOLDINGS);
        }
    }

    #[inline(always)]
    fn list(&self, instrument: i32, touched: i32) {
        let record = &self.instrument[instrument];
        record.touched.set(touched);
        record.next_touched.set(self.control.first_touched.get());
        self.control.first_touched.set(instrument);
    }

    /// Moves the mark; false when it can't be taken, and then nothing trades on it either.
    #[inline(always)]
    fn mark(&self, instrument: i32, half: i64) -> bool {
        let record = &self.instrument[instrument];
        if half <= 0 {
            return false;
        }
        if !self.move_mark(instrument, half) {
            let detail = Detail { value: half, limit: record.mark.get(), ..Default::default() };
            self.alert(reasons::MONEY_OVERFLOW, ERROR, WHOLE_DESK, instrument as u32, detail);
            return false;
        }
        record.mark_at.set(self.control.now.get());
        if record.stale_watch.get() != 1 {
            self.watch_staleness(instrument);
        }
        true
    }

    #[cold]
    fn watch_staleness(&self, instrument: i32) {
        let record = &self.instrument[instrument];
        if record.stale_watch.get() == 2 {
            let detail = Detail { cleared: true, ..Default::default() };
            self.alert(reasons::MARK_STALE, INFO, WHOLE_DESK, instrument as u32, detail);
        }
        record.stale_watch.set(1);
        let due = self.control.now.get().wrapping_add(record.stale_nanos.get());
        self.set_timer(due, TIMER_STALENESS, instrument);
    }

    /// The staleness timer of an instrument: set again while prices come, an alert when they stopped and someone holds
    /// it.
    pub fn staleness(&self, instrument: i32) {
        let record = &self.instrument[instrument];
        let now = self.control.now.get();
        let due = record.mark_at.get() + record.stale_nanos.get();
        if due > now {
            return self.set_timer(due, TIMER_STALENESS, instrument);
        }
        if record.first_holder.get() < 0 {
            return record.stale_watch.set(0);
        }
        record.stale_watch.set(2);
        let detail =
            Detail { value: now - record.mark_at.get(), limit: record.stale_nanos.get(), ..Default::default() };
        self.alert(reasons::MARK_STALE, WARNING, WHOLE_DESK, instrument as u32, detail);
    }
}
