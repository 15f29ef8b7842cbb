/**
 * Hands out an amount in shares, to the unit: each share is what the running quantity entitles to less what was given
 * out before, so that rounding never gathers and the last quantity takes all that remains.
 */
export class Apportion {
  private readonly amount: bigint
  private readonly whole: bigint
  private quantity = 0n
  private given = 0n

  /** @param whole The quantity that the whole amount belongs to, above zero. */
  constructor(amount: bigint, whole: bigint) {
    this.amount = amount
    this.whole = whole
  }

  /** The share of the next `quantity`. */
  take(quantity: bigint): bigint {
    this.quantity += quantity
    const due = (this.amount * this.quantity) / this.whole
    const share = due - this.given
    this.given = due
    return share
  }
}

export function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b)
}
