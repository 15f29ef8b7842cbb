import { tap } from 'rxjs'
import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Image } from '../../kernels/image.ts'
import type { Decimal } from '../../model/decimal.ts'
import { ORDER, ORDER_CLIENT_ORDER_ID } from '../../model/layout.generated.ts'
import type { RiskApproved } from '../../model/risk-approved.ts'
import type { Outcome } from '../outcome.ts'
import { OutcomeRow } from '../projection.ts'
import { orderEvent } from './orders.ts'
import type { OrderEvent } from './orders.ts'

/** What a venue is asked to do. Its id is also that of the reservation the desk holds for it. */
export type VenueOrder = Pick<
  OrderEvent,
  'portfolio' | 'instrument' | 'side' | 'quantity' | 'type' | 'timeInForce' | 'limitPrice' | 'stopPrice'
> & { readonly orderId: string; readonly quantity: Decimal }

/** The way to a real venue. Nothing but what the desk's gate approved fits {@link VenuePort.send}. */
export interface VenuePort {
  send(order: RiskApproved<VenueOrder>): void
  /** The order of this id gets this quantity, the whole of it, and this limit; the answer is a REPORT row. */
  amend(order: RiskApproved<VenueOrder>): void
  cancel(orderId: string): void
}

const SENT = 0
const CANCEL_REQUESTED = 4
const AMEND_REQUESTED = 5

/**
 * Hands every order that leaves the desk to a venue, and every request to amend or cancel one, then passes the outcome on. Types
 * vanish at run time, so each order must also hold a live reservation in the desk's state.
 *
 * @throws through the observable when the desk simulates its venue, or an order has no reservation
 */
export function sendTo(port: VenuePort): MonoTypeOperatorFunction<Outcome> {
  return tap((outcome) => send(outcome, port))
}

function send({ tape, image }: Outcome, port: VenuePort): void {
  if (image.control.external(0) === 0) {
    throw new Error('the desk simulates its venue: sendTo(…) needs execution(external())')
  }
  for (let at = 0; at < tape.count; at++) {
    if (tape.memory.u8[tape.at(at)] !== ORDER) continue
    const row = new OutcomeRow(tape, image, at)
    const event = row.aux & 0xff
    const orderId = row.idAt(ORDER_CLIENT_ORDER_ID) ?? ''
    if (event === CANCEL_REQUESTED) port.cancel(orderId)
    if (event !== SENT && event !== AMEND_REQUESTED) continue
    if (!isReserved(image, row.i64(ORDER_CLIENT_ORDER_ID)))
      throw new Error(`order ${orderId} holds no reservation: not sent`)
    const { portfolio, instrument, side, quantity, type, timeInForce, limitPrice, stopPrice } = orderEvent(row)
    const order = { orderId, portfolio, instrument, side, quantity, type, timeInForce, limitPrice, stopPrice }
    // The one place that gives the brand: a row the desk wrote after its gate, with its reservation alive.
    const approved = order as unknown as RiskApproved<VenueOrder>
    if (event === SENT) port.send(approved)
    else port.amend(approved)
  }
}

/** Whether the desk holds an open order of this id. */
function isReserved({ order, size }: Image, id: bigint): boolean {
  for (let at = 0; at < size.orders; at++) if (order.state(at) !== 0 && order.id(at) === id) return true
  return false
}
