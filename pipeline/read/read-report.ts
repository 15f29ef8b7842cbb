import { formatMicros } from '../../model/time.ts'
import type { ReasonCode } from '../../model/reasons.generated.ts'
import type { CacheReport } from './cache/cache-report.ts'
import { BadRowError, REJECTED_EXAMPLES, ROUNDED_EXAMPLES } from './findings.ts'
import type { BlockFindings, DefectSink, LineTally } from './findings.ts'

export { BadRowError } from './findings.ts'

/** How often something happened, and the first places where it did. */
export interface Tally {
  count: number
  /** `file:line detail` of the first few. */
  readonly examples: string[]
}

/** What was read of one instrument. */
export interface InstrumentReport {
  readonly symbol: string
  rows: number
  firstMicros: number
  lastMicros: number
  /** Intervals of fixed-length bars that lie in a session and have no row. */
  missing: number
}

/** What reading found, complete when the frames are. */
export interface ReadReport {
  /** Rows handed on. */
  rows: number
  /** Rows (of wide files: fields) left out, by reason. */
  readonly rejected: Partial<Record<ReasonCode, Tally>>
  /** Rows kept after a correction: bars whose high or low was widened to their open and close. */
  readonly repaired: Partial<Record<ReasonCode, Tally>>
  /** Prices and quantities finer than their scale, rounded half away from zero. */
  readonly rounded: Tally
  /** Quotes with the bid above the ask: kept. */
  crossed: number
  firstMicros?: number
  lastMicros?: number
  readonly instruments: InstrumentReport[]
  /** What was decided while reading, in words. */
  readonly notes: string[]
  complete: boolean
  /** How the rows were come by; nothing here changes them. */
  readonly reading: ReadingReport
}

export type ParserName = 'javascript' | 'native'

/** How the rows of a run were come by. */
export interface ReadingReport {
  /** Where bytes became rows: on the engine's thread, or on a worker beside it. */
  thread: 'engine' | 'worker'
  /** What the files were opened with: compiled code reads the plain lines of formats it knows, where it was built. */
  parsers: readonly ParserName[]
  /** Absent where no rows are kept. */
  cache?: CacheReport
}

export function emptyReport(): ReadReport {
  return {
    rows: 0,
    rejected: {},
    repaired: {},
    rounded: { count: 0, examples: [] },
    crossed: 0,
    instruments: [],
    notes: [],
    complete: false,
    reading: { thread: 'engine', parsers: [] },
  }
}

/** Counts what readers find; decides by the policy whether reading goes on. */
export class Defects implements DefectSink {
  readonly report: ReadReport
  private readonly stop: boolean

  constructor(report: ReadReport, policy: 'skip' | 'stop') {
    this.report = report
    this.stop = policy === 'stop'
  }

  reject(reason: ReasonCode, file: string, line: number, detail = ''): void {
    this.tally(this.report.rejected, reason, file, line, detail)
  }

  repair(reason: ReasonCode, file: string, line: number, detail = ''): void {
    this.tally(this.report.repaired, reason, file, line, detail)
  }

  rounded(file: string, line: number, detail: () => string): void {
    const { rounded } = this.report
    rounded.count++
    if (rounded.examples.length < ROUNDED_EXAMPLES) rounded.examples.push(`${file}:${line} ${detail()}`)
  }

  note(text: string): void {
    if (!this.report.notes.includes(text)) this.report.notes.push(text)
  }

  /** What was found in a block of a file, as if it were found now. */
  take(file: string, { rejected, repaired, rounded }: BlockFindings): void {
    for (const [reason, { examples }] of tallies(rejected)) {
      if (!this.stop || reason === 'ROW_BLANK') continue
      const [[line, detail]] = examples
      throw new BadRowError(reason, `${file}:${line}`, detail)
    }
    const { report } = this
    for (const [into, from] of [
      [report.rejected, rejected],
      [report.repaired, repaired],
    ] as const) {
      for (const [reason, found] of tallies(from)) {
        const tally = (into[reason] ??= { count: 0, examples: [] })
        addTo(tally, found.count, places(file, found), REJECTED_EXAMPLES)
      }
    }
    addTo(report.rounded, rounded.count, places(file, rounded), ROUNDED_EXAMPLES)
  }

  private tally(
    into: Partial<Record<ReasonCode, Tally>>,
    reason: ReasonCode,
    file: string,
    line: number,
    detail: string,
  ) {
    const place = `${file}:${line}`
    if (this.stop && reason !== 'ROW_BLANK') throw new BadRowError(reason, place, detail)
    const tally = (into[reason] ??= { count: 0, examples: [] })
    tally.count++
    if (tally.examples.length < REJECTED_EXAMPLES) tally.examples.push(detail === '' ? place : `${place} ${detail}`)
  }
}

const tallies = <T>(by: Partial<Record<ReasonCode, T>>): [ReasonCode, T][] => Object.entries(by) as [ReasonCode, T][]

const places = (file: string, { examples }: LineTally): string[] =>
  examples.map(([line, detail]) => (detail === '' ? `${file}:${line}` : `${file}:${line} ${detail}`))

function addTo(tally: Tally, count: number, examples: readonly string[], most: number): void {
  tally.count += count
  tally.examples.push(...examples.slice(0, Math.max(0, most - tally.examples.length)))
}

/**
 * Adds what was found in one feed to the report of all. Feeds are added in merge order, so that the report does not
 * depend on which of them was ahead.
 */
export function addReport(into: ReadReport, from: ReadReport): void {
  for (const key of ['rejected', 'repaired'] as const) {
    for (const [reason, found] of tallies(from[key])) {
      const tally = (into[key][reason] ??= { count: 0, examples: [] })
      addTo(tally, found.count, found.examples, REJECTED_EXAMPLES)
    }
  }
  addTo(into.rounded, from.rounded.count, from.rounded.examples, ROUNDED_EXAMPLES)
  into.crossed += from.crossed
  for (const text of from.notes) if (!into.notes.includes(text)) into.notes.push(text)
}

/** Rows left out, by reason. */
export function rejectedCounts(report: ReadReport): Record<string, number> {
  return Object.fromEntries(Object.entries(report.rejected).map(([reason, tally]) => [reason, tally.count]))
}

/** Rows left out. */
export function rejectedTotal(report: ReadReport): number {
  return Object.values(report.rejected).reduce((sum, { count }) => sum + count, 0)
}

/** The report in lines for people. */
export function describeReport(report: ReadReport): string[] {
  const lines = [`${report.rows} rows, ${rejectedTotal(report)} bad`]
  if (report.firstMicros !== undefined && report.lastMicros !== undefined) {
    lines.push(`from ${formatMicros(report.firstMicros)} to ${formatMicros(report.lastMicros)}`)
  }
  for (const [reason, { count, examples }] of Object.entries(report.rejected)) {
    lines.push(`${reason} ${count}: ${examples.join('; ')}`)
  }
  for (const [reason, { count, examples }] of Object.entries(report.repaired)) {
    lines.push(`${reason} ${count}, kept and widened: ${examples.join('; ')}`)
  }
  if (report.rounded.count > 0) lines.push(`rounded ${report.rounded.count}: ${report.rounded.examples.join('; ')}`)
  if (report.crossed > 0) lines.push(`crossed quotes, kept: ${report.crossed}`)
  return [...lines, ...report.notes]
}
