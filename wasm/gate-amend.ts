/**
 * The gate of amends, which judges what they add. Fewer lots at the same price or a better one pass whatever the limits
 * are, if they are of the right form; what asks for more lots or a worse price is judged as an order of what it adds.
 */
import { positionCaps } from './gate-caps.ts'
import { riskViolations } from './gate-risk.ts'
import {
  equityViolations,
  marketViolations,
  orderRateViolation,
  ownOrderMet,
  stateViolations,
  sumsWouldFit,
  tickAt,
  timersShort,
} from './gate.ts'
import { control, instrumentOf, positionIndex, positionOf } from './image.ts'
import { AMENDING, intent, side, takeSide } from './intent.ts'
import { remainderOf } from './money.ts'
import { CANCEL_PENDING } from './order-state.ts'
import { Reason } from './reasons.generated.ts'
import { Instrument, Order } from './records.generated.ts'
import { freeCash, reservation } from './reserve.ts'
import { APPROVED, firstReason, flag, refuse, verdict, violate } from './verdict.ts'

/** Whether the order, under the terms judged last, increases; and whether they take from the rate of orders. */
export let increases: bool = false
export let counts: bool = false

/** Judges new terms of an order, the whole of its lots and its limit; the answer is in `verdict`, cash included. */
export function gateAmend(order: Order, lots: i64, price: i64): void {
  control.violationCount = 0
  const instrument = instrumentOf(order.instrument)
  formViolations(order, instrument, lots, price)
  if (control.violationCount > 0) return refuse(firstReason(0))
  const buy = order.side > 0
  const grows = lots > order.lots
  const worse = buy ? price > order.price : price < order.price
  const open = max<i64>(0, lots - order.booked)
  const reducing = min(open, max<i64>(0, -highWithout(order)))
  const reserved = reservation(instrument, buy, open - reducing, order.type, price)
  increases = open > reducing
  counts = grows || worse
  verdict.kind = APPROVED
  verdict.reason = 0
  verdict.reserved = counts ? reserved : min(reserved, order.reserved)
  if (!counts) return
  takeIntent(order, lots, price)
  if (instrument.tradable == 0) flag(Reason.INSTRUMENT_NOT_TRADABLE, intent.portfolio)
  const own = worse ? ownOrderMet(instrument, buy) : 0
  if (own > 0) flag(Reason.SELF_TRADE, intent.portfolio, own, price)
  if (control.violationCount > 0) return refuse(firstReason(0))
  const more = grows ? lots - order.lots : 0
  if (grows) {
    takeSide(intent.portfolio, intent.instrument, buy ? more : -more)
    intent.standing = order.lots
    if (!sumsWouldFit()) return refuse(Reason.MONEY_OVERFLOW)
  }
  if (stateViolations(increases)) return refuse(firstReason(0))
  marketViolations(!increases)
  if (increases) {
    equityViolations()
    if (positionOf(positionIndex(intent.portfolio, intent.instrument)).restricted == 1)
      flag(Reason.RESTRICTED, intent.portfolio)
  }
  orderRateViolation(!increases)
  if (increases && control.violationCount == 0) {
    const increase = grows ? side.quantity - side.reducing : 0
    positionCaps(increase)
    const need = reserved - order.reserved
    const free = freeCash(intent.portfolio, instrument.currency)
    if (need > 0 && need > free) violate(Reason.CASH_INSUFFICIENT, intent.portfolio, need, free, free)
    riskViolations(increase)
  }
  if (control.violationCount > 0) refuse(firstReason(0))
}

/** What applies to every amend: that one is possible now, and what the venue would not even read. */
function formViolations(order: Order, instrument: Instrument, lots: i64, price: i64): void {
  const portfolio = order.portfolio
  if (order.state == CANCEL_PENDING || (order.flags & AMENDING) != 0) flag(Reason.ORDER_PENDING, portfolio)
  if (timersShort()) flag(Reason.ORDER_CAPACITY, portfolio, i64(control.orderCapacity) + 1, control.orderCapacity)
  const offTick = price == order.price ? 0 : remainderOf(price, tickAt(instrument, price))
  if (offTick != 0) flag(Reason.PRICE_OFF_TICK, portfolio, price, price - offTick)
  const offLot = lots == order.lots ? 0 : remainderOf(lots, instrument.lotStep)
  if (offLot != 0) flag(Reason.QUANTITY_OFF_LOT, portfolio, lots, lots - offLot)
}

/** Position along the order's side, if every open order of this side but the order itself fills. */
function highWithout(order: Order): i64 {
  const position = positionOf(positionIndex(order.portfolio, order.instrument))
  const own = order.lots - order.booked
  return order.side > 0 ? position.lots + position.openBuys - own : position.openSells - position.lots - own
}

/** Makes the order, as it would be, the intent at hand. */
function takeIntent(order: Order, lots: i64, price: i64): void {
  intent.portfolio = order.portfolio
  intent.instrument = order.instrument
  intent.lots = order.side > 0 ? lots : -lots
  intent.type = order.type
  intent.timeInForce = order.timeInForce
  intent.flags = order.flags
  intent.price = price
  intent.stop = order.stop
  intent.decision = order.decision
  intent.reason = Reason.COMMANDED
  intent.ready = true
  intent.clientId = 0
  intent.flatten = false
  intent.target = 0
  intent.standing = 0
}
