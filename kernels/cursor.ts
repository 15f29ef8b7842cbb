import {
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOTS,
  BAR_LOW,
  BAR_OPEN,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
  TRADE_LOTS,
  TRADE_PRICE,
} from '../model/layout.generated.ts'
import type { Instrument } from '../model/instrument.ts'
import { microsFromWords } from '../model/time.ts'
import type { Universe } from '../model/universe.ts'
import type { Memory } from './memory.ts'

/**
 * A window on one row. It is valid inside the call it is given to; in debug mode reading it later throws instead of
 * showing some other row.
 */
export class RowCursor {
  protected readonly memory: Memory
  private readonly universe: Universe
  private readonly priceUnit: Float64Array
  private readonly quantityUnit: Float64Array
  private word = -1
  private id = 0

  constructor(memory: Memory, universe: Universe) {
    this.memory = memory
    this.universe = universe
    this.priceUnit = Float64Array.from(universe.instruments, ({ priceScale }) => 10 ** priceScale)
    this.quantityUnit = Float64Array.from(universe.instruments, ({ quantityScale }) => 10 ** quantityScale)
  }

  /** Moves to the row at a byte offset. */
  move(at: number): this {
    this.word = at >> 3
    this.id = this.memory.u32[(at >> 2) + 1]!
    return this
  }

  /** Makes every later read throw. */
  poison(): void {
    this.word = -1
  }

  /** Dense id of the instrument. */
  get instrumentId(): number {
    return this.id
  }

  get instrument(): Instrument {
    return this.universe.instruments[this.id]
  }

  /** When it happened, Unix µs. */
  get timeMicros(): number {
    const word = this.live() * 2 + 2
    return microsFromWords(this.memory.u32[word], this.memory.i32[word + 1])
  }

  protected priceAt(lane: number): number {
    return this.memory.f64[this.live() + lane] / this.priceUnit[this.id]
  }

  protected quantityAt(lane: number): number {
    return this.memory.f64[this.live() + lane] / this.quantityUnit[this.id]
  }

  private live(): number {
    if (this.word < 0) throw new Error('a cursor was read after the call it was given to: copy what you need inside it')
    return this.word
  }
}

/** Best bid and offer: prices in quote currency, sizes in units of quantity (0 where unknown). */
export class QuoteCursor extends RowCursor {
  get bid(): number {
    return this.priceAt(QUOTE_BID)
  }
  get ask(): number {
    return this.priceAt(QUOTE_ASK)
  }
  get bidSize(): number {
    return this.quantityAt(QUOTE_BID_LOTS)
  }
  get askSize(): number {
    return this.quantityAt(QUOTE_ASK_LOTS)
  }
  /** (bid + ask) ÷ 2. */
  get mid(): number {
    return (this.priceAt(QUOTE_BID) + this.priceAt(QUOTE_ASK)) / 2
  }
  /** Mid weighted towards the thinner side, (bid·askSize + ask·bidSize) ÷ (askSize + bidSize); the mid where sizes are unknown. */
  get microprice(): number {
    const { bidSize, askSize } = this
    const total = bidSize + askSize
    return total > 0 ? (this.bid * askSize + this.ask * bidSize) / total : this.mid
  }
  /** The bid is above the ask: a state of the market, not a fault. */
  get crossed(): boolean {
    return this.priceAt(QUOTE_BID) > this.priceAt(QUOTE_ASK)
  }
}

/** A print of the market. */
export class TradeCursor extends RowCursor {
  get price(): number {
    return this.priceAt(TRADE_PRICE)
  }
  get size(): number {
    return this.quantityAt(TRADE_LOTS)
  }
}

/** An interval, given at its close. */
export class BarCursor extends RowCursor {
  get open(): number {
    return this.priceAt(BAR_OPEN)
  }
  get high(): number {
    return this.priceAt(BAR_HIGH)
  }
  get low(): number {
    return this.priceAt(BAR_LOW)
  }
  get close(): number {
    return this.priceAt(BAR_CLOSE)
  }
  get volume(): number {
    return this.quantityAt(BAR_LOTS)
  }
}
