import type { OperatorFunction } from 'rxjs'
import { pipe } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { decision } from '../../operators/decision/decision.ts'
import { desk } from '../../operators/desk.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import { execution, external } from '../../operators/execution/execution.ts'
import { bars } from '../../operators/market/bars.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { portfolio } from '../../operators/portfolio/portfolio.ts'
import { risk } from '../../operators/risk/risk.ts'
import { signal } from '../../operators/signal/signal.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import type { Config } from '../config/config.ts'
import { evaluatorsOf } from './evaluators.ts'
import { withEvents } from './with-events.ts'

/** The graph that `millrace backtest` runs: everything the configuration says, its events among the rows. */
export function graph(config: Config): OperatorFunction<Frame, Outcome> {
  return withEvents(config, chain(config))
}

/** The stages that a configuration stands for, in one chain: {@link graph} without the events. */
export function chain(config: Config): OperatorFunction<Frame, Outcome> {
  const venue = config.external === true ? external() : config.venue
  return pipe(
    bars(...config.bars),
    evaluate(...evaluatorsOf(config)),
    signal(config.signal),
    decision(config.decision),
    desk([risk(config.limits), sizing(config.sizing), execution(venue), portfolio(config.portfolios)], {
      orders: config.engine.orders,
      clientIds: config.engine.clientIds,
    }),
  )
}
