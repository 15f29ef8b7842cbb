import { kernelOf } from '../../pipeline/engine/backend.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { EVALUATION, LAYOUT_HASH } from '../../model/layout.generated.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { Random } from '../fuzz/random.ts'
import { Side } from '../fuzz/side.ts'
import { memoryOf, putRows, rowsOf, stateHash } from './hex.ts'
import { Script } from './script.ts'
import type { Scripted } from './script.ts'
import { WORLDS } from './worlds.ts'

const ROWS_PER_WORLD = 140
/** Rows a frame holds at most: small, so that the state is compared often. */
const FRAME_ROWS = 6
const BARS = parseBarSpec('1m')

/** What `kernels/vectors/desk.json` holds; kernels/vectors/README.md describes it. */
export interface Vectors {
  readonly layoutHash: string
  readonly worlds: readonly GoldenWorld[]
}

export interface GoldenWorld {
  readonly name: keyof typeof WORLDS
  /** Of memory used; the tapes lie behind the image. */
  readonly bytes: number
  /** Byte offsets of the control record and of the tapes’ headers. */
  readonly image: number
  readonly stateBytes: number
  readonly input: number
  readonly evaluations: number
  readonly decisions: number
  readonly outcome: number
  readonly memory: readonly string[]
  readonly frames: readonly GoldenFrame[]
}

export interface GoldenFrame {
  readonly sequence: number
  readonly input: readonly string[]
  readonly evaluations: readonly string[]
  readonly decisions: readonly string[]
  readonly outcome: readonly string[]
  /** FNV-1a of the state’s bytes. */
  readonly state: string
  /** XXH64 of the state in canonical order: `kernel.hash()`. */
  readonly hash: string
}

/** A desk on a memory of its own, as the vectors begin it. */
export function sideOf(name: keyof typeof WORLDS, backend: Backend): Side {
  return new Side(WORLDS[name], { [backend]: kernelOf(backend) }, FRAME_ROWS)
}

/** What a world's file says before its first frame. */
export function beginning(side: Side): Omit<GoldenWorld, 'name' | 'frames'> {
  const { image, frame, outcome } = side
  return {
    bytes: image.memory.bytesUsed,
    image: image.base,
    stateBytes: image.stateBytes,
    input: frame.input.base,
    evaluations: frame.evaluations.base,
    decisions: frame.decisions.base,
    outcome: outcome.base,
    memory: memoryOf(image.memory),
  }
}

/** Steps a frame as the file has it, and tells what it came to. */
export function play(side: Side, backend: Backend, asked: GoldenFrame): GoldenFrame {
  const { frame, outcome } = side
  side.begin()
  frame.begin(asked.sequence)
  outcome.firstSequence = asked.sequence
  putRows(frame.input, asked.input)
  putRows(frame.evaluations, asked.evaluations)
  putRows(frame.decisions, asked.decisions)
  return { ...asked, ...answer(side, backend) }
}

function answer(side: Side, backend: Backend): Pick<GoldenFrame, 'outcome' | 'state' | 'hash'> {
  const rows = side.frame.input.count
  const to = side.advance(backend, 0, rows)
  if (to !== rows) throw new Error(`stopped before row ${to} of ${rows}`)
  const hash = side.kernel(backend).hash().toString(16).padStart(16, '0')
  return { outcome: rowsOf(side.outcome), state: stateHash(side.image), hash }
}

/** The vectors, made on the reference desk. */
export function makeVectors(): Vectors {
  const names = Object.keys(WORLDS) as (keyof typeof WORLDS)[]
  return {
    layoutHash: LAYOUT_HASH.toString(16).padStart(16, '0'),
    worlds: names.map((name, seed) => makeWorld(name, seed + 1)),
  }
}

function makeWorld(name: keyof typeof WORLDS, seed: number): GoldenWorld {
  const side = sideOf(name, 'reference')
  const begun = beginning(side)
  const script = new Script(name, seed)
  const random = new Random(seed)
  const frames: GoldenFrame[] = []
  for (let sequence = 1; sequence <= ROWS_PER_WORLD;) {
    const { frame, outcome } = side
    side.begin()
    frame.begin(sequence)
    outcome.firstSequence = sequence
    // The script sees the state before the frame.
    const steps = Array.from({ length: random.integer(1, FRAME_ROWS) }, () => script.next(side.image))
    for (const step of steps) push(side, step)
    const [input, evaluations, decisions] = [frame.input, frame.evaluations, frame.decisions].map(rowsOf)
    frames.push({ sequence, input, evaluations, decisions, ...answer(side, 'reference') })
    sequence += steps.length
  }
  side.release()
  return { name, ...begun, frames }
}

function push(side: Side, step: Scripted): void {
  const { input, evaluations } = side.frame
  const position = input.count
  side.push(step)
  if (step.evaluation === undefined) return
  const { memory } = side.image
  const row = evaluations.append(position, input.at(position), EVALUATION, 0, 0, step.instrument, BARS)
  const [rating, confidence, horizonMicros, asOf] = step.evaluation
  memory.f64.set([rating, confidence, horizonMicros], (row >> 3) + 3)
  memory.i64[(row >> 3) + 6] = asOf
}

/** The file: a line for each frame's list, so that a change shows where it is. */
export function printVectors({ layoutHash, worlds }: Vectors): string {
  const parts = worlds.map(({ frames, memory, ...head }) => {
    const lines = memory.map((run) => JSON.stringify(run)).join(',\n')
    const list = frames.map((frame) => JSON.stringify(frame)).join(',\n')
    return `${JSON.stringify(head).slice(0, -1)}, "memory": [\n${lines}\n], "frames": [\n${list}\n]}`
  })
  return `{"layoutHash": "${layoutHash}", "worlds": [\n${parts.join(',\n')}\n]}\n`
}
