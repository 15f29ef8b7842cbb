import { ROW_BYTES } from '../../model/layout.generated.ts'

const ROWS_FIRST = 1_024

/** All reports of a venue in their order, 64 bytes each, with the row of the venue's journal that caused them. */
export class ReportLog {
  private bytes = new Uint8Array(ROWS_FIRST * ROW_BYTES)
  private causes = new Float64Array(ROWS_FIRST)
  private held = 0

  get count(): number {
    return this.held
  }

  /** Adds a report; causes don't fall. */
  add(row: Uint8Array, cause: number): void {
    if (this.held === this.causes.length) this.grow()
    this.bytes.set(row, this.held * ROW_BYTES)
    this.causes[this.held++] = cause
  }

  /** How many of the reports were caused up to a row. */
  upTo(sequence: number): number {
    let low = 0
    let high = this.held
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.causes[middle] <= sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The rows of the reports number `from` + 1 … `to`: valid until the next is added. */
  rows(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from * ROW_BYTES, to * ROW_BYTES)
  }

  private grow(): void {
    const bytes = new Uint8Array(2 * this.bytes.length)
    bytes.set(this.bytes)
    const causes = new Float64Array(2 * this.causes.length)
    causes.set(this.causes)
    this.bytes = bytes
    this.causes = causes
  }
}
