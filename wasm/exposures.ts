import { noteChange } from './changed.ts'
import { inHome } from './home.ts'
import {
  concentrateOf,
  control,
  exposureOf,
  GROUP_SLOTS,
  groupIn,
  instrumentOf,
  portfolioOf,
  positionIndex,
  positionOf,
  scopeOf,
} from './image.ts'
import { fits, isSmall, saturatedProduct } from './money.ts'
import { Instrument, Position } from './records.generated.ts'
import { exposure, hasMargin, INVERSE, marginOf, paidInFull, signedValue, worth } from './valuation.ts'

/** What one position contributes to the sums it enters. */
let equity: i64 = 0
let gross: i64 = 0
let net: i64 = 0
let extra: i64 = 0
let buys: i64 = 0
let sells: i64 = 0
let size: i64 = 0
let worst: i64 = 0
let short: i64 = 0
let initial: i64 = 0
let maintenance: i64 = 0

/** Largest absolute position if any subset of the open orders fills. */
export function worstLots(position: Position): i64 {
  return max(abs(position.lots + position.openBuys), abs(position.lots - position.openSells))
}

function measure(position: Position, instrument: Instrument, portfolio: i32): void {
  const held = position.lots
  const open = position.openBuys + position.openSells
  size = abs(held)
  worst = worstLots(position)
  const half = instrument.mark
  const unit = instrument.unitValue
  let value: i64
  if (instrument.kind != INVERSE && isSmall(worst + open, half, unit)) {
    const each = half * unit
    value = held * each
    gross = size * each
    extra = (worst - size) * each
    buys = position.openBuys * each
    sells = position.openSells * each
  } else {
    value = signedValue(instrument, held)
    gross = exposure(instrument, held)
    extra = exposure(instrument, worst) - gross
    buys = exposure(instrument, position.openBuys)
    sells = exposure(instrument, position.openSells)
  }
  equity = paidInFull(instrument) ? value : value - position.cost
  if (control.currencies != 1) convertAll(portfolio, instrument.currency)
  net = held < 0 ? -gross : gross
  short = shortLots(position)
  if (!hasMargin(instrument)) return
  initial = marginOf(instrument, gross + extra, instrument.initialMarginPpm)
  maintenance = marginOf(instrument, gross, instrument.maintenanceMarginPpm)
}

/** What was measured, in the currency that the portfolio is kept in and against us. */
function convertAll(portfolio: i32, currency: i32): void {
  const reached = -inHome(portfolio, currency, -(gross + extra))
  equity = inHome(portfolio, currency, equity)
  gross = -inHome(portfolio, currency, -gross)
  extra = reached - gross
  buys = -inHome(portfolio, currency, -buys)
  sells = -inHome(portfolio, currency, -sells)
}

/** Notes what a position contributes to the sums; every change of it stands between this and `endChange`. */
export function beginChange(position: Position, instrument: Instrument, portfolio: i32): void {
  measure(position, instrument, portfolio)
}

/**
 * Moves the sums of the portfolio, its group and the instrument's groups by what changed since `beginChange`, and by
 * `cash` that came in.
 */
export function endChange(
  position: Position,
  instrument: Instrument,
  portfolio: i32,
  instrumentId: i32,
  cash: i64,
): void {
  const equityBefore = equity
  const grossBefore = gross
  const netBefore = net
  const extraBefore = extra
  const buysBefore = buys
  const sellsBefore = sells
  const sizeBefore = size
  const worstBefore = worst
  const shortBefore = short
  const initialBefore = initial
  const maintenanceBefore = maintenance
  measure(position, instrument, portfolio)
  instrument.shortWorst += short - shortBefore
  const margined = hasMargin(instrument)
  const grossChange = gross - grossBefore
  const extraChange = extra - extraBefore
  for (let at = portfolio; at >= 0;) {
    const scope = scopeOf(at)
    scope.equity += equity - equityBefore + cash
    scope.gross += grossChange
    scope.net += net - netBefore
    scope.worstExtra += extraChange
    scope.buyExtra += buys - buysBefore
    scope.sellExtra += sells - sellsBefore
    noteChange(at)
    if (margined) {
      scope.initialMargin += initial - initialBefore
      scope.maintenanceMargin += maintenance - maintenanceBefore
    }
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = groupIn(instrument, slot)
      if (group < 0) break
      const cell = exposureOf(at, group)
      cell.gross += grossChange
      cell.worstExtra += extraChange
    }
    if (at >= control.portfolios) {
      const cell = concentrateOf(at, instrumentId)
      cell.gross += size - sizeBefore
      cell.worst += worst - worstBefore
    }
    at = scope.parent
  }
}

/**
 * Changes the lots that open orders of one side of a position stand for. Of the sums only those of the worst case and
 * of that side move.
 */
