import type { ReasonCode } from '../../model/reasons.generated.ts'

/** Examples that a report shows of one reason. */
export const REJECTED_EXAMPLES = 5
/** Examples that a report shows of rounded values. */
export const ROUNDED_EXAMPLES = 10

/** Where parsers tell what they find. */
export interface DefectSink {
  /** A row that is left out. Throws {@link BadRowError} under the policy `stop`; a blank is no defect. */
  reject(reason: ReasonCode, file: string, line: number, detail?: string): void
  /** A row that is kept after a correction. */
  repair(reason: ReasonCode, file: string, line: number, detail?: string): void
  /** A value that was rounded; `detail` is only asked for while there is room for examples. */
  rounded(file: string, line: number, detail: () => string): void
  note(text: string): void
}

/** How often something happened in a block of rows, and the first lines where it did, each with its detail. */
export interface LineTally {
  count: number
  readonly examples: [line: number, detail: string][]
}

/** What a parser found beside the rows of one block; plain data, so that it can be stored with them. */
export interface BlockFindings {
  readonly rejected: Partial<Record<ReasonCode, LineTally>>
  readonly repaired: Partial<Record<ReasonCode, LineTally>>
  readonly rounded: LineTally
}

/** A bad row under the policy `stop`. */
export class BadRowError extends Error {
  override readonly name = 'BadRowError'
  readonly reason: ReasonCode
  readonly place: string
  readonly detail: string

  constructor(reason: ReasonCode, place: string, detail: string) {
    super(`${place}: ${reason}${detail === '' ? '' : `, ${detail}`} (badRows: stop; skip counts such rows and goes on)`)
    this.reason = reason
    this.place = place
    this.detail = detail
  }
}
