import type { OperatorFunction } from 'rxjs'
import type { Decimal } from '../../model/decimal.ts'
import {
  CHECK,
  CHECK_HEADROOM,
  CHECK_LIMIT,
  CHECK_LOTS,
  CHECK_SUBJECT,
  CHECK_VALUE,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../outcome.ts'
import { projection, reasonName } from '../projection.ts'
import type { RowIdentity } from '../projection.ts'
import { inUnit, unitOf } from './check-units.ts'
import type { CheckUnit } from './check-units.ts'

/** One violated check of an intent. */
export interface CheckEvent extends RowIdentity {
  readonly portfolio: string
  readonly instrument: string
  readonly check: string
  /** Portfolio or portfolio group whose limit it is. */
  readonly scope: string
  readonly unit: CheckUnit
  readonly value: Decimal
  readonly limit: Decimal
  /** What was left before the order. */
  readonly headroom: Decimal
  /** Signed quantity asked. */
  readonly quantity: Decimal
  /** Sector (`sector:…`) or free group (`group:…`), where the check concerns one. */
  readonly subject: string | null
}

/** One object for each CHECK row: every check that an intent violated. */
export function checks(): OperatorFunction<Outcome, CheckEvent> {
  return projection(CHECK, (row) => {
    const check = row.aux & 0xffff
    const unit = unitOf(check)
    return {
      ...row.identity,
      portfolio: row.portfolio,
      instrument: row.symbol,
      check: reasonName(check),
      scope: row.scopeName(row.aux >>> 16),
      unit,
      value: inUnit(row, unit, row.i64(CHECK_VALUE)),
      limit: inUnit(row, unit, row.i64(CHECK_LIMIT)),
      headroom: inUnit(row, unit, row.i64(CHECK_HEADROOM)),
      quantity: row.quantityAt(CHECK_LOTS),
      subject: row.image.names.groups[row.f64(CHECK_SUBJECT)] ?? null,
    }
  })
}
