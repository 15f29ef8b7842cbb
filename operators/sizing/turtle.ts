/**
 * Sizing by average true range. Sources: Faith 2007, Way of the Turtle; Covel 2007, The Complete TurtleTrader.
 */

/** True range of a bar: max(high − low, high − previous close, previous close − low). */
export function trueRange(high: number, low: number, previousClose: number): number {
  let range = high - low
  if (high - previousClose > range) range = high - previousClose
  if (previousClose - low > range) range = previousClose - low
  return range
}

/** The Turtles' N, carried unrounded: (19 × previous + true range) ÷ 20. */
export function turtleN(previous: number, range: number): number {
  return (19 * previous + range) / 20
}

/**
 * Contracts that lose `risk` of the equity over a stop `stops` × N away, before the floor: risk × equity ÷ (stops × N ×
 * money a point).
 *
 * @example Math.floor(turtleUnits(200_000, 0.01, 1.05, 100)) // 19
 */
export function turtleUnits(equity: number, risk: number, n: number, moneyPerPoint: number, stops = 1): number {
  const loss = stops * n * moneyPerPoint
  if (!(loss > 0)) throw new RangeError(`the loss of a contract at its stop must be above 0, was ${loss}`)
  return (risk * equity) / loss
}
