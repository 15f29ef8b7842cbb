import { daysFromCivil, daysInMonth } from './calendar.ts'
import { NANOS_PER_DAY } from './instant.ts'
import type { NumberScanner } from './number-scanner.ts'
import { NUMBER } from './number-scanner.ts'

/** What a number in the time column counts; texts say themselves what they are. */
export type TimeNumbers = 'ms-of-day' | 's' | 'ms' | 'us' | 'ns'

export interface TimeFormat {
  readonly numbers: TimeNumbers
  /** `31/12/1999` instead of `12/31/1999`. */
  readonly dayFirst: boolean
  /** Seconds east of UTC of the file's clock, where a time does not carry its own offset. */
  readonly offsetSeconds: number
}

const ZERO = 48
const NINE = 57
/** Decimal places from the counted unit down to a nanosecond. */
const PLACES: Record<TimeNumbers, number> = { 'ms-of-day': 6, s: 9, ms: 6, us: 3, ns: 0 }
const PER_DAY: Record<TimeNumbers, number> = { 'ms-of-day': 0, s: 86_400, ms: 86_400_000, us: 86_400_000_000, ns: 0 }
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

/**
 * Reads times from bytes: milliseconds of a day, Unix times, `2013-02-08`, `20130208`, `1/4/1999`, ISO 8601 with or
 * without an offset, `Fri, 01 Jan 2016 00:00:00 GMT`. The fields of the last call hold the result.
 */
export class TimeScanner {
  /** Days since 1970-01-01, and nanoseconds since then, in UTC. */
  days = 0
  nanos = 0
  /** Local calendar date, in days since 1970-01-01. */
  date = 0
  /** A date without a time of day. */
  dateOnly = false
  /** The file's clock, or the time's own offset, shows 00:00. */
  midnight = false
  valid = false
  next = 0
  /** Date of the file, for milliseconds of a day. */
  fileDate = 0
  private readonly numbers: NumberScanner
  private readonly format: TimeFormat
  private readonly offsetNanos: number
  private readonly places: number
  private readonly ofDay: boolean
  private at = 0

  constructor(numbers: NumberScanner, format: TimeFormat) {
    this.numbers = numbers
    this.format = format
    this.offsetNanos = format.offsetSeconds * 1e9
    this.places = PLACES[format.numbers]
    this.ofDay = format.numbers === 'ms-of-day'
  }

  /** Reads the field at `at`; `valid` says whether it is a time, `next` where the field ends. */
  scan(bytes: Uint8Array, at: number): void {
    if (this.ofDay) {
      const nanos = this.numbers.scan(bytes, at, 6)
      this.next = this.numbers.next
      this.valid = this.numbers.found === NUMBER && nanos >= 0 && nanos < NANOS_PER_DAY
      this.date = this.fileDate
      this.dateOnly = false
      this.settle(this.fileDate, nanos - this.offsetNanos)
      return
    }
    while (bytes[at] === 32 || bytes[at] === 34) at++
    const start = at
    let run = 0
    while (bytes[at + run] >= ZERO && bytes[at + run] <= NINE) run++
    const byte = bytes[at + run]
    this.at = at
    this.dateOnly = false
    if (byte === 45 && run === 4) this.valid = this.iso(bytes)
    else if (byte === 47 && run > 0) this.valid = this.slashed(bytes)
    else if (run === 8 && (byte === 32 || byte === 84 || this.numbers.ends(byte) || byte === 34)) {
      this.valid = this.compact(bytes)
    } else if (run === 0 && byte !== 45) this.valid = this.named(bytes)
    else return this.unix(bytes, start)
    at = this.at
    while (bytes[at] === 32 || bytes[at] === 34) at++
    if (!this.numbers.ends(bytes[at])) this.valid = false
    while (!this.numbers.ends(bytes[at])) at++
    this.next = at
  }

