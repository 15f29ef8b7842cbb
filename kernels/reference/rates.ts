import {
  COMMAND_LOTS,
  COMMAND_PRICE,
  RATE_CURRENCY,
  RATE_QUOTE_CURRENCY,
  RATE_RATE,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { NO_INSTRUMENT, WHOLE_DESK } from '../../model/row-id.ts'
import type { Image } from '../image.ts'
import { max, MONEY_MAX, PPB } from '../money.ts'
import { noteChain } from './changed.ts'
import { EQUITY_CAUSE, SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { addEquity, cashInHome, contribute, sumsFit } from './exposures.ts'
import { integer } from './integer.ts'
import { convert } from './ledger.ts'
import { freeCash } from './reserve.ts'
import { inHome } from './valuation.ts'
import { refreshLossFloor } from './watch.ts'

/** Applies a RATE row: what one of a currency is in another, and the other way round. */
export function rate(context: Context, rowAt: number): void {
  const { image } = context
  const { f64, i64 } = image.memory
  const word = rowAt >> 3
  const value = i64[word + RATE_RATE]
  const currency = integer(image, f64[word + RATE_CURRENCY])
  const quote = integer(image, f64[word + RATE_QUOTE_CURRENCY])
  const known = (one: bigint): boolean => one >= 0n && one < BigInt(image.size.currencies)
  if (!known(currency) || !known(quote) || currency === quote || value <= 0n || value > MONEY_MAX)
    return context.alert(Reason.COMMAND_INVALID, SEVERITY.error, WHOLE_DESK, NO_INSTRUMENT)
  take(context, Number(quote), Number(currency), value, PPB)
  return take(context, Number(currency), Number(quote), PPB, value)
}

/** Applies a command to convert cash: both legs are given, as those of a fill are. */
export function conversion(context: Context, rowAt: number, portfolio: number): void {
  const { image } = context
  const { f64, u32 } = image.memory
  const word = rowAt >> 3
  const aux = u32[(rowAt + 20) >> 2]
  const [from, to] = [(aux >>> 8) & 0xff, (aux >>> 16) & 0xff]
  const sold = integer(image, f64[word + COMMAND_LOTS])
  const bought = integer(image, f64[word + COMMAND_PRICE])
  const known = portfolio < image.size.portfolios && from < image.size.currencies && to < image.size.currencies
  if (!known || from === to || sold <= 0n || bought <= 0n)
    return context.alert(Reason.COMMAND_INVALID, SEVERITY.error, portfolio, NO_INSTRUMENT)
  const free = freeCash(image, portfolio, from)
  if (sold > free) {
    const detail = { value: -inHome(image, portfolio, from, -sold), limit: inHome(image, portfolio, from, free) }
    return context.alert(Reason.CASH_INSUFFICIENT, SEVERITY.warning, portfolio, NO_INSTRUMENT, detail)
  }
  if (!convert(image, portfolio, from, to, sold, bought))
    return context.alert(Reason.MONEY_OVERFLOW, SEVERITY.error, portfolio, NO_INSTRUMENT, {
      value: max(sold, bought),
      limit: MONEY_MAX,
    })
  return context.equityRow(portfolio, EQUITY_CAUSE.cash)
}

/** Takes a rate of `numerator ÷ denominator`; one that does not fit, or values something that does not, is named. */
function take(context: Context, home: number, currency: number, numerator: bigint, denominator: bigint): void {
  const { image } = context
  const { rate: record, control, scope } = image
  if (image.currency.home(home) === 0) return undefined
  const entry = image.rateAt(home, currency)
  const scaled = {
    numerator: numerator * record.scaleUp(entry),
    denominator: denominator * record.scaleDown(entry),
  }
  const first = record.numerator(entry) === 0n
  const before = Array.from({ length: image.scopes }, (_, at) => scope.equity(at))
  const fits = scaled.numerator <= MONEY_MAX && scaled.denominator <= MONEY_MAX
  if (!fits || !revalue(image, home, currency, scaled)) {
    const detail = { value: numerator, limit: denominator }
    return context.alert(Reason.MONEY_OVERFLOW, SEVERITY.error, WHOLE_DESK, NO_INSTRUMENT, detail)
  }
  if (first) before.forEach((equity, at) => countAsPaidIn(image, at, scope.equity(at) - equity))
  return record.setMarkedAt(entry, control.now(0))
}

/** What is valued for the first time is no profit: it moves what losses are measured from. */
function countAsPaidIn(image: Image, at: number, amount: bigint): void {
  const { scope } = image
  if (amount === 0n) return
  scope.setPaidIn(at, scope.paidIn(at) + amount)
  scope.setDayStart(at, scope.dayStart(at) + amount)
  scope.setHighWater(at, scope.highWater(at) + amount)
  refreshLossFloor(image, at)
}

interface Quotient {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Something that a rate values: a portfolio's cash of a currency, or one of its positions. */
interface Holding {
  readonly portfolio: number
  readonly contribute: (sign: 1n | -1n) => void
}

/**
 * Values everything of a currency in another by a new rate: O(what is held in it). False, with nothing changed, where a
 * sum would not be an amount that may stand.
 */
function revalue(image: Image, home: number, currency: number, after: Quotient): boolean {
  const { rate: record } = image
  const entry = image.rateAt(home, currency)
  const before = { numerator: record.numerator(entry), denominator: record.denominator(entry) }
  const set = ({ numerator, denominator }: Quotient): void => {
    record.setNumerator(entry, numerator)
    record.setDenominator(entry, denominator)
  }
  const move = (holding: Holding, from: Quotient, to: Quotient): void => {
    set(from)
    holding.contribute(-1n)
    set(to)
    holding.contribute(1n)
    noteChain(image, holding.portfolio)
  }
  const holdings = held(image, home, currency)
  for (const [at, holding] of holdings.entries()) {
    move(holding, before, after)
    if (sumsFit(image, holding.portfolio)) continue
    for (const done of holdings.slice(0, at + 1)) move(done, after, before)
    set(before)
    return false
  }
  set(after)
  return true
}

/** What portfolios kept in `home` hold of a currency: cash by portfolio, then positions by instrument. */
function held(image: Image, home: number, currency: number): Holding[] {
  const { scope, currency: record, instrument, position, size } = image
  const found: Holding[] = []
  for (let portfolio = 0; portfolio < size.portfolios; portfolio++) {
    if (scope.currency(portfolio) !== home) continue
    const cash = (sign: bigint): void => addEquity(image, portfolio, sign * cashInHome(image, portfolio, currency))
    found.push({ portfolio, contribute: cash })
  }
  for (let one = record.firstInstrument(currency); one >= 0; one = instrument.nextOfCurrency(one)) {
    for (let index = instrument.firstHolder(one); index >= 0; index = position.nextHolder(index)) {
      const portfolio = image.portfolioOf(index)
      if (scope.currency(portfolio) === home)
        found.push({ portfolio, contribute: (sign) => contribute(image, index, sign) })
    }
  }
  return found
}
