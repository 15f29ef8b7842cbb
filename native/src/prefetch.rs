//! Asking for memory before it is needed, where the state does not stay in the cache.

use crate::image::Desk;
use crate::layout::{BAR, COMMAND, QUOTE, TRADE};
use crate::records::{Instrument, Position};
use crate::tape::Tape;

/// Rows between asking and using.
const AHEAD: u32 = 8;
/// Bytes of instruments and positions that are taken to stay near the core.
const NEAR_BYTES: usize = 256 * 1024;

impl Desk<'_> {
    /// Whether the tables are too large to stay near the core.
    pub fn is_wide(&self) -> bool {
        let instruments = self.instruments as usize;
        let positions = instruments * self.portfolios as usize;
        instruments * size_of::<Instrument>() + positions * size_of::<Position>() > NEAR_BYTES
    }

    /// Asks for what a row a little further on will read.
    #[inline(always)]
    pub fn look_ahead(&self, input: Tape, position: u32, to: u32) {
        if position + AHEAD >= to {
            return;
        }
        let row = input.row(position + AHEAD);
        let (kind, instrument, portfolio) = (row.kind(), row.instrument(), row.source());
        if !matches!(kind, QUOTE | TRADE | BAR | COMMAND) || instrument >= self.instruments as u32 {
            return;
        }
        prefetch(&self.instrument[instrument as i32]);
        if kind == COMMAND && portfolio < self.portfolios {
            prefetch(&self.scope[portfolio]);
            prefetch(&self.position[self.position_at(portfolio, instrument as i32)]);
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
