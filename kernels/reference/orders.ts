import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { max } from '../money.ts'
import { dropAmend } from './amend-wait.ts'
import type { Context } from './context.ts'
import { releaseExecutions } from './executions.ts'
import { changeOpen } from './exposures.ts'
import { chainOf } from './ids.ts'
import { AMENDING, DAY } from './intent.ts'
import type { Intent } from './intent.ts'
import { bookFill, feeOf } from './ledger.ts'
import { CANCEL_PENDING, DONE, EVENT, FREE, orderRow, SENT, WORKING } from './order-state.ts'
import { narrow, widen } from './own-prices.ts'
import { reservation, reserve } from './reserve.ts'
import { setTimer, TIMER_ARRIVAL, TIMER_CANCEL } from './timers.ts'

/** Enters a live order in its position's list, the index of ids, and the best prices of our own orders. */
function enlist(image: Image, at: number, index: number): void {
  const { order, position, orderBucket, size } = image
  widen(image, order.instrument(at), order.side(at) > 0, order.price(at))
  const last = position.lastOrder(index)
  order.setPreviousOfPosition(at, last)
  order.setNextOfPosition(at, -1)
  if (last < 0) position.setFirstOrder(index, at)
  else order.setNextOfPosition(last, at)
  position.setLastOrder(index, at)
  const bucket = chainOf(order.id(at), size.orders)
  order.setNextWithId(at, orderBucket.head(bucket))
  orderBucket.setHead(bucket, at)
}

function delist(image: Image, at: number): void {
  const { order, position, orderBucket, size } = image
  const index = image.positionAt(order.portfolio(at), order.instrument(at))
  const [before, after] = [order.previousOfPosition(at), order.nextOfPosition(at)]
  if (before < 0) position.setFirstOrder(index, after)
  else order.setNextOfPosition(before, after)
  if (after < 0) position.setLastOrder(index, before)
  else order.setPreviousOfPosition(after, before)
  const bucket = chainOf(order.id(at), size.orders)
  if (orderBucket.head(bucket) === at) orderBucket.setHead(bucket, order.nextWithId(at))
  else {
    let seek = orderBucket.head(bucket)
    while (order.nextWithId(seek) !== at) seek = order.nextWithId(seek)
    order.setNextWithId(seek, order.nextWithId(at))
  }
  narrow(image, order.instrument(at), order.side(at) > 0, order.price(at))
}

/** Reserves and sends what the gate approved; returns the order's index. Quantity is reserved for all, cash for increases. */
export function sendOrder(context: Context, intent: Intent, lots: bigint, reducing: bigint): number {
  const { image } = context
  const { order, scope, control } = image
  const { portfolio, instrument } = intent
  const at = control.freeOrder(0)
  control.setFreeOrder(0, order.next(at))
  control.setLiveOrders(0, control.liveOrders(0) + 1)
  const sequence = control.sequence(0)
  const id = intent.clientId !== 0n ? intent.clientId : (sequence << 20n) | BigInt(context.nextSub())
  const size = lots < 0n ? -lots : lots
  const buy = lots > 0n
  const reserved = reservation(image, instrument, buy, size - reducing, intent.type, intent.price)
  order.setId(at, id)
  order.setLots(at, size)
  order.setFilled(at, 0n)
  order.setBooked(at, 0n)
  order.setPrice(at, intent.price)
  order.setStop(at, intent.stop)
  order.setReserved(at, reserved)
  order.setSentAt(at, control.now(0))
  order.setSentSequence(at, sequence)
  order.setDecision(at, intent.decision)
  order.setExpiresAt(at, 0n)
  order.setArrivesAt(at, control.now(0) + control.latencyNanos(0))
  order.setCancelAt(at, 0n)
  order.setListed(at, 0)
  order.setPortfolio(at, portfolio)
  order.setInstrument(at, instrument)
  order.setSide(at, buy ? 1 : -1)
  order.setType(at, intent.type)
  order.setTimeInForce(at, intent.timeInForce)
  order.setFlags(at, intent.flags)
  order.setState(at, SENT)
  order.setNext(at, -1)
  order.setPrevious(at, -1)
  order.setReports(at, 0)
  order.setFirstExecution(at, -1)
  order.setLastExecution(at, -1)
  order.setReduces(at, reducing === size ? 1 : 0)
  const index = image.positionAt(portfolio, instrument)
  enlist(image, at, index)
  changeOpen(image, at, size)
  reserve(image, at, reserved)
  scope.setOpenOrders(portfolio, scope.openOrders(portfolio) + 1)
  orderRow(context, at, EVENT.sent, size, 0)
  if (control.external(0) === 0 && !arrivesAtOnce(image, at)) {
    setTimer(image, order.arrivesAt(at), TIMER_ARRIVAL, at)
  }
  if (intent.timeInForce === DAY) order.setExpiresAt(at, sessionEnd(image, instrument))
  return at
}

/** Market orders of a venue without latency (or of the planted look-ahead) act on the row that caused them. */
export function arrivesAtOnce({ order, control }: Image, at: number): boolean {
  return order.type(at) === 0 && (control.zeroLatency(0) === 1 || control.plantSameClose(0) === 1)
}

