//! Rows, and the tapes that hold them behind a frame header.

use std::cell::Cell;
use std::marker::PhantomData;

use crate::layout::*;

const SUB_BITS: u32 = 20;
const SUB_MAX: u32 = (1 << SUB_BITS) - 1;

/// One row of 64 bytes in the memory.
#[derive(Clone, Copy)]
pub struct Row<'m> {
    at: *mut u8,
    memory: PhantomData<&'m Cell<u8>>,
}

impl Row<'_> {
    #[inline(always)]
    fn read<T: Copy>(self, offset: usize) -> T {
        // SAFETY: a row has 64 bytes and fields are aligned in it.
        unsafe { self.at.add(offset).cast::<T>().read() }
    }

    #[inline(always)]
    fn write<T>(self, offset: usize, value: T) {
        // SAFETY: as above; nothing refers to rows but this type.
        unsafe { self.at.add(offset).cast::<T>().write(value) }
    }

    pub fn kind(self) -> u8 {
        self.read(ROW_KIND)
    }
    pub fn is_last(self) -> bool {
        self.read::<u8>(ROW_FLAGS) & FLAG_LAST != 0
    }
    pub fn source(self) -> i32 {
        self.read::<u16>(ROW_SOURCE) as i32
    }
    pub fn instrument(self) -> u32 {
        self.read(ROW_INSTRUMENT)
    }
    pub fn time(self) -> i64 {
        self.read(ROW_TS_EVENT)
    }
    pub fn aux(self) -> u32 {
        self.read(ROW_AUX)
    }
    /// Position in the frame of the row that caused a derived row.
    pub fn position(self) -> u32 {
        self.read::<u32>(ROW_TS_INIT_DELTA) >> SUB_BITS
    }
    /// Which derived row of its cause it is.
    pub fn sub(self) -> u32 {
        self.read::<u32>(ROW_TS_INIT_DELTA) & SUB_MAX
    }
    /// A lane of real numbers, by its index among the row's 8-byte words.
    pub fn real(self, lane: usize) -> f64 {
        self.read(lane * 8)
    }
    /// A lane of 64-bit integers.
    pub fn wide(self, lane: usize) -> i64 {
        self.read(lane * 8)
    }
    /// Writes an integer into a lane of real numbers.
    pub fn set_real(self, lane: usize, value: i64) {
        self.write(lane * 8, value as f64);
    }
    pub fn set_wide(self, lane: usize, value: i64) {
        self.write(lane * 8, value);
    }
}

/// A tape that is read.
#[derive(Clone, Copy)]
pub struct Tape<'m> {
    header: *mut u8,
    memory: PhantomData<&'m Cell<u8>>,
}

impl<'m> Tape<'m> {
    /// # Safety
    /// `memory + at` must be the header of a tape, aligned to 8 bytes, with its rows behind it.
    pub unsafe fn new(memory: *mut u8, at: i32) -> Self {
        // SAFETY: the caller's promise.
        Self { header: unsafe { memory.add(at as usize) }, memory: PhantomData }
    }

    fn word(self, offset: usize) -> u32 {
        // SAFETY: the header has 64 bytes.
        unsafe { self.header.add(offset).cast::<u32>().read() }
    }

    pub fn count(self) -> u32 {
        self.word(FRAME_ROW_COUNT)
    }

    pub fn capacity(self) -> u32 {
        self.word(FRAME_CAPACITY)
    }

    pub fn first_sequence(self) -> i64 {
        self.word(FRAME_FIRST_SEQUENCE) as i64 | (self.word(FRAME_FIRST_SEQUENCE + 4) as i64) << 32
    }

    #[inline(always)]
    pub fn row(self, row: u32) -> Row<'m> {
        // SAFETY: rows below the capacity stand behind the header.
        let at = unsafe { self.header.add(FRAME_HEADER_BYTES + row as usize * ROW_BYTES) };
        Row { at, memory: PhantomData }
    }

    /// First row caused by the input row at a position or a later one.
    pub fn first_at(self, position: u32) -> u32 {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = (low + high) >> 1;
            if self.row(middle).position() < position { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// The tape that the desk writes.
pub struct Outcome<'m> {
    tape: Tape<'m>,
    capacity: u32,
    count: Cell<u32>,
    /// Position and sub that the next row will have.
    next: Cell<(u32, u32)>,
}

impl<'m> Outcome<'m> {
    pub fn new(tape: Tape<'m>) -> Self {
        let count = tape.count();
        let next = match count.checked_sub(1).map(|last| tape.row(last)) {
            Some(last) => (last.position(), last.sub() + 1),
            None => (0, 0),
        };
        Self { tape, capacity: tape.capacity(), count: Cell::new(count), next: Cell::new(next) }
    }

    pub fn count(&self) -> u32 {
        self.count.get()
    }

    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// Sub that the next row caused by the input row at `position` will have.
    #[inline(always)]
    pub fn next_sub(&self, position: u32) -> u32 {
        let (last, sub) = self.next.get();
        if last == position { sub } else { 0 }
    }

    /// Appends a row with lanes of zero; none where the tape is full.
    #[inline(always)]
    pub fn append(&self, position: u32, time: i64, head: RowHead) -> Option<Row<'m>> {
        let count = self.count.get();
        let sub = self.next_sub(position);
        if count >= self.capacity || sub > SUB_MAX {
            return None;
        }
        self.count.set(count + 1);
        self.next.set((position, sub + 1));
        let row = self.tape.row(count);
        row.write(ROW_KIND, head.kind as u32 | (head.flags as u32) << 8 | (head.source as u32) << 16);
        row.write(ROW_INSTRUMENT, head.instrument);
        row.write(ROW_TS_EVENT, time);
        row.write(ROW_TS_INIT_DELTA, position << SUB_BITS | sub);
        row.write(ROW_AUX, head.aux);
        for lane in 3..8 {
            row.write(lane * 8, 0u64);
        }
        // SAFETY: the header has 64 bytes.
        unsafe { self.tape.header.add(FRAME_ROW_COUNT).cast::<u32>().write(count + 1) };
        Some(row)
    }

    /// The row that is overwritten where the tape is full and the engine halts.
    pub fn spill(&self) -> Row<'m> {
        self.tape.row(self.capacity - 1)
    }
}

/// What a derived row says before its lanes.
#[derive(Clone, Copy)]
pub struct RowHead {
    pub kind: u8,
    pub flags: u8,
    pub source: i32,
    pub instrument: u32,
    pub aux: u32,
}
