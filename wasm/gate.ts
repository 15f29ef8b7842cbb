/**
 * The pre-trade gate. An order passes when it violates no check with every open order in its worst case; otherwise a
 * target is cut to the largest size that passes and a ready order is refused. What reduces a position passes all caps.
 */
import { fail } from './context.ts'
import { capViolations } from './gate-caps.ts'
import { largestIncrease } from './gate-formula.ts'
import { riskViolations } from './gate-risk.ts'
import { isKnown } from './ids.ts'
import { control, instrumentOf, positionIndex, positionOf, rateOf, scopeOf, tickOf, violationOf } from './image.ts'
import { ANY_PRICE, intent, LIMIT_ORDER, side, STOP_LIMIT_ORDER, takeSide } from './intent.ts'
import { clearlyWithin, fits, NONE, PPM, remainderOf, saturate, truncOfProduct } from './money.ts'
import { findOrder } from './orders.ts'
import { tighten } from './own-prices.ts'
import { Fault, Reason } from './reasons.generated.ts'
import { Instrument } from './records.generated.ts'
import { exposure, worth } from './valuation.ts'
import { APPROVED, firstReason, flag, REDUCED, refuse, verdict, violate } from './verdict.ts'
import { HALTED, REDUCING } from './watch.ts'

/** Ids that the desk makes are sequence << 20 | sub, of sequences from 1. */
const OWN_IDS_FROM: u64 = 1 << 20

/** Judges the intent at hand, for `lots` of it: the answer is in `verdict` and the list of violations. */
export function gate(lots: i64): void {
  control.violationCount = 0
  integrityViolations(lots)
  if (control.violationCount > 0) return refuse(firstReason(0))
  if (!sumsWouldFit()) return refuse(Reason.MONEY_OVERFLOW)
  if (stateViolations(side.quantity > side.reducing)) return refuse(firstReason(0))

  const reducing = side.reducing
  if (reducing > 0 && reductionBlocked()) return refuse(firstReason(0))
  const wanted = side.quantity - reducing
  let increase = wanted
  if (wanted > 0) {
    marketViolations(false)
    equityViolations()
    const position = positionOf(positionIndex(intent.portfolio, intent.instrument))
    if (position.restricted == 1) flag(Reason.RESTRICTED, intent.portfolio)
    if (reducing == 0) rateViolations(false)
    increase = control.violationCount > 0 ? 0 : allowed(wanted)
  }
  if (control.violationCount > 0 && intent.ready) return refuse(firstReason(0))
  fitSize(increase)
}

/** The increase that the caps leave. */
function allowed(wanted: i64): i64 {
  capViolations(wanted)
  const increase = control.violationCount == 0 ? wanted : largestIncrease(wanted)
  return riskViolations(increase) ? 0 : increase
}

/** Whether every sum that the order would enter, whole, still holds amounts that may stand. */
export function sumsWouldFit(): bool {
  const instrument = instrumentOf(intent.instrument)
  const reached = worth(intent.portfolio, instrument, abs(side.high) + side.quantity)
  const order = worth(intent.portfolio, instrument, side.quantity)
  for (let at = intent.portfolio; at >= 0;) {
    const scope = scopeOf(at)
    if (!fits(scope.gross + scope.worstExtra + reached)) return false
    if (!fits((side.buy ? scope.buyExtra : scope.sellExtra) + order)) return false
    at = scope.parent
  }
  return true
}

/** Fits the size to lot step and minimum, and checks it once more where it is not the size already checked. */
function fitSize(most: i64): void {
  const instrument = instrumentOf(intent.instrument)
  const step = instrument.lotStep
  const closes = side.reducing == -side.high
  const reducing = closes ? side.reducing : side.reducing - remainderOf(side.reducing, step)
  let increase = most - remainderOf(most, step)
  if (increase > 0 && !bigEnough(instrument, reducing + increase)) increase = 0
  const quantity = reducing + increase
  if (quantity == 0) return refuse(firstReason(Reason.BELOW_MINIMUM))
  if (!closes && increase == 0 && !bigEnough(instrument, quantity)) return refuse(Reason.BELOW_MINIMUM)
  if (increase != most || increase == 0 || control.violationCount > 0) checkAgain(increase)
  const whole = quantity == side.quantity
  verdict.kind = whole ? APPROVED : REDUCED
  verdict.lots = side.buy ? quantity : -quantity
  verdict.reducing = reducing
  verdict.reason = whole ? 0 : firstReason(Reason.QUANTITY_OFF_LOT)
  if (whole) control.violationCount = 0
}

