import type { BarCursor, QuoteCursor, TradeCursor } from '../../kernels/cursor.ts'

/** What an evaluator may read: quotes, trades, or bars of a spec such as `15m`. */
export type Reads = 'quote' | 'trade' | (string & {})

/** The cursor an evaluator is given for what it reads. */
export type CursorOf<R extends Reads> = R extends 'quote' ? QuoteCursor : R extends 'trade' ? TradeCursor : BarCursor

/**
 * Hands over an evaluation: rating 1 (strong sell) … 5 (strong buy), confidence 0 … 1, horizon in µs. `asOfMicros` is
 * the latest thing it knows (Unix µs); the row's own time unless given.
 */
export type Emit = (rating: number, confidence: number, horizonMicros: number, asOfMicros?: number) => void

/** A prediction about an instrument, as a function of one row and a declared state. */
export interface Evaluator<S = unknown, R extends Reads = Reads> {
  readonly name: string
  readonly version: string
  readonly reads: R | readonly R[]
  /** Calls per (instrument, spec) whose emits are dropped and counted. */
  readonly warmUp: number
  /** Plain data, made once per (instrument, spec); enters snapshots and the state hash. */
  state(): S
  /** Called for every row read, in stream order; at most one emit a call. */
  next(state: S, row: CursorOf<R>, emit: Emit): void
}

/** The memory that rows lie in: their lanes, and the words before them. */
export interface RawLanes {
  /** `f64[word + QUOTE_BID]`: a lane of the row at `word`, in price units or lots. */
  readonly f64: Readonly<Float64Array>
  /** `u32[2 * word + 1]`: the instrument’s id; 2 and 3 are the low and high word of the time, Unix ns. */
  readonly u32: Readonly<Uint32Array>
}

/** An evaluator that reads rows as they lie in memory. */
export interface RawEvaluator<S = unknown, R extends Reads = Reads> extends Omit<Evaluator<S, R>, 'next'> {
  /**
   * Called as `next` is, with the row’s place instead of a cursor. Prices are integers, price × 10^priceScale. Nothing
   * may be written, and nothing read but this row: what lies beside it may be of another time.
   */
  nextRaw(state: S, lanes: RawLanes, word: number, emit: Emit): void
}

/**
 * Declares an evaluator; the types of state and cursor follow from what is given.
 *
 * @example
 * evaluator({ name: 'up', version: '1', reads: '15m', warmUp: 1, state: () => ({ last: 0 }),
 *   next(state, bar, emit) { emit(bar.close > state.last ? 4 : 2, 0.5, hours(1)); state.last = bar.close } })
 */
export function evaluator<S, R extends Reads>(definition: Evaluator<S, R>): Evaluator<S, R>
/**
 * Declares an evaluator for experts, whose `nextRaw` reads lanes instead of a cursor.
 *
 * @example
 * evaluator({ name: 'up', version: '1', reads: '15m', warmUp: 1, state: () => ({ last: 0 }),
 *   nextRaw(state, { f64 }, word, emit) {
 *     const close = f64[word + BAR_CLOSE]
 *     emit(close > state.last ? 4 : 2, 0.5, hours(1))
 *     state.last = close
 *   } })
 */
export function evaluator<S, R extends Reads>(definition: RawEvaluator<S, R>): RawEvaluator<S, R>
export function evaluator<D extends Omit<Evaluator, 'next'>>(definition: D): D {
  const { name, warmUp } = definition
  if (name === '') throw new Error('an evaluator needs a name')
  if (!Number.isInteger(warmUp) || warmUp < 0)
    throw new RangeError(`evaluator ${name}: warmUp must be a count, was ${warmUp}`)
  return definition
}
