//! The door to Node: `parseLines(order, bytes, rows, lines)`.

use std::ptr;
use std::slice;

use napi::bindgen_prelude::*;
use napi::{Unknown, check_status, sys};
use napi_derive::napi;

use super::lines;
use super::order::{COUNT, FROM, LINE, Order};
use crate::layout::ROW_BYTES;

/// What reading makes of bytes is what this version of the readers in TypeScript makes of them.
#[napi]
pub fn reader_version() -> u32 {
    1
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

fn refuse(message: String) -> Result<()> {
    Err(Error::new(Status::InvalidArg, message))
}

/// Where a typed array's elements are, and how many. An empty one may have no address: it gets one that is never read.
fn array(env: sys::napi_env, value: sys::napi_value, wanted: i32) -> Result<(*mut u8, usize)> {
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
