import { Reason } from '../../model/reasons.generated.ts'
import { NONE } from '../image.ts'
import { Fault } from '../faults.ts'
import type { Image } from '../image.ts'
import { abs, fits, max, PPM, saturate } from '../money.ts'
import { fail } from './fail.ts'
import { capViolations, largestIncrease, riskViolations } from './gate-bisect.ts'
import { known } from './ids.ts'
import { LIMIT_ORDER, sideOf, STOP_LIMIT_ORDER, unseen } from './intent.ts'
import type { Intent, Look, Side, Violation } from './intent.ts'
import { findOrder } from './orders.ts'
import { tighten } from './own-prices.ts'
import { exposure, hasRate, worth } from './valuation.ts'
import { APPROVED, REDUCED, REFUSED } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** A violated check without a limit of its own, or whose headroom is what is missing. */
export const flag = (check: number, scope: number, value = 1n, limit = 0n): Violation => ({
  check,
  scope,
  value,
  limit,
  headroom: limit - value,
  subject: -1,
})

const refused = (violations: readonly Violation[], reason?: number): Verdict => ({
  kind: REFUSED,
  lots: 0n,
  reducing: 0n,
  violations,
  reason: reason ?? violations[0]?.check ?? Reason.BELOW_MINIMUM,
})

/**
 * The pre-trade gate. An order passes when it violates no check with every open order in its worst case; otherwise a
 * target is cut to the largest size that passes and a ready order is refused. What reduces a position passes all caps.
 *
 * @param look Hears of every check on the way; the caps are looked at with the size that was asked for.
 */
export function gate(image: Image, intent: Intent, look: Look = unseen): Verdict {
  const integrity = integrityViolations(image, intent, look)
  if (integrity.length > 0) return refused(integrity)
  const side = sideOf(image, intent.portfolio, intent.instrument, intent.lots)
  if (!sumsWouldFit(image, intent, side)) return refused([], Reason.MONEY_OVERFLOW)
  const state = stateViolations(image, intent, side.quantity > side.reducing, look)
  if (state.some(({ check }) => check === Reason.TRADING_STATE_HALTED)) return refused(state)

  const violations = [...state]
  const { reducing } = side
  const reduceBlocks =
    reducing > 0n ? [...marketViolations(image, intent, true, look), ...rateViolations(image, intent, true, look)] : []
  if (reduceBlocks.length > 0) return refused(reduceBlocks)

  const wanted = side.quantity - side.reducing
  let increase = wanted
  if (wanted > 0n) {
    violations.push(...marketViolations(image, intent, false, look), ...equityViolations(image, intent, look))
    look(flag(Reason.RESTRICTED, intent.portfolio))
    if (image.position.restricted(image.positionAt(intent.portfolio, intent.instrument)) === 1)
      violations.push(flag(Reason.RESTRICTED, intent.portfolio))
    if (reducing === 0n) violations.push(...rateViolations(image, intent, false, look))
    if (violations.length > 0) {
      increase = 0n
    } else {
      violations.push(...capViolations(image, intent, side, wanted, look))
      increase = largestIncrease(image, intent, side, wanted)
      const risks = riskViolations(image, intent, side, increase, look)
      if (risks.length > 0) increase = 0n
      violations.push(...risks)
    }
  }
  if (violations.length > 0 && intent.ready) return refused(violations)
  return sized(image, intent, side, reducing, increase, violations)
}

/** Whether every sum that the order would enter, whole, still holds amounts that may stand. */
export function sumsWouldFit(image: Image, intent: Intent, side: Side): boolean {
  const { scope } = image
  const { portfolio, instrument } = intent
  const reached = worth(image, portfolio, instrument, abs(side.high) + side.quantity)
  const order = worth(image, portfolio, instrument, side.quantity)
  for (let at = portfolio; at >= 0; at = scope.parent(at)) {
    if (!fits(scope.gross(at) + scope.worstExtra(at) + reached)) return false
    if (!fits((side.buy ? scope.buyExtra(at) : scope.sellExtra(at)) + order)) return false
  }
  return true
}

