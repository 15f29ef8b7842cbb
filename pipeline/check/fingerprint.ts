import xxhash from 'xxhash-wasm'
import type { Tape } from '../../kernels/tape.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { combine, stateHash, TapeHashes, TAPES } from '../engine/hashes.ts'
import type { TapeName } from '../engine/hashes.ts'
import { RECORD_BYTES, writeRecord } from '../engine/tape-record.ts'

const { h64Raw } = await xxhash()

/** Input rows whose outputs one digest stands for. */
export const BLOCK_ROWS = 1_024

/** The derived tapes of a frame. */
export const DERIVED = ['bars', 'evaluations', 'signals', 'decisions'] as const

/**
 * What a run made of its input, as one digest a tape for each block of {@link BLOCK_ROWS} sequences: 48 bytes a block,
 * so that two runs of any length can be compared and the first difference be narrowed down to a block. A digest is
 * chained row by row, d ← XXH64(row, seed d), so that it does not depend on how the rows came.
 */
export class Fingerprint {
  /** Digests by tape and block; 0 where the tape has no row in the block. */
  readonly digests: Readonly<Record<TapeName, bigint[]>>
  rows = 0
  frames = 0
  private last: Outcome | undefined
  private readonly tapes = new TapeHashes()
  private readonly words = new Uint32Array(RECORD_BYTES / 4)
  private readonly record = new Uint8Array(this.words.buffer)

  constructor() {
    this.digests = { input: [], bars: [], evaluations: [], signals: [], decisions: [], outcome: [] }
  }

  take(outcome: Outcome): void {
    const { frame, from, to, tape } = outcome
    this.last = outcome
    this.rows += to - from
    this.tapes.take(outcome)
    if (from === 0) {
      this.frames++
      this.input(frame.input)
      for (const name of DERIVED) this.derived(name, frame[name])
    }
    this.derived('outcome', tape)
  }

  /** State of the desk and the stages after the last frame. */
  state(): string {
    return this.last === undefined ? 'nothing was read' : stateHash(this.last)
  }

  /** The hash that a run of the same graph prints. */
  hash(): string {
    const tapes = this.tapes.digests()
    return combine([...TAPES.map((name) => tapes[name]), this.state()])
  }

  private input(tape: Tape): void {
    const { u8 } = tape.memory
    for (let row = 0; row < tape.count; row++) {
      const at = tape.at(row)
      this.chain('input', tape.firstSequence + row, u8.subarray(at, at + ROW_BYTES))
    }
  }

  private derived(name: TapeName, tape: Tape): void {
    for (let row = 0; row < tape.count; row++) {
      writeRecord(tape, row, this.words, 0)
      this.chain(name, tape.firstSequence + tape.position(row), this.record)
    }
  }

  private chain(name: TapeName, sequence: number, row: Uint8Array): void {
    const blocks = this.digests[name]
    const block = Math.floor(sequence / BLOCK_ROWS)
    while (blocks.length <= block) blocks.push(0n)
    blocks[block] = h64Raw(row, blocks[block])
  }
}

/** First block in which two fingerprints differ on any tape, or undefined. */
export function firstBlockApart(a: Fingerprint, b: Fingerprint): number | undefined {
  let first: number | undefined
  for (const name of TAPES) {
    const [one, other] = [a.digests[name], b.digests[name]]
    for (let block = 0; block < Math.max(one.length, other.length); block++) {
      if ((one[block] ?? 0n) === (other[block] ?? 0n)) continue
      if (first === undefined || block < first) first = block
      break
    }
  }
  return first
}
