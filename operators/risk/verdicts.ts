import type { OperatorFunction } from 'rxjs'
import type { Decimal } from '../../model/decimal.ts'
import {
  VERDICT,
  VERDICT_APPROVED_LOTS,
  VERDICT_DECISION_ID,
  VERDICT_MARK,
  VERDICT_REQUESTED_LOTS,
  VERDICT_TARGET_LOTS,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../outcome.ts'
import { projection, reasonName } from '../projection.ts'
import type { RowIdentity } from '../projection.ts'

const VERDICTS = ['in-band', 'refused', 'reduced', 'approved'] as const

/** What became of one intent. Quantities are signed decimals; a mark has one decimal more than a price. */
export interface VerdictEvent extends RowIdentity {
  readonly portfolio: string
  readonly instrument: string
  readonly verdict: (typeof VERDICTS)[number]
  /** First reason; `NONE` for what was approved whole. */
  readonly reason: string
  readonly requested: Decimal
  readonly approved: Decimal
  /** Position the decision asks for. */
  readonly target: Decimal
  readonly mark: Decimal | null
  readonly decisionId: string | null
}

/** One object for each VERDICT row. */
export function verdicts(): OperatorFunction<Outcome, VerdictEvent> {
  return projection(VERDICT, (row) => ({
    ...row.identity,
    portfolio: row.portfolio,
    instrument: row.symbol,
    verdict: VERDICTS[row.aux & 0xffff],
    reason: reasonName(row.aux >>> 16),
    requested: row.quantityAt(VERDICT_REQUESTED_LOTS),
    approved: row.quantityAt(VERDICT_APPROVED_LOTS),
    target: row.quantityAt(VERDICT_TARGET_LOTS),
    mark: row.markAt(VERDICT_MARK),
    decisionId: row.idAt(VERDICT_DECISION_ID),
  }))
}
