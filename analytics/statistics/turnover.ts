import type { Statistic } from './statistic.ts'
import { absent, present } from './statistic.ts'
import { timeWeightedMean } from './time-weighted-mean.ts'

/**
 * Turnover of a run: `(bought + sold) / 2 / average equity`, a multiple; 1 means that the capital was bought and sold
 * once. Equity is averaged over time. Absent where the average is not positive.
 * Source: Bacon 2008, *Practical Portfolio Performance Measurement and Attribution*, 2nd ed.
 *
 * @param tradedNotional sum of |price × quantity| of all fills, both sides
 * @example turnover(200_000, [0, 1], [100_000, 100_000]) // {value: 1}
 */
export function turnover(tradedNotional: number, timesMicros: readonly number[], equity: readonly number[]): Statistic {
  const average = timeWeightedMean(timesMicros, equity)
  if ('absent' in average) return average
  if (average.value <= 0) return absent(`average equity is ${average.value}, not positive`)
  return present(tradedNotional / 2 / average.value)
}
