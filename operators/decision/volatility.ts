import type { Memory } from '../../kernels/memory.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import { formatBarSpec } from '../../model/bar-spec.ts'
import { BAR_CLOSE } from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import type { Universe } from '../../model/universe.ts'
import { copyColumns, restoreColumns } from '../restore-column.ts'
import { barsPerYear } from './bars-per-year.ts'

const PPM = 1_000_000

/**
 * Factor by which a weight shrinks a bar, 2^(−1 ÷ halfLife), by the Padé approximant (3,3) of the exponential: only
 * + − × ÷, and within 1e-6 of it for a half-life of at least one bar.
 */
export function decayOf(halfLife: number): number {
  const x = Math.LN2 / halfLife
  const even = 120 + 12 * x * x
  const odd = 60 * x + x * x * x
  return (even - odd) / (even + odd)
}

/**
 * Yearly volatility of every instrument: the square root of the exponentially weighted mean of squared simple returns
 * from close to close × bars per year. The weights sum to one from the first return on; the estimate is unknown until
 * as many returns as the half-life were seen, and at least two.
 */
export class Volatility {
  readonly spec: BarSpec
  readonly halfLife: number
  /** By instrument, ppm a year; 0 while unknown, and where no price ever moved. */
  readonly yearlyPpm: Float64Array
  private readonly decay: number
  private readonly least: number
  private readonly perYear: Float64Array
  private readonly close: Float64Array
  private readonly closedAt: Float64Array
  private readonly weight: Float64Array
  private readonly squares: Float64Array
  private readonly returns: Float64Array

  constructor(spec: BarSpec, halfLife: number, { instruments }: Universe) {
    this.spec = spec
    this.halfLife = halfLife
    this.decay = decayOf(halfLife)
    this.least = Math.max(2, Math.ceil(halfLife))
    this.yearlyPpm = new Float64Array(instruments.length)
    this.perYear = Float64Array.from(instruments, ({ session }) => barsPerYear(spec, session) ?? 0)
    this.close = new Float64Array(instruments.length)
    this.closedAt = new Float64Array(instruments.length)
    this.weight = new Float64Array(instruments.length)
    this.squares = new Float64Array(instruments.length)
    this.returns = new Float64Array(instruments.length)
  }

  /** Takes the bar at a byte offset. A second bar of one time is the same bar again. */
  take({ f64, u32, i32 }: Memory, at: number): void {
    const half = at >> 2
    const instrument = u32[half + 1]
    const close = f64[(at >> 3) + BAR_CLOSE]
    const micros = microsFromWords(u32[half + 2], i32[half + 3])
    const before = this.close[instrument]
    if (before > 0) {
      if (micros === this.closedAt[instrument]) return
      const change = (close - before) / before
      this.squares[instrument] = this.squares[instrument] * this.decay + change * change
      this.weight[instrument] = this.weight[instrument] * this.decay + 1
      this.returns[instrument]++
      if (this.returns[instrument] >= this.least) this.yearlyPpm[instrument] = this.estimate(instrument)
    }
    this.close[instrument] = close
    this.closedAt[instrument] = micros
  }

  /** Rounded half up, and at least 1 where anything moved. */
  private estimate(instrument: number): number {
    const variance = (this.squares[instrument] / this.weight[instrument]) * this.perYear[instrument]
    if (variance === 0) return 0
    const ppm = Math.floor(Math.sqrt(variance) * PPM + 0.5)
    return ppm > 0 ? ppm : 1
  }

  /** Plain data, by instrument. */
  state(): unknown {
    return { spec: formatBarSpec(this.spec), halfLife: this.halfLife, ...copyColumns(this.columns()) }
  }

  restore(state: unknown): void {
    restoreColumns(this.columns(), state)
  }

  private columns(): Readonly<Record<string, Float64Array>> {
    const { close, closedAt, weight, squares, returns, yearlyPpm } = this
    return { close, closedAt, weight, squares, returns, yearlyPpm }
  }
}
