import type { Absent, Statistic } from './statistic.ts'
import { absent, notFinite, present } from './statistic.ts'

/**
 * Drawdown at each point, `V_t / max(V_0 … V_t) − 1`: zero at a peak, else a negative fraction. Below −1 once more than
 * everything is lost. Absent while no value was positive, because there is no peak to fall from.
 * Source: Bacon 2008, *Practical Portfolio Performance Measurement and Attribution*, 2nd ed.
 *
 * @example drawdownSeries([100, 110, 99]) // [0, 0, −0.1]
 */
export function drawdownSeries(values: readonly number[]): number[] | Absent {
  const broken = notFinite(values, 'value')
  if (broken !== undefined) return broken
  let peak = 0
  const series: number[] = []
  for (const value of values) {
    if (value > peak) peak = value
    if (peak <= 0) return absent(`the first value is ${value}, not positive`)
    series.push(value / peak - 1)
  }
  return series
}

/**
 * The deepest drawdown, as a fraction ≤ 0; absent without values.
 *
 * @example maxDrawdown([100, 110, 99, 120]) // {value: −0.1}
 */
export function maxDrawdown(values: readonly number[]): Statistic {
  if (values.length === 0) return absent('no values')
  const series = drawdownSeries(values)
  return 'absent' in series ? series : present(series.reduce((deepest, value) => Math.min(deepest, value), 0))
}
