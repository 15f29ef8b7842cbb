//! Amounts of money in minor units, and products of them that do not leave 128 bits.

use std::cell::Cell;

/// Largest amount that may stand in the state: the sum of any three fits 64 bits.
pub const MONEY_MAX: i64 = 1 << 61;
/// Most lots of a position: what a double holds exactly.
pub const LOTS_MAX: i64 = 1 << 53;
pub const PPM: i64 = 1_000_000;
pub const PPB: i64 = 1_000_000_000;
/// An absent limit.
pub const NONE: i64 = -1;

/// Whether an amount of money may stand in the state.
#[inline(always)]
pub fn fits(value: i64) -> bool {
    value.unsigned_abs() <= MONEY_MAX as u64
}

/// A product brought to one beyond `MONEY_MAX` where it is larger.
#[inline(always)]
pub fn saturate(value: i128) -> i64 {
    value.clamp(-(MONEY_MAX as i128) - 1, MONEY_MAX as i128 + 1) as i64
}

/// `ppm` of an amount, rounded down and at most `MONEY_MAX`; nothing of an amount of zero or less.
#[inline(always)]
pub fn share(amount: i64, ppm: i64) -> i64 {
    if amount <= 0 {
        return 0;
    }
    match amount.checked_mul(ppm) {
        Some(product) => product / PPM,
        None => wide_share(amount, ppm),
    }
    .min(MONEY_MAX)
}

#[cold]
fn wide_share(amount: i64, ppm: i64) -> i64 {
    (amount as i128 * ppm as i128 / PPM as i128).clamp(i64::MIN as i128, MONEY_MAX as i128) as i64
}

/// Whether a value that is not negative is below a share of an amount by more than floating point may be wrong.
#[inline(always)]
pub fn clearly_within(value: i64, amount: i64, ppm: i64) -> bool {
    // 10^6 and a part in 2^50: three conversions and two products are wrong by less.
    const PPM_ABOVE: f64 = 1_000_000.0 * (1.0 + 1.0 / (1_u64 << 50) as f64);
    // A saturated amount is within nothing.
    const SATURATED: f64 = MONEY_MAX as f64 * PPM as f64;
    value as f64 * PPM_ABOVE < (amount as f64 * ppm as f64).min(SATURATED)
}

/// Whether a value is above `share(amount, ppm)`, the ppm not negative: without a division.
#[inline(always)]
pub fn above_share(value: i64, amount: i64, ppm: i64) -> bool {
    !clearly_within(value, amount, ppm) && above_exactly(value, amount, ppm)
}

#[cold]
fn above_exactly(value: i64, amount: i64, ppm: i64) -> bool {
    value > MONEY_MAX || value as i128 * PPM as i128 > amount.max(0) as i128 * ppm as i128
}

/// Lots beyond the last whole step.
#[inline(always)]
pub fn odd_lots(lots: i64, step: i64) -> i64 {
    if step == 1 { 0 } else { lots % step }
}

/// `a × b ÷ divisor` rounded towards zero; the quotient must fit.
#[inline(always)]
pub fn mul_div(a: i64, b: i64, divisor: i64) -> i64 {
    match a.checked_mul(b) {
        Some(product) => product / divisor,
        None => (a as i128 * b as i128 / divisor as i128) as i64,
    }
}

/// `a × b ÷ divisor` rounded up, the factors not negative and the divisor positive; saturates.
#[inline(always)]
pub fn mul_div_up(a: i64, b: i64, divisor: i64) -> i64 {
    match a.checked_mul(b) {
        Some(product) => product / divisor + (product % divisor > 0) as i64,
        None => {
            let product = a as i128 * b as i128;
            let up = (product % divisor as i128 > 0) as i128;
            (product / divisor as i128 + up).clamp(i64::MIN as i128, i64::MAX as i128) as i64
        }
    }
}

/// Whether `a × b < c × d`.
#[inline(always)]
pub fn product_below(a: i64, b: i64, c: i64, d: i64) -> bool {
    match (a.checked_mul(b), c.checked_mul(d)) {
        (Some(left), Some(right)) => left < right,
        _ => (a as i128 * b as i128) < c as i128 * d as i128,
    }
}

/// Running sums in cells.
pub trait Sum {
    /// Adds to what stands; sums that would not fit are undone by who added.
    fn add(&self, by: i64);
    fn sub(&self, by: i64);
}

impl Sum for Cell<i64> {
    #[inline(always)]
    fn add(&self, by: i64) {
        self.set(self.get().wrapping_add(by));
    }

    #[inline(always)]
    fn sub(&self, by: i64) {
        self.set(self.get().wrapping_sub(by));
    }
}

impl Sum for Cell<i32> {
    #[inline(always)]
    fn add(&self, by: i64) {
        self.set(self.get().wrapping_add(by as i32));
    }

    #[inline(always)]
    fn sub(&self, by: i64) {
        self.set(self.get().wrapping_sub(by as i32));
    }
}
