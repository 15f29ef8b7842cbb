/** States of an order, and the rows that tell of its events. */
import { emit } from './context.ts'
import {
  ORDER,
  ORDER_CLIENT_ORDER_ID,
  ORDER_DECISION_ID,
  ORDER_LOTS,
  ORDER_PRICE,
  ORDER_STOP_PRICE,
} from './layout.generated.ts'
import { Order } from './records.generated.ts'

/** States of an order. */
export const FREE: i32 = 0
export const SENT: i32 = 1
export const WORKING: i32 = 2
export const CANCEL_PENDING: i32 = 3
export const DONE: i32 = 4

/** Events of ORDER rows. */
export const ORDER_SENT: i32 = 0
export const CANCELLED: i32 = 1
export const EXPIRED: i32 = 2
export const REJECTED: i32 = 3
export const CANCEL_REQUESTED: i32 = 4
export const AMEND_REQUESTED: i32 = 5
export const AMENDED: i32 = 6
export const AMEND_REJECTED: i32 = 7
export const CANCEL_REJECTED: i32 = 8

/** Whether an order has been sent, and has neither come to the venue nor ended. */
export function isOnItsWay(order: Order): bool {
  return (order.state == SENT || order.state == CANCEL_PENDING) && order.listed == 0
}

/** Writes an ORDER row for an event that concerns `lots` of an order, and returns its address. */
export function orderRow(order: Order, event: i32, lots: i64, reason: i32): usize {
  const aux = event | (order.type << 8) | (order.timeInForce << 16) | (reason << 24)
  const row = emit(ORDER, order.portfolio, order.instrument, aux)
  store<i64>(row, order.id, ORDER_CLIENT_ORDER_ID)
  store<f64>(row, f64(lots * order.side), ORDER_LOTS)
  store<f64>(row, f64(order.price), ORDER_PRICE)
  store<f64>(row, f64(order.stop), ORDER_STOP_PRICE)
  store<i64>(row, order.decision, ORDER_DECISION_ID)
  return row
}
