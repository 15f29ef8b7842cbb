// Plain rows to frames, for stages: input rows with the derived rows an earlier stage would have hung on them.
import { Observable } from 'rxjs'
import type { FrameContext } from '../../kernels/frame-context.ts'
import { FramePool } from '../../kernels/frame.ts'
import type { Frame } from '../../kernels/frame.ts'
import { Memory } from '../../kernels/memory.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import type { Tape } from '../../kernels/tape.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import type { Instrument } from '../../model/instrument.ts'
import { BAR, CLOCK, EVALUATION, FLAG_LAST, QUOTE, SIGNAL } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Stage } from '../../operators/stage.ts'
import { decode, instrumentOf } from '../kernels/harness.ts'
import type { Row } from '../kernels/harness.ts'

/** 2020-01-02 00:00 UTC, µs. */
export const START_MICROS = 18_263 * 86_400_000_000
export const MINUTE = 60_000_000
export const HOUR = 60 * MINUTE

export interface PlainEvaluation {
  readonly source?: string
  readonly timeframe?: string
  readonly instrument?: number
  readonly rating: number
  readonly confidence?: number
  readonly horizon?: number
  /** µs relative to the row's time; 0 or below unless it leaks. */
  readonly asOf?: number
}

export interface PlainSignal {
  readonly strategy?: string
  readonly instrument?: number
  readonly strength: number
  readonly confidence?: number
  readonly quality?: number
}

export interface PlainBar {
  readonly spec?: string
  readonly instrument?: number
  readonly close: number
  /** µs relative to the row's time. */
  readonly end?: number
}

/** One input row; a clock tick unless it says otherwise. */
export interface PlainRow {
  /** µs since START_MICROS. */
  readonly at: number
  readonly last?: boolean
  readonly instrument?: number
  readonly bar?: PlainBar
  readonly quote?: readonly [bid: number, ask: number]
  /** The row itself is an evaluation. */
  readonly evaluation?: PlainEvaluation
  /** Any other kind, by its lanes. */
  readonly raw?: {
    readonly kind: number
    readonly source?: number
    readonly aux?: number
    readonly lanes?: readonly (number | bigint)[]
  }
  /** What stood on the derived tapes at this row. */
  readonly evaluations?: readonly PlainEvaluation[]
  readonly bars?: readonly PlainBar[]
  readonly signals?: readonly PlainSignal[]
}

export const SYMBOLS = ['AAA', 'BBB', 'CCC']

export interface Bench {
  readonly context: FrameContext
  readonly pool: FramePool
}

export function bench(
  rowsMax = 256,
  derived = 4 * rowsMax,
  instruments: readonly Instrument[] = SYMBOLS.map((symbol) => instrumentOf({ symbol })),
): Bench {
  const memory = new Memory(4 * FramePool.bytes(rowsMax, derived) + 2 ** 23)
  const context: FrameContext = {
    memory,
    universe: new Universe(instruments),
    kernel: (image, outcome) => new ReferenceKernel(image, outcome),
    debug: true,
    stages: [],
  }
  return { context, pool: new FramePool(context, rowsMax, derived) }
}

/** Cuts rows into frames of the sizes given in turn. */
export function framesOf(rows: readonly PlainRow[], sizes: readonly number[], { pool }: Bench): Observable<Frame> {
  return new Observable((subscriber) => {
    let from = 0
    for (let turn = 0; from < rows.length && !subscriber.closed; turn++) {
      const to = Math.min(rows.length, from + sizes[turn % sizes.length])
      const frame = pool.next(from + 1)
      for (let row = from; row < to; row++) fill(frame, row - from, rows[row])
      subscriber.next(frame)
      from = to
    }
    subscriber.complete()
  })
}

