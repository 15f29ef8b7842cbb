import { decimalsOf, parseDecimal } from '../model/decimal.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Instrument } from '../model/instrument.ts'

/**
 * Money. Per currency the coarsest scale that makes (half a price unit) × (one lot) × multiplier an integer for every
 * instrument settled in it, so that marks, costs and profits are exact. State is i64; a product is formed without
 * bound (128 bits suffice in compiled kernels) and saturates one beyond `MONEY_MAX`, which no check lets pass. Amounts are
 * at most 2^61, so that the sum of any three of them fits 64 bits.
 */
export const MONEY_MAX = 2n ** 61n
export const LOTS_MAX = 2n ** 53n
export const I64_MIN = -(2n ** 63n)
export const PPM = 1_000_000n
export const PPB = 1_000_000_000n

/** Decimals that money of inverse contracts has at least: their values are quotients and always rounded. */
const INVERSE_SCALE_MIN = 8
const SCALE_MAX = 15

/** Thrown when an amount of the configuration does not fit. */
export class MoneyOverflow extends RangeError {}

/** Whether an amount of money may stand in the state. */
export const fits = (value: bigint): boolean => value <= MONEY_MAX && value >= -MONEY_MAX

/** Narrows an amount of the configuration. */
export function money(value: bigint): bigint {
  if (!fits(value)) throw new MoneyOverflow(`${value} minor units of money are beyond ±${MONEY_MAX}`)
  return value
}

/** A product brought to one beyond `MONEY_MAX` where it is larger. */
export function saturate(value: bigint): bigint {
  return value > MONEY_MAX ? MONEY_MAX + 1n : value < -MONEY_MAX ? -MONEY_MAX - 1n : value
}

/** `ppm` of an amount, rounded down and at most `MONEY_MAX`; nothing of an amount of zero or less. */
export function share(amount: bigint, ppm: bigint): bigint {
  return amount <= 0n ? 0n : min((amount * ppm) / PPM, MONEY_MAX)
}

/** Quotient rounded towards minus infinity; the divisor is positive. */
export function floorDiv(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value % divisor < 0n ? quotient - 1n : quotient
}

/** Quotient rounded towards plus infinity; the divisor is positive. */
export function ceilDiv(value: bigint, divisor: bigint): bigint {
  return -floorDiv(-value, divisor)
}

export const abs = (value: bigint): bigint => (value < 0n ? -value : value)
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** Decimals of money in a currency, given every instrument settled in it; at least 2. */
export function moneyScale(currency: string, instruments: readonly Instrument[], amounts: readonly Decimal[]): number {
  let scale = 2
  for (const amount of amounts) scale = Math.max(scale, decimalsOf(amount))
  for (const instrument of instruments) {
    if (instrument.currency !== currency) continue
    const { priceScale, quantityScale, kind, multiplier } = instrument
    if (kind === 'inverse') {
      scale = Math.max(scale, INVERSE_SCALE_MIN, quantityScale - priceScale + decimalsOf(multiplier))
    } else {
      const decimals = decimalsOf(multiplier)
      const digits = 5n * parseDecimal(multiplier, decimals)
      const zeros = digits.toString().length - digits.toString().replace(/0+$/, '').length
      scale = Math.max(scale, priceScale + quantityScale + 1 + decimals - zeros)
    }
  }
  if (scale > SCALE_MAX) {
    throw new RangeError(
      `${currency} would need ${scale} decimals, ${SCALE_MAX} at most: lower priceScale or quantityScale of its instruments`,
    )
  }
  return scale
}

/** Most decimals that the money of two currencies differs by: a rate times that power of ten is within 64 bits. */
const SCALE_DIFFERENCE_MAX = 9

/** Scales of all currencies together: the coarsest are made finer where they differ by more than a rate can hold. */
export function moneyScales(scales: readonly number[]): number[] {
  return scales.map((scale) => Math.max(scale, Math.max(...scales) - SCALE_DIFFERENCE_MAX))
}

/**
 * Money per (half price unit × lot) of a spot or linear instrument; for an inverse one, money × half price units per
 * lot, to be divided by the mark.
 */
export function unitValue(instrument: Instrument, scale: number): bigint {
  const decimals = decimalsOf(instrument.multiplier)
  const multiplier = parseDecimal(instrument.multiplier, decimals)
  const { priceScale, quantityScale } = instrument
  return instrument.kind === 'inverse'
    ? (2n * multiplier * 10n ** BigInt(priceScale + scale)) / 10n ** BigInt(quantityScale + decimals)
    : (5n * multiplier * 10n ** BigInt(scale)) / 10n ** BigInt(priceScale + quantityScale + 1 + decimals)
}
