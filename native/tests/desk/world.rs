//! The vectors of the desk (`kernels/vectors/desk.json`), and a desk on memory of the test's own that steps their rows.

use std::cell::Cell;
use std::fs;
use std::mem::offset_of;
use std::sync::LazyLock;

use millrace_native::image::Desk;
use millrace_native::layout::*;
use millrace_native::policy::{ANSWERED, WAITING};
use millrace_native::records::*;
#[cfg(sanitized)]
use millrace_native::table::Table;
use millrace_native::tape::Tape;
use serde_json::Value;

/// The worlds of the vectors, made for the layout this crate was built for.
pub fn worlds() -> &'static [Value] {
    static READ: LazyLock<Value> = LazyLock::new(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../kernels/vectors/desk.json");
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    });
    assert_eq!(READ["layoutHash"], format!("{LAYOUT_HASH:016x}"), "run \"npm run generate\"");
    READ["worlds"].as_array().unwrap()
}

/// A row as the vectors write it: its bytes, but for the zeros it ends with.
pub fn row_of(text: &str) -> [u8; ROW_BYTES] {
    let mut row = [0; ROW_BYTES];
    for (at, byte) in bytes_of(text).into_iter().enumerate() {
        row[at] = byte;
    }
    row
}

/// Rows of one list of a frame.
pub fn rows_of(list: &Value) -> Vec<[u8; ROW_BYTES]> {
    list.as_array().unwrap().iter().map(|row| row_of(row.as_str().unwrap())).collect()
}

fn bytes_of(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

fn number(world: &Value, name: &str) -> usize {
    world[name].as_u64().unwrap() as usize
}

/// Bytes between two tables or tapes, more than any record has: nothing may touch them.
const GAP: usize = 1_024;
const UNTOUCHED: u64 = 0xa5a5_a5a5_a5a5_a5a5;

/// A table or a tape: where the vectors have it, where it was moved to, and its bytes.
struct Part {
    from: usize,
    to: usize,
    bytes: usize,
}

/// A desk on memory whose tables and tapes stand apart, so that a record beyond the end of one is never one of another.
pub struct World {
    words: Box<[u64]>,
    /// The control record as the vectors have it.
    control: Vec<u8>,
    image: usize,
    state_bytes: usize,
    parts: Vec<Part>,
    tapes: [usize; 4],
}

/// What stands on the tapes of one frame.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub sequence: u64,
    pub input: Vec<[u8; ROW_BYTES]>,
    pub evaluations: Vec<[u8; ROW_BYTES]>,
    pub decisions: Vec<[u8; ROW_BYTES]>,
}

impl World {
    /// The world as the vectors begin it.
    pub fn new(world: &Value) -> Self {
        let memory = memory_of(world);
        let image = number(world, "image");
        let control = memory[image..image + size_of::<Control>()].to_vec();
        let tapes = ["input", "evaluations", "decisions", "outcome"].map(|tape| number(world, tape));
        let parts = parts_of(&control, &memory, tapes);
        let last = parts.last().unwrap();
        let mut words = vec![UNTOUCHED; (last.to + last.bytes) / 8].into_boxed_slice();
        let bytes = bytes_mut(&mut words);
        let head = image + control.len();
        bytes[..head].copy_from_slice(&memory[..head]);
        for part in &parts {
            bytes[part.to..][..part.bytes].copy_from_slice(&memory[part.from..][..part.bytes]);
        }
        let tables = parts.len() - tapes.len();
        for (table, part) in parts[..tables].iter().enumerate() {
            bytes[image + FIRST_TABLE + 4 * table..][..4].copy_from_slice(&(part.to as i32).to_le_bytes());
        }
        let tapes = std::array::from_fn(|tape| parts[tables + tape].to);
        let state_bytes = number(world, "stateBytes");
        let world = Self { words, control, image, state_bytes, parts, tapes };
        world.guard(true);
        world
    }

    /// Where each gap is, and its bytes.
    fn gaps(&self) -> impl Iterator<Item = (usize, usize)> {
        let ends = self.parts.iter().map(|part| part.to + part.bytes);
        let ends = std::iter::once(self.image + self.control.len()).chain(ends);
        ends.zip(&self.parts).map(|(end, part)| (end, part.to - end))
    }

