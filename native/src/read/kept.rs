//! A whole pass over quotes that were kept: entries of the cache to merged rows in a ring, as `pipeline/read/reading.ts`
//! has them. What is not as plain as that ends the pass, and reading in TypeScript takes over.

use super::entry::{Block, Entry, Ids};
use super::merge::{self, HEADS_MAX, Head, Row};
use super::ring::{Ring, SLOT_ROWS};
use crate::layout::{QUOTE, QUOTE_ASK, QUOTE_BID};

const TIME: usize = 1;
/// A price this many times the one before it, or this part of it, may be in another unit (`sequence-check.ts`).
const NEAR: f64 = 64.0;

/// The entries of one feed's files, in reading order.
pub struct Feed {
    pub entries: Vec<String>,
    pub ids: Ids,
}

/// What a pass is told beside its feeds.
pub struct Limits {
    /// A row later than this ends the pass: the cut is not made here.
    pub truncate_at_micros: f64,
    /// Something found in a file ends the pass: it ends the run.
    pub findings_stop: bool,
}

/// What was read of a feed.
#[derive(Default)]
pub struct Told {
    pub rows: u64,
    pub crossed: u64,
    pub instrument: u32,
    pub first_nanos: i64,
    pub last_nanos: i64,
    /// Descriptions of blocks that something was found in, by the file's place in the feed.
    pub findings: Vec<(u32, String)>,
}

/// How a pass ended: `stopped` says why reading has to go on elsewhere, after `rows` rows.
pub struct Outcome {
    pub rows: u64,
    pub told: Vec<Told>,
    pub stopped: Option<String>,
}

struct Source {
    feed: Feed,
    entry: Option<Entry>,
    /// Entries opened so far.
    opened: usize,
    rows: Vec<Row>,
    at: usize,
    price: f64,
    told: Told,
}

impl Source {
    fn new(feed: Feed) -> Self {
        Self { feed, entry: None, opened: 0, rows: Vec::new(), at: 0, price: 0.0, told: Told::default() }
    }

    /// Loads blocks until there is a row; false at the end of the feed.
    fn fill(&mut self, limits: &Limits) -> Result<bool, String> {
        self.at = 0;
        loop {
            if self.entry.is_none() {
                let Some(path) = self.feed.entries.get(self.opened) else { return Ok(false) };
                self.entry = Some(Entry::open(path)?);
                self.opened += 1;
            }
            let entry = self.entry.as_mut().expect("an entry");
            match entry.next(&self.feed.ids, &mut self.rows)? {
                Block::End => self.entry = None,
                Block::Rows { meta } => {
                    if meta.contains("\"findings\":") {
                        if limits.findings_stop {
                            return Err("something was found in a file".into());
                        }
                        self.told.findings.push((self.opened as u32 - 1, meta));
                    }
                    if !self.rows.is_empty() {
                        self.check(limits)?;
                        return Ok(true);
                    }
                }
            }
        }
    }

    /// Counts the rows of a block against which there is nothing to be said.
    fn check(&mut self, limits: &Limits) -> Result<(), String> {
        let Self { rows, told, price, .. } = self;
        let instrument = (rows[0][0] >> 32) as u32;
        if rows[0][0] as u8 != QUOTE || (told.rows > 0 && instrument != told.instrument) {
            return Err("its rows are not quotes of one instrument".into());
        }
        if told.rows == 0 {
            told.instrument = instrument;
            told.first_nanos = rows[0][TIME] as i64;
            told.last_nanos = told.first_nanos;
        }
        for row in rows.iter() {
            let time = row[TIME] as i64;
            let (bid, ask) = (f64::from_bits(row[QUOTE_BID]), f64::from_bits(row[QUOTE_ASK]));
            let least = *price * NEAR;
            let near = bid < least && ask < least && bid * NEAR > *price && ask * NEAR > *price;
            if time < told.last_nanos || (*price > 0.0 && !near) {
                return Err("a row is out of order or far from the price before it".into());
            }
            told.crossed += (bid > ask) as u64;
            told.last_nanos = time;
            *price = ask;
        }
        told.rows += rows.len() as u64;
        if told.last_nanos.div_euclid(1_000) as f64 > limits.truncate_at_micros {
            return Err("it goes beyond the cut".into());
        }
        Ok(())
    }
}

/// Moves all rows of at most `HEADS_MAX` feeds, given in merge order, into the ring.
pub fn run(feeds: Vec<Feed>, limits: &Limits, ring: &mut Ring) -> Outcome {
    let mut sources: Vec<Source> = feeds.into_iter().map(Source::new).collect();
    let mut outcome = Outcome { rows: 0, told: Vec::new(), stopped: None };
    outcome.stopped = merged(&mut sources, limits, ring, &mut outcome.rows).err();
    outcome.told = sources.into_iter().map(|source| source.told).collect();
    ring.end();
    outcome
}

fn merged(sources: &mut [Source], limits: &Limits, ring: &mut Ring, rows: &mut u64) -> Result<(), String> {
    let mut live = Vec::with_capacity(HEADS_MAX);
    for (index, source) in sources.iter_mut().enumerate() {
        if source.fill(limits)? {
            live.push(index);
        }
    }
    while !live.is_empty() {
        let Some(room) = ring.room() else { return Ok(()) };
        let mut filled = 0;
        let mut result = Ok(());
        while filled < SLOT_ROWS && !live.is_empty() && result.is_ok() {
            let mut heads = [Head::default(); HEADS_MAX];
            for (head, &index) in heads.iter_mut().zip(&live) {
                *head = Head { rows: &sources[index].rows, at: sources[index].at };
            }
            filled += merge::runs(&mut heads[..live.len()], &mut room[filled..], 0);
            let at: [usize; HEADS_MAX] = std::array::from_fn(|index| heads[index].at);
            live = live
                .iter()
                .zip(at)
                .filter_map(|(&index, at)| {
                    let source = &mut sources[index];
                    source.at = at;
                    if at < source.rows.len() {
                        return Some(index);
                    }
                    match source.fill(limits) {
                        Ok(more) => more.then_some(index),
                        Err(error) => {
                            result = Err(error);
                            None
                        }
                    }
                })
                .collect();
        }
        *rows += filled as u64;
        ring.publish(filled);
        result?;
    }
    Ok(())
}
