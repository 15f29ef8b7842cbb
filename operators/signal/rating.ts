/** Side of a view: above 3 buy, below 3 sell, 3 hold. */
export type Direction = 'buy' | 'sell' | 'hold'

/** Strength −1 … 1 of a rating 1 (strong sell) … 5 (strong buy): (rating − 3) ÷ 2. */
export function strengthOf(rating: number): number {
  return (rating - 3) / 2
}

/** Which side a strength is on. Whether it is strong enough to act is the decision's question. */
export function directionOf(strength: number): Direction {
  return strength > 0 ? 'buy' : strength < 0 ? 'sell' : 'hold'
}
