import { evaluator } from './evaluator.ts'
import type { Evaluator } from './evaluator.ts'
import type { BarEvaluatorOptions } from './bar-evaluator-options.ts'

interface EmaState {
  fast: number
  slow: number
  seen: number
}

/**
 * Crossing of two exponential averages: edge = (EMA_fast − EMA_slow) ÷ close with α = 2 ÷ (span + 1), seeded with the
 * first close; rating 5 above `threshold`, 1 below −threshold, else 3.
 * Source: G. Appel, "Technical Analysis" (2005), ch. 8.
 */
export function emaCross(
  options: BarEvaluatorOptions & { fast?: number; slow?: number; threshold?: number },
): Evaluator<EmaState, string> {
  const { reads, horizonMicros, fast = 11, slow = 47, threshold = 0.001, confidence = 0.6 } = options
  const [fastRate, slowRate] = [2 / (fast + 1), 2 / (slow + 1)]
  return evaluator({
    name: `ema-cross ${reads}`,
    version: '1',
    reads,
    warmUp: Math.ceil(slow / 2),
    state: (): EmaState => ({ fast: 0, slow: 0, seen: 0 }),
    next(state, bar, emit) {
      const { close } = bar
      if (state.seen++ === 0) state.fast = state.slow = close
      state.fast += (close - state.fast) * fastRate
      state.slow += (close - state.slow) * slowRate
      const edge = (state.fast - state.slow) / close
      emit(edge > threshold ? 5 : edge < -threshold ? 1 : 3, confidence, horizonMicros)
    },
  })
}
