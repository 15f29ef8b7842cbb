/** A decimal number written out, such as `"0.0001"` or `"100000"`. Prices, quantities and money enter as these. */
export type Decimal = string

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?$|^([+-]?)\.(\d+)$/

/**
 * Parses a decimal string into an integer count of `10^-scale` units, exactly: digits only, never through floating
 * point. A number finer than the scale is an error, because rounding is a decision its caller has to take
 * (see {@link roundDecimal}).
 *
 * @example parseDecimal('0.25', 4) // 2500n
 */
export function parseDecimal(text: Decimal, scale: number): bigint {
  const { negative, whole, fraction } = split(text)
  const kept = fraction.slice(0, scale)
  if (/[1-9]/.test(fraction.slice(scale))) {
    throw new RangeError(`"${text}" has more than ${scale} decimals`)
  }
  const units = BigInt(whole + kept.padEnd(scale, '0'))
  return negative ? -units : units
}

/** Like {@link parseDecimal}, but rounds half away from zero and says whether it had to. */
export function roundDecimal(text: Decimal, scale: number): { units: bigint; rounded: boolean } {
  const { negative, whole, fraction } = split(text)
  let units = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'))
  const rest = fraction.slice(scale)
  if (rest.length > 0 && rest.charCodeAt(0) >= 53) units += 1n
  return { units: negative ? -units : units, rounded: /[1-9]/.test(rest) }
}

/** Prints an integer count of `10^-scale` units as a decimal string; the inverse of {@link parseDecimal}. */
export function formatDecimal(units: bigint, scale: number): Decimal {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`
  return `${negative ? '-' : ''}${whole}${fraction}`
}

/** Decimals a number carries, trailing zeros left out: `decimalsOf('1.2300')` is 2. */
export function decimalsOf(text: Decimal): number {
  return split(text).fraction.replace(/0+$/, '').length
}

/** Whether a text is a plain decimal number. */
export function isDecimal(text: string): boolean {
  return PATTERN.test(text)
}

function split(text: Decimal): { negative: boolean; whole: string; fraction: string } {
  const match = PATTERN.exec(text)
  if (match === null) throw new SyntaxError(`"${text}" is not a decimal number such as 12.34`)
  const [, sign = '', whole = '', fraction = '', signAlone = '', fractionAlone = ''] = match
  return { negative: (sign || signAlone) === '-', whole: whole || '0', fraction: fraction || fractionAlone }
}
