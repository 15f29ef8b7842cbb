import type { BarEvaluatorOptions } from './bar-evaluator-options.ts'
import { evaluator } from './evaluator.ts'
import type { Evaluator } from './evaluator.ts'
import { isFull, moments, push, windowOf } from './window.ts'
import type { Window } from './window.ts'

/**
 * Return to the mean: z = (close − mean) ÷ deviation over the last `length` closes, population deviation as in
 * Bollinger's bands; rating = 3 − z ÷ `entry`, between 1 and 5; confidence grows with |z| up to `confidence`.
 * Source: J. Bollinger, "Bollinger on Bollinger Bands" (2001).
 */
export function meanReversion(
  options: BarEvaluatorOptions & { length?: number; entry?: number },
): Evaluator<Window, string> {
  const { reads, horizonMicros, length = 20, entry = 1, confidence = 0.7 } = options
  return evaluator({
    name: `mean-reversion ${reads}`,
    version: '1',
    reads,
    warmUp: length - 1,
    state: () => windowOf(length),
    next(window, bar, emit) {
      push(window, bar.close)
      if (!isFull(window)) return
      const { mean, deviation } = moments(window)
      const z = deviation > 0 ? (bar.close - mean) / deviation : 0
      const size = z < 0 ? -z : z
      const rating = 3 - z / entry
      emit(
        rating < 1 ? 1 : rating > 5 ? 5 : rating,
        size >= 2 ? confidence : confidence * (0.5 + size / 4),
        horizonMicros,
      )
    },
  })
}
