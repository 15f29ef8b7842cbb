import type { Image } from '../image.ts'
import { abs, ceilDiv, floorDiv, LOTS_MAX, min, PPM, saturate } from '../money.ts'

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

/** Most lots whose exposure at the mark is at most `amount`, rounded towards zero and at most 2^53; 0 without a mark. */
export function lotsWorth(image: Image, instrument: number, amount: bigint): bigint {
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
