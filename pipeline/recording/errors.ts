/** Why a recording can't be gone on with, or be run again. */
export type RecordingFault =
  /** The journal's first row is not the beginning of a run, or its manifest is not whole. */
  | 'RECORDING_MANIFEST'
  /** Retention removed the beginning, and no snapshot stands for it. */
  | 'RECORDING_PRUNED'
  /** Written by another version of the engine. */
  | 'RECORDING_ENGINE'
  /** Written with another layout of rows. */
  | 'RECORDING_LAYOUT'
  /** Written with another configuration. */
  | 'RECORDING_CONFIG'
  /** Written by a graph of other stages. */
  | 'RECORDING_STAGES'
  /** The source of frames names other feeds. */
  | 'RECORDING_SOURCES'
  /** What the rows lead to is not what was noted when they were recorded. */
  | 'RECORDING_DIVERGED'
  /** No recording, or one that is not whole. */
  | 'RECORDING_UNREADABLE'
  /** A data file, or the graph's, is not the one that was recorded. */
  | 'RECORDING_FILE'
  /** Files were read by another version of the reader, which may make other rows of them. */
  | 'RECORDING_READER'

/** An error of a recording, told apart by its `fault`; the message carries both sides. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  readonly fault: RecordingFault

  constructor(fault: RecordingFault, text: string, options?: { cause?: unknown }) {
    super(`${fault}: ${text}`, options)
    this.fault = fault
  }
}
