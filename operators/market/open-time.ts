import { sessionAt } from '../../model/session.ts'
import type { SessionTable } from '../../model/session.ts'

/**
 * Time (µs) between two instants during which the instrument's sessions were open: nights and weekends don't count.
 * Outside the table's span nothing is open.
 */
export function openMicrosBetween(session: SessionTable, fromMicros: number, toMicros: number): number {
  const { opens, closes } = session
  let open = 0
  for (let at = Math.max(0, sessionAt(session, fromMicros)); at < opens.length && opens[at] < toMicros; at++) {
    const from = opens[at] > fromMicros ? opens[at] : fromMicros
    const to = closes[at] < toMicros ? closes[at] : toMicros
    if (to > from) open += to - from
  }
  return open
}
