import { pipe } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import { FramePool } from '../../kernels/frame.ts'
import type { Frame } from '../../kernels/frame.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { Memory } from '../../kernels/memory.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { SessionTable } from '../../model/session.ts'
import { QUOTE_ASK, QUOTE_BID } from '../../model/layout.generated.ts'
import { days } from '../../model/time.ts'
import { Universe } from '../../model/universe.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import {
  decision,
  desk,
  evaluate,
  evaluator,
  execution,
  portfolio,
  risk,
  signal,
  simulated,
  sizing,
} from '../../pipeline/index.ts'
import type { Emit, Outcome, Stage } from '../../pipeline/index.ts'

/** One quote feed: where it lies below the folder of ticks, and what the rule holds of it. */
export interface Feed {
  readonly folder: string
  readonly symbol: string
  readonly priceScale: number
  /** The position is ±`units`. */
  readonly units: number
  /** The file's clock, where it is not UTC. */
  readonly utcOffset?: string
}

export const FEEDS: readonly Feed[] = [
  { folder: 'xauusd_oanda', symbol: 'XAUUSD@oanda', priceScale: 3, units: 100 },
  { folder: 'eurusd_oanda', symbol: 'EURUSD@oanda', priceScale: 5, units: 100_000 },
  { folder: 'eurusd_fxcm', symbol: 'EURUSD@fxcm', priceScale: 5, units: 100_000, utcOffset: '-05:00' },
]

export const FAST_SPAN = 200
export const SLOW_SPAN = 2_000
/** Quotes of a feed before crossings count: the 2 000th only sets which average is above. */
export const FIRST_QUOTE = 2_000
/** Weight of a new price in an average over `span` quotes. */
export const weightOf = (span: number): number => 2 / (span + 1)
/** Commission, as a fraction of what is traded: 0.2 bp. */
export const COMMISSION = '0.00002'
export const CASH = '1000000000'

const STRATEGY = 'reference-rule'
const MICROS_OF_2100 = 4_102_444_800_000_000

/** One session without end: the rule knows no closing hours. */
const always: SessionTable = {
  name: 'always',
  opens: Float64Array.of(0),
  closes: Float64Array.of(MICROS_OF_2100),
  dates: Int32Array.of(0),
}

export const instruments: readonly Instrument[] = FEEDS.map(({ folder, symbol, priceScale }) => ({
  symbol,
  venue: folder,
  kind: 'spot',
  currency: 'USD',
  priceScale,
  quantityScale: 0,
  tick: [{ from: '0', tick: `0.${'1'.padStart(priceScale, '0')}` }],
  lotStep: '1',
  minQuantity: '1',
  multiplier: '1',
  makerFee: COMMISSION,
  takerFee: COMMISSION,
  halfSpread: '0',
  tradable: true,
  session: always,
  groups: [],
  staleAfterNanos: 864_000_000_000_000n,
  reduceMarkAgeMaxNanos: 864_000_000_000_000n,
  assumedTopSize: '1000000000',
  assumedVolume: '1000000000',
}))

interface Averages {
  seen: number
  fast: number
  slow: number
  above: boolean
}

const head = {
  name: 'crossing',
  version: '1',
  reads: 'quote',
  warmUp: 0,
  state: (): Averages => ({ seen: 0, fast: 0, slow: 0, above: false }),
} as const

/** Says buy or sell at each crossing of the averages, and nothing in between. */
const crossing = evaluator({
  ...head,
  next(state, quote, emit) {
    cross(state, quote.mid, emit)
  },
})

/** The same without a cursor, in price units. */
const rawCrossing = evaluator({
  ...head,
  nextRaw(state, { f64 }, word, emit) {
    cross(state, (f64[word + QUOTE_BID] + f64[word + QUOTE_ASK]) / 2, emit)
  },
})

function cross(state: Averages, mid: number, emit: Emit): void {
  if (state.seen++ === 0) {
    state.fast = mid
    state.slow = mid
    return
  }
  state.fast = FAST * mid + FAST_KEPT * state.fast
  state.slow = SLOW * mid + SLOW_KEPT * state.slow
  if (state.seen < FIRST_QUOTE) return
  const above = state.fast > state.slow
  if (above === state.above && state.seen > FIRST_QUOTE) return
  state.above = above
  if (state.seen > FIRST_QUOTE) emit(above ? 5 : 1, 1, HORIZON_MICROS)
}
const FAST = weightOf(FAST_SPAN)
const FAST_KEPT = 1 - FAST
const SLOW = weightOf(SLOW_SPAN)
const SLOW_KEPT = 1 - SLOW
const HORIZON_MICROS = days(365)

/** How the evaluator reads quotes: by cursor, or as they lie in memory. */
export type Reading = 'cursor' | 'raw'

/** The stages before the desk: each crossing becomes one evaluation, one signal and one decision. */
export function stages(reading: Reading = 'cursor'): Stage {
  return pipe(
    evaluate(reading === 'raw' ? rawCrossing : crossing),
    signal({ strategies: [{ strategy: STRATEGY, minConfidence: 0, halfLife: 1 }] }),
    decision({
      defaults: {
        enter: 0.5,
        exit: 0,
        minConfidence: 0,
        minQuality: 0,
        coolDownMicros: 0,
        step: 0,
        conviction: 'full',
        volatilityHalfLife: 20,
        edge: 0,
      },
      strategies: {},
    }),
  )
}

/** The whole rule as a graph: caps lifted, shorts allowed, crossed quotes traded, no latency. */
export function ruleGraph(reading: Reading = 'cursor'): OperatorFunction<Frame, Outcome> {
  const lots = Object.fromEntries(FEEDS.map(({ symbol, units }) => [symbol, String(units)]))
  return pipe(
    stages(reading),
    desk(
      [
        risk({ concentration: '1000', allowShort: true }),
        sizing({ method: 'fixed-lots', lots }),
        execution(simulated({ latencyNanos: 0n, reportLatencyNanos: 0n, zeroLatency: true, crossedQuotes: 'trade' })),
        portfolio({
          portfolios: [{ name: 'main', currency: 'USD', cash: CASH, strategy: STRATEGY }],
          groups: [],
          equityIntervalNanos: 0n,
        }),
      ],
      { orders: 64, clientIds: 16 },
    ),
  )
}

/** Frames and memory of one run. */
export function makePool(
  frameRows: number,
  universe = new Universe(instruments),
  backend: Backend | 'auto' = 'auto',
): FramePool {
  const derived = frameRows + 64
  const memory = new Memory(FramePool.bytes(frameRows, derived) + IMAGE_BYTES)
  return new FramePool(
    { memory, universe, kernel: kernelOf(backend, frameRows), debug: false, stages: [] },
    frameRows,
    derived,
  )
}
const IMAGE_BYTES = 16 * 2 ** 20
