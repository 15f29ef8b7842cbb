import { HOLDER_EVENT_KINDS } from '../../analytics/ledger/adjustment.ts'
import type { Adjustment, HolderEvent } from '../../analytics/ledger/adjustment.ts'
import type { Image } from '../../kernels/image.ts'
import { VERB } from '../../kernels/reference/commands.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import {
  ADJUST,
  ADJUST_CASH,
  ADJUST_COST,
  ADJUST_DENOMINATOR,
  ADJUST_LOTS,
  ADJUST_NUMERATOR,
  BAR,
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOW,
  BAR_OPEN,
  COMMAND,
  QUOTE,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
  TRADE,
  TRADE_PRICE,
} from '../../model/layout.generated.ts'
import { WHOLE_DESK } from '../../model/row-id.ts'

/** An input row of an event: lanes by their word in the row, i64 as BigInt, f64 as numbers. */
export interface EventRow {
  readonly kind: number
  readonly source: number
  readonly instrument: number
  readonly aux?: number
  /** Whether it ends the instant; by default not. */
  readonly last?: boolean
  readonly lanes?: readonly (readonly [word: number, value: number | bigint])[]
}

/** Spec of the bar that restates a price: longer than any that is made or read, so that only the mark hears of it. */
const RESTATED = parseBarSpec('1000mo')

/** Aux of ADJUST rows: which event it was; 0 is an adjustment without a known cause. */
export const adjustCode = (kind: HolderEvent['kind']): number => HOLDER_EVENT_KINDS.indexOf(kind) + 1

/** What an event changes of a position, as the kernel takes it. */
export function adjustRow(portfolio: number, instrument: number, event: HolderEvent, change: Adjustment): EventRow {
  const ratio = event.kind === 'split' ? event : { numerator: 0n, denominator: 0n }
  return {
    kind: ADJUST,
    source: portfolio,
    instrument,
    aux: adjustCode(event.kind),
    lanes: [
      [ADJUST_LOTS, Number(change.lots)],
      [ADJUST_COST, change.cost],
      [ADJUST_CASH, change.cash],
      [ADJUST_NUMERATOR, Number(ratio.numerator)],
      [ADJUST_DENOMINATOR, Number(ratio.denominator)],
    ],
  }
}

/** Books the fills of an instrument that are on their way, and ends its orders: before a split. */
export function endOrdersRow(instrument: number): EventRow {
  return { kind: COMMAND, source: WHOLE_DESK, instrument, aux: VERB.endOrders }
}

/** The last price in terms of after the split, as a row of the feed that made it; undefined where there was none. */
export function restatedPriceRow(
  { instrument: record }: Image,
  instrument: number,
  { numerator, denominator }: HolderEvent & { kind: 'split' },
): EventRow | undefined {
  const feed = record.feed(instrument)
  const half = record.mark(instrument)
  if (half === 0n) return undefined
  const restated = (amount: bigint): number => Number((amount * denominator + numerator / 2n) / numerator)
  const lots = (amount: bigint): number => Number((amount * numerator) / denominator)
  const price = Math.max(1, restated(half / 2n))
  const row = { source: 0, instrument }
  if (feed === QUOTE) {
    const [bid, ask] = [record.bid(instrument), record.ask(instrument)]
    return {
      ...row,
      kind: QUOTE,
      lanes: [
        [QUOTE_BID, restated(bid)],
        [QUOTE_ASK, restated(ask)],
        [QUOTE_BID_LOTS, lots(record.bidLots(instrument))],
        [QUOTE_ASK_LOTS, lots(record.askLots(instrument))],
      ],
    }
  }
  if (feed === TRADE) return { ...row, kind: TRADE, lanes: [[TRADE_PRICE, price]] }
  const words = [BAR_OPEN, BAR_HIGH, BAR_LOW, BAR_CLOSE]
  return { ...row, kind: BAR, aux: RESTATED, lanes: words.map((word) => [word, price] as const) }
}
