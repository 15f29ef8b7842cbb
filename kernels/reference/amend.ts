import {
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  COMMAND_STOP_PRICE,
  ORDER_PRICE,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { max } from '../money.ts'
import { SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { APPROVED, REFUSED, takeRate } from './gate.ts'
import { gateAmend } from './gate-amend.ts'
import type { AmendVerdict, Terms } from './gate-amend.ts'
import { AMENDING } from './intent.ts'
import { integer } from './integer.ts'
import { checkRow, verdictRow } from './intents.ts'
import { changeOpen, DONE, EVENT, findOrder, freeIfDone, narrow, orderRow, reserve, widen } from './orders.ts'
import { setTimer, TIMER_AMEND } from './timers.ts'
import { unlink } from './venue.ts'

/**
 * Amends: an order gets another quantity or another limit and keeps its id. Until the venue has answered, the larger of
 * old and new counts, item by item: open lots, cash, and both prices for self-trades.
 */

/** `order.reduces` while an amend waits that would make a reducing order increase. */
const REDUCES_FOR_NOW = 2

/** Applies an amend command: through the gate, then to the venue. */
export function amendOrder(context: Context, rowAt: number, source: number, instrument: number): void {
  const { image } = context
  const { order, memory } = image
  const word = rowAt >> 3
  const at = findOrder(image, memory.i64[word + COMMAND_CLIENT_ORDER_ID])
  if (at < 0 || order.state(at) === DONE)
    return context.alert(Reason.ORDER_UNKNOWN, SEVERITY.warning, source, instrument)
  const lots = integer(image, memory.f64[word + COMMAND_LOTS]) * BigInt(order.side(at))
  const price = integer(image, memory.f64[word + COMMAND_PRICE])
  const stop = integer(image, memory.f64[word + COMMAND_STOP_PRICE])
  const terms = { lots: lots === 0n ? order.lots(at) : lots, price: price === 0n ? order.price(at) : price }
  const changes = terms.lots !== order.lots(at) || terms.price !== order.price(at)
  const sound = changes && lots >= 0n && price >= 0n && stop === 0n && (price === 0n || order.price(at) > 0n)
  const portfolio = order.portfolio(at)
  if (!sound) return context.alert(Reason.COMMAND_INVALID, SEVERITY.error, portfolio, order.instrument(at))
  const verdict = gateAmend(image, at, terms)
  const index = image.positionAt(portfolio, order.instrument(at))
  const passes = verdict.reason === 0
  const asked = terms.lots * BigInt(order.side(at))
  const reason = passes ? Reason.COMMANDED : verdict.reason
  verdictRow(context, index, passes ? APPROVED : REFUSED, asked, passes ? asked : 0n, 0n, reason, order.decision(at))
  for (const violation of verdict.violations) checkRow(context, index, violation, asked)
  if (!passes) return undefined
  if (verdict.counts) takeRate(image, portfolio, !verdict.increases)
  return send(context, at, terms, verdict)
}

/** Reserves what is larger and sends the new terms to the venue. */
function send(context: Context, at: number, terms: Terms, { reserved, increases }: AmendVerdict): void {
  const { image } = context
  const { order, amend, control, memory } = image
  amend.setLots(at, terms.lots)
  amend.setPrice(at, terms.price)
  amend.setReserved(at, reserved)
  amend.setArrivesAt(at, control.now(0) + control.latencyNanos(0))
  order.setFlags(at, order.flags(at) | AMENDING)
  if (increases && order.reduces(at) === 1) order.setReduces(at, REDUCES_FOR_NOW)
  changeOpen(image, at, max(0n, terms.lots - order.lots(at)))
  reserve(image, at, max(0n, reserved - order.reserved(at)))
  widen(image, order.instrument(at), order.side(at) > 0, terms.price)
  const row = orderRow(context, at, EVENT.amendRequested, terms.lots, Reason.COMMANDED)
  memory.f64[row + ORDER_PRICE] = Number(terms.price)
  if (control.external(0) === 0) setTimer(image, amend.arrivesAt(at), TIMER_AMEND, at)
}

/** The venue took the amend. Where as much or more was filled already, nothing of the order is left. */
export function amendAccepted(context: Context, at: number): void {
  const { image } = context
  const { order } = image
  settle(image, at, true)
  orderRow(context, at, EVENT.amended, order.lots(at), Reason.COMMANDED)
  finishIfFilled(image, at)
}

/** The venue did not take the amend. */
export function amendRejected(context: Context, at: number): void {
  dropAmend(context, at)
  finishIfFilled(context.image, at)
}

/** The amend that waits comes to nothing: the old terms stand. */
export function dropAmend(context: Context, at: number): void {
  settle(context.image, at, false)
  orderRow(context, at, EVENT.amendRejected, context.image.order.lots(at), Reason.AMEND_REJECTED)
}

function finishIfFilled(image: Image, at: number): void {
  const { order } = image
  if (order.filled(at) < order.lots(at)) return
  unlink(image, at)
  order.setState(at, DONE)
  freeIfDone(image, at)
}

/** Ends the wait: the order has its new terms or keeps the old ones, and the others count no more. */
function settle(image: Image, at: number, taken: boolean): void {
  const { order, amend } = image
  const lots = taken ? max(amend.lots(at), order.filled(at)) : order.lots(at)
  const reserved = taken ? amend.reserved(at) : order.reserved(at)
  changeOpen(image, at, lots - max(order.lots(at), amend.lots(at)))
  reserve(image, at, reserved - max(order.reserved(at), amend.reserved(at)))
  narrow(image, order.instrument(at), order.side(at) > 0, taken ? order.price(at) : amend.price(at))
  if (taken) order.setPrice(at, amend.price(at))
  order.setLots(at, lots)
  order.setReserved(at, reserved)
  if (order.reduces(at) === REDUCES_FOR_NOW) order.setReduces(at, taken ? 0 : 1)
  order.setFlags(at, order.flags(at) & ~AMENDING)
  amend.setLots(at, 0n)
  amend.setPrice(at, 0n)
  amend.setReserved(at, 0n)
  amend.setArrivesAt(at, 0n)
}
