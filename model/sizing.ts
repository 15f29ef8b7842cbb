import type { Decimal } from './decimal.ts'

/**
 * How a decision's target (−1 … +1 of conviction) becomes an exposure. The fraction of equity is
 * - `fixed-fraction`: `fraction × target`
 * - `volatility-target`: `min(maxFraction, volatilityTarget ÷ volatility) × target`
 * - `fractional-kelly`: `min(maxFraction, kelly × edge ÷ volatility²) × target`'s sign
 * and `fixed-lots` takes `lots[symbol] × target` as it is.
 */
export interface Sizing {
  readonly method: 'fixed-lots' | 'fixed-fraction' | 'volatility-target' | 'fractional-kelly'
  /** Quantity by symbol for `fixed-lots`; `"*"` is the default. */
  readonly lots?: Readonly<Record<string, Decimal>>
  readonly fraction?: Decimal
  /** Yearly volatility aimed at. */
  readonly volatilityTarget?: Decimal
  /** Share of the full Kelly fraction, such as `"0.5"`. */
  readonly kelly?: Decimal
  readonly maxFraction?: Decimal
  /** A change smaller than this fraction of equity is not traded. */
  readonly noTradeBand?: Decimal
}
