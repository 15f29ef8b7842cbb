import { fromHome, inHome } from './home.ts'
import { control } from './image.ts'
import {
  ceilOfProduct,
  floorOfProduct,
  isSmall,
  LOTS_MAX,
  PPM,
  saturate,
  saturatedProduct,
  truncOfProduct,
} from './money.ts'
import { Instrument } from './records.generated.ts'
import { high, low, multiplyUnsigned } from './wide.ts'

const SPOT: i32 = 0
export const INVERSE: i32 = 2

/**
 * Signed value of `lots` at `half` (half price units): what buying them costs, and what holding them adds to profit
 * when it rises. Inverse contracts are worth −lots × face ÷ price, rounded down. Saturates.
 */
export function valueAt(instrument: Instrument, lots: i64, half: i64): i64 {
  const unit = instrument.unitValue
  if (instrument.kind != INVERSE && isSmall(lots, half, unit)) return lots * half * unit
  return otherValue(instrument, lots, half)
}

/** The value where a product of 64 bits is not enough. */
function otherValue(instrument: Instrument, lots: i64, half: i64): i64 {
  if (instrument.kind != INVERSE) return saturatedProduct(lots, half, instrument.unitValue)
  return half == 0 ? 0 : saturate(floorOfProduct(-lots, instrument.unitValue, half))
}

/** Signed value at the instrument's mark. */
export function signedValue(instrument: Instrument, lots: i64): i64 {
  return valueAt(instrument, lots, instrument.mark)
}

/** Absolute exposure of `lots` at `half`, rounded up. Saturates. */
export function exposureAt(instrument: Instrument, lots: i64, half: i64): i64 {
  const size = abs(lots)
  const unit = instrument.unitValue
  if (instrument.kind == INVERSE) return -otherValue(instrument, size, half)
  return isSmall(size, half, unit) ? size * half * unit : otherValue(instrument, size, half)
}

/** Absolute exposure at the mark. */
export function exposure(instrument: Instrument, lots: i64): i64 {
  return exposureAt(instrument, lots, instrument.mark)
}

/** Absolute exposure at the mark in the currency of a portfolio or group, rounded up. */
export function worth(at: i32, instrument: Instrument, lots: i64): i64 {
  const own = exposure(instrument, lots)
  return control.currencies == 1 ? own : -inHome(at, instrument.currency, -own)
}

/**
 * Most lots that are worth at most `amount` of the currency of a portfolio or group, rounded towards zero and at most
 * 2^53; 0 without a mark or a rate.
 */
export function lotsWorth(at: i32, instrument: Instrument, amount: i64): i64 {
  return min(lotsAffordable(at, instrument, amount), LOTS_MAX)
}

/** The same for lots of several positions together, at most 2^62: the sum of a group may be beyond 2^53. */
export function lotsAffordable(at: i32, instrument: Instrument, amount: i64): i64 {
  return lotsWithin(instrument, control.currencies == 1 ? amount : fromHome(at, instrument.currency, amount))
}

/** The same where the amount is of the instrument's own currency. */
export function lotsWithin(instrument: Instrument, amount: i64): i64 {
  const half = instrument.mark
  const unit = instrument.unitValue
  if (half == 0) return 0
  if (instrument.kind == INVERSE) return truncOfProduct(amount, half, unit)
  multiplyUnsigned(half, unit)
  if (high != 0 || i64(low) < 0) return 0
  return amount / i64(low)
}

/** Margin that an exposure takes at a rate, rounded up; spot takes none. Saturates. */
export function marginOf(instrument: Instrument, exposed: i64, ppm: i64): i64 {
  return ppm == 0 || paidInFull(instrument) ? 0 : saturate(ceilOfProduct(exposed, ppm, PPM))
}

/** True for instruments that take margin. */
export function hasMargin(instrument: Instrument): bool {
  return (instrument.initialMarginPpm | instrument.maintenanceMarginPpm) != 0
}

/** True for instruments that are paid for in full: their cost is cash turned into inventory. */
export function paidInFull(instrument: Instrument): bool {
  return instrument.kind == SPOT
}
