import { fail } from './context.ts'
import { control, instrumentOf, portfolioOf, positionOf, scopeOf } from './image.ts'
import { LOTS_MAX, MONEY_MAX, PPM, QUOTIENT_MAX, share, truncOfProduct } from './money.ts'
import { Fault } from './reasons.generated.ts'
import { Instrument, Position, Scope } from './records.generated.ts'
import { lotsWorth } from './valuation.ts'
import { divide, high, low, multiplyUnsigned } from './wide.ts'

const FIXED_LOTS: i32 = 0
const FIXED_FRACTION: i32 = 1
const VOLATILITY_TARGET: i32 = 2
const FRACTIONAL_KELLY: i32 = 3

/** The fraction of equity, in ppm, of a whole target, and the target it is taken of: their product is the fraction. */
let whole: i64 = 0
let target: i64 = 0

/**
 * Works out the fraction of equity that a position's target stands for; all divisions towards zero.
 * - fixed fraction: fraction × target
 * - volatility target: min(most, wanted ÷ volatility) × target; nothing while the volatility is unknown
 * - fractional Kelly: min(most, kelly × |edge| ÷ volatility²), with the target's sign; nothing where edge and target
 *   disagree. Source: Kelly 1956; Thorp 2006, f* = (μ − r) ÷ σ².
 */
function takeFraction(scope: Scope, position: Position): void {
  const volatility = position.targetVolatilityPpm
  const edge = position.targetEdgePpm
  whole = 0
  target = position.targetPpm
  if (scope.sizing == FIXED_FRACTION) whole = scope.fractionPpm
  else if (scope.sizing == VOLATILITY_TARGET) {
    if (volatility > 0) whole = min(scope.maxFractionPpm, truncOfProduct(scope.volatilityTargetPpm, PPM, volatility))
  } else if (scope.sizing == FRACTIONAL_KELLY) {
    if (volatility <= 0 || target == 0 || edge > 0 != target > 0) return
    const full = truncOfProduct(scope.kellyPpm, abs(edge) * PPM, volatility * volatility)
    whole = min(scope.maxFractionPpm, full)
    target = target > 0 ? PPM : -PPM
  } else fail(Fault.sizingUnknown, scope.sizing)
}

/** What the fraction is of an equity, without its sign, at most `MONEY_MAX`. */
function fractionOf(equity: i64): i64 {
  const ppm = abs(truncOfProduct(whole, target, PPM))
  if (ppm < QUOTIENT_MAX) return share(equity, ppm)
  // A fraction beyond 64 bits: of any equity worth naming it is more than money can be.
  if (equity >= PPM) return MONEY_MAX
  multiplyUnsigned(abs(whole), abs(target))
  const upper = u64(high) / PARTS
  const lower = divide(u64(high) % PARTS, low, PARTS)
  multiplyUnsigned(equity, lower)
  const top = u64(high) + upper * u64(equity)
  return top >= PARTS ? MONEY_MAX : i64(min(divide(top, low, PARTS), u64(MONEY_MAX)))
}

const PARTS: u64 = 1_000_000

const POLICY_LOTS: i32 = 1
const POLICY_MONEY: i32 = 2

/** Lots that a policy's answer stands for: lots, money at the mark, or ppm of equity. */
function policyLots(portfolio: i32, instrument: Instrument, position: Position): i64 {
  const value = position.policyValue
  if (position.policyKind == POLICY_LOTS) return value
  const amount = position.policyKind == POLICY_MONEY ? abs(value) : share(scopeOf(portfolio).equity, abs(value))
  const worth = lotsWorth(portfolio, instrument, amount)
  return value < 0 ? -worth : worth
}

/** Signed lots a standing target stands for now, a multiple of the lot step, rounded towards zero. */
export function targetLots(index: i32): i64 {
  const position = positionOf(index)
  const portfolio = portfolioOf(index)
  const scope = scopeOf(portfolio)
  const instrument = instrumentOf(index % control.instruments)
  let lots: i64
  if (position.policyKind != 0) {
    lots = policyLots(portfolio, instrument, position)
  } else if (scope.sizing == FIXED_LOTS) {
    lots = truncOfProduct(position.fixedLots, position.targetPpm, PPM)
    lots = max(-LOTS_MAX, min(LOTS_MAX, lots))
  } else {
    if (scope.equity <= 0) return 0
    takeFraction(scope, position)
    const worth = lotsWorth(portfolio, instrument, fractionOf(scope.equity))
    lots = whole < 0 == target < 0 ? worth : -worth
  }
  return lots - (lots % instrument.lotStep)
}
