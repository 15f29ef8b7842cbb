import { BarCursor, QuoteCursor, TradeCursor } from '../../kernels/cursor.ts'
import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import type { Memory } from '../../kernels/memory.ts'
import { formatBarSpec, parseBarSpec } from '../../model/bar-spec.ts'
import {
  BAR,
  EVALUATION,
  EVALUATION_AS_OF,
  EVALUATION_CONFIDENCE,
  EVALUATION_HORIZON_MICROS,
  EVALUATION_PRICE,
  EVALUATION_RATING,
  QUOTE,
  TRADE,
} from '../../model/layout.generated.ts'
import { BAR_CLOSE, QUOTE_ASK, QUOTE_BID, TRADE_PRICE } from '../../model/layout.generated.ts'
import { restoreColumn } from '../restore-column.ts'
import { stage } from '../stage.ts'
import type { OpenStage, Stage } from '../stage.ts'
import type { Evaluator, RawEvaluator, Reads } from './evaluator.ts'

/** An evaluator of any state and any reading; the two agree by construction in `evaluator(…)`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyEvaluator = Evaluator<any, any> | RawEvaluator<any, any>

/** Each once: what is named twice would be called twice on one row. */
const readsOf = ({ reads }: AnyEvaluator): Reads[] => [...new Set([reads as Reads | Reads[]].flat())]
const isBarSpec = (reads: Reads): boolean => reads !== 'quote' && reads !== 'trade'

/**
 * Runs evaluators over quotes, trades and bars; each emit becomes an EVALUATION row (source = evaluator, aux = the bar
 * spec read, 0 for quotes and trades) at the position of the row that caused it. Bars that a row closed are read before
 * the row itself.
 *
 * @throws when two evaluators of the graph have one name, here or in another `evaluate`, or one has that of a feed or of a
 *   source in a file of evaluations; at subscribe
 *   `BAR_SPEC_MISSING` when a spec is read that no stage or source makes; through the observable when an evaluator emits
 *   twice in a call or a value out of range; to the evaluator when it emits after its call, as from a promise.
 */
export function evaluate(...evaluators: readonly AnyEvaluator[]): Stage {
  checkNames(evaluators)
  const specs = evaluators.flatMap((one) => readsOf(one).filter(isBarSpec).map(parseBarSpec))
  return stage({
    name: 'evaluate',
    version: '1',
    parameters: evaluators.map(({ name, version, reads, warmUp }) => ({
      name,
      version,
      reads: reads as unknown,
      warmUp,
    })),
    require(available) {
      const missing = specs.find((spec) => available !== undefined && !available.has(spec))
      if (missing === undefined) return
      const reader = evaluators.find((one) => readsOf(one).includes(formatBarSpec(missing)))
      throw new Error(
        `BAR_SPEC_MISSING: evaluator ${reader?.name} reads ${formatBarSpec(missing)} bars, which no stage before it makes`,
      )
    },
    open(context) {
      const before = context.stages.flatMap(({ name, parameters }) =>
        name === 'evaluate' ? (parameters as readonly AnyEvaluator[]) : [],
      )
      checkNames([...before, ...evaluators])
      // Where a run goes on, the names of its evaluators are known already; it was checked when it began.
      const known = (name: string): boolean => context.universe.sources.find(name) !== undefined
      const taken = context.saved === undefined ? evaluators.find(({ name }) => known(name)) : undefined
      if (taken !== undefined)
        throw new Error(
          `evaluator "${taken.name}" has the name of a source of the data: evaluations are told apart by it, so name them apart`,
        )
      return new Evaluation(context, evaluators)
    },
  })
}

/** Refuses a name given twice: evaluations are told apart by it, and the later one would replace the earlier. */
function checkNames(evaluators: readonly Pick<AnyEvaluator, 'name' | 'version'>[]): void {
  const versions = new Map<string, string>()
  for (const { name, version } of evaluators) {
    const other = versions.get(name)
    if (other !== undefined)
      throw new Error(
        `two evaluators in the graph are named "${name}" (versions ${other} and ${version}): name them apart`,
      )
    versions.set(name, version)
  }
}

