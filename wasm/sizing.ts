import { fail } from './context.ts'
import { control, instrumentOf, portfolioOf, positionOf, scopeOf } from './image.ts'
import { LOTS_MAX, PPM, share, truncOfProduct } from './money.ts'
import { Fault } from './reasons.generated.ts'
import { Position, Scope } from './records.generated.ts'
import { lotsWorth } from './valuation.ts'

const FIXED_LOTS: i32 = 0
const FIXED_FRACTION: i32 = 1
const VOLATILITY_TARGET: i32 = 2
const FRACTIONAL_KELLY: i32 = 3

/**
 * Fraction of equity, in ppm, that a position's target stands for; all divisions towards zero.
 * - fixed fraction: fraction × target
 * - volatility target: min(most, wanted ÷ volatility) × target; nothing while the volatility is unknown
 * - fractional Kelly: min(most, kelly × |edge| ÷ volatility²), with the target's sign; nothing where edge and target
 *   disagree. Source: Kelly 1956; Thorp 2006, f* = (μ − r) ÷ σ².
 */
function fractionPpm(scope: Scope, position: Position): i64 {
  const target = position.targetPpm
  const volatility = position.targetVolatilityPpm
  const edge = position.targetEdgePpm
  const most = scope.maxFractionPpm
  if (scope.sizing == FIXED_FRACTION) return truncOfProduct(scope.fractionPpm, target, PPM)
  if (scope.sizing == VOLATILITY_TARGET) {
    if (volatility <= 0) return 0
    return truncOfProduct(min(most, truncOfProduct(scope.volatilityTargetPpm, PPM, volatility)), target, PPM)
  }
  if (scope.sizing != FRACTIONAL_KELLY) fail(Fault.sizingUnknown, scope.sizing)
  if (volatility <= 0 || target == 0 || edge > 0 != target > 0) return 0
  const full = min(most, truncOfProduct(scope.kellyPpm, abs(edge) * PPM, volatility * volatility))
  return target > 0 ? full : -full
}

/** Signed lots a standing target stands for now, a multiple of the lot step, rounded towards zero. */
export function targetLots(index: i32): i64 {
  const position = positionOf(index)
  const scope = scopeOf(portfolioOf(index))
  const instrument = instrumentOf(index % control.instruments)
  let lots: i64
  if (scope.sizing == FIXED_LOTS) {
    lots = truncOfProduct(position.fixedLots, position.targetPpm, PPM)
    lots = max(-LOTS_MAX, min(LOTS_MAX, lots))
  } else {
    if (scope.equity <= 0) return 0
    const fraction = fractionPpm(scope, position)
    const worth = lotsWorth(instrument, share(scope.equity, abs(fraction)))
    lots = fraction < 0 ? -worth : worth
  }
  return lots - (lots % instrument.lotStep)
}
