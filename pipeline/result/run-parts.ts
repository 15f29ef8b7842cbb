import type { Image } from '../../kernels/image.ts'
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

/** A ledger of another currency than its portfolio's. */
export interface CurrencyBooks {
  readonly currency: string
  readonly cash: string
  readonly cost: string
  readonly fees: string
  readonly realised: string
  readonly deposits: string
  readonly adjustments: string
  readonly balanced: boolean
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
  /** Ledgers of other currencies, those with anything in them. */
  readonly others: readonly CurrencyBooks[]
  /** What was paid in, other currencies by their first rate: what profit is measured from. */
  readonly paidIn: string
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
  return Array.from({ length: image.size.portfolios }, (_portfolio, at) => {
    const currency = image.scope.currency(at)
    const ledgers = image.names.currencies.map((_currency, one) => ledgerOf(image, at, one))
    const others = ledgers.filter((books, one) => one !== currency && !isEmpty(books))
    return {
      name: image.names.scopes[at],
      state: STATES[image.scope.state(at)],
      ...ledgers[currency],
      others,
      paidIn: formatDecimal(image.scope.paidIn(at), image.names.moneyScales[currency]),
      equity: formatDecimal(image.scope.equity(at), image.names.moneyScales[currency]),
    }
  })
}

const AMOUNTS = ['cash', 'cost', 'fees', 'realised', 'deposits', 'adjustments'] as const
const isEmpty = (books: CurrencyBooks): boolean => AMOUNTS.every((name) => Number(books[name]) === 0)

function ledgerOf(image: Image, portfolio: number, currency: number): CurrencyBooks {
  const { ledger, names } = image
  const at = image.ledgerAt(portfolio, currency)
  const money = (amount: bigint): string => formatDecimal(amount, names.moneyScales[currency])
  const paidIn = ledger.deposits(at) - ledger.withdrawals(at)
  return {
    currency: names.currencies[currency],
    cash: money(ledger.cash(at)),
    cost: money(ledger.cost(at)),
    fees: money(ledger.fees(at)),
    realised: money(ledger.realised(at)),
    deposits: money(paidIn),
    adjustments: money(ledger.adjustments(at)),
    balanced:
      ledger.cash(at) + ledger.cost(at) === paidIn + ledger.realised(at) - ledger.fees(at) + ledger.adjustments(at),
  }
}
