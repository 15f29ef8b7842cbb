import type { Image } from '../../kernels/image.ts'
import { NONE } from '../../kernels/image.ts'
import { abs, ceilDiv, max, PPM } from '../../kernels/money.ts'
import { lotsText, MOST, moneyText, ratioText, scopeName, secondsText, symbolOf } from './lever.ts'
import type { Lever, Violated } from './lever.ts'

/** Levers of a check; a text: why there is none. */
export type LeversOf = (of: Violated) => readonly Lever[] | string

export type Numeric = Pick<Lever, 'input' | 'from' | 'set' | 'lift'> & { readonly guess?: bigint }

export const raised = (unit: keyof typeof MOST, print: Lever['print'], { guess = 1n, ...lever }: Numeric): Lever => ({
  ...lever,
  unit,
  step: 1n,
  most: MOST[unit],
  guess: max(1n, guess),
  print,
})

export const lowered = (unit: keyof typeof MOST, print: Lever['print'], lever: Numeric): Lever => ({
  ...raised(unit, print, lever),
  step: -1n,
  most: lever.from,
})

/** A limit of a portfolio or group in its money. */
export const moneyLimit =
  (
    key: string,
    get: (image: Image, scope: number) => bigint,
    set: (image: Image, scope: number, value: bigint) => void,
  ): LeversOf =>
  ({ image, violation: { scope, value, limit } }) => [
    raised('money', moneyText(image, image.scope.currency(scope)), {
      input: `limits.${key} of ${scopeName(image, scope)}`,
      from: get(image, scope),
      guess: value - limit,
      set: (to, _rowAt, amount) => set(to, scope, amount),
      lift: (to) => set(to, scope, NONE),
    }),
  ]

/** A limit that is a share of equity, against an amount. */
export const shareLimit =
  (
    key: (of: Violated) => string,
    get: (of: Violated, image: Image) => bigint,
    set: (of: Violated, image: Image, ppm: bigint) => void,
  ): LeversOf =>
  (of) => {
    const { image, violation } = of
    const equity = image.scope.equity(violation.scope)
    const from = get(of, image)
    const guess = equity > 0n ? ceilDiv(violation.value * PPM, equity) - from : 1n
    return [
      raised('ratio', ratioText, {
        input: `limits.${key(of)} of ${scopeName(image, violation.scope)}`,
        from,
        guess,
        set: (to, _rowAt, ppm) => set(of, to, ppm),
        lift: (to) => set(of, to, NONE),
      }),
    ]
  }

/** A limit in ppm against ppm. */
export const ratioLimit =
  (
    key: string,
    get: (image: Image, scope: number) => bigint,
    set: (image: Image, scope: number, ppm: bigint) => void,
  ): LeversOf =>
  ({ image, violation: { scope, value, limit } }) => [
    raised('ratio', ratioText, {
      input: `limits.${key} of ${scopeName(image, scope)}`,
      from: get(image, scope),
      guess: value - limit,
      set: (to, _rowAt, ppm) => set(to, scope, ppm),
    }),
  ]

/** A limit of an instrument. */
export const instrumentLimit =
  (
    key: string,
    unit: 'quantity' | 'money' | 'nanoseconds',
    get: (image: Image, instrument: number) => bigint,
    set: (image: Image, instrument: number, value: bigint) => void,
  ): LeversOf =>
  ({ image, instrument, violation: { value, limit } }) => {
    const print = {
      quantity: lotsText(image, instrument),
      money: moneyText(image, image.instrument.currency(instrument)),
      nanoseconds: secondsText,
    }[unit]
    const lever: Numeric = {
      input: `instruments.${symbolOf(image, instrument)}.${key}`,
      from: get(image, instrument),
      guess: abs(value - limit),
      set: (to, _rowAt, amount) => set(to, instrument, amount),
    }
    // What is too small needs a lower bound, what is too large a higher one.
    return [key.startsWith('min') ? lowered(unit, print, lever) : raised(unit, print, lever)]
  }
