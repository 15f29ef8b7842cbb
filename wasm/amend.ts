/**
 * Amends: an order gets another quantity or another limit and keeps its id. Until the venue has answered, the larger of
 * old and new counts, item by item: open lots, cash, and both prices for self-trades.
 */
import { REDUCES_FOR_NOW } from './amend-wait.ts'
import { alert, ERROR, integer, WARNING } from './context.ts'
import { changeOpen } from './exposures.ts'
import { counts, gateAmend, increases } from './gate-amend.ts'
import { takeRate } from './gate.ts'
import { amendOf, control, instrumentOf, orderOf, violationOf } from './image.ts'
import { AMENDING, SPLIT_SINCE } from './intent.ts'
import { verdictRow, violationRow } from './intents.ts'
import {
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  COMMAND_STOP_PRICE,
  ORDER_PRICE,
} from './layout.generated.ts'
import { AMEND_REQUESTED, DONE, orderRow } from './order-state.ts'
import { findOrder } from './orders.ts'
import { widen } from './own-prices.ts'
import { Reason } from './reasons.generated.ts'
import { reserve } from './reserve.ts'
import { setTimer, TIMER_AMEND } from './timers.ts'
import { APPROVED, REFUSED, verdict } from './verdict.ts'

/** Applies an amend command: through the gate, then to the venue. */
export function amendOrder(row: usize, source: i32, instrument: i32): void {
  const at = findOrder(load<i64>(row, COMMAND_CLIENT_ORDER_ID))
  if (at < 0 || orderOf(at).state == DONE) return alert(Reason.ORDER_UNKNOWN, WARNING, source, instrument)
  const order = orderOf(at)
  const lots = integer(load<f64>(row, COMMAND_LOTS)) * order.side
  const price = integer(load<f64>(row, COMMAND_PRICE))
  const stop = integer(load<f64>(row, COMMAND_STOP_PRICE))
  const whole = lots == 0 ? order.lots : lots
  const limit = price == 0 ? order.price : price
  const changes = whole != order.lots || limit != order.price
  const split = (order.flags & SPLIT_SINCE) != 0
  if (split || !changes || lots < 0 || price < 0 || stop != 0 || (price != 0 && order.price == 0))
    return alert(Reason.COMMAND_INVALID, ERROR, order.portfolio, order.instrument)
  gateAmend(order, whole, limit)
  const passes = verdict.reason == 0
  const asked = whole * order.side
  const reason = passes ? Reason.COMMANDED : verdict.reason
  const kind = passes ? APPROVED : REFUSED
  verdictRow(order.portfolio, order.instrument, kind, asked, passes ? asked : 0, 0, reason, order.decision)
  for (let one = 0; one < control.violationCount; one++) {
    violationRow(order.portfolio, order.instrument, violationOf(one), asked)
  }
  control.violationCount = 0
  if (!passes) return
  if (counts) takeRate(!increases)
  send(at, whole, limit)
}

/** Reserves what is larger and sends the new terms to the venue. */
function send(at: i32, lots: i64, price: i64): void {
  const order = orderOf(at)
  const amend = amendOf(at)
  amend.lots = lots
  amend.price = price
  amend.reserved = verdict.reserved
  amend.arrivesAt = control.now + control.latencyNanos
  order.flags |= AMENDING
  if (increases && order.reduces == 1) order.reduces = REDUCES_FOR_NOW
  changeOpen(order.portfolio, order.instrument, order.side > 0, max<i64>(0, lots - order.lots))
  reserve(order, max<i64>(0, amend.reserved - order.reserved))
  widen(instrumentOf(order.instrument), order.side > 0, price)
  const row = orderRow(order, AMEND_REQUESTED, lots, Reason.COMMANDED)
  store<f64>(row, f64(price), ORDER_PRICE)
  if (control.external == 0) setTimer(amend.arrivesAt, TIMER_AMEND, at)
}