function checkAgain(increase: i64): void {
  const listed = control.violationCount
  capViolations(increase)
  if (control.violationCount > listed) fail(Fault.gateUnsound, violationOf(listed).check)
  control.violationCount = listed
}

function bigEnough(instrument: Instrument, lots: i64): bool {
  const least = instrument.minNotional
  return lots >= instrument.minLots && (least == NONE || exposure(instrument, lots) >= least)
}

/** Integrity: applies to every order, reducing or not. */
function integrityViolations(lots: i64): void {
  const portfolio = intent.portfolio
  if (u32(intent.instrument) >= u32(control.instruments)) {
    flag(Reason.INSTRUMENT_UNKNOWN, portfolio, u32(intent.instrument), control.instruments - 1)
    return
  }
  takeSide(portfolio, intent.instrument, lots)
  const instrument = instrumentOf(intent.instrument)
  if (instrument.tradable == 0) flag(Reason.INSTRUMENT_NOT_TRADABLE, portfolio)
  if (control.freeOrder < 0 || timersShort())
    flag(Reason.ORDER_CAPACITY, portfolio, i64(control.orderCapacity) + 1, control.orderCapacity)
  const own = ownOrderMet(instrument, lots > 0)
  if (own > 0) flag(Reason.SELF_TRADE, portfolio, own, intent.price)
  if (intent.ready) readyViolations(instrument)
}

/**
 * Best price of our own open orders that the order could trade against, in any portfolio; 0 for none. The bound kept is
 * made exact only where the order reaches it.
 */
export function ownOrderMet(instrument: Instrument, buy: bool): i64 {
  if (scopeOf(intent.portfolio).selfTrade == 0 || ownOrderReached(instrument, buy) == 0) return 0
  tighten(intent.instrument, !buy)
  return ownOrderReached(instrument, buy)
}

function ownOrderReached(instrument: Instrument, buy: bool): i64 {
  const own = buy ? instrument.lowestSell : instrument.highestBuy
  const limited = intent.type == LIMIT_ORDER || intent.type == STOP_LIMIT_ORDER
  return limited && (buy ? own > intent.price : own < intent.price) ? 0 : own
}

/**
 * Whether a client's id is one of the last that were taken, or of an order that is still open, however old. Those are
 * looked for only where one may have been forgotten, or have got its id from the desk.
 */
function isTaken(id: i64): bool {
  if (isKnown(id)) return true
  return (control.idCount >= control.idCapacity || u64(id) >= OWN_IDS_FROM) && findOrder(id) >= 0
}

/** What a ready order, which is not made by the desk, may have wrong. */
function readyViolations(instrument: Instrument): void {
  const portfolio = intent.portfolio
  if (intent.clientId != 0 && isTaken(intent.clientId)) flag(Reason.CLIENT_ID_DUPLICATE, portfolio)
  tickViolation(instrument, intent.price)
  tickViolation(instrument, intent.stop)
  const quantity = side.quantity
  const held = abs(positionOf(positionIndex(portfolio, intent.instrument)).lots)
  if (side.reducing == quantity && quantity == held) return
  const remainder = remainderOf(quantity, instrument.lotStep)
  if (remainder != 0) flag(Reason.QUANTITY_OFF_LOT, portfolio, quantity, quantity - remainder)
  const minLots = instrument.minLots
  if (quantity < minLots) violate(Reason.QUANTITY_BELOW_MIN, portfolio, quantity, minLots, quantity - minLots)
  const least = instrument.minNotional
  if (least == NONE || instrument.mark == 0) return
  const notional = exposure(instrument, quantity)
  if (notional < least) violate(Reason.NOTIONAL_BELOW_MIN, portfolio, notional, least, notional - least)
}

function tickViolation(instrument: Instrument, price: i64): void {
  if (price == 0) return
  const remainder = remainderOf(price, tickAt(instrument, price))
  if (remainder != 0) flag(Reason.PRICE_OFF_TICK, intent.portfolio, price, price - remainder)
}

/**
 * Timers that may be set without passing here are kept free: a cancel and a report for each order record, and the
 * staleness of each instrument.
 */
export function timersShort(): bool {
  return control.timerCount >= control.timerCapacity - 2 * control.orderCapacity - control.instruments
}

/** The price increment in force at a price. */
export function tickAt(instrument: Instrument, price: i64): i64 {
  const start = instrument.tickStart
  let row = 1
  while (row < instrument.tickCount && tickOf(start + row).from <= price) row++
  return tickOf(start + row - 1).tick
}

