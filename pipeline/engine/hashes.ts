import xxhash from 'xxhash-wasm'
import type { FrameContext, StageRecord } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import type { Tape } from '../../kernels/tape.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { canonical } from '../canonical.ts'
import { hashPlain } from '../plain-hash.ts'
import { RECORD_BYTES, writeRecord } from './tape-record.ts'

const { create64, h64 } = await xxhash()

const ROWS_AT_ONCE = 512

/** Tapes in the order their hashes are combined. */
export const TAPES = ['input', 'bars', 'evaluations', 'signals', 'decisions', 'outcome'] as const
export type TapeName = (typeof TAPES)[number]

/**
 * XXH64 per tape over what the rows say, however the stream was cut: input rows as they are, derived rows with their
 * position in the frame replaced by (sequence, sub).
 */
export class TapeHashes {
  private readonly hashes = TAPES.map(() => create64())
  private readonly records = new Uint8Array(ROWS_AT_ONCE * RECORD_BYTES)
  private readonly words = new Uint32Array(this.records.buffer)

  /** Takes what one outcome adds; a frame's own tapes count with the frame's first outcome. */
  take({ frame, from, tape }: Outcome): void {
    if (from === 0) this.takeFrame(frame)
    this.derived(5, tape)
  }

  private takeFrame({ input, bars, evaluations, signals, decisions }: Frame): void {
    const { u8 } = input.memory
    this.hashes[0].update(u8.subarray(input.rows, input.rows + input.count * ROW_BYTES))
    this.derived(1, bars)
    this.derived(2, evaluations)
    this.derived(3, signals)
    this.derived(4, decisions)
  }

  private derived(at: number, tape: Tape): void {
    const { count } = tape
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const to = Math.min(count, from + ROWS_AT_ONCE)
      for (let row = from; row < to; row++) writeRecord(tape, row, this.words, (row - from) * (RECORD_BYTES / 4))
      this.hashes[at].update(this.records.subarray(0, (to - from) * RECORD_BYTES))
    }
  }

  /** Hash of each tape so far, in the order of {@link TAPES}. */
  values(): bigint[] {
    return this.hashes.map((hash) => hash.digest())
  }

  /** Hash of each tape so far, as 16 hex digits. */
  digests(): Record<TapeName, string> {
    return Object.fromEntries(TAPES.map((name, at) => [name, hex(this.hashes[at].digest())])) as Record<
      TapeName,
      string
    >
  }
}

/** State hash of a run: the desk's image and every stage's declared state. */
export function stateHash({ kernel, frame }: Outcome): string {
  return hex(h64(`${hex(kernel.hash())}${stagesText(frame.context)}`))
}

/** XXH64 of every stage's declared state, soon enough for a run that goes on. */
export const stageStatesHash = ({ stages }: FrameContext): bigint =>
  hashPlain(stages.map(({ name, version, state }) => [name, version, state()]))

function stagesText({ stages }: FrameContext): string {
  return canonical(stages.map(({ name, version, state }) => ({ name, version, state: state() })))
}

/** Hash of what the stages are: names, versions and parameters, in graph order. */
export function stagesHash(stages: readonly Pick<StageRecord, 'name' | 'version' | 'parameters'>[]): string {
  return stageTextsHash(stages.map(({ name, version, parameters }) => [name, version, canonical(parameters)]))
}

/** The same of names, versions and the canonical text of parameters. */
export function stageTextsHash(stages: readonly (readonly [string, string, string])[]): string {
  return hex(h64(JSON.stringify(stages)))
}

/** The one hash printed: of all tapes and the state, in order. */
export function combine(parts: readonly string[]): string {
  return hex(h64(parts.join('')))
}

/** A hash as 16 hex digits. */
export function hex(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}
