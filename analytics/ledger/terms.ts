import { ceilDiv, floorDiv, fits, MONEY_MAX, unitValue } from '../../kernels/money.ts'
import { decimalsOf, parseDecimal } from '../../model/decimal.ts'
import type { ContractKind, Instrument } from '../../model/instrument.ts'

/** Thrown when the books can't do what they are asked: more lots than are held, an amount beyond what money may be. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
}

/** What the books know of an instrument, in integers. */
export interface Terms {
  readonly symbol: string
  readonly currency: string
  readonly kind: ContractKind
  /** Money per (half price unit × lot); of an inverse contract money × half price units per lot. */
  readonly unit: bigint
  readonly priceScale: number
  readonly quantityScale: number
  /** Decimals of money in the currency. */
  readonly moneyScale: number
  readonly multiplier: string
  /** Increment of orders, in lots: what a split leaves below it is paid in cash. */
  readonly step: bigint
}

/** Terms of an instrument, given the decimals of its currency's money. Throws where they are too few to be exact. */
export function termsOf(instrument: Instrument, moneyScale: number): Terms {
  const { symbol, currency, kind, priceScale, quantityScale, multiplier, lotStep } = instrument
  const unit = unitValue(instrument, moneyScale)
  if (unit === 0n)
    throw new LedgerError(
      `${symbol}: half a price unit of a lot is less than a unit of money of ${moneyScale} decimals`,
    )
  const step = parseDecimal(lotStep, quantityScale)
  return { symbol, currency, kind, unit, priceScale, quantityScale, moneyScale, multiplier, step }
}

/** An amount that may stand in the books. Throws where it is beyond what money may be. */
export function fitting(amount: bigint): bigint {
  if (!fits(amount)) throw new LedgerError(`${amount} minor units of money are beyond ±${MONEY_MAX}`)
  return amount
}

/**
 * Signed value of `lots` at `half` half price units: what buying them costs, and what holding them adds to profit when
 * it rises. Inverse contracts are worth −lots × face ÷ price, rounded down.
 */
export function valueOf({ kind, unit }: Terms, lots: bigint, half: bigint): bigint {
  if (kind !== 'inverse') return fitting(lots * half * unit)
  if (half <= 0n) throw new LedgerError(`an inverse contract has no value at a price of ${half}`)
  return fitting(floorDiv(-lots * unit, half))
}

/**
 * `rate` (a decimal fraction) of the notional of signed `lots` at `half` half price units, positive for a long position
 * and a positive rate, rounded up: towards what costs more to who pays it.
 */
export function shareOfNotional({ kind, unit }: Terms, lots: bigint, half: bigint, rate: string): bigint {
  const decimals = decimalsOf(rate)
  const parts = parseDecimal(rate, decimals)
  const whole = 10n ** BigInt(decimals)
  if (kind !== 'inverse') return fitting(ceilDiv(lots * half * unit * parts, whole))
  if (half <= 0n) throw new LedgerError(`an inverse contract has no notional at a price of ${half}`)
  return fitting(ceilDiv(lots * unit * parts, half * whole))
}

/** Whether a position is paid for in full, so that its cost is cash turned into inventory. */
export const paidInFull = ({ kind }: Terms): boolean => kind === 'spot'

/** Half price units of a decimal price, rounded to the nearest. Throws where nothing remains. */
export function halfUnits(price: string, { priceScale, symbol }: Terms): bigint {
  const decimals = decimalsOf(price)
  const whole = 10n ** BigInt(decimals)
  const half = floorDiv(4n * parseDecimal(price, decimals) * 10n ** BigInt(priceScale) + whole, 2n * whole)
  if (half <= 0n) throw new LedgerError(`${symbol}: ${price} is less than half a price unit`)
  return half
}
