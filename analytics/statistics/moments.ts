/** Arithmetic mean, `Σx / n`; NaN of nothing, so callers check the count first. */
export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/**
 * Sample covariance, `Σ(x − x̄)(y − ȳ) / (n − 1)`, in two passes; callers check that n ≥ 2 and the lengths are equal.
 */
export function covariance(left: readonly number[], right: readonly number[]): number {
  const [leftMean, rightMean] = [mean(left), mean(right)]
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] - leftMean) * (right[at] - rightMean)
  return sum / (left.length - 1)
}

/** Sample standard deviation, `√(Σ(x − x̄)² / (n − 1))`. */
export function standardDeviation(values: readonly number[]): number {
  return isConstant(values) ? 0 : Math.sqrt(covariance(values, values))
}

/** Whether all values are the same; exact, where a variance of equal values may round to 1e-36 instead of 0. */
export function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}
