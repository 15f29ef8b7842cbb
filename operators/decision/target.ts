import { Reason, REASON_NAMES } from '../../model/reasons.generated.ts'
import { copyColumns, restoreColumns } from '../restore-column.ts'
import type { StrategyDecision } from './options.ts'
import type { Volatility } from './volatility.ts'

const PPM = 1_000_000
const NEVER = Number.NEGATIVE_INFINITY

/** Places in {@link Targets.given}: Unix µs; the signal's values; volatility of a year, 0 = unknown, not adapted to. */
export const GIVEN_NOW = 0
export const GIVEN_STRENGTH = 1
export const GIVEN_CONFIDENCE = 2
export const GIVEN_QUALITY = 3
export const GIVEN_VOLATILITY_PPM = 4

/** Nearest integer ppm of a magnitude that is at least 0; halves go up. */
export function toPpm(magnitude: number): number {
  return Math.floor(magnitude * PPM + 0.5)
}

/** Options that some strategies share, and the volatility they look at; undefined while there are no bars. */
export interface Variant {
  /** The strategy whose own options these are; undefined for the defaults. */
  readonly strategy: string | undefined
  readonly options: StrategyDecision
  estimate: Volatility | undefined
}

/**
 * The standing target of one strategy in every instrument, and the rules by which a signal moves it. Hysteresis on its
 * own last target is all the memory it has: nothing here knows positions, fills or equity.
 */
export class Targets {
  readonly variant: Variant
  /** The signal to decide on, by GIVEN_*: numbers handed over as arguments are boxed, 16 bytes each. */
  readonly given = new Float64Array(5)
  /** Signed ppm of conviction, by instrument. */
  readonly targetPpm: Float64Array
  /** When the side last changed, Unix µs. */
  private readonly changedAt: Float64Array
  private readonly counts = new Float64Array(256)
  private readonly stepPpm: number

  constructor(variant: Variant, instruments: number) {
    this.variant = variant
    this.targetPpm = new Float64Array(instruments)
    this.changedAt = new Float64Array(instruments).fill(NEVER)
    const step = toPpm(variant.options.step)
    this.stepPpm = step > 0 ? step : 1
  }

  /**
   * Moves the target by the signal that stands in {@link given} and returns the reason. Leaving is decided first and by
   * strength alone; what would enter, reverse or enlarge needs confidence, quality and, for a change of side, the end of
   * the cool-down. A reversal that is held back leaves the position instead.
   */
  decide(instrument: number): number {
    const reason = this.move(instrument)
    this.counts[reason]++
    return reason
  }

  private move(instrument: number): number {
    const { targetPpm, given } = this
    const { options } = this.variant
    const now = given[GIVEN_NOW]
    const strength = given[GIVEN_STRENGTH]
    const confidence = given[GIVEN_CONFIDENCE]
    const quality = given[GIVEN_QUALITY]
    const before = targetPpm[instrument]
    const size = Math.abs(strength)
    const wanted = sizePpm(options, size, given[GIVEN_VOLATILITY_PPM])
    const blocked =
      confidence < options.minConfidence
        ? Reason.DECISION_CONFIDENCE_LOW
        : quality < options.minQuality
          ? Reason.DECISION_QUALITY_LOW
          : 0
    const cooling = now - this.changedAt[instrument] < options.coolDownMicros
    if (before === 0) {
      if (size < options.enter) return Reason.DECISION_HOLD
      if (blocked !== 0) return blocked
      if (cooling) return Reason.DECISION_COOL_DOWN
      this.change(instrument, strength > 0 ? wanted : -wanted)
      return Reason.DECISION_ENTER
    }
    const along = before > 0 ? strength : -strength
    if (along < options.exit) {
      if (-along >= options.enter && blocked === 0 && !cooling) {
        this.change(instrument, strength > 0 ? wanted : -wanted)
        return Reason.DECISION_REVERSE
      }
      this.change(instrument, 0)
      return Reason.DECISION_EXIT
    }
    const standing = Math.abs(before)
    const distance = wanted > standing ? wanted - standing : standing - wanted
    if (distance < this.stepPpm) return Reason.DECISION_HOLD
    if (wanted > standing && blocked !== 0) return blocked
    targetPpm[instrument] = before > 0 ? wanted : -wanted
    return Reason.DECISION_ADJUST
  }

  private change(instrument: number, ppm: number): void {
    this.targetPpm[instrument] = ppm
    this.changedAt[instrument] = this.given[GIVEN_NOW]
  }

  /** Plain data: decisions by reason, and by instrument the target and when its side last changed. */
  state(): Record<string, unknown> {
    const counts = Object.entries(REASON_NAMES).flatMap(([code, name]) => {
      const count = this.counts[Number(code)]
      return count > 0 ? [[name, count]] : []
    })
    const { targetPpm, changedAt } = this
    return { decisions: Object.fromEntries(counts), ...copyColumns({ targetPpm, changedAt }) }
  }

  restore(state: unknown): void {
    const { decisions } = state as { decisions: Readonly<Record<string, number>> }
    for (const [name, count] of Object.entries(decisions)) this.counts[Reason[name as keyof typeof Reason]] = count
    const { targetPpm, changedAt } = this
    restoreColumns({ targetPpm, changedAt }, state)
  }
}

/** Size of a target in ppm, at least 1: a side that was entered is never 0. */
function sizePpm({ conviction, calmVolatility }: StrategyDecision, size: number, volatilityPpm: number): number {
  const full = conviction === 'full' ? 1 : size
  const calm = calmVolatility === undefined || volatilityPpm === 0 ? 1 : (calmVolatility * PPM) / volatilityPpm
  const ppm = toPpm(calm < 1 ? full * calm : full)
  return ppm > 0 ? ppm : 1
}
