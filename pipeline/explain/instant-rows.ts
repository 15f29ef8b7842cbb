import type { Frame } from '../../kernels/frame.ts'
import { FLAG_LAST, ROW_BYTES } from '../../model/layout.generated.ts'

/** A row as it stood on a tape, copied. */
export interface KeptRow {
  readonly tape: 'input' | 'evaluations' | 'signals' | 'decisions'
  readonly sequence: number
  readonly sub: number
  /** 64 bytes. */
  readonly view: DataView
}

/** The rows of the instant that goes on, over the ends of frames: from behind the last LAST row. */
export class InstantRows {
  rows: KeptRow[] = []
  private ended = true

  /** Takes a frame up to the row at `to`, and what was derived of it. */
  take(frame: Frame): void {
    const { input, firstSequence } = frame
    const { u8 } = input.memory
    let from = 0
    if (this.ended) this.rows = []
    for (let row = 0; row + 1 < input.count; row++) if ((u8[input.at(row) + 1] & FLAG_LAST) !== 0) from = row + 1
    if (from > 0) this.rows = []
    for (let row = from; row < input.count; row++) this.keep(frame, 'input', firstSequence + row, 0, input.at(row))
    for (const name of ['evaluations', 'signals', 'decisions'] as const) {
      const tape = frame[name]
      for (let row = 0; row < tape.count; row++) {
        if (tape.position(row) >= from)
          this.keep(frame, name, firstSequence + tape.position(row), tape.sub(row), tape.at(row))
      }
    }
    this.ended = input.count > 0 ? (u8[input.at(input.count - 1) + 1] & FLAG_LAST) !== 0 : this.ended
  }

  private keep({ context }: Frame, tape: KeptRow['tape'], sequence: number, sub: number, at: number): void {
    const bytes = context.memory.u8.slice(at, at + ROW_BYTES)
    this.rows.push({ tape, sequence, sub, view: new DataView(bytes.buffer) })
  }
}
