//! The writer's end of the ring of rows between two threads (`pipeline/read/worker/ring.ts`), for an engine that looks
//! whether there is something instead of being woken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::thread;
use std::time::Duration;

use super::merge::Row;

pub const SLOT_ROWS: usize = 1_024;
const SLOTS: usize = 32;
const PUBLISHED: usize = 0;
const RELEASED: usize = 16;
const CLOSED: usize = 64;
const ENDED: usize = 65;
const COUNTS: usize = 80;
/// Control words and rows of a ring.
pub const CONTROL_WORDS: usize = COUNTS + SLOTS;
pub const RING_ROWS: usize = SLOTS * SLOT_ROWS;
/// The engine takes 3 ms for a full ring.
const FULL: Duration = Duration::from_micros(200);

/// Memory that both ends see. Whoever makes one keeps it for as long as it is used.
pub struct Ring {
    control: *const AtomicI32,
    rows: *mut Row,
    published: i32,
    stop: Arc<AtomicBool>,
}

// SAFETY: control words are atomic; of the rows a slot is written before it is published and after it was given back.
unsafe impl Send for Ring {}

impl Ring {
    /// # Safety
    /// `control` are `CONTROL_WORDS` words and `rows` `RING_ROWS` rows, aligned, shared, and there until the ring is dropped.
    pub unsafe fn new(control: *mut i32, rows: *mut Row, stop: Arc<AtomicBool>) -> Self {
        Self { control: control.cast::<AtomicI32>(), rows, published: 0, stop }
    }

    fn word(&self, at: usize) -> &AtomicI32 {
        debug_assert!(at < CONTROL_WORDS);
        // SAFETY: within the control words.
        unsafe { &*self.control.add(at) }
    }

    fn slot(&self) -> usize {
        self.published as u32 as usize % SLOTS
    }

    /// The next slot, when it is free; `None` where no more rows are wanted.
    pub fn room(&mut self) -> Option<&mut [Row]> {
        loop {
            if self.word(CLOSED).load(Ordering::SeqCst) == 1 || self.stop.load(Ordering::SeqCst) {
                return None;
            }
            let released = self.word(RELEASED).load(Ordering::SeqCst);
            if (self.published.wrapping_sub(released) as usize) < SLOTS {
                // SAFETY: a slot within the ring, which the engine has given back.
                return Some(unsafe {
                    std::slice::from_raw_parts_mut(self.rows.add(self.slot() * SLOT_ROWS), SLOT_ROWS)
                });
            }
            thread::sleep(FULL);
        }
    }

    pub fn publish(&mut self, rows: usize) {
        self.word(COUNTS + self.slot()).store(rows as i32, Ordering::Relaxed);
        self.published = self.published.wrapping_add(1);
        self.word(PUBLISHED).store(self.published, Ordering::SeqCst);
    }

    /// Says that nothing comes after what was published.
    pub fn end(&self) {
        self.word(ENDED).store(1, Ordering::SeqCst);
    }
}
