/**
 * How far a signal deserves to be acted on, 0 … 1: the geometric mean of
 * - consensus, |Σ w·s| ÷ Σ w·|s|: do the views point the same way;
 * - coverage: weight of the timeframes with a live view ÷ weight of the timeframes expected;
 * - freshness: mean recency of the views;
 * - confidence: mean stated confidence.
 *
 * A geometric mean, because none of the four makes up for the lack of another: any of them at 0 makes it 0.
 *
 * @example quality(1, 1, 1, 0.0625) // 0.5
 */
export function quality(consensus: number, coverage: number, freshness: number, confidence: number): number {
  return Math.sqrt(Math.sqrt(consensus * coverage * (freshness * confidence)))
}

/**
 * Weight left of an evaluation of some age, 1 … 0: `1 ÷ (1 + age ÷ (halfLife × horizon))`, a hyperbola, because an
 * exponential is not the same to the bit on every machine. Age and horizon in one unit.
 *
 * @example recency(30, 60, 0.5) // 0.5
 */
export function recency(age: number, horizon: number, halfLife: number): number {
  return 1 / (1 + age / (halfLife * horizon))
}
