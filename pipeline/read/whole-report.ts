import { fixedMicros } from '../../model/bar-spec.ts'
import type { Instrument } from '../../model/instrument.ts'
import { addReport, emptyReport } from './read-report.ts'
import type { InstrumentReport, ReadReport } from './read-report.ts'
import { intervalsBetween } from './sequence-check.ts'
import type { FeedInstrument } from './sequence-check.ts'

/** What was found in one feed, and what it delivered by dense instrument id. */
export interface FeedPart {
  readonly report: ReadReport
  readonly seen: ReadonlyMap<number, FeedInstrument>
}

/** The report of all feeds, given in merge order, and of each instrument what they delivered of it together. */
export function wholeReport(parts: readonly FeedPart[], instruments: readonly Instrument[]): ReadReport {
  const report = emptyReport()
  for (const part of parts) addReport(report, part.report)
  instruments.forEach(({ symbol, session }, id) => {
    const each = parts.flatMap(({ seen }) => seen.get(id) ?? []).filter(({ rows }) => rows > 0)
    if (each.length === 0) return
    each.sort((a, b) => a.firstMicros - b.firstMicros)
    const whole: InstrumentReport = {
      symbol,
      rows: each.reduce((sum, { rows }) => sum + rows, 0),
      firstMicros: each[0].firstMicros,
      lastMicros: Math.max(...each.map(({ lastMicros }) => lastMicros)),
      missing: each.reduce((sum, part, at) => sum + part.missing + missingBetween(each[at - 1], part, session), 0),
    }
    report.instruments.push(whole)
    report.firstMicros = Math.min(report.firstMicros ?? Infinity, whole.firstMicros)
    report.lastMicros = Math.max(report.lastMicros ?? -Infinity, whole.lastMicros)
  })
  return report
}

/** Missing intervals between two files that continue each other. */
function missingBetween(a: FeedInstrument | undefined, b: FeedInstrument, session: Instrument['session']): number {
  if (a === undefined || a.spec !== b.spec || b.spec === 0) return 0
  const length = fixedMicros(b.spec)
  if (length === undefined || b.firstMicros - a.lastMicros <= length) return 0
  return intervalsBetween(session, a.lastMicros, b.firstMicros - length, length)
}
