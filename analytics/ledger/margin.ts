import { abs, ceilDiv } from '../../kernels/money.ts'
import { decimalsOf, parseDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { fitting, LedgerError } from './terms.ts'
import type { Terms } from './terms.ts'

export interface MarginOptions {
  /** Fraction of the notional, initial or maintenance: `"0.03"`. */
  readonly rate: Decimal
  /** The margin is divided by it; left out where leverage is ignored. */
  readonly leverage?: Decimal
}

/**
 * Margin of a net position: notional × rate ÷ leverage in minor units of the settlement currency, rounded up. Nothing
 * held needs none, whatever stood there before.
 *
 * @param lots Signed net position.
 * @param half Half price units.
 */
export function marginOf(terms: Terms, lots: bigint, half: bigint, { rate, leverage = '1' }: MarginOptions): bigint {
  if (lots === 0n) return 0n
  const [rateDecimals, leverageDecimals] = [decimalsOf(rate), decimalsOf(leverage)]
  const divisor = parseDecimal(leverage, leverageDecimals)
  if (divisor <= 0n) throw new LedgerError(`leverage is above 0, was ${leverage}`)
  if (half <= 0n) throw new LedgerError(`${terms.symbol} has no margin at a price of ${half} half units`)
  const exposure = abs(lots) * terms.unit * parseDecimal(rate, rateDecimals) * 10n ** BigInt(leverageDecimals)
  const whole = divisor * 10n ** BigInt(rateDecimals)
  return fitting(terms.kind === 'inverse' ? ceilDiv(exposure, half * whole) : ceilDiv(exposure * half, whole))
}
