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
import { floorOfProduct, MONEY_MAX, NONE, PPB, PPM, share, truncOfProduct } from './money.ts'
import { Instrument, Scope } from './records.generated.ts'
import { freeCash, reservation, reservePrice } from './reserve.ts'
import { INVERSE, lotsAffordable, lotsWithin, marginOf, paidInFull, worth } from './valuation.ts'

/** The least of the ends so far. */
let least: i64 = 0

/**
 * The largest increase that violates no cap, in closed form: each cap's passing set is a prefix, so the least of their
 * ends is the answer.
 */
export function largestIncrease(most: i64): i64 {
  least = most
  const portfolio = intent.portfolio
  const instrument = instrumentOf(intent.instrument)
  const scope = scopeOf(portfolio)
  const entry = side.high + side.reducing
  if (!side.buy && scope.allowShort == 0) atMost(-entry)
  if (instrument.maxLots != NONE) atMost(instrument.maxLots - side.reducing)
  const lotsMax = positionOf(positionIndex(portfolio, intent.instrument)).lotsMax
  if (lotsMax != NONE) atMost(lotsMax - entry)
  const borrow = instrument.borrowLots
  if (!side.buy && borrow != NONE) atMost(max<i64>(0, side.high) + max<i64>(0, borrow - instrument.shortWorst) - entry)
  if (instrument.maxNotional != NONE) atMost(lotsWithin(instrument, instrument.maxNotional) - side.reducing)
  if (scope.orderNotionalMax != NONE)
    atMost(lotsAffordable(portfolio, instrument, scope.orderNotionalMax) - side.reducing)
  for (let at = portfolio; at >= 0; at = scopeOf(at).parent) scopeEnds(at, instrument)
  atMost(affordable(instrument, freeCash(portfolio, instrument.currency), least))
  return least
}

function atMost(lots: i64): void {
  least = min(least, max<i64>(0, lots))
}

/** The worst case may grow by what `most` leaves above `taken`, after the slack that does not make it larger. */
function upTo(most: i64, taken: i64): void {
  const slack = max<i64>(0, side.worst - side.high - side.reducing)
  atMost(slack + max<i64>(0, most - taken))
}

function grossRoom(instrument: Instrument, limit: i64, used: i64): void {
  const room = limit - used + worth(intent.portfolio, instrument, side.worst)
  upTo(room < 0 ? 0 : lotsAffordable(intent.portfolio, instrument, room), side.worst)
}

/** Margin is rounded up, so that it fits a room exactly where the exposure fits room ÷ rate, rounded down. */
function marginRoom(instrument: Instrument, scope: Scope, rate: i64): void {
  const before = marginOf(instrument, worth(intent.portfolio, instrument, side.worst), rate)
  const room = max<i64>(0, scope.equity) - scope.initialMargin + before
  const exposed = room < 0 ? 0 : min(truncOfProduct(room, PPM, rate), MONEY_MAX)
  upTo(lotsAffordable(intent.portfolio, instrument, exposed), side.worst)
}

/** The ends of the caps of one portfolio or group of portfolios. */
function scopeEnds(at: i32, instrument: Instrument): void {
  const scope = scopeOf(at)
  const used = scope.gross + scope.worstExtra
  if (scope.grossMax != NONE) grossRoom(instrument, scope.grossMax, used)
  const rate = instrument.initialMarginPpm
  if (rate != 0 && !paidInFull(instrument)) marginRoom(instrument, scope, rate)
  if (scope.leveragePpm != NONE) grossRoom(instrument, share(scope.equity, scope.leveragePpm), used)
  if (scope.concentrationPpm != NONE) {
    const taken = at < control.portfolios ? side.worst : concentrateOf(at, intent.instrument).worst
    upTo(lotsAffordable(at, instrument, share(scope.equity, scope.concentrationPpm)), taken)
  }
  for (let slot = 0; slot < GROUP_SLOTS; slot++) {
    const group = groupIn(instrument, slot)
    if (group < 0) break
    const cell = exposureOf(at, group)
    if (cell.limitPpm != NONE) grossRoom(instrument, share(scope.equity, cell.limitPpm), cell.gross + cell.worstExtra)
  }
  if (scope.netMax != NONE) {
    const before = side.buy ? scope.net + scope.buyExtra : scope.sellExtra - scope.net
    const room = scope.netMax - before
    atMost(room < 0 ? 0 : lotsAffordable(at, instrument, room) - side.reducing)
  }
}

/** Most lots whose reservation (price and fee, each rounded up) fits `free`: a bound by division, then a few steps back. */
function affordable(instrument: Instrument, free: i64, most: i64): i64 {
  if (most <= 0) return most
  const need = reservation(instrument, side.buy, most, intent.type, intent.price)
  if (need == 0 || need <= free) return most
  if (free <= 0) return 0
  const half = reservePrice(instrument, side.buy, intent.type, intent.price)
  const fee = instrument.takerFeePpb
  const rate = paidInFull(instrument) && side.buy ? PPB + fee : fee
  // What is paid for the lots without their fee; one more, because what follows rounds down again.
  const value = floorOfProduct(free, PPB, rate) + 1
  const unit = instrument.unitValue
  let lots = min(most, instrument.kind == INVERSE ? floorOfProduct(value, half, unit) : value / half / unit)
  while (lots > 0 && reservation(instrument, side.buy, lots, intent.type, intent.price) > free) lots--
  return lots
}
