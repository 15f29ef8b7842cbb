/**
 * An amend that waits for its answer: the larger of old and new counts, item by item: open lots, cash, and both prices for
 * self-trades.
 */
import { changeOpen } from './exposures.ts'
import { amendOf, instrumentOf, orderOf } from './image.ts'
import { AMENDING } from './intent.ts'
import { truncOfProduct } from './money.ts'
import { AMEND_REJECTED, orderRow } from './order-state.ts'
import { narrow } from './own-prices.ts'
import { Reason } from './reasons.generated.ts'
import { reserve } from './reserve.ts'

/** `order.reduces` while an amend waits that would make a reducing order increase. */
export const REDUCES_FOR_NOW: i32 = 2

/** The amend that waits comes to nothing: the old terms stand. */
export function dropAmend(at: i32): void {
  settle(at, false)
  orderRow(orderOf(at), AMEND_REJECTED, orderOf(at).lots, Reason.AMEND_REJECTED)
}

/** Ends the wait: the order has its new terms or keeps the old ones, and the others count no more. */
export function settle(at: i32, taken: bool): void {
  const order = orderOf(at)
  const amend = amendOf(at)
  const lots = taken ? max(amend.lots, order.filled) : order.lots
  const reserved = taken ? amend.reserved : order.reserved
  changeOpen(order.portfolio, order.instrument, order.side > 0, lots - max(order.lots, amend.lots))
  reserve(order, reserved - max(order.reserved, amend.reserved))
  narrow(instrumentOf(order.instrument), order.side > 0, taken ? order.price : amend.price)
  if (taken) order.price = amend.price
  order.lots = lots
  order.reserved = reserved
  if (order.reduces == REDUCES_FOR_NOW) order.reduces = i32(!taken)
  order.flags &= ~AMENDING
  amend.lots = 0
  amend.price = 0
  amend.reserved = 0
  amend.arrivesAt = 0
}

/** Releases what is reserved for lots that were booked, under the old terms and the new. */
export function releaseBoth(at: i32, lots: i64): void {
  const order = orderOf(at)
  const amend = amendOf(at)
  const before = max(order.reserved, amend.reserved)
  order.reserved -= part(order.reserved, lots, order.lots - order.booked)
  amend.reserved -= part(amend.reserved, lots, amend.lots - order.booked)
  reserve(order, max(order.reserved, amend.reserved) - before)
}

/** What is released of a reservation when some of its open lots are done: pro rata, with the last of them all. */
function part(reserved: i64, lots: i64, open: i64): i64 {
  return lots >= open ? reserved : truncOfProduct(reserved, lots, open)
}
