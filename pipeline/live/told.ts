import { ALERT, FILL, ORDER } from '../../model/layout.generated.ts'
import { fillEvent } from '../../operators/execution/fills.ts'
import { orderEvent } from '../../operators/execution/orders.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { OutcomeRow } from '../../operators/projection.ts'
import { alertEvent } from '../../operators/risk/alerts.ts'

const READERS = new Map([
  [ORDER, { event: 'order', read: orderEvent }],
  [FILL, { event: 'fill', read: fillEvent }],
  [ALERT, { event: 'alert', read: alertEvent }],
] as const)

/** What an outcome has to tell, in order. */
export interface Told {
  readonly kind: 'order' | 'fill' | 'alert'
  /** Row that caused it. */
  readonly sequence: number
  /** As plain data: it may be kept. */
  readonly event: object
}

/** Orders, fills and alerts of an outcome, copied. */
export function told({ tape, image }: Outcome): Told[] {
  const found: Told[] = []
  for (let at = 0; at < tape.count; at++) {
    const reader = READERS.get(tape.memory.u8[tape.at(at)] as typeof ORDER)
    if (reader === undefined) continue
    const row = new OutcomeRow(tape, image, at)
    found.push({ kind: reader.event, sequence: row.identity.sequence, event: reader.read(row) })
  }
  return found
}
