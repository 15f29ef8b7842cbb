import { Reason } from '../../model/reasons.generated.ts'
import { NONE } from '../image.ts'
import type { Image } from '../image.ts'
import { abs, ceilDiv, max, min, PPM, share } from '../money.ts'
import { worstLots } from './exposures.ts'
import { unseen } from './intent.ts'
import type { Intent, Look, Side, Violation } from './intent.ts'
import { freeCash, reservation } from './reserve.ts'
import { exposure, marginOf, worth } from './valuation.ts'

const GROUP_SLOTS = 8

type Report = (check: number, scope: number, value: bigint, limit: bigint, used: bigint, subject?: number) => void

/**
 * The caps, as a predicate: every cap that would be violated if `increase` lots, beyond those that reduce, were added.
 * Each is monotone in `increase` (volatility excepted, which is answered yes or no).
 */
export function capViolations(
  image: Image,
  intent: Intent,
  side: Side,
  increase: bigint,
  look: Look = unseen,
): Violation[] {
  if (increase <= 0n) return []
  const found = positionViolations(image, intent, side, increase, look)
  const need = reservation(image, intent.instrument, side.buy, increase, intent.type, intent.price)
  const free = freeCash(image, intent.portfolio, image.instrument.currency(intent.instrument))
  const cash = {
    check: Reason.CASH_INSUFFICIENT,
    scope: intent.portfolio,
    value: need,
    limit: free,
    headroom: free,
    subject: -1,
  }
  look(cash)
  if (need > 0n && need > free) found.push(cash)
  return found
}

/** The same without cash: the caps on lots and exposure. */
export function positionViolations(
  image: Image,
  intent: Intent,
  side: Side,
  increase: bigint,
  look: Look = unseen,
): Violation[] {
  if (increase <= 0n) return []
  const found: Violation[] = []
  const report: Report = (check, scope, value, limit, used, subject = -1) => {
    const cap = { check, scope, value, limit, headroom: limit - used, subject }
    look(cap)
    if (value > limit) found.push(cap)
  }
  const { portfolio } = intent
  lotCaps(image, intent, side, increase, report)
  for (let at = portfolio; at >= 0; at = image.scope.parent(at)) exposureCaps(image, at, intent, side, increase, report)
  return found
}

function lotCaps(image: Image, intent: Intent, side: Side, increase: bigint, report: Report): void {
  const { portfolio, instrument } = intent
  const { scope, instrument: record, position } = image
  const quantity = side.reducing + increase
  const reached = side.high + quantity
  if (!side.buy && scope.allowShort(portfolio) === 0)
    report(Reason.SHORT_NOT_ALLOWED, portfolio, reached, 0n, side.high)
  const maxLots = record.maxLots(instrument)
  const order = quantity + intent.standing
  if (maxLots !== NONE) report(Reason.QUANTITY_ABOVE_MAX, portfolio, order, maxLots, 0n)
  const lotsMax = position.lotsMax(image.positionAt(portfolio, instrument))
  if (lotsMax !== NONE) report(Reason.POSITION_MAX, portfolio, reached, lotsMax, side.high)
  const borrow = record.borrowLots(instrument)
  if (!side.buy && borrow !== NONE && reached > max(0n, side.high)) {
    const used = record.shortWorst(instrument)
    report(Reason.BORROW_UNAVAILABLE, portfolio, used + reached - max(0n, side.high), borrow, used)
  }
  const notional = exposure(image, instrument, order)
  const maxNotional = record.maxNotional(instrument)
  if (maxNotional !== NONE) report(Reason.NOTIONAL_ABOVE_MAX, portfolio, notional, maxNotional, 0n)
  const orderMax = scope.orderNotionalMax(portfolio)
  if (orderMax !== NONE)
    report(Reason.ORDER_NOTIONAL_MAX, portfolio, worth(image, portfolio, instrument, order), orderMax, 0n)
}

function exposureCaps(image: Image, at: number, intent: Intent, side: Side, increase: bigint, report: Report): void {
  const { instrument } = intent
  const { scope, exposure: cells } = image
  const equity = scope.equity(at)
  const quantity = side.reducing + increase
  const worst = max(abs(side.high + quantity), side.worst)
  if (worst > side.worst) {
    const added = worth(image, at, instrument, worst) - worth(image, at, instrument, side.worst)
    const concentration = scope.concentrationPpm(at)
    if (concentration !== NONE) {
      const before =
        at < image.size.portfolios ? side.worst : image.concentrate.worst(image.concentrateAt(at, instrument))
      const used = worth(image, at, instrument, before)
      const value = worth(image, at, instrument, before + worst - side.worst)
      report(Reason.CONCENTRATION_MAX, at, value, share(equity, concentration), used)
    }
    const used = scope.gross(at) + scope.worstExtra(at)
    if (scope.grossMax(at) !== NONE) report(Reason.GROSS_MAX, at, used + added, scope.grossMax(at), used)
    const rate = image.instrument.initialMarginPpm(instrument)
    const before = marginOf(image, instrument, worth(image, at, instrument, side.worst), rate)
    const after = marginOf(image, instrument, worth(image, at, instrument, worst), rate)
    const margin = scope.initialMargin(at)
    if (after > before) report(Reason.MARGIN_INSUFFICIENT, at, margin + after - before, max(0n, equity), margin)
    const leverage = scope.leveragePpm(at)
    if (leverage !== NONE) report(Reason.LEVERAGE_MAX, at, used + added, share(equity, leverage), used)
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = image.groupAt(instrument, slot)
      if (group < 0) break
      const cell = image.exposureAt(at, group)
      const limit = cells.limitPpm(cell)
      if (limit === NONE) continue
      const taken = cells.gross(cell) + cells.worstExtra(cell)
      report(image.group.check(group), at, taken + added, share(equity, limit), taken, group)
    }
  }
  const netMax = scope.netMax(at)
  if (netMax !== NONE) {
    const before = side.buy ? scope.net(at) + scope.buyExtra(at) : scope.sellExtra(at) - scope.net(at)
    report(Reason.NET_MAX, at, before + worth(image, at, instrument, quantity), netMax, before)
  }
}