/** Books what a report says: releases the reservation pro rata, the remainder with the last lot, and enters the fill. */
export function bookReport(
  context: Context,
  at: number,
  lots: bigint,
  price: bigint,
  maker: boolean,
  fee?: bigint,
): bigint {
  const { image } = context
  const { order } = image
  const instrument = order.instrument(at)
  const index = image.positionAt(order.portfolio(at), instrument)
  const charged = fee ?? feeOf(image, instrument, lots, price, maker)
  bookFill(image, index, lots * BigInt(order.side(at)), price, charged, lots)
  releaseBooked(image, at, lots)
  order.setBooked(at, order.booked(at) + lots)
  return charged
}

/** What is released of a reservation when some of its open lots are done: pro rata, with the last of them all. */
function part(reserved: bigint, lots: bigint, open: bigint): bigint {
  return lots >= open ? reserved : (reserved * lots) / open
}

/** Releases what is reserved for lots that were booked; of the terms of an amend that waits as well. */
function releaseBooked(image: Image, at: number, lots: bigint): void {
  const { order, amend } = image
  const held = (): bigint => max(order.reserved(at), amend.reserved(at))
  const before = held()
  const booked = order.booked(at)
  order.setReserved(at, order.reserved(at) - part(order.reserved(at), lots, order.lots(at) - booked))
  amend.setReserved(at, amend.reserved(at) - part(amend.reserved(at), lots, amend.lots(at) - booked))
  reserve(image, at, held() - before)
}

function release(image: Image, at: number, amount: bigint): void {
  const { order } = image
  order.setReserved(at, order.reserved(at) - amount)
  reserve(image, at, -amount)
}

/** Ends an order's unfilled part; fills still on their way are booked when they arrive. */
export function endOrder(context: Context, at: number, event: number, reason: number): void {
  const { image } = context
  const { order } = image
  if ((order.flags(at) & AMENDING) !== 0) dropAmend(context, at)
  const rest = order.lots(at) - order.filled(at)
  if (rest > 0n) {
    changeOpen(image, at, -rest)
    release(image, at, part(order.reserved(at), rest, order.lots(at) - order.booked(at)))
    order.setLots(at, order.filled(at))
    orderRow(context, at, event, rest, reason)
  }
  order.setState(at, DONE)
  freeIfDone(image, at)
}

/** Gives the record back when nothing of the order is outstanding. */
export function freeIfDone(image: Image, at: number): void {
  const { order, control, scope } = image
  if (order.state(at) !== DONE || order.reports(at) > 0 || order.booked(at) < order.lots(at)) return
  // The answer to its amend is still to come.
  if ((order.flags(at) & AMENDING) !== 0) return
  const portfolio = order.portfolio(at)
  release(image, at, order.reserved(at))
  delist(image, at)
  releaseExecutions(image, at)
  scope.setOpenOrders(portfolio, scope.openOrders(portfolio) - 1)
  order.setState(at, FREE)
  order.setNext(at, control.freeOrder(0))
  order.setPrevious(at, -1)
  control.setFreeOrder(0, at)
  control.setLiveOrders(0, control.liveOrders(0) - 1)
}

/** Asks the venue to cancel; the order counts until the venue has answered. */
export function requestCancel(context: Context, at: number): void {
  const { order, control } = context.image
  const state = order.state(at)
  if (state !== SENT && state !== WORKING) return
  order.setState(at, CANCEL_PENDING)
  const due = control.now(0) + control.latencyNanos(0)
  order.setCancelAt(at, due)
  if (control.external(0) === 1)
    orderRow(context, at, EVENT.cancelRequested, order.lots(at) - order.filled(at), Reason.ORDER_CANCELLED)
  else setTimer(context.image, due, TIMER_CANCEL, at)
}

/** Cancels a portfolio's open orders: all, or those that do not only reduce. */
export function cancelAll(context: Context, portfolio: number, increasingOnly: boolean): void {
  const { image } = context
  const { order, position, scope, size } = image
  if (scope.openOrders(portfolio) === 0) return
  for (let instrument = 0; instrument < size.instruments; instrument++) {
    const index = image.positionAt(portfolio, instrument)
    for (let at = position.firstOrder(index); at >= 0; at = order.nextOfPosition(at))
      if (!increasingOnly || order.reduces(at) !== 1) requestCancel(context, at)
  }
}

/** Cancels a position's open orders of one side. */
export function cancelSide(context: Context, index: number, side: number): void {
  const { order, position } = context.image
  for (let at = position.firstOrder(index); at >= 0; at = order.nextOfPosition(at))
    if (order.side(at) === side) requestCancel(context, at)
}

/** The open order with a client id, or −1. */
export function findOrder({ order, orderBucket, size }: Image, id: bigint): number {
  if (size.orders === 0) return -1
  let at = orderBucket.head(chainOf(id, size.orders))
  while (at >= 0 && order.id(at) !== id) at = order.nextWithId(at)
  return at
}

/** When a DAY order of an instrument expires: the end of its session; 0 past the table. */
function sessionEnd(image: Image, instrument: number): bigint {
  const at = firstSessionClosingAfter(image, image.instrument.session(instrument), image.control.now(0))
  return at < 0 ? 0n : image.instant.closesAt(at)
}

/** Index, in the table of instants, of the first session of a calendar that closes after `now`; −1 past the table. */
export function firstSessionClosingAfter(image: Image, session: number, now: bigint): number {
  const { instant, session: record } = image
  let low = record.start(session)
  const end = low + record.length(session)
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (instant.closesAt(middle) > now) high = middle
    else low = middle + 1
  }
  return low < end ? low : -1
}
