import {
  FLAG_LAST,
  QUOTE,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
} from '../../../model/layout.generated.ts'
import { fileDate } from '../text/file-date.ts'
import { writeNanos } from '../text/instant.ts'
import type { RowBlock } from '../row-block.ts'
import { columnsNamed, TIME_NAMES } from './column-names.ts'
import { DelimitedParser } from './delimited.ts'
import { instrumentOf } from './instrument-of.ts'
import type { Layout, Reader, Sample, Target } from './reader.ts'

const NAMES = {
  time: TIME_NAMES,
  bid: ['bid', 'bidprice', 'bestbid'],
  ask: ['ask', 'askprice', 'bestask', 'offer'],
  bidSize: ['bidsize', 'bidqty', 'bidvolume', 'bidlots', 'bidquantity'],
  askSize: ['asksize', 'askqty', 'askvolume', 'asklots', 'askquantity', 'offersize'],
}

/** Best bid and offer, a line each: `time,bid,ask[,bidSize,askSize]`, with a header or as `ms of day,bid,ask`. */
export const quotes: Reader = {
  format: 'quotes',
  detect(sample) {
    if (sample.kind !== 'csv') return undefined
    if (sample.headerLines > 0) return columnsNamed(sample, NAMES, ['time', 'bid', 'ask'])
    return bareQuotes(sample) ? { time: 0, bid: 1, ask: 2 } : undefined
  },
  open: (layout, target) => new QuoteParser(layout, target),
}

/** Without a header: three numbers, the first within a day, the others close to each other, and a date in the name. */
function bareQuotes({ stem, rows }: Sample): boolean {
  if (fileDate(stem) === undefined || rows.length === 0) return false
  const good = rows.filter((row) => {
    const [time = NaN, bid = NaN, ask = NaN] = row.map(Number)
    return row.length === 3 && time >= 0 && time < 86_400_000 && Math.abs(ask - bid) < 0.2 * bid
  })
  return good.length > 0.9 * rows.length
}

class QuoteParser extends DelimitedParser {
  private readonly instrument: number

  constructor(layout: Layout, target: Target) {
    const { id, instrument } = instrumentOf(target)
    const { priceScale, quantityScale } = instrument
    super(layout, target, [
      { name: 'bid', kind: 'value', scale: priceScale, price: true },
      { name: 'ask', kind: 'value', scale: priceScale, price: true },
      { name: 'bidSize', kind: 'value', scale: quantityScale, optional: true },
      { name: 'askSize', kind: 'value', scale: quantityScale, optional: true },
    ])
    this.instrument = id
  }

  protected write(_bytes: Uint8Array, block: RowBlock): void {
    const { values, times } = this
    const word = block.push(QUOTE, FLAG_LAST, this.target.source, this.instrument, 0, this.line)
    writeNanos(block.u32, word + 2, times.days, times.nanos)
    const lane = word >> 1
    const { f64 } = block
    f64[lane + QUOTE_BID] = values[0]!
    f64[lane + QUOTE_ASK] = values[1]!
    f64[lane + QUOTE_BID_LOTS] = values[2]!
    f64[lane + QUOTE_ASK_LOTS] = values[3]!
  }
}
