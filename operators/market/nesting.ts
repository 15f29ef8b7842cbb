import { barCount, barUnit, fixedMicros, nominalMicros } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'

/** What an input bar is to a bar that could be made of it. */
export const NOTHING = 0
export const PART = 1
export const MISFIT = 2
export const SAME = 3

/**
 * What input bars of a spec are to bars of another: a PART of them, when those end exactly where one of these does; a
 * MISFIT, when they are finer and do not (weeks in months, 30m in 45m, days in bars of the clock, any bars in ticks);
 * SAME, when they are those; NOTHING, when they are as long otherwise, or longer. Clock bars are a part of days, weeks and months as far as the specs tell:
 * whether one straddles the end of a session shows at the bar.
 */
export function nesting(input: BarSpec, target: BarSpec): number {
  const [length, whole] = [nominalMicros(input), nominalMicros(target)]
  if (length === undefined) return NOTHING
  if (input === target) return SAME
  if (whole === undefined) return barUnit(target) === 't' ? MISFIT : PART
  if (length >= whole) return NOTHING
  return fits(input, target) ? PART : MISFIT
}

function fits(input: BarSpec, target: BarSpec): boolean {
  const [length, whole] = [fixedMicros(input), fixedMicros(target)]
  if (length !== undefined) return whole === undefined || whole % length === 0
  const unit = barUnit(input)
  if (unit === barUnit(target)) return barCount(target) % barCount(input) === 0
  return whole === undefined && unit === 'd' && barCount(input) === 1
}
