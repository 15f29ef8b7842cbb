import type { OperatorFunction } from 'rxjs'
import type { Decimal } from '../../model/decimal.ts'
import {
  ALERT,
  ALERT_LIMIT,
  ALERT_STATE,
  ALERT_SUBJECT,
  ALERT_VALUE,
  FLAG_CLEARED,
} from '../../model/layout.generated.ts'
import { NO_INSTRUMENT } from '../../model/row-id.ts'
import type { Outcome } from '../outcome.ts'
import { projection, reasonName } from '../projection.ts'
import type { OutcomeRow, RowIdentity } from '../projection.ts'
import { inUnit, unitOf } from './check-units.ts'
import type { CheckUnit } from './check-units.ts'

const SEVERITIES = ['info', 'warning', 'error'] as const
const POLICIES = ['alert', 'trim', 'reducing'] as const
const STATES = ['active', 'reducing', 'halted'] as const

/** Something to look at: begun or, `cleared`, over. The desk raises a cause once, until it has cleared. */
export interface AlertEvent extends RowIdentity {
  readonly severity: (typeof SEVERITIES)[number]
  readonly reason: string
  readonly cleared: boolean
  /** Portfolio or portfolio group; null where the desk as a whole, or one instrument for all, is meant. */
  readonly portfolio: string | null
  readonly instrument: string | null
  /** Sector or free group. */
  readonly subject: string | null
  readonly unit: CheckUnit
  readonly value: Decimal
  readonly limit: Decimal
  readonly policy: (typeof POLICIES)[number]
  /** Trading state of the portfolio after it. */
  readonly state: (typeof STATES)[number]
}

/** One object for each ALERT row. */
export function alerts(): OperatorFunction<Outcome, AlertEvent> {
  return projection(ALERT, alertEvent)
}

/** Reads an ALERT row. */
export function alertEvent(row: OutcomeRow): AlertEvent {
  const reason = row.aux & 0xffff
  const unit = unitOf(reason)
  return {
    ...row.identity,
    severity: SEVERITIES[(row.aux >>> 16) & 0xff],
    reason: reasonName(reason),
    cleared: (row.flags & FLAG_CLEARED) !== 0,
    portfolio: row.source < row.image.scopes ? row.portfolio : null,
    instrument: row.instrument === NO_INSTRUMENT ? null : row.symbol,
    subject: row.image.names.groups[row.f64(ALERT_SUBJECT)] ?? null,
    unit,
    value: inUnit(row, unit, row.i64(ALERT_VALUE)),
    limit: inUnit(row, unit, row.i64(ALERT_LIMIT)),
    policy: POLICIES[row.aux >>> 24],
    state: STATES[row.f64(ALERT_STATE)],
  }
}
