import type { OperatorFunction } from 'rxjs'
import type { Decimal } from '../../model/decimal.ts'
import {
  FILL,
  FILL_CLIENT_ORDER_ID,
  FILL_DECISION_ID,
  FILL_FEE,
  FILL_LOTS,
  FILL_PRICE,
  FLAG_MAKER,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../outcome.ts'
import { projection } from '../projection.ts'
import type { OutcomeRow, RowIdentity } from '../projection.ts'

/** One execution of ours, as booked. */
export interface FillEvent extends RowIdentity {
  readonly portfolio: string
  readonly instrument: string
  readonly orderId: string | null
  readonly decisionId: string | null
  readonly side: 'buy' | 'sell'
  readonly quantity: Decimal
  readonly price: Decimal
  readonly fee: Decimal
  readonly currency: string
  readonly maker: boolean
  /** Input rows between the order and its fill: 0 would be the row that caused it. */
  readonly rowsLater: number
}

/** One object for each FILL row. */
export function fills(): OperatorFunction<Outcome, FillEvent> {
  return projection(FILL, fillEvent)
}

/** Reads a FILL row. */
export function fillEvent(row: OutcomeRow): FillEvent {
  const lots = BigInt(row.f64(FILL_LOTS))
  return {
    ...row.identity,
    portfolio: row.portfolio,
    instrument: row.symbol,
    orderId: row.idAt(FILL_CLIENT_ORDER_ID),
    decisionId: row.idAt(FILL_DECISION_ID),
    side: lots > 0n ? 'buy' : 'sell',
    quantity: row.quantity(lots > 0n ? lots : -lots),
    price: row.price(BigInt(row.f64(FILL_PRICE))),
    fee: row.moneyAt(FILL_FEE),
    currency: row.currencyName,
    maker: (row.flags & FLAG_MAKER) !== 0,
    rowsLater: row.aux,
  }
}
