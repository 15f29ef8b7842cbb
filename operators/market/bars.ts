import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame } from '../../kernels/frame.ts'
import { barCount, barUnit, fixedMicros, formatBarSpec, parseBarSpec } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import {
  BAR,
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOTS,
  BAR_LOW,
  BAR_OPEN,
  QUOTE,
  QUOTE_ASK,
  QUOTE_BID,
  TRADE,
  TRADE_LOTS,
  TRADE_PRICE,
} from '../../model/layout.generated.ts'
import { formatMicros, microsFromWords } from '../../model/time.ts'
import { copyColumns, restoreColumns } from '../restore-column.ts'
import { stage } from '../stage.ts'
import type { OpenStage, Stage } from '../stage.ts'
import { barEnd } from './bar-end.ts'
import { MISFIT, nesting, PART, SAME } from './nesting.ts'

/**
 * Makes bars of each spec from quotes, trades and finer input bars, as BAR rows on the `bars` tape (aux = spec, tsEvent =
 * the bar's end; for tick, volume and dollar bars the time of the row that filled them).
 *
 * A bar is [start, end): a quote or trade at the end belongs to the next one; an input bar whose close is the end
 * belongs to this one and closes it on its own row. Otherwise a bar closes on the first later row of any instrument,
 * before that row's input, ordered (end, instrument, spec). Empty intervals make no bar; the end of input flushes
 * nothing. Quotes count with their mid, rounded half up to a price unit, and with no volume.
 *
 * Where input bars of a spec named here come, none are made; coarser ones say nothing. Of several finer ones the first
 * that nests feeds the bars of its instrument, the others are left out. Volume and money bars made of bars close on the
 * one that fills them, its money counted at its close. What trades after a session's close belongs to the next one.
 *
 * @throws when it stands twice in a graph, or a spec can't be parsed; through the observable where a bar would not be
 *   exact: it has nothing to be made of but bars that don't nest (weeks in months, days in 36h, any in ticks); an input
 *   bar straddles its end, such as 4h in days of FX; an input bar comes when a row of its time has closed the bar it
 *   belongs to, or brings what was just made.
 */
export function bars(...specs: readonly string[]): Stage {
  const parsed = [...new Set(specs.map(parseBarSpec))].sort((a, b) => a - b)
  return stage({
    name: 'bars',
    version: '1',
    parameters: specs,
    makes: parsed,
    open(context) {
      if (context.stages.some(({ name }) => name === 'bars'))
        throw new Error('bars(…) stands twice in the graph: give all specs to one')
      return new Bars(context, parsed)
    },
  })
}

const NEVER = Number.POSITIVE_INFINITY
const DELIVERED = -1
const BY_TIME = 0
const BY_TICKS = 1
const BY_VOLUME = 2
const BY_MONEY = 3

/** Input bars of one spec: what they are to each spec made, and their length, 0 where the session says it. */
interface Input {
  readonly nesting: Uint8Array
  readonly lengthMicros: number
}

/** Accumulators of all (instrument, spec) pairs, column by column; a pair is open while its end is finite or its count positive. */
class Bars implements OpenStage {
  private readonly context: FrameContext
  private readonly specs: readonly BarSpec[]
  private readonly kinds: Uint8Array
  private readonly threshold: Float64Array
  private readonly open: Float64Array
  private readonly high: Float64Array
  private readonly low: Float64Array
  private readonly close: Float64Array
  private readonly lots: Float64Array
  private readonly filled: Float64Array
  private readonly end: Float64Array
  /** Earliest time known to lie in the open bar. */
  private readonly since: Float64Array
  /** End of the bar closed last. */
  private readonly closed: Float64Array
  /** Spec of the input bars that feed a pair, 0 before the first; DELIVERED where they come as input. */
  private readonly fedBy: Float64Array
  private readonly inputs = new Map<BarSpec, Input>()
  private nextEnd = NEVER

  constructor(context: FrameContext, specs: readonly BarSpec[]) {
    this.context = context
    this.specs = specs
    const { instruments } = context.universe
    const pairs = instruments.length * specs.length
    this.kinds = Uint8Array.from(specs, (spec) => ['t', 'v', '$'].indexOf(barUnit(spec)) + 1)
    this.threshold = new Float64Array(pairs)
    instruments.forEach(({ priceScale, quantityScale }, instrument) =>
      specs.forEach((spec, at) => {
        const scale = [1, 1, 10 ** quantityScale, 10 ** (quantityScale + priceScale)][this.kinds[at]]
        this.threshold[instrument * specs.length + at] = barCount(spec) * scale
      }),
    )
    this.open = new Float64Array(pairs)
    this.high = new Float64Array(pairs)
    this.low = new Float64Array(pairs)
    this.close = new Float64Array(pairs)
    this.lots = new Float64Array(pairs)
    this.filled = new Float64Array(pairs)
    this.end = new Float64Array(pairs).fill(NEVER)
    this.since = new Float64Array(pairs)
    this.closed = new Float64Array(pairs)
    this.fedBy = new Float64Array(pairs)
  }

