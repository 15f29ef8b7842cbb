import { barCount, barUnit, fixedMicros, nominalMicros } from '../../model/bar-spec.ts'
import type { BarSpec } from '../../model/bar-spec.ts'
import type { SessionTable } from '../../model/session.ts'

const YEAR_MICROS = 365 * 86_400_000_000
const SESSIONS_MIN = 2

/**
 * Bars of a spec in a year of 365 days of an instrument's sessions: clock bars fill the open hours, day bars count
 * sessions, weeks and months days. Where the table has fewer than two sessions the market counts as always open.
 * Undefined for tick, volume and dollar bars.
 *
 * @example about 252 for `1d` of US equities, 365 for `1d` and 8 760 for `1h` of crypto
 */
export function barsPerYear(spec: BarSpec, { opens, closes }: SessionTable): number | undefined {
  const nominal = nominalMicros(spec)
  if (nominal === undefined) return undefined
  const sessions = opens.length
  const unit = barUnit(spec)
  if (sessions < SESSIONS_MIN || unit === 'w' || unit === 'mo') return YEAR_MICROS / nominal
  // From one opening to the last, so that every session counts with the gap that follows it.
  const span = opens[sessions - 1] - opens[0]
  if (unit === 'd') return ((sessions - 1) / span) * (YEAR_MICROS / barCount(spec))
  let open = 0
  for (let at = 0; at < sessions - 1; at++) open += closes[at] - opens[at]
  return (open / span) * (YEAR_MICROS / (fixedMicros(spec) ?? nominal))
}
