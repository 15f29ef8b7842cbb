/** Volatility, value at risk and correlated instruments: yes or no. */
import { worstLots } from './exposures.ts'
import { control, covarianceOf, instrumentOf, positionIndex, positionOf, scopeOf, weightOf } from './image.ts'
import { intent, side } from './intent.ts'
import { ceilOfProduct, NONE, PPM } from './money.ts'
import { Reason } from './reasons.generated.ts'
import { worth } from './valuation.ts'
import { violate } from './verdict.ts'
import { add, compare, high, low, multiply, multiplyUnsigned, squareRoot, take } from './wide.ts'

/**
 * Volatility of the portfolio's profit if `increase` were added: √(wᵀΣw), w in ppm of equity rounded away from zero,
 * Σ in 1e-12, so that the root is in ppm × 1e-6; and the value at risk that is a multiple of it. Not monotone, because a
 * hedge lowers them: yes or no. True, and listed, where one is too much.
 */
export function riskViolations(increase: i64): bool {
  const portfolio = intent.portfolio
  const scope = scopeOf(portfolio)
  if (scope.covariance < 0 || increase <= 0 || scope.equity <= 0) return false
  const listed = control.violationCount
  weigh()
  const value = deviation(side.high + side.reducing + increase)
  const volatility = ceilOfProduct(value, 1, PPM)
  const atRisk = ceilOfProduct(value, scope.quantilePpm, PPM * PPM)
  const tooVolatile = volatility > scope.volatilityPpm
  const tooMuchAtRisk = scope.valueAtRiskPpm != NONE && atRisk > scope.valueAtRiskPpm
  const together = tied()
  const tooCorrelated = scope.correlatedPpm != NONE && together > scope.correlatedPpm
  if (!tooVolatile && !tooMuchAtRisk && !tooCorrelated) return false
  const used = deviation(side.high)
  if (tooVolatile) {
    const limit = scope.volatilityPpm
    violate(Reason.VOLATILITY_MAX, portfolio, volatility, limit, limit - ceilOfProduct(used, 1, PPM))
  }
  if (tooMuchAtRisk) {
    const limit = scope.valueAtRiskPpm
    const already = ceilOfProduct(used, scope.quantilePpm, PPM * PPM)
    violate(Reason.VALUE_AT_RISK_MAX, portfolio, atRisk, limit, limit - already)
  }
  if (tooCorrelated) {
    const limit = scope.correlatedPpm
    violate(Reason.CORRELATION_MAX, portfolio, together, limit, limit - tied())
  }
  return control.violationCount > listed
}

/** Writes the weight of every instrument of the portfolio in its worst case. */
function weigh(): void {
  for (let other = 0; other < control.instruments; other++) {
    const position = positionOf(positionIndex(intent.portfolio, other))
    const worst = worstLots(position)
    weightOf(other).value = weightAt(other, position.lots < 0 ? -worst : worst)
  }
}

/** Weights beyond this many ppm of equity count as this many: the sums stay within 128 bits. */
const WEIGHT_MAX: i64 = 1 << 31

/** Weight of an instrument held at so many lots. */
function weightAt(instrument: i32, lots: i64): i64 {
  if (lots == 0) return 0
  const equity = scopeOf(intent.portfolio).equity
  const weight = min(ceilOfProduct(worth(intent.portfolio, instrumentOf(instrument), lots), PPM, equity), WEIGHT_MAX)
  return lots < 0 ? -weight : weight
}

/** √(wᵀΣw), rounded up, where the instrument of the order is at `reached` lots along the order's side. */
function deviation(reached: i64): i64 {
  weightOf(intent.instrument).value = weightAt(intent.instrument, side.buy ? reached : -reached)
  quadratic()
  if (high < 0) return 0
  const upper = high
  const lower = low
  const root = squareRoot(upper, lower)
  multiplyUnsigned(root, root)
  return i64(compare(upper, lower) < 0 ? root + 1 : root)
}

/** The weight of the order's instrument and of those correlated with it, each with the sign of its correlation. */
function tied(): i64 {
  const instruments = control.instruments
  const line = (scopeOf(intent.portfolio).covariance * instruments + intent.instrument) * instruments
  let sum: i64 = 0
  for (let other = 0; other < instruments; other++) sum += weightOf(other).value * covarianceOf(line + other).tie
  return abs(sum)
}

/** wᵀΣw, in `high` and `low`. */
function quadratic(): void {
  const instruments = control.instruments
  let line = scopeOf(intent.portfolio).covariance * instruments * instruments
  let upper: i64 = 0
  let lower: u64 = 0
  for (let row = 0; row < instruments; row++, line += instruments) {
    const weight = weightOf(row).value
    if (weight == 0) continue
    for (let column = 0; column < instruments; column++) {
      const other = weightOf(column).value
      if (other == 0) continue
      multiply(weight * other, covarianceOf(line + column).value)
      add(upper, lower)
      upper = high
      lower = low
    }
  }
  take(upper, lower)
}
