//! The vectors of the desk (`kernels/vectors/desk.json`), and a desk on memory of the test's own that steps their rows.

use std::cell::Cell;
use std::fs;

use millrace_native::image::{Desk, Scratch};
use millrace_native::layout::*;
use millrace_native::policy::{ANSWERED, WAITING};
use millrace_native::records::*;
use millrace_native::tape::Tape;
use serde_json::Value;

/// The worlds of the vectors, made for the layout this crate was built for.
pub fn worlds() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../kernels/vectors/desk.json");
    let all: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(all["layoutHash"], format!("{LAYOUT_HASH:016x}"), "run \"npm run generate\"");
    all["worlds"].as_array().unwrap().clone()
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

/// A desk's memory, no byte larger than what it uses, so that a sanitizer sees every step beyond it.
pub struct World {
    words: Box<[u64]>,
    image: usize,
    state_bytes: usize,
    tapes: [usize; 4],
    scratch: Scratch,
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
        let mut words = vec![0u64; number(world, "bytes") / 8].into_boxed_slice();
        for run in world["memory"].as_array().unwrap() {
            let (at, bytes) = run.as_str().unwrap().split_once(' ').unwrap();
            let at = usize::from_str_radix(at, 16).unwrap();
            let mut bytes = bytes_of(bytes);
            bytes.resize(bytes.len().next_multiple_of(8), 0);
            for (word, value) in bytes.chunks_exact(8).enumerate() {
                words[at / 8 + word] = u64::from_le_bytes(value.try_into().unwrap());
            }
        }
        Self {
            words,
            image: number(world, "image"),
            state_bytes: number(world, "stateBytes"),
            tapes: ["input", "evaluations", "decisions", "outcome"].map(|tape| number(world, tape)),
            scratch: Scratch::default(),
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
                let mut desk = Desk::new(memory, call, &self.scratch);
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

    /// FNV-1a over the state's words, but for counters of backends and what is scratch.
    pub fn state(&self) -> u64 {
        let control = self.control();
        for counter in [&control.rows_reference, &control.rows_wasm, &control.rows_native] {
            counter.set(0);
        }
        for scratch in [&control.pending_count, &control.increase_count, &control.violation_count] {
            scratch.set(0);
        }
        let state = &self.words[self.image / 8..][..self.state_bytes / 8];
        state.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| (hash ^ word).wrapping_mul(0x100_0000_01b3))
    }

    pub fn control(&self) -> &Control {
        // SAFETY: the control record is where the vectors say; its fields are cells.
        unsafe { &*self.words.as_ptr().cast::<u8>().add(self.image).cast() }
    }

    /// The records of a table.
    pub fn table<T>(&self, at: &Cell<i32>, count: i32) -> &[T] {
        // SAFETY: the control record says where the table is, and the caller how many it has.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast::<u8>().add(at.get() as usize).cast(), count as usize) }
    }

    fn bytes(&self) -> &[u8] {
        // SAFETY: words are bytes.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast(), self.words.len() * 8) }
    }

    /// Makes rows the contents of a tape.
    fn put(&mut self, tape: usize, sequence: u64, rows: &[[u8; ROW_BYTES]]) {
        let capacity = (self.words[(tape + FRAME_CAPACITY) / 8] >> (FRAME_CAPACITY % 8 * 8)) as u32;
        assert!(rows.len() <= capacity as usize, "{} rows on a tape of {capacity}", rows.len());
        // SAFETY: words are bytes, and the tape holds its capacity behind its header.
        let bytes =
            unsafe { std::slice::from_raw_parts_mut(self.words.as_mut_ptr().cast::<u8>(), self.words.len() * 8) };
        bytes[tape + FRAME_ROW_COUNT..][..4].copy_from_slice(&(rows.len() as u32).to_le_bytes());
        bytes[tape + FRAME_FIRST_SEQUENCE..][..8].copy_from_slice(&sequence.to_le_bytes());
        bytes[tape + FRAME_HEADER_BYTES..][..rows.len() * ROW_BYTES].copy_from_slice(rows.as_flattened());
    }
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