  /** Takes nanoseconds of the file's day as they are, in 0 … a day. */
  setOfDay(nanos: number): void {
    this.settle(this.fileDate, nanos - this.offsetNanos)
  }

  private settle(days: number, nanos: number): void {
    if (nanos >= 0 && nanos < NANOS_PER_DAY) {
      this.days = days
      this.nanos = nanos
      return
    }
    const shift = Math.floor(nanos / NANOS_PER_DAY)
    this.days = days + shift
    this.nanos = nanos - shift * NANOS_PER_DAY
  }

  /** Unix time: whole days are taken out of the digits before they pass 2^53. */
  private unix(bytes: Uint8Array, start: number): void {
    const { numbers, format } = this
    const perDay = PER_DAY[format.numbers]
    if (perDay === 0) return this.unixNanos(bytes, start)
    // Whole units first, then the fraction: seconds with nine decimals do not fit a double in one piece.
    let at = start
    const negative = bytes[at] === 45
    if (negative) at++
    let whole = 0
    while (bytes[at] >= ZERO && bytes[at] <= NINE) whole = whole * 10 + (bytes[at++] - ZERO)
    let fraction = 0
    if (bytes[at] === 46) {
      let left = this.places
      at++
      while (bytes[at] >= ZERO && bytes[at] <= NINE) {
        if (left > 0) {
          fraction = fraction * 10 + (bytes[at] - ZERO)
          left--
        }
        at++
      }
      for (; left > 0; left--) fraction *= 10
    }
    while (bytes[at] === 32 || bytes[at] === 34) at++
    this.valid = numbers.ends(bytes[at]) && at > start && whole < 2 ** 53
    while (!numbers.ends(bytes[at])) at++
    this.next = at
    const count = negative ? -whole : whole
    const days = Math.floor(count / perDay)
    const nanos = (count - days * perDay) * (NANOS_PER_DAY / perDay) + (negative ? -fraction : fraction)
    this.settle(days, nanos)
    this.date = this.days
    this.midnight = this.nanos === 0
  }

  /** 19 digits: read as seconds and nine decimals. */
  private unixNanos(bytes: Uint8Array, start: number): void {
    let run = 0
    while (bytes[start + run] >= ZERO && bytes[start + run] <= NINE) run++
    let whole = 0
    let rest = 0
    for (let index = 0; index < run; index++) {
      if (index < run - 9) whole = whole * 10 + (bytes[start + index] - ZERO)
      else rest = rest * 10 + (bytes[start + index] - ZERO)
    }
    let at = start + run
    while (bytes[at] === 32 || bytes[at] === 34) at++
    this.valid = run > 0 && run < 20 && this.numbers.ends(bytes[at])
    while (!this.numbers.ends(bytes[at])) at++
    this.next = at
    const days = Math.floor(whole / 86_400)
    this.settle(days, (whole - days * 86_400) * 1e9 + rest)
    this.date = this.days
    this.midnight = this.nanos === 0
  }

  /** Up to `most` digits at the cursor, or -1. */
  private number(bytes: Uint8Array, most: number): number {
    let value = 0
    let count = 0
    while (count < most && bytes[this.at] >= ZERO && bytes[this.at] <= NINE) {
      value = value * 10 + (bytes[this.at++] - ZERO)
      count++
    }
    return count === 0 ? -1 : value
  }

