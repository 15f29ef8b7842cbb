import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import { BAR, BOOK, KIND_NAMES, LANES, QUOTE, TRADE } from '../../model/layout.generated.ts'
import { formatNanos } from '../../model/time.ts'
import type { MarketRow } from './explanation.ts'
import type { KeptRow } from './instant-rows.ts'

const MARKET: ReadonlySet<number> = new Set([QUOTE, TRADE, BAR, BOOK])
const FIRST_LANE = 24

export const kindOf = ({ view }: KeptRow): number => view.getUint8(0)
export const sourceOf = ({ view }: KeptRow): number => view.getUint16(2, true)
export const instrumentOf = ({ view }: KeptRow): number => view.getUint32(4, true)
export const nanosOf = ({ view }: KeptRow): bigint => view.getBigInt64(8, true)
export const auxOf = ({ view }: KeptRow): number => view.getUint32(20, true)
export const flagsOf = ({ view }: KeptRow): number => view.getUint8(1)

/** A lane by its word in the row, as the layout's constants count them. */
export const laneOf = ({ view }: KeptRow, word: number): number => view.getFloat64(word * 8, true)

export const isMarket = (row: KeptRow): boolean => row.tape === 'input' && MARKET.has(kindOf(row))

/** A row of the market with its integers spelled out; lanes of 0, none, are left out. */
export function marketRow(row: KeptRow, { priceScale, quantityScale }: Instrument): MarketRow {
  const lanes: Record<string, Decimal> = {}
  for (const [lane, [name, type]] of (LANES[kindOf(row)] ?? []).entries()) {
    const at = FIRST_LANE + lane * 8
    const units = type === 'f64' ? BigInt(row.view.getFloat64(at, true)) : row.view.getBigUint64(at, true)
    if (units === 0n) continue
    const isQuantity = name.toLowerCase().endsWith('lots')
    lanes[name] = type === 'f64' ? formatDecimal(units, isQuantity ? quantityScale : priceScale) : String(units)
  }
  return { kind: KIND_NAMES[kindOf(row)], sequence: row.sequence, time: formatNanos(nanosOf(row)), lanes }
}