    /// Has AddressSanitizer guard the gaps, where it is there.
    fn guard(&self, on: bool) {
        for (at, bytes) in self.gaps() {
            let gap = &self.words[at / 8..][..bytes / 8];
            #[cfg(sanitized)]
            // SAFETY: the gap is ours, and nobody else's as long as we live.
            unsafe {
                let guard = if on { __asan_poison_memory_region } else { __asan_unpoison_memory_region };
                guard(gap.as_ptr().cast(), bytes);
            }
            #[cfg(not(sanitized))]
            assert!(on || std::thread::panicking() || gap.iter().all(|&word| word == UNTOUCHED), "written behind {at}");
        }
    }

    /// Steps a frame to its end, or to the row that a fault ends it at; returns the rows stepped.
    pub fn step(&mut self, frame: &Frame) -> u32 {
        let lists = [&frame.input, &frame.evaluations, &frame.decisions, &Vec::new()];
        for (tape, rows) in self.tapes.into_iter().zip(lists) {
            self.put(tape, frame.sequence, rows);
        }
        let to = frame.input.len() as u32;
        let [input, evaluations, decisions, outcome] = self.tapes.map(|at| at as i32);
        let memory = self.words.as_mut_ptr().cast::<u8>();
        // SAFETY: the memory holds a call block at 0 and, where the vectors say, the image and tapes of this layout.
        unsafe {
            let call = &*memory.cast::<Call>();
            call.image.set(self.image as i32);
            call.outcome.set(outcome);
            let mut from = 0;
            loop {
                let [input, evaluations, decisions] =
                    [input, evaluations, decisions].map(|tape| Tape::new(memory, tape));
                let mut desk = Desk::new(memory, call);
                from = desk.advance(input, evaluations, decisions, from, to);
                if desk.control.policy_state.get() != WAITING {
                    return from;
                }
                answer(&desk);
            }
        }
    }

    /// The rows on the outcome tape.
    pub fn outcome(&self) -> Vec<[u8; ROW_BYTES]> {
        let [.., outcome] = self.tapes;
        let bytes = self.bytes();
        let count = u32::from_le_bytes(bytes[outcome + FRAME_ROW_COUNT..][..4].try_into().unwrap());
        let rows = &bytes[outcome + FRAME_HEADER_BYTES..][..count as usize * ROW_BYTES];
        rows.chunks_exact(ROW_BYTES).map(|row| row.try_into().unwrap()).collect()
    }

    /// FNV-1a over the state's words as the vectors have them, but for counters of backends and what is scratch.
    pub fn state(&self) -> u64 {
        let control = self.control();
        for counter in [&control.rows_reference, &control.rows_wasm, &control.rows_native] {
            counter.set(0);
        }
        for scratch in [&control.pending_count, &control.increase_count, &control.violation_count] {
            scratch.set(0);
        }
        let bytes = self.bytes();
        let mut state = bytes[self.image..][..FIRST_TABLE].to_vec();
        state.extend(&self.control[FIRST_TABLE..]);
        // The first table begins a cache line.
        state.resize(self.parts[0].from - self.image, 0);
        let tables = self.parts.iter().filter(|part| part.from < self.image + self.state_bytes);
        state.extend(tables.flat_map(|part| &bytes[part.to..][..part.bytes]));
        assert_eq!(state.len(), self.state_bytes);
        let words = state.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap()));
        words.fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ word).wrapping_mul(0x100_0000_01b3))
    }

    /// A record behind the orders, which is not there: AddressSanitizer must notice.
    #[cfg(sanitized)]
    pub fn order_beyond(&self) -> i64 {
        let control = self.control();
        // SAFETY: none for the last one; that is the point.
        let orders = unsafe { Table::<Order>::new(self.words.as_ptr().cast(), control.order_at.get()) };
        orders[std::hint::black_box(control.order_capacity.get())].id.get()
    }

    pub fn control(&self) -> &Control {
        // SAFETY: the control record is where the vectors say; its fields are cells.
        unsafe { &*self.words.as_ptr().cast::<u8>().add(self.image).cast() }
    }

    /// The records of a table.
    pub fn table<T>(&self, at: &Cell<i32>, count: i32) -> &[T] {
        // SAFETY: the control record says where the table is, and the caller how many it has.
        unsafe {
            std::slice::from_raw_parts(self.words.as_ptr().cast::<u8>().add(at.get() as usize).cast(), count as usize)
        }
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: words are bytes.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast(), self.words.len() * 8) }
    }

    /// Makes rows the contents of a tape.
    fn put(&mut self, tape: usize, sequence: u64, rows: &[[u8; ROW_BYTES]]) {
        let bytes = bytes_mut(&mut self.words);
        let capacity = capacity_of(bytes, tape);
        assert!(rows.len() <= capacity, "{} rows on a tape of {capacity}", rows.len());
        bytes[tape + FRAME_ROW_COUNT..][..4].copy_from_slice(&(rows.len() as u32).to_le_bytes());
        bytes[tape + FRAME_FIRST_SEQUENCE..][..8].copy_from_slice(&sequence.to_le_bytes());
        bytes[tape + FRAME_HEADER_BYTES..][..rows.len() * ROW_BYTES].copy_from_slice(rows.as_flattened());
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.guard(false);
    }
}

