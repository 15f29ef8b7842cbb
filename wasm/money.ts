/**
 * Integers of the desk: amounts of money within ±2^61, lots within ±2^53, products of them in 128 bits. Nearly every
 * product is small; whether it is, is known from its floating-point estimate, and then 64 bits do. An estimate is
 * wrong by less than one part in 2^50, and products and differences of 64 bits are exact modulo 2^64.
 */
import { compare, divide, high, low, multiply, multiplyUnsigned, remainder } from './wide.ts'

export const MONEY_MAX: i64 = 1 << 61
/** What a larger amount is brought to: no check lets it pass. */
export const BEYOND: i64 = MONEY_MAX + 1
export const LOTS_MAX: i64 = 1 << 53
export const PPM: i64 = 1_000_000
export const PPB: i64 = 1_000_000_000
/** Absent limit. */
export const NONE: i64 = -1
/** Quotients saturate here. */
export const QUOTIENT_MAX: i64 = 1 << 62

const EXACT: f64 = 1152921504606846976.0 // 2^60
const QUOTIENT_EXACT: f64 = 4611686018427387904.0 // 2^62
const ESTIMATE_ERROR: f64 = 1.0 / 1125899906842624.0 // 2^-50
const PPM_ABOVE: f64 = 1000000.0 * (1.0 + ESTIMATE_ERROR)
/** A share of this many millionths or more is beyond what may stand: an amount that is saturated is within nothing. */
const SATURATED: f64 = 2305843009213693952.0 * 1000000.0

/** Zeros in front of a number without its sign. */
function zeros(value: i64): i64 {
  return clz(abs(value))
}

/** Whether a product of three certainly is below 2^60; the third is not negative. */
export function isSmall(a: i64, b: i64, c: i64): bool {
  return zeros(a) + zeros(b) + clz(c) >= 132
}

/** Whether two products certainly are below 2^60. */
function areSmall(a: i64, b: i64, c: i64, d: i64): bool {
  return zeros(a) + zeros(b) >= 68 && zeros(c) + zeros(d) >= 68
}

/** Whether an amount of money may stand in the state. */
export function fits(amount: i64): bool {
  return amount <= MONEY_MAX && amount >= -MONEY_MAX
}

/** An amount brought to one beyond `MONEY_MAX` where it is larger. */
export function saturate(amount: i64): i64 {
  return fits(amount) ? amount : amount > 0 ? BEYOND : -BEYOND
}

/** a × b × c, brought to one beyond `MONEY_MAX` where it is larger; c is not negative. */
export function saturatedProduct(a: i64, b: i64, c: i64): i64 {
  if (a == 0 || b == 0 || c == 0) return 0
  const beyond = a < 0 == b < 0 ? BEYOND : -BEYOND
  multiplyUnsigned(abs(a), abs(b))
  if (high != 0 || low > u64(MONEY_MAX)) return beyond
  multiplyUnsigned(low, c)
  if (high != 0 || low > u64(MONEY_MAX)) return beyond
  return beyond > 0 ? i64(low) : -i64(low)
}

/** a × b ÷ divisor rounded towards minus infinity; the divisor is positive. Saturates at ±2^62. */
export function floorOfProduct(a: i64, b: i64, divisor: i64): i64 {
  if (zeros(a) + zeros(b) >= 66) {
    const product = a * b
    const quotient = product / divisor
    return quotient - i64(product < quotient * divisor)
  }
  const width = f64(divisor)
  const estimate = (f64(a) * f64(b)) / width
  const size = abs(estimate)
  if (size < EXACT && (size * ESTIMATE_ERROR + 2) * width < QUOTIENT_EXACT) {
    // What the estimate leaves is smaller than 2^62, so that its 64 bits are all of it.
    // It is mostly right, or one too large where it was rounded towards zero from below.
    const quotient = i64(estimate)
    const rest = a * b - quotient * divisor
    if (rest >= 0) return rest < divisor ? quotient : quotient + rest / divisor
    return rest >= -divisor ? quotient - 1 : quotient - (divisor - 1 - rest) / divisor
  }
  return floorWide(a, b, divisor)
}

function floorWide(a: i64, b: i64, divisor: i64): i64 {
  const negative = a < 0 != b < 0
  multiplyUnsigned(abs(a), abs(b))
  if (u64(high) >= u64(divisor)) return negative ? -QUOTIENT_MAX : QUOTIENT_MAX
  const quotient = divide(high, low, divisor)
  if (quotient >= u64(QUOTIENT_MAX)) return negative ? -QUOTIENT_MAX : QUOTIENT_MAX
  if (!negative) return quotient
  return remainder == 0 ? -i64(quotient) : -i64(quotient) - 1
}

/** The same, rounded towards plus infinity. */
export function ceilOfProduct(a: i64, b: i64, divisor: i64): i64 {
  return -floorOfProduct(-a, b, divisor)
}

/** The same, rounded towards zero. */
export function truncOfProduct(a: i64, b: i64, divisor: i64): i64 {
  return a < 0 == b < 0 ? floorOfProduct(a, b, divisor) : -floorOfProduct(-a, b, divisor)
}

/** Whether a × b < c × d. */
export function productBelow(a: i64, b: i64, c: i64, d: i64): bool {
  return areSmall(a, b, c, d) ? a * b < c * d : wideBelow(a, b, c, d)
}

function wideBelow(a: i64, b: i64, c: i64, d: i64): bool {
  const left = f64(a) * f64(b)
  const right = f64(c) * f64(d)
  const gap = right - left
  if (abs(gap) > (abs(left) + abs(right)) * ESTIMATE_ERROR) return gap > 0
  multiply(c, d)
  const upper = high
  const lower = low
  multiply(a, b)
  return compare(upper, lower) < 0
}

/** Whether a value that is not negative is below the share of an amount by more than floating point may be wrong. */
export function clearlyWithin(value: i64, amount: i64, ppm: i64): bool {
  return f64(value) * PPM_ABOVE < min(f64(amount) * f64(ppm), SATURATED)
}

/** Whether a value is more than the share of an amount, without the division that the share takes. */
export function exceedsShare(value: i64, amount: i64, ppm: i64): bool {
  return !clearlyWithin(value, amount, ppm) && exceedsExactly(value, amount, ppm)
}

function exceedsExactly(value: i64, amount: i64, ppm: i64): bool {
  if (amount <= 0) return value > 0
  if (areSmall(amount, ppm, value, PPM)) return amount * ppm < value * PPM
  return value > MONEY_MAX || wideBelow(amount, ppm, value, PPM)
}

/** What is left of a quantity by a step; 32 bits divide faster than 64, and a step of one needs no division. */
export function remainderOf(quantity: i64, step: i64): i64 {
  if (step == 1) return 0
  return (quantity | step) >> 32 == 0 ? i64(u32(quantity) % u32(step)) : quantity % step
}

/** `ppm` of an amount, rounded down and at most `MONEY_MAX`; nothing of an amount of zero or less. */
export function share(amount: i64, ppm: i64): i64 {
  return amount <= 0 ? 0 : min(floorOfProduct(amount, ppm, PPM), MONEY_MAX)
}
