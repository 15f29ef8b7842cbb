import {
  BAR,
  BAR_CLOSE,
  BAR_HIGH,
  BAR_LOTS,
  BAR_LOW,
  BAR_OPEN,
  QUOTE,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
  TRADE,
  TRADE_LOTS,
  TRADE_PRICE,
} from '../../model/layout.generated.ts'
import { barCount, barUnit, fixedMicros } from '../../model/bar-spec.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { WHOLE_DESK } from '../../model/row-id.ts'
import type { Image } from '../image.ts'
import { SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { moveMark } from './exposures.ts'
import { integer } from './integer.ts'
import { setTimer, TIMER_STALENESS } from './timers.ts'
import { firstSessionClosingAfter } from './orders.ts'
import { matchQuotes, matchTrade, setTouch, walkBar } from './venue.ts'

/** Applies a QUOTE: the touch, the mark unless crossed, then resting orders. */
export function quote(context: Context, rowAt: number, instrument: number): void {
  const { image } = context
  const { f64 } = image.memory
  const { instrument: record, control } = image
  const word = rowAt >> 3
  const bid = f64[word + QUOTE_BID]
  const ask = f64[word + QUOTE_ASK]
  touchInstrument(image, instrument, QUOTE)
  record.setCrossed(instrument, ask > 0 && bid > ask ? 1 : 0)
  setTouch(image, instrument, bid, ask, f64[word + QUOTE_BID_LOTS], f64[word + QUOTE_ASK_LOTS])
  const usable = bid > 0 && ask > 0 && (bid <= ask || control.crossedPolicy(0) === 1)
  if (usable && !mark(context, instrument, record.bid(instrument) + record.ask(instrument))) return
  if (record.firstOrder(instrument) >= 0) matchQuotes(context, instrument)
}

/** Applies a TRADE; where there are quotes, it neither marks nor fills market orders. */
export function trade(context: Context, rowAt: number, instrument: number): void {
  const { image } = context
  const { f64 } = image.memory
  const price = integer(image, f64[(rowAt >> 3) + TRADE_PRICE])
  const lots = integer(image, f64[(rowAt >> 3) + TRADE_LOTS])
  const quoted = image.instrument.feed(instrument) === QUOTE
  if (price > 0n) image.instrument.setLast(instrument, price)
  touchInstrument(image, instrument, quoted ? QUOTE : TRADE)
  if (quoted) return
  if (!mark(context, instrument, 2n * price)) return
  if (image.instrument.firstOrder(instrument) >= 0) matchTrade(context, instrument, price, lots)
}

/** Applies a BAR: the venue walks it first, then its close is the mark. */
export function bar(context: Context, rowAt: number, instrument: number): void {
  const { image } = context
  const { f64, u32 } = image.memory
  const { instrument: record } = image
  const word = rowAt >> 3
  const spec = u32[(rowAt + 20) >> 2]
  if (record.barSpec(instrument) === 0) record.setBarSpec(instrument, spec | 0)
  if (record.feed(instrument) === QUOTE || record.feed(instrument) === TRADE) return
  const open = integer(image, f64[word + BAR_OPEN])
  const high = integer(image, f64[word + BAR_HIGH])
  const low = integer(image, f64[word + BAR_LOW])
  const close = integer(image, f64[word + BAR_CLOSE])
  const lots = integer(image, f64[word + BAR_LOTS])
  touchInstrument(image, instrument, BAR)
  if (low <= 0n || open <= 0n) return
  if (record.barSpec(instrument) === (spec | 0) && record.firstOrder(instrument) >= 0) {
    walkBar(context, instrument, { open, high, low, lots }, barOpensAt(image, instrument, spec))
  }
  mark(context, instrument, 2n * close)
}

/** Of bar specs; what claims another is taken as a bar of ticks. */
const LAST_UNIT = 9

/**
 * When the bar that closes now opened: its clock length ago, the opening of its first session, or, for bars of ticks,
 * volume and money, when the one before it closed.
 */
function barOpensAt(image: Image, instrument: number, spec: number): bigint {
  const now = image.control.now(0)
  if (spec >>> 28 > LAST_UNIT) return image.instrument.markAt(instrument)
  const length = fixedMicros(spec)
  if (length !== undefined) return now - BigInt(length) * 1000n
  const nanosPerDay = 86_400_000_000_000n
  const unit = barUnit(spec)
  if (unit === 't' || unit === 'v' || unit === '$') return image.instrument.markAt(instrument)
  const session = image.instrument.session(instrument)
  // The first session that closes after the previous bar's close; half a day of slack covers clock changes.
  const daysPerUnit = unit === 'd' ? 1n : unit === 'w' ? 7n : 31n
  if (unit === 'd' && barCount(spec) === 1) {
    const own = firstSessionClosingAfter(image, session, now - 1n)
    return own < 0 ? now - nanosPerDay : image.instant.opensAt(own)
  }
  const first = firstSessionClosingAfter(
    image,
    session,
    now - BigInt(barCount(spec)) * daysPerUnit * nanosPerDay + nanosPerDay / 2n,
  )
  return first < 0 ? now : image.instant.opensAt(first)
}

/** Why an instrument is looked at when the instant ends: it had a market row, or what is held of it was adjusted. */
export const MARKET = 1
const HOLDINGS = 2

/** Notes that an instrument had a market row in this instant. */
function touchInstrument(image: Image, instrument: number, feed: number): void {
  image.instrument.setLastAt(instrument, image.control.now(0))
  image.instrument.setFeed(instrument, feed)
  list(image, instrument, MARKET)
}

/** Notes that what someone holds of an instrument was adjusted in this instant: its limits are watched, no exit rules. */
export function touchHoldings(image: Image, instrument: number): void {
  if (image.instrument.touched(instrument) === 0) list(image, instrument, HOLDINGS)
}

function list({ instrument: record, control }: Image, instrument: number, touched: number): void {
  const before = record.touched(instrument)
  record.setTouched(instrument, touched)
  if (before !== 0) return
  record.setNextTouched(instrument, control.firstTouched(0))
  control.setFirstTouched(0, instrument)
}

/** Moves the mark; false when it can't be taken, and then nothing trades on it either. */
function mark(context: Context, instrument: number, half: bigint): boolean {
  const { image } = context
  const { instrument: record, control } = image
  if (half <= 0n) return false
  if (!moveMark(image, instrument, half)) {
    context.alert(Reason.MONEY_OVERFLOW, SEVERITY.error, WHOLE_DESK, instrument, {
      value: half,
      limit: record.mark(instrument),
    })
    return false
  }
  record.setMarkAt(instrument, control.now(0))
  const watch = record.staleWatch(instrument)
  if (watch === 1) return true
  if (watch === 2) context.alert(Reason.MARK_STALE, SEVERITY.info, WHOLE_DESK, instrument, { cleared: true })
  record.setStaleWatch(instrument, 1)
  setTimer(image, control.now(0) + record.staleNanos(instrument), TIMER_STALENESS, instrument)
  return true
}

/** The staleness timer of an instrument: set again while prices come, an alert when they stopped and someone holds it. */
export function staleness(context: Context, instrument: number): void {
  const { image } = context
  const { instrument: record, control } = image
  const due = record.markAt(instrument) + record.staleNanos(instrument)
  if (due > control.now(0)) {
    setTimer(image, due, TIMER_STALENESS, instrument)
    return
  }
  if (record.firstHolder(instrument) < 0) {
    record.setStaleWatch(instrument, 0)
    return
  }
  record.setStaleWatch(instrument, 2)
  context.alert(Reason.MARK_STALE, SEVERITY.warning, WHOLE_DESK, instrument, {
    value: control.now(0) - record.markAt(instrument),
    limit: record.staleNanos(instrument),
  })
}
