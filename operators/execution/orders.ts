import type { OperatorFunction } from 'rxjs'
import type { Decimal } from '../../model/decimal.ts'
import {
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  ORDER_DECISION_ID,
  ORDER_LOTS,
  ORDER_PRICE,
  ORDER_STOP_PRICE,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../outcome.ts'
import { projection, reasonName } from '../projection.ts'
import type { OutcomeRow, RowIdentity } from '../projection.ts'

const EVENTS = [
  'sent',
  'cancelled',
  'expired',
  'rejected',
  'cancel-requested',
  'amend-requested',
  'amended',
  'amend-rejected',
  'cancel-rejected',
] as const
const TYPES = ['market', 'limit', 'stop', 'stop-limit'] as const
const TIMES_IN_FORCE = ['GTC', 'DAY', 'IOC', 'FOK'] as const

/** Something that happened to an order, other than a fill. */
export interface OrderEvent extends RowIdentity {
  readonly portfolio: string
  readonly instrument: string
  readonly event: (typeof EVENTS)[number]
  readonly orderId: string | null
  /** Decision it follows from; null for ready orders. */
  readonly decisionId: string | null
  readonly side: 'buy' | 'sell'
  /** What was sent, the unfilled part that ended, or of an amend the whole order; unsigned. */
  readonly quantity: Decimal
  readonly type: (typeof TYPES)[number]
  readonly timeInForce: (typeof TIMES_IN_FORCE)[number]
  /** Of an amend the limit that is asked for, or that stands. */
  readonly limitPrice: Decimal | null
  readonly stopPrice: Decimal | null
  /** Why it ended or changed; `NONE` when it was sent. */
  readonly reason: string
}

/** One object for each ORDER row. */
export function orders(): OperatorFunction<Outcome, OrderEvent> {
  return projection(ORDER, orderEvent)
}

/** Reads an ORDER row. */
export function orderEvent(row: OutcomeRow): OrderEvent {
  const lots = BigInt(row.f64(ORDER_LOTS))
  return {
    ...row.identity,
    portfolio: row.portfolio,
    instrument: row.symbol,
    event: EVENTS[row.aux & 0xff],
    orderId: row.idAt(ORDER_CLIENT_ORDER_ID),
    decisionId: row.idAt(ORDER_DECISION_ID),
    side: lots > 0n ? 'buy' : 'sell',
    quantity: row.quantity(lots > 0n ? lots : -lots),
    type: TYPES[(row.aux >>> 8) & 0xff],
    timeInForce: TIMES_IN_FORCE[(row.aux >>> 16) & 0xff],
    limitPrice: row.priceAt(ORDER_PRICE),
    stopPrice: row.priceAt(ORDER_STOP_PRICE),
    reason: reasonName(row.aux >>> 24),
  }
}