/** Fits the size to lot step and minimum, and checks it once more. */
function sized(
  image: Image,
  intent: Intent,
  side: Side,
  reducingWanted: bigint,
  increaseAllowed: bigint,
  violations: readonly Violation[],
): Verdict {
  const { instrument: record } = image
  const { instrument } = intent
  const step = record.lotStep(instrument)
  const closes = reducingWanted === -side.high
  const reducing = closes ? reducingWanted : reducingWanted - (reducingWanted % step)
  let increase = increaseAllowed - (increaseAllowed % step)
  if (increase > 0n && !bigEnough(image, instrument, reducing + increase)) increase = 0n
  const quantity = reducing + increase
  if (quantity === 0n) return refused(violations)
  if (!closes && increase === 0n && !bigEnough(image, instrument, quantity))
    return refused(violations, Reason.BELOW_MINIMUM)
  const again = capViolations(image, intent, side, increase)
  if (again.length > 0) fail(image, Fault.gateUnsound, BigInt(again[0].check))
  const whole = quantity === side.quantity
  return {
    kind: whole ? APPROVED : REDUCED,
    lots: side.buy ? quantity : -quantity,
    reducing,
    violations: whole ? [] : violations,
    reason: whole ? 0 : (violations[0]?.check ?? Reason.QUANTITY_OFF_LOT),
  }
}

function bigEnough(image: Image, instrument: number, lots: bigint): boolean {
  const { instrument: record } = image
  const least = record.minNotional(instrument)
  return lots >= record.minLots(instrument) && (least === NONE || exposure(image, instrument, lots) >= least)
}

/** Integrity: applies to every order, reducing or not. */
export function integrityViolations(image: Image, intent: Intent, look: Look): Violation[] {
  const { portfolio, instrument } = intent
  const { instrument: record, size } = image
  look(flag(Reason.INSTRUMENT_UNKNOWN, portfolio, BigInt(instrument), BigInt(size.instruments - 1)))
  if (instrument >= size.instruments)
    return [flag(Reason.INSTRUMENT_UNKNOWN, portfolio, BigInt(instrument), BigInt(size.instruments - 1))]
  const found: Violation[] = []
  look(flag(Reason.INSTRUMENT_NOT_TRADABLE, portfolio))
  if (record.tradable(instrument) === 0) found.push(flag(Reason.INSTRUMENT_NOT_TRADABLE, portfolio))
  look(flag(Reason.ORDER_CAPACITY, portfolio, BigInt(image.control.liveOrders(0)) + 1n, BigInt(size.orders)))
  if (image.control.freeOrder(0) < 0 || timersShort(image)) {
    found.push(flag(Reason.ORDER_CAPACITY, portfolio, BigInt(size.orders) + 1n, BigInt(size.orders)))
  }
  const own = ownOrderMet(image, intent)
  look(flag(Reason.SELF_TRADE, portfolio, own, intent.price))
  if (own > 0n) found.push(flag(Reason.SELF_TRADE, portfolio, own, intent.price))
  if (!intent.ready) return found
  look(flag(Reason.CLIENT_ID_DUPLICATE, portfolio))
  if (intent.clientId !== 0n && isTaken(image, intent.clientId)) found.push(flag(Reason.CLIENT_ID_DUPLICATE, portfolio))
  for (const price of [intent.price, intent.stop]) {
    const remainder = price === 0n ? 0n : price % tickAt(image, instrument, price)
    if (price !== 0n) look(flag(Reason.PRICE_OFF_TICK, portfolio, price, price - remainder))
    if (remainder !== 0n) found.push(flag(Reason.PRICE_OFF_TICK, portfolio, price, price - remainder))
  }
  const quantity = abs(intent.lots)
  const position = abs(image.position.lots(image.positionAt(portfolio, instrument)))
  const side = sideOf(image, portfolio, instrument, intent.lots)
  const closes = side.reducing === quantity && quantity === position
  const remainder = quantity % record.lotStep(instrument)
  look(flag(Reason.QUANTITY_OFF_LOT, portfolio, quantity, quantity - remainder))
  look({
    ...flag(Reason.QUANTITY_BELOW_MIN, portfolio, quantity, record.minLots(instrument)),
    headroom: quantity - record.minLots(instrument),
  })
  if (remainder !== 0n && !closes) found.push(flag(Reason.QUANTITY_OFF_LOT, portfolio, quantity, quantity - remainder))
  if (quantity < record.minLots(instrument) && !closes) {
    found.push({
      ...flag(Reason.QUANTITY_BELOW_MIN, portfolio, quantity, record.minLots(instrument)),
      headroom: quantity - record.minLots(instrument),
    })
  }
  const least = record.minNotional(instrument)
  const notional = exposure(image, instrument, quantity)
  if (least !== NONE)
    look({ ...flag(Reason.NOTIONAL_BELOW_MIN, portfolio, notional, least), headroom: notional - least })
  if (least !== NONE && notional < least && !closes && record.mark(instrument) !== 0n) {
    found.push({ ...flag(Reason.NOTIONAL_BELOW_MIN, portfolio, notional, least), headroom: notional - least })
  }
  return found
}