export function changeOpen(portfolio: i32, instrumentId: i32, buy: bool, lots: i64): void {
  const index = positionIndex(portfolio, instrumentId)
  const position = positionOf(index)
  const instrument = instrumentOf(instrumentId)
  const before = worstLots(position)
  const openBefore = buy ? position.openBuys : position.openSells
  const shortBefore = shortLots(position)
  if (buy) position.openBuys = openBefore + lots
  else position.openSells = openBefore + lots
  const after = worstLots(position)
  instrument.shortWorst += shortLots(position) - shortBefore
  const reached = worth(portfolio, instrument, after)
  const left = worth(portfolio, instrument, before)
  const sideChange = worth(portfolio, instrument, openBefore + lots) - worth(portfolio, instrument, openBefore)
  const rate = instrument.initialMarginPpm
  const margin = rate == 0 ? 0 : marginOf(instrument, reached, rate) - marginOf(instrument, left, rate)
  for (let at = portfolio; at >= 0;) {
    const scope = scopeOf(at)
    if (buy) scope.buyExtra += sideChange
    else scope.sellExtra += sideChange
    if (after != before) {
      scope.worstExtra += reached - left
      scope.initialMargin += margin
      moveWorst(at, instrument, instrumentId, reached - left, after - before)
    }
    at = scope.parent
  }
  updateHolder(index, instrument)
}

/** Moves what a scope's worst case is by group of instruments, and for a group of portfolios by instrument. */
function moveWorst(at: i32, instrument: Instrument, instrumentId: i32, money: i64, lots: i64): void {
  for (let slot = 0; slot < GROUP_SLOTS; slot++) {
    const group = groupIn(instrument, slot)
    if (group < 0) break
    exposureOf(at, group).worstExtra += money
  }
  if (at >= control.portfolios) concentrateOf(at, instrumentId).worst += lots
}

/** Lots short if every open sell fills and no buy. */
function shortLots(position: Position): i64 {
  return max<i64>(0, position.openSells - position.lots)
}

/** Whether the sums of a portfolio and its group are amounts that may stand. */
export function sumsFit(portfolio: i32): bool {
  for (let at = portfolio; at >= 0;) {
    const scope = scopeOf(at)
    if (!fits(scope.equity) || !fits(scope.gross + scope.worstExtra)) return false
    if (!fits(scope.buyExtra) || !fits(scope.sellExtra)) return false
    at = scope.parent
  }
  return true
}

/** Adds cash to a portfolio's equity and its group's. */
export function addEquity(portfolio: i32, amount: i64): void {
  for (let at = portfolio; at >= 0;) {
    const scope = scopeOf(at)
    scope.equity += amount
    noteChange(at)
    at = scope.parent
  }
}

/** Puts a position on, or takes it off, its instrument's list of holders: those whose sums follow the mark. */
export function updateHolder(index: i32, instrument: Instrument): void {
  const position = positionOf(index)
  const holds = (position.lots | position.cost | position.openBuys | position.openSells) != 0
  if (holds == (position.held == 1)) return
  if (holds) {
    position.held = 1
    position.nextHolder = instrument.firstHolder
    instrument.firstHolder = index
    return
  }
  position.held = 0
  if (instrument.firstHolder == index) instrument.firstHolder = position.nextHolder
  else {
    let before = positionOf(instrument.firstHolder)
    while (before.nextHolder != index) before = positionOf(before.nextHolder)
    before.nextHolder = position.nextHolder
  }
  position.nextHolder = -1
}

/**
 * Moves the mark of an instrument and with it the sums of every holder: O(holders), exact, because values are linear
 * in the mark. Returns false, with nothing changed, when a sum would not be an amount that may stand.
 */
export function moveMark(instrumentId: i32, half: i64): bool {
  const instrument = instrumentOf(instrumentId)
  const before = instrument.mark
  if (before == half) return true
  for (let at = instrument.firstHolder; at >= 0; at = positionOf(at).nextHolder) {
    shift(at, instrumentId, before, half)
    if (sumsFit(portfolioOf(at))) continue
    // Back again, up to and with the holder that did not fit.
    for (let back = instrument.firstHolder; ; back = positionOf(back).nextHolder) {
      shift(back, instrumentId, half, before)
      if (back == at) break
    }
    instrument.mark = before
    return false
  }
  instrument.mark = half
  return true
}

/** One holder's share of a mark's move. */
function shift(index: i32, instrumentId: i32, before: i64, after: i64): void {
  const instrument = instrumentOf(instrumentId)
  const position = positionOf(index)
  const portfolio = portfolioOf(index)
  const held = position.lots
  const unit = instrument.unitValue
  const change = isSmall(held, after - before, unit)
    ? held * (after - before) * unit
    : saturatedProduct(held, after - before, unit)
  // The general way where more than the position moves, and where amounts saturate.
  const simple =
    (control.currencies == 1 || instrument.currency == scopeOf(portfolio).currency) &&
    (position.openBuys | position.openSells) == 0 &&
    instrument.kind != INVERSE &&
    !hasMargin(instrument)
  if (!simple || !fits(change)) {
    instrument.mark = before
    beginChange(position, instrument, portfolio)
    instrument.mark = after
    endChange(position, instrument, portfolio, instrumentId, 0)
    return
  }
  const grossChange = held < 0 ? -change : change
  for (let at = portfolio; at >= 0;) {
    const scope = scopeOf(at)
    scope.equity += change
    scope.gross += grossChange
    scope.net += change
    noteChange(at)
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = groupIn(instrument, slot)
      if (group < 0) break
      exposureOf(at, group).gross += grossChange
    }
    at = scope.parent
  }
}