  step(frame: Frame): void {
    const { u8, u32, i32, f64 } = this.context.memory
    const { input } = frame
    const rows = input.count
    for (let row = 0; row < rows; row++) {
      const at = input.at(row)
      const word4 = at >> 2
      const word = at >> 3
      const micros = microsFromWords(u32[word4 + 2], i32[word4 + 3])
      const kind = u8[at]
      const instrument = u32[word4 + 1]
      if (kind === BAR) this.claim(instrument, u32[word4 + 5], micros)
      if (micros >= this.nextEnd)
        this.closeDue(frame, row, at, micros, kind === QUOTE || kind === TRADE ? instrument : -1)
      if (kind === QUOTE) {
        const mid = Math.floor((f64[word + QUOTE_BID] + f64[word + QUOTE_ASK] + 1) / 2)
        this.add(frame, row, at, instrument, micros, mid, mid, mid, mid, 0, 0)
      } else if (kind === TRADE) {
        const price = f64[word + TRADE_PRICE]
        this.add(frame, row, at, instrument, micros, price, price, price, price, f64[word + TRADE_LOTS], 0)
      } else if (kind === BAR) {
        this.add(
          frame,
          row,
          at,
          instrument,
          micros,
          f64[word + BAR_OPEN],
          f64[word + BAR_HIGH],
          f64[word + BAR_LOW],
          f64[word + BAR_CLOSE],
          f64[word + BAR_LOTS],
          u32[word4 + 5],
        )
      }
    }
  }

  private add(
    frame: Frame,
    row: number,
    cause: number,
    instrument: number,
    micros: number,
    open: number,
    high: number,
    low: number,
    close: number,
    lots: number,
    spec: number,
  ): void {
    const { specs } = this
    for (let at = 0; at < specs.length; at++) {
      const pair = instrument * specs.length + at
      if (spec !== 0 && this.fedBy[pair] !== spec) continue
      if (this.filled[pair] === 0) {
        this.open[pair] = open
        this.high[pair] = high
        this.low[pair] = low
        this.lots[pair] = 0
        if (this.kinds[at] === BY_TIME && !this.begin(pair, specs[at], instrument, micros, spec !== 0)) continue
      } else {
        if (high > this.high[pair]) this.high[pair] = high
        if (low < this.low[pair]) this.low[pair] = low
      }
      if (spec !== 0 && this.kinds[at] === BY_TIME) this.checkSpan(pair, at, instrument, micros, spec)
      this.close[pair] = close
      this.lots[pair] += lots
      this.filled[pair] += this.weight(at, close, lots)
      const full =
        this.kinds[at] === BY_TIME ? spec !== 0 && micros === this.end[pair] : this.filled[pair] >= this.threshold[pair]
      if (full) this.emit(frame, row, cause, pair, this.kinds[at] === BY_TIME ? this.end[pair] : undefined)
    }
  }

  /** What a row adds to the count that fills a bar: 1, its volume, or its money. */
  private weight(at: number, price: number, lots: number): number {
    const kind = this.kinds[at]
    return kind === BY_VOLUME ? lots : kind === BY_MONEY ? lots * price : kind === BY_TICKS ? 1 : 1
  }

  /** The first input bars that nest feed a pair, and no others, which would count twice. None where it is delivered. */
  private claim(instrument: number, spec: BarSpec, micros: number): void {
    const { nesting: found } = this.input(spec)
    for (let at = 0; at < found.length; at++) {
      const pair = instrument * found.length + at
      if (found[at] === SAME) this.deliver(pair, at, instrument, micros)
      if (this.fedBy[pair] !== 0) continue
      // The first one is left out where another row has just closed what quotes and trades had made without it.
      if (found[at] === PART) this.fedBy[pair] = this.closed[pair] === micros ? 0 : spec
      else if (found[at] === MISFIT && this.filled[pair] === 0 && this.closed[pair] === 0)
        throw new Error(
          `bars: ${this.named(at, instrument)} can't be made of ${formatBarSpec(spec)} bars: they don't nest`,
        )
    }
  }

