import {
  FLAG_LAST,
  QUOTE,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
} from '../../../model/layout.generated.ts'
import { fileDate } from '../text/file-date.ts'
import { NANOS_PER_DAY, writeNanos } from '../text/instant.ts'
import { EXACT_MAX, POWERS } from '../text/number-scanner.ts'
import type { RowBlock } from '../row-block.ts'
import { columnsNamed, TIME_NAMES } from './column-names.ts'
import { DelimitedParser } from './delimited.ts'
import { instrumentOf } from './instrument-of.ts'
import type { Layout, Reader, Sample, Target } from './reader.ts'

const ZERO = 48
const NINE = 57
const POINT = 46
const COMMA = 44
const NEWLINE = 10
const RETURN = 13
/** So many digits fit 32 bits; a number may have a point less. */
const DIGITS_MAX = 9
/** Decimals from a millisecond down to a nanosecond. */
const TIME_PLACES = 6

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
  /** Decimals of the prices where lines may be read the short way, −1 where not. */
  private readonly priceScale: number
  /** Where the last plain price ended. */
  private end = 0

  constructor(layout: Layout, target: Target) {
    const { id, instrument } = instrumentOf(target)
    const { priceScale, quantityScale } = instrument
    super(
      layout,
      target,
      [
        { name: 'bid', kind: 'value', scale: priceScale, price: true },
        { name: 'ask', kind: 'value', scale: priceScale, price: true },
        { name: 'bidSize', kind: 'value', scale: quantityScale, optional: true },
        { name: 'askSize', kind: 'value', scale: quantityScale, optional: true },
      ],
      { kind: QUOTE, instrument: id, priceScale, quantityScale, fields: ['bid', 'ask', 'bidSize', 'askSize'] },
    )
    this.instrument = id
    const { columns, names, delimiter, time } = layout
    const plain = names.length === 3 && columns['time'] === 0 && columns['bid'] === 1 && columns['ask'] === 2
    const short = plain && delimiter === ',' && time.numbers === 'ms-of-day' && target.audit === undefined
    this.priceScale = short ? priceScale : -1
  }

  /** Three short numbers of nothing but digits and a point, none finer than its scale, and the line's end. */
  protected override plain(bytes: Uint8Array, start: number, block: RowBlock): number {
    if (this.priceScale < 0) return -1
    let at = start
    let byte = bytes[at]
    // Digits in 32-bit integers: a chain of additions of doubles takes three times as long.
    let millis = 0
    while (byte >= ZERO && byte <= NINE) {
      millis = (millis * 10 + (byte - ZERO)) | 0
      byte = bytes[++at]!
    }
    if (at === start || at - start > DIGITS_MAX) return -1
    let fraction = 0
    let left = TIME_PLACES
    if (byte === POINT) {
      byte = bytes[++at]!
      for (; byte >= ZERO && byte <= NINE && left > 0; left--) {
        fraction = (fraction * 10 + (byte - ZERO)) | 0
        byte = bytes[++at]!
      }
    }
    const nanos = millis * 1_000_000 + fraction * POWERS[left]
    if (byte !== COMMA || nanos >= NANOS_PER_DAY) return -1
    const bid = this.price(bytes, at + 1, COMMA)
    if (bid <= 0) return -1
    const ask = this.price(bytes, this.end + 1, NEWLINE)
    if (ask <= 0) return -1
    const { times } = this
    const word = block.push(QUOTE, FLAG_LAST, this.target.source, this.instrument, 0, this.line)
    times.setOfDay(nanos)
    writeNanos(block.u32, word + 2, times.days, times.nanos)
    const lane = word >> 1
    block.f64[lane + QUOTE_BID] = bid
    block.f64[lane + QUOTE_ASK] = ask
    return this.end + 1
  }

  /** A plain short price that ends at a byte, which `end` then tells; −1 where it is none. */
  private price(bytes: Uint8Array, from: number, end: number): number {
    let at = from
    let byte = bytes[at]
    let units = 0
    while (byte >= ZERO && byte <= NINE) {
      units = (units * 10 + (byte - ZERO)) | 0
      byte = bytes[++at]!
    }
    if (at === from) return -1
    let left = this.priceScale
    if (byte === POINT) {
      byte = bytes[++at]!
      for (; byte >= ZERO && byte <= NINE && left > 0; left--) {
        units = (units * 10 + (byte - ZERO)) | 0
        byte = bytes[++at]!
      }
    }
    if (at - from > DIGITS_MAX) return -1
    if (byte === RETURN && end === NEWLINE) byte = bytes[++at]!
    if (byte !== end) return -1
    this.end = at
    const price = units * POWERS[left]
    return price < EXACT_MAX ? price : -1
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
