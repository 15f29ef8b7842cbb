import { isDecimal, parseDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'

/** Decimals a comparison looks at; the state image keeps fewer of every ratio. */
const SCALE = 15
const ONE = 10n ** BigInt(SCALE)

/** Bounds of a ratio or an amount; an absent bound is open. */
export interface Bounds {
  readonly above?: number
  readonly least?: number
  readonly most?: number
}

/** Throws unless a value is a decimal string within bounds; absent values pass. */
export function checkDecimal(value: Decimal | undefined, path: string, { above, least, most }: Bounds): void {
  if (value === undefined) return
  const number = decimal(value, path)
  if (above !== undefined && number <= whole(above))
    throw new RangeError(`${path} must be above ${above}, was ${value}`)
  if (least !== undefined && number < whole(least))
    throw new RangeError(`${path} must be at least ${least}, was ${value}`)
  if (most !== undefined && number > whole(most)) throw new RangeError(`${path} must be at most ${most}, was ${value}`)
}

/** Throws unless the first of two decimals is at most the second; passes where one is absent. */
export function checkOrder(
  low: Decimal | undefined,
  lowPath: string,
  high: Decimal | undefined,
  highPath: string,
): void {
  if (low === undefined || high === undefined) return
  if (decimal(low, lowPath) > decimal(high, highPath)) {
    throw new RangeError(`${lowPath} must be at most ${highPath}, ${high}, was ${low}`)
  }
}

/** Throws unless a value is one of a few names; absent values pass. */
export function checkName(value: string | undefined, path: string, names: readonly string[]): void {
  if (value !== undefined && !names.includes(value))
    throw new Error(`${path} must be one of ${names.join(', ')}, was "${value}"`)
}

/** Throws unless a value is a whole number of at least `least`; absent values pass. */
export function checkCount(value: number | undefined, path: string, least: number): void {
  if (value === undefined) return
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${path} must be a whole number of at least ${least}, was ${value}`)
}

/** Throws unless a time in ns is at least `least`; absent values pass. */
export function checkNanos(value: bigint | undefined, path: string, least: bigint): void {
  if (value !== undefined && value < least) throw new RangeError(`${path} must be at least ${least} ns, was ${value}`)
}

const whole = (value: number): bigint => BigInt(value) * ONE

function decimal(value: Decimal, path: string): bigint {
  if (typeof value !== 'string' || !isDecimal(value)) {
    throw new SyntaxError(`${path} must be a decimal number in quotes such as "0.25", was ${JSON.stringify(value)}`)
  }
  try {
    return parseDecimal(value, SCALE)
  } catch (error) {
    throw new RangeError(`${path}: ${(error as Error).message}`, { cause: error })
  }
}
