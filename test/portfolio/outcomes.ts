// A real desk over plain rows, for tests of what is projected from its outcomes.
import { Observable } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Instrument } from '../../model/instrument.ts'
import type { Limits } from '../../model/limits.ts'
import type { Portfolio, Portfolios } from '../../model/portfolio.ts'
import type { Sizing } from '../../model/sizing.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import { decision } from '../../operators/decision/decision.ts'
import { desk } from '../../operators/desk.ts'
import { execution, external } from '../../operators/execution/execution.ts'
import { simulated } from '../../operators/execution/simulated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { portfolio } from '../../operators/portfolio/portfolio.ts'
import { risk } from '../../operators/risk/risk.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import { instrumentOf, portfolioOf } from '../kernels/harness.ts'
import { bench, framesOf } from '../signal/rows.ts'
import type { PlainRow } from '../signal/rows.ts'

export interface DeskSetting {
  readonly instruments?: readonly Instrument[]
  readonly limits?: Limits
  readonly sizing?: Sizing
  readonly venue?: Partial<SimulatedVenue> | 'external'
  readonly portfolios?: Portfolios | readonly Portfolio[]
  readonly frames?: readonly number[]
}

/** Outcomes of a desk that follows every signal of the rows: one decision each, all at once. */
export function outcomesOf(rows: readonly PlainRow[], setting: DeskSetting = {}): Observable<Outcome> {
  const on = bench(256, 1_024, setting.instruments ?? [instrumentOf()])
  const { venue } = setting
  const defaults = {
    enter: 0.1,
    exit: 0,
    minConfidence: 0,
    minQuality: 0,
    coolDownMicros: 0,
    step: 0,
    conviction: 'strength',
    volatilityHalfLife: 10,
    edge: 0,
  } as const
  return framesOf(rows, setting.frames ?? [64], on).pipe(
    decision({ defaults, strategies: {} }),
    desk(
      [
        risk(setting.limits ?? { concentration: '1000', allowShort: true }),
        sizing(setting.sizing ?? { method: 'fixed-lots', lots: { '*': '100' } }),
        execution(
          venue === 'external'
            ? external()
            : simulated({ latencyNanos: 0n, reportLatencyNanos: 0n, zeroLatency: true, ...venue }),
        ),
        portfolio(setting.portfolios ?? [portfolioOf()]),
      ],
      { orders: 16, clientIds: 16, outcomeRows: 4_096 },
    ),
  )
}

/** Everything a projection gives for these rows. */
export function project<T>(
  rows: readonly PlainRow[],
  projection: OperatorFunction<Outcome, T>,
  setting?: DeskSetting,
): T[] {
  const found: T[] = []
  let failure: unknown
  outcomesOf(rows, setting)
    .pipe(projection)
    .subscribe({
      next: (value) => found.push(value),
      error: (error) => {
        failure = error
      },
    })
  if (failure !== undefined) throw failure as Error
  return found
}
