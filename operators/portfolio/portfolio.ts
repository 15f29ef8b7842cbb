import type { Portfolio, Portfolios } from '../../model/portfolio.ts'
import type { PortfolioPart } from '../parts.ts'
import { checkPortfolios } from './check-portfolios.ts'

/** Least time between equity rows that nothing caused, where only a list of portfolios is given: a minute. */
export const EQUITY_INTERVAL_NANOS = 60_000_000_000n

/**
 * The desk's fourth part: the pots of capital it keeps, each following one strategy, and groups of them with limits of
 * their own. A plain list is the short form without groups.
 *
 * @throws {RangeError | SyntaxError | Error} naming path and both values, where something can't be meant
 * @example portfolio([{ name: 'cautious', currency: 'USD', cash: '100000', strategy: 'main' }])
 */
export function portfolio(portfolios: Portfolios | readonly Portfolio[]): PortfolioPart {
  const whole = isList(portfolios) ? { portfolios, groups: [], equityIntervalNanos: EQUITY_INTERVAL_NANOS } : portfolios
  checkPortfolios(whole)
  return { part: 'portfolio', portfolios: whole }
}

function isList(portfolios: Portfolios | readonly Portfolio[]): portfolios is readonly Portfolio[] {
  return Array.isArray(portfolios)
}
