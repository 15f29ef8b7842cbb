/** One fall from a peak. Indices count the points of the drawdown series, from 0; lengths count both ends. */
export interface DrawdownPeriod {
  /** First point below the peak. */
  readonly start: number
  /** Deepest point. */
  readonly trough: number
  /** First point at or above the old peak; absent while it has not been reached. */
  readonly end?: number
  /** Drawdown at the trough, as a fraction < 0. */
  readonly depth: number
  /** Points from start to end, or to the last point. */
  readonly length: number
  readonly toTrough: number
  /** Points from the one after the trough to the end. */
  readonly recovery?: number
}

/**
 * Splits a drawdown series (see `drawdownSeries`) into its falls, in order of time.
 * Source: Bacon 2008, *Practical Portfolio Performance Measurement and Attribution*, 2nd ed., drawdown table.
 *
 * @example drawdownPeriods([0, -0.05, -0.145, -0.1, 0]) // one: start 1, trough 2, end 4, length 4
 */
export function drawdownPeriods(series: readonly number[]): DrawdownPeriod[] {
  const periods: DrawdownPeriod[] = []
  let start = -1
  let trough = -1
  for (let at = 0; at <= series.length; at++) {
    if (at < series.length && series[at] < 0) {
      if (start < 0) start = trough = at
      if (series[at] < series[trough]) trough = at
    } else if (start >= 0) {
      const [depth, toTrough] = [series[trough], trough - start + 1]
      if (at === series.length) periods.push({ start, trough, depth, length: at - start, toTrough })
      else periods.push({ start, trough, end: at, depth, length: at - start + 1, toTrough, recovery: at - trough })
      start = -1
    }
  }
  return periods
}
