//! The door to Node: `bind(memory)` gives the `advance` of a desk, a function without arguments.

use std::ffi::c_void;
use std::ptr;

use napi::bindgen_prelude::*;
use napi::{Unknown, check_status, sys};
use napi_derive::napi;

use crate::image::Desk;
use crate::layout::LAYOUT_HASH;
use crate::records::Call;
use crate::tape::Tape;

/// What an `advance` function owns: where the memory is, and a reference that keeps it from being collected.
struct Binding {
    memory: *mut u8,
    reference: sys::napi_ref,
}

/// Hash of the layout this module was built for, as hex.
#[napi]
pub fn layout_hash() -> String {
    format!("{LAYOUT_HASH:016x}")
}

/// Binds the memory, a `Uint8Array` over all of it, and returns the function that steps the rows its call block names.
/// The memory is kept for as long as that function lives.
#[napi(ts_args_type = "memory: Uint8Array", ts_return_type = "() => void")]
pub fn bind(env: Env, memory: Unknown<'_>) -> Result<Unknown<'static>> {
    let (env, memory) = (env.raw(), memory.raw());
    let data = bytes_of(env, memory)?;
    let mut reference = ptr::null_mut();
    // SAFETY: calls of N-API with values of this call's scope; the binding is freed by the function's finalizer.
    unsafe {
        check_status!(sys::napi_create_reference(env, memory, 1, &mut reference))?;
        let binding = Box::into_raw(Box::new(Binding { memory: data, reference }));
        let mut function = ptr::null_mut();
        let name = c"advance";
        check_status!(sys::napi_create_function(
            env,
            name.as_ptr(),
            name.count_bytes() as isize,
            Some(advance),
            binding.cast(),
            &mut function,
        ))?;
        check_status!(sys::napi_add_finalizer(
            env,
            function,
            binding.cast(),
            Some(release),
            ptr::null_mut(),
            ptr::null_mut(),
        ))?;
        Ok(Unknown::from_raw_unchecked(env, function))
    }
}

/// Where the bytes of a `Uint8Array` are; refuses other values, and memory too small or misaligned for a call block.
fn bytes_of(env: sys::napi_env, value: sys::napi_value) -> Result<*mut u8> {
    let (mut kind, mut length, mut data) = (0, 0, ptr::null_mut());
    // SAFETY: all pointers are to locals.
    let status = unsafe {
        sys::napi_get_typedarray_info(env, value, &mut kind, &mut length, &mut data, ptr::null_mut(), ptr::null_mut())
    };
    if status != sys::Status::napi_ok || kind != sys::TypedarrayType::uint8_array {
        return Err(Error::new(Status::InvalidArg, "bind needs a Uint8Array over the memory"));
    }
    if length < size_of::<Call>() || data.align_offset(8) != 0 {
        return Err(Error::new(
            Status::InvalidArg,
            format!("bind needs aligned memory, was {length} bytes at {data:?}"),
        ));
    }
    Ok(data.cast())
}

/// Called by Node when the `advance` function is collected.
unsafe extern "C" fn release(env: sys::napi_env, binding: *mut c_void, _hint: *mut c_void) {
    // SAFETY: the pointer was made by `bind` and is given back once.
    unsafe {
        let binding = Box::from_raw(binding.cast::<Binding>());
        sys::napi_delete_reference(env, binding.reference);
    }
}

/// Steps the rows that the call block names. It touches nothing of Node but its own data pointer.
unsafe extern "C" fn advance(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let mut binding = ptr::null_mut();
    // SAFETY: Node gives back the data pointer of `bind`, alive as long as the function that is being called; memory and
    // layout are the caller's, who made them with the image builder.
    unsafe {
        sys::napi_get_cb_info(env, info, ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), &mut binding);
        let binding = &*binding.cast::<Binding>();
        step(binding.memory);
    }
    ptr::null_mut()
}

/// One call: reads the call block, steps its rows and writes the result.
///
/// # Safety
/// `memory` must hold a call block at 0 that names a state image and tapes of this layout.
unsafe fn step(memory: *mut u8) {
    // SAFETY: the caller's promise.
    unsafe {
        let call = &*memory.cast::<Call>();
        let input = Tape::new(memory, call.input.get());
        let evaluations = Tape::new(memory, call.evaluations.get());
        let decisions = Tape::new(memory, call.decisions.get());
        let mut desk = Desk::new(memory, call);
        let to = desk.advance(input, evaluations, decisions, call.from.get() as u32, call.to.get() as u32);
        call.result.set(to as i32);
    }
}
