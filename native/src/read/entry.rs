//! Entries of the cache of rows, as `pipeline/read/cache/{entry,block-codec}.ts` write them.

use std::fs::File;
use std::io::Read;

use super::columns::COLUMNS;
use super::merge::Row;
use super::xxh64::xxh64;
use crate::layout::{LAYOUT_HASH, ROW_BYTES};

/// Version of what reading makes of bytes.
pub const READER_VERSION: u32 = 1;

const MAGIC: u64 = 0x5377_4f52_524d_5352;
const MAGIC_BLOCK: u32 = 0x314b_4c42;
const MAGIC_END: u32 = 0x3144_4e45;
const HEADER_BYTES: usize = 32;
/// 32-bit words of a block's header: magic, bytes, rows, meta bytes, checksum (2), widths (5), bases.
const AT_BYTES: usize = 1;
const AT_ROWS: usize = 2;
const AT_META: usize = 3;
const AT_CHECKSUM: usize = 4;
const AT_WIDTHS: usize = 6;
const AT_BASES: usize = 11;
const BLOCK_HEADER_BYTES: usize = (AT_BASES + COLUMNS) * 4;
const BLOCK_BYTES_MAX: usize = 64 << 20;
const ROWS_MAX: usize = 1 << 16;
const BUFFER_BYTES: usize = 256 << 10;
const WORDS: usize = ROW_BYTES / 4;

/// How ids in rows are written: dense ids of instruments by their place among the feed's symbols, and the feed's own id.
pub struct Ids {
    pub instruments: Vec<u32>,
    pub source: u16,
}

/// What a block holds: rows of one kind and one instrument were written over those that were there.
pub enum Block {
    Rows { meta: String },
    End,
}

pub struct Entry {
    file: File,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    rows: u64,
}

impl Entry {
    pub fn open(path: &str) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
        let mut entry = Self { file, buffer: vec![0; BUFFER_BYTES], from: 0, to: 0, rows: 0 };
        entry.need(HEADER_BYTES)?;
        let found: Vec<u64> =
            (0..3).map(|at| u64::from_le_bytes(entry.bytes(8 * at, 8).try_into().expect("8"))).collect();
        if found != [MAGIC, READER_VERSION as u64, LAYOUT_HASH] {
            return Err(format!("{path}: its header is another's"));
        }
        entry.from += HEADER_BYTES;
        Ok(entry)
    }

    /// Reads the next block's rows. Fails where its bytes are not those that were written, end early, or hold rows of
    /// more than one kind or instrument.
    pub fn next(&mut self, ids: &Ids, rows: &mut Vec<Row>) -> Result<Block, String> {
        self.need(BLOCK_HEADER_BYTES)?;
        let length = self.word(AT_BYTES) as usize;
        let magic = self.word(0);
        let known = magic == MAGIC_BLOCK || magic == MAGIC_END;
        if !known || length < BLOCK_HEADER_BYTES || !length.is_multiple_of(8) || length > BLOCK_BYTES_MAX {
            return Err("no block begins where one should".into());
        }
        self.need(length)?;
        let bytes = self.bytes(0, length);
        let stored = self.word(AT_CHECKSUM) as u64 | (self.word(AT_CHECKSUM + 1) as u64) << 32;
        if xxh64(&bytes[4 * AT_WIDTHS..], xxh64(&bytes[..4 * AT_CHECKSUM], 0)) != stored {
            return Err("a checksum differs".into());
        }
        let block = if magic == MAGIC_END {
            let total = self.word(AT_BASES) as u64 + ((self.word(AT_BASES + 1) as u64) << 32);
            if total != self.rows {
                return Err(format!("{} rows of {total}", self.rows));
            }
            Block::End
        } else {
            self.decode(ids, rows)?
        };
        self.rows += rows.len() as u64 * matches!(block, Block::Rows { .. }) as u64;
        self.from += length;
        Ok(block)
    }

    fn decode(&self, ids: &Ids, rows: &mut Vec<Row>) -> Result<Block, String> {
        let count = self.word(AT_ROWS) as usize;
        let widths = self.bytes(4 * AT_WIDTHS, COLUMNS);
        let base = |column: usize| self.word(AT_BASES + column);
        rows.clear();
        let mut from = BLOCK_HEADER_BYTES;
        if count > 0 {
            let instrument = ids.instruments.get(base(1) as usize);
            let (0, 0, Some(&instrument), ..=ROWS_MAX) = (widths[0], widths[1], instrument, count) else {
                return Err("its rows are not of one kind and instrument".into());
            };
            let mut constant = [0; ROW_BYTES / 8];
            constant[0] = ((base(0) & 0xffff) | (ids.source as u32) << 16) as u64 | (instrument as u64) << 32;
            for column in (2..WORDS).filter(|&column| widths[column] == 0) {
                constant[column / 2] |= (base(column) as u64) << (32 * (column % 2));
            }
            rows.resize(count, constant);
            for (column, &width) in widths.iter().enumerate().skip(2) {
                let width = width as usize;
                let bytes = count * width;
                if !matches!(width, 0 | 1 | 2 | 4) || from + bytes > self.word(AT_BYTES) as usize {
                    return Err("a column is none".into());
                }
                let values = self.bytes(from, bytes);
                // Rows don't tell their lines here.
                if column < WORDS {
                    spread(rows, column, base(column), width, values);
                }
                from += bytes.next_multiple_of(8);
            }
        }
        let meta = self.word(AT_META) as usize;
        if from + meta > self.word(AT_BYTES) as usize {
            return Err("its description is cut".into());
        }
        Ok(Block::Rows { meta: String::from_utf8_lossy(self.bytes(from, meta)).into_owned() })
    }

    fn bytes(&self, at: usize, length: usize) -> &[u8] {
        &self.buffer[self.from + at..self.from + at + length]
    }

    fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes(4 * at, 4).try_into().expect("4 bytes"))
    }

    /// Makes the next bytes stand in the buffer.
    fn need(&mut self, bytes: usize) -> Result<(), String> {
        if self.to - self.from >= bytes {
            return Ok(());
        }
        self.buffer.copy_within(self.from..self.to, 0);
        self.to -= self.from;
        self.from = 0;
        if bytes > self.buffer.len() {
            self.buffer.resize(bytes, 0);
        }
        while self.to < bytes {
            match self.file.read(&mut self.buffer[self.to..]) {
                Ok(0) => return Err("it ends early".into()),
                Ok(read) => self.to += read,
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(())
    }
}

/// Puts a column's values into rows whose word there is 0.
fn spread(rows: &mut [Row], column: usize, base: u32, width: usize, values: &[u8]) {
    let (lane, shift) = (column / 2, 32 * (column % 2));
    let put = |row: &mut Row, value: u32| row[lane] |= (base.wrapping_add(value) as u64) << shift;
    match width {
        0 => (),
        1 => rows.iter_mut().zip(values).for_each(|(row, &value)| put(row, value as u32)),
        2 => rows.iter_mut().zip(values.as_chunks::<2>().0).for_each(|(row, value)| {
            put(row, u16::from_le_bytes(*value) as u32);
        }),
        _ => rows.iter_mut().zip(values.as_chunks::<4>().0).for_each(|(row, value)| {
            put(row, u32::from_le_bytes(*value));
        }),
    }
}
