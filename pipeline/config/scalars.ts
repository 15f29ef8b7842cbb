import { z } from 'zod'
import { isDecimal } from '../../model/decimal.ts'
import { FRAME_ROWS_MAX } from '../../model/layout.generated.ts'
import { parseDuration } from '../../model/time.ts'
import { shown } from './faults.ts'

/**
 * A scalar of the configuration. The file is read with every scalar as text, so that prices and money are never floats;
 * each scalar says what it takes.
 */
function scalar<T>(what: string, read: (text: string) => T | undefined) {
  return z.unknown().transform((value, context): T => {
    const text =
      typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : value
    let result: T | undefined
    if (typeof text === 'string') {
      try {
        result = read(text)
      } catch {
        result = undefined
      }
    }
    if (result !== undefined) return result
    context.addIssue({ code: 'custom', message: `must be ${what}, was ${shown(value)}` })
    return z.NEVER
  })
}

export const text = scalar('a text', (value) => (value === '' ? undefined : value))

/** A decimal of at least zero, such as an amount of money. */
export const amount = scalar('a decimal of at least 0, such as 100000', (value) =>
  isDecimal(value) && !value.startsWith('-') ? value : undefined,
)

/** A decimal above zero, such as a tick. */
export const positive = scalar('a decimal above 0, such as 0.01', (value) =>
  isDecimal(value) && !value.startsWith('-') && /[1-9]/.test(value) ? value : undefined,
)

/** Basis points, kept as a decimal fraction: `25` is `0.0025`. */
export const basisPoints = scalar('basis points of at least 0, such as 25', (value) => {
  if (!isDecimal(value) || value.startsWith('-')) return undefined
  const [whole = '0', fraction = ''] = value.replace('+', '').split('.')
  const digits = (whole + fraction).padStart(fraction.length + 5, '0')
  const point = digits.length - fraction.length - 4
  return `${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)}`
})

export const whole = scalar('a whole number of at least 0', (value) =>
  /^\d{1,15}$/.test(value) ? Number(value) : undefined,
)

export const count = scalar('a whole number of at least 1', (value) =>
  /^0*[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined,
)

/** Rows a frame. */
export const frameRows = scalar(
  `a whole number from 1 to ${FRAME_ROWS_MAX}, or ragged`,
  (value): number | 'ragged' | undefined => {
    if (value === 'ragged') return value
    return /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= FRAME_ROWS_MAX ? Number(value) : undefined
  },
)

export const real = scalar('a number', (value) => (isDecimal(value) ? Number(value) : undefined))

export const fraction = scalar('a number from 0 to 1', (value) => {
  const number = isDecimal(value) ? Number(value) : Number.NaN
  return number >= 0 && number <= 1 ? number : undefined
})

export const flag = scalar('true or false', (value) =>
  value === 'true' ? true : value === 'false' ? false : undefined,
)

/** A duration in ns. */
export const duration = scalar('a duration such as 50ms, 15m or 2d', (value) => parseDuration(value))

/** One of some words. */
export function word<const T extends readonly string[]>(...words: T) {
  return scalar(`one of ${words.join(', ')}`, (value) => (words.includes(value) ? (value as T[number]) : undefined))
}
