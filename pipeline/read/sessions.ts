import { Temporal } from '@js-temporal/polyfill'
import type { SessionTable } from '../../model/session.ts'
import { MICROS_PER_DAY } from '../../model/time.ts'
import { weekday } from './text/calendar.ts'

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** A session by its local times. A close at or before the open is the next day's: the session is dated by its close. */
export interface SessionDefinition {
  readonly name: string
  /** `HH:MM`. */
  readonly open: string
  /** `HH:MM`, `24:00` included. */
  readonly close: string
  /** IANA name, such as `Europe/London`. */
  readonly timeZone: string
  /** Dates that have a session. */
  readonly days: readonly Weekday[]
}

const WORKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri']

/**
 * The sessions known by name: `crypto` (00:00–24:00 UTC, every day), `fx` (17:00 to 17:00 New York, dated Monday to
 * Friday: a Sunday's evening belongs to Monday), `us-equity` (weekdays 09:30–16:00 New York; holidays and early closes
 * are not known: a session without data does no harm, a daily bar of a half day closes at 16:00).
 */
export const SESSIONS: Readonly<Record<string, SessionDefinition>> = {
  crypto: { name: 'crypto', open: '00:00', close: '24:00', timeZone: 'UTC', days: WEEKDAYS },
  fx: { name: 'fx', open: '17:00', close: '17:00', timeZone: 'America/New_York', days: WORKDAYS },
  'us-equity': { name: 'us-equity', open: '09:30', close: '16:00', timeZone: 'America/New_York', days: WORKDAYS },
}

/**
 * Resolves a session to a table of UTC instants, for all sessions that overlap [fromMicros, toMicros).
 *
 * Time zones are asked for their changes of offset, twice a year, not for each day: 85 years take a few milliseconds.
 *
 * @param session Name in {@link SESSIONS}, or a definition.
 * @param fromMicros Unix µs.
 */
export function buildSession(session: string | SessionDefinition, fromMicros: number, toMicros: number): SessionTable {
  const definition = typeof session === 'string' ? SESSIONS[session] : session
  if (definition === undefined) {
    throw new Error(`there is no session "${session as string}": known are ${Object.keys(SESSIONS).join(', ')}`)
  }
  const open = clockMicros(definition.open)
  const close = clockMicros(definition.close)
  const overnight = close <= open
  const wanted = new Set(definition.days.map((day) => WEEKDAYS.indexOf(day)))
  if (wanted.has(-1) || wanted.size === 0) {
    throw new Error(
      `session ${definition.name}: days are some of ${WEEKDAYS.join(', ')}, were ${definition.days.join(', ')}`,
    )
  }
  const zone = new ZoneOffsets(definition.timeZone, fromMicros - 3 * MICROS_PER_DAY, toMicros + 3 * MICROS_PER_DAY)
  const opens: number[] = []
  const closes: number[] = []
  const dates: number[] = []
  const end = Math.floor(toMicros / MICROS_PER_DAY) + 1
  for (let date = Math.floor(fromMicros / MICROS_PER_DAY) - 1; date <= end; date++) {
    if (!wanted.has(weekday(date))) continue
    const opened = zone.instant((overnight ? date - 1 : date) * MICROS_PER_DAY + open)
    const closed = zone.instant(date * MICROS_PER_DAY + close)
    if (closed <= fromMicros || opened >= toMicros) continue
    opens.push(opened)
    closes.push(closed)
    dates.push(date)
  }
  return {
    name: definition.name,
    opens: Float64Array.from(opens),
    closes: Float64Array.from(closes),
    dates: Int32Array.from(dates),
  }
}

function clockMicros(text: string): number {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text)
  if (match === null || text > '24:00') throw new SyntaxError(`"${text}" is not a time of day such as 09:30`)
  return (Number(match[1]) * 60 + Number(match[2])) * 60_000_000
}

const cache = new Map<string, readonly { readonly from: number; readonly offset: number }[]>()

/** Offsets of a time zone over a span of time; local times must be asked in rising order to be found fast. */
class ZoneOffsets {
  private readonly changes: readonly { readonly from: number; readonly offset: number }[]
  private at = 0

  constructor(timeZone: string, fromMicros: number, toMicros: number) {
    const key = `${timeZone} ${fromMicros} ${toMicros}`
    this.changes = cache.get(key) ?? changesOf(timeZone, fromMicros, toMicros)
    cache.set(key, this.changes)
  }

  /** The instant of a local time (µs since 1970 as if it were UTC). In an hour that occurs twice, the first. */
  instant(local: number): number {
    const { changes } = this
    while (this.at > 0 && local - changes[this.at].offset < changes[this.at].from) this.at--
    while (this.at + 1 < changes.length && local - changes[this.at].offset >= changes[this.at + 1].from) this.at++
    return local - changes[this.at].offset
  }
}

/** Offsets in force from an instant on, and from each change after it. */
function changesOf(timeZone: string, fromMicros: number, toMicros: number): { from: number; offset: number }[] {
  const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(fromMicros / 1000)).toZonedDateTimeISO(timeZone)
  const changes = [{ from: -Infinity, offset: start.offsetNanoseconds / 1000 }]
  if (timeZone === 'UTC') return changes
  for (let next = start.getTimeZoneTransition('next'); next !== null; next = next.getTimeZoneTransition('next')) {
    const from = next.epochMilliseconds * 1000
    if (from > toMicros) break
    changes.push({ from, offset: next.offsetNanoseconds / 1000 })
  }
  return changes
}
