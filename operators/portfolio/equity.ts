import type { OperatorFunction } from 'rxjs'
import type { Decimal } from '../../model/decimal.ts'
import {
  EQUITY,
  EQUITY_CASH,
  EQUITY_EQUITY,
  EQUITY_GROSS,
  EQUITY_HIGH_WATER,
  EQUITY_NET,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../outcome.ts'
import { projection } from '../projection.ts'
import type { RowIdentity } from '../projection.ts'

const CAUSES = ['interval', 'fill', 'cash', 'state'] as const

/** What a portfolio is worth at an instant. Money is in `currency`. */
export interface EquityEvent extends RowIdentity {
  readonly portfolio: string
  readonly currency: string
  readonly cause: (typeof CAUSES)[number]
  readonly equity: Decimal
  readonly cash: Decimal
  readonly gross: Decimal
  readonly net: Decimal
  readonly highWater: Decimal
  /** Fall from the highest equity, as a fraction of it: 0 or below; null where that was never above 0. */
  readonly drawdown: number | null
}

/** One object for each EQUITY row. */
export function equity(): OperatorFunction<Outcome, EquityEvent> {
  return projection(EQUITY, (row) => ({
    ...row.identity,
    portfolio: row.portfolio,
    currency: row.currencyName,
    cause: CAUSES[row.aux],
    equity: row.moneyAt(EQUITY_EQUITY),
    cash: row.moneyAt(EQUITY_CASH),
    gross: row.moneyAt(EQUITY_GROSS),
    net: row.moneyAt(EQUITY_NET),
    highWater: row.moneyAt(EQUITY_HIGH_WATER),
    drawdown: drawdown(row.i64(EQUITY_EQUITY), row.i64(EQUITY_HIGH_WATER)),
  }))
}

/** The high water is brought up at the end of an instant, so a new high inside one counts as no fall. */
function drawdown(now: bigint, highest: bigint): number | null {
  if (highest <= 0n) return null
  return now >= highest ? 0 : Number(now - highest) / Number(highest)
}
