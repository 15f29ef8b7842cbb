import type { Decimal } from '../../model/decimal.ts'
import { decimalsOf, formatDecimal, isDecimal, parseDecimal, roundDecimal } from '../../model/decimal.ts'
import { formatMicros } from '../../model/time.ts'

const MINUS = '\u2212'
/** Narrow no-break space between groups of three digits. */
const GROUP = '\u202f'

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, GROUP)

/** `-12400.5` as `−12 400.5`, with every digit kept; what is no decimal is shown as it is. */
export function exact(text: Decimal): string {
  if (!isDecimal(text)) return text
  const [whole, fraction] = text.replace(/^[+-]/, '').split('.')
  return `${text.startsWith('-') ? MINUS : ''}${grouped(whole || '0')}${fraction ? `.${fraction}` : ''}`
}

/** Like `exact`, without zeros at the end: `5.77540000` is `5.7754`. */
export const trimmed = (text: Decimal): string => exact(text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** A decimal rounded half away from zero to a number of decimals. */
export function rounded(text: Decimal, decimals: number): string {
  return isDecimal(text) ? exact(formatDecimal(roundDecimal(text, decimals).units, decimals)) : text
}

/** Like `rounded`, with a plus before what is above zero. */
export function signed(text: Decimal, decimals: number): string {
  const shown = rounded(text, decimals)
  return shown.startsWith(MINUS) || /^[0.]*$/.test(shown) ? shown : `+${shown}`
}

/** Money is shown to the cent where there is much of it, finer where the capital is a few coins. */
export function moneyDecimals(startingCash: Decimal): number {
  const size = Math.abs(Number(startingCash))
  return size >= 1000 || size === 0 ? 2 : size >= 1 ? 4 : 8
}

/** Sum of decimals with the decimals of the finest. */
export function sum(...terms: readonly Decimal[]): Decimal {
  const scale = Math.max(0, ...terms.map(decimalsOf))
  return formatDecimal(
    terms.reduce((total, term) => total + parseDecimal(term, scale), 0n),
    scale,
  )
}

export const negated = (text: Decimal): Decimal =>
  text.startsWith('-') ? text.slice(1) : Number(text) === 0 ? text : `-${text.replace(/^\+/, '')}`

/** A number with a fixed count of decimals. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return 'absent'
  const text = value.toFixed(decimals)
  return exact(Number(text) === 0 ? text.replace('-', '') : text.includes('e') ? String(value) : text)
}

export const count = (value: number): string => fixed(value, 0)

/** `0.0044` as `0.44 %`. */
export const percent = (fraction: number, decimals: number = 2): string => `${fixed(fraction * 100, decimals)}\u00a0%`

/** Like `percent`, with a plus before what is above zero. */
export const signedPercent = (fraction: number): string =>
  `${Number((fraction * 100).toFixed(2)) > 0 ? '+' : ''}${percent(fraction)}`

/** `2016-01-02 14:05:00`, always UTC; what is no time at all is said to be absent. */
export function time(micros: number): string {
  if (!Number.isFinite(micros) || Math.abs(micros) > 8.64e18 / 1000) return 'absent'
  return formatMicros(micros).replace('T', ' ').replace('Z', '')
}

/** `1.2 µs`, `41 ms`, `3.1 s`. */
export function duration(nanos: number): string {
  if (nanos < 1e3) return `${fixed(nanos, 0)}\u00a0ns`
  if (nanos < 1e6) return `${fixed(nanos / 1e3, 1)}\u00a0µs`
  if (nanos < 1e9) return `${fixed(nanos / 1e6, 1)}\u00a0ms`
  return `${fixed(nanos / 1e9, 2)}\u00a0s`
}

/** `CASH_INSUFFICIENT` as `cash insufficient`. */
export const spoken = (code: string): string => code.toLowerCase().replaceAll('_', ' ')
