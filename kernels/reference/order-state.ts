import {
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  ORDER_DECISION_ID,
  ORDER_LOTS,
  ORDER_PRICE,
  ORDER_STOP_PRICE,
} from '../../model/layout.generated.ts'
import type { Image } from '../image.ts'
import type { Context } from './context.ts'

export const FREE = 0
export const SENT = 1
export const WORKING = 2
export const CANCEL_PENDING = 3
export const DONE = 4

export const EVENT = {
  sent: 0,
  cancelled: 1,
  expired: 2,
  rejected: 3,
  cancelRequested: 4,
  amendRequested: 5,
  amended: 6,
  amendRejected: 7,
  cancelRejected: 8,
} as const

/** Whether an order has been sent, and has neither come to the venue nor ended. */
export function isOnItsWay({ order }: Image, at: number): boolean {
  return (order.state(at) === SENT || order.state(at) === CANCEL_PENDING) && order.listed(at) === 0
}

/** Writes an ORDER row for an event that concerns `lots` of an order; returns the index of its first 8-byte word. */
export function orderRow(context: Context, at: number, event: number, lots: bigint, reason: number): number {
  const { order, memory } = context.image
  const aux = event | (order.type(at) << 8) | (order.timeInForce(at) << 16) | (reason << 24)
  const word = context.emit(ORDER, order.portfolio(at), order.instrument(at), aux >>> 0)
  memory.i64[word + ORDER_CLIENT_ORDER_ID] = order.id(at)
  memory.f64[word + ORDER_LOTS] = Number(lots * BigInt(order.side(at)))
  memory.f64[word + ORDER_PRICE] = Number(order.price(at))
  memory.f64[word + ORDER_STOP_PRICE] = Number(order.stop(at))
  memory.i64[word + ORDER_DECISION_ID] = order.decision(at)
  return word
}
