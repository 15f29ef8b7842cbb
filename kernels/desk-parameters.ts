import type { Limits } from '../model/limits.ts'
import type { Portfolio, Portfolios } from '../model/portfolio.ts'
import type { Sizing } from '../model/sizing.ts'
import type { SimulatedVenue } from '../model/venue.ts'

/** Everything the state image is built from, apart from the instruments. */
export interface DeskParameters {
  /** Defaults of every portfolio. */
  readonly limits: Limits
  readonly sizing: Sizing
  readonly venue: SimulatedVenue | 'external'
  readonly portfolios: Portfolios
  readonly orders: number
  readonly clientIds: number
}

/** Concentration limit where none is given, as a fraction of equity. */
export const CONCENTRATION_DEFAULT = '0.25'

/** The limits in force for a portfolio: defaults, overridden key by key. */
export function limitsOf(defaults: Limits, portfolio: Portfolio): Limits {
  return { concentration: CONCENTRATION_DEFAULT, ...defaults, ...portfolio.limits }
}

/** The sizing in force for a portfolio. */
export function sizingOf(defaults: Sizing, portfolio: Portfolio): Sizing {
  return { ...defaults, ...portfolio.sizing }
}