/** Writes one row, and what hangs on it, into a frame. */
export function fill(frame: Frame, position: number, row: PlainRow): void {
  const { memory, universe } = frame.context
  const { strategies } = universe
  const at = frame.input.push()
  const time = BigInt(START_MICROS + row.at) * 1000n
  const kind = row.raw ? row.raw.kind : row.bar ? BAR : row.quote ? QUOTE : row.evaluation ? EVALUATION : CLOCK
  memory.u8[at] = kind
  memory.u8[at + 1] = row.last === false ? 0 : FLAG_LAST
  memory.u32[(at + 4) >> 2] = row.instrument ?? row.bar?.instrument ?? row.evaluation?.instrument ?? 0
  memory.i64[(at >> 3) + 1] = time
  if (row.raw) {
    memory.u16[(at + 2) >> 1] = row.raw.source ?? 0
    memory.u32[(at + 20) >> 2] = row.raw.aux ?? 0
    row.raw.lanes?.forEach((value, lane) => {
      if (typeof value === 'bigint') memory.i64[(at >> 3) + 3 + lane] = value
      else memory.f64[(at >> 3) + 3 + lane] = value
    })
  }
  if (row.quote) memory.f64.set(row.quote, (at >> 3) + 3)
  if (row.bar) writeBar(frame, at, row.bar, time)
  if (row.evaluation) writeEvaluation(frame, at, row.evaluation, time)
  for (const one of row.bars ?? []) {
    writeBar(frame, frame.bars.append(position, at, BAR, 0, 0, one.instrument ?? 0, 0), one, time)
  }
  for (const one of row.evaluations ?? []) {
    writeEvaluation(frame, frame.evaluations.append(position, at, EVALUATION, 0, 0, one.instrument ?? 0, 0), one, time)
  }
  for (const { strategy = 'main', instrument = 0, strength, confidence = 0.8, quality = 0.8 } of row.signals ?? []) {
    const to = frame.signals.append(position, at, SIGNAL, 0, strategies.id(strategy), instrument, 1)
    memory.f64.set([strength, confidence, quality, HOUR, 1], (to >> 3) + 3)
  }
}

function writeBar(
  { context: { memory } }: Frame,
  at: number,
  { spec = '1h', close, end = 0 }: PlainBar,
  time: bigint,
): void {
  memory.u32[(at + 20) >> 2] = parseBarSpec(spec)
  memory.i64[(at >> 3) + 1] = time + BigInt(end) * 1000n
  memory.f64.set([close, close, close, close, 0], (at >> 3) + 3)
}

function writeEvaluation(
  { context: { memory, universe } }: Frame,
  at: number,
  one: PlainEvaluation,
  time: bigint,
): void {
  const { source = 'alpha', timeframe = '1h', rating, confidence = 0.8, horizon = HOUR, asOf = 0 } = one
  memory.u16[(at + 2) >> 1] = universe.sources.id(source)
  memory.u32[(at + 20) >> 2] = timeframe === 'quote' ? 0 : parseBarSpec(timeframe)
  memory.f64.set([rating, confidence, horizon], (at >> 3) + 3)
  memory.i64[(at >> 3) + 6] = time + BigInt(asOf) * 1000n
}

/** Rows of a tape with names of the cut-independent identity. */
export function rowsOf(tape: Tape): Row[] {
  return Array.from({ length: tape.count }, (_, row) => decode(tape, row))
}

export type TapeName = 'bars' | 'evaluations' | 'signals' | 'decisions'

/** Runs stages over rows and gives what stands on a tape afterwards. */
export function runStages(
  rows: readonly PlainRow[],
  stages: readonly Stage[],
  tape: TapeName,
  sizes: readonly number[] = [64],
  on: Bench = bench(),
): Row[] {
  const found: Row[] = []
  let failure: unknown
  let source: Observable<Frame> = framesOf(rows, sizes, on)
  for (const stage of stages) source = source.pipe(stage)
  source.subscribe({
    next: (frame) => found.push(...rowsOf(frame[tape])),
    error: (error) => {
      failure = error
    },
  })
  if (failure !== undefined) throw failure as Error
  return found
}

/** Cuts of CORE: what a run gives must not depend on them. */
export const CUTS: readonly (readonly number[])[] = [[1], [2], [7], [64], [3, 1, 17, 2, 5]]
