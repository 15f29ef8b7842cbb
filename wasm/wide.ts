/**
 * 128-bit integers by hand. WebAssembly returns one value at a time, so a function with a wide result leaves it in
 * `high` and `low`, and a division leaves its remainder in `remainder`.
 */
export let high: i64 = 0
export let low: u64 = 0
export let remainder: u64 = 0

const LOWER: u64 = 0xffff_ffff

/** Makes a number the one at hand. */
export function take(upper: i64, lower: u64): void {
  high = upper
  low = lower
}

/** a × b of unsigned numbers. */
export function multiplyUnsigned(a: u64, b: u64): void {
  const aLower = a & LOWER
  const aUpper = a >> 32
  const bLower = b & LOWER
  const bUpper = b >> 32
  const lowest = aLower * bLower
  const first = aUpper * bLower
  const second = aLower * bUpper
  const middle = (lowest >> 32) + (first & LOWER) + (second & LOWER)
  low = (middle << 32) | (lowest & LOWER)
  high = i64(aUpper * bUpper + (first >> 32) + (second >> 32) + (middle >> 32))
}

/** a × b of signed numbers. */
export function multiply(a: i64, b: i64): void {
  multiplyUnsigned(u64(a), u64(b))
  high -= (a >> 63) & b
  high -= (b >> 63) & a
}

/** Adds a signed number to (`high`, `low`). */
export function add(upper: i64, lower: u64): void {
  low += lower
  high += upper + i64(low < lower)
}

/** −1, 0 or 1: how (`high`, `low`) stands to another signed number. */
export function compare(upper: i64, lower: u64): i32 {
  if (high != upper) return high < upper ? -1 : 1
  return low == lower ? 0 : low < lower ? -1 : 1
}

/**
 * (upper, lower) ÷ divisor, unsigned, rounded down; upper < divisor, so that the quotient fits 64 bits. Long division
 * by digits of 32 bits (Knuth, The Art of Computer Programming 4.3.1, algorithm D).
 */
export function divide(upper: u64, lower: u64, divisor: u64): u64 {
  if (upper == 0) {
    const quotient = lower / divisor
    remainder = lower - quotient * divisor
    return quotient
  }
  const shift = clz(divisor)
  const scaled = divisor << shift
  const top = shift == 0 ? upper : (upper << shift) | (lower >> (64 - shift))
  const rest = lower << shift
  const first = digit(top, rest >> 32, scaled)
  const second = digit(remainder, rest & LOWER, scaled)
  remainder >>= shift
  return (first << 32) | second
}

/** One digit of the quotient, of (top, next) by a divisor whose highest bit is set; leaves the remainder. */
function digit(top: u64, next: u64, divisor: u64): u64 {
  const upper = divisor >> 32
  const lower = divisor & LOWER
  let guess = top / upper
  let rest = top - guess * upper
  while (guess > LOWER || guess * lower > ((rest << 32) | next)) {
    guess--
    rest += upper
    if (rest > LOWER) break
  }
  remainder = ((top << 32) | next) - guess * divisor
  return guess
}

/** √(upper, lower) of a signed number, rounded down; 0 of what is negative. */
export function squareRoot(upper: i64, lower: u64): u64 {
  if (upper < 0 || (upper == 0 && lower == 0)) return 0
  // A guess that is right to about 50 bits, one step of Newton's, then the last unit by trial.
  let root = u64(sqrt(f64(upper) * 18446744073709551616.0 + f64(lower)))
  if (u64(upper) < root) {
    const quotient = divide(upper, lower, root)
    root = (root & quotient) + ((root ^ quotient) >> 1)
  }
  while (exceeds(root, upper, lower)) root--
  while (!exceeds(root + 1, upper, lower)) root++
  return root
}

function exceeds(root: u64, upper: i64, lower: u64): bool {
  multiplyUnsigned(root, root)
  return u64(high) > u64(upper) || (high == upper && low > lower)
}
