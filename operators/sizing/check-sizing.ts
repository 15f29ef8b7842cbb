import type { Sizing } from '../../model/sizing.ts'
import { checkDecimal, checkName } from '../risk/check-values.ts'

const METHODS = ['fixed-lots', 'fixed-fraction', 'volatility-target', 'fractional-kelly']

/** Throws, naming path and both numbers, where a sizing can't be meant. */
export function checkSizing(sizing: Partial<Sizing>, path: string): void {
  checkName(sizing.method, `${path}.method`, METHODS)
  for (const [symbol, lots] of Object.entries(sizing.lots ?? {}))
    checkDecimal(lots, `${path}.lots.${symbol}`, { least: 0 })
  checkDecimal(sizing.fraction, `${path}.fraction`, { least: 0 })
  checkDecimal(sizing.volatilityTarget, `${path}.volatilityTarget`, { above: 0 })
  checkDecimal(sizing.kelly, `${path}.kelly`, { above: 0, most: 1 })
  checkDecimal(sizing.maxFraction, `${path}.maxFraction`, { above: 0 })
  checkDecimal(sizing.noTradeBand, `${path}.noTradeBand`, { least: 0, most: 1 })
}
