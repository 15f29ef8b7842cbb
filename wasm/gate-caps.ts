import {
  concentrateOf,
  control,
  exposureOf,
  groupIn,
  GROUP_SLOTS,
  instrumentOf,
  positionIndex,
  positionOf,
  scopeOf,
} from './image.ts'
import { intent, side } from './intent.ts'
import { exceedsShare, NONE, share } from './money.ts'
import { Reason } from './reasons.generated.ts'
import { Instrument } from './records.generated.ts'
import { freeCash, reservation } from './reserve.ts'
import { exposure, marginOf, worth } from './valuation.ts'
import { verdict, violate } from './verdict.ts'
import { groupCheck } from './watch.ts'

/** Lists every cap that would be violated if `increase` lots, beyond those that reduce, were added, and what they reserve. */
export function capViolations(increase: i64): void {
  verdict.reserved = 0
  if (increase <= 0) return
  positionCaps(increase)
  cashCap(instrumentOf(intent.instrument), increase)
}

/** The same without cash: the caps on lots and exposure. */
export function positionCaps(increase: i64): void {
  if (increase <= 0) return
  const instrument = instrumentOf(intent.instrument)
  const quantity = side.reducing + increase
  const notional = worth(intent.portfolio, instrument, quantity)
  lotCaps(instrument, quantity, notional)
  growth(instrument, max(0, abs(side.high + quantity) - side.worst))
  for (let at = intent.portfolio; at >= 0;) {
    const scope = scopeOf(at)
    if (grown > 0) growthCaps(instrument, at)
    if (scope.netMax != NONE) {
      const before = side.buy ? scope.net + scope.buyExtra : scope.sellExtra - scope.net
      cap(Reason.NET_MAX, at, before + notional, scope.netMax, before)
    }
    at = scope.parent
  }
}

function cap(check: i32, scope: i32, value: i64, limit: i64, used: i64, subject: i32 = -1): void {
  if (value > limit) violate(check, scope, value, limit, limit - used, subject)
}

function lotCaps(instrument: Instrument, quantity: i64, notional: i64): void {
  const portfolio = intent.portfolio
  const scope = scopeOf(portfolio)
  const reached = side.high + quantity
  const order = quantity + intent.standing
  if (!side.buy && scope.allowShort == 0) cap(Reason.SHORT_NOT_ALLOWED, portfolio, reached, 0, side.high)
  if (instrument.maxLots != NONE) cap(Reason.QUANTITY_ABOVE_MAX, portfolio, order, instrument.maxLots, 0)
  const lotsMax = positionOf(positionIndex(portfolio, intent.instrument)).lotsMax
  if (lotsMax != NONE) cap(Reason.POSITION_MAX, portfolio, reached, lotsMax, side.high)
  const borrow = instrument.borrowLots
  const uncovered = max<i64>(0, side.high)
  if (!side.buy && borrow != NONE && reached > uncovered) {
    const used = instrument.shortWorst
    cap(Reason.BORROW_UNAVAILABLE, portfolio, used + reached - uncovered, borrow, used)
  }
  if (instrument.maxNotional == NONE && scope.orderNotionalMax == NONE) return
  const plain = order == quantity && control.currencies == 1
  if (instrument.maxNotional != NONE) {
    const own = plain ? notional : exposure(instrument, order)
    cap(Reason.NOTIONAL_ABOVE_MAX, portfolio, own, instrument.maxNotional, 0)
  }
  if (scope.orderNotionalMax != NONE) {
    const value = plain ? notional : worth(portfolio, instrument, order)
    cap(Reason.ORDER_NOTIONAL_MAX, portfolio, value, scope.orderNotionalMax, 0)
  }
}

/** What the order adds to the worst case: lots, the exposure reached, what of it is added, and the margin that takes. */
let grown: i64 = 0
let reached: i64 = 0
let added: i64 = 0
let margin: i64 = 0

function growth(instrument: Instrument, lots: i64): void {
  grown = lots
  if (lots == 0) return
  const before = worth(intent.portfolio, instrument, side.worst)
  const rate = instrument.initialMarginPpm
  reached = worth(intent.portfolio, instrument, side.worst + lots)
  added = reached - before
  margin = rate == 0 ? 0 : marginOf(instrument, reached, rate) - marginOf(instrument, before, rate)
}

/** Caps of a portfolio, or a group of portfolios, on the worst case that grows. */
function growthCaps(instrument: Instrument, at: i32): void {
  const scope = scopeOf(at)
  const more = added
  const used = scope.gross + scope.worstExtra
  if (scope.concentrationPpm != NONE) concentrationCap(instrument, at)
  if (scope.grossMax != NONE) cap(Reason.GROSS_MAX, at, used + more, scope.grossMax, used)
  if (margin > 0) {
    const taken = scope.initialMargin
    cap(Reason.MARGIN_INSUFFICIENT, at, taken + margin, max<i64>(0, scope.equity), taken)
  }
  if (scope.leveragePpm != NONE) shareCap(Reason.LEVERAGE_MAX, at, used + more, scope.leveragePpm, used)
  for (let slot = 0; slot < GROUP_SLOTS; slot++) {
    const group = groupIn(instrument, slot)
    if (group < 0) break
    const cell = exposureOf(at, group)
    if (cell.limitPpm == NONE) continue
    const taken = cell.gross + cell.worstExtra
    if (exceedsShare(taken + more, scope.equity, cell.limitPpm))
      shareCap(groupCheck(group), at, taken + more, cell.limitPpm, taken, group)
  }
}

/** One instrument's share of equity: of the portfolio, or summed over those of a group. */
function concentrationCap(instrument: Instrument, at: i32): void {
  const scope = scopeOf(at)
  let taken = side.worst
  let value = reached
  if (at >= control.portfolios) {
    taken = concentrateOf(at, intent.instrument).worst
    value = worth(at, instrument, taken + grown)
  }
  if (!exceedsShare(value, scope.equity, scope.concentrationPpm)) return
  const limit = share(scope.equity, scope.concentrationPpm)
  violate(Reason.CONCENTRATION_MAX, at, value, limit, limit - worth(at, instrument, taken))
}

/** A cap that is a share of the scope's equity. */
function shareCap(check: i32, at: i32, value: i64, ppm: i64, used: i64, subject: i32 = -1): void {
  const equity = scopeOf(at).equity
  if (exceedsShare(value, equity, ppm)) cap(check, at, value, share(equity, ppm), used, subject)
}

function cashCap(instrument: Instrument, increase: i64): void {
  const need = reservation(instrument, side.buy, increase, intent.type, intent.price)
  verdict.reserved = need
  if (need > 0)
    cap(Reason.CASH_INSUFFICIENT, intent.portfolio, need, freeCash(intent.portfolio, instrument.currency), 0)
}
