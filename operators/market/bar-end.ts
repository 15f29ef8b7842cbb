import { barCount, barUnit, fixedMicros } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import { sessionAt } from '../../model/session.ts'
import type { SessionTable } from '../../model/session.ts'

const MONDAY_OFFSET = 3
const EPOCH_MONTH = 719_468

/**
 * End (Unix µs) of the bar of a spec that a time falls in: clock bars are multiples of their length since 1970; a day
 * bar is one session, a week the sessions of Monday … Sunday, a month those of one calendar month, by session date;
 * several months count from January.
 * Undefined for times outside the session table. `closing` says that the time is an input bar's close, which belongs to
 * the bar it ends.
 */
export function barEnd(spec: BarSpec, session: SessionTable, micros: number, closing: boolean): number | undefined {
  const length = fixedMicros(spec)
  if (length !== undefined) {
    const start = closing ? Math.ceil(micros / length) - 1 : Math.floor(micros / length)
    return (start + 1) * length
  }
  const at = sessionIndex(session, micros, closing)
  if (at < 0) return undefined
  const bucket = bucketOf(spec, session.dates[at])
  let last = at
  while (last + 1 < session.dates.length && bucketOf(spec, session.dates[last + 1]) === bucket) last++
  return session.closes[last]
}

/** Between two sessions the next one counts: what trades after the close belongs to tomorrow. */
function sessionIndex(session: SessionTable, micros: number, closing: boolean): number {
  const inside = closing ? micros - 1 : micros
  const at = sessionAt(session, inside)
  if (at < 0 || inside < session.closes[at]) return at
  return at + 1 < session.closes.length ? at + 1 : -1
}

function bucketOf(spec: BarSpec, date: number): number {
  const count = barCount(spec)
  const unit = barUnit(spec)
  if (unit === 'd') return Math.floor(date / count)
  if (unit === 'w') return Math.floor(Math.floor((date + MONDAY_OFFSET) / 7) / count)
  return Math.floor(monthOf(date) / count)
}

/** Months since January of year 0 of a day count since 1970-01-01. Source: H. Hinnant, "chrono-compatible low-level date algorithms". */
function monthOf(date: number): number {
  const shifted = date + EPOCH_MONTH
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  // Hinnant's years begin in March: January is month 10 of the year before.
  return (yearOfEra + era * 400) * 12 + monthFromMarch + 2
}
