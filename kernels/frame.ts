import {
  FRAME_ROWS_MAX,
  TAPE_BARS,
  TAPE_DECISIONS,
  TAPE_EVALUATIONS,
  TAPE_INPUT,
  TAPE_SIGNALS,
} from '../model/layout.generated.ts'
import type { FrameContext } from './frame-context.ts'
import { Tape } from './tape.ts'

/** What RxJS edges carry: up to 4 096 input rows and the tapes that the stages derive from them. */
export class Frame {
  readonly context: FrameContext
  readonly input: Tape
  readonly bars: Tape
  readonly evaluations: Tape
  readonly signals: Tape
  readonly decisions: Tape

  constructor(context: FrameContext, rows: number, derivedRows: number) {
    const { memory } = context
    this.context = context
    this.input = new Tape(memory, TAPE_INPUT, rows, 'input')
    this.bars = new Tape(memory, TAPE_BARS, derivedRows, 'bars')
    this.evaluations = new Tape(memory, TAPE_EVALUATIONS, derivedRows, 'evaluations')
    this.signals = new Tape(memory, TAPE_SIGNALS, derivedRows, 'signals')
    this.decisions = new Tape(memory, TAPE_DECISIONS, derivedRows, 'decisions')
  }

  get rowCount(): number {
    return this.input.count
  }

  get firstSequence(): number {
    return this.input.firstSequence
  }

  /** Empties all tapes for the rows from `sequence` on. */
  begin(sequence: number): void {
    this.input.begin(sequence)
    this.bars.begin(sequence)
    this.evaluations.begin(sequence)
    this.signals.begin(sequence)
    this.decisions.begin(sequence)
  }
}

/** Frames taken in turn. A frame is valid until the pool comes round to it again. */
export class FramePool {
  readonly context: FrameContext
  readonly rows: number
  private readonly frames: Frame[]
  private turn = 0

  /**
   * @param rows Input rows a frame holds, 1 … 4 096.
   * @param derivedRows Rows each derived tape holds.
   */
  constructor(context: FrameContext, rows: number, derivedRows: number, count = 2) {
    if (!Number.isInteger(rows) || rows < 1 || rows > FRAME_ROWS_MAX) {
      throw new RangeError(`a frame holds 1 to ${FRAME_ROWS_MAX} rows, was ${rows}`)
    }
    this.context = context
    this.rows = rows
    this.frames = Array.from({ length: count }, () => new Frame(context, rows, derivedRows))
  }

  /** Bytes that a pool of these sizes takes from the memory. */
  static bytes(rows: number, derivedRows: number, count = 2): number {
    return count * ((rows + 4 * derivedRows) * 64 + 5 * 128)
  }

  /** The next frame, emptied. */
  next(firstSequence: number): Frame {
    const frame = this.frames[this.turn]
    this.turn = (this.turn + 1) % this.frames.length
    frame.begin(firstSequence)
    return frame
  }
}
