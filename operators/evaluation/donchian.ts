import type { BarEvaluatorOptions } from './bar-evaluator-options.ts'
import { evaluator } from './evaluator.ts'
import type { Evaluator } from './evaluator.ts'
import { isFull, push, windowOf } from './window.ts'
import type { Window } from './window.ts'

interface Channel {
  readonly highs: Window
  readonly lows: Window
  view: number
}

/**
 * Breakout of the Donchian channel: a close above the highest high of the `length` bars before it rates 5, one below
 * their lowest low 1; in between the last breakout stands.
 * Source: C. Faith, "Way of the Turtle" (2007).
 */
export function donchian(options: BarEvaluatorOptions & { length?: number }): Evaluator<Channel, string> {
  const { reads, horizonMicros, length = 20, confidence = 0.6 } = options
  return evaluator({
    name: `donchian ${reads}`,
    version: '1',
    reads,
    warmUp: length,
    state: (): Channel => ({ highs: windowOf(length), lows: windowOf(length), view: 3 }),
    next(channel, bar, emit) {
      if (isFull(channel.highs)) {
        let [highest, lowest] = [channel.highs.values[0], channel.lows.values[0]]
        for (const high of channel.highs.values) if (high > highest) highest = high
        for (const low of channel.lows.values) if (low < lowest) lowest = low
        if (bar.close > highest) channel.view = 5
        else if (bar.close < lowest) channel.view = 1
        emit(channel.view, confidence, horizonMicros)
      }
      push(channel.highs, bar.high)
      push(channel.lows, bar.low)
    },
  })
}
