//! What the journal computes over many bytes: as in TypeScript (`pipeline/journal`), to the bit.

use std::slice;

use napi::bindgen_prelude::*;
use napi::{Unknown, sys};
use napi_derive::napi;

use crate::read::door::array;

/// CRC-32C (Castagnoli; RFC 3720) of `count` words from word `at` on, going on from `before`: by the processor's own
/// instruction where it has one.
#[napi(js_name = "crc32c", ts_args_type = "words: Int32Array, at: number, count: number, before: number")]
pub fn crc(env: Env, words: Unknown<'_>, at: u32, count: u32, before: u32) -> Result<u32> {
    let (data, length) = array(env.raw(), words.raw(), sys::TypedarrayType::int32_array)?;
    let (at, count) = (at as usize, count as usize);
    if at + count > length {
        return Err(Error::new(Status::InvalidArg, format!("{count} words are wanted at {at} of {length}")));
    }
    // SAFETY: inside the array, which lives and is not written to during the call.
    let bytes = unsafe { slice::from_raw_parts(data.wrapping_add(at * 4), count * 4) };
    Ok(crc32c::crc32c_append(before, bytes))
}
