const SCALE_MAX = 8
const EXACT_MAX = 2 ** 50

/**
 * Decimals that a column's numbers really have. Numbers that are the noise of a binary float (`4.449999809265137` is
 * the float32 nearest to 4.45, `0.9884000000000001` a float64 sum) count with the digits of the number behind them.
 * What can't be explained so counts with all its digits; the scale is the one that 99.5 % of the numbers fit, at most 8,
 * and less where the largest would not leave headroom in 2^53.
 */
export function scaleOf(cells: Iterable<string>): number {
  const needed: number[] = Array.from({ length: 20 }, () => 0)
  let total = 0
  let largest = 0
  for (const [cell, count] of counted(cells)) {
    if (!/^-?\d*\.?\d+(e[-+]?\d+)?$/i.test(cell)) continue
    const value = Math.abs(Number(cell))
    largest = Math.max(largest, value)
    needed[Math.min(decimalsBehind(cell, value), 19)] += count
    total += count
  }
  let scale = 19
  for (let above = 0; scale > 0 && above + needed[scale] <= total * 0.005; scale--) above += needed[scale]
  scale = Math.min(scale, SCALE_MAX)
  while (scale > 0 && largest * 10 ** scale > EXACT_MAX) scale--
  return scale
}

/** How often each text stands there: prices repeat. */
function counted(cells: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  return counts
}

/** Decimals of the number a text stands for, without binary noise. */
function decimalsBehind(text: string, value: number): number {
  if (text.length < 9 && /^[\d.]*[1-9]$/.test(text)) {
    const point = text.indexOf('.')
    return point < 0 ? 0 : text.length - point - 1
  }
  if (/e/i.test(text)) return decimalsBehind(value.toFixed(Math.min(20, 12)), value)
  const fraction = /\.(\d*)$/.exec(text)?.[1]?.replace(/0+$/, '') ?? ''
  const printed = fraction.length
  const significant = text.replace(/^-?0*\.?0*/, '').replace('.', '').length
  if (significant < 8) return printed
  for (let scale = 0; scale <= printed - 3; scale++) {
    const candidate = Number(value.toFixed(scale))
    if (candidate === 0) continue
    if (isFloat32(candidate, value, printed) || (significant >= 15 && isNoise(candidate, value, printed))) return scale
  }
  return printed
}

/** Whether a printed value is the float32 nearest to a shorter number, or at most two steps from it. */
function isFloat32(candidate: number, value: number, printed: number): boolean {
  const nearest = Math.fround(candidate)
  const step = 2 ** (Math.floor(Math.log2(Math.abs(nearest))) - 23)
  const half = 0.5000001 * 10 ** -Math.min(printed, 15)
  for (let steps = -2; steps <= 2; steps++)
    if (Math.abs(nearest + steps * step - value) <= half + value * 2e-15) return true
  return false
}

/**
 * Whether 15 digits and more differ from a shorter number by no more than arithmetic does: on float64 values, and where
 * more decimals are printed than any market has, on float32 values.
 */
function isNoise(candidate: number, value: number, printed: number): boolean {
  return Math.abs(candidate - value) <= (printed >= 10 ? 1e-7 : 1e-14) * Math.abs(value)
}
