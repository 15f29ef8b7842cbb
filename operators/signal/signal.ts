import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import {
  DROP,
  DROP_CONFIDENCE,
  DROP_HORIZON_MICROS,
  DROP_RATING,
  DROP_SPEC,
  DROP_STRATEGY,
  EVALUATION,
  EVALUATION_AS_OF,
  EVALUATION_CONFIDENCE,
  EVALUATION_HORIZON_MICROS,
  EVALUATION_RATING,
  FLAG_LAST,
  SIGNAL,
  SIGNAL_STRENGTH,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import { stage } from '../stage.ts'
import type { OpenStage, Stage } from '../stage.ts'
import { checkSignalOptions } from './check-options.ts'
import type { SignalOptions } from './options.ts'
import { StrategyViews } from './strategy-views.ts'
import { ViewTable } from './view-table.ts'

/**
 * Combines evaluations into one SIGNAL per (strategy, instrument) and instant, written at the instant's LAST row when a
 * new evaluation was accepted in it, from the newest unexpired evaluation of each (source, timeframe). Strategies are
 * written in the order of the options, instruments in the order in which their evaluations came.
 *
 * Shapes: strength −1 … 1 with (rating − 3) ÷ 2; confidence, quality and consensus 0 … 1; horizon in µs; aux counts the
 * contributing evaluations. Age and expiry count from an evaluation's `asOf`. Formulas: docs/SIGNALS.md.
 *
 * An evaluation that a strategy does not use becomes a DROP row at its own position, one for each such strategy, with
 * the reason in aux; the earlier evaluation of its source stands until it expires. Stages may be chained for different
 * strategies.
 *
 * @throws when made, naming path and value, where options are out of range.
 * @example signal({ strategies: [{ strategy: 'main', timeframes: { '15m': 1, '1h': 2 }, minConfidence: 0.3, halfLife: 0.5 }] })
 */
export function signal(options: SignalOptions): Stage {
  checkSignalOptions(options)
  return stage({
    name: 'signal',
    version: '1',
    parameters: options,
    open: (context) => new Signals(context, options),
  })
}

class Signals implements OpenStage {
  private readonly context: FrameContext
  private readonly table: ViewTable
  private readonly strategies: readonly StrategyViews[]
  private readonly instruments: number
  /** Instruments with a new evaluation in this instant, in order of arrival; the first `touchedCount` count. */
  private readonly touched: Int32Array
  private readonly isTouched: Uint8Array
  private touchedCount = 0

  constructor(context: FrameContext, { strategies }: SignalOptions) {
    const { universe } = context
    this.context = context
    this.table = new ViewTable(universe.sources)
    this.instruments = universe.instruments.length
    this.strategies = strategies.map(
      (one) => new StrategyViews(universe.strategies.id(one.strategy), one, this.instruments, this.table),
    )
    this.touched = new Int32Array(this.instruments)
    this.isTouched = new Uint8Array(this.instruments)
  }

  step(frame: Frame): void {
    const { u32 } = this.context.memory
    const { input, evaluations } = frame
    const rows = input.count
    const derived = evaluations.count
    let next = 0
    let nextPosition = derived > 0 ? evaluations.position(0) : -1
    for (let row = 0; row < rows; row++) {
      const at = input.at(row)
      const head = u32[at >> 2]
      if ((head & 0xff) === EVALUATION) this.take(frame, row, at)
      while (nextPosition === row) {
        this.take(frame, row, evaluations.at(next))
        next++
        nextPosition = next < derived ? evaluations.position(next) : -1
      }
      if (this.touchedCount > 0 && (head & (FLAG_LAST << 8)) !== 0) this.settle(frame, row, at)
    }
    frame.signals.seal()
  }

  state(): unknown {
    const { strategies, symbols } = this.context.universe
    return {
      views: this.table.state(),
      strategies: Object.fromEntries(this.strategies.map((one) => [strategies.list[one.id], one.state()])),
      touched: [...this.touched.subarray(0, this.touchedCount)].map((instrument) => symbols.list[instrument]),
    }
  }

  restore(state: unknown): void {
    const { strategies, symbols } = this.context.universe
    const saved = state as { views: unknown; strategies: Record<string, unknown>; touched: readonly string[] }
    this.table.restore(saved.views)
    for (const one of this.strategies) one.restore(saved.strategies[strategies.list[one.id]])
    for (const symbol of saved.touched) this.mark(symbols.find(symbol)!)
  }

  /** Offers one evaluation to every strategy. */
  private take(frame: Frame, row: number, at: number): void {
    const { f64, u16, u32, i32 } = this.context.memory
    const half = at >> 2
    const word = at >> 3
    const instrument = u32[half + 1]
    if (instrument >= this.instruments) {
      throw new RangeError(
        `row ${frame.firstSequence + row} evaluates instrument ${instrument}, there are ${this.instruments}`,
      )
    }
    const view = this.table.of(u16[(at >> 1) + 1], u32[half + 5])
    const rating = f64[word + EVALUATION_RATING]
    const confidence = f64[word + EVALUATION_CONFIDENCE]
    const horizon = f64[word + EVALUATION_HORIZON_MICROS]
    const asOfLow = u32[2 * (word + EVALUATION_AS_OF)]
    const asOfHigh = i32[2 * (word + EVALUATION_AS_OF) + 1]
    const low = u32[half + 2]
    const high = i32[half + 3]
    const leaks = asOfHigh > high || (asOfHigh === high && asOfLow > low)
    const fault = leaks
      ? 0
      : faultOf(rating, confidence, horizon, microsFromWords(low, high) - microsFromWords(asOfLow, asOfHigh))
    for (let index = 0; index < this.strategies.length; index++) {
      const strategy = this.strategies[index]
      let reason: number = Reason.EVALUATION_LEAKING
      if (!leaks) {
        reason = strategy.unused(view)
        if (reason === 0) reason = fault
        if (reason === 0 && confidence < strategy.options.minConfidence) reason = Reason.EVALUATION_CONFIDENCE_LOW
      }
      if (reason === 0) {
        strategy.accept(this.context.memory, at, instrument, view)
        this.touch(strategy, instrument)
      } else {
        strategy.drop(reason)
        this.dropRow(frame, row, at, strategy.id, reason)
      }
    }
  }

  private touch(strategy: StrategyViews, instrument: number): void {
    strategy.dirty[instrument] = 1
    this.mark(instrument)
  }

  private mark(instrument: number): void {
    if (this.isTouched[instrument] === 1) return
    this.isTouched[instrument] = 1
    this.touched[this.touchedCount++] = instrument
  }

  private dropRow(frame: Frame, row: number, at: number, strategy: number, reason: number): void {
    const { f64, u16, u32 } = this.context.memory
    const from = at >> 3
    const to =
      frame.signals.append(row, frame.input.at(row), DROP, 0, u16[(at >> 1) + 1], u32[(at >> 2) + 1], reason) >> 3
    f64[to + DROP_RATING] = f64[from + EVALUATION_RATING]
    f64[to + DROP_CONFIDENCE] = f64[from + EVALUATION_CONFIDENCE]
    f64[to + DROP_HORIZON_MICROS] = f64[from + EVALUATION_HORIZON_MICROS]
    f64[to + DROP_SPEC] = u32[(at >> 2) + 5]
    f64[to + DROP_STRATEGY] = strategy
  }

  /** The instant ends: writes the signals of everything that has something new. */
  private settle(frame: Frame, row: number, at: number): void {
    const { memory } = this.context
    const { f64 } = memory
    for (let index = 0; index < this.strategies.length; index++) {
      const strategy = this.strategies[index]
      for (let which = 0; which < this.touchedCount; which++) {
        const instrument = this.touched[which]
        if (strategy.dirty[instrument] === 0) continue
        strategy.dirty[instrument] = 0
        const count = strategy.aggregate(memory, at, instrument)
        if (count === 0) continue
        const lane = (frame.signals.append(row, at, SIGNAL, 0, strategy.id, instrument, count) >> 3) + SIGNAL_STRENGTH
        for (let value = 0; value < 5; value++) f64[lane + value] = strategy.result[value]
      }
    }
    for (let which = 0; which < this.touchedCount; which++) this.isTouched[this.touched[which]] = 0
    this.touchedCount = 0
  }
}

/** Reason for which no strategy can use an evaluation, or 0. NaN is out of every range. */
function faultOf(rating: number, confidence: number, horizon: number, age: number): number {
  if (!(rating >= 1 && rating <= 5)) return Reason.EVALUATION_RATING_INVALID
  if (!(confidence >= 0 && confidence <= 1)) return Reason.EVALUATION_CONFIDENCE_INVALID
  if (!(horizon > 0 && Number.isFinite(horizon))) return Reason.EVALUATION_HORIZON_INVALID
  return age > horizon ? Reason.EVALUATION_EXPIRED : 0
}
