import type { Image } from '../image.ts'
import { abs, fits, max } from '../money.ts'
import { noteChain } from './changed.ts'
import { hasMargin, inHome, isForeign, marginOf, paidInFull, signedValue, worth } from './valuation.ts'

const GROUP_SLOTS = 8

/** Largest absolute position if any subset of the open orders fills. */
export function worstLots(image: Image, index: number): bigint {
  const { position } = image
  const lots = position.lots(index)
  return max(abs(lots + position.openBuys(index)), abs(lots - position.openSells(index)))
}

/**
 * Adds (`sign` 1) or takes away (−1) everything one position contributes to the sums of its portfolio, its portfolio
 * group and its instrument's groups. Every change of a position stands between a call with −1 and one with 1.
 */
export function contribute(image: Image, index: number, sign: 1n | -1n): void {
  const instrument = image.instrumentOf(index)
  const portfolio = image.portfolioOf(index)
  const { position, scope } = image
  const lots = position.lots(index)
  const value = signedValue(image, instrument, lots)
  const own = paidInFull(image, instrument) ? value : value - position.cost(index)
  const equity = inHome(image, portfolio, image.instrument.currency(instrument), own)
  const gross = worth(image, portfolio, instrument, lots)
  const worst = worstLots(image, index)
  const extra = worth(image, portfolio, instrument, worst) - gross
  const buys = worth(image, portfolio, instrument, position.openBuys(index))
  const sells = worth(image, portfolio, instrument, position.openSells(index))
  const initial = marginOf(image, instrument, gross + extra, image.instrument.initialMarginPpm(instrument))
  const maintenance = marginOf(image, instrument, gross, image.instrument.maintenanceMarginPpm(instrument))
  for (let at = portfolio; at >= 0; at = scope.parent(at)) {
    scope.setEquity(at, scope.equity(at) + sign * equity)
    scope.setGross(at, scope.gross(at) + sign * gross)
    scope.setNet(at, scope.net(at) + sign * (lots < 0n ? -gross : gross))
    scope.setWorstExtra(at, scope.worstExtra(at) + sign * extra)
    scope.setBuyExtra(at, scope.buyExtra(at) + sign * buys)
    scope.setSellExtra(at, scope.sellExtra(at) + sign * sells)
    scope.setInitialMargin(at, scope.initialMargin(at) + sign * initial)
    scope.setMaintenanceMargin(at, scope.maintenanceMargin(at) + sign * maintenance)
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = image.groupAt(instrument, slot)
      if (group < 0) break
      const cell = image.exposureAt(at, group)
      image.exposure.setGross(cell, image.exposure.gross(cell) + sign * gross)
      image.exposure.setWorstExtra(cell, image.exposure.worstExtra(cell) + sign * extra)
    }
    if (at >= image.size.portfolios) {
      const cell = image.concentrateAt(at, instrument)
      image.concentrate.setGross(cell, image.concentrate.gross(cell) + sign * abs(lots))
      image.concentrate.setWorst(cell, image.concentrate.worst(cell) + sign * worst)
    }
  }
  const short = max(0n, position.openSells(index) - lots)
  image.instrument.setShortWorst(instrument, image.instrument.shortWorst(instrument) + sign * short)
}

/** Whether the sums of a portfolio and its group are amounts that may stand. */
export function sumsFit({ scope }: Image, portfolio: number): boolean {
  for (let at = portfolio; at >= 0; at = scope.parent(at)) {
    if (!fits(scope.equity(at)) || !fits(scope.gross(at) + scope.worstExtra(at))) return false
    if (!fits(scope.buyExtra(at)) || !fits(scope.sellExtra(at))) return false
  }
  return true
}

/** What a portfolio's cash of a currency adds to its equity. */
export function cashInHome(image: Image, portfolio: number, currency: number): bigint {
  return inHome(image, portfolio, currency, image.ledger.cash(image.ledgerAt(portfolio, currency)))
}

/** Changes a portfolio's cash of a currency, and its equity by what that is. */
export function changeCash(image: Image, portfolio: number, currency: number, change: bigint): void {
  const { ledger } = image
  const account = image.ledgerAt(portfolio, currency)
  const before = cashInHome(image, portfolio, currency)
  ledger.setCash(account, ledger.cash(account) + change)
  addEquity(image, portfolio, cashInHome(image, portfolio, currency) - before)
}