const OUTSIDE = 0
const CALLED = 1
const EMITTED = 2

/** One evaluator on one kind of row: its states per instrument, and what it last emitted. */
class Reader {
  readonly evaluator: AnyEvaluator
  readonly source: number
  readonly spec: number
  readonly states: unknown[] = []
  readonly calls: Float64Array
  private readonly cursor: BarCursor | QuoteCursor | TradeCursor
  private readonly memory: Memory
  /** Undefined where it reads by cursor. */
  private readonly nextRaw: RawEvaluator['nextRaw'] | undefined
  private readonly debug: boolean
  private phase = OUTSIDE
  rating = 0
  confidence = 0
  horizonMicros = 0
  asOfMicros = Number.NaN
  private readonly emit: (rating: number, confidence: number, horizonMicros: number, asOfMicros?: number) => void

  constructor(
    evaluator: AnyEvaluator,
    spec: number,
    source: number,
    cursor: BarCursor | QuoteCursor | TradeCursor,
    { memory, universe, debug }: FrameContext,
  ) {
    this.evaluator = evaluator
    this.spec = spec
    this.source = source
    this.cursor = cursor
    this.memory = memory
    this.debug = debug
    this.nextRaw = 'nextRaw' in evaluator ? evaluator.nextRaw.bind(evaluator) : undefined
    this.calls = new Float64Array(universe.instruments.length)
    this.emit = (rating, confidence, horizonMicros, asOfMicros = Number.NaN) => {
      if (this.phase !== CALLED) {
        const when =
          this.phase === EMITTED ? 'twice in one call' : 'after its call had returned: no row is there to carry it'
        throw new Error(`evaluator ${evaluator.name} emitted ${when}`)
      }
      this.phase = EMITTED
      this.rating = rating
      this.confidence = confidence
      this.horizonMicros = horizonMicros
      this.asOfMicros = asOfMicros
    }
  }

  /** Calls the evaluator on a row; true when it emitted. */
  call(at: number, instrument: number): boolean {
    let state = this.states[instrument]
    if (state === undefined) {
      state = this.evaluator.state()
      this.states[instrument] = state
    }
    this.phase = CALLED
    this.calls[instrument]++
    if (this.nextRaw === undefined) {
      ;(this.evaluator as Evaluator).next(state, this.cursor.move(at), this.emit)
      if (this.debug) this.cursor.poison()
    } else this.nextRaw(state, this.memory, at >> 3, this.emit)
    const emitted = this.phase === EMITTED
    this.phase = OUTSIDE
    return emitted
  }

  check(symbol: string): void {
    const { rating, confidence, horizonMicros } = this
    const { name } = this.evaluator
    if (!(rating >= 1 && rating <= 5))
      throw new RangeError(`evaluator ${name} on ${symbol}: rating must be 1 … 5, was ${rating}`)
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new RangeError(`evaluator ${name} on ${symbol}: confidence must be 0 … 1, was ${confidence}`)
    }
    if (!(horizonMicros > 0 && Number.isFinite(horizonMicros))) {
      throw new RangeError(
        `evaluator ${name} on ${symbol}: horizon must be a positive time in µs, was ${horizonMicros}`,
      )
    }
  }
}

/** What a reader's state holds, in the order of the evaluators and what each reads. */
interface SavedReader {
  readonly calls: Float64Array
  /** By instrument; null before its first row. */
  readonly states: readonly unknown[]
}

class Evaluation implements OpenStage {
  private readonly context: FrameContext
  private readonly readers: Reader[] = []
  private readonly quoteReaders: Reader[] = []
  private readonly tradeReaders: Reader[] = []
  private readonly barReaders = new Map<number, Reader[]>()
  private warmingUp = 0

