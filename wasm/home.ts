/** Amounts of other currencies in the one that a portfolio is kept in. */
import { rateOf, scopeOf } from './image.ts'
import { fits, floorOfProduct, MONEY_MAX, saturate } from './money.ts'
import { Ledger } from './records.generated.ts'

/** Whether amounts of a currency can be told in the one that a portfolio or group is kept in. */
export function hasRate(at: i32, currency: i32): bool {
  const home = scopeOf(at).currency
  return currency == home || rateOf(home, currency).numerator != 0
}

/**
 * An amount of a currency in the one a portfolio or group is kept in, rounded down: an asset is worth less, a debt more.
 * Nothing where there has been no rate. Saturates.
 */
export function inHome(at: i32, currency: i32, amount: i64): i64 {
  const home = scopeOf(at).currency
  if (currency == home) return amount
  const rate = rateOf(home, currency)
  if (rate.numerator == 0) return 0
  if (!fits(amount)) return saturate(amount)
  return saturate(floorOfProduct(amount, rate.numerator, rate.denominator))
}

/** The largest amount of a currency that is at most an amount, not negative, of the portfolio's; 0 without a rate. */
export function fromHome(at: i32, currency: i32, amount: i64): i64 {
  const home = scopeOf(at).currency
  if (currency == home) return amount
  const rate = rateOf(home, currency)
  return rate.numerator == 0 ? 0 : min(floorOfProduct(amount, rate.denominator, rate.numerator), MONEY_MAX)
}

/** Changes cash of a currency; returns what that changes the portfolio's equity by. */
export function moveCash(portfolio: i32, currency: i32, ledger: Ledger, change: i64): i64 {
  const before = inHome(portfolio, currency, ledger.cash)
  ledger.cash += change
  return inHome(portfolio, currency, ledger.cash) - before
}
