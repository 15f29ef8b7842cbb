/** The simulated venue: orders at the venue wait in their instrument's list, in order of arrival. */
import { amendAccepted, amendRejected } from './amend-answer.ts'
import { alert, BY_FILL, emit, equityRow, integer, positionRow, WARNING } from './context.ts'
import { amendOf, control, instrumentOf, orderOf, positionIndex, positionOf, reportOf, tickOf } from './image.ts'
import {
  FOK,
  IOC,
  LIMIT_ORDER,
  MARKET_ORDER,
  POST_ONLY,
  REDUCE_ONLY,
  STOP_LIMIT_ORDER,
  STOP_ORDER,
  TRIGGERED,
  UNREPORTABLE,
} from './intent.ts'
import {
  FILL,
  FILL_CLIENT_ORDER_ID,
  FILL_DECISION_ID,
  FILL_FEE,
  FILL_LOTS,
  FILL_PRICE,
  FLAG_MAKER,
  QUOTE,
} from './layout.generated.ts'
import { ceilOfProduct, floorOfProduct, PPB, PPM, truncOfProduct } from './money.ts'
import { CANCELLED, DONE, REJECTED, SENT, WORKING } from './order-state.ts'
import { bookReport, endOrder, feeOfFill, freeIfDone } from './orders.ts'
import { noteFill } from './policy.ts'
import { Reason } from './reasons.generated.ts'
import { Instrument, Order } from './records.generated.ts'
import { setTimer, TIMER_REPORT } from './timers.ts'
import { append, unlink } from './venue-list.ts'

/** Levels a market order walks before the last one takes the rest. */
const WALK_LEVELS_MAX: i64 = 64

/** An order reaches the venue. */
export function arrive(at: i32): void {
  const order = orderOf(at)
  const instrument = instrumentOf(order.instrument)
  if (order.state == SENT) order.state = WORKING
  append(at, instrument)
  if (instrument.feed == QUOTE) matchQuote(at, true)
  else if (control.plantSameClose == 1 && order.type == MARKET_ORDER && reportable(at))
    fill(at, open(order), instrument.mark / 2, false)
}

/** A cancel reaches the venue. */
export function cancelArrives(at: i32): void {
  endAtVenue(at, CANCELLED, Reason.ORDER_CANCELLED)
}

/** An amend reaches the venue; what trades differently stands behind the others, and may trade at once. */
export function amendArrives(at: i32): void {
  const order = orderOf(at)
  const amend = amendOf(at)
  if (order.state == DONE) return amendRejected(at)
  const again = amend.price != order.price || amend.lots > order.lots
  const sentAt = amend.arrivesAt - control.latencyNanos
  amendAccepted(at)
  if (!again || order.listed == 0) return
  const instrument = instrumentOf(order.instrument)
  order.sentAt = sentAt
  unlink(at)
  append(at, instrument)
  if (instrument.feed == QUOTE) matchQuote(at, true)
}

/** Takes an order off the venue's list and ends it. */
export function endAtVenue(at: i32, event: i32, reason: i32): void {
  unlink(at)
  endOrder(at, event, reason)
}

/** Matches the orders of an instrument against its current quote. */
export function matchQuotes(instrument: Instrument): void {
  for (let at = instrument.firstOrder; at >= 0;) {
    const next = orderOf(at).next
    matchQuote(at, false)
    at = next
  }
}

/** Matches against a trade: market orders take its price and size, limits need it to go through them. */
export function matchTrade(instrument: Instrument, price: i64, lots: i64): void {
  instrument.volumeLeft = lots > 0 ? lots : instrument.assumedTopLots
  for (let at = instrument.firstOrder; at >= 0;) {
    const order = orderOf(at)
    const next = order.next
    const buy = order.side > 0
    if (order.timeInForce == FOK && instrument.volumeLeft < open(order)) {
      endAtVenue(at, CANCELLED, Reason.FOK_NOT_FILLABLE)
    } else {
      if (isStop(order) && (buy ? price >= order.stop : price <= order.stop)) trigger(order)
      if (isMarket(order)) take(at, adverse(instrument, price, buy), false)
      else if (isLimit(order) && (buy ? price < order.price : price > order.price)) take(at, order.price, true)
      endImmediate(at)
    }
    at = next
  }
}

