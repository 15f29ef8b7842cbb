import { CHECKPOINT, ROW_BYTES } from '../../model/layout.generated.ts'
import { checkpointDifferences, checkpointHash, CHECKPOINT_ROWS, isCheckpoint, readCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { RecordingError } from './errors.ts'
import type { RecordedRun } from './recorded-run.ts'

/** A checkpoint at which a run is not what it was when it was recorded. */
export interface Divergence {
  /** The rows up to this sequence lead to something else. */
  readonly sequence: number
  /** The rows up to this sequence lead to what they did. */
  readonly agreed: number
  readonly differences: readonly string[]
}

/** Takes recorded rows through a run and compares what it comes to at each checkpoint. */
export class Rerun {
  /** Checkpoints that agreed. */
  checkpoints = 0
  private readonly run: RecordedRun
  private last: { readonly sequence: number; readonly hash: string } | undefined
  private agreed: number
  /** The first row of a checkpoint whose second has not come, and what the run was there. */
  private half: { readonly row: Uint8Array; readonly now: Checkpoint } | undefined

  constructor(run: RecordedRun) {
    this.run = run
    this.agreed = run.sequence
  }

  /**
   * Takes rows that follow, from byte 0 of `bytes` on.
   *
   * @throws {DivergedError}; what the graph throws
   */
  take(bytes: Uint8Array, rows: number): void {
    const { run } = this
    if (this.half !== undefined && rows > 0) this.finishHalf(bytes)
    let from = 0
    for (let row = 0; row < rows; row++) {
      const at = row * ROW_BYTES
      if (bytes[at] !== CHECKPOINT || !isCheckpoint(bytes, at)) continue
      run.take(bytes, from * ROW_BYTES, row - from)
      from = row
      const now = run.checkpoint()
      const recorded = readCheckpoint(bytes.subarray(0, rows * ROW_BYTES), at)
      if (recorded === undefined) this.half = { row: bytes.slice(at, at + ROW_BYTES), now }
      else this.compare(recorded, now, run.sequence)
    }
    run.take(bytes, from * ROW_BYTES, rows - from)
  }

  /** Its second row comes with other bytes than its first. */
  private finishHalf(bytes: Uint8Array): void {
    const { row, now } = this.half!
    this.half = undefined
    // Where it was never written, its writer was stopped between the two.
    if (bytes[0] !== CHECKPOINT || isCheckpoint(bytes, 0)) return
    const both = new Uint8Array(CHECKPOINT_ROWS * ROW_BYTES)
    both.set(row)
    both.set(bytes.subarray(0, ROW_BYTES), ROW_BYTES)
    this.compare(readCheckpoint(both, 0)!, now, this.run.sequence - 1)
  }

  /** One hash of what the rows so far have led to: the newest checkpoint's, where nothing came after it. */
  get hash(): string {
    const { run, last } = this
    return last !== undefined && last.sequence + CHECKPOINT_ROWS === run.sequence
      ? last.hash
      : checkpointHash(run.checkpoint())
  }

  private compare(recorded: Checkpoint, now: Checkpoint, sequence: number): void {
    this.last = { sequence, hash: checkpointHash(now) }
    const differences = checkpointDifferences(recorded, now)
    if (differences.length > 0) throw new DivergedError({ sequence, agreed: this.agreed, differences })
    this.checkpoints++
    this.agreed = sequence
  }
}

/** A run that is not the recorded one. */
export class DivergedError extends RecordingError {
  readonly divergence: Divergence

  constructor(divergence: Divergence) {
    const { sequence, agreed, differences } = divergence
    super(
      'RECORDING_DIVERGED',
      `between rows ${agreed + 1} and ${sequence} the run is not the recorded one: ${differences.join('; ')}`,
    )
    this.divergence = divergence
  }
}
