import { dropAmend, releaseBoth } from './amend-wait.ts'
import { nextSub } from './context.ts'
import { releaseExecutions } from './executions.ts'
import { changeOpen } from './exposures.ts'
import { chainOf } from './ids.ts'
import {
  control,
  instantOf,
  instrumentOf,
  orderBucketOf,
  orderOf,
  positionIndex,
  positionOf,
  scopeOf,
  sessionOf,
} from './image.ts'
import { AMENDING, DAY, intent, MARKET_ORDER } from './intent.ts'
import { bookFill, feeOf } from './ledger.ts'
import { truncOfProduct } from './money.ts'
import { CANCEL_PENDING, CANCEL_REQUESTED, DONE, FREE, ORDER_SENT, orderRow, SENT, WORKING } from './order-state.ts'
import { narrow, widen } from './own-prices.ts'
import { Reason } from './reasons.generated.ts'
import { Order } from './records.generated.ts'
import { reserve } from './reserve.ts'
import { setTimer, TIMER_ARRIVAL, TIMER_CANCEL } from './timers.ts'

/** Enters a live order in its position's list, the index of ids, and the best prices of our own orders. */
function enlist(at: i32, index: i32): void {
  const order = orderOf(at)
  const position = positionOf(index)
  const last = position.lastOrder
  order.previousOfPosition = last
  order.nextOfPosition = -1
  if (last < 0) position.firstOrder = at
  else orderOf(last).nextOfPosition = at
  position.lastOrder = at
  const bucket = orderBucketOf(chainOf(order.id, control.orderCapacity))
  order.nextWithId = bucket.head
  bucket.head = at
  widen(instrumentOf(order.instrument), order.side > 0, order.price)
}

function delist(at: i32): void {
  const order = orderOf(at)
  const position = positionOf(positionIndex(order.portfolio, order.instrument))
  const before = order.previousOfPosition
  const after = order.nextOfPosition
  if (before < 0) position.firstOrder = after
  else orderOf(before).nextOfPosition = after
  if (after < 0) position.lastOrder = before
  else orderOf(after).previousOfPosition = before
  const bucket = orderBucketOf(chainOf(order.id, control.orderCapacity))
  if (bucket.head == at) bucket.head = order.nextWithId
  else {
    let seek = orderOf(bucket.head)
    while (seek.nextWithId != at) seek = orderOf(seek.nextWithId)
    seek.nextWithId = order.nextWithId
  }
  narrow(instrumentOf(order.instrument), order.side > 0, order.price)
}

/** Reserves and sends what the gate approved of the intent; quantity is reserved for all, cash for increases. */
export function sendOrder(lots: i64, reducing: i64, reserved: i64): i32 {
  const at = control.freeOrder
  const order = orderOf(at)
  const portfolio = intent.portfolio
  const instrument = intent.instrument
  const size = abs(lots)
  const buy = lots > 0
  control.freeOrder = order.next
  control.liveOrders++
  order.id = intent.clientId != 0 ? intent.clientId : (control.sequence << 20) | nextSub()
  order.lots = size
  order.filled = 0
  order.booked = 0
  order.price = intent.price
  order.stop = intent.stop
  order.reserved = reserved
  order.sentAt = control.now
  order.sentSequence = control.sequence
  order.decision = intent.decision
  order.expiresAt = 0
  order.arrivesAt = control.now + control.latencyNanos
  order.cancelAt = 0
  order.listed = 0
  order.portfolio = portfolio
  order.instrument = instrument
  order.side = buy ? 1 : -1
  order.type = intent.type
  order.timeInForce = intent.timeInForce
  order.flags = intent.flags
  order.state = SENT
  order.next = -1
  order.previous = -1
  order.reports = 0
  order.firstExecution = -1
  order.lastExecution = -1
  order.reduces = i32(reducing == size)
  enlist(at, positionIndex(portfolio, instrument))
  changeOpen(portfolio, instrument, buy, size)
  reserve(order, reserved)
  scopeOf(portfolio).openOrders++
  orderRow(order, ORDER_SENT, size, 0)
  if (control.external == 0 && !arrivesAtOnce(at)) setTimer(order.arrivesAt, TIMER_ARRIVAL, at)
  if (intent.timeInForce == DAY) order.expiresAt = sessionEnd(instrument)
  return at
}

/** Market orders of a venue without latency (or of the planted look-ahead) act on the row that caused them. */
export function arrivesAtOnce(at: i32): bool {
  const order = orderOf(at)
  return order.type == MARKET_ORDER && (control.zeroLatency == 1 || control.plantSameClose == 1)
}