/** Lists trading states that forbid the order; true where one halts it, whatever it is. */
export function stateViolations(increases: bool): bool {
  let halted = false
  if (intent.flatten) return halted
  for (let at = intent.portfolio; at >= 0;) {
    const scope = scopeOf(at)
    if (scope.state == HALTED) {
      flag(Reason.TRADING_STATE_HALTED, at)
      halted = true
    }
    if (scope.state == REDUCING && increases) flag(Reason.TRADING_STATE_REDUCING, at)
    at = scope.parent
  }
  return halted
}

/** Lists what blocks even the part that reduces; where nothing does, the list is that of trading states again. */
function reductionBlocked(): bool {
  const states = control.violationCount
  control.violationCount = 0
  marketViolations(true)
  rateViolations(true)
  if (control.violationCount > 0) return true
  if (states > 0) stateViolations(side.quantity > side.reducing)
  return false
}

/** Price checks: a reduction may use the last good mark for longer, in a collar twice as wide. */
export function marketViolations(reduction: bool): void {
  const portfolio = intent.portfolio
  const instrument = instrumentOf(intent.instrument)
  const mark = instrument.mark
  if (mark == 0) {
    flag(instrument.lastAt == 0 ? Reason.MARK_MISSING : Reason.WARMING_UP, portfolio)
    return
  }
  const age = control.now - instrument.markAt
  const oldest = reduction ? instrument.reduceMarkAgeNanos : instrument.staleNanos
  const anyPrice = intent.flatten && (intent.flags & ANY_PRICE) != 0
  if (age > oldest && !anyPrice) flag(Reason.MARK_STALE, portfolio, age, oldest)
  if (!reduction && control.currencies != 1) rateViolation(instrument)
  if (!reduction && instrument.crossed == 1 && control.crossedPolicy == 0)
    flag(Reason.MARKET_CROSSED, portfolio, instrument.bid, instrument.ask)
  const collar = scopeOf(portfolio).collarPpm
  if (collar != NONE && intent.price != 0) {
    const widest = reduction ? 2 * collar : collar
    collarViolation(Reason.PRICE_COLLAR, mark, widest)
    if (instrument.last > 0) collarViolation(Reason.PRICE_COLLAR_LAST, 2 * instrument.last, widest)
  }
}

/** What is added in another currency needs a rate, and one that is not too old. */
function rateViolation(instrument: Instrument): void {
  const scope = scopeOf(intent.portfolio)
  if (instrument.currency == scope.currency) return
  const rate = rateOf(scope.currency, instrument.currency)
  const age = control.now - rate.markedAt
  if (rate.numerator == 0) flag(Reason.RATE_MISSING, intent.portfolio)
  else if (age > scope.rateStaleNanos) flag(Reason.RATE_STALE, intent.portfolio, age, scope.rateStaleNanos)
}

function collarViolation(check: i32, from: i64, widest: i64): void {
  const off = abs(2 * intent.price - from)
  if (clearlyWithin(off, from, widest)) return
  const distance = saturate(truncOfProduct(off, PPM, from))
  if (distance > widest) flag(check, intent.portfolio, distance, widest)
}

/** Lists equity that nothing may be added on. */
export function equityViolations(): void {
  for (let at = intent.portfolio; at >= 0;) {
    const scope = scopeOf(at)
    if (scope.equity <= 0) flag(Reason.EQUITY_NOT_POSITIVE, at, -scope.equity, -1)
    at = scope.parent
  }
}

/** Order rate (GCRA: one theoretical arrival time per budget) and open orders; reductions have budgets of their own. */
function rateViolations(reduction: bool): void {
  const portfolio = intent.portfolio
  const scope = scopeOf(portfolio)
  orderRateViolation(reduction)
  const limit = i64(scope.openOrdersMax)
  const most = reduction ? 2 * limit : limit
  if (limit >= 0 && scope.openOrders >= most) flag(Reason.OPEN_ORDERS_MAX, portfolio, i64(scope.openOrders) + 1, most)
}

/** The order rate alone: what an amend is held to. */
export function orderRateViolation(reduction: bool): void {
  const scope = scopeOf(intent.portfolio)
  if (scope.ratePeriodNanos == NONE) return
  const ahead = max<i64>(0, (reduction ? scope.reduceRateAt : scope.rateAt) - control.now)
  if (ahead > scope.rateBurstNanos) flag(Reason.ORDER_RATE, intent.portfolio, ahead, scope.rateBurstNanos)
}

/** Takes one order from the rate budget. */
export function takeRate(reduction: bool): void {
  const scope = scopeOf(intent.portfolio)
  const period = scope.ratePeriodNanos
  if (period == NONE) return
  if (reduction) scope.reduceRateAt = max(scope.reduceRateAt, control.now) + period
  else scope.rateAt = max(scope.rateAt, control.now) + period
}