/**
 * Timers that may be set without passing here are kept free: a cancel and a report for each order record, and the
 * staleness of each instrument.
 */
export function timersShort({ control }: Image): boolean {
  const kept = 2 * control.orderCapacity(0) + control.instruments(0)
  return control.timerCount(0) >= control.timerCapacity(0) - kept
}

/** Whether a client's id is one of the last that were taken, or of an order that is still open, however old. */
function isTaken(image: Image, id: bigint): boolean {
  return known(image.clientId, image.control.idCapacity(0), id) || findOrder(image, id) >= 0
}

/** The price increment in force at a price. */
export function tickAt(image: Image, instrument: number, price: bigint): bigint {
  const { instrument: record, tick } = image
  const start = record.tickStart(instrument)
  let value = tick.tick(start)
  for (let row = 1; row < record.tickCount(instrument) && tick.from(start + row) <= price; row++)
    value = tick.tick(start + row)
  return value
}

/** Trading states that forbid the order. */
export function stateViolations(image: Image, intent: Intent, increases: boolean, look: Look = unseen): Violation[] {
  const found: Violation[] = []
  if (intent.flatten) return found
  for (let at = intent.portfolio; at >= 0; at = image.scope.parent(at)) {
    const state = image.scope.state(at)
    look(flag(Reason.TRADING_STATE_HALTED, at))
    if (increases) look(flag(Reason.TRADING_STATE_REDUCING, at))
    if (state === 2) found.push(flag(Reason.TRADING_STATE_HALTED, at))
    if (state === 1 && increases) found.push(flag(Reason.TRADING_STATE_REDUCING, at))
  }
  return found
}

/** Price checks: a reduction may use the last good mark for longer, in a collar twice as wide. */
export function marketViolations(image: Image, intent: Intent, reduction: boolean, look: Look = unseen): Violation[] {
  const { portfolio, instrument, price } = intent
  const { instrument: record, control, scope } = image
  const mark = record.mark(instrument)
  look(flag(Reason.WARMING_UP, portfolio))
  look(flag(Reason.MARK_MISSING, portfolio))
  if (mark === 0n) return [flag(record.lastAt(instrument) === 0n ? Reason.MARK_MISSING : Reason.WARMING_UP, portfolio)]
  const found: Violation[] = []
  const age = control.now(0) - record.markAt(instrument)
  const oldest = reduction ? record.reduceMarkAgeNanos(instrument) : record.staleNanos(instrument)
  look(flag(Reason.MARK_STALE, portfolio, age, oldest))
  const anyPrice = intent.flatten && (intent.flags & ANY_PRICE) !== 0
  if (age > oldest && !anyPrice) found.push(flag(Reason.MARK_STALE, portfolio, age, oldest))
  if (!reduction) found.push(...rateViolationsOf(image, portfolio, record.currency(instrument), look))
  if (!reduction) look(flag(Reason.MARKET_CROSSED, portfolio, record.bid(instrument), record.ask(instrument)))
  if (!reduction && record.crossed(instrument) === 1 && control.crossedPolicy(0) === 0) {
    found.push(flag(Reason.MARKET_CROSSED, portfolio, record.bid(instrument), record.ask(instrument)))
  }
  const collar = scope.collarPpm(portfolio)
  if (collar !== NONE && price !== 0n) {
    const widest = reduction ? 2n * collar : collar
    const collared = (check: number, from: bigint): void => {
      const distance = saturate((abs(2n * price - from) * PPM) / from)
      look(flag(check, portfolio, distance, widest))
      if (distance > widest) found.push(flag(check, portfolio, distance, widest))
    }
    collared(Reason.PRICE_COLLAR, mark)
    if (record.last(instrument) > 0n) collared(Reason.PRICE_COLLAR_LAST, 2n * record.last(instrument))
  }
  return found
}

