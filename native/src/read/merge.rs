//! Runs of quotes and trades of several sources in the order of the merge (`pipeline/read/merge.ts`). What is moved here
//! needs no decision about LAST; the first row that may need one ends a call, and the merge in TypeScript moves it.

use crate::layout::{QUOTE, ROW_BYTES, TRADE};

pub type Row = [u64; ROW_BYTES / 8];

/// Sources of one call.
pub const HEADS_MAX: usize = 32;

/// The rows of a source's block, and the next one of them.
#[derive(Clone, Copy, Default)]
pub struct Head<'a> {
    pub rows: &'a [Row],
    pub at: usize,
}

const TIME: usize = 1;

/// Quotes and trades are read with LAST set and keep it, whatever comes after them but an evaluation.
#[inline(always)]
fn plain(row: &Row) -> bool {
    let kind = row[0] as u8;
    kind == QUOTE || kind == TRADE
}

#[inline(always)]
fn time(row: &Row) -> i64 {
    row[TIME] as i64
}

/// Moves rows into `room` in the order of (time, place among the heads), until it is full, a source comes to the last
/// `held` rows of its block, or LAST has to be decided; returns how many. Every head has a next row.
pub fn runs(heads: &mut [Head<'_>], room: &mut [Row], held: usize) -> usize {
    let mut moved = 0;
    while moved < room.len() {
        let first = earliest(heads);
        let until = until(heads, first);
        let head = &mut heads[first];
        let rows = &head.rows[head.at..head.rows.len() - held];
        let mut count = 0;
        for (from, to) in rows.iter().zip(&mut room[moved..]) {
            if time(from) >= until || !plain(from) {
                break;
            }
            *to = *from;
            count += 1;
        }
        if count == 0 {
            break;
        }
        head.at += count;
        moved += count;
        if head.at == head.rows.len() {
            break;
        }
    }
    moved
}

/// The head whose row comes first: of equal times the one with the first place.
fn earliest(heads: &[Head<'_>]) -> usize {
    let mut first = 0;
    for at in 1..heads.len() {
        if time(&heads[at].rows[heads[at].at]) < time(&heads[first].rows[heads[first].at]) {
            first = at;
        }
    }
    first
}

/// The time from which on the rows of a head are not before those of all others: at the time of the next of them only
/// where all who have it come behind the head, and are quotes or trades.
fn until(heads: &[Head<'_>], first: usize) -> i64 {
    let mut least = i64::MAX;
    for (at, head) in heads.iter().enumerate() {
        if at == first {
            continue;
        }
        let row = &head.rows[head.at];
        let behind = at > first && plain(row);
        least = least.min(time(row).saturating_add(behind as i64));
    }
    least
}
