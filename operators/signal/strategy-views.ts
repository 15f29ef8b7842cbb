import type { Memory } from '../../kernels/memory.ts'
import {
  EVALUATION_AS_OF,
  EVALUATION_CONFIDENCE,
  EVALUATION_HORIZON_MICROS,
  EVALUATION_RATING,
} from '../../model/layout.generated.ts'
import { Reason, REASON_NAMES } from '../../model/reasons.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import { restoreColumn } from '../restore-column.ts'
import { timeframeSpec } from './check-options.ts'
import type { StrategySignal } from './options.ts'
import { quality, recency } from './quality.ts'
import { strengthOf } from './rating.ts'
import type { ViewTable } from './view-table.ts'

const VIEWS_START = 8
const REASONS = 256
const SOURCE_UNUSED = -1
const TIMEFRAME_UNUSED = 0

/** Confidences that signals are counted against: how many would survive such a minimum. */
export const SURVIVAL_LEVELS = [0.5, 0.6, 0.9] as const

const COLUMNS = ['strength', 'confidence', 'horizon', 'asOf'] as const
type Column = (typeof COLUMNS)[number]

/** What a state of {@link StrategyViews} holds. */
interface SavedViews extends Readonly<Record<Column, Float64Array>> {
  readonly accepted: number
  readonly signals: number
  readonly dropped: Readonly<Record<string, number>>
  readonly survive: Readonly<Record<string, number>>
  readonly dirty: Uint8Array
}

/** What one strategy holds: the newest accepted evaluation of each (instrument, view). */
export class StrategyViews {
  readonly id: number
  readonly options: StrategySignal
  /** 1: a new evaluation of the instrument was accepted in this instant. */
  readonly dirty: Uint8Array
  /** The signal of the latest {@link aggregate}: strength, confidence, quality, horizon, consensus. */
  readonly result = new Float64Array(5)
  private readonly table: ViewTable
  private readonly weightBySpec: ReadonlyMap<number, number> | undefined
  /** Sum of the named timeframes' weights; 0 where none are named. */
  private readonly expected: number
  private readonly survived = new Float64Array(SURVIVAL_LEVELS.length)
  private readonly dropped = new Float64Array(REASONS)
  private readonly counts = new Float64Array(2)
  private capacity = 0
  private strength = new Float64Array(0)
  private confidence = new Float64Array(0)
  /** 0: nothing accepted yet. */
  private horizon = new Float64Array(0)
  private asOf = new Float64Array(0)
  /** Weight of a view's timeframe, or why it is not used. */
  private weights = new Float64Array(0)
  private weighted = 0
  /** By timeframe, the aggregation that last met it: any view, a live view. */
  private heardIn = new Float64Array(VIEWS_START)
  private liveIn = new Float64Array(VIEWS_START)
  private readonly turn = new Float64Array(1)

  constructor(id: number, options: StrategySignal, instruments: number, table: ViewTable) {
    this.id = id
    this.options = options
    this.table = table
    this.dirty = new Uint8Array(instruments)
    const { timeframes } = options
    this.weightBySpec =
      timeframes === undefined
        ? undefined
        : new Map(Object.entries(timeframes).map(([name, weight]) => [timeframeSpec(name), weight]))
    this.expected = [...(this.weightBySpec?.values() ?? [])].reduce((sum, weight) => sum + weight, 0)
    this.grow(VIEWS_START)
  }

  /** Reason for which this strategy does not use a view at all, or 0. */
  unused(view: number): number {
    while (this.weighted < this.table.count) this.weigh()
    const weight = this.weights[view]
    if (weight === SOURCE_UNUSED) return Reason.EVALUATION_SOURCE_UNUSED
    return weight === TIMEFRAME_UNUSED ? Reason.EVALUATION_TIMEFRAME_UNUSED : 0
  }

  /** Takes the evaluation at a byte offset. */
  accept({ f64, u32, i32 }: Memory, at: number, instrument: number, view: number): void {
    const word = at >> 3
    const place = instrument * this.capacity + view
    this.strength[place] = strengthOf(f64[word + EVALUATION_RATING])
    this.confidence[place] = f64[word + EVALUATION_CONFIDENCE]
    this.horizon[place] = f64[word + EVALUATION_HORIZON_MICROS]
    this.asOf[place] = microsFromWords(u32[2 * (word + EVALUATION_AS_OF)], i32[2 * (word + EVALUATION_AS_OF) + 1])
    this.counts[0]++
  }

  drop(reason: number): void {
    this.dropped[reason]++
  }

