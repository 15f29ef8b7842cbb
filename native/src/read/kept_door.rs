//! The door to a pass over kept rows on a thread of its own: `new KeptPass(control, rows, feeds, limits)`, `result()`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::entry::Ids;
use super::kept::{self, Feed, Limits, Outcome};
use super::merge::{HEADS_MAX, Row};
use super::ring::{CONTROL_WORDS, RING_ROWS, Ring};
use crate::layout::ROW_BYTES;

/// The entries of one feed's files, dense ids of its symbols, and its own id.
#[napi(object)]
pub struct KeptFeed {
    pub entries: Vec<String>,
    pub instruments: Vec<u32>,
    pub source: u32,
}

/// What was read of a feed; `findings` are descriptions of blocks, each after the file's place in the feed.
#[napi(object)]
pub struct KeptTold {
    pub rows: f64,
    pub crossed: f64,
    pub instrument: u32,
    pub first_micros: f64,
    pub last_micros: f64,
    pub findings: Vec<KeptFinding>,
}

#[napi(object)]
pub struct KeptFinding {
    pub file: u32,
    pub text: String,
}

/// How a pass ended: `stopped` says why reading has to go on elsewhere, after `rows` rows.
#[napi(object)]
pub struct KeptOutcome {
    pub rows: f64,
    pub told: Vec<KeptTold>,
    pub stopped: Option<String>,
}

#[napi]
pub struct KeptPass {
    thread: Option<JoinHandle<Outcome>>,
    stop: Arc<AtomicBool>,
    /// The memory of the ring, kept until the thread has ended.
    _memory: (Int32Array, Uint8Array),
}

#[napi]
impl KeptPass {
    /// Starts the thread. Feeds are in merge order; `truncateAtMicros` is infinite where there is no cut.
    #[napi(constructor)]
    pub fn new(
        mut control: Int32Array,
        mut rows: Uint8Array,
        feeds: Vec<KeptFeed>,
        truncate_at_micros: f64,
        findings_stop: bool,
    ) -> Result<Self> {
        // SAFETY: only where the memory is and how long is asked for.
        let (words, bytes) = unsafe { (control.as_mut(), rows.as_mut()) };
        if words.len() < CONTROL_WORDS || bytes.len() < RING_ROWS * ROW_BYTES || feeds.len() > HEADS_MAX {
            return Err(Error::new(
                Status::InvalidArg,
                format!("{} feeds in a ring of {} words and {} bytes", feeds.len(), words.len(), bytes.len()),
            ));
        }
        let stop = Arc::new(AtomicBool::new(false));
        // SAFETY: of the lengths just checked, page-aligned as shared memory is, and kept beside the thread.
        let mut ring = unsafe { Ring::new(words.as_mut_ptr(), bytes.as_mut_ptr().cast::<Row>(), stop.clone()) };
        let limits = Limits { truncate_at_micros, findings_stop };
        let feeds = feeds.into_iter().map(|KeptFeed { entries, instruments, source }| Feed {
            entries,
            ids: Ids { instruments, source: source as u16 },
        });
        let feeds = feeds.collect();
        let thread =
            thread::Builder::new().name("millrace-kept".into()).spawn(move || kept::run(feeds, &limits, &mut ring))?;
        Ok(Self { thread: Some(thread), stop, _memory: (control, rows) })
    }

    /// Waits for the end of the thread, which has come when the ring has ended or was closed, and tells how it went.
    #[napi]
    pub fn result(&mut self) -> Result<KeptOutcome> {
        let thread =
            self.thread.take().ok_or_else(|| Error::new(Status::GenericFailure, "the pass has told its result"))?;
        let outcome =
            thread.join().map_err(|_| Error::new(Status::GenericFailure, "the thread of kept rows failed"))?;
        let told = outcome.told.into_iter().map(|told| KeptTold {
            rows: told.rows as f64,
            crossed: told.crossed as f64,
            instrument: told.instrument,
            first_micros: told.first_nanos.div_euclid(1_000) as f64,
            last_micros: told.last_nanos.div_euclid(1_000) as f64,
            findings: told.findings.into_iter().map(|(file, text)| KeptFinding { file, text }).collect(),
        });
        Ok(KeptOutcome { rows: outcome.rows as f64, told: told.collect(), stopped: outcome.stopped })
    }
}

impl Drop for KeptPass {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
