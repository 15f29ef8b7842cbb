import type { Image } from '../../kernels/image.ts'
import { inHome } from '../../kernels/reference/valuation.ts'

/** What a unit of the currency that an instrument settles in is in a portfolio's now, as a double; 0 without a rate. */
export function homeFactor(image: Image, portfolio: string, symbol: string): number {
  const { names, scope, instrument, rate } = image
  const at = names.scopes.indexOf(portfolio)
  const id = names.universe.symbols.find(symbol)
  if (at < 0 || id === undefined) return 1
  const [home, currency] = [scope.currency(at), instrument.currency(id)]
  if (home === currency) return 1
  const entry = image.rateAt(home, currency)
  const quotient = Number(rate.numerator(entry)) / Number(rate.denominator(entry))
  return rate.numerator(entry) === 0n ? 0 : quotient * 10 ** (names.moneyScales[currency] - names.moneyScales[home])
}

/** Fees of all currencies in the portfolio's own, at the rates that stand; each rounded up. */
export function feesInHome(image: Image, portfolio: number): bigint {
  let sum = 0n
  for (let currency = 0; currency < image.size.currencies; currency++)
    sum -= inHome(image, portfolio, currency, -image.ledger.fees(image.ledgerAt(portfolio, currency)))
  return sum
}
