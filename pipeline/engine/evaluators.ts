import { evaluator } from '../../operators/evaluation/evaluator.ts'
import type { AnyEvaluator } from '../../operators/evaluation/evaluate.ts'
import { nominalMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { Config } from '../config/config.ts'

/** The shipped evaluators a configuration runs, on every bar spec it makes. */
export function evaluatorsOf({ bars }: Config): AnyEvaluator[] {
  return bars.map((reads) => {
    const horizon = 4 * (nominalMicros(parseBarSpec(reads)) ?? 3_600_000_000)
    return evaluator({
      name: `ema-cross ${reads}`,
      version: '1',
      reads,
      warmUp: 24,
      state: () => ({ fast: 0, slow: 0, seen: 0 }),
      next(state, bar, emit) {
        if (state.seen++ === 0) state.fast = state.slow = bar.close
        state.fast += (bar.close - state.fast) / 6
        state.slow += (bar.close - state.slow) / 24
        const edge = (state.fast - state.slow) / bar.close
        emit(edge > 0.001 ? 5 : edge < -0.001 ? 1 : 3, 0.6, horizon)
      },
    })
  })
}
