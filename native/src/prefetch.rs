//! Asking for memory before it is needed, where the state does not stay in the cache: an order touches some twenty
//! lines, and waiting for them one after another would take longer than all that is done with them.

use crate::ids::chain_of;
use crate::image::Desk;
use crate::layout::{BAR, COMMAND, COMMAND_CLIENT_ORDER_ID, QUOTE, REPORT, REPORT_EXECUTION_ID, TRADE};
use crate::records::{Instrument, Position};
use crate::tape::{Row, Tape};

/// Rows between asking for what a row names and stepping it.
const FAR: u32 = 16;
/// The same for what is found through what the row names, and through that.
const NEAR: u32 = 8;
const NEXT: u32 = 4;
/// Bytes of instruments and positions that are taken to stay near the core.
const NEAR_BYTES: usize = 256 * 1024;

impl Desk<'_> {
    /// Whether the tables are too large to stay near the core.
    pub fn is_wide(&self) -> bool {
        let instruments = self.instruments as usize;
        let positions = instruments * self.portfolios as usize;
        instruments * size_of::<Instrument>() + positions * size_of::<Position>() > NEAR_BYTES
    }

    /// Asks for what the first rows of a call will read.
    pub fn look_at_first(&self, input: Tape, from: u32, to: u32) {
        for at in from..to.min(from + FAR) {
            self.ask_far(input.row(at));
        }
        for at in from..to.min(from + NEAR) {
            self.ask_near(input.row(at));
        }
        for at in from..to.min(from + NEXT) {
            self.ask_next(input.row(at));
        }
    }

    /// Asks for what rows a little further on will read.
    #[inline(always)]
    pub fn look_ahead(&self, input: Tape, position: u32, to: u32) {
        if position + FAR < to {
            self.ask_far(input.row(position + FAR));
        }
        if position + NEAR < to {
            self.ask_near(input.row(position + NEAR));
        }
        if position + NEXT < to {
            self.ask_next(input.row(position + NEXT));
        }
    }

    /// The records that a row names.
    #[inline(always)]
    fn ask_far(&self, row: Row) {
        let (kind, instrument) = (row.kind(), row.instrument());
        if !matches!(kind, QUOTE | TRADE | BAR | COMMAND | REPORT) || instrument >= self.instruments as u32 {
            return;
        }
        prefetch(&self.instrument[instrument as i32]);
        if !matches!(kind, COMMAND | REPORT) {
            return;
        }
        // Both kinds begin with the client order id.
        let id = row.wide(COMMAND_CLIENT_ORDER_ID);
        prefetch(&self.order_bucket[chain_of(id, self.control.order_capacity.get())]);
        let ids = self.control.id_capacity.get();
        if kind == REPORT && ids > 0 {
            prefetch(&self.execution[chain_of(row.wide(REPORT_EXECUTION_ID), ids)]);
        }
        if kind == COMMAND && row.source() < self.portfolios {
            prefetch(&self.position[self.position_at(row.source(), instrument as i32)]);
            if ids > 0 {
                prefetch(&self.client_id[chain_of(id, ids)]);
            }
        }
    }

    /// The records found through them.
    #[inline(always)]
    fn ask_near(&self, row: Row) {
        let (instrument, portfolio) = (row.instrument(), row.source());
        let ids = self.control.id_capacity.get();
        if instrument >= self.instruments as u32 {
            return;
        }
        if row.kind() == COMMAND && portfolio < self.portfolios {
            self.ask_sums(portfolio, instrument as i32);
            let last = self.position[self.position_at(portfolio, instrument as i32)].last_order.get();
            if last >= 0 {
                prefetch(&self.order[last].next_of_position);
            }
            if ids > 0 {
                let entry = self.client_id[chain_of(row.wide(COMMAND_CLIENT_ORDER_ID), ids)].bucket.get();
                if entry >= 0 {
                    prefetch(&self.client_id[entry]);
                }
            }
        }
        if row.kind() == REPORT {
            let order = self.order_named(row);
            if order >= 0 {
                prefetch(&self.order[order]);
            }
            if ids > 0 {
                let entry = self.execution[chain_of(row.wide(REPORT_EXECUTION_ID), ids)].bucket.get();
                if entry >= 0 {
                    prefetch(&self.execution[entry]);
                }
            }
        }
    }

    /// What a report changes: the position of its order, and the sums that enters.
    #[inline(always)]
    fn ask_next(&self, row: Row) {
        if row.kind() != REPORT {
            return;
        }
        let at = self.order_named(row);
        if at >= 0 {
            let order = &self.order[at];
            let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get());
            prefetch(&self.position[self.position_at(portfolio, instrument)]);
            self.ask_sums(portfolio, instrument);
        }
    }

    /// The first order of the chain that a report's order stands in: nearly always that order.
    #[inline(always)]
    fn order_named(&self, row: Row) -> i32 {
        let orders = self.control.order_capacity.get();
        if orders == 0 {
            -1
        } else {
            self.order_bucket[chain_of(row.wide(COMMAND_CLIENT_ORDER_ID), orders)].head.get()
        }
    }

    /// The exposures of a portfolio and its groups of portfolios to an instrument's groups.
    #[inline(always)]
    fn ask_sums(&self, portfolio: i32, instrument: i32) {
        for (at, _) in self.chain(portfolio) {
            for (_, cell) in self.cells(at, instrument) {
                prefetch(cell);
            }
            if let Some(cell) = self.concentrate_of(at, instrument) {
                prefetch(cell);
            }
        }
    }
}

/// Asks for every cache line of a record.
#[inline(always)]
pub fn prefetch<T>(record: &T) {
    #[cfg(target_arch = "x86_64")]
    for offset in (0..size_of::<T>()).step_by(64) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint; the address is within the record.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(record).cast::<i8>().add(offset)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = record;
}
