//! The door to Node: `parseLines(order, bytes, rows, lines)`, `mergeRuns(order, room, blocks)` and
//! `encodeColumns(shape, rows, lines, into)`.

use std::ptr;
use std::slice;

use napi::bindgen_prelude::*;
use napi::{Unknown, check_status, sys};
use napi_derive::napi;

use super::columns::{self, COLUMNS, Shape};
use super::entry::READER_VERSION;
use super::lines;
use super::merge::{self, HEADS_MAX, Head, Row};
use super::order::{COUNT, FROM, LINE, Order};
use crate::layout::ROW_BYTES;

/// What reading makes of bytes is what this version of the readers in TypeScript makes of them.
#[napi]
pub fn reader_version() -> u32 {
    READER_VERSION
}

/// Reads plain lines of bytes into rows of 64 bytes and the numbers of their lines, until the rows are full or a line is
/// not plain. `order` holds what `pipeline/read/native/order.ts` says, and gets how far it came.
#[napi(ts_args_type = "order: Float64Array, bytes: Uint8Array, rows: Uint8Array, lines: Uint32Array")]
pub fn parse_lines(
    env: Env,
    order: Unknown<'_>,
    bytes: Unknown<'_>,
    rows: Unknown<'_>,
    lines: Unknown<'_>,
) -> Result<()> {
    let env = env.raw();
    let (told, length) = array(env, order.raw(), sys::TypedarrayType::float64_array)?;
    // SAFETY: arrays of this call's scope; nothing of JavaScript runs while their slices are used, and no two that are
    // written to share memory by the caller's promise.
    let told = unsafe { slice::from_raw_parts_mut(told.cast::<f64>(), length) };
    let Some(mut order) = Order::read(told) else {
        return refuse("this is no order of lines".into());
    };
    let (bytes, length) = array(env, bytes.raw(), sys::TypedarrayType::uint8_array)?;
    if order.end > length || order.from > order.end {
        return refuse(format!("bytes {} to {} are wanted of {length}", order.from, order.end));
    }
    // SAFETY: as above, of the length just checked.
    let bytes = unsafe { slice::from_raw_parts(bytes, order.end) };
    if order.from < order.end && bytes.last() != Some(&b'\n') {
        return refuse(format!("bytes to {} must end with a newline", order.end));
    }
    let (rows, row_bytes) = array(env, rows.raw(), sys::TypedarrayType::uint8_array)?;
    let (numbers, room) = array(env, lines.raw(), sys::TypedarrayType::uint32_array)?;
    if order.capacity > room || order.capacity > row_bytes / ROW_BYTES || !rows.cast::<u64>().is_aligned() {
        return refuse(format!("{} rows are wanted in {row_bytes} bytes and {room} lines", order.capacity));
    }
    // SAFETY: as above, of the lengths just checked.
    let (rows, numbers) = unsafe {
        (
            slice::from_raw_parts_mut(rows.cast(), order.capacity),
            slice::from_raw_parts_mut(numbers.cast(), order.capacity),
        )
    };
    lines::parse(&mut order, bytes, rows, numbers);
    told[FROM] = order.from as f64;
    told[COUNT] = order.count as f64;
    told[LINE] = order.line as f64;
    Ok(())
}

