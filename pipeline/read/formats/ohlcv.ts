import { BAR } from '../../../model/layout.generated.ts'
import type { SessionTable } from '../../../model/session.ts'
import { BarTimes } from '../bar-times.ts'
import type { RowBlock } from '../row-block.ts'
import { BarRow } from './bar-row.ts'
import { BAR_FIELDS, BAR_NAMES, columnsNamed } from './column-names.ts'
import { DelimitedParser } from './delimited.ts'
import { instrumentOf } from './instrument-of.ts'
import type { Layout, Reader, Sample, Target } from './reader.ts'

/** Bars, a line each: time, open, high, low, close and optionally volume; other columns are ignored. */
export const ohlcv: Reader = {
  format: 'ohlcv',
  detect(sample) {
    if (sample.kind !== 'csv') return undefined
    if (sample.headerLines > 0) return columnsNamed(sample, BAR_NAMES, BAR_FIELDS)
    return bareBars(sample) ? { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } : undefined
  },
  open: (layout, target) => new OhlcvParser(layout, target),
}

/** Without a header: a time and five numbers whose second is the highest and third the lowest of the first four. */
function bareBars({ rows }: Sample): boolean {
  const good = rows.filter((row) => {
    const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = row.slice(1, 6).map(Number)
    return high >= Math.max(open, close) && low <= Math.min(open, close) && low > 0 && volume >= 0
  })
  return rows.length > 0 && good.length > 0.9 * rows.length
}

const PRICES = ['open', 'high', 'low', 'close'] as const
const BAR_VALUES = [...PRICES, 'volume']

class OhlcvParser extends DelimitedParser {
  private readonly instrument: number
  private readonly session: SessionTable
  private readonly row: BarRow

  constructor(layout: Layout, target: Target) {
    const { id, instrument } = instrumentOf(target)
    const { priceScale: scale, quantityScale } = instrument
    const times = new BarTimes(layout.spec ?? '1d', layout.barTime)
    const rows = { kind: BAR, instrument: id, priceScale: scale, quantityScale, fields: BAR_VALUES, times }
    super(
      layout,
      target,
      [
        ...PRICES.map((name) => ({ name, kind: 'value', scale, price: true }) as const),
        { name: 'volume', kind: 'value', scale: quantityScale, optional: true },
      ],
      // A bar of days or months closes by the calendar.
      times.fixed ? rows : undefined,
    )
    this.instrument = id
    this.session = instrument.session
    this.row = new BarRow(times, target.source, target.defects)
  }

  protected write(_bytes: Uint8Array, block: RowBlock): void {
    this.row.write(block, this.times, this.session, this.instrument, this.values, this.file, this.line)
  }
}
