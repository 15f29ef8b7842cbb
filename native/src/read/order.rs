//! What a call is told and tells: doubles in the order of `pipeline/read/native/order.ts`.

use super::time::{Clock, Numbers};
use crate::layout::{BAR, QUOTE};

pub const FROM: usize = 0;
pub const COUNT: usize = 2;
pub const LINE: usize = 4;
/// Doubles before the columns.
const HEAD: usize = 20;
pub const COLUMNS_MAX: usize = 32;
pub const DOUBLES: usize = HEAD + COLUMNS_MAX;

/// What a column holds: nothing wanted, the time, or the value with an index.
pub const IGNORED: u8 = 0;
pub const TIME: u8 = 1;
pub const FIRST_VALUE: u8 = 2;
/// Values of a line: of a quote bid, ask and their sizes; of a bar open, high, low, close and volume.
pub const VALUES: usize = 5;

/// The part of a bar's time that the bytes don't say.
#[derive(Clone, Copy)]
pub struct BarClock {
    /// From the time in the file to the bar's close, in nanoseconds.
    pub shift: i64,
    /// The session of the last bar, in Unix microseconds.
    pub opens: i64,
    pub closes: i64,
}

/// One call.
pub struct Order {
    pub from: usize,
    pub end: usize,
    pub count: usize,
    pub capacity: usize,
    pub line: u32,
    pub kind: u8,
    pub source: u16,
    pub instrument: u32,
    pub aux: u32,
    pub price_scale: usize,
    pub quantity_scale: usize,
    pub delimiter: u8,
    pub clock: Clock,
    pub bar: BarClock,
    /// Columns that a line has at least.
    pub least: usize,
    pub width: usize,
    pub columns: [u8; COLUMNS_MAX],
}

impl Order {
    /// `None` where it is not one: of another kind or with more columns than there is room for.
    pub fn read(doubles: &[f64]) -> Option<Self> {
        if doubles.len() < DOUBLES {
            return None;
        }
        let at = |index: usize| doubles[index] as i64;
        let kind = at(5) as u8;
        let width = at(19) as usize;
        if (kind != QUOTE && kind != BAR) || width > COLUMNS_MAX {
            return None;
        }
        let mut columns = [IGNORED; COLUMNS_MAX];
        for (column, value) in columns.iter_mut().zip(&doubles[HEAD..]) {
            *column = *value as u8;
        }
        if columns.iter().any(|&column| column as usize >= FIRST_VALUE as usize + VALUES) {
            return None;
        }
        let numbers = match at(12) {
            0 => Numbers::MillisOfDay,
            1 => Numbers::Unix { places: 9 },
            2 => Numbers::Unix { places: 6 },
            3 => Numbers::Unix { places: 3 },
            _ => Numbers::Unix { places: 0 },
        };
        Some(Self {
            from: at(FROM) as usize,
            end: at(1) as usize,
            count: at(COUNT) as usize,
            capacity: at(3) as usize,
            line: at(LINE) as u32,
            kind,
            source: at(6) as u16,
            instrument: at(7) as u32,
            aux: at(8) as u32,
            price_scale: at(9) as usize,
            quantity_scale: at(10) as usize,
            delimiter: at(11) as u8,
            clock: Clock { numbers, offset: at(13), file_date: at(14) },
            bar: BarClock { shift: at(15), opens: at(16), closes: at(17) },
            least: at(18) as usize,
            width,
            columns,
        })
    }
}
