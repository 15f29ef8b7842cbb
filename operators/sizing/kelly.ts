/**
 * The Kelly criterion in floating point, as the books write it: what the desk's integer forms are compared with, and
 * what a user can call before the desk. Sources: Kelly 1956, Bell Sys. Tech. J. 35:917; Thorp 2006, "The Kelly Criterion in
 * Blackjack, Sports Betting and the Stock Market"; Chan 2008, Quantitative Trading, ch. 6.
 */

/**
 * Fraction of capital for one bet won with probability `p`: p ÷ a − (1 − p) ÷ b, where `b` is gained and `a` lost per
 * unit; never below 0, because the other side of a bad bet is not for sale.
 *
 * @example singleBetKelly(0.6, 1) // 0.2 (up to rounding)
 */
export function singleBetKelly(p: number, b: number, a = 1): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`the probability must be within 0 … 1, was ${p}`)
  if (!(a > 0 && b > 0)) throw new RangeError(`gain and loss must be above 0, were ${b} and ${a}`)
  const fraction = p / a - (1 - p) / b
  return fraction > 0 ? fraction : 0
}

/**
 * Fraction for one asset with yearly return `mu`, riskless rate `r` and volatility `sigma`: (μ − r) ÷ σ². Negative is
 * short.
 */
export function continuousKelly(mu: number, r: number, sigma: number): number {
  if (!(sigma > 0)) throw new RangeError(`the volatility must be above 0, was ${sigma}`)
  return (mu - r) / (sigma * sigma)
}

/** Growth rate of capital with a fraction `f` in that asset: r + f(μ − r) − f²σ² ÷ 2. */
export function continuousGrowth(f: number, mu: number, r: number, sigma: number): number {
  return r + f * (mu - r) - (f * f * sigma * sigma) / 2
}

/** What the unconstrained Kelly portfolio of several assets looks like. */
export interface KellyPortfolio {
  /** Fraction of capital by asset; negative is short. */
  readonly fractions: readonly number[]
  /** Growth above the riskless rate at full Kelly, ½ FᵀCF. */
  readonly growthPremium: number
  /** √(FᵀCF). */
  readonly sharpe: number
}

/**
 * F* = C⁻¹M for excess returns M and their covariance C (symmetric, positive definite, row by row), by Cholesky
 * decomposition. A fraction c of it grows by (2c − c²) of the premium.
 *
 * @throws {RangeError} where sizes differ or the covariance is not positive definite
 */
export function multiAssetKelly(excess: readonly number[], covariance: readonly (readonly number[])[]): KellyPortfolio {
  const fractions = solve(covariance, excess)
  let variance = 0
  for (let at = 0; at < excess.length; at++) variance += fractions[at] * excess[at]
  return { fractions, growthPremium: variance / 2, sharpe: Math.sqrt(variance) }
}

/** Growth premium of a fraction `c` of full Kelly, given that of full Kelly: (2c − c²) of it. */
export function fractionalGrowthPremium(c: number, fullPremium: number): number {
  return (2 * c - c * c) * fullPremium
}

function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const lower = cholesky(matrix, right.length)
  const size = right.length
  const solution = [...right]
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) solution[row] -= lower[row][column] * solution[column]
    solution[row] /= lower[row][row]
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let column = row + 1; column < size; column++) solution[row] -= lower[column][row] * solution[column]
    solution[row] /= lower[row][row]
  }
  return solution
}

/** L with LLᵀ = matrix. */
function cholesky(matrix: readonly (readonly number[])[], size: number): number[][] {
  if (matrix.length !== size) throw new RangeError(`the covariance must have ${size} rows, was ${matrix.length}`)
  const lower = matrix.map(() => Array.from({ length: size }, () => 0))
  for (let row = 0; row < size; row++) {
    if (matrix[row].length !== size)
      throw new RangeError(`row ${row} of the covariance must have ${size} entries, was ${matrix[row].length}`)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row][column]
      for (let at = 0; at < column; at++) sum -= lower[row][at] * lower[column][at]
      if (row !== column) lower[row][column] = sum / lower[column][column]
      else if (sum > 0) lower[row][row] = Math.sqrt(sum)
      else throw new RangeError(`the covariance must be positive definite, pivot ${row} is ${sum}`)
    }
  }
  return lower
}
