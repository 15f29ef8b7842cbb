import { pipe, tap } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import {
  bars,
  decision,
  desk,
  evaluate,
  evaluator,
  execution,
  hours,
  portfolio,
  risk,
  signal,
  sizing,
} from '../../pipeline/index.ts'
import type { Config, Outcome } from '../../pipeline/index.ts'

/**
 * How not to do it: an evaluator that reads something outside the stream, here how many frames there were. Its result
 * depends on how the stream was cut, and `millrace check` names the first row that shows it.
 */
export default function impure(config: Config): OperatorFunction<Frame, Outcome> {
  let frames = 0
  const peeking = evaluator({
    name: 'peeking',
    version: '1',
    reads: config.bars[0],
    warmUp: 0,
    state: () => ({}),
    next(_, __, emit) {
      emit(frames % 2 === 0 ? 5 : 1, 0.8, hours(1))
    },
  })
  return pipe(
    tap(() => frames++),
    bars(...config.bars),
    evaluate(peeking),
    signal(config.signal),
    decision(config.decision),
    desk([risk(config.limits), sizing(config.sizing), execution(config.venue), portfolio(config.portfolios)]),
  )
}
