import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { max } from '../money.ts'
import type { Context } from './context.ts'
import { changeOpen } from './exposures.ts'
import { AMENDING } from './intent.ts'
import { EVENT, orderRow } from './order-state.ts'
import { narrow } from './own-prices.ts'
import { reserve } from './reserve.ts'

/** `order.reduces` while an amend waits that would make a reducing order increase. */
export const REDUCES_FOR_NOW = 2

/** The amend that waits comes to nothing: the old terms stand. */
export function dropAmend(context: Context, at: number): void {
  settle(context.image, at, false)
  orderRow(context, at, EVENT.amendRejected, context.image.order.lots(at), Reason.AMEND_REJECTED)
}

/** Ends the wait: the order has its new terms or keeps the old ones, and the others count no more. */
export function settle(image: Image, at: number, taken: boolean): void {
  const { order, amend } = image
  const lots = taken ? max(amend.lots(at), order.filled(at)) : order.lots(at)
  const reserved = taken ? amend.reserved(at) : order.reserved(at)
  changeOpen(image, at, lots - max(order.lots(at), amend.lots(at)))
  reserve(image, at, reserved - max(order.reserved(at), amend.reserved(at)))
  narrow(image, order.instrument(at), order.side(at) > 0, taken ? order.price(at) : amend.price(at))
  if (taken) order.setPrice(at, amend.price(at))
  order.setLots(at, lots)
  order.setReserved(at, reserved)
  if (order.reduces(at) === REDUCES_FOR_NOW) order.setReduces(at, taken ? 0 : 1)
  order.setFlags(at, order.flags(at) & ~AMENDING)
  amend.setLots(at, 0n)
  amend.setPrice(at, 0n)
  amend.setReserved(at, 0n)
  amend.setArrivesAt(at, 0n)
}
