import { NONE } from '../../kernels/image.ts'
import type { Image } from '../../kernels/image.ts'
import { worth } from '../../kernels/reference/valuation.ts'
import type { Limits } from '../../model/limits.ts'
import { largest, positionsOf } from './policy-oracle.ts'
import type { Measure, Without } from './policy-oracle.ts'

const PPM = 1_000_000n
/** Decimals of what a configuration says of risk: no covariance, quantile or threshold here has more. */
const SCALE = 12

/** A decimal string in units of 1e-12. */
function fixed(text: string): bigint {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(text) ?? []
  return BigInt(`${sign}${whole}${fraction.padEnd(SCALE, '0')}`)
}

/**
 * Volatility, value at risk and correlated instruments of the portfolio that an order belongs to, with every open order
 * in its worst case and the order's instrument as far as all orders of its side go. Weights are ppm of equity rounded
 * away from zero; covariances, quantile and threshold are read from the configuration, the limits in force from the
 * image. Roots are not taken: both sides are squared.
 */
export function riskMeasures(
  image: Image,
  volatility: Limits['volatility'],
  order: number,
  without: Without = {},
): Map<string, Measure> {
  const found = new Map<string, Measure>()
  if (volatility === undefined) return found
  const { scope, size } = image
  const [portfolio, own] = [image.order.portfolio(order), image.order.instrument(order)]
  const equity = scope.equity(portfolio)
  const weights = positionsOf(image, without)[portfolio].map((row, one) => {
    const buys = image.order.side(order) > 0
    const reached = buys ? row.lots + row.buys : row.lots - row.sells
    const lots = one === own ? reached : row.lots < 0n ? -largest(row) : largest(row)
    const exposed = worth(image, portfolio, one, lots) * PPM
    if (equity <= 0n) return exposed
    return ((exposed + equity - 1n) / equity) * (lots < 0n ? -1n : 1n)
  })
  if (equity <= 0n) {
    const total = weights.reduce((all, one) => all + one, 0n)
    return found.set(`exposure of ${portfolio} without equity`, { value: total, limit: 0n })
  }
  const rowOf = (one: number): number => volatility.instruments.indexOf(image.names.universe.instruments[one].symbol)
  const covariance = (a: number, b: number): bigint => fixed(volatility.covariance[rowOf(a)][rowOf(b)])

  // The variance is in ppm² of equity × 1e-12.
  let variance = 0n
  for (let a = 0; a < size.instruments; a++)
    for (let b = 0; b < size.instruments; b++) variance += weights[a] * weights[b] * covariance(a, b)
  const most = scope.volatilityPpm(portfolio)
  if (most !== NONE) found.set(`volatility of ${portfolio}`, { value: variance, limit: (most * PPM) ** 2n })
  const atRisk = scope.valueAtRiskPpm(portfolio)
  if (atRisk !== NONE && volatility.valueAtRisk !== undefined) {
    const quantile = fixed(volatility.valueAtRisk.quantile)
    const limit = (atRisk * PPM * 10n ** BigInt(SCALE)) ** 2n
    found.set(`value at risk of ${portfolio}`, { value: variance * quantile ** 2n, limit })
  }
  const together = scope.correlatedPpm(portfolio)
  if (together !== NONE && volatility.correlation !== undefined) {
    const threshold = fixed(volatility.correlation.threshold) ** 2n
    const one = 10n ** BigInt(2 * SCALE)
    const tied = weights.map((weight, other) => {
      const both = covariance(own, other)
      const high = both ** 2n * one >= threshold * covariance(own, own) * covariance(other, other)
      return other === own ? weight : both === 0n || !high ? 0n : both > 0n ? weight : -weight
    })
    const sum = tied.reduce((all, each) => all + each, 0n)
    found.set(`correlated with ${own} in ${portfolio}`, { value: sum < 0n ? -sum : sum, limit: together })
  }
  return found
}
