const SESSIONS_PER_YEAR = 252

/** Weight that brings a realised volatility to a target, both of one period: target ÷ realised. Caps are the caller's. */
export function volatilityTargetWeight(target: number, realised: number): number {
  if (!(realised > 0)) throw new RangeError(`the realised volatility must be above 0, was ${realised}`)
  return target / realised
}

/**
 * Contracts that give `capital` a yearly volatility of `target`: (capital × target ÷ √252) ÷ (daily volatility × price ×
 * multiplier), before the floor.
 *
 * @param dailyVolatility As a fraction of the price, of a day.
 * @example Math.floor(volatilityTargetContracts(500_000, 0.15, 0.012, 2_500, 20)) // 7
 */
export function volatilityTargetContracts(
  capital: number,
  target: number,
  dailyVolatility: number,
  price: number,
  multiplier: number,
  sessionsPerYear = SESSIONS_PER_YEAR,
): number {
  const daily = dailyVolatility * price * multiplier
  if (!(daily > 0)) throw new RangeError(`a contract's daily move must be above 0, was ${daily}`)
  return (capital * target) / Math.sqrt(sessionsPerYear) / daily
}