/// Moves runs of quotes and trades from the blocks of several sources into a room of rows; see `merge::runs`. `order`
/// holds the first 32-bit word of the room and its rows, then for each source the row it is at and the rows of its block.
/// It gets the number of rows moved, and the rows that sources are at.
#[napi(ts_args_type = "order: Int32Array, room: Uint32Array, blocks: Uint8Array[]")]
pub fn merge_runs(env: Env, order: Unknown<'_>, room: Unknown<'_>, blocks: Unknown<'_>) -> Result<()> {
    let env = env.raw();
    let (told, length) = array(env, order.raw(), sys::TypedarrayType::int32_array)?;
    // SAFETY: as in `parse_lines`, here and below.
    let told = unsafe { slice::from_raw_parts_mut(told.cast::<i32>(), length) };
    let mut count = 0;
    check_status!(unsafe { sys::napi_get_array_length(env, blocks.raw(), &mut count) })?;
    let count = count as usize;
    if count == 0 || count > HEADS_MAX || length < 2 + 2 * count || told.iter().any(|&value| value < 0) {
        return refuse(format!("1 to {HEADS_MAX} sources are wanted, were {count}, told in {length} numbers"));
    }
    let mut heads = [Head::default(); HEADS_MAX];
    for (index, head) in heads[..count].iter_mut().enumerate() {
        let mut block = ptr::null_mut();
        check_status!(unsafe { sys::napi_get_element(env, blocks.raw(), index as u32, &mut block) })?;
        let (at, rows) = (told[2 + 2 * index] as usize, told[3 + 2 * index] as usize);
        let (data, bytes) = array(env, block, sys::TypedarrayType::uint8_array)?;
        if at >= rows || rows > bytes / ROW_BYTES || !data.cast::<u64>().is_aligned() {
            return refuse(format!("row {at} of {rows} is wanted in {bytes} bytes"));
        }
        *head = Head { rows: unsafe { slice::from_raw_parts(data.cast::<Row>(), rows) }, at };
    }
    let (data, words) = array(env, room.raw(), sys::TypedarrayType::uint32_array)?;
    let (start, rows) = (told[0] as usize, told[1] as usize);
    let first = data.wrapping_add(start * 4).cast::<Row>();
    if start + rows * (ROW_BYTES / 4) > words || !first.is_aligned() {
        return refuse(format!("{rows} rows are wanted at word {start} of {words}"));
    }
    let room = unsafe { slice::from_raw_parts_mut(first, rows) };
    told[0] = merge::runs(&mut heads[..count], room, 1) as i32;
    for (index, head) in heads[..count].iter().enumerate() {
        told[2 + 2 * index] = head.at as i32;
    }
    Ok(())
}

/// Stores rows in columns; see `columns::encode`. `shape` holds the number of rows, and gets the bytes written, then the
/// width and then the base of each column.
#[napi(ts_args_type = "shape: Uint32Array, rows: Uint8Array, lines: Uint32Array, into: Uint8Array")]
pub fn encode_columns(
    env: Env,
    shape: Unknown<'_>,
    rows: Unknown<'_>,
    lines: Unknown<'_>,
    into: Unknown<'_>,
) -> Result<()> {
    let env = env.raw();
    let (told, length) = array(env, shape.raw(), sys::TypedarrayType::uint32_array)?;
    // SAFETY: as in `parse_lines`, here and below.
    let told = unsafe { slice::from_raw_parts_mut(told.cast::<u32>(), length) };
    let (data, bytes) = array(env, rows.raw(), sys::TypedarrayType::uint8_array)?;
    let (numbers, numbered) = array(env, lines.raw(), sys::TypedarrayType::uint32_array)?;
    let (target, room) = array(env, into.raw(), sys::TypedarrayType::uint8_array)?;
    let count = told.first().map_or(0, |&count| count as usize);
    let known = length == 1 + 2 * COLUMNS && data.cast::<u64>().is_aligned();
    if !known || count == 0 || count > numbered || count > bytes / ROW_BYTES || columns::bytes_max(count) > room {
        return refuse(format!("{count} rows are wanted of {bytes} bytes and {numbered} lines in {room} bytes"));
    }
    let (rows, lines, into) = unsafe {
        (
            slice::from_raw_parts(data.cast::<Row>(), count),
            slice::from_raw_parts(numbers.cast::<u32>(), count),
            slice::from_raw_parts_mut(target, room),
        )
    };
    let mut shape = Shape::default();
    told[0] = columns::encode(rows, lines, &mut shape, into) as u32;
    told[1..=COLUMNS].copy_from_slice(&shape.widths);
    told[COLUMNS + 1..].copy_from_slice(&shape.bases);
    Ok(())
}

fn refuse(message: String) -> Result<()> {
    Err(Error::new(Status::InvalidArg, message))
}

/// Where a typed array's elements are, and how many. An empty one may have no address: it gets one that is never read.
pub(crate) fn array(env: sys::napi_env, value: sys::napi_value, wanted: i32) -> Result<(*mut u8, usize)> {
    let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
    // SAFETY: all pointers are to locals.
    unsafe {
        check_status!(sys::napi_get_typedarray_info(
            env,
            value,
            &mut kind,
            &mut length,
            &mut data,
            ptr::null_mut(),
            ptr::null_mut(),
        ))?;
    }
    if kind != wanted {
        return Err(Error::new(Status::InvalidArg, format!("a typed array of kind {wanted} is wanted, was {kind}")));
    }
    Ok((if length == 0 { ptr::dangling_mut::<u64>().cast() } else { data.cast() }, length))
}
