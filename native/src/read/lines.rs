//! The plain lines of one call.

use super::cursor::Cursor;
use super::order::{FIRST_VALUE, IGNORED, Order, TIME, VALUES};
use super::time::{Instant, NANOS_PER_DAY};
use crate::layout::*;

const LANES: usize = ROW_BYTES / 8;
const PRICES_OF_QUOTE: usize = 2;
const PRICES_OF_BAR: usize = 4;

/// A line as it was read.
struct Record {
    instant: Instant,
    values: [u64; VALUES],
}

/// Reads plain lines of `bytes` [`order.from`, `order.end`) into rows and their line numbers until the rows are full or a
/// line is not plain; says in the order how far it came. Nothing is allocated.
///
/// `bytes` must end with a newline at `order.end`; `rows` and `numbers` have room for `order.capacity`.
pub fn parse(order: &mut Order, bytes: &[u8], rows: &mut [[u64; LANES]], numbers: &mut [u32]) {
    let bytes = &bytes[..order.end];
    while order.from < order.end && order.count < order.capacity {
        let mut cursor = Cursor::new(bytes, order.from, order.delimiter);
        // An empty line is counted and nothing else.
        let row = if line_end(&mut cursor) {
            None
        } else {
            let Some(record) = record(order, &mut cursor) else { return };
            let Some(row) = row(order, &record) else { return };
            Some(row)
        };
        order.line = order.line.wrapping_add(1);
        order.from = cursor.at;
        if let Some(row) = row {
            rows[order.count] = row;
            numbers[order.count] = order.line;
            order.count += 1;
        }
    }
}

/// Steps over the end of a line where it stands here.
#[inline(always)]
fn line_end(cursor: &mut Cursor<'_>) -> bool {
    if cursor.take(b'\n') {
        return true;
    }
    let at = cursor.at;
    if cursor.take(b'\r') && cursor.take(b'\n') {
        return true;
    }
    cursor.at = at;
    false
}

/// The line at the cursor, which stands behind it then; `None` where it is not plain.
#[inline(always)]
fn record(order: &Order, cursor: &mut Cursor<'_>) -> Option<Record> {
    let prices = if order.kind == QUOTE { PRICES_OF_QUOTE } else { PRICES_OF_BAR };
    let mut instant = None;
    let mut values = [0; VALUES];
    let mut column = 0;
    loop {
        let kind = if column < order.width { order.columns[column] } else { IGNORED };
        match kind {
            IGNORED => cursor.skip()?,
            TIME => instant = Some(order.clock.scan(cursor)?),
            _ => {
                let field = (kind - FIRST_VALUE) as usize;
                if field < prices {
                    values[field] = cursor.decimal(order.price_scale)?;
                } else if !cursor.ends() {
                    // A blank of what is optional stays 0.
                    values[field] = cursor.decimal(order.quantity_scale)?;
                }
            }
        }
        if !cursor.ends() {
            return None;
        }
        column += 1;
        if !cursor.take(order.delimiter) {
            break;
        }
    }
    if !line_end(cursor) || column < order.least || column < order.width {
        return None;
    }
    if values[..prices].contains(&0) {
        return None;
    }
    Some(Record { instant: instant?, values })
}

/// The row of a line; `None` where the other side has something to say about it.
#[inline(always)]
fn row(order: &Order, record: &Record) -> Option<[u64; LANES]> {
    let Record { instant, values } = record;
    let (flags, nanos) = if order.kind == QUOTE {
        (FLAG_LAST, nanos_of(instant, 0))
    } else {
        let [open, high, low, close, _] = *values;
        if open > high || close > high || open < low || close < low {
            return None;
        }
        (0, closes(order, instant)?)
    };
    let head = order.kind as u64 | (flags as u64) << 8 | (order.source as u64) << 16 | (order.instrument as u64) << 32;
    let mut row = [0; LANES];
    row[0] = head;
    row[1] = nanos as u64;
    row[2] = (order.aux as u64) << 32;
    for (lane, value) in row[QUOTE_BID..].iter_mut().zip(values) {
        *lane = (*value as f64).to_bits();
    }
    Some(row)
}

const _: () = assert!(QUOTE_BID == 3 && QUOTE_ASK == 4 && QUOTE_BID_LOTS == 5 && QUOTE_ASK_LOTS == 6);
const _: () = assert!(BAR_OPEN == 3 && BAR_HIGH == 4 && BAR_LOW == 5 && BAR_CLOSE == 6 && BAR_LOTS == 7);
const _: () = assert!(ROW_INSTRUMENT == 4 && ROW_TS_EVENT == 8 && ROW_AUX == 20 && cfg!(target_endian = "little"));

/// When a bar closes: with its length, or with the session it opened in; `None` where that session is not known here.
fn closes(order: &Order, instant: &Instant) -> Option<i64> {
    let bar = &order.bar;
    if bar.shift == 0 {
        return Some(nanos_of(instant, 0));
    }
    let open = instant.days * (NANOS_PER_DAY / 1000) + instant.nanos / 1000;
    if open < bar.opens || open >= bar.closes {
        return None;
    }
    Some(if open + bar.shift / 1000 > bar.closes {
        bar.closes.wrapping_mul(1000)
    } else {
        nanos_of(instant, bar.shift)
    })
}

fn nanos_of(instant: &Instant, shift: i64) -> i64 {
    instant.days.wrapping_mul(NANOS_PER_DAY).wrapping_add(instant.nanos + shift)
}