  private take(bytes: Uint8Array, byte: number): boolean {
    if (bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  private iso(bytes: Uint8Array): boolean {
    const year = this.number(bytes, 4)
    if (!this.take(bytes, 45)) return false
    const month = this.number(bytes, 2)
    if (!this.take(bytes, 45)) return false
    return this.day(year, month, this.number(bytes, 2)) && this.clock(bytes)
  }

  private compact(bytes: Uint8Array): boolean {
    return this.day(this.number(bytes, 4), this.number(bytes, 2), this.number(bytes, 2)) && this.clock(bytes)
  }

  private slashed(bytes: Uint8Array): boolean {
    const first = this.number(bytes, 4)
    if (!this.take(bytes, 47)) return false
    const second = this.number(bytes, 2)
    if (!this.take(bytes, 47)) return false
    const third = this.number(bytes, 4)
    const known =
      first > 31
        ? this.day(first, second, third)
        : this.format.dayFirst
          ? this.day(third, second, first)
          : this.day(third, first, second)
    return known && this.clock(bytes)
  }

  /** `Fri, 01 Jan 2016 00:00:00 GMT`, and `01 Jan 2016` behind any name of a day. */
  private named(bytes: Uint8Array): boolean {
    while ((bytes[this.at] | 32) >= 97 && (bytes[this.at] | 32) <= 122) this.at++
    if (!this.take(bytes, 44)) return false
    this.take(bytes, 32)
    const day = this.number(bytes, 2)
    this.take(bytes, 32)
    let month = -1
    for (let index = 0; index < 12 && month < 0; index++) {
      const same = [0, 1, 2].every((letter) => (bytes[this.at + letter] | 32) === MONTHS.charCodeAt(index * 3 + letter))
      if (same) month = index + 1
    }
    if (month < 0) return false
    this.at += 3
    this.take(bytes, 32)
    return this.day(this.number(bytes, 4), month, day) && this.clock(bytes)
  }

  private day(year: number, month: number, day: number): boolean {
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false
    this.date = daysFromCivil(year, month, day)
    return true
  }

  /** An optional time of day and offset behind a date. */
  private clock(bytes: Uint8Array): boolean {
    const mark = this.at
    this.nanos = 0
    if (bytes[mark] !== 32 && (bytes[mark] | 32) !== 116) return this.bare()
    this.at++
    const hour = this.number(bytes, 2)
    if (hour < 0) {
      this.at = mark
      return this.bare()
    }
    this.take(bytes, 58)
    const minute = this.number(bytes, 2)
    this.take(bytes, 58)
    const second = Math.max(this.number(bytes, 2), 0)
    if (hour > 24 || minute < 0 || minute > 59 || second > 60) return false
    let nanos = (hour * 3600 + minute * 60 + second) * 1e9
    if (bytes[this.at] === 46 || bytes[this.at] === 44) nanos += this.fraction(bytes)
    const offset = this.offset(bytes)
    this.midnight = nanos === 0
    this.settle(this.date, nanos - offset)
    return Number.isFinite(offset)
  }

  private bare(): boolean {
    this.dateOnly = true
    this.midnight = true
    this.settle(this.date, -this.offsetNanos)
    return true
  }

  private fraction(bytes: Uint8Array): number {
    if (this.numbers.ends(bytes[this.at])) return 0
    this.at++
    let unit = 100_000_000
    let nanos = 0
    while (bytes[this.at] >= ZERO && bytes[this.at] <= NINE) {
      nanos += (bytes[this.at++] - ZERO) * unit
      unit = Math.floor(unit / 10)
    }
    return nanos
  }

  /** Offset behind a time of day, in nanoseconds; NaN where there is something else. */
  private offset(bytes: Uint8Array): number {
    while (bytes[this.at] === 32) this.at++
    const sign = bytes[this.at]
    if (sign === 43 || sign === 45) {
      this.at++
      const hour = this.number(bytes, 2)
      this.take(bytes, 58)
      const minute = Math.max(this.number(bytes, 2), 0)
      if (hour < 0) return Number.NaN
      return (sign === 45 ? -1 : 1) * (hour * 3600 + minute * 60) * 1e9
    }
    if ((sign | 32) === 122) {
      this.at++
      return 0
    }
    if ((sign | 32) === 103 || (sign | 32) === 117) {
      while ((bytes[this.at] | 32) >= 97 && (bytes[this.at] | 32) <= 122) this.at++
      return 0
    }
    return this.offsetNanos
  }
}