  constructor(context: FrameContext, evaluators: readonly AnyEvaluator[]) {
    this.context = context
    const { memory, universe } = context
    const cursors = { quote: QuoteCursor, trade: TradeCursor }
    for (const one of evaluators) {
      const source = universe.sources.id(one.name)
      for (const reads of readsOf(one)) {
        const Cursor = cursors[reads as 'quote' | 'trade'] ?? BarCursor
        const spec = isBarSpec(reads) ? parseBarSpec(reads) : 0
        const reader = new Reader(one, spec, source, new Cursor(memory, universe), context)
        this.readers.push(reader)
        if (reads === 'quote') this.quoteReaders.push(reader)
        else if (reads === 'trade') this.tradeReaders.push(reader)
        else this.barReaders.set(spec, [...(this.barReaders.get(spec) ?? []), reader])
      }
    }
  }

  step(frame: Frame): void {
    const { bars, input } = frame
    const { u8, u32 } = this.context.memory
    const rows = input.count
    let bar = 0
    const barCount = bars.count
    for (let row = 0; row < rows; row++) {
      const at = input.at(row)
      while (bar < barCount && bars.position(bar) === row) {
        const barAt = bars.at(bar)
        this.read(frame, row, at, barAt, this.barReaders.get(u32[(barAt >> 2) + 5]))
        bar++
      }
      const kind = u8[at]
      if (kind === QUOTE) this.read(frame, row, at, at, this.quoteReaders)
      else if (kind === BAR) this.read(frame, row, at, at, this.barReaders.get(u32[(at >> 2) + 5]))
      else if (kind === TRADE) this.read(frame, row, at, at, this.tradeReaders)
    }
    frame.evaluations.seal()
  }

  private read(frame: Frame, row: number, cause: number, at: number, readers: readonly Reader[] | undefined): void {
    if (readers === undefined) return
    const instrument = this.context.memory.u32[(at >> 2) + 1]
    // By index: an iterator of the array is allocated at every row where it is not optimised away.
    for (let index = 0; index < readers.length; index++) {
      const reader = readers[index]
      if (!reader.call(at, instrument)) continue
      if (reader.calls[instrument] <= reader.evaluator.warmUp) this.warmingUp++
      else this.write(frame, row, cause, at, reader, instrument)
    }
  }

  private write(frame: Frame, row: number, cause: number, readAt: number, reader: Reader, instrument: number): void {
    const { memory, universe } = this.context
    reader.check(universe.instruments[instrument].symbol)
    const at = frame.evaluations.append(row, cause, EVALUATION, 0, reader.source, instrument, reader.spec)
    const word = at >> 3
    memory.f64[word + EVALUATION_RATING] = reader.rating
    memory.f64[word + EVALUATION_CONFIDENCE] = reader.confidence
    memory.f64[word + EVALUATION_HORIZON_MICROS] = reader.horizonMicros
    memory.f64[word + EVALUATION_PRICE] = priceOf(memory.u8[readAt], memory.f64, readAt >> 3)
    if (Number.isNaN(reader.asOfMicros)) {
      const [from, to] = [(readAt >> 2) + 2, (word + EVALUATION_AS_OF) * 2]
      memory.u32[to] = memory.u32[from]
      memory.u32[to + 1] = memory.u32[from + 1]
    } else {
      memory.i64[word + EVALUATION_AS_OF] = BigInt(Math.floor(reader.asOfMicros)) * 1000n
    }
  }

  state(): unknown {
    return {
      warmingUp: this.warmingUp,
      evaluators: this.readers.map(({ evaluator, spec, calls, states }) => ({
        name: evaluator.name,
        spec,
        calls: calls.slice(),
        states: Array.from({ length: calls.length }, (_, at) => states[at] ?? null),
      })),
    }
  }

  restore(state: unknown): void {
    const { warmingUp, evaluators } = state as { warmingUp: number; evaluators: readonly SavedReader[] }
    this.warmingUp = warmingUp
    this.readers.forEach(({ calls, states }, index) => {
      const saved = evaluators[index]
      restoreColumn(calls, saved.calls)
      saved.states.forEach((one, at) => {
        if (one !== null) states[at] = one
      })
    })
  }
}

function priceOf(kind: number, f64: Float64Array, word: number): number {
  if (kind === QUOTE) return Math.floor((f64[word + QUOTE_BID] + f64[word + QUOTE_ASK]) / 2)
  return kind === TRADE ? f64[word + TRADE_PRICE] : f64[word + BAR_CLOSE]
}
