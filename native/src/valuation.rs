//! What lots are worth. Products that 64 bits do not hold are formed in 128 and saturate.

use crate::image::Desk;
use crate::money::{LOTS_MAX, MONEY_MAX, PPM, fits, saturate};
use crate::records::Instrument;

const SPOT: i32 = 0;
const INVERSE: i32 = 2;

impl Instrument {
    /// Signed value of `lots` at `half` (half price units): what buying them costs, and what holding them adds to profit
    /// when it rises. Inverse contracts are worth −lots × face ÷ price, rounded down. Saturates.
    #[inline(always)]
    pub fn value_at(&self, lots: i64, half: i64) -> i64 {
        if self.kind.get() != INVERSE {
            return self.product(lots, half);
        }
        self.inverse_value(lots, half)
    }

    /// Absolute exposure of `lots` at `half`, rounded up. Saturates.
    #[inline(always)]
    pub fn exposure_at(&self, lots: i64, half: i64) -> i64 {
        if self.kind.get() != INVERSE {
            return self.product(lots.wrapping_abs(), half);
        }
        // Rounding down the negative value is rounding up the exposure.
        -self.inverse_value(lots.wrapping_abs(), half)
    }

    /// Lots × half price × unit value. Where 64 bits do not hold it, it is beyond what may stand.
    #[inline(always)]
    fn product(&self, lots: i64, half: i64) -> i64 {
        let unit = self.unit_value.get();
        match half.checked_mul(unit).and_then(|each| lots.checked_mul(each)) {
            Some(value) if fits(value) => value,
            _ => wide_product(lots, half, unit),
        }
    }

    #[cold]
    fn inverse_value(&self, lots: i64, half: i64) -> i64 {
        if half == 0 {
            return 0;
        }
        saturate((-(lots as i128) * self.unit_value.get() as i128).div_euclid(half as i128))
    }

    /// Most lots whose exposure at the mark is at most `amount` (not negative), at most 2^53; 0 without a mark.
    pub fn lots_worth(&self, amount: i64) -> i64 {
        self.lots_within(amount).min(LOTS_MAX)
    }

    /// The same for lots of several positions together, at most 2^62: the sum of a group may be beyond 2^53.
    pub fn lots_within(&self, amount: i64) -> i64 {
        const MOST: i64 = 1 << 62;
        let (unit, half) = (self.unit_value.get(), self.mark.get());
        if half == 0 {
            return 0;
        }
        if self.kind.get() == INVERSE {
            return (amount as i128 * half as i128 / unit as i128).min(MOST as i128) as i64;
        }
        match half.checked_mul(unit) {
            Some(each) => (amount / each).min(MOST),
            None => (amount as i128 / (half as i128 * unit as i128)) as i64,
        }
    }

    /// Margin that an exposure takes at a rate, rounded up; spot takes none. Saturates.
    pub fn margin_of(&self, exposed: i64, ppm: i64) -> i64 {
        if ppm == 0 || self.paid_in_full() {
            return 0;
        }
        match exposed.checked_mul(ppm) {
            Some(product) if product >= 0 => product / PPM + (product % PPM > 0) as i64,
            _ => saturate((exposed as i128 * ppm as i128 + PPM as i128 - 1).div_euclid(PPM as i128)),
        }
    }

    /// True for instruments that take margin.
    #[inline(always)]
    pub fn has_margin(&self) -> bool {
        self.initial_margin_ppm.get() | self.maintenance_margin_ppm.get() != 0
    }

    /// True for instruments that are paid for in full: their cost is cash turned into inventory.
    #[inline(always)]
    pub fn paid_in_full(&self) -> bool {
        self.kind.get() == SPOT
    }
}

#[cold]
fn wide_product(lots: i64, half: i64, unit: i64) -> i64 {
    match (lots as i128 * half as i128).checked_mul(unit as i128) {
        Some(value) => saturate(value),
        None if lots < 0 => -MONEY_MAX - 1,
        None => MONEY_MAX + 1,
    }
}

impl Desk<'_> {
    /// Signed value at the instrument's mark.
    #[inline(always)]
    pub fn signed_value(&self, instrument: i32, lots: i64) -> i64 {
        let record = &self.instrument[instrument];
        record.value_at(lots, record.mark.get())
    }

    /// Absolute exposure at the mark.
    #[inline(always)]
    pub fn exposure_of(&self, instrument: i32, lots: i64) -> i64 {
        let record = &self.instrument[instrument];
        record.exposure_at(lots, record.mark.get())
    }
}
