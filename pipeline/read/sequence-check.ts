import { fixedMicros } from '../../model/bar-spec.ts'
import {
  BAR,
  BAR_CLOSE,
  BAR_OPEN,
  EVALUATION,
  QUOTE,
  QUOTE_ASK,
  QUOTE_BID,
  TRADE_PRICE,
} from '../../model/layout.generated.ts'
import type { Instrument } from '../../model/instrument.ts'
import { sessionAt } from '../../model/session.ts'
import type { SessionTable } from '../../model/session.ts'
import { formatMicros, microsFromWords } from '../../model/time.ts'
import type { Defects } from './read-report.ts'
import type { RowBlock } from './row-block.ts'

const WORDS = 16
/** Ratios of two prices between which they look like one price in two units (pence and pounds, cents and dollars). */
const JUMP_MIN = 80
const JUMP_MAX = 125
/** A ratio that no rounding brings near a jump. */
const NEAR = 64
/** So many rows in doubt one after another, and the new level is believed. */
export const JUMP_ROWS_MAX = 20

/** What one feed delivered of one instrument. */
export interface FeedInstrument {
  rows: number
  spec: number
  firstMicros: number
  lastMicros: number
  missing: number
}

/**
 * Checks the rows of one feed against those before them, and drops what is bad:
 *
 * - earlier than the row before it: `ROW_OUT_OF_ORDER`;
 * - a second bar of an instrument for the same time: `ROW_DUPLICATE_TIME`;
 * - a price 80 to 125 times the last good one, or as much below it: `ROW_UNIT_JUMP`. The rule looks back only. Rows are
 *   left out until the price returns to the old level; after 20 in a row the new level is believed and kept, so that a
 *   true move or split costs 20 rows and no more.
 *
 * It also ends the feed at `truncateAtMicros`, and counts.
 */
export class SequenceCheck {
  /** By dense instrument id; only those this feed delivered. */
  readonly seen = new Map<number, FeedInstrument>()
  /** A row lay behind `truncateAtMicros`: nothing after it is wanted. */
  ended = false
  private readonly instruments: readonly Instrument[]
  private readonly defects: Defects
  private readonly truncateAtMicros: number
  private readonly prices: Float64Array
  private readonly jumps: Int32Array
  private readonly stats: (FeedInstrument | undefined)[] = []
  private lastLow = 0
  private lastHigh = -0x8000_0000

  constructor(instruments: readonly Instrument[], defects: Defects, truncateAtMicros: number | undefined) {
    this.instruments = instruments
    this.defects = defects
    this.truncateAtMicros = truncateAtMicros ?? Infinity
    this.prices = new Float64Array(instruments.length)
    this.jumps = new Int32Array(instruments.length)
  }

  /** Drops bad rows from a block, in place. */
  apply(block: RowBlock): void {
    if (!this.good(block)) this.sift(block)
  }

  /**
   * Whether all rows of a block are quotes of one instrument with nothing to be said against any of them, and then
   * counts them; else nothing has changed. Of nearly every block it is so, and it costs a third of going row by row.
   */
  private good(block: RowBlock): boolean {
    const { u32, i32, f64, count } = block
    const instrument = u32[1]
    const crossed = plainQuotes(block, this.lastLow, this.lastHigh, this.prices[instrument])
    if (crossed < 0) return false
    const last = (count - 1) * WORDS
    const low = u32[last + 2]
    const high = i32[last + 3]
    const micros = microsFromWords(low, high)
    if (micros > this.truncateAtMicros) return false
    const stats = this.stats[instrument] ?? this.start(instrument, 0, microsFromWords(u32[2], i32[3]))
    stats.rows += count
    stats.lastMicros = micros
    this.defects.report.crossed += crossed
    this.jumps[instrument] = 0
    this.prices[instrument] = f64[(last >> 1) + QUOTE_ASK]!
    this.lastLow = low
    this.lastHigh = high
    return true
  }

  private sift(block: RowBlock): void {
    const { u32, i32, count } = block
    let kept = 0
    for (let row = 0; row < count; row++) {
      const word = row * WORDS
      const low = u32[word + 2]
      const high = i32[word + 3]
      const micros = microsFromWords(low, high)
      if (high < this.lastHigh || (high === this.lastHigh && low < this.lastLow)) {
        const before = formatMicros(microsFromWords(this.lastLow, this.lastHigh))
        this.defects.reject('ROW_OUT_OF_ORDER', block.file, block.lines[row], `${formatMicros(micros)} after ${before}`)
        continue
      }
      if (micros > this.truncateAtMicros) {
        this.ended = true
        break
      }
      const kind = u32[word] & 255
      if (kind !== EVALUATION && !this.accept(block, row, word, kind, micros)) continue
      this.lastLow = low
      this.lastHigh = high
      if (kept !== row) block.copyTo(row, block, kept)
      kept++
    }
    block.count = kept
  }

