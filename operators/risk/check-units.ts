import type { Decimal } from '../../model/decimal.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { CHECKS, Reason } from '../../model/reasons.generated.ts'
import type { OutcomeRow } from '../projection.ts'

/** What the numbers of a check, or of an alert, count. `ratio` is a fraction: 0.25 is 25 %. */
export type CheckUnit = 'money' | 'quantity' | 'price' | 'ratio' | 'nanoseconds' | 'orders' | 'none'

const BY_MANIFEST: Readonly<Record<string, CheckUnit>> = {
  money: 'money',
  lots: 'quantity',
  price: 'price',
  ppm: 'ratio',
  nanoseconds: 'nanoseconds',
  orders: 'orders',
}

const UNITS: ReadonlyMap<number, CheckUnit> = new Map<number, CheckUnit>([
  ...CHECKS.map(({ id, unit }): [number, CheckUnit] => [id, BY_MANIFEST[unit] ?? 'none']),
  [Reason.BUDGET_SCALED, 'money'],
  [Reason.DAILY_LOSS, 'money'],
  [Reason.DRAWDOWN, 'money'],
  [Reason.LOSS_BUDGET, 'money'],
  [Reason.MAINTENANCE_MARGIN, 'money'],
  [Reason.FILL_BEYOND_ORDER, 'quantity'],
])

/** Unit of a check or reason code. */
export function unitOf(code: number): CheckUnit {
  return UNITS.get(code) ?? 'none'
}

/** An integer of a check as a decimal string in its unit. */
export function inUnit(row: Pick<OutcomeRow, 'money' | 'quantity' | 'price'>, unit: CheckUnit, value: bigint): Decimal {
  switch (unit) {
    case 'money':
      return row.money(value)
    case 'quantity':
      return row.quantity(value)
    case 'price':
      return row.price(value)
    case 'ratio':
      return formatDecimal(value, 6)
    default:
      return value.toString()
  }
}
