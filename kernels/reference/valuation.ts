import type { Image } from '../image.ts'
import { abs, ceilDiv, fits, floorDiv, LOTS_MAX, min, MONEY_MAX, PPM, saturate } from '../money.ts'

const INVERSE = 2

/**
 * Signed value of `lots` at `half` (half price units): what buying them costs, and what holding them adds to profit
 * when it rises. Inverse contracts are worth −lots × face ÷ price, rounded down. Saturates.
 */
export function valueAt(image: Image, instrument: number, lots: bigint, half: bigint): bigint {
  const unit = image.instrument.unitValue(instrument)
  if (image.instrument.kind(instrument) !== INVERSE) return saturate(lots * half * unit)
  return half === 0n ? 0n : saturate(floorDiv(-lots * unit, half))
}

/** Signed value at the instrument's mark. */
export function signedValue(image: Image, instrument: number, lots: bigint): bigint {
  return valueAt(image, instrument, lots, image.instrument.mark(instrument))
}

/** Absolute exposure of `lots` at `half`, rounded up. Saturates. */
export function exposureAt(image: Image, instrument: number, lots: bigint, half: bigint): bigint {
  const unit = image.instrument.unitValue(instrument)
  if (image.instrument.kind(instrument) !== INVERSE) return saturate(abs(lots) * half * unit)
  return half === 0n ? 0n : saturate(ceilDiv(abs(lots) * unit, half))
}

/** Absolute exposure at the mark. */
export function exposure(image: Image, instrument: number, lots: bigint): bigint {
  return exposureAt(image, instrument, lots, image.instrument.mark(instrument))
}

/** Whether an instrument settles in another currency than a portfolio, or group of portfolios, is kept in. */
export function isForeign({ instrument: record, scope }: Image, at: number, instrument: number): boolean {
  return record.currency(instrument) !== scope.currency(at)
}

/** Whether amounts of a currency can be told in the one that a portfolio or group is kept in. */
export function hasRate(image: Image, at: number, currency: number): boolean {
  const home = image.scope.currency(at)
  return currency === home || image.rate.numerator(image.rateAt(home, currency)) !== 0n
}

/**
 * An amount of a currency in the one a portfolio or group is kept in, rounded down: an asset is worth less, a debt more.
 * Nothing where there has been no rate. Saturates.
 */
export function inHome(image: Image, at: number, currency: number, amount: bigint): bigint {
  const { rate, scope } = image
  if (currency === scope.currency(at)) return amount
  if (!hasRate(image, at, currency)) return 0n
  const entry = image.rateAt(scope.currency(at), currency)
  if (!fits(amount)) return saturate(amount)
  return saturate(floorDiv(amount * rate.numerator(entry), rate.denominator(entry)))
}

/** Absolute exposure at the mark in the currency of a portfolio or group, rounded up. */
export function worth(image: Image, at: number, instrument: number, lots: bigint): bigint {
  return -inHome(image, at, image.instrument.currency(instrument), -exposure(image, instrument, lots))
}

/**
 * Most lots that are worth at most `amount` of the currency of a portfolio or group, rounded towards zero and at most
 * 2^53; 0 without a mark or a rate.
 */
export function lotsWorth(image: Image, at: number, instrument: number, amount: bigint): bigint {
  const { rate, scope } = image
  if (!isForeign(image, at, instrument)) return lotsWithin(image, instrument, amount)
  const currency = image.instrument.currency(instrument)
  if (!hasRate(image, at, currency)) return 0n
  const entry = image.rateAt(scope.currency(at), currency)
  return lotsWithin(image, instrument, min((amount * rate.denominator(entry)) / rate.numerator(entry), MONEY_MAX))
}

/** Most lots whose exposure at the mark is at most `amount` of the instrument's currency. */
export function lotsWithin(image: Image, instrument: number, amount: bigint): bigint {
  const unit = image.instrument.unitValue(instrument)
  const half = image.instrument.mark(instrument)
  if (half === 0n) return 0n
  const lots = image.instrument.kind(instrument) === INVERSE ? (amount * half) / unit : amount / (half * unit)
  return min(lots, LOTS_MAX)
}

/** True for instruments that are paid for in full: their cost is cash turned into inventory. */
export function paidInFull(image: Image, instrument: number): boolean {
  return image.instrument.kind(instrument) === 0
}

/** Margin that an exposure takes at a rate, rounded up; spot takes none. */
export function marginOf(image: Image, instrument: number, exposed: bigint, ppm: bigint): bigint {
  return ppm === 0n || paidInFull(image, instrument) ? 0n : saturate(ceilDiv(exposed * ppm, PPM))
}

/** True for contracts that take margin. */
export function hasMargin({ instrument: record }: Image, instrument: number): boolean {
  return record.initialMarginPpm(instrument) !== 0n || record.maintenanceMarginPpm(instrument) !== 0n
}
