/** Currencies: what amounts are in the one that a portfolio is kept in, RATE rows, and conversions of cash. */
import { alert, BY_CASH, equityRow, ERROR, integer, NO_INSTRUMENT, WARNING, WHOLE_DESK } from './context.ts'
import { addEquity, beginChange, endChange, sumsFit } from './exposures.ts'
import { inHome, moveCash } from './home.ts'
import { control, currencyOf, instrumentOf, ledgerOf, portfolioOf, positionOf, rateOf, scopeOf } from './image.ts'
import {
  COMMAND_LOTS,
  COMMAND_PRICE,
  RATE_CURRENCY,
  RATE_QUOTE_CURRENCY,
  RATE_RATE,
  ROW_AUX,
} from './layout.generated.ts'
import { fits, MONEY_MAX, PPB } from './money.ts'
import { Reason } from './reasons.generated.ts'
import { Rate } from './records.generated.ts'
import { freeCash } from './reserve.ts'
import { refreshLossFloor } from './watch.ts'

/** Applies a RATE row: what one of a currency is in another, and the other way round. */
export function applyRate(row: usize): void {
  const value = load<i64>(row, RATE_RATE)
  const currency = integer(load<f64>(row, RATE_CURRENCY))
  const quote = integer(load<f64>(row, RATE_QUOTE_CURRENCY))
  const count = u64(control.currencies)
  if (u64(currency) >= count || u64(quote) >= count || currency == quote || value <= 0 || value > MONEY_MAX)
    return alert(Reason.COMMAND_INVALID, ERROR, WHOLE_DESK, NO_INSTRUMENT)
  take(i32(quote), i32(currency), value, PPB)
  take(i32(currency), i32(quote), PPB, value)
}

/** Takes a rate of `numerator ÷ denominator`; one that does not fit, or values something that does not, is named. */
function take(home: i32, currency: i32, numerator: i64, denominator: i64): void {
  if (currencyOf(home).home == 0) return
  const rate = rateOf(home, currency)
  const fit = numerator <= MONEY_MAX / rate.scaleUp && denominator <= MONEY_MAX / rate.scaleDown
  if (!fit || !revalue(home, currency, numerator * rate.scaleUp, denominator * rate.scaleDown))
    return alert(Reason.MONEY_OVERFLOW, ERROR, WHOLE_DESK, NO_INSTRUMENT, numerator, denominator)
  rate.markedAt = control.now
}

/** The rate being taken, before and after, and whether it is the first. */
let numeratorBefore: i64 = 0
let denominatorBefore: i64 = 0
let numeratorAfter: i64 = 0
let denominatorAfter: i64 = 0
let isFirst: bool = false

/**
 * Values everything of a currency in another by a new rate: O(what is held in it). False, with nothing changed, where a
 * sum would not be an amount that may stand.
 */
function revalue(home: i32, currency: i32, numerator: i64, denominator: i64): bool {
  const rate = rateOf(home, currency)
  numeratorBefore = rate.numerator
  denominatorBefore = rate.denominator
  numeratorAfter = numerator
  denominatorAfter = denominator
  isFirst = numeratorBefore == 0
  const misfit = moveHoldings(home, currency, i32.MAX_VALUE)
  if (misfit < 0) {
    setAfter(rate)
    return true
  }
  turn()
  moveHoldings(home, currency, misfit)
  turn()
  setBefore(rate)
  return false
}

function setBefore(rate: Rate): void {
  rate.numerator = numeratorBefore
  rate.denominator = denominatorBefore
}

function setAfter(rate: Rate): void {
  rate.numerator = numeratorAfter
  rate.denominator = denominatorAfter
}

/** Exchanges what is before and what is after. */
function turn(): void {
  const numerator = numeratorBefore
  const denominator = denominatorBefore
  numeratorBefore = numeratorAfter
  denominatorBefore = denominatorAfter
  numeratorAfter = numerator
  denominatorAfter = denominator
}

/**
 * Moves what portfolios kept in `home` hold of a currency: cash by portfolio, then positions by instrument. Returns how
 * many were moved when a sum did not fit, or −1; or moves so many back, whatever fits.
 */
