import type { Image } from '../../kernels/image.ts'
import type { Violation } from '../../kernels/reference/intent.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { CheckUnit } from '../../operators/risk/check-units.ts'

/** An input of a check that can be altered step by step, and by how much at most. */
export interface Lever {
  /** What is altered, as the configuration names it where it is a setting; equal names are one lever. */
  readonly input: string
  readonly unit: CheckUnit
  /** What it is, in the smallest unit there is. */
  readonly from: bigint
  /** Sign of a step that helps. */
  readonly step: 1n | -1n
  readonly most: bigint
  /** Steps that are tried first. */
  readonly guess: bigint
  set(image: Image, rowAt: number, value: bigint): void
  /** Removes a limit altogether; absent: `most` steps. */
  lift?(image: Image): void
  print(value: bigint): string
}

/** What a lever is made from: a violated check of an intent, on the state just before the row. */
export interface Violated {
  readonly image: Image
  readonly violation: Violation
  readonly portfolio: number
  readonly instrument: number
  /** Byte offset of the row in the image's memory. */
  readonly rowAt: number
}

export const scopeName = ({ names }: Image, scope: number): string => names.scopes[scope]
export const symbolOf = ({ names }: Image, instrument: number): string => names.universe.instruments[instrument].symbol

export const MOST = {
  money: 2n ** 60n,
  quantity: 2n ** 52n,
  price: 2n ** 50n,
  ratio: 2n ** 40n,
  nanoseconds: 2n ** 60n,
  orders: 2n ** 24n,
} as const

export const moneyText =
  ({ names }: Image, currency: number) =>
  (amount: bigint): string =>
    `${formatDecimal(amount, names.moneyScales[currency])} ${names.currencies[currency]}`

export const lotsText =
  ({ names }: Image, instrument: number) =>
  (lots: bigint): Decimal =>
    formatDecimal(lots, names.universe.instruments[instrument].quantityScale)

export const priceText =
  ({ names }: Image, instrument: number) =>
  (units: bigint): Decimal =>
    formatDecimal(units, names.universe.instruments[instrument].priceScale)

export const ratioText = (ppm: bigint): Decimal => formatDecimal(ppm, 6)
/** Seconds, to the nanosecond. */
export const secondsText = (nanos: bigint): string => `${formatDecimal(nanos, 9)} s`

/** Something that is so or not: one step makes it so. */
export function flagLever(
  input: string,
  texts: readonly [from: string, to: string],
  set: (image: Image, rowAt: number) => void,
): Lever {
  return {
    input,
    unit: 'none',
    from: 0n,
    step: 1n,
    most: 1n,
    guess: 1n,
    set: (image, rowAt, value) => {
      if (value !== 0n) set(image, rowAt)
    },
    print: (value) => texts[value === 0n ? 0 : 1],
  }
}
