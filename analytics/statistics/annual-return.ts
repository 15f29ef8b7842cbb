import type { Statistic } from './statistic.ts'
import { absent, present } from './statistic.ts'
import { totalReturn } from './returns.ts'

/**
 * Geometric annual return, `(Π(1 + r_t))^(q/n) − 1`, as a fraction: q periods a year, n returns.
 * Absent without returns, or when everything (or more) was lost.
 * Source: Bacon 2008, *Practical Portfolio Performance Measurement and Attribution*, 2nd ed.
 *
 * @example annualReturn([0.01, 0.02], 12) // {value: 0.1959…}
 */
export function annualReturn(returns: readonly number[], periodsPerYear: number): Statistic {
  const total = totalReturn(returns)
  if ('absent' in total) return total
  if (total.value <= -1) return absent('everything was lost')
  return present((1 + total.value) ** (periodsPerYear / returns.length) - 1)
}
