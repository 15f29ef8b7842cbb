import type { Observable, OperatorFunction } from 'rxjs'
import { Observable as Stream } from 'rxjs'
import xxhash from 'xxhash-wasm'
import type { Frame } from '../../kernels/frame.ts'
import type { Tape } from '../../kernels/tape.ts'
import { KIND_NAMES, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { TAPES } from './hashes.ts'
import type { TapeName } from './hashes.ts'
import { run } from './run.ts'
import { feed } from './source.ts'

const { h64 } = await xxhash()

/** Ways of cutting a stream that must all give one result. */
export const CUTS = [1, 7, 64, 1024, 'ragged'] as const
export type Cut = (typeof CUTS)[number]

/** The first place where two runs differ. */
export interface Divergence {
  readonly tape: TapeName
  readonly stage: string
  readonly sequence: number
  readonly kind: string
  readonly instrument: string
}

const STAGES: Readonly<Record<TapeName, string>> = {
  input: 'reading',
  bars: 'bars',
  evaluations: 'evaluate',
  signals: 'signal',
  decisions: 'decision',
  outcome: 'desk',
}

type Graph = (config: Config) => OperatorFunction<Frame, Outcome>

/** Result hash of a graph at one cut. */
export async function hashAtCut(
  config: Config,
  graph: Graph,
  cut: Cut,
  edit?: Edit,
): Promise<{ hash: string; events: number; tapes: Readonly<Record<TapeName, string>> }> {
  const cutConfig = { ...config, engine: { ...config.engine, frame: cut } }
  const result = await run(edited(feed(cutConfig), edit).pipe(graph(cutConfig)))
  return { hash: result.hash, events: result.parts.collector.events, tapes: result.parts.outputHashes }
}

/** Changes input rows before the graph sees them; for tests of what a change does. */
export type Edit = (frame: Frame) => void

function edited(frames: Observable<Frame>, edit: Edit | undefined): Observable<Frame> {
  if (edit === undefined) return frames
  return new Stream((subscriber) =>
    frames.subscribe({
      next(frame) {
        edit(frame)
        subscriber.next(frame)
      },
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  )
}

/** Flips one bit of the first lane of an input row. */
export function flipBit(sequence: number): Edit {
  return ({ input, firstSequence }) => {
    const row = sequence - firstSequence
    if (row >= 0 && row < input.count) input.memory.u8[input.at(row) + 24] ^= 1
  }
}

/** The first row, in graph order, that differs between two runs; undefined when none does. */
export async function firstDivergence(
  a: { config: Config; graph: Graph; cut: Cut; edit?: Edit },
  b: { config: Config; graph: Graph; cut: Cut; edit?: Edit },
): Promise<Divergence | undefined> {
  const [rowsA, rowsB] = [await rowHashes(a), await rowHashes(b)]
  let first: (Divergence & { order: number }) | undefined
  for (const [order, tape] of TAPES.entries()) {
    const [left, right] = [rowsA[order], rowsB[order]]
    const length = Math.max(left.length, right.length)
    for (let at = 0; at < length; at++) {
      if (left[at]?.hash === right[at]?.hash) continue
      const row = [left[at], right[at]].filter((one) => one !== undefined).sort((x, y) => x.sequence - y.sequence)[0]
      if (first === undefined || row.sequence < first.sequence) {
        first = { tape, stage: STAGES[tape], sequence: row.sequence, kind: row.kind, instrument: row.instrument, order }
      }
      break
    }
  }
  return first
}

interface RowHash {
  readonly hash: bigint | string
  readonly sequence: number
  readonly kind: string
  readonly instrument: string
}

async function rowHashes({
  config,
  graph,
  cut,
  edit,
}: {
  config: Config
  graph: Graph
  cut: Cut
  edit?: Edit
}): Promise<RowHash[][]> {
  const cutConfig = { ...config, engine: { ...config.engine, frame: cut } }
  const rows: RowHash[][] = TAPES.map(() => [])
  const take = (order: number, tape: Tape, input: boolean): void => {
    const { u8, u32 } = tape.memory
    for (let row = 0; row < tape.count; row++) {
      const at = tape.at(row)
      const sequence = tape.firstSequence + (input ? row : tape.position(row))
      const bytes = u8.slice(at, at + ROW_BYTES)
      if (!input) bytes.fill(0, 16, 20)
      const hash = `${h64Of(bytes)}/${sequence}/${input ? 0 : tape.sub(row)}`
      rows[order].push({
        hash,
        sequence,
        kind: KIND_NAMES[u8[at]] ?? '?',
        instrument: config.instruments[u32[(at >> 2) + 1]]?.symbol ?? '',
      })
    }
  }
  await new Promise<void>((resolve, reject) => {
    edited(feed(cutConfig), edit)
      .pipe(graph(cutConfig))
      .subscribe({
        next({ frame, from, tape }) {
          if (from === 0) {
            take(0, frame.input, true)
            ;[frame.bars, frame.evaluations, frame.signals, frame.decisions].forEach((one, order) =>
              take(order + 1, one, false),
            )
          }
          take(5, tape, false)
        },
        error: reject,
        complete: resolve,
      })
  })
  return rows
}

const decoder = new TextDecoder('latin1')
const h64Of = (bytes: Uint8Array): string => h64(decoder.decode(bytes)).toString(16)
