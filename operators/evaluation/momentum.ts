import type { BarEvaluatorOptions } from './bar-evaluator-options.ts'
import { evaluator } from './evaluator.ts'
import type { Evaluator } from './evaluator.ts'
import { isFull, moments, push, valueAt, windowOf } from './window.ts'
import type { Window } from './window.ts'

interface MomentumState {
  readonly closes: Window
  readonly returns: Window
}

/**
 * Volatility-scaled momentum over several horizons: for each horizon h the return over h bars ÷ (σ·√h), σ the population
 * deviation of the last returns; each is cut to ±2, the mean of them moves the rating by one per unit. Confidence grows
 * with the horizons' agreement.
 * Source: Moskowitz, Ooi & Pedersen 2012, "Time Series Momentum", J. Financial Economics 104(2).
 */
export function momentum(
  options: BarEvaluatorOptions & { horizons?: readonly number[] },
): Evaluator<MomentumState, string> {
  const { reads, horizonMicros, horizons = [4, 16, 48], confidence = 0.8 } = options
  const longest = Math.max(...horizons)
  const roots = horizons.map((bars) => Math.sqrt(bars))
  return evaluator({
    name: `momentum ${reads}`,
    version: '1',
    reads,
    warmUp: longest,
    state: (): MomentumState => ({ closes: windowOf(longest + 1), returns: windowOf(longest) }),
    next({ closes, returns }, bar, emit) {
      if (closes.count > 0) push(returns, bar.close / valueAt(closes, 0) - 1)
      push(closes, bar.close)
      if (!isFull(closes)) return
      const { deviation } = moments(returns)
      let [sum, agree] = [0, 0]
      for (let at = 0; at < horizons.length; at++) {
        const change = bar.close / valueAt(closes, horizons[at]) - 1
        const scaled = deviation > 0 ? change / (deviation * roots[at]) : 0
        sum += scaled > 2 ? 2 : scaled < -2 ? -2 : scaled
        agree += scaled > 0 ? 1 : scaled < 0 ? -1 : 0
      }
      const share = (agree < 0 ? -agree : agree) / horizons.length
      emit(3 + sum / horizons.length, confidence * (0.5 + share / 2), horizonMicros)
    },
  })
}
