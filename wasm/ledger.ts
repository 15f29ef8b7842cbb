/**
 * The ledger books fills at total cost, in integers. Per (portfolio, currency), always:
 * cash + cost = deposits − withdrawals + realised − fees + adjustments.
 */
import { fail } from './context.ts'
import { addEquity, beginChange, endChange, sumsFit, updateHolder } from './exposures.ts'
import { moveCash } from './home.ts'
import { control, homeLedger, instrumentOf, ledgerOf, positionIndex, positionOf, scopeOf } from './image.ts'
import { ceilOfProduct, fits, LOTS_MAX, PPB, truncOfProduct } from './money.ts'
import { Fault } from './reasons.generated.ts'
import { Instrument, Ledger, Position } from './records.generated.ts'
import { exposureAt, paidInFull, valueAt } from './valuation.ts'

/** What a fill makes of a position's cost, and what it realises. */
let costAfter: i64 = 0
let realised: i64 = 0

/** Fee on a fill of `lots` at `price` (price units), rounded against us. */
export function feeOf(instrument: Instrument, lots: i64, price: i64, maker: bool): i64 {
  const rate = maker ? instrument.makerFeePpb : instrument.takerFeePpb
  return rate == 0 ? 0 : ceilOfProduct(exposureAt(instrument, lots, 2 * price), rate, PPB)
}

/**
 * Average-cost netting: the same side adds value to cost; the other side releases `trunc(cost·q/n)` and realises the
 * difference, the last lot takes all; what crosses zero opens at its own value. `lots` is signed; nothing is rounded
 * but the value itself and the released share.
 */
function netting(held: i64, cost: i64, lots: i64, value: i64): void {
  if (held == 0 || held > 0 == lots > 0) {
    costAfter = cost + value
    realised = 0
    return
  }
  const size = abs(held)
  const closed = min(abs(lots), size)
  const closedValue = closed == abs(lots) ? value : truncOfProduct(value, closed, abs(lots))
  const released = closed == size ? cost : truncOfProduct(cost, closed, size)
  costAfter = cost - released + (value - closedValue)
  realised = -closedValue - released
}

/**
 * Books a fill of signed `lots` of an open order at `price` with `fee`. A fill is a fact: one that the ledger can't hold
 * is a fault.
 */
export function bookFill(portfolio: i32, instrumentId: i32, lots: i64, price: i64, fee: i64): void {
  const index = positionIndex(portfolio, instrumentId)
  const instrument = instrumentOf(instrumentId)
  const position = positionOf(index)
  const ledger = ledgerOf(portfolio, instrument.currency)
  const held = position.lots
  const value = valueAt(instrument, lots, 2 * price)
  if (!fits(value)) fail(Fault.moneyOverflow, value)
  netting(held, position.cost, lots, value)
  const inventory = paidInFull(instrument)
  const cashChange = (inventory ? -value : realised) - fee

  beginChange(position, instrument, portfolio)
  const gained = moveCash(portfolio, instrument.currency, ledger, cashChange)
  if (inventory) ledger.cost += costAfter - position.cost
  ledger.realised += realised
  ledger.fees += fee
  position.lots = held + lots
  position.cost = costAfter
  position.realised += realised
  position.fees += fee
  if (lots > 0) position.openBuys -= lots
  else position.openSells += lots
  if (held == 0 || held > 0 != position.lots > 0) {
    position.openedAt = control.now
    position.peak = instrument.mark
  }
  endChange(position, instrument, portfolio, instrumentId, gained)
  updateHolder(index, instrument)
  if (!positionFits(position, ledger, portfolio)) fail(Fault.moneyOverflow, value)
}

/** Whether a position, its account and the sums it enters hold amounts that may stand. */
function positionFits(position: Position, ledger: Ledger, portfolio: i32): bool {
  return (
    abs(position.lots) <= LOTS_MAX &&
    fits(position.cost) &&
    fits(ledger.cash) &&
    fits(ledger.cost) &&
    fits(ledger.realised) &&
    fits(ledger.fees) &&
    fits(ledger.adjustments) &&
    sumsFit(portfolio)
  )
}

/**
 * Cash paid in (positive) or out (negative); it moves the day's start and the high water, so it is no profit or loss.
 * False, with nothing changed, where an amount would not fit.
 */
export function deposit(portfolio: i32, amount: i64): bool {
  pay(portfolio, amount, amount >= 0)
  const ledger = homeLedger(portfolio)
  let fit = fits(ledger.cash) && fits(ledger.deposits) && fits(ledger.withdrawals)
  for (let at = portfolio; at >= 0; at = scopeOf(at).parent) {
    const scope = scopeOf(at)
    fit = fit && fits(scope.paidIn) && fits(scope.dayStart) && fits(scope.highWater)
  }
  if (fit && sumsFit(portfolio)) return true
  pay(portfolio, -amount, amount >= 0)
  return false
}

function pay(portfolio: i32, change: i64, paidIn: bool): void {
  const ledger = homeLedger(portfolio)
  ledger.cash += change
  if (paidIn) ledger.deposits += change
  else ledger.withdrawals -= change
  addEquity(portfolio, change)
  for (let at = portfolio; at >= 0;) {
    const scope = scopeOf(at)
    scope.paidIn += change
    scope.dayStart += change
    scope.highWater += change
    at = scope.parent
  }
}

/**
 * An adjustment from outside the kernel: lots, cost and cash change together, the rest is `adjustments`. False, with
 * nothing changed, where an amount would not fit.
 */
export function adjust(portfolio: i32, instrumentId: i32, lots: i64, cost: i64, cash: i64): bool {
  if (!fits(cost) || !fits(cash)) return false
  const index = positionIndex(portfolio, instrumentId)
  const instrument = instrumentOf(instrumentId)
  const ledger = ledgerOf(portfolio, instrument.currency)
  enter(portfolio, instrumentId, ledger, lots, cost, cash)
  if (!positionFits(positionOf(index), ledger, portfolio)) {
    enter(portfolio, instrumentId, ledger, -lots, -cost, -cash)
    return false
  }
  updateHolder(index, instrument)
  return true
}

function enter(portfolio: i32, instrumentId: i32, ledger: Ledger, lots: i64, cost: i64, cash: i64): void {
  const position = positionOf(positionIndex(portfolio, instrumentId))
  const instrument = instrumentOf(instrumentId)
  const booked = paidInFull(instrument) ? cost : 0
  beginChange(position, instrument, portfolio)
  position.lots += lots
  position.cost += cost
  const gained = moveCash(portfolio, instrument.currency, ledger, cash)
  ledger.cost += booked
  ledger.adjustments += cash + booked
  endChange(position, instrument, portfolio, instrumentId, gained)
}
