/** The newest values, at most a fixed number; plain data, so that it can stand in an evaluator's state. */
export interface Window {
  readonly values: number[]
  next: number
  count: number
}

export const windowOf = (length: number): Window => ({ values: Array.from({ length }, () => 0), next: 0, count: 0 })

/** Puts a value in, over the oldest when full. */
export function push(window: Window, value: number): void {
  window.values[window.next] = value
  window.next = window.next + 1 === window.values.length ? 0 : window.next + 1
  if (window.count < window.values.length) window.count++
}

export const isFull = (window: Window): boolean => window.count === window.values.length

/** The value put in `back` values before the newest (0 is the newest). */
export function valueAt(window: Window, back: number): number {
  const { values } = window
  const at = window.next - 1 - back
  return values[at < 0 ? at + values.length : at]
}

/** Mean and population standard deviation, in two passes from the oldest slot on. */
export function moments(window: Window): { mean: number; deviation: number } {
  const { values, count } = window
  let sum = 0
  for (let at = 0; at < count; at++) sum += values[at]
  const mean = sum / count
  let squares = 0
  for (let at = 0; at < count; at++) squares += (values[at] - mean) * (values[at] - mean)
  return { mean, deviation: Math.sqrt(squares / count) }
}
