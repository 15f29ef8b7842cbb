import { barCount, barUnit, fixedMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { BarSpec, BarUnit } from '../../model/bar-spec.ts'
import { sessionAt, sessionOfDate } from '../../model/session.ts'
import type { SessionTable } from '../../model/session.ts'
import { civilFromDays, daysFromCivil, weekday } from './text/calendar.ts'
import { writeMicros, writeNanos } from './text/instant.ts'
import type { TimeScanner } from './text/time-scanner.ts'

/**
 * When the bars of a file close. Intraday times are the bar's open unless said otherwise, and no bar outlasts the session
 * it opened in. A daily bar closes with the
 * session of its date, a weekly or monthly one with the last session of the week (Monday … Sunday; a Sunday's date
 * counts to the week that follows) or month its date lies in: labels at either end of the period are understood, and
 * none closes early. A date without a session (a Sunday of FX, a day beyond the table) has no close: such a row is left
 * out as `ROW_NO_SESSION`, since merging it into a neighbour would invent a bar.
 */
export class BarTimes {
  readonly spec: BarSpec
  private readonly unit: BarUnit
  private readonly count: number
  /** From the time in the file to the close, in nanoseconds; 0 where that is no fixed length. */
  readonly shiftNanos: number
  /** Bars of a length within a day. */
  readonly fixed: boolean
  /** Session of the last intraday bar, Unix µs. */
  sessionOpens = 0
  sessionCloses = 0

  constructor(spec: string, barTime: 'open' | 'close') {
    this.spec = parseBarSpec(spec)
    this.unit = barUnit(this.spec)
    this.count = barCount(this.spec)
    const length = fixedMicros(this.spec)
    this.fixed = this.unit !== 'd' && this.unit !== 'w' && this.unit !== 'mo'
    this.shiftNanos = length === undefined || barTime === 'close' ? 0 : length * 1000
  }

  /** Writes the close of the bar at the scanned time as tsEvent; false where no session holds it. */
  write(u32: Uint32Array, word: number, times: TimeScanner, session: SessionTable): boolean {
    if (this.fixed) {
      const close = this.shiftNanos === 0 ? 0 : this.cutShort(times, session)
      if (close === 0) writeNanos(u32, word, times.days, times.nanos + this.shiftNanos)
      else writeMicros(u32, word, close)
      return true
    }
    const index = this.session(times, session)
    if (index < 0) return false
    writeMicros(u32, word, session.closes[index])
    return true
  }

  /** The session's close where a bar that opened in it would end later (15:30 of an hour in New York); 0 for all others. */
  private cutShort({ days, nanos }: TimeScanner, session: SessionTable): number {
    const { opens, closes } = session
    const open = days * 86_400_000_000 + Math.floor(nanos / 1000)
    if (!(open >= this.sessionOpens && open < this.sessionCloses)) {
      const at = sessionAt(session, open)
      if (at < 0 || open >= closes[at]) return 0
      this.sessionOpens = opens[at]
      this.sessionCloses = closes[at]
    }
    return open + this.shiftNanos / 1000 > this.sessionCloses ? this.sessionCloses : 0
  }

  private session(times: TimeScanner, table: SessionTable): number {
    if (this.unit === 'd') {
      if (!times.midnight) {
        // A daily bar stamped with the instant its session opens, or one within it.
        const micros = times.days * 86_400_000_000 + Math.floor(times.nanos / 1000)
        const index = sessionAt(table, micros)
        if (index >= 0 && micros < table.closes[index]) return index
      }
      return sessionOfDate(table, times.date)
    }
    return lastBefore(table, this.unit === 'w' ? this.weekEnd(times.date) : this.monthEnd(times.date))
  }

  /** First date after the week a date counts to. */
  private weekEnd(date: number): number {
    const day = weekday(date)
    const monday = day === 6 ? date + 1 : date - day
    return monday + 7 * this.count
  }

  private monthEnd(date: number): number {
    const { year, month } = civilFromDays(date)
    const months = year * 12 + month - 1 + this.count
    return daysFromCivil(Math.floor(months / 12), (months % 12) + 1, 1)
  }
}

/** Index of the last session dated before a date, or -1. */
function lastBefore(table: SessionTable, date: number): number {
  const { dates } = table
  let low = 0
  let high = dates.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (dates[middle] < date) low = middle + 1
    else high = middle
  }
  // Beyond the table's end its last session is not the one meant.
  if (low === dates.length && (low === 0 || dates[low - 1] < date - 4)) return -1
  return low - 1
}
