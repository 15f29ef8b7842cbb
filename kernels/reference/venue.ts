import {
  FILL,
  FILL_CLIENT_ORDER_ID,
  FILL_DECISION_ID,
  FILL_FEE,
  FILL_LOTS,
  FILL_PRICE,
  FLAG_MAKER,
  QUOTE,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { ceilDiv, max, min, PPB } from '../money.ts'
import { amendAccepted, amendRejected } from './amend-answer.ts'
import { EQUITY_CAUSE, SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { integer } from './integer.ts'
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
import { DONE, EVENT, SENT, WORKING } from './order-state.ts'
import { bookReport, endOrder, freeIfDone } from './orders.ts'
import { noteFill } from './policy.ts'
import { setTimer, TIMER_REPORT } from './timers.ts'
import { append, unlink } from './venue-list.ts'

/** The simulated venue: orders at the venue wait in their instrument's list, in order of arrival. */

/** An order reaches the venue. */
export function arrive(context: Context, at: number): void {
  const { image } = context
  const { order, instrument: record } = image
  const instrument = order.instrument(at)
  if (order.state(at) === SENT) order.setState(at, WORKING)
  append(image, at)
  if (record.feed(instrument) === QUOTE) matchQuote(context, at, true)
  else if (image.control.plantSameClose(0) === 1 && order.type(at) === MARKET_ORDER && reportable(context, at)) {
    fill(context, at, order.lots(at) - order.filled(at), record.mark(instrument) / 2n, false)
  }
}

/** A cancel reaches the venue. */
export function cancelArrives(context: Context, at: number): void {
  endAtVenue(context, at, EVENT.cancelled, Reason.ORDER_CANCELLED)
}

/** An amend reaches the venue; what trades differently stands behind the others, and may trade at once. */
export function amendArrives(context: Context, at: number): void {
  const { image } = context
  const { order, amend, control, instrument: record } = image
  if (order.state(at) === DONE) return amendRejected(context, at)
  const again = amend.price(at) !== order.price(at) || amend.lots(at) > order.lots(at)
  const sentAt = amend.arrivesAt(at) - control.latencyNanos(0)
  amendAccepted(context, at)
  if (!again || order.listed(at) === 0) return undefined
  order.setSentAt(at, sentAt)
  unlink(image, at)
  append(image, at)
  if (record.feed(order.instrument(at)) === QUOTE) matchQuote(context, at, true)
  return undefined
}

/** Takes an order off the venue's list and ends it. */
export function endAtVenue(context: Context, at: number, event: number, reason: number): void {
  unlink(context.image, at)
  endOrder(context, at, event, reason)
}

/** Matches the orders of an instrument against its current quote. */
export function matchQuotes(context: Context, instrument: number): void {
  const { order, instrument: record } = context.image
  for (let at = record.firstOrder(instrument); at >= 0;) {
    const next = order.next(at)
    matchQuote(context, at, false)
    at = next
  }
}

/** Matches against a trade: market orders take its price and size, limits need it to go through them. */
export function matchTrade(context: Context, instrument: number, price: bigint, lots: bigint): void {
  const { order, instrument: record } = context.image
  record.setVolumeLeft(instrument, lots > 0n ? lots : record.assumedTopLots(instrument))
  for (let at = record.firstOrder(instrument); at >= 0;) {
    const next = order.next(at)
    const buy = order.side(at) > 0
    if (order.timeInForce(at) === FOK && record.volumeLeft(instrument) < open(context.image, at)) {
      endAtVenue(context, at, EVENT.cancelled, Reason.FOK_NOT_FILLABLE)
    } else {
      if (isStop(context.image, at) && (buy ? price >= order.stop(at) : price <= order.stop(at)))
        trigger(context.image, at)
      if (isMarket(context.image, at)) take(context, at, adverse(context.image, instrument, price, buy), false)
      else if (isLimit(context.image, at) && (buy ? price < order.price(at) : price > order.price(at))) {
        take(context, at, order.price(at), true)
      }
      endImmediate(context, at)
    }
    at = next
  }
}

function matchQuote(context: Context, at: number, arriving: boolean): void {
  const { image } = context
  const { order, instrument: record, control } = image
  const instrument = order.instrument(at)
  const buy = order.side(at) > 0
  const touch = buy ? record.ask(instrument) : record.bid(instrument)
  const usable = touch > 0n && (record.crossed(instrument) === 0 || control.crossedPolicy(0) === 1)
  if (!usable) return
  const available = buy ? record.askLots(instrument) : record.bidLots(instrument)
  if (isStop(image, at) && (buy ? touch >= order.stop(at) : touch <= order.stop(at))) trigger(image, at)
  const marketable =
    isMarket(image, at) || (isLimit(image, at) && (buy ? touch <= order.price(at) : touch >= order.price(at)))
  if (marketable) {
    if (arriving && (order.flags(at) & POST_ONLY) !== 0) {
      endAtVenue(context, at, EVENT.rejected, Reason.POST_ONLY_WOULD_TAKE)
      return
    }
    if (order.timeInForce(at) === FOK && available < open(image, at)) {
      endAtVenue(context, at, EVENT.cancelled, Reason.FOK_NOT_FILLABLE)
      return
    }
    const quantity = min(open(image, at), available)
    if (quantity > 0n) {
      if (!reportable(context, at)) return endImmediate(context, at)
      if (buy) record.setAskLots(instrument, available - quantity)
      else record.setBidLots(instrument, available - quantity)
      const maker = !arriving && isLimit(image, at) && (order.flags(at) & TRIGGERED) === 0
      fill(context, at, quantity, maker ? order.price(at) : touch, maker)
    }
    if (order.listed(at) === 1 && isMarket(image, at) && open(image, at) > 0n) remainder(context, at, touch)
  }
  if (order.listed(at) === 1 && (arriving || marketable)) endImmediate(context, at)
}

/** What becomes of a market order's part beyond the touch. */
function remainder(context: Context, at: number, touch: bigint): void {
  const { image } = context
  const { order, instrument: record, control } = image
  if (control.remainder(0) === 2) {
    endAtVenue(context, at, EVENT.cancelled, Reason.IOC_REMAINDER)
    return
  }
  if (control.remainder(0) === 0) return
  const level = max(1n, record.assumedTopLots(order.instrument(at)))
  const buy = order.side(at) > 0
  for (let step = 1n; order.listed(at) === 1 && open(image, at) > 0n && reportable(context, at); step++) {
    const rate = control.walkStepPpb(0) * step
    const last = step >= WALK_LEVELS_MAX
    const price = buy ? ceilDiv(touch * (PPB + rate), PPB) : max(1n, (touch * (PPB - min(PPB, rate))) / PPB)
    fill(context, at, last ? open(image, at) : min(level, open(image, at)), price, false)
  }
}

/** Levels a market order walks before the last one takes the rest. */
const WALK_LEVELS_MAX = 64n

/**
 * Walks a bar: open, the extreme that is worse for the holder, the other extreme. Orders count from the first bar that
 * opened not before they were sent; at most the participation share of the volume fills.
 */
export function walkBar(
  context: Context,
  instrument: number,
  bar: { open: bigint; high: bigint; low: bigint; lots: bigint },
  opensAt: bigint,
): void {
  const { image } = context
  const { instrument: record, control } = image
  if (record.firstOrder(instrument) < 0) return
  const volume = bar.lots > 0n ? bar.lots : record.assumedVolumeLots(instrument)
  const step = record.lotStep(instrument)
  const share = (volume * control.participationPpm(0)) / 1_000_000n
  record.setVolumeLeft(instrument, share - (share % step))
  each(image, instrument, opensAt, (at) => atOpen(context, at, bar.open))
  for (const worse of [true, false]) {
    each(image, instrument, opensAt, (at) => {
      const { order } = image
      const long = image.position.lots(image.positionAt(order.portfolio(at), instrument)) >= 0n
      const buy = order.side(at) > 0
      const waitsForLow = isStop(image, at) ? !buy : buy
      if (waitsForLow === (long === worse)) atExtreme(context, at, waitsForLow ? bar.low : bar.high)
    })
  }
  each(image, instrument, opensAt, (at) => endImmediate(context, at))
}

function each(image: Image, instrument: number, opensAt: bigint, visit: (at: number) => void): void {
  const { order, instrument: record } = image
  for (let at = record.firstOrder(instrument); at >= 0;) {
    const next = order.next(at)
    if (order.sentAt(at) <= opensAt) visit(at)
    at = next
  }
}

function atOpen(context: Context, at: number, price: bigint): void {
  const { image } = context
  const { order } = image
  const buy = order.side(at) > 0
  const first = order.filled(at) === 0n && (order.flags(at) & TRIGGERED) === 0
  if (isStop(image, at) && (buy ? price >= order.stop(at) : price <= order.stop(at))) trigger(image, at)
  const filled = adverse(image, order.instrument(at), price, buy)
  if (isMarket(image, at)) take(context, at, filled, false)
  else if (isLimit(image, at) && (buy ? price <= order.price(at) : price >= order.price(at))) {
    if (first && (order.flags(at) & POST_ONLY) !== 0)
      endAtVenue(context, at, EVENT.rejected, Reason.POST_ONLY_WOULD_TAKE)
    else take(context, at, buy ? min(filled, order.price(at)) : max(filled, order.price(at)), false)
  }
}

function atExtreme(context: Context, at: number, price: bigint): void {
  const { image } = context
  const { order } = image
  if (order.timeInForce(at) === IOC || order.timeInForce(at) === FOK) return
  const buy = order.side(at) > 0
  const tick = image.tick.tick(image.instrument.tickStart(order.instrument(at)))
  if (isStop(image, at)) {
    if (!(buy ? price >= order.stop(at) : price <= order.stop(at))) return
    trigger(image, at)
    if (isMarket(image, at)) take(context, at, adverse(image, order.instrument(at), order.stop(at), buy), false)
  } else if (isLimit(image, at) && (buy ? price <= order.price(at) - tick : price >= order.price(at) + tick)) {
    take(context, at, order.price(at), true)
  }
}

/** Fills what the volume still allows. */
function take(context: Context, at: number, price: bigint, maker: boolean): void {
  const { image } = context
  const instrument = image.order.instrument(at)
  const left = image.instrument.volumeLeft(instrument)
  if (image.order.timeInForce(at) === FOK && left < open(image, at)) {
    endAtVenue(context, at, EVENT.cancelled, Reason.FOK_NOT_FILLABLE)
    return
  }
  const quantity = min(open(image, at), left)
  if (quantity <= 0n || !reportable(context, at)) return
  image.instrument.setVolumeLeft(instrument, left - quantity)
  fill(context, at, quantity, price, maker)
}

/** What an immediate order did not fill at once is cancelled. */
function endImmediate(context: Context, at: number): void {
  const { order } = context.image
  if (order.listed(at) === 0) return
  const force = order.timeInForce(at)
  if (force === IOC) endAtVenue(context, at, EVENT.cancelled, Reason.IOC_REMAINDER)
  else if (force === FOK) endAtVenue(context, at, EVENT.cancelled, Reason.FOK_NOT_FILLABLE)
}

/** A price moved against us by half the spread and slippage, rounded against us; at least 1. */
function adverse(image: Image, instrument: number, price: bigint, buy: boolean): bigint {
  const rate = image.instrument.halfSpreadPpb(instrument) + image.control.slippagePpb(0)
  return buy ? ceilDiv(price * (PPB + rate), PPB) : max(1n, (price * (PPB - min(PPB, rate))) / PPB)
}

const open = (image: Image, at: number): bigint => image.order.lots(at) - image.order.filled(at)
const isTriggered = (image: Image, at: number): boolean => (image.order.flags(at) & TRIGGERED) !== 0
const isMarket = (image: Image, at: number): boolean =>
  image.order.type(at) === MARKET_ORDER || (image.order.type(at) === STOP_ORDER && isTriggered(image, at))
const isLimit = (image: Image, at: number): boolean =>
  image.order.type(at) === LIMIT_ORDER || (image.order.type(at) === STOP_LIMIT_ORDER && isTriggered(image, at))
const isStop = (image: Image, at: number): boolean =>
  (image.order.type(at) === STOP_ORDER || image.order.type(at) === STOP_LIMIT_ORDER) && !isTriggered(image, at)

function trigger(image: Image, at: number): void {
  image.order.setFlags(at, image.order.flags(at) | TRIGGERED)
}

/**
 * Whether a record is free for the report of one more fill. Where none is, the venue does not match the order now: it
 * keeps its place, and an alert says so once until it fills.
 */
function reportable(context: Context, at: number): boolean {
  const { order, control } = context.image
  if (control.reportLatencyNanos(0) === 0n || control.freeReport(0) >= 0) return true
  if ((order.flags(at) & UNREPORTABLE) !== 0) return false
  order.setFlags(at, order.flags(at) | UNREPORTABLE)
  const limit = BigInt(control.reportCapacity(0))
  const detail = { value: limit + 1n, limit }
  context.alert(Reason.REPORT_CAPACITY, SEVERITY.warning, order.portfolio(at), order.instrument(at), detail)
  return false
}

/** A fill at the venue, which can be reported; the ledger books it when its report is delivered. */
function fill(context: Context, at: number, wanted: bigint, price: bigint, maker: boolean): void {
  const { image } = context
  const { order, control, report } = image
  let lots = wanted
  if ((order.flags(at) & REDUCE_ONLY) !== 0) {
    const held =
      image.position.lots(image.positionAt(order.portfolio(at), order.instrument(at))) * BigInt(-order.side(at))
    lots = min(lots, held)
    if (lots <= 0n) {
      endAtVenue(context, at, EVENT.cancelled, Reason.REDUCE_ONLY)
      return
    }
  }
  order.setFilled(at, order.filled(at) + lots)
  order.setFlags(at, order.flags(at) & ~UNREPORTABLE)
  const distance = Number(control.sequence(0) - order.sentSequence(at))
  if (order.filled(at) === order.lots(at)) {
    unlink(image, at)
    order.setState(at, DONE)
  }
  if (control.reportLatencyNanos(0) === 0n) {
    deliver(context, at, lots, price, maker, distance)
    return
  }
  const slot = control.freeReport(0)
  control.setFreeReport(0, report.next(slot))
  report.setOrder(slot, at)
  report.setLots(slot, lots)
  report.setPrice(slot, price)
  report.setMaker(slot, maker ? 1 : 0)
  report.setDistance(slot, distance)
  order.setReports(at, order.reports(at) + 1)
  setTimer(image, control.now(0) + control.reportLatencyNanos(0), TIMER_REPORT, slot)
}

/** A report's timer. */
export function reportArrives(context: Context, slot: number): void {
  const { report, order, control } = context.image
  const at = report.order(slot)
  report.setNext(slot, control.freeReport(0))
  control.setFreeReport(0, slot)
  order.setReports(at, order.reports(at) - 1)
  deliver(context, at, report.lots(slot), report.price(slot), report.maker(slot) === 1, report.distance(slot))
}

/** Books a fill and writes its rows. */
export function deliver(
  context: Context,
  at: number,
  lots: bigint,
  price: bigint,
  maker: boolean,
  distance: number,
  reportedFee?: bigint,
): void {
  const { image } = context
  const { order, memory } = image
  const portfolio = order.portfolio(at)
  const instrument = order.instrument(at)
  const fee = bookReport(context, at, lots, price, maker, reportedFee)
  const word = context.emit(FILL, portfolio, instrument, distance, maker ? FLAG_MAKER : 0)
  memory.i64[word + FILL_CLIENT_ORDER_ID] = order.id(at)
  memory.f64[word + FILL_PRICE] = Number(price)
  memory.f64[word + FILL_LOTS] = Number(lots) * order.side(at)
  memory.i64[word + FILL_FEE] = fee
  memory.i64[word + FILL_DECISION_ID] = order.decision(at)
  const index = image.positionAt(portfolio, instrument)
  noteFill(image, index)
  context.positionRow(index)
  context.equityRow(portfolio, EQUITY_CAUSE.fill)
  freeIfDone(image, at)
}

/** What a quote offers, where its sizes are unknown as configured. */
export function setTouch(
  image: Image,
  instrument: number,
  bid: number,
  ask: number,
  bidLots: number,
  askLots: number,
): void {
  const { instrument: record } = image
  const assumed = record.assumedTopLots(instrument)
  record.setBid(instrument, integer(image, bid))
  record.setAsk(instrument, integer(image, ask))
  record.setBidLots(instrument, bidLots > 0 ? integer(image, bidLots) : assumed)
  record.setAskLots(instrument, askLots > 0 ? integer(image, askLots) : assumed)
}