function moveHoldings(home: i32, currency: i32, most: i32): i32 {
  let moved = 0
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    if (scopeOf(portfolio).currency != home) continue
    if (moved == most) return -1
    moveHolding(home, currency, portfolio, -1, -1)
    moved++
    if (most == i32.MAX_VALUE && !sumsFit(portfolio)) return moved
  }
  for (let one = currencyOf(currency).firstInstrument; one >= 0; one = instrumentOf(one).nextOfCurrency) {
    for (let index = instrumentOf(one).firstHolder; index >= 0; index = positionOf(index).nextHolder) {
      const portfolio = portfolioOf(index)
      if (scopeOf(portfolio).currency != home) continue
      if (moved == most) return -1
      moveHolding(home, currency, portfolio, index, one)
      moved++
      if (most == i32.MAX_VALUE && !sumsFit(portfolio)) return moved
    }
  }
  return -1
}

/** One of them: a position, or (−1) the cash. What is valued for the first time moves what losses are measured from. */
function moveHolding(home: i32, currency: i32, portfolio: i32, index: i32, instrument: i32): void {
  const rate = rateOf(home, currency)
  const equity = scopeOf(portfolio).equity
  setBefore(rate)
  if (index < 0) {
    const cash = ledgerOf(portfolio, currency).cash
    const before = inHome(portfolio, currency, cash)
    setAfter(rate)
    addEquity(portfolio, inHome(portfolio, currency, cash) - before)
  } else {
    beginChange(positionOf(index), instrumentOf(instrument), portfolio)
    setAfter(rate)
    endChange(positionOf(index), instrumentOf(instrument), portfolio, instrument, 0)
  }
  if (!isFirst) return
  const change = scopeOf(portfolio).equity - equity
  for (let at = portfolio; at >= 0; at = scopeOf(at).parent) {
    const scope = scopeOf(at)
    scope.paidIn += change
    scope.dayStart += change
    scope.highWater += change
    refreshLossFloor(at)
  }
}

/** Applies a command to convert cash: both legs are given, as those of a fill are. */
export function conversion(row: usize, portfolio: i32): void {
  const aux = load<i32>(row, ROW_AUX)
  const from = (aux >>> 8) & 0xff
  const to = (aux >>> 16) & 0xff
  const sold = integer(load<f64>(row, COMMAND_LOTS))
  const bought = integer(load<f64>(row, COMMAND_PRICE))
  const known = portfolio < control.portfolios && from < control.currencies && to < control.currencies
  if (!known || from == to || sold <= 0 || bought <= 0)
    return alert(Reason.COMMAND_INVALID, ERROR, portfolio, NO_INSTRUMENT)
  const free = freeCash(portfolio, from)
  if (sold > free) {
    const value = -inHome(portfolio, from, -sold)
    return alert(Reason.CASH_INSUFFICIENT, WARNING, portfolio, NO_INSTRUMENT, value, inHome(portfolio, from, free))
  }
  convert(portfolio, from, to, sold, bought)
  const seller = ledgerOf(portfolio, from)
  const buyer = ledgerOf(portfolio, to)
  const fit = fits(seller.cash) && fits(seller.adjustments) && fits(buyer.cash) && fits(buyer.adjustments)
  if (fit && sumsFit(portfolio)) return equityRow(portfolio, BY_CASH)
  convert(portfolio, from, to, -sold, -bought)
  alert(Reason.MONEY_OVERFLOW, ERROR, portfolio, NO_INSTRUMENT, max(sold, bought), MONEY_MAX)
}

/** A fill with two legs, recorded as adjustments of both ledgers. */
function convert(portfolio: i32, from: i32, to: i32, sold: i64, bought: i64): void {
  const seller = ledgerOf(portfolio, from)
  const buyer = ledgerOf(portfolio, to)
  addEquity(portfolio, moveCash(portfolio, from, seller, -sold))
  addEquity(portfolio, moveCash(portfolio, to, buyer, bought))
  seller.adjustments -= sold
  buyer.adjustments += bought
}
