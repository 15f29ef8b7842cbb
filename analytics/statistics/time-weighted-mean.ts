import type { Statistic } from './statistic.ts'
import { absent, notFinite, present } from './statistic.ts'

/**
 * Mean of a step function weighted by how long each value stood: `Σ V_i·(t_(i+1) − t_i) / (t_n − t_0)`; the last value
 * has no duration. All at one time: the plain last value. Absent without values.
 *
 * @param timesMicros ascending Unix µs, one for each value
 * @throws {RangeError} where there is not one time for each value
 * @example timeWeightedMean([0, 3, 4], [10, 20, 99]) // {value: 12.5}
 */
export function timeWeightedMean(timesMicros: readonly number[], values: readonly number[]): Statistic {
  if (timesMicros.length !== values.length) {
    throw new RangeError(`one time for each value: ${timesMicros.length} times, ${values.length} values`)
  }
  if (values.length === 0) return absent('no values')
  const broken = notFinite(values, 'value')
  if (broken !== undefined) return broken
  const span = timesMicros.at(-1)! - timesMicros[0]
  if (span <= 0) return present(values.at(-1)!)
  let mean = 0
  for (let at = 0; at + 1 < values.length; at++) mean += values[at] * ((timesMicros[at + 1] - timesMicros[at]) / span)
  return present(mean)
}
