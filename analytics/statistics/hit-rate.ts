import type { Absent } from './statistic.ts'
import { absent, counted, notFinite } from './statistic.ts'

/** Share of wins with its interval; all three are fractions. */
export interface HitRate {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly wins: number
  readonly count: number
}

/** Φ⁻¹(0.975): a two-sided interval of 95 %. */
const Z_95 = 1.959963984540054

/**
 * Share of results above zero, with Wilson's score interval
 * `(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)`, which stays inside [0, 1] and is not empty at 0 of n or n of n.
 * A result of exactly zero is no win. Absent without results.
 * Source: Wilson 1927, *Journal of the American Statistical Association* 22(158); examples in Newcombe 1998,
 * *Statistics in Medicine* 17(8), method 3.
 *
 * @param z quantile of the normal distribution; default 1.96 for 95 %
 * @example hitRate([12.1, -3, 4]) // {value: 0.667, low: 0.208, high: 0.939, wins: 2, count: 3}
 */
export function hitRate(results: readonly number[], z: number = Z_95): HitRate | Absent {
  const count = results.length
  if (count === 0) return absent(counted(0, 'closed result'))
  const broken = notFinite(results, 'result')
  if (broken !== undefined) return broken
  const wins = results.filter((result) => result > 0).length
  const share = wins / count
  const squared = z * z
  const centre = share + squared / (2 * count)
  const reach = z * Math.sqrt((share * (1 - share)) / count + squared / (4 * count * count))
  const width = 1 + squared / count
  const low = wins === 0 ? 0 : (centre - reach) / width
  const high = wins === count ? 1 : (centre + reach) / width
  return { value: share, low, high, wins, count }
}
