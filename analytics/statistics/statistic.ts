/**
 * A statistic that may be undefined: a finite number, or the reason why there is none. Never NaN, never a sentinel.
 *
 * @example 'value' in ratio ? ratio.value.toFixed(2) : `absent: ${ratio.absent}`
 */
export type Statistic = Present | Absent

export interface Present {
  readonly value: number
}

/** Why a statistic is undefined, as a phrase that follows "absent: ". */
export interface Absent {
  readonly absent: string
}

export const absent = (reason: string): Absent => ({ absent: reason })

/** Wraps a result; one that overflowed is absent. */
export function present(value: number): Statistic {
  return Number.isFinite(value) ? { value } : absent('the result is not a finite number')
}

/** Why numbers cannot be used, where one of them is not finite; `noun` names one of them. */
export function notFinite(values: readonly number[], noun: string): Absent | undefined {
  const at = values.findIndex((value) => !Number.isFinite(value))
  return at < 0 ? undefined : absent(`${noun} ${at + 1} of ${values.length} is ${values[at]}`)
}

/** `1 return`, `3 returns`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