  private accept(block: RowBlock, row: number, word: number, kind: number, micros: number): boolean {
    const { u32, f64 } = block
    const instrument = u32[word + 1]
    const stats = this.stats[instrument] ?? this.start(instrument, kind === BAR ? u32[word + 5] : 0, micros)
    if (kind === BAR && stats.rows > 0 && micros === stats.lastMicros) {
      this.defects.reject('ROW_DUPLICATE_TIME', block.file, block.lines[row], formatMicros(micros))
      return false
    }
    const lane = word >> 1
    const first = lane + (kind === BAR ? BAR_OPEN : kind === QUOTE ? QUOTE_BID : TRADE_PRICE)
    const last = lane + (kind === BAR ? BAR_CLOSE : kind === QUOTE ? QUOTE_ASK : TRADE_PRICE)
    const before = this.prices[instrument]
    if (before > 0) {
      for (let at = first; at <= last; at++) {
        const price = f64[at]
        // Nearly every price is near the last one, and a product is had for less than a ratio.
        if (price < before * NEAR && price * NEAR > before) continue
        const ratio = price / before
        if (ratio < JUMP_MIN && ratio > 1 / JUMP_MIN) continue
        if (this.doubted(block, row, instrument, price, ratio)) return false
      }
    }
    if (kind === QUOTE && f64[first] > f64[last]) this.defects.report.crossed++
    this.jumps[instrument] = 0
    this.prices[instrument] = f64[last]!
    if (kind === BAR && stats.rows > 0) this.interval(stats, instrument, micros)
    stats.rows++
    stats.lastMicros = micros
    return true
  }

  private start(instrument: number, spec: number, micros: number): FeedInstrument {
    const stats = { rows: 0, spec, firstMicros: micros, lastMicros: micros, missing: 0 }
    this.stats[instrument] = stats
    this.seen.set(instrument, stats)
    return stats
  }

  /** Whether a row is left out for a price that may be in another unit. */
  private doubted(block: RowBlock, row: number, instrument: number, price: number, ratio: number): boolean {
    if (ratio > JUMP_MAX || ratio < 1 / JUMP_MAX) return false
    if (++this.jumps[instrument] > JUMP_ROWS_MAX) {
      const { symbol } = this.instruments[instrument]
      this.defects.note(
        `${symbol}: a new price level about ${ratio > 1 ? 'a hundred times' : 'a hundredth of'} the old one is believed from ` +
          `${block.file}:${block.lines[row]} on, after ${JUMP_ROWS_MAX} rows`,
      )
      return false
    }
    const detail = `price ${price} after ${this.prices[instrument]} (in price units)`
    this.defects.reject('ROW_UNIT_JUMP', block.file, block.lines[row], detail)
    return true
  }

  /** Counts the intervals between the last bar and this one that lie in a session. */
  private interval(stats: FeedInstrument, instrument: number, micros: number): void {
    const length = stats.spec === 0 ? undefined : fixedMicros(stats.spec)
    if (length === undefined || micros - stats.lastMicros <= length) return
    stats.missing += intervalsBetween(this.instruments[instrument].session, stats.lastMicros, micros - length, length)
  }
}

/**
 * How many of a block's rows are crossed, where all are quotes of one instrument, none before the row before it, each near
 * the price before it; −1 where they are not. A function of its own: its loop is compiled while the first block is in it.
 *
 * @param price Last good price; 0: there is none.
 */
function plainQuotes({ u32, i32, f64, count }: RowBlock, low: number, high: number, price: number): number {
  const [head, instrument] = u32
  if (count === 0 || (head & 255) !== QUOTE) return -1
  let crossed = 0
  for (let word = 0, end = count * WORDS; word < end; word += WORDS) {
    if (u32[word] !== head || u32[word + 1] !== instrument) return -1
    const nextLow = u32[word + 2]
    const nextHigh = i32[word + 3]
    if (nextHigh < high || (nextHigh === high && nextLow < low)) return -1
    low = nextLow
    high = nextHigh
    const bid = f64[(word >> 1) + QUOTE_BID]
    const ask = f64[(word >> 1) + QUOTE_ASK]
    if (price > 0) {
      const least = price * NEAR
      if (!(bid < least && ask < least && bid * NEAR > price && ask * NEAR > price)) return -1
    }
    if (bid > ask) crossed++
    price = ask
  }
  return crossed
}

/** Whole intervals of a length that fit into the sessions between two instants. */
export function intervalsBetween(session: SessionTable, from: number, to: number, length: number): number {
  const { opens, closes } = session
  let count = 0
  for (let index = Math.max(sessionAt(session, from), 0); index < opens.length && opens[index] < to; index++) {
    const span = Math.min(closes[index], to) - Math.max(opens[index], from)
    if (span > 0) count += Math.floor(span / length)
  }
  return count
}
