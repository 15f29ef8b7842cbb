/** Nanoseconds of a day; exact in a double, as every count of nanoseconds within some days is. */
export const NANOS_PER_DAY = 86_400_000_000_000
const WORD = 4_294_967_296
// A day's nanoseconds in words of an i64: 20 116 × 2^32 + 2 437 873 664.
const DAY_HIGH = Math.floor(NANOS_PER_DAY / WORD)
const DAY_LOW = NANOS_PER_DAY - DAY_HIGH * WORD

/**
 * Writes `days × 86 400 s + nanos` since 1970 as the two words of an i64, without BigInt: every product and sum below
 * stays under 2^53 for |days| ≤ 10^6 and |nanos| ≤ 10^15.
 *
 * @param word Index among the 32-bit words of the low word.
 */
export function writeNanos(u32: Uint32Array, word: number, days: number, nanos: number): void {
  const low = days * DAY_LOW + nanos
  const carry = Math.floor(low / WORD)
  u32[word] = low - carry * WORD
  u32[word + 1] = days * DAY_HIGH + carry
}

/** Like {@link writeNanos}, from Unix microseconds. */
export function writeMicros(u32: Uint32Array, word: number, micros: number): void {
  const days = Math.floor(micros / 86_400_000_000)
  writeNanos(u32, word, days, (micros - days * 86_400_000_000) * 1000)
}
