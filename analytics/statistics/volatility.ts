import { standardDeviation } from './moments.ts'
import type { Statistic } from './statistic.ts'
import { absent, counted, notFinite, present } from './statistic.ts'

/**
 * Annualised volatility, `√q · √(Σ(r_t − r̄)² / (n − 1))`, as a fraction a year: q periods a year, sample standard
 * deviation. Absent with fewer than two returns.
 * Source: Bacon 2008, *Practical Portfolio Performance Measurement and Attribution*, 2nd ed.
 *
 * @example volatility([0.01, -0.01, 0.02], 252)
 */
export function volatility(returns: readonly number[], periodsPerYear: number): Statistic {
  if (returns.length < 2) return absent(`${counted(returns.length, 'return')} (needs 2)`)
  return notFinite(returns, 'return') ?? present(standardDeviation(returns) * Math.sqrt(periodsPerYear))
}
