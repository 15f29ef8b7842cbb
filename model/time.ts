/**
 * Time. Rows carry Unix nanoseconds as i64. JavaScript reads them as exact *microseconds*: a nanosecond count of
 * today (1.7e18) is past 2^53, a microsecond count is not until the year 2255.
 */
export const MICROS_PER_SECOND = 1_000_000
export const MICROS_PER_DAY = 86_400_000_000

export const seconds = (count: number): number => count * 1_000_000
export const minutes = (count: number): number => count * 60_000_000
export const hours = (count: number): number => count * 3_600_000_000
export const days = (count: number): number => count * MICROS_PER_DAY

/** Floor of nanoseconds/1000, from the two words of an i64 (low unsigned, high signed), exact in doubles. */
export function microsFromWords(low: number, high: number): number {
  return high * 4_294_967 + Math.floor((high * 296 + low) / 1000)
}

const DURATION = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h|d|w)$/
const NANOS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
}

/** Parses `"50ms"`, `"1.5h"`, `"5d"` into nanoseconds. */
export function parseDuration(text: string): bigint {
  const match = DURATION.exec(text.trim())
  if (match === null) throw new SyntaxError(`"${text}" is not a duration such as 50ms, 5s, 15m, 1h or 2d`)
  const [, amount = '', unit = ''] = match
  const [whole = '0', fraction = ''] = amount.split('.')
  const scale = 10n ** BigInt(fraction.length)
  return (BigInt(whole + fraction) * NANOS[unit]) / scale
}

/** Prints Unix microseconds as `2016-01-02T14:05:00.000000Z`, leaving out a zero fraction. */
export function formatMicros(micros: number): string {
  const whole = Math.floor(micros / MICROS_PER_SECOND)
  const rest = micros - whole * MICROS_PER_SECOND
  const stem = new Date(whole * 1000).toISOString().slice(0, 19)
  return rest === 0 ? `${stem}Z` : `${stem}.${String(rest).padStart(6, '0')}Z`
}

/** Prints Unix nanoseconds, to the nanosecond where there are any. */
export function formatNanos(nanos: bigint): string {
  const second = nanos >= 0n ? nanos / 1_000_000_000n : -((-nanos + 999_999_999n) / 1_000_000_000n)
  const rest = nanos - second * 1_000_000_000n
  const stem = new Date(Number(second) * 1000).toISOString().slice(0, 19)
  return rest === 0n ? `${stem}Z` : `${stem}.${rest.toString().padStart(9, '0').replace(/0+$/, '')}Z`
}
