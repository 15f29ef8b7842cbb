/**
 * Amends: an order gets another quantity or another limit and keeps its id. Until the venue has answered, the larger of
 * old and new counts, item by item: open lots, cash, and both prices for self-trades.
 */
import { alert, ERROR, integer, WARNING } from './context.ts'
import { changeOpen } from './exposures.ts'
import { takeRate } from './gate.ts'
import { counts, gateAmend, increases } from './gate-amend.ts'
import { amendOf, control, instrumentOf, orderOf, violationOf } from './image.ts'
import { AMENDING } from './intent.ts'
import { verdictRow, violationRow } from './intents.ts'
import {
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  COMMAND_STOP_PRICE,
  ORDER_PRICE,
} from './layout.generated.ts'
import { truncOfProduct } from './money.ts'
import {
  AMEND_REJECTED,
  AMEND_REQUESTED,
  AMENDED,
  DONE,
  findOrder,
  freeIfDone,
  narrow,
  orderRow,
  reserve,
  widen,
} from './orders.ts'
import { Reason } from './reasons.generated.ts'
import { setTimer, TIMER_AMEND } from './timers.ts'
import { unlink } from './venue.ts'
import { APPROVED, REFUSED, verdict } from './verdict.ts'

/** `order.reduces` while an amend waits that would make a reducing order increase. */
const REDUCES_FOR_NOW: i32 = 2

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
  if (!changes || lots < 0 || price < 0 || stop != 0 || (price != 0 && order.price == 0))
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

/** The venue took the amend. Where as much or more was filled already, nothing of the order is left. */
export function amendAccepted(at: i32): void {
  settle(at, true)
  orderRow(orderOf(at), AMENDED, orderOf(at).lots, Reason.COMMANDED)
  finishIfFilled(at)
}

/** The venue did not take the amend. */
export function amendRejected(at: i32): void {
  dropAmend(at)
  finishIfFilled(at)
}

/** The amend that waits comes to nothing: the old terms stand. */
export function dropAmend(at: i32): void {
  settle(at, false)
  orderRow(orderOf(at), AMEND_REJECTED, orderOf(at).lots, Reason.AMEND_REJECTED)
}

function finishIfFilled(at: i32): void {
  const order = orderOf(at)
  if (order.filled < order.lots) return
  unlink(at)
  order.state = DONE
  freeIfDone(at)
}

/** Ends the wait: the order has its new terms or keeps the old ones, and the others count no more. */
function settle(at: i32, taken: bool): void {
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
