import type { Image } from '../../kernels/image.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import { BAR, BOOK, QUOTE, ROW_BYTES, TRADE } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Explanation, MarketRow, MarketView } from './explanation.ts'
import type { KeptRow } from './instant-rows.ts'
import { microsAt } from './mentions.ts'
import { instrumentOf, isMarket, marketRow } from './row-view.ts'

/** What the desk knows of an instrument's market, and the rows of the instant that told it. */
export function marketView(image: Image, instrument: number, rows: readonly KeptRow[], nowMicros: number): MarketView {
  const { instrument: record, names } = image
  const known = names.universe.instruments[instrument]
  const price = (units: bigint): Decimal | null => (units === 0n ? null : formatDecimal(units, known.priceScale))
  const mark = record.mark(instrument)
  const age = BigInt(nowMicros) * 1000n - record.markAt(instrument)
  return {
    rows: rows.filter((row) => isMarket(row) && instrumentOf(row) === instrument).map((row) => marketRow(row, known)),
    mark: mark === 0n ? null : formatDecimal(mark * 5n, known.priceScale + 1),
    markAgeSeconds: mark === 0n ? null : formatDecimal(age < 0n ? 0n : age, 9),
    bid: price(record.bid(instrument)),
    ask: price(record.ask(instrument)),
    last: price(record.last(instrument)),
    crossed: record.crossed(instrument) === 1,
  }
}

const MARKET: ReadonlySet<number> = new Set([QUOTE, TRADE, BAR, BOOK])

/** The market of an instrument behind a row, up to an instant. */
export class Between {
  private readonly instrument: number
  private readonly known: Instrument
  private readonly untilMicros: number
  private rows = 0
  private newest: MarketRow | null = null

  constructor(instrument: number, known: Instrument, untilMicros: number) {
    this.instrument = instrument
    this.known = known
    this.untilMicros = untilMicros
  }

  take({ frame, from, to }: Outcome): void {
    const { u8, u32 } = frame.input.memory
    let newest = -1
    for (let row = from; row < to; row++) {
      const at = frame.input.at(row)
      if (u32[(at >> 2) + 1] !== this.instrument || !MARKET.has(u8[at])) continue
      if (microsAt(frame, row) > this.untilMicros) break
      this.rows++
      newest = row
    }
    if (newest < 0) return
    const at = frame.input.at(newest)
    const view = new DataView(u8.slice(at, at + ROW_BYTES).buffer)
    this.newest = marketRow({ tape: 'input', sequence: frame.firstSequence + newest, sub: 0, view }, this.known)
  }

  /** @param fromMicros Time of the row. */
  view(fromMicros: number): NonNullable<Explanation['later']> | undefined {
    if (!Number.isFinite(this.untilMicros)) return undefined
    const seconds = formatDecimal(BigInt(Math.max(0, this.untilMicros - fromMicros)), 6)
    return { seconds, rows: this.rows, newest: this.newest }
  }
}
