import type { Frame } from '../../kernels/frame.ts'
import {
  ADJUST,
  ADJUST_DENOMINATOR,
  ADJUST_NUMERATOR,
  BAR,
  BAR_CLOSE,
  QUOTE,
  QUOTE_ASK,
  QUOTE_BID,
  TRADE,
  TRADE_PRICE,
} from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'

/**
 * Equal money in every instrument at its first price, held: what one unit of it has become. It reads the input row by
 * row, so that what it says of a row does not depend on where a frame ends.
 */
export class BuyAndHold {
  private first = new Float64Array(0)
  private newest = new Float64Array(0)
  /** When an instrument was split last, Unix µs: each portfolio that holds it has its own row of the same split. */
  private splitAt = new Float64Array(0)
  private frame: Frame | undefined
  private row = 0

  begin(frame: Frame): void {
    const { length } = frame.context.universe.instruments
    if (this.first.length === 0) {
      this.first = new Float64Array(length)
      this.newest = new Float64Array(length)
      this.splitAt = new Float64Array(length)
    }
    this.frame = frame
    this.row = 0
  }

  /** Reads the frame's rows before `row`. */
  readUntil(row: number): void {
    if (this.frame === undefined) return
    const { input } = this.frame
    for (; this.row < row; this.row++) this.read(input.memory, input.at(this.row))
  }

  /** Mean of price ÷ first price over the instruments that have one; those without stay at 1. */
  growth(): number {
    const { first, newest } = this
    let sum = 0
    for (let at = 0; at < first.length; at++) sum += first[at] > 0 ? newest[at] / first[at] : 1
    return first.length === 0 ? 1 : sum / first.length
  }

  private read({ u8, u32, i32, f64 }: Frame['input']['memory'], at: number): void {
    const word = at >> 3
    let price = 0
    switch (u8[at]) {
      case QUOTE:
        // A crossed or one-sided quote is no price.
        if (f64[word + QUOTE_BID] > 0 && f64[word + QUOTE_BID] <= f64[word + QUOTE_ASK])
          price = (f64[word + QUOTE_BID] + f64[word + QUOTE_ASK]) / 2
        break
      case BAR:
        price = f64[word + BAR_CLOSE]
        break
      case TRADE:
        price = f64[word + TRADE_PRICE]
        break
      case ADJUST:
        if (f64[word + ADJUST_NUMERATOR] > 0)
          this.split(
            u32[(at >> 2) + 1],
            microsFromWords(u32[(at >> 2) + 2], i32[(at >> 2) + 3]),
            f64[word + ADJUST_DENOMINATOR] / f64[word + ADJUST_NUMERATOR],
          )
        return
      default:
        break
    }
    if (!(price > 0)) return
    const instrument = u32[(at >> 2) + 1]
    if (instrument >= this.first.length) return
    if (this.first[instrument] === 0) this.first[instrument] = price
    this.newest[instrument] = price
  }

  /** What was bought at the first price is more pieces of a smaller price since. */
  private split(instrument: number, micros: number, factor: number): void {
    if (instrument >= this.first.length || this.splitAt[instrument] === micros) return
    this.splitAt[instrument] = micros
    this.first[instrument] *= factor
  }
}