/** Adds to a portfolio's equity and its group's. */
export function addEquity(image: Image, portfolio: number, amount: bigint): void {
  const { scope } = image
  for (let at = portfolio; at >= 0; at = scope.parent(at)) scope.setEquity(at, scope.equity(at) + amount)
  noteChain(image, portfolio)
}

/** Puts a position on, or takes it off, its instrument's list of holders: those whose sums follow the mark. */
export function updateHolder(image: Image, index: number): void {
  const { position } = image
  const amounts = [position.lots(index), position.cost(index), position.openBuys(index), position.openSells(index)]
  const holds = amounts.some((amount) => amount !== 0n)
  if (holds === (position.held(index) === 1)) return
  const instrument = image.instrumentOf(index)
  if (holds) {
    position.setHeld(index, 1)
    position.setNextHolder(index, image.instrument.firstHolder(instrument))
    image.instrument.setFirstHolder(instrument, index)
    return
  }
  position.setHeld(index, 0)
  let before = -1
  for (let at = image.instrument.firstHolder(instrument); at !== index; at = position.nextHolder(at)) before = at
  const after = position.nextHolder(index)
  if (before < 0) image.instrument.setFirstHolder(instrument, after)
  else position.setNextHolder(before, after)
  position.setNextHolder(index, -1)
}

/**
 * Moves the mark of an instrument and with it the sums of every holder: O(holders), exact, because values are linear
 * in the mark. Returns false, with nothing changed, when a sum would not fit 64 bits.
 */
export function moveMark(image: Image, instrument: number, half: bigint): boolean {
  const before = image.instrument.mark(instrument)
  if (before === half) return true
  const { position } = image
  for (let at = image.instrument.firstHolder(instrument); at >= 0; at = position.nextHolder(at)) {
    shift(image, at, instrument, before, half)
    if (sumsFit(image, image.portfolioOf(at))) continue
    // Back again, up to and with the holder that did not fit.
    for (let back = image.instrument.firstHolder(instrument); ; back = position.nextHolder(back)) {
      shift(image, back, instrument, half, before)
      if (back === at) break
    }
    image.instrument.setMark(instrument, before)
    return false
  }
  image.instrument.setMark(instrument, half)
  return true
}

/** One holder's share of a mark's move. */
function shift(image: Image, index: number, instrument: number, before: bigint, after: bigint): void {
  const { position, scope } = image
  noteChain(image, image.portfolioOf(index))
  const working = position.openBuys(index) !== 0n || position.openSells(index) !== 0n
  const lots = position.lots(index)
  const change = lots * (after - before) * image.instrument.unitValue(instrument)
  // The general way where more than the position moves, where amounts are converted, and where they saturate.
  if (
    working ||
    isForeign(image, image.portfolioOf(index), instrument) ||
    hasMargin(image, instrument) ||
    image.instrument.kind(instrument) === 2 ||
    !fits(change)
  ) {
    image.instrument.setMark(instrument, before)
    contribute(image, index, -1n)
    image.instrument.setMark(instrument, after)
    contribute(image, index, 1n)
    return
  }
  const grossChange = lots < 0n ? -change : change
  for (let at = image.portfolioOf(index); at >= 0; at = scope.parent(at)) {
    scope.setEquity(at, scope.equity(at) + change)
    scope.setGross(at, scope.gross(at) + grossChange)
    scope.setNet(at, scope.net(at) + change)
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = image.groupAt(instrument, slot)
      if (group < 0) break
      const cell = image.exposureAt(at, group)
      image.exposure.setGross(cell, image.exposure.gross(cell) + grossChange)
    }
  }
}

/** Changes the lots that open orders of one side of a position stand for. */
export function changeOpen(image: Image, at: number, lots: bigint): void {
  const { order, position } = image
  const index = image.positionAt(order.portfolio(at), order.instrument(at))
  contribute(image, index, -1n)
  if (order.side(at) > 0) position.setOpenBuys(index, position.openBuys(index) + lots)
  else position.setOpenSells(index, position.openSells(index) + lots)
  contribute(image, index, 1n)
  updateHolder(image, index)
}