#[cfg(sanitized)]
unsafe extern "C" {
    fn __asan_poison_memory_region(at: *const std::ffi::c_void, bytes: usize);
    fn __asan_unpoison_memory_region(at: *const std::ffi::c_void, bytes: usize);
}

/// Where in the control record the offsets of tables begin; nothing else follows them.
const FIRST_TABLE: usize = offset_of!(Control, instrument_at);

/// Offsets of the tables in the order they lie in.
fn tables_of(control: &[u8]) -> impl Iterator<Item = usize> {
    let offsets = control[FIRST_TABLE..].chunks_exact(4).map(|at| i32::from_le_bytes(at.try_into().unwrap()) as usize);
    offsets.take_while(|&at| at != 0)
}

/// Tables and tapes of a memory, and where they go behind its control record.
fn parts_of(control: &[u8], memory: &[u8], tapes: [usize; 4]) -> Vec<Part> {
    let ends = tables_of(control).skip(1).chain([tapes[3]]);
    let tables: Vec<(usize, usize)> = tables_of(control).zip(ends).collect();
    let rows = tapes.map(|tape| (tape, tape + FRAME_HEADER_BYTES + capacity_of(memory, tape) * ROW_BYTES));
    let mut used = tables[0].0;
    let parts = tables.into_iter().chain(rows).map(|(from, end)| {
        assert!(from <= end && end <= memory.len(), "a table from {from} to {end} of {}", memory.len());
        let to = used + GAP;
        used = to + (end - from);
        Part { from, to, bytes: end - from }
    });
    parts.collect()
}

/// Rows that a tape holds.
fn capacity_of(memory: &[u8], tape: usize) -> usize {
    u32::from_le_bytes(memory[tape + FRAME_CAPACITY..][..4].try_into().unwrap()) as usize
}

/// The memory of a world as the vectors have it.
fn memory_of(world: &Value) -> Vec<u8> {
    let mut memory = vec![0; number(world, "bytes")];
    for run in world["memory"].as_array().unwrap() {
        let (at, bytes) = run.as_str().unwrap().split_once(' ').unwrap();
        let (at, bytes) = (usize::from_str_radix(at, 16).unwrap(), bytes_of(bytes));
        memory[at..][..bytes.len()].copy_from_slice(&bytes);
    }
    memory
}

fn bytes_mut(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: words are bytes.
    unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), words.len() * 8) }
}

/// The policy of the vectors: something different for every row and position, now and then left to sizing.
fn answer(desk: &Desk) {
    for at in 0..desk.control.pending_count.get() {
        let index = desk.pending[at].position.get();
        let dice = (desk.control.sequence.get() * 7_919 + index as i64 * 104_729) % 1_000;
        let kind = (dice % 4) as usize;
        desk.position[index].policy_kind.set(kind as i32);
        desk.position[index].policy_value.set((dice - 500) * [1, 1, 100_000, 2_000][kind]);
    }
    desk.control.policy_state.set(ANSWERED);
}
