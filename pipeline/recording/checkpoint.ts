import { CHECKPOINT, ROW_BYTES } from '../../model/layout.generated.ts'
import { combine, hex, TAPES } from '../engine/hashes.ts'

/** What a run had come to before a row. */
export interface Checkpoint {
  readonly image: bigint
  readonly stages: bigint
  /** By {@link TAPES}; see `OutputChain`. */
  readonly chains: readonly bigint[]
  /** Rows that had come from feeds and files, to go on behind them. */
  readonly feedRows: number
  /** Reports of a venue outside that had come, to go on behind them. */
  readonly reportRows: number
}

/** One hash of what a run has said and what it is. */
export const checkpointHash = ({ image, stages, chains }: Checkpoint): string =>
  combine([...chains, image, stages].map(hex))

/** Rows that a checkpoint takes. */
export const CHECKPOINT_ROWS = 2
const LANES_AT = 24
const LANES = 5

const lanesOf = ({ image, stages, chains, feedRows, reportRows }: Checkpoint): bigint[] => [
  image,
  stages,
  ...chains,
  BigInt(feedRows),
  BigInt(reportRows),
]

/** A checkpoint as two rows; `nanos` is the time of the row before. */
export function checkpointRows(checkpoint: Checkpoint, nanos: bigint): Uint8Array {
  const rows = new Uint8Array(CHECKPOINT_ROWS * ROW_BYTES)
  const view = new DataView(rows.buffer)
  for (let row = 0; row < CHECKPOINT_ROWS; row++) {
    view.setUint8(row * ROW_BYTES, CHECKPOINT)
    view.setBigInt64(row * ROW_BYTES + 8, nanos, true)
    view.setUint32(row * ROW_BYTES + 20, row, true)
  }
  lanesOf(checkpoint).forEach((value, at) => {
    view.setBigUint64(Math.floor(at / LANES) * ROW_BYTES + LANES_AT + (at % LANES) * 8, value, true)
  })
  return rows
}

/** Whether a checkpoint begins at byte `at`. */
export const isCheckpoint = (rows: Uint8Array, at: number): boolean =>
  rows[at] === CHECKPOINT && rows[at + 20] === 0 && rows[at + 21] === 0

/** Reads the checkpoint that begins at byte `at`; undefined where the bytes end before its second row. */
export function readCheckpoint(rows: Uint8Array, at: number): Checkpoint | undefined {
  if (at + CHECKPOINT_ROWS * ROW_BYTES > rows.length) return undefined
  const view = new DataView(rows.buffer, rows.byteOffset + at, CHECKPOINT_ROWS * ROW_BYTES)
  const [image, stages, ...rest] = Array.from({ length: TAPES.length + 4 }, (_, lane) =>
    view.getBigUint64(Math.floor(lane / LANES) * ROW_BYTES + LANES_AT + (lane % LANES) * 8, true),
  )
  const [feedRows, reportRows] = rest.slice(TAPES.length).map(Number)
  return { image, stages, chains: rest.slice(0, TAPES.length), feedRows, reportRows }
}

/** In what two checkpoints differ, as `name expected … found …`; empty where they agree. */
export function checkpointDifferences(expected: Checkpoint, found: Checkpoint): string[] {
  const names = ['state of the desk', 'state of the stages', ...TAPES.map((tape) => `tape ${tape}`)]
  const [left, right] = [lanesOf(expected), lanesOf(found)]
  return names.flatMap((name, at) =>
    left[at] === right[at] ? [] : [`${name}: recorded ${hex(left[at])}, now ${hex(right[at])}`],
  )
}
