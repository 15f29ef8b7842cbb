import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { max, min } from '../money.ts'
import { positionViolations, riskViolations } from './gate-bisect.ts'
import {
  equityViolations,
  flag,
  marketViolations,
  orderRateViolations,
  ownOrderMet,
  stateViolations,
  sumsWouldFit,
  tickAt,
  timersShort,
} from './gate.ts'
import { AMENDING, sideOf } from './intent.ts'
import type { Intent, Violation } from './intent.ts'
import { CANCEL_PENDING } from './order-state.ts'
import { freeCash, reservation } from './reserve.ts'

/** What an order is to become: the whole of its lots, > 0, and its limit in price units. */
export interface Terms {
  readonly lots: bigint
  readonly price: bigint
}

/** What the gate says of an amend. */
export interface AmendVerdict {
  readonly violations: readonly Violation[]
  /** Why it is refused, 0 where it passes. */
  readonly reason: number
  /** Cash that the order reserves under its new terms. */
  readonly reserved: bigint
  /** The order increases under its new terms, were it alone at the venue with the others filled. */
  readonly increases: boolean
  /** It asks for more or a worse price, and so takes from the rate of orders. */
  readonly counts: boolean
}

const refused = (violations: readonly Violation[], reason?: number): AmendVerdict => ({
  violations,
  reason: reason ?? violations[0].check,
  reserved: 0n,
  increases: false,
  counts: false,
})

/**
 * Judges an amend by what it adds. Fewer lots at the same price or a better one pass whatever the limits are, if they
 * are of the right form; what asks for more lots or a worse price is judged as an order of what it adds.
 */
export function gateAmend(image: Image, at: number, terms: Terms): AmendVerdict {
  const { order } = image
  const form = formViolations(image, at, terms)
  if (form.length > 0) return refused(form)
  const buy = order.side(at) > 0
  const grows = terms.lots > order.lots(at)
  const worse = buy ? terms.price > order.price(at) : terms.price < order.price(at)
  const open = max(0n, terms.lots - order.booked(at))
  const reducing = min(open, max(0n, -highWithout(image, at)))
  const increases = open > reducing
  const instrument = order.instrument(at)
  const reserved = reservation(image, instrument, buy, open - reducing, order.type(at), terms.price)
  if (!grows && !worse)
    return { violations: [], reason: 0, reserved: min(reserved, order.reserved(at)), increases, counts: false }

  const intent = intentOf(image, at, terms)
  const found: Violation[] = []
  if (image.instrument.tradable(instrument) === 0) found.push(flag(Reason.INSTRUMENT_NOT_TRADABLE, intent.portfolio))
  const own = worse ? ownOrderMet(image, intent) : 0n
  if (own > 0n) found.push(flag(Reason.SELF_TRADE, intent.portfolio, own, intent.price))
  if (found.length > 0) return refused(found)
  const more = { ...intent, lots: intent.lots - order.lots(at) * BigInt(order.side(at)), standing: order.lots(at) }
  if (grows && !sumsWouldFit(image, more, sideOf(image, intent.portfolio, instrument, more.lots)))
    return refused([], Reason.MONEY_OVERFLOW)
  found.push(...stateViolations(image, intent, increases))
  if (found.some(({ check }) => check === Reason.TRADING_STATE_HALTED)) return refused(found)
  found.push(...marketViolations(image, intent, !increases))
  if (increases) {
    found.push(...equityViolations(image, intent))
    if (image.position.restricted(image.positionAt(intent.portfolio, instrument)) === 1)
      found.push(flag(Reason.RESTRICTED, intent.portfolio))
  }
  found.push(...orderRateViolations(image, intent.portfolio, !increases))
  if (increases && found.length === 0) {
    const side = sideOf(image, intent.portfolio, instrument, more.lots)
    const increase = grows ? side.quantity - side.reducing : 0n
    found.push(...positionViolations(image, more, side, increase))
    const need = reserved - order.reserved(at)
    const free = freeCash(image, intent.portfolio, image.instrument.currency(instrument))
    if (need > 0n && need > free)
      found.push({ ...flag(Reason.CASH_INSUFFICIENT, intent.portfolio, need, free), headroom: free })
    found.push(...riskViolations(image, more, side, increase))
  }
  return found.length > 0 ? refused(found) : { violations: [], reason: 0, reserved, increases, counts: true }
}

/** What applies to every amend: that one is possible now, and what the venue would not even read. */
function formViolations(image: Image, at: number, terms: Terms): Violation[] {
  const { order, size } = image
  const portfolio = order.portfolio(at)
  const instrument = order.instrument(at)
  const found: Violation[] = []
  if (order.state(at) === CANCEL_PENDING || (order.flags(at) & AMENDING) !== 0)
    found.push(flag(Reason.ORDER_PENDING, portfolio))
  if (timersShort(image))
    found.push(flag(Reason.ORDER_CAPACITY, portfolio, BigInt(size.orders) + 1n, BigInt(size.orders)))
  const { price, lots } = terms
  const offTick = price === order.price(at) ? 0n : price % tickAt(image, instrument, price)
  if (offTick !== 0n) found.push(flag(Reason.PRICE_OFF_TICK, portfolio, price, price - offTick))
  const offLot = lots === order.lots(at) ? 0n : lots % image.instrument.lotStep(instrument)
  if (offLot !== 0n) found.push(flag(Reason.QUANTITY_OFF_LOT, portfolio, lots, lots - offLot))
  return found
}

/** Position along the order's side, if every open order of this side but the order itself fills. */
function highWithout(image: Image, at: number): bigint {
  const { order, position } = image
  const index = image.positionAt(order.portfolio(at), order.instrument(at))
  const own = order.lots(at) - order.booked(at)
  return order.side(at) > 0
    ? position.lots(index) + position.openBuys(index) - own
    : position.openSells(index) - position.lots(index) - own
}

/** The order as it would be, as an intent. */
function intentOf({ order }: Image, at: number, { lots, price }: Terms): Intent {
  return {
    portfolio: order.portfolio(at),
    instrument: order.instrument(at),
    lots: lots * BigInt(order.side(at)),
    type: order.type(at),
    timeInForce: order.timeInForce(at),
    flags: order.flags(at),
    price,
    stop: order.stop(at),
    decision: order.decision(at),
    reason: Reason.COMMANDED,
    ready: true,
    clientId: 0n,
    flatten: false,
    target: 0n,
    standing: 0n,
  }
}
