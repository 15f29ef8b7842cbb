//! A block's rows in columns of 32-bit words, as `pipeline/read/cache/block-codec.ts` stores them.

use super::merge::Row;
use crate::layout::ROW_BYTES;

const WORDS: usize = ROW_BYTES / 4;
/// The words of a row, and the line it came from.
pub const COLUMNS: usize = WORDS + 1;
const LINE: usize = WORDS;

/// How each column is stored: bytes a row, 0 where all rows have the same, and what is added to them.
#[derive(Default)]
pub struct Shape {
    pub widths: [u32; COLUMNS],
    pub bases: [u32; COLUMNS],
}

/// Bytes that columns of `rows` rows take at most.
pub const fn bytes_max(rows: usize) -> usize {
    COLUMNS * (rows * 4 + 8)
}

/// Writes the columns that are not constant, each padded to 8 bytes; returns their bytes. `into` has room for `bytes_max`,
/// and there is at least one row.
pub fn encode(rows: &[Row], lines: &[u32], shape: &mut Shape, into: &mut [u8]) -> usize {
    let (least, most) = spans(rows, lines);
    let mut used = 0;
    for column in 0..COLUMNS {
        let base = least[column];
        let width = match most[column] - base {
            0 => 0,
            1..256 => 1,
            256..65_536 => 2,
            _ => 4,
        };
        shape.widths[column] = width as u32;
        shape.bases[column] = base;
        if width == 0 {
            continue;
        }
        let bytes = rows.len() * width;
        let (taken, padding) = into[used..used + bytes.next_multiple_of(8)].split_at_mut(bytes);
        let values = (0..rows.len()).map(|row| value(rows, lines, row, column) - base);
        match width {
            1 => taken.iter_mut().zip(values).for_each(|(to, value)| *to = value as u8),
            2 => put::<2>(taken, values, |value| (value as u16).to_le_bytes()),
            _ => put::<4>(taken, values, u32::to_le_bytes),
        }
        padding.fill(0);
        used += bytes.next_multiple_of(8);
    }
    used
}

#[inline(always)]
fn put<const N: usize>(into: &mut [u8], values: impl Iterator<Item = u32>, bytes: impl Fn(u32) -> [u8; N]) {
    let (cells, _) = into.as_chunks_mut::<N>();
    for (to, value) in cells.iter_mut().zip(values) {
        *to = bytes(value);
    }
}

#[inline(always)]
fn value(rows: &[Row], lines: &[u32], row: usize, column: usize) -> u32 {
    if column == LINE {
        lines[row].wrapping_sub(row as u32)
    } else {
        (rows[row][column / 2] >> (32 * (column % 2))) as u32
    }
}

/// The smallest and the largest value of each column.
fn spans(rows: &[Row], lines: &[u32]) -> ([u32; COLUMNS], [u32; COLUMNS]) {
    let (mut least, mut most) = ([u32::MAX; COLUMNS], [0; COLUMNS]);
    for (row, (words, &line)) in rows.iter().zip(lines).enumerate() {
        for (pair, &word) in words.iter().enumerate() {
            for (column, value) in [(2 * pair, word as u32), (2 * pair + 1, (word >> 32) as u32)] {
                least[column] = least[column].min(value);
                most[column] = most[column].max(value);
            }
        }
        let line = line.wrapping_sub(row as u32);
        least[LINE] = least[LINE].min(line);
        most[LINE] = most[LINE].max(line);
    }
    (least, most)
}
