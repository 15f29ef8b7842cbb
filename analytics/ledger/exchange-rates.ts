import { floorDiv } from '../../kernels/money.ts'
import { decimalsOf, parseDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { gcd } from './apportion.ts'
import { fitting } from './terms.ts'

/** An exact quotient in smallest terms; the denominator is above zero. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * Which price of each pair on the way counts. `bid`, `ask` and `mid` take that price of every pair, an inverse being one
 * over it. `adverse` takes what a trade would get: one sells at the bid and buys at the ask.
 */
export type RateSide = 'bid' | 'ask' | 'mid' | 'adverse'

interface Pair {
  readonly bid: Fraction
  readonly ask: Fraction
}

/** Exchange rates as a graph: what is not quoted itself is crossed over the fewest pairs. */
export class ExchangeRates {
  private readonly pairs = new Map<string, Map<string, Pair>>()
  private readonly neighbours = new Map<string, Set<string>>()

  /** Sets what one unit of `base` costs in `quote`. Throws on a price that is not above zero, or a crossed quote. */
  set(base: string, quote: string, bid: Decimal, ask: Decimal = bid): void {
    const pair = { bid: fractionOf(bid), ask: fractionOf(ask) }
    if (base === quote) throw new RangeError(`${base}/${quote} is one currency`)
    if (pair.bid.numerator <= 0n) throw new RangeError(`${base}/${quote}: a rate is above 0, was ${bid}`)
    if (pair.bid.numerator * pair.ask.denominator > pair.ask.numerator * pair.bid.denominator)
      throw new RangeError(`${base}/${quote}: bid ${bid} is above ask ${ask}`)
    const quotes = this.pairs.get(base) ?? new Map<string, Pair>()
    this.pairs.set(base, quotes.set(quote, pair))
    for (const [from, to] of [
      [base, quote],
      [quote, base],
    ]) {
      this.neighbours.set(from, (this.neighbours.get(from) ?? new Set()).add(to))
    }
  }

  /** What one unit of `from` is in `to`; undefined where no pairs lead there. */
  rate(from: string, to: string, side: RateSide): Fraction | undefined {
    const way = this.way(from, to)
    if (way === undefined) return undefined
    let rate: Fraction = { numerator: 1n, denominator: 1n }
    for (let at = 1; at < way.length; at++) rate = times(rate, this.step(way[at - 1], way[at], side))
    return rate
  }

  /**
   * An amount of `from` in minor units of `to`, rounded down: an asset is worth less, a debt more. On `adverse` an
   * asset is sold, and a debt bought back. Undefined where there is no rate: never taken as zero.
   *
   * @param scales Decimals of money in both currencies.
   */
  valueIn(
    amount: bigint,
    from: string,
    to: string,
    scales: readonly [from: number, to: number],
    side: RateSide = 'adverse',
  ): bigint | undefined {
    const debt = side === 'adverse' && amount < 0n
    const rate = debt ? this.rate(to, from, side) : this.rate(from, to, side)
    if (rate === undefined) return undefined
    const { numerator, denominator } = debt ? inverse(rate) : rate
    const [up, down] = [10n ** BigInt(scales[1]), 10n ** BigInt(scales[0])]
    return fitting(floorDiv(amount * numerator * up, denominator * down))
  }

  /**
   * The two integer legs of a conversion: `sold` minor units of `from` leave, `bought` of `to` arrive, rounded against
   * us. Undefined where there is no rate. Throws unless something is sold.
   */
  convert(
    sold: bigint,
    from: string,
    to: string,
    scales: readonly [from: number, to: number],
  ): { readonly sold: bigint; readonly bought: bigint } | undefined {
    if (sold <= 0n) throw new RangeError(`a conversion sells an amount above 0, was ${sold}`)
    const bought = this.valueIn(sold, from, to, scales)
    return bought === undefined ? undefined : { sold, bought }
  }

  /** The way with the fewest pairs; of several the first by name. */
  private way(from: string, to: string): string[] | undefined {
    if (from === to) return [from]
    const before = new Map<string, string>([[from, from]])
    const queue = [from]
    for (let at = 0; at < queue.length && !before.has(to); at++) {
      for (const next of [...(this.neighbours.get(queue[at]) ?? [])].sort()) {
        if (before.has(next)) continue
        before.set(next, queue[at])
        queue.push(next)
      }
    }
    if (!before.has(to)) return undefined
    const way = [to]
    while (way[0] !== from) way.unshift(before.get(way[0])!)
    return way
  }

  private step(from: string, to: string, side: RateSide): Fraction {
    const direct = this.pairs.get(from)?.get(to)
    if (direct !== undefined) return priceOf(direct, side === 'adverse' ? 'bid' : side)
    const pair = this.pairs.get(to)!.get(from)!
    return inverse(priceOf(pair, side === 'adverse' ? 'ask' : side))
  }
}

function fractionOf(text: Decimal): Fraction {
  const decimals = decimalsOf(text)
  return smallest(parseDecimal(text, decimals), 10n ** BigInt(decimals))
}

function smallest(numerator: bigint, denominator: bigint): Fraction {
  const shared = gcd(numerator < 0n ? -numerator : numerator, denominator)
  return { numerator: numerator / shared, denominator: denominator / shared }
}

const inverse = ({ numerator, denominator }: Fraction): Fraction => ({ numerator: denominator, denominator: numerator })

const times = (a: Fraction, b: Fraction): Fraction => smallest(a.numerator * b.numerator, a.denominator * b.denominator)

function priceOf({ bid, ask }: Pair, side: 'bid' | 'ask' | 'mid'): Fraction {
  if (side === 'bid') return bid
  if (side === 'ask') return ask
  return smallest(
    bid.numerator * ask.denominator + ask.numerator * bid.denominator,
    2n * bid.denominator * ask.denominator,
  )
}
