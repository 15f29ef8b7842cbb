//! The records of the state image, where the control record says they are.

use std::marker::PhantomData;
use std::ops::Index;

/// A table of records in the memory. Its fields are cells: JavaScript, WebAssembly and this code share them.
pub struct Table<'m, T> {
    first: *const T,
    memory: PhantomData<&'m T>,
}

impl<T> Table<'_, T> {
    /// # Safety
    /// `memory + at` must be aligned to 8 bytes and hold as many records as will be asked for.
    pub unsafe fn new(memory: *const u8, at: i32) -> Self {
        // SAFETY: the caller's promise.
        Self { first: unsafe { memory.add(at as usize) }.cast(), memory: PhantomData }
    }

    /// The first `count` records, to be sorted in place.
    ///
    /// # Safety
    /// No other reference to a record of the table may be alive.
    pub unsafe fn slice_mut(&mut self, count: usize) -> &mut [T] {
        // SAFETY: the caller's promise; records are cells, so the memory may be written.
        unsafe { std::slice::from_raw_parts_mut(self.first.cast_mut(), count) }
    }
}

impl<T> Clone for Table<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Table<'_, T> {}

impl<T> Index<i32> for Table<'_, T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, at: i32) -> &T {
        debug_assert!(at >= 0, "record {at}");
        // SAFETY: ids and list links of the image are indices of its records; rows are checked before they are used.
        unsafe { &*self.first.add(at as usize) }
    }
}
