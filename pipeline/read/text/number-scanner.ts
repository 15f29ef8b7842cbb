const ZERO = 48
const NINE = 57
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const BRACE = 125
const BRACKET = 93

/** What a field turned out to be. A lone `-` or `.` is a blank: files mark absent values so. */
export const NUMBER = 0
export const BLANK = 1
export const NOT_A_NUMBER = 2
export const OUT_OF_RANGE = 3

/** Powers of ten that doubles hold exactly. */
export const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`))
/** Every integer up to here, and none beyond, is what its digits say. */
export const EXACT_MAX = 2 ** 53 - 1

/**
 * Reads decimal numbers from bytes, digit by digit: no strings, no floating-point parsing. The fields of the last call
 * say where it ended and what it found, so that nothing is allocated.
 */
export class NumberScanner {
  /** Where the field's delimiter (or line end) stands. */
  next = 0
  /** NUMBER, BLANK, NOT_A_NUMBER or OUT_OF_RANGE. */
  found = NUMBER
  /** The number was finer than the scale and was rounded half away from zero. */
  rounded = false
  private readonly delimiter: number
  private readonly json: boolean
  private readonly digits = new Uint8Array(64)

  /** @param json Whether closing braces and brackets end a field too. */
  constructor(delimiter = COMMA, json = false) {
    this.delimiter = delimiter
    this.json = json
  }

  /**
   * Units of `10^-scale` in the field that starts at `at`; 0 where `found` is not NUMBER. The bytes must hold a
   * delimiter or line end behind the field.
   */
  scan(bytes: Uint8Array, at: number, scale: number): number {
    const start = at
    this.rounded = false
    this.found = NUMBER
    let byte = bytes[at]
    while (byte === SPACE || byte === QUOTE) byte = bytes[++at]!
    let negative = false
    if (byte === 45) {
      negative = true
      byte = bytes[++at]!
    } else if (byte === 43) byte = bytes[++at]!
    const first = at
    let units = 0
    while (byte >= ZERO && byte <= NINE) {
      units = units * 10 + (byte - ZERO)
      byte = bytes[++at]!
    }
    let count = at - first
    let left = scale
    if (byte === 46) {
      byte = bytes[++at]!
      const point = at
      while (left > 0 && byte >= ZERO && byte <= NINE) {
        units = units * 10 + (byte - ZERO)
        left--
        byte = bytes[++at]!
      }
      if (byte >= ZERO && byte <= NINE) {
        const up = byte - ZERO >= 5
        do {
          if (byte !== ZERO) this.rounded = true
          byte = bytes[++at]!
        } while (byte >= ZERO && byte <= NINE)
        if (up) units += 1
      }
      count += at - point
    }
    if (left > 0) units *= POWERS[left]
    while (byte === SPACE || byte === QUOTE) byte = bytes[++at]!
    if (count === 0 || !this.ends(byte)) return this.odd(bytes, start, at, scale, count)
    this.next = at
    if (units > EXACT_MAX) return this.refuse(OUT_OF_RANGE)
    return negative ? 0 - units : units
  }

  /** Whether a byte ends a field. */
  ends(byte: number): boolean {
    if (byte === this.delimiter || byte === NEWLINE || byte === RETURN) return true
    return this.json && (byte === BRACE || byte === BRACKET)
  }

  /** Where the field at `at` ends. Delimiters inside quotes don't count. */
  skip(bytes: Uint8Array, at: number): number {
    let byte = bytes[at]
    if (byte === QUOTE) {
      byte = bytes[++at]!
      while (byte !== QUOTE && byte !== NEWLINE) byte = bytes[++at]!
    }
    while (byte !== this.delimiter && byte !== NEWLINE && byte !== RETURN) byte = bytes[++at]!
    return at
  }

  private refuse(found: number): number {
    this.found = found
    this.rounded = false
    return 0
  }

  /** A field that is not plain digits: blank, with an exponent, or no number at all. */
  private odd(bytes: Uint8Array, start: number, at: number, scale: number, count: number): number {
    if (count > 0 && (bytes[at] | 32) === 101) return this.scientific(bytes, start, scale)
    const blank = count === 0 && this.ends(bytes[at])
    while (!this.ends(bytes[at])) at++
    this.next = at
    return this.refuse(blank ? BLANK : NOT_A_NUMBER)
  }

  /** `4.2e7`: the point is moved, the digits stay digits. */
  private scientific(bytes: Uint8Array, start: number, scale: number): number {
    const { digits } = this
    this.rounded = false
    let at = start
    while (bytes[at] === SPACE || bytes[at] === QUOTE) at++
    const negative = bytes[at] === 45
    if (negative || bytes[at] === 43) at++
    let count = 0
    let point = -1
    for (; (bytes[at] | 32) !== 101; at++) {
      if (bytes[at] === 46) point = count
      else if (count < digits.length) digits[count++] = bytes[at] - ZERO
    }
    if (point < 0) point = count
    at++
    const below = bytes[at] === 45
    if (below || bytes[at] === 43) at++
    const first = at
    let exponent = 0
    for (; bytes[at] >= ZERO && bytes[at] <= NINE; at++) exponent = Math.min(exponent * 10 + bytes[at] - ZERO, 999)
    const digitless = at === first
    while (bytes[at] === SPACE || bytes[at] === QUOTE) at++
    const clean = !digitless && this.ends(bytes[at])
    while (!this.ends(bytes[at])) at++
    this.next = at
    if (!clean || count === digits.length) return this.refuse(NOT_A_NUMBER)
    return this.place(count, point + (below ? -exponent : exponent) + scale, negative)
  }

  /** The integer of the first `kept` digits, rounded by the next. */
  private place(count: number, kept: number, negative: boolean): number {
    const { digits } = this
    let units = 0
    for (let index = 0; index < kept && units <= EXACT_MAX; index++) {
      units = units * 10 + (index < count ? digits[index] : 0)
      if (units === 0 && index >= count) break
    }
    for (let index = Math.max(kept, 0); index < count; index++) if (digits[index] !== 0) this.rounded = true
    if (kept >= 0 && kept < count && digits[kept] >= 5) units += 1
    if (units > EXACT_MAX) return this.refuse(OUT_OF_RANGE)
    return negative ? 0 - units : units
  }
}