/** What is added in another currency needs a rate, and one that is not too old. */
function rateViolationsOf(image: Image, portfolio: number, currency: number, look: Look): Violation[] {
  const { rate, scope, control } = image
  const home = scope.currency(portfolio)
  if (currency === home) return []
  look(flag(Reason.RATE_MISSING, portfolio))
  if (!hasRate(image, portfolio, currency)) return [flag(Reason.RATE_MISSING, portfolio)]
  const entry = image.rateAt(home, currency)
  const age = control.now(0) - rate.markedAt(entry)
  const oldest = scope.rateStaleNanos(portfolio)
  look(flag(Reason.RATE_STALE, portfolio, age, oldest))
  return age > oldest ? [flag(Reason.RATE_STALE, portfolio, age, oldest)] : []
}

/**
 * Best price of our own open orders that the order could trade against, in any portfolio; 0 for none. The bound kept is
 * made exact only where the order reaches it.
 */
export function ownOrderMet(image: Image, { portfolio, instrument, lots, type, price }: Intent): bigint {
  const { instrument: record, scope } = image
  if (scope.selfTrade(portfolio) === 0) return 0n
  const buy = lots > 0n
  const limited = type === LIMIT_ORDER || type === STOP_LIMIT_ORDER
  const met = (): bigint => {
    const own = buy ? record.lowestSell(instrument) : record.highestBuy(instrument)
    return limited && (buy ? own > price : own < price) ? 0n : own
  }
  if (met() === 0n) return 0n
  tighten(image, instrument, !buy)
  return met()
}

/** Set on flatten intents by `flatten --at-any-price`. */
export const ANY_PRICE = 16

/** Equity that nothing may be added on. */
export function equityViolations(image: Image, intent: Intent, look: Look = unseen): Violation[] {
  const found: Violation[] = []
  for (let at = intent.portfolio; at >= 0; at = image.scope.parent(at)) {
    const equity = image.scope.equity(at)
    look(flag(Reason.EQUITY_NOT_POSITIVE, at, -equity, -1n))
    if (equity <= 0n) found.push(flag(Reason.EQUITY_NOT_POSITIVE, at, -equity, -1n))
  }
  return found
}

/** Order rate (GCRA: one theoretical arrival time per budget) and open orders; reductions have budgets of their own. */
export function rateViolations(image: Image, intent: Intent, reduction: boolean, look: Look): Violation[] {
  const { portfolio } = intent
  const { scope } = image
  const found = orderRateViolations(image, portfolio, reduction, look)
  const limit = scope.openOrdersMax(portfolio)
  const most = reduction ? 2 * limit : limit
  if (limit >= 0) look(flag(Reason.OPEN_ORDERS_MAX, portfolio, BigInt(scope.openOrders(portfolio) + 1), BigInt(most)))
  if (limit >= 0 && scope.openOrders(portfolio) >= most) {
    found.push(flag(Reason.OPEN_ORDERS_MAX, portfolio, BigInt(scope.openOrders(portfolio) + 1), BigInt(most)))
  }
  return found
}

/** The order rate alone: what an amend is held to. */
export function orderRateViolations(
  image: Image,
  portfolio: number,
  reduction: boolean,
  look: Look = unseen,
): Violation[] {
  const { scope, control } = image
  if (scope.ratePeriodNanos(portfolio) === NONE) return []
  const at = reduction ? scope.reduceRateAt(portfolio) : scope.rateAt(portfolio)
  const ahead = max(0n, at - control.now(0))
  const most = scope.rateBurstNanos(portfolio)
  look(flag(Reason.ORDER_RATE, portfolio, ahead, most))
  return ahead > most ? [flag(Reason.ORDER_RATE, portfolio, ahead, most)] : []
}

/** Takes one order from the rate budget. */
export function takeRate(image: Image, portfolio: number, reduction: boolean): void {
  const { scope, control } = image
  const period = scope.ratePeriodNanos(portfolio)
  if (period === NONE) return
  if (reduction) scope.setReduceRateAt(portfolio, max(scope.reduceRateAt(portfolio), control.now(0)) + period)
  else scope.setRateAt(portfolio, max(scope.rateAt(portfolio), control.now(0)) + period)
}
