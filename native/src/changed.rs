//! Scopes that changed since the last LAST row in what is watched there: equity, exposure, limits, trading state.

use crate::image::Desk;

impl Desk<'_> {
    #[inline(always)]
    pub fn note_change(&self, scope: i32) {
        let word = &self.changed[scope >> 6].bits;
        word.set(word.get() | 1 << (scope & 63));
    }

    /// Takes the next scope beyond `after` that changed; −1 where there is none.
    #[inline(always)]
    pub fn take_changed(&self, after: i32) -> i32 {
        let mut start = after + 1;
        while start < self.scopes {
            let word = &self.changed[start >> 6].bits;
            let left = word.get() & (-1 << (start & 63));
            if left != 0 {
                word.set(word.get() ^ (left & left.wrapping_neg()));
                return (start & !63) + left.trailing_zeros() as i32;
            }
            start = (start | 63) + 1;
        }
        -1
    }
}
