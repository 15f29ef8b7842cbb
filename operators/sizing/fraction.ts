import { roundDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { Sizing } from '../../model/sizing.ts'

const PPM = 1_000_000n

/** A sizing in integers: all in ppm (of equity, of a year's volatility, of full Kelly). */
export interface SizingPpm {
  readonly method: Sizing['method']
  readonly fractionPpm: bigint
  readonly volatilityTargetPpm: bigint
  readonly kellyPpm: bigint
  readonly maxFractionPpm: bigint
}

/** A sizing's ratios as ppm, halves rounded away from zero, with the defaults the desk uses where one is absent. */
export function sizingPpm({ method, fraction, volatilityTarget, kelly, maxFraction }: Sizing): SizingPpm {
  const ppm = (ratio: Decimal): bigint => roundDecimal(ratio, 6).units
  return {
    method,
    fractionPpm: ppm(fraction ?? '1'),
    volatilityTargetPpm: ppm(volatilityTarget ?? '0.1'),
    kellyPpm: ppm(kelly ?? '0.5'),
    maxFractionPpm: ppm(maxFraction ?? '1'),
  }
}

/**
 * Signed fraction of equity, in ppm, that a target stands for. Every division is towards zero, so that no rounding ever
 * enlarges an exposure.
 * - fixed fraction: fraction × target;
 * - volatility target: min(maxFraction, volatilityTarget ÷ volatility) × target, nothing while the volatility is unknown;
 * - fractional Kelly: min(maxFraction, kelly × |edge| ÷ volatility²) with the target's sign, nothing where edge and target
 *   disagree. Source: Kelly 1956, Bell Sys. Tech. J. 35:917; Thorp 2006: f* = (μ − r) ÷ σ².
 *
 * @param targetPpm Conviction, −1 000 000 … 1 000 000.
 * @param volatilityPpm Of a year; 0 = unknown.
 * @param edgePpm Expected return of a year, signed.
 * @throws {Error} for fixed lots, which are a quantity and no fraction
 * @example fractionPpm(sizingPpm({ method: 'volatility-target' }), 1_000_000n, 160_000n, 0n) // 625_000n
 */
export function fractionPpm(sizing: SizingPpm, targetPpm: bigint, volatilityPpm: bigint, edgePpm: bigint): bigint {
  switch (sizing.method) {
    case 'fixed-fraction':
      return (sizing.fractionPpm * targetPpm) / PPM
    case 'volatility-target':
      if (volatilityPpm <= 0n) return 0n
      return (least(sizing.maxFractionPpm, (sizing.volatilityTargetPpm * PPM) / volatilityPpm) * targetPpm) / PPM
    case 'fractional-kelly': {
      if (volatilityPpm <= 0n || targetPpm * edgePpm <= 0n) return 0n
      const edge = edgePpm < 0n ? -edgePpm : edgePpm
      const size = least(sizing.maxFractionPpm, (sizing.kellyPpm * edge * PPM) / (volatilityPpm * volatilityPpm))
      return targetPpm < 0n ? -size : size
    }
    default:
      throw new Error(`${sizing.method} sizes by quantity and has no fraction of equity`)
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