/**
 * Volatility of the portfolio's profit if `increase` were added, √(wᵀΣw), w in ppm of equity rounded away from zero, and
 * the value at risk that is a multiple of it. Not monotone, because a hedge lowers them: yes or no.
 */
export function riskViolations(
  image: Image,
  intent: Intent,
  side: Side,
  increase: bigint,
  look: Look = unseen,
): Violation[] {
  const { portfolio, instrument } = intent
  const { scope, size } = image
  const equity = scope.equity(portfolio)
  if (scope.covariance(portfolio) < 0 || increase <= 0n || equity <= 0n) return []
  const start = scope.covariance(portfolio) * size.instruments * size.instruments
  const weights = Array.from({ length: size.instruments }, (_, other) => {
    const index = image.positionAt(portfolio, other)
    const worst = worstLots(image, index)
    return weightOf(image, portfolio, other, image.position.lots(index) < 0n ? -worst : worst, equity)
  })
  const before = weights.slice()
  before[instrument] = weightOf(image, portfolio, instrument, side.buy ? side.high : -side.high, equity)
  const reached = side.high + side.reducing + increase
  weights[instrument] = weightOf(image, portfolio, instrument, side.buy ? reached : -reached, equity)
  const [value, used] = [weights, before].map((one) => root(quadratic(image, start, one)))
  const quantile = scope.quantilePpm(portfolio)
  const found: Violation[] = []
  const report = (check: number, limit: bigint, risk: bigint, already: bigint): void => {
    const cap = { check, scope: portfolio, value: risk, limit, headroom: limit - already, subject: -1 }
    look(cap)
    if (risk > limit) found.push(cap)
  }
  // The root is in ppm × 1e-6; a ppm begun counts as one.
  report(Reason.VOLATILITY_MAX, scope.volatilityPpm(portfolio), ceilDiv(value, PPM), ceilDiv(used, PPM))
  const limit = scope.valueAtRiskPpm(portfolio)
  if (limit !== NONE)
    report(Reason.VALUE_AT_RISK_MAX, limit, ceilDiv(value * quantile, PPM * PPM), ceilDiv(used * quantile, PPM * PPM))
  const together = scope.correlatedPpm(portfolio)
  if (together !== NONE) {
    const [reaches, stands] = [weights, before].map((one) => tied(image, start, instrument, one))
    report(Reason.CORRELATION_MAX, together, reaches, stands)
  }
  return found
}

/** Weights beyond this many ppm of equity count as this many: the sums stay within 128 bits. */
const WEIGHT_MAX = 2n ** 31n

function weightOf(image: Image, at: number, instrument: number, lots: bigint, equity: bigint): bigint {
  const weight = min((worth(image, at, instrument, lots) * PPM + equity - 1n) / equity, WEIGHT_MAX)
  return lots < 0n ? -weight : weight
}

/** The weight of an instrument and of those that are correlated with it, each with the sign of its correlation. */
function tied({ covariance, size }: Image, start: number, instrument: number, weights: readonly bigint[]): bigint {
  const line = start + instrument * size.instruments
  return abs(weights.reduce((sum, weight, other) => sum + weight * covariance.tie(line + other), 0n))
}

/** wᵀΣw, w in ppm and Σ in 1e-12: its root is in ppm × 1e-6. */
function quadratic(image: Image, start: number, weights: readonly bigint[]): bigint {
  const { covariance, size } = image
  let sum = 0n
  for (let row = 0; row < size.instruments; row++) {
    if (weights[row] === 0n) continue
    for (let column = 0; column < size.instruments; column++) {
      sum += weights[row] * weights[column] * covariance.value(start + row * size.instruments + column)
    }
  }
  return sum
}

/** Integer square root, rounded up. */
function root(value: bigint): bigint {
  if (value < 2n) return value < 0n ? 0n : value
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2))
  for (;;) {
    const next = (guess + value / guess) >> 1n
    if (next >= guess) return guess * guess < value ? guess + 1n : guess
    guess = next
  }
}

/** The largest increase in [0, most] that violates no cap, by bisection on the predicate. */
export function largestIncrease(image: Image, intent: Intent, side: Side, most: bigint): bigint {
  if (capViolations(image, intent, side, most).length === 0) return most
  let passes = 0n
  let fails = most
  while (fails - passes > 1n) {
    const middle = (passes + fails) / 2n
    if (capViolations(image, intent, side, middle).length === 0) passes = middle
    else fails = middle
  }
  return passes
}
