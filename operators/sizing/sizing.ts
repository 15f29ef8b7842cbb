import type { Sizing } from '../../model/sizing.ts'
import type { SizingPart } from '../parts.ts'
import { checkSizing } from './check-sizing.ts'

/**
 * The desk's second part: how a decision becomes an exposure, for every portfolio unless it overrides it key by key.
 *
 * @throws {RangeError | SyntaxError | Error} naming path and both numbers, where a value can't be meant, or fixed lots
 *   are asked for and none are given
 * @example sizing({ method: 'volatility-target', volatilityTarget: '0.1', maxFraction: '1', noTradeBand: '0.01' })
 */
export function sizing(options: Sizing): SizingPart {
  checkName(options)
  checkSizing(options, 'sizing')
  return { part: 'sizing', sizing: options }
}

function checkName({ method, lots }: Sizing): void {
  if (method === undefined) throw new Error('sizing.method is missing')
  if (method === 'fixed-lots' && Object.keys(lots ?? {}).length === 0) {
    throw new Error('sizing.lots: fixed-lots needs a quantity by symbol, or "*" for all')
  }
}
