import { pipe } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { hours } from '../../model/time.ts'
import { decision } from '../../operators/decision/decision.ts'
import { desk } from '../../operators/desk.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import { evaluator } from '../../operators/evaluation/evaluator.ts'
import type { Evaluator } from '../../operators/evaluation/evaluator.ts'
import { momentum } from '../../operators/evaluation/momentum.ts'
import { execution } from '../../operators/execution/execution.ts'
import { bars } from '../../operators/market/bars.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { portfolio } from '../../operators/portfolio/portfolio.ts'
import { risk } from '../../operators/risk/risk.ts'
import { signal } from '../../operators/signal/signal.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import type { Config } from '../../pipeline/config/config.ts'

/** What the evaluator knows: every kind of plain data that a state can hold. */
interface Memory {
  calls: number
  mean: number
  worst: number
  readonly window: number[]
  readonly counts: Record<string, bigint>
  lanes: Float64Array
}

/** A user's evaluator: what it says depends on every bar it has seen, so that a state lost or kept twice shows. */
const winding = (reads: string): Evaluator<Memory, string> =>
  evaluator({
    name: `winding-${reads}`,
    version: '3',
    reads,
    warmUp: 3,
    state: (): Memory => ({
      calls: 0,
      mean: Number.NaN,
      worst: -0,
      window: [],
      counts: { up: 0n, down: 0n },
      lanes: new Float64Array(4),
    }),
    next(state, bar, emit) {
      const { close } = bar
      const move = Number.isNaN(state.mean) ? 0 : close / state.mean - 1
      state.mean = Number.isNaN(state.mean) ? close : state.mean + (close - state.mean) / 8
      state.worst = Math.min(state.worst, move)
      state.window.push(move)
      if (state.window.length > 20) state.window.shift()
      state.counts[move >= 0 ? 'up' : 'down']++
      state.lanes[state.calls++ % 4] += move
      const lean = state.lanes[0] + state.lanes[1] - state.lanes[2] - state.lanes[3]
      const sum = state.window.reduce((total, one) => total + one, lean)
      const odd = Number(state.counts['up'] % 3n)
      emit(sum > 0 ? 4 + (odd === 0 ? 1 : 0) : 2 - (odd === 0 ? 1 : 0), 0.5 + 0.1 * odd, hours(1))
    },
  })

/** The graph that is crashed: the standard one with a user's stateful evaluator in it. */
export default function winded(config: Config): OperatorFunction<Frame, Outcome> {
  return pipe(
    bars(...config.bars),
    evaluate(...config.bars.map(winding), ...config.bars.map((reads) => momentum({ reads, horizonMicros: hours(1) }))),
    signal(config.signal),
    decision(config.decision),
    desk([risk(config.limits), sizing(config.sizing), execution(config.venue), portfolio(config.portfolios)], {
      orders: config.engine.orders,
      clientIds: config.engine.clientIds,
    }),
  )
}
