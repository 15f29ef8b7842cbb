import { ROW_BYTES, ROW_KIND } from '../../model/layout.generated.ts'
import type { JournalFrame } from './port.ts'

/** Rows of frames gathered into batches of one size, however the frames were cut; the last one is shorter. */
export class RowBatch {
  /** Rows in the batch that was read last. */
  rows = 0
  readonly view: DataView
  readonly sequences: Float64Array
  readonly epochs: Float64Array
  private readonly bytes: Uint8Array
  private readonly frames: Iterator<JournalFrame>
  private readonly to: number
  private frame: JournalFrame | undefined
  /** Next row of the frame. */
  private row = 0

  /** @param to Last sequence. */
  constructor(frames: Iterable<JournalFrame>, to: number, rowsMax: number) {
    this.frames = frames[Symbol.iterator]()
    this.to = to
    this.bytes = new Uint8Array(rowsMax * ROW_BYTES)
    this.view = new DataView(this.bytes.buffer)
    this.sequences = new Float64Array(rowsMax)
    this.epochs = new Float64Array(rowsMax)
  }

  kind(row: number): number {
    return this.bytes[row * ROW_BYTES + ROW_KIND]
  }

  /** Reads the next batch; returns its rows, 0 at the end. @throws what the frames throw */
  next(): number {
    this.rows = 0
    while (this.rows < this.sequences.length) {
      const frame = this.current()
      if (frame === undefined) break
      this.take(frame)
    }
    return this.rows
  }

  private current(): JournalFrame | undefined {
    if (this.frame !== undefined && this.row < this.frame.rows) return this.frame
    const { done, value } = this.frames.next()
    this.frame = done === true || value.firstSequence > this.to ? undefined : value
    this.row = 0
    return this.frame
  }

  private take({ firstSequence, rows, bytes, epoch }: JournalFrame): void {
    const first = firstSequence + this.row
    const wanted = Math.min(rows - this.row, this.to - first + 1)
    if (wanted === 0) {
      this.row = rows
      return
    }
    const count = Math.min(wanted, this.sequences.length - this.rows)
    this.bytes.set(bytes.subarray(this.row * ROW_BYTES, (this.row + count) * ROW_BYTES), this.rows * ROW_BYTES)
    for (let row = 0; row < count; row++) {
      this.sequences[this.rows + row] = first + row
      this.epochs[this.rows + row] = epoch
    }
    this.row += count
    this.rows += count
  }
}
