import { weekday } from '../text/calendar.ts'
import { fileDate } from '../text/file-date.ts'
import { NumberScanner } from '../text/number-scanner.ts'
import { TimeScanner } from '../text/time-scanner.ts'
import type { TimeFormat, TimeNumbers } from '../text/time-scanner.ts'

const NEWLINE = 10

/** What the time column of a sample says. */
export interface TimesSeen {
  readonly format: TimeFormat
  /** Unix µs of the rows whose time could be read, in the file's order. */
  readonly micros: readonly number[]
  readonly dates: readonly number[]
  readonly midnights: boolean
  readonly order: 'oldest-first' | 'newest-first'
  readonly weekends: boolean
}

/** Reads the time column of a sample. `stem` may hold the date that milliseconds of a day need. */
export function timesSeen(cells: readonly string[], stem: string, offsetSeconds: number): TimesSeen {
  const format = { numbers: numbersOf(cells, stem), dayFirst: dayFirst(cells), offsetSeconds }
  const scanner = new TimeScanner(new NumberScanner(9), format)
  scanner.fileDate = fileDate(stem) ?? 0
  const micros: number[] = []
  const dates: number[] = []
  let midnights = true
  let weekends = 0
  const bytes = Buffer.from(`${cells.join('\n')}\n`)
  for (let at = 0; at < bytes.length; at = bytes.indexOf(NEWLINE, at) + 1) {
    scanner.scan(bytes, at)
    if (!scanner.valid) continue
    micros.push(scanner.days * 86_400_000_000 + Math.floor(scanner.nanos / 1000))
    dates.push(scanner.date)
    midnights &&= scanner.midnight
    if (weekday(scanner.date) === 5) weekends++
  }
  let rising = 0
  for (let at = 1; at < micros.length; at++) rising += Math.sign(micros[at] - micros[at - 1])
  const order = rising < 0 ? 'newest-first' : 'oldest-first'
  return { format, micros, dates, midnights, order, weekends: weekends > 0.05 * micros.length }
}

function numbersOf(cells: readonly string[], stem: string): TimeNumbers {
  const numbers = cells.filter((cell) => /^-?\d+(\.\d+)?$/.test(cell)).map(Number)
  // Eight digits are a date.
  if (numbers.length === 0 || cells.every((cell) => /^(18|19|20)\d{6}$/.test(cell))) return 's'
  let largest = 0
  for (const number of numbers) largest = Math.max(largest, Math.abs(number))
  if (fileDate(stem) !== undefined && largest < 86_400_000) return 'ms-of-day'
  if (largest >= 1e17) return 'ns'
  if (largest >= 1e14) return 'us'
  return largest >= 1e11 ? 'ms' : 's'
}

/** `31/12/1999`: somewhere the first number is no month. */
function dayFirst(cells: readonly string[]): boolean {
  return cells.some((cell) => {
    const [, first, second] = /^(\d{1,2})\/(\d{1,2})\/\d{4}/.exec(cell) ?? []
    return Number(first) > 12 && Number(second) <= 12
  })
}

const LENGTHS: readonly (readonly [string, number])[] = [
  ['12h', 43_200],
  ['8h', 28_800],
  ['6h', 21_600],
  ['4h', 14_400],
  ['2h', 7_200],
  ['1h', 3_600],
  ['30m', 1_800],
  ['15m', 900],
  ['10m', 600],
  ['5m', 300],
  ['3m', 180],
  ['2m', 120],
  ['1m', 60],
  ['30s', 30],
  ['15s', 15],
  ['10s', 10],
  ['5s', 5],
  ['1s', 1],
]

/** The bar spec that a column of bar times goes by: days apart by their median, within a day the longest that fits all. */
export function specOf({ micros, dates, midnights }: TimesSeen): string {
  const apart: number[] = []
  for (let at = 1; at < micros.length; at++) apart.push(Math.abs(micros[at] - micros[at - 1]) / 1e6)
  const gaps = apart.filter((seconds) => seconds > 0).sort((a, b) => a - b)
  if (gaps.length === 0) return '1d'
  const median = gaps[gaps.length >> 1]
  if (midnights || median >= 72_000) return calendarSpec(dates)
  const divisor = gaps.map(Math.round).reduce(greatestCommonDivisor)
  // A stray time must not make minutes of hours: the shortest gap that is common speaks first.
  const common = gaps[Math.floor(gaps.length * 0.02)]
  for (const [spec, seconds] of LENGTHS) if (divisor % seconds === 0 || Math.abs(common - seconds) < 1e-6) return spec
  return '1s'
}

function calendarSpec(dates: readonly number[]): string {
  const gaps = dates
    .slice(1)
    .map((date, at) => Math.abs(date - dates[at]))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b)
  const median = gaps[gaps.length >> 1] ?? 1
  if (median < 5) return '1d'
  if (median < 14) return '1w'
  return median < 45 ? '1mo' : median < 120 ? '3mo' : '12mo'
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