  private deliver(pair: number, at: number, instrument: number, micros: number): void {
    if (this.fedBy[pair] === DELIVERED) return
    if (this.closed[pair] === micros)
      throw new Error(
        `bars: ${this.named(at, instrument)} come as input and are made here as well: leave one of them out`,
      )
    this.fedBy[pair] = DELIVERED
    this.filled[pair] = 0
    this.end[pair] = NEVER
  }

  private input(spec: BarSpec): Input {
    let input = this.inputs.get(spec)
    if (input === undefined) {
      input = {
        nesting: Uint8Array.from(this.specs, (target) => nesting(spec, target)),
        lengthMicros: fixedMicros(spec) ?? 0,
      }
      this.inputs.set(spec, input)
    }
    return input
  }

  /** Throws where an input bar does not lie wholly in the open bar, or comes after its own was closed. */
  private checkSpan(pair: number, at: number, instrument: number, micros: number, spec: BarSpec): void {
    const from = micros - this.input(spec).lengthMicros
    if (micros > this.closed[pair] && from >= this.since[pair]) return
    const which = `the ${formatBarSpec(spec)} bar that ends at ${formatMicros(micros)}`
    if (micros <= this.closed[pair])
      throw new Error(`bars: ${this.named(at, instrument)}: ${which} comes after the one it belongs to was closed`)
    const { session } = this.context.universe.instruments[instrument]
    const end = barEnd(this.specs[at], session, from, false)
    if (end !== undefined && end !== this.end[pair])
      throw new Error(`bars: ${this.named(at, instrument)} can't be exact: ${which} straddles ${formatMicros(end)}`)
    this.since[pair] = from
  }

  private named(at: number, instrument: number): string {
    return `${formatBarSpec(this.specs[at])} bars of ${this.context.universe.instruments[instrument].symbol}`
  }

  private begin(pair: number, spec: BarSpec, instrument: number, micros: number, closing: boolean): boolean {
    if (this.fedBy[pair] === DELIVERED) return false
    const end = barEnd(spec, this.context.universe.instruments[instrument].session, micros, closing)
    if (end === undefined) return false
    this.end[pair] = end
    this.since[pair] = micros
    if (end < this.nextEnd) this.nextEnd = end
    return true
  }

  /**
   * Closes what ended before this row: bars of bars wait for their own last one at the very end, unless a quote or trade
   * of their instrument (`traded`, or -1) opens the next.
   */
  private closeDue(frame: Frame, row: number, cause: number, micros: number, traded: number): void {
    const { end, fedBy } = this
    const [from, to] = [traded * this.specs.length, (traded + 1) * this.specs.length]
    const due: number[] = []
    for (let pair = 0; pair < end.length; pair++) {
      if (end[pair] > micros) continue
      if (end[pair] < micros || fedBy[pair] === 0 || (pair >= from && pair < to)) due.push(pair)
    }
    // Pairs ascend by (instrument, spec) already; a stable sort by end keeps that order within one end.
    due.sort((a, b) => end[a] - end[b] || a - b)
    for (const pair of due) this.emit(frame, row, cause, pair, end[pair])
    this.findNextEnd()
  }

  private findNextEnd(): void {
    const { end } = this
    this.nextEnd = NEVER
    for (let pair = 0; pair < end.length; pair++) if (end[pair] < this.nextEnd) this.nextEnd = end[pair]
  }

  private emit(frame: Frame, row: number, cause: number, pair: number, endMicros: number | undefined): void {
    const { memory } = this.context
    const instrument = Math.floor(pair / this.specs.length)
    const at = frame.bars.append(row, cause, BAR, 0, 0, instrument, this.specs[pair % this.specs.length])
    const word = at >> 3
    memory.f64[word + BAR_OPEN] = this.open[pair]
    memory.f64[word + BAR_HIGH] = this.high[pair]
    memory.f64[word + BAR_LOW] = this.low[pair]
    memory.f64[word + BAR_CLOSE] = this.close[pair]
    memory.f64[word + BAR_LOTS] = this.lots[pair]
    if (endMicros !== undefined) memory.i64[word + 1] = BigInt(endMicros) * 1000n
    this.closed[pair] = endMicros ?? NEVER
    this.filled[pair] = 0
    this.end[pair] = NEVER
  }

  state(): unknown {
    return copyColumns(this.columns())
  }

  restore(state: unknown): void {
    restoreColumns(this.columns(), state)
    this.findNextEnd()
  }

  private columns(): Readonly<Record<string, Float64Array>> {
    const { open, high, low, close, lots, filled, end, since, closed, fedBy } = this
    return { open, high, low, close, lots, filled, end, since, closed, fedBy }
  }
}
