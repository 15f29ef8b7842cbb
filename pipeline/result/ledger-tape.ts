import { HOLDER_EVENT_KINDS } from '../../analytics/ledger/adjustment.ts'
import type { BookedAdjustment } from '../../analytics/ledger/apply-adjustment.ts'
import type { LedgerFill } from '../../analytics/ledger/book.ts'
import {
  ADJUST,
  ADJUST_CASH,
  ADJUST_COST,
  ADJUST_DENOMINATOR,
  ADJUST_LOTS,
  ADJUST_NUMERATOR,
  ALERT,
  FILL,
  FILL_FEE,
  FILL_LOTS,
  FILL_PRICE,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import type { Tape } from '../../kernels/tape.ts'
import type { Outcome } from '../../operators/outcome.ts'

/** Entries kept: 88 bytes each. */
const ENTRIES_MAX = 1_000_000
const SUB_MASK = 2 ** 20 - 1

/** One fill, or one adjustment of a position, as the desk booked it. */
export type LedgerEntry = { readonly portfolio: number; readonly instrument: number } & (
  | { readonly fill: LedgerFill }
  | { readonly cause: { readonly id: string; readonly timeMicros: number }; readonly adjustment: BookedAdjustment }
)

/** What a run booked, row by row, from which the books of lots are made by any method afterwards. */
export class LedgerTape {
  /** Entries beyond what is kept. */
  leftOut = 0
  private bytes = new Uint8Array(64 * ROW_BYTES)
  private sequences = new Float64Array(64)
  private count = 0

  /** Copies the FILL rows of an outcome and the ADJUST rows among its input, in the order in which they were booked. */
  take({ frame, tape, from, to }: Outcome): void {
    let next = 0
    const { input } = frame
    for (let row = from; row < to; row++) {
      if (input.memory.u8[input.at(row)] !== ADJUST) continue
      // Timers of the row come before its input, so its own fills do.
      next = this.fills(tape, next, row)
      if (!refused(tape, row)) this.add(input, row, input.firstSequence + row)
    }
    this.fills(tape, next, Number.POSITIVE_INFINITY)
  }

  /** Every entry, oldest first. */
  *entries(): Generator<LedgerEntry> {
    const view = new DataView(this.bytes.buffer)
    for (let entry = 0; entry < this.count; entry++) {
      const at = entry * ROW_BYTES
      const f64 = (word: number): number => view.getFloat64(at + word * 8, true)
      const i64 = (word: number): bigint => view.getBigInt64(at + word * 8, true)
      const timeMicros = microsFromWords(view.getUint32(at + 8, true), view.getInt32(at + 12, true))
      const where = { portfolio: view.getUint16(at + 2, true), instrument: view.getUint32(at + 4, true) }
      const sequence = this.sequences[entry]
      if (this.bytes[at] === FILL) {
        const id = `${sequence}.${view.getUint32(at + 16, true) & SUB_MASK}`
        const [lots, price, fee] = [BigInt(f64(FILL_LOTS)), BigInt(f64(FILL_PRICE)), i64(FILL_FEE)]
        yield { ...where, fill: { id, timeMicros, lots, price, fee } }
        continue
      }
      const event = HOLDER_EVENT_KINDS[view.getUint32(at + 20, true) - 1]
      const adjustment = {
        lots: BigInt(f64(ADJUST_LOTS)),
        cost: i64(ADJUST_COST),
        cash: i64(ADJUST_CASH),
        numerator: BigInt(f64(ADJUST_NUMERATOR)),
        denominator: BigInt(f64(ADJUST_DENOMINATOR)),
        ...(event === undefined ? {} : { event }),
      }
      yield { ...where, cause: { id: String(sequence), timeMicros }, adjustment }
    }
  }

  /** Copies fills up to input row `position`; returns the row of the tape to go on with. */
  private fills(tape: Tape, from: number, position: number): number {
    let row = from
    for (; row < tape.count && tape.position(row) <= position; row++) {
      if (tape.memory.u8[tape.at(row)] === FILL) this.add(tape, row, tape.firstSequence + tape.position(row))
    }
    return row
  }

  private add(tape: Tape, row: number, sequence: number): void {
    if (this.count === ENTRIES_MAX) {
      this.leftOut++
      return
    }
    if (this.count === this.sequences.length) this.grow()
    this.bytes.set(tape.memory.u8.subarray(tape.at(row), tape.at(row) + ROW_BYTES), this.count * ROW_BYTES)
    this.sequences[this.count++] = sequence
  }

  private grow(): void {
    const { bytes, sequences } = this
    this.bytes = new Uint8Array(bytes.length * 2)
    this.bytes.set(bytes)
    this.sequences = new Float64Array(sequences.length * 2)
    this.sequences.set(sequences)
  }
}

/** Whether the desk did not apply the ADJUST row at an input position. */
function refused(tape: Tape, position: number): boolean {
  for (let row = 0; row < tape.count && tape.position(row) <= position; row++) {
    const at = tape.at(row)
    if (tape.position(row) !== position || tape.memory.u8[at] !== ALERT) continue
    const reason = tape.memory.u32[(at + 20) >> 2] & 0xffff
    if (reason === Reason.COMMAND_INVALID || reason === Reason.MONEY_OVERFLOW) return true
  }
  return false
}
