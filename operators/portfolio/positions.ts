import type { OperatorFunction } from 'rxjs'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import {
  POSITION,
  POSITION_COST,
  POSITION_LOTS,
  POSITION_MARK,
  POSITION_REALISED,
  POSITION_VALUE,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../outcome.ts'
import { projection } from '../projection.ts'
import type { OutcomeRow, RowIdentity } from '../projection.ts'

/** A position after something changed it. Quantity is signed; money is in `currency`. */
export interface PositionEvent extends RowIdentity {
  readonly portfolio: string
  readonly instrument: string
  readonly currency: string
  readonly quantity: Decimal
  /** Signed total cost: what is exact. */
  readonly cost: Decimal
  readonly realised: Decimal
  /** Value at the mark. */
  readonly value: Decimal
  readonly mark: Decimal | null
  /** Cost per unit, for display: three decimals more than a price, cut off; null for a flat position. */
  readonly averagePrice: Decimal | null
}

/** One object for each POSITION row. */
export function positions(): OperatorFunction<Outcome, PositionEvent> {
  return projection(POSITION, (row) => ({
    ...row.identity,
    portfolio: row.portfolio,
    instrument: row.symbol,
    currency: row.currencyName,
    quantity: row.quantityAt(POSITION_LOTS),
    cost: row.moneyAt(POSITION_COST),
    realised: row.moneyAt(POSITION_REALISED),
    value: row.moneyAt(POSITION_VALUE),
    mark: row.markAt(POSITION_MARK),
    averagePrice: averagePrice(row),
  }))
}

const MORE_DECIMALS = 3
const INVERSE = 2

/** cost ÷ (lots × value of a lot at price 1); for inverse contracts −lots × face ÷ cost. */
function averagePrice(row: OutcomeRow): Decimal | null {
  const lots = BigInt(row.f64(POSITION_LOTS))
  const cost = row.i64(POSITION_COST)
  if (lots === 0n || cost === 0n) return null
  const { instrument: record } = row.image
  const unit = record.unitValue(row.instrument)
  const finer = 5n * 10n ** BigInt(MORE_DECIMALS - 1)
  const price = record.kind(row.instrument) === INVERSE ? (-lots * unit * finer) / cost : (cost * finer) / (lots * unit)
  return formatDecimal(price, row.priceScale + MORE_DECIMALS)
}