/** Books what a report says: enters the fill, and releases the reservation pro rata, the remainder with the last lot. */
export function bookReport(at: i32, lots: i64, price: i64, fee: i64): void {
  const order = orderOf(at)
  bookFill(order.portfolio, order.instrument, order.side > 0 ? lots : -lots, price, fee)
  if ((order.flags & AMENDING) == 0) releaseShare(order, lots)
  else releaseBoth(at, lots)
  order.booked += lots
}

/** Fee of a fill of an order, where its report names none. */
export function feeOfFill(order: Order, lots: i64, price: i64, maker: bool): i64 {
  return feeOf(instrumentOf(order.instrument), lots, price, maker)
}

/** Releases what is reserved for `lots` of an order's open ones. */
function releaseShare(order: Order, lots: i64): void {
  const open = order.lots - order.booked
  release(order, lots == open ? order.reserved : truncOfProduct(order.reserved, lots, open))
}

function release(order: Order, amount: i64): void {
  order.reserved -= amount
  reserve(order, -amount)
}

/** Ends an order's unfilled part; fills still on their way are booked when they arrive. */
export function endOrder(at: i32, event: i32, reason: i32): void {
  const order = orderOf(at)
  if ((order.flags & AMENDING) != 0) dropAmend(at)
  const rest = order.lots - order.filled
  if (rest > 0) {
    changeOpen(order.portfolio, order.instrument, order.side > 0, -rest)
    releaseShare(order, rest)
    order.lots = order.filled
    orderRow(order, event, rest, reason)
  }
  order.state = DONE
  freeIfDone(at)
}

/** Gives the record back when nothing of the order is outstanding. */
export function freeIfDone(at: i32): void {
  const order = orderOf(at)
  if (order.state != DONE || order.reports > 0 || order.booked < order.lots) return
  // The answer to its amend is still to come.
  if ((order.flags & AMENDING) != 0) return
  release(order, order.reserved)
  delist(at)
  releaseExecutions(order)
  scopeOf(order.portfolio).openOrders--
  order.state = FREE
  order.next = control.freeOrder
  order.previous = -1
  control.freeOrder = at
  control.liveOrders--
}

/** Asks the venue to cancel; the order counts until the venue has answered. */
export function requestCancel(at: i32): void {
  const order = orderOf(at)
  if (order.state != SENT && order.state != WORKING) return
  order.state = CANCEL_PENDING
  const due = control.now + control.latencyNanos
  order.cancelAt = due
  if (control.external == 1) orderRow(order, CANCEL_REQUESTED, order.lots - order.filled, Reason.ORDER_CANCELLED)
  else setTimer(due, TIMER_CANCEL, at)
}

/** Cancels a portfolio's open orders: all, or those that do not only reduce. */
export function cancelAll(portfolio: i32, increasingOnly: bool): void {
  if (scopeOf(portfolio).openOrders == 0) return
  for (let instrument = 0; instrument < control.instruments; instrument++) {
    let at = positionOf(positionIndex(portfolio, instrument)).firstOrder
    for (; at >= 0; at = orderOf(at).nextOfPosition) if (!increasingOnly || orderOf(at).reduces != 1) requestCancel(at)
  }
}

/** Cancels a position's open orders of one side. */
export function cancelSide(index: i32, side: i32): void {
  for (let at = positionOf(index).firstOrder; at >= 0; at = orderOf(at).nextOfPosition)
    if (orderOf(at).side == side) requestCancel(at)
}

/** The open order with a client id, or −1. */
export function findOrder(id: i64): i32 {
  if (control.orderCapacity == 0) return -1
  let at = orderBucketOf(chainOf(id, control.orderCapacity)).head
  while (at >= 0 && orderOf(at).id != id) at = orderOf(at).nextWithId
  return at
}

/** When a DAY order of an instrument expires: the end of its session; 0 past the table. */
function sessionEnd(instrument: i32): i64 {
  const at = firstSessionClosingAfter(instrumentOf(instrument).session, control.now)
  return at < 0 ? 0 : instantOf(at).closesAt
}

/** Number, in the table of instants, of the first session of a calendar that closes after `now`; −1 past the table. */
export function firstSessionClosingAfter(session: i32, now: i64): i32 {
  let low = sessionOf(session).start
  const end = low + sessionOf(session).length
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (instantOf(middle).closesAt > now) high = middle
    else low = middle + 1
  }
  return low < end ? low : -1
}
