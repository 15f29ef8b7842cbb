import type { Absent, Statistic } from './statistic.ts'
import { absent, notFinite, present } from './statistic.ts'

/**
 * Simple returns `r_t = V_t / V_(t−1) − 1` of a series of values: n values give n − 1 returns, as fractions.
 * Absent when a value that is divided by is not positive: a return on nothing, or on a debt, says nothing.
 *
 * @example simpleReturns([100, 110, 99]) // [0.1, −0.1]
 */
export function simpleReturns(values: readonly number[]): number[] | Absent {
  const broken = notFinite(values, 'value')
  if (broken !== undefined) return broken
  const returns: number[] = []
  for (let at = 1; at < values.length; at++) {
    if (values[at - 1] <= 0) return absent(`value ${at} of ${values.length} is ${values[at - 1]}, not positive`)
    returns.push(values[at] / values[at - 1] - 1)
  }
  return returns
}

/**
 * Return over all periods, `Π(1 + r_t) − 1`, as a fraction; of no periods it is absent.
 *
 * @example totalReturn([0.1, -0.1]) // {value: −0.01}
 */
export function totalReturn(returns: readonly number[]): Statistic {
  if (returns.length === 0) return absent('no returns')
  const broken = notFinite(returns, 'return')
  if (broken !== undefined) return broken
  let wealth = 1
  for (const value of returns) wealth *= 1 + value
  return present(wealth - 1)
}