function matchQuote(at: i32, arriving: bool): void {
  const order = orderOf(at)
  const instrument = instrumentOf(order.instrument)
  const buy = order.side > 0
  const touch = buy ? instrument.ask : instrument.bid
  if (touch <= 0 || (instrument.crossed != 0 && control.crossedPolicy != 1)) return
  const available = buy ? instrument.askLots : instrument.bidLots
  if (isStop(order) && (buy ? touch >= order.stop : touch <= order.stop)) trigger(order)
  const marketable = isMarket(order) || (isLimit(order) && (buy ? touch <= order.price : touch >= order.price))
  if (marketable) {
    if (arriving && (order.flags & POST_ONLY) != 0) {
      endAtVenue(at, REJECTED, Reason.POST_ONLY_WOULD_TAKE)
      return
    }
    if (order.timeInForce == FOK && available < open(order)) {
      endAtVenue(at, CANCELLED, Reason.FOK_NOT_FILLABLE)
      return
    }
    const quantity = min(open(order), available)
    if (quantity > 0) {
      if (!reportable(at)) return endImmediate(at)
      if (buy) instrument.askLots = available - quantity
      else instrument.bidLots = available - quantity
      const maker = !arriving && isLimit(order) && !isTriggered(order)
      fill(at, quantity, maker ? order.price : touch, maker)
    }
    if (order.listed == 1 && isMarket(order) && open(order) > 0) remainder(at, touch)
  }
  if (order.listed == 1 && (arriving || marketable)) endImmediate(at)
}

/** What becomes of a market order's part beyond the touch. */
function remainder(at: i32, touch: i64): void {
  if (control.remainder == 2) {
    endAtVenue(at, CANCELLED, Reason.IOC_REMAINDER)
    return
  }
  if (control.remainder == 0) return
  const order = orderOf(at)
  const level = max<i64>(1, instrumentOf(order.instrument).assumedTopLots)
  const buy = order.side > 0
  for (let step: i64 = 1; order.listed == 1 && open(order) > 0 && reportable(at); step++) {
    const price = moved(touch, control.walkStepPpb * step, buy)
    fill(at, step >= WALK_LEVELS_MAX ? open(order) : min(level, open(order)), price, false)
  }
}

/** A price moved against us by a rate, rounded against us; at least 1 for a sale. */
function moved(price: i64, rate: i64, buy: bool): i64 {
  if (buy) return ceilOfProduct(price, PPB + rate, PPB)
  return max<i64>(1, truncOfProduct(price, PPB - min(PPB, rate), PPB))
}

/** A price moved against us by half the spread and slippage. */
function adverse(instrument: Instrument, price: i64, buy: bool): i64 {
  return moved(price, instrument.halfSpreadPpb + control.slippagePpb, buy)
}

/**
 * Walks a bar: open, the extreme that is worse for the holder, the other extreme. Orders count from the first bar that
 * opened not before they were sent; at most the participation share of the volume fills.
 */
export function walkBar(instrument: Instrument, start: i64, high: i64, low: i64, lots: i64, opensAt: i64): void {
  const volume = lots > 0 ? lots : instrument.assumedVolumeLots
  const share = floorOfProduct(volume, control.participationPpm, PPM)
  instrument.volumeLeft = share - (share % instrument.lotStep)
  for (let step = 0; step < 4; step++) {
    for (let at = instrument.firstOrder; at >= 0;) {
      const order = orderOf(at)
      const next = order.next
      if (order.sentAt <= opensAt) {
        if (step == 0) atOpen(at, instrument, start)
        else if (step == 3) endImmediate(at)
        else {
          const long = positionOf(positionIndex(order.portfolio, order.instrument)).lots >= 0
          const waitsForLow = isStop(order) != order.side > 0
          if (waitsForLow == (long == (step == 1))) atExtreme(at, instrument, waitsForLow ? low : high)
        }
      }
      at = next
    }
  }
}

function atOpen(at: i32, instrument: Instrument, price: i64): void {
  const order = orderOf(at)
  const buy = order.side > 0
  const first = order.filled == 0 && !isTriggered(order)
  if (isStop(order) && (buy ? price >= order.stop : price <= order.stop)) trigger(order)
  const filled = adverse(instrument, price, buy)
  if (isMarket(order)) take(at, filled, false)
  else if (isLimit(order) && (buy ? price <= order.price : price >= order.price)) {
    if (first && (order.flags & POST_ONLY) != 0) endAtVenue(at, REJECTED, Reason.POST_ONLY_WOULD_TAKE)
    else take(at, buy ? min(filled, order.price) : max(filled, order.price), false)
  }
}

function atExtreme(at: i32, instrument: Instrument, price: i64): void {
  const order = orderOf(at)
  if (order.timeInForce == IOC || order.timeInForce == FOK) return
  const buy = order.side > 0
  if (isStop(order)) {
    if (!(buy ? price >= order.stop : price <= order.stop)) return
    trigger(order)
    if (isMarket(order)) take(at, adverse(instrument, order.stop, buy), false)
    return
  }
  const tick = tickOf(instrument.tickStart).tick
  if (isLimit(order) && (buy ? price <= order.price - tick : price >= order.price + tick)) take(at, order.price, true)
}

/** Fills what the volume still allows. */
function take(at: i32, price: i64, maker: bool): void {
  const order = orderOf(at)
  const instrument = instrumentOf(order.instrument)
  const left = instrument.volumeLeft
  if (order.timeInForce == FOK && left < open(order)) {
    endAtVenue(at, CANCELLED, Reason.FOK_NOT_FILLABLE)
    return
  }
  const quantity = min(open(order), left)
  if (quantity <= 0 || !reportable(at)) return
  instrument.volumeLeft = left - quantity
  fill(at, quantity, price, maker)
}