  /**
   * Combines the evaluations of an instrument, unexpired at the row at a byte offset, into {@link result}; returns how many there are. An evaluation
   * weighs its timeframe × confidence × recency.
   */
  aggregate({ u32, i32 }: Memory, rowAt: number, instrument: number): number {
    const now = microsFromWords(u32[(rowAt >> 2) + 2], i32[(rowAt >> 2) + 3])
    while (this.weighted < this.table.count) this.weigh()
    const { table, weights, heardIn, liveIn, horizon, confidence, strength, asOf, result } = this
    const { halfLife } = this.options
    const turn = ++this.turn[0]
    const start = instrument * this.capacity
    let count = 0
    let expected = this.expected
    let covered = 0
    let total = 0
    let signed = 0
    let absolute = 0
    let lean = 0
    let sure = 0
    let far = 0
    let farthest = 0
    let base = 0
    let fresh = 0
    for (let place = 0; place < table.order.length; place++) {
      const view = table.order[place]
      const at = start + view
      const reach = horizon[at]
      if (reach === 0) continue
      const frame = table.timeframes[view]
      const weight = weights[view]
      if (this.weightBySpec === undefined && heardIn[frame] !== turn) {
        heardIn[frame] = turn
        expected += weight
      }
      const age = now - asOf[at]
      if (age > reach) continue
      count++
      if (liveIn[frame] !== turn) {
        liveIn[frame] = turn
        covered += weight
      }
      const recent = recency(age, reach, halfLife)
      const w = weight * confidence[at] * recent
      const s = strength[at]
      signed += w * s
      absolute += w * Math.abs(s)
      base += weight
      fresh += weight * recent
      if (reach > farthest) farthest = reach
      if (w === 0) continue
      // Running means instead of Σ w·x ÷ Σ w: views that agree give their own value back, to the last bit.
      total += w
      const share = w / total
      lean += (s - lean) * share
      sure += (confidence[at] - sure) * share
      far += (reach - far) * share
    }
    if (count === 0) return 0
    const consensus = absolute > 0 ? Math.abs(signed) / absolute : 0
    result[0] = lean
    result[1] = sure
    result[2] = quality(consensus, covered < expected ? covered / expected : 1, fresh / base, sure)
    result[3] = total > 0 ? far : farthest
    result[4] = consensus
    this.counts[1]++
    for (let level = 0; level < SURVIVAL_LEVELS.length; level++) {
      if (sure >= SURVIVAL_LEVELS[level]) this.survived[level]++
    }
    return count
  }

  /** Plain data: counts, and what is held, by instrument and view in the table's order. */
  state(): unknown {
    const dropped = Object.fromEntries(
      [...this.dropped].flatMap((count, reason) => (count > 0 ? [[REASON_NAMES[reason], count]] : [])),
    )
    const survive = Object.fromEntries(SURVIVAL_LEVELS.map((level, at) => [`${level * 100}%`, this.survived[at]]))
    const { counts, dirty } = this
    return { accepted: counts[0], dropped, signals: counts[1], survive, dirty: dirty.slice(), ...this.held() }
  }

  restore(state: unknown): void {
    const saved = state as SavedViews
    this.counts.set([saved.accepted, saved.signals])
    for (const [name, count] of Object.entries(saved.dropped)) this.dropped[Reason[name as keyof typeof Reason]] = count
    this.survived.set(Object.values(saved.survive))
    restoreColumn(this.dirty, saved.dirty)
    while (this.weighted < this.table.count) this.weigh()
    for (const name of COLUMNS) {
      const column = this[name]
      this.eachHeld((place, at) => {
        column[at] = saved[name][place]
      })
    }
  }

  private held(): Record<Column, Float64Array> {
    while (this.weighted < this.table.count) this.weigh()
    const copy = (column: Float64Array): Float64Array => {
      const found = new Float64Array(this.dirty.length * this.table.count)
      this.eachHeld((place, at) => {
        found[place] = column[at]
      })
      return found
    }
    const { strength, confidence, horizon, asOf } = this
    return { strength: copy(strength), confidence: copy(confidence), horizon: copy(horizon), asOf: copy(asOf) }
  }

  /** Goes through what is held in the order of a state, which does not depend on who spoke first. */
  private eachHeld(visit: (place: number, at: number) => void): void {
    const { order } = this.table
    for (let place = 0; place < this.dirty.length * order.length; place++)
      visit(place, Math.floor(place / order.length) * this.capacity + order[place % order.length])
  }

  /** Gives the next view of the table its weight. */
  private weigh(): void {
    const view = this.weighted++
    if (view >= this.capacity) this.grow(this.capacity * 2)
    const { sources } = this.options
    if (sources !== undefined && !sources.includes(this.table.nameOf(view))) this.weights[view] = SOURCE_UNUSED
    else if (this.weightBySpec === undefined) this.weights[view] = 1
    else this.weights[view] = this.weightBySpec.get(this.table.specs[view]) ?? TIMEFRAME_UNUSED
  }

  private grow(capacity: number): void {
    const before = this.capacity
    const instruments = this.dirty.length
    const widen = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const wide = new Float64Array(instruments * capacity)
      for (let at = 0; at < instruments; at++) wide.set(column.subarray(at * before, (at + 1) * before), at * capacity)
      return wide
    }
    const lengthen = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const long = new Float64Array(capacity)
      long.set(column.subarray(0, before))
      return long
    }
    this.strength = widen(this.strength)
    this.confidence = widen(this.confidence)
    this.horizon = widen(this.horizon)
    this.asOf = widen(this.asOf)
    this.weights = lengthen(this.weights)
    this.heardIn = lengthen(this.heardIn)
    this.liveIn = lengthen(this.liveIn)
    this.capacity = capacity
  }
}
