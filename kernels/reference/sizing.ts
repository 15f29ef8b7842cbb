import type { Image } from '../image.ts'
import { Fault } from '../faults.ts'
import { abs, LOTS_MAX, min, PPM, share } from '../money.ts'
import { fail } from './fail.ts'
import { lotsWorth } from './valuation.ts'

export const FIXED_LOTS = 0
export const FIXED_FRACTION = 1
export const VOLATILITY_TARGET = 2
export const FRACTIONAL_KELLY = 3

/**
 * Fraction of equity, in ppm, that a target of `targetPpm` conviction stands for; all divisions towards zero.
 * - fixed fraction: fraction × target
 * - volatility target: min(most, wanted ÷ volatility) × target; nothing while the volatility is unknown
 * - fractional Kelly: min(most, kelly × |edge| ÷ volatility²), with the target's sign; nothing where edge and target
 *   disagree. Source: Kelly 1956; Thorp 2006, f* = (μ − r) ÷ σ².
 */
export function fractionPpm(
  image: Image,
  portfolio: number,
  targetPpm: bigint,
  volatilityPpm: bigint,
  edgePpm: bigint,
): bigint {
  const { scope } = image
  const most = scope.maxFractionPpm(portfolio)
  switch (scope.sizing(portfolio)) {
    case FIXED_FRACTION:
      return (scope.fractionPpm(portfolio) * targetPpm) / PPM
    case VOLATILITY_TARGET: {
      if (volatilityPpm <= 0n) return 0n
      return (min(most, (scope.volatilityTargetPpm(portfolio) * PPM) / volatilityPpm) * targetPpm) / PPM
    }
    case FRACTIONAL_KELLY: {
      if (volatilityPpm <= 0n || targetPpm === 0n || edgePpm > 0n !== targetPpm > 0n) return 0n
      const full = (scope.kellyPpm(portfolio) * abs(edgePpm) * PPM) / (volatilityPpm * volatilityPpm)
      return targetPpm > 0n ? min(most, full) : -min(most, full)
    }
    default:
      return fail(image, Fault.sizingUnknown, BigInt(scope.sizing(portfolio)))
  }
}

const POLICY_LOTS = 1
const POLICY_MONEY = 2

/** Lots that a policy's answer stands for: lots, money at the mark, or ppm of equity. */
function policyLots(image: Image, index: number): bigint {
  const { position, scope } = image
  const kind = position.policyKind(index)
  const value = position.policyValue(index)
  if (kind === POLICY_LOTS) return value
  const portfolio = image.portfolioOf(index)
  const amount = kind === POLICY_MONEY ? abs(value) : share(scope.equity(portfolio), abs(value))
  const worth = lotsWorth(image, portfolio, image.instrumentOf(index), amount)
  return value < 0n ? -worth : worth
}

/** Signed lots a standing target stands for now, a multiple of the lot step, rounded towards zero. */
export function targetLots(image: Image, index: number): bigint {
  const { position, scope, instrument: record } = image
  const portfolio = image.portfolioOf(index)
  const instrument = image.instrumentOf(index)
  const targetPpm = position.targetPpm(index)
  const step = record.lotStep(instrument)
  let lots: bigint
  if (position.policyKind(index) !== 0) {
    lots = policyLots(image, index)
  } else if (scope.sizing(portfolio) === FIXED_LOTS) {
    lots = (position.fixedLots(index) * targetPpm) / PPM
    if (abs(lots) > LOTS_MAX) lots = lots < 0n ? -LOTS_MAX : LOTS_MAX
  } else {
    const equity = scope.equity(portfolio)
    if (equity <= 0n) return 0n
    const fraction = fractionPpm(
      image,
      portfolio,
      targetPpm,
      position.targetVolatilityPpm(index),
      position.targetEdgePpm(index),
    )
    const worth = lotsWorth(image, portfolio, instrument, share(equity, abs(fraction)))
    lots = fraction < 0n ? -worth : worth
  }
  return lots - (lots % step)
}
