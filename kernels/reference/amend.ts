import {
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  COMMAND_STOP_PRICE,
  ORDER_PRICE,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { max } from '../money.ts'
import { REDUCES_FOR_NOW } from './amend-wait.ts'
import { SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { changeOpen } from './exposures.ts'
import { gateAmend } from './gate-amend.ts'
import type { AmendVerdict, Terms } from './gate-amend.ts'
import { takeRate } from './gate.ts'
import { integer } from './integer.ts'
import { AMENDING, SPLIT_SINCE } from './intent.ts'
import { checkRow, verdictRow } from './intents.ts'
import { DONE, EVENT, orderRow } from './order-state.ts'
import { findOrder } from './orders.ts'
import { widen } from './own-prices.ts'
import { reserve } from './reserve.ts'
import { setTimer, TIMER_AMEND } from './timers.ts'
import { APPROVED, REFUSED } from './verdict.ts'

/**
 * Amends: an order gets another quantity or another limit and keeps its id. Until the venue has answered, the larger of
 * old and new counts, item by item: open lots, cash, and both prices for self-trades.
 */

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
  const split = (order.flags(at) & SPLIT_SINCE) !== 0
  const sound = !split && changes && lots >= 0n && price >= 0n && stop === 0n && (price === 0n || order.price(at) > 0n)
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
