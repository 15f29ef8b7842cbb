import { formatDecimal } from '../../model/decimal.ts'
import { combine, TAPES } from '../engine/hashes.ts'
import type { TapeName } from '../engine/hashes.ts'
import type { RunInfo } from '../engine/run-info.ts'
import type { Collector } from './collector.ts'

export interface RunParts {
  readonly collector: Collector
  /** Configuration, data report and latencies, where the frames came from `csv(…)` or `feed(…)`. */
  readonly info?: RunInfo
  readonly outputHashes: Readonly<Record<TapeName, string>>
  readonly stateHash: string
  readonly seconds: number
  readonly interrupted: boolean
}

/** A portfolio's books at the end of a run, as decimal strings in its currency. */
export interface PortfolioBooks {
  readonly name: string
  readonly currency: string
  readonly state: 'active' | 'reducing' | 'halted'
  readonly cash: string
  readonly cost: string
  readonly fees: string
  readonly realised: string
  readonly deposits: string
  readonly adjustments: string
  readonly equity: string
  /** cash + cost = deposits + realised − fees + adjustments, to the last unit. */
  readonly balanced: boolean
}

const STATES = ['active', 'reducing', 'halted'] as const

/** Hash of all tapes and the state of a run. */
export function hashOfRun({ outputHashes, stateHash }: RunParts): string {
  return combine([...TAPES.map((name) => outputHashes[name]), stateHash])
}

/** Every portfolio's books at the end of a run. */
export function booksOf({ collector }: RunParts): PortfolioBooks[] {
  const { image } = collector
  if (image === undefined) return []
  return Array.from({ length: image.size.portfolios }, (_, at) => {
    const currency = image.scope.currency(at)
    const home = image.homeLedger(at)
    const money = (amount: bigint): string => formatDecimal(amount, image.names.moneyScales[currency])
    return {
      name: image.names.scopes[at],
      currency: image.names.currencies[currency],
      state: STATES[image.scope.state(at)],
      cash: money(image.ledger.cash(home)),
      cost: money(image.ledger.cost(home)),
      fees: money(image.ledger.fees(home)),
      realised: money(image.ledger.realised(home)),
      deposits: money(image.ledger.deposits(home) - image.ledger.withdrawals(home)),
      adjustments: money(image.ledger.adjustments(home)),
      equity: money(image.scope.equity(at)),
      balanced:
        image.ledger.cash(home) + image.ledger.cost(home) ===
        image.ledger.deposits(home) -
          image.ledger.withdrawals(home) +
          image.ledger.realised(home) -
          image.ledger.fees(home) +
          image.ledger.adjustments(home),
    }
  })
}