/** What an immediate order did not fill at once is cancelled. */
function endImmediate(at: i32): void {
  const order = orderOf(at)
  if (order.listed == 0) return
  if (order.timeInForce == IOC) endAtVenue(at, CANCELLED, Reason.IOC_REMAINDER)
  else if (order.timeInForce == FOK) endAtVenue(at, CANCELLED, Reason.FOK_NOT_FILLABLE)
}

function open(order: Order): i64 {
  return order.lots - order.filled
}

function isTriggered(order: Order): bool {
  return (order.flags & TRIGGERED) != 0
}

function isMarket(order: Order): bool {
  return order.type == MARKET_ORDER || (order.type == STOP_ORDER && isTriggered(order))
}

function isLimit(order: Order): bool {
  return order.type == LIMIT_ORDER || (order.type == STOP_LIMIT_ORDER && isTriggered(order))
}

function isStop(order: Order): bool {
  return (order.type == STOP_ORDER || order.type == STOP_LIMIT_ORDER) && !isTriggered(order)
}

function trigger(order: Order): void {
  order.flags |= TRIGGERED
}

/**
 * Whether a record is free for the report of one more fill. Where none is, the venue does not match the order now: it
 * keeps its place, and an alert says so once until it fills.
 */
function reportable(at: i32): bool {
  return control.reportLatencyNanos == 0 || control.freeReport >= 0 || refuseReport(at)
}

function refuseReport(at: i32): bool {
  const order = orderOf(at)
  if ((order.flags & UNREPORTABLE) != 0) return false
  order.flags |= UNREPORTABLE
  const limit = i64(control.reportCapacity)
  alert(Reason.REPORT_CAPACITY, WARNING, order.portfolio, order.instrument, limit + 1, limit)
  return false
}

/** A fill at the venue, which can be reported; the ledger books it when its report is delivered. */
function fill(at: i32, wanted: i64, price: i64, maker: bool): void {
  const order = orderOf(at)
  let lots = wanted
  if ((order.flags & REDUCE_ONLY) != 0) {
    const held = positionOf(positionIndex(order.portfolio, order.instrument)).lots
    lots = min(lots, order.side > 0 ? -held : held)
    if (lots <= 0) {
      endAtVenue(at, CANCELLED, Reason.REDUCE_ONLY)
      return
    }
  }
  order.filled += lots
  order.flags &= ~UNREPORTABLE
  const distance = i32(control.sequence - order.sentSequence)
  if (order.filled == order.lots) {
    unlink(at)
    order.state = DONE
  }
  if (control.reportLatencyNanos == 0) {
    deliver(at, lots, price, maker, distance, feeOfFill(order, lots, price, maker))
    return
  }
  const slot = control.freeReport
  const report = reportOf(slot)
  control.freeReport = report.next
  report.order = at
  report.lots = lots
  report.price = price
  report.maker = i32(maker)
  report.distance = distance
  order.reports++
  setTimer(control.now + control.reportLatencyNanos, TIMER_REPORT, slot)
}

/** A report's timer. */
export function reportArrives(slot: i32): void {
  const report = reportOf(slot)
  const order = orderOf(report.order)
  report.next = control.freeReport
  control.freeReport = slot
  order.reports--
  const maker = report.maker == 1
  const fee = feeOfFill(order, report.lots, report.price, maker)
  deliver(report.order, report.lots, report.price, maker, report.distance, fee)
}

/** Books a fill and writes its rows. */
export function deliver(at: i32, lots: i64, price: i64, maker: bool, distance: i32, fee: i64): void {
  const order = orderOf(at)
  const portfolio = order.portfolio
  const instrument = order.instrument
  bookReport(at, lots, price, fee)
  const row = emit(FILL, portfolio, instrument, distance, maker ? FLAG_MAKER : 0)
  store<i64>(row, order.id, FILL_CLIENT_ORDER_ID)
  store<f64>(row, f64(price), FILL_PRICE)
  store<f64>(row, f64(lots) * f64(order.side), FILL_LOTS)
  store<i64>(row, fee, FILL_FEE)
  store<i64>(row, order.decision, FILL_DECISION_ID)
  const index = positionIndex(portfolio, instrument)
  noteFill(index)
  positionRow(index, portfolio, instrument)
  equityRow(portfolio, BY_FILL)
  freeIfDone(at)
}

/** What a quote offers, where its sizes are unknown as configured. */
export function setTouch(instrument: Instrument, bid: f64, ask: f64, bidLots: f64, askLots: f64): void {
  instrument.bid = integer(bid)
  instrument.ask = integer(ask)
  instrument.bidLots = bidLots > 0 ? integer(bidLots) : instrument.assumedTopLots
  instrument.askLots = askLots > 0 ? integer(askLots) : instrument.assumedTopLots
}
