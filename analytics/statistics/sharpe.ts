import { isConstant, mean, standardDeviation } from './moments.ts'
import type { Statistic } from './statistic.ts'
import { absent, counted, notFinite, present } from './statistic.ts'

export interface SharpeOptions {
  /** Return of the riskless asset per period, as a fraction; default 0. */
  readonly riskFree?: number
  /** Fewer returns than this say too little: the ratio is absent. Default 30. */
  readonly returnsMin?: number
  /** What one return is called in the reason; default `daily return`. */
  readonly noun?: string
}

/**
 * Sharpe ratio, annualised arithmetically: `√q · mean(r − f) / sd(r − f)` with q periods a year and the sample standard
 * deviation (n − 1). Absent with fewer than `returnsMin` returns, or when the excess returns do not vary.
 * Source: Sharpe 1994, "The Sharpe Ratio", *Journal of Portfolio Management* 21(1).
 *
 * @example sharpe(dailyReturns, 252) // {value: 1.07} or {absent: '3 daily returns (needs 30)'}
 */
export function sharpe(returns: readonly number[], periodsPerYear: number, options: SharpeOptions = {}): Statistic {
  const { riskFree = 0, returnsMin = 30, noun = 'daily return' } = options
  if (returns.length < Math.max(2, returnsMin)) {
    return absent(`${counted(returns.length, noun)} (needs ${Math.max(2, returnsMin)})`)
  }
  const broken = notFinite(returns, 'return')
  if (broken !== undefined) return broken
  if (isConstant(returns)) return absent(`all ${returns.length} returns are the same`)
  const excess = returns.map((value) => value - riskFree)
  const spread = standardDeviation(excess)
  if (spread === 0) return absent('the returns vary too little to measure')
  return present((mean(excess) / spread) * Math.sqrt(periodsPerYear))
}
