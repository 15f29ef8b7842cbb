import {
  FLAG_LAST,
  FLAG_SIDE,
  TRADE,
  TRADE_LOTS,
  TRADE_PRICE,
  TRADE_TRADE_ID,
} from '../../../model/layout.generated.ts'
import type { RowBlock } from '../row-block.ts'
import { writeNanos } from '../text/instant.ts'
import { columnsNamed, TIME_NAMES } from './column-names.ts'
import { DelimitedParser } from './delimited.ts'
import { instrumentOf } from './instrument-of.ts'
import type { Layout, Reader, Target } from './reader.ts'

const NAMES = {
  time: TIME_NAMES,
  price: ['price', 'tradeprice', 'rate'],
  size: ['size', 'quantity', 'qty', 'amount', 'volume', 'tradesize'],
  side: ['side', 'takerside', 'direction', 'tickdirection'],
  id: ['id', 'tradeid', 'tid', 'trdmatchid'],
}
const SIDE = 2
const ID = 3
const WORD = 4_294_967_296

/** Prints, a line each: `time,price,size[,side][,id]`. The flag SIDE says that the seller took the bid. */
export const trades: Reader = {
  format: 'trades',
  detect(sample) {
    if (sample.kind !== 'csv' || sample.headerLines === 0) return undefined
    return columnsNamed(sample, NAMES, ['time', 'price', 'size'])
  },
  open: (layout, target) => new TradeParser(layout, target),
}

class TradeParser extends DelimitedParser {
  private readonly instrument: number
  private readonly sided: boolean
  private readonly identified: boolean

  constructor(layout: Layout, target: Target) {
    const { id, instrument } = instrumentOf(target)
    super(layout, target, [
      { name: 'price', kind: 'value', scale: instrument.priceScale, price: true },
      { name: 'size', kind: 'value', scale: instrument.quantityScale },
      { name: 'side', kind: 'text', scale: 0, optional: true },
      { name: 'id', kind: 'text', scale: 0, optional: true },
    ])
    this.instrument = id
    this.sided = layout.columns['side'] !== undefined
    this.identified = layout.columns['id'] !== undefined
  }

  protected write(bytes: Uint8Array, block: RowBlock): void {
    const { values, times } = this
    if (values[1] < 0) {
      return this.target.defects.reject('ROW_RANGE', this.file, this.line, `size ${values[1]} below 0`)
    }
    let flags = FLAG_LAST
    if (this.sided) {
      // sell, s, ask, -1: whatever begins like a sale.
      let byte = bytes[this.textFrom[SIDE]]
      if (byte === 34) byte = bytes[this.textFrom[SIDE] + 1]!
      if ((byte | 32) === 115 || (byte | 32) === 97 || byte === 45) flags |= FLAG_SIDE
    }
    const word = block.push(TRADE, flags, this.target.source, this.instrument, 0, this.line)
    writeNanos(block.u32, word + 2, times.days, times.nanos)
    block.f64[(word >> 1) + TRADE_PRICE] = values[0]!
    block.f64[(word >> 1) + TRADE_LOTS] = values[1]!
    if (this.identified) this.writeId(bytes, block.u32, word + TRADE_TRADE_ID * 2)
  }

  /** An id of digits as a u64; any other is 0. */
  private writeId(bytes: Uint8Array, u32: Uint32Array, word: number): void {
    let low = 0
    let high = 0
    const to = this.textTo[ID]
    for (let at = this.textFrom[ID]; at < to; at++) {
      if (bytes[at] === 34) continue
      const digit = bytes[at] - 48
      if (digit < 0 || digit > 9) return
      const product = low * 10 + digit
      low = product % WORD
      high = (high * 10 + Math.floor(product / WORD)) % WORD
    }
    u32[word] = low
    u32[word + 1] = high
  }
}
