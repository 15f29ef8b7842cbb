import { formatMicros } from '../../model/time.ts'
import type { ReasonCode } from '../../model/reasons.generated.ts'

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
  }
}

/** A bad row under the policy `stop`. */
export class BadRowError extends Error {
  override readonly name = 'BadRowError'
  readonly reason: ReasonCode
  readonly place: string

  constructor(reason: ReasonCode, place: string, detail: string) {
    super(`${place}: ${reason}${detail === '' ? '' : `, ${detail}`} (badRows: stop; skip counts such rows and goes on)`)
    this.reason = reason
    this.place = place
  }
}

const REJECTED_EXAMPLES = 5
const ROUNDED_EXAMPLES = 10

/** Counts what readers find; decides by the policy whether reading goes on. */
export class Defects {
  readonly report: ReadReport
  private readonly stop: boolean

  constructor(report: ReadReport, policy: 'skip' | 'stop') {
    this.report = report
    this.stop = policy === 'stop'
  }

  /** A row that is left out. Throws {@link BadRowError} under the policy `stop`; a blank is no defect. */
  reject(reason: ReasonCode, file: string, line: number, detail = ''): void {
    this.tally(this.report.rejected, reason, file, line, detail)
  }

  /** A row that is kept after a correction. */
  repair(reason: ReasonCode, file: string, line: number, detail = ''): void {
    this.tally(this.report.repaired, reason, file, line, detail)
  }

  /** A value that was rounded; `detail` is only asked for while there is room for examples. */
  rounded(file: string, line: number, detail: () => string): void {
    const { rounded } = this.report
    rounded.count++
    if (rounded.examples.length < ROUNDED_EXAMPLES) rounded.examples.push(`${file}:${line} ${detail()}`)
  }

  note(text: string): void {
    if (!this.report.notes.includes(text)) this.report.notes.push(text)
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
