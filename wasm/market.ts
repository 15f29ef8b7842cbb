import { alert, ERROR, INFO, integer, WARNING, WHOLE_DESK } from './context.ts'
import { moveMark } from './exposures.ts'
import { control, instantOf, instrumentOf } from './image.ts'
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
  ROW_AUX,
  TRADE,
  TRADE_LOTS,
  TRADE_PRICE,
} from './layout.generated.ts'
import { firstSessionClosingAfter } from './orders.ts'
import { Reason } from './reasons.generated.ts'
import { Instrument } from './records.generated.ts'
import { setTimer, TIMER_STALENESS } from './timers.ts'
import { matchQuotes, matchTrade, setTouch, walkBar } from './venue.ts'

/** Applies a QUOTE: the touch, the mark unless crossed, then resting orders. */
export function quote(row: usize, id: i32): void {
  const instrument = instrumentOf(id)
  const bid = load<f64>(row, QUOTE_BID)
  const ask = load<f64>(row, QUOTE_ASK)
  touch(instrument, id, QUOTE)
  instrument.crossed = i32(ask > 0 && bid > ask)
  setTouch(instrument, bid, ask, load<f64>(row, QUOTE_BID_LOTS), load<f64>(row, QUOTE_ASK_LOTS))
  const usable = bid > 0 && ask > 0 && (bid <= ask || control.crossedPolicy == 1)
  if (usable && !mark(instrument, id, instrument.bid + instrument.ask)) return
  if (instrument.firstOrder >= 0) matchQuotes(instrument)
}

/** Applies a TRADE; where there are quotes, it neither marks nor fills market orders. */
export function trade(row: usize, id: i32): void {
  const instrument = instrumentOf(id)
  const price = integer(load<f64>(row, TRADE_PRICE))
  const lots = integer(load<f64>(row, TRADE_LOTS))
  const quoted = instrument.feed == QUOTE
  if (price > 0) instrument.last = price
  touch(instrument, id, quoted ? QUOTE : TRADE)
  if (quoted || !mark(instrument, id, 2 * price)) return
  if (instrument.firstOrder >= 0) matchTrade(instrument, price, lots)
}

/** Applies a BAR: the venue walks it first, then its close is the mark. */
export function bar(row: usize, id: i32): void {
  const instrument = instrumentOf(id)
  const spec = load<i32>(row, ROW_AUX)
  if (instrument.barSpec == 0) instrument.barSpec = spec
  if (instrument.feed == QUOTE || instrument.feed == TRADE) return
  const open = integer(load<f64>(row, BAR_OPEN))
  const high = integer(load<f64>(row, BAR_HIGH))
  const low = integer(load<f64>(row, BAR_LOW))
  const close = integer(load<f64>(row, BAR_CLOSE))
  const lots = integer(load<f64>(row, BAR_LOTS))
  touch(instrument, id, BAR)
  if (low <= 0 || open <= 0) return
  if (instrument.barSpec == spec && instrument.firstOrder >= 0)
    walkBar(instrument, open, high, low, lots, barOpensAt(instrument, spec))
  mark(instrument, id, 2 * close)
}

/** Units of bar specs (model/bar-spec.ts): 4 bits of unit, 28 bits of count. */
const HOURS: i32 = 3
const DAYS: i32 = 4
const WEEKS: i32 = 5
const MONTHS: i32 = 6
const NANOS_PER_DAY: i64 = 86_400_000_000_000
/** Further back than any session, and still a time. */
const LONGEST: i64 = 100_000 * NANOS_PER_DAY

/** Nanoseconds of the clock's units: ms, s, m, h. */
function clockNanos(unit: i32): i64 {
  return unit == 0 ? 1_000_000 : unit == 1 ? 1_000_000_000 : unit == 2 ? 60_000_000_000 : 3_600_000_000_000
}

/**
 * When the bar that closes now opened: its clock length ago, the opening of its first session, or, for bars of ticks,
 * volume and money, when the one before it closed.
 */
function barOpensAt(instrument: Instrument, spec: i32): i64 {
  const now = control.now
  const unit = spec >>> 28
  const count = i64(spec & 0x0fff_ffff)
  if (unit <= HOURS) return now - (count > LONGEST / clockNanos(unit) ? LONGEST : count * clockNanos(unit))
  if (unit > MONTHS) return instrument.markAt
  if (unit == DAYS && count == 1) {
    const own = firstSessionClosingAfter(instrument.session, now - 1)
    return own < 0 ? now - NANOS_PER_DAY : instantOf(own).opensAt
  }
  // The first session that closes after the previous bar's close; half a day of slack covers clock changes.
  const days = count * (unit == DAYS ? 1 : unit == WEEKS ? 7 : 31)
  const length = days > LONGEST / NANOS_PER_DAY ? LONGEST : days * NANOS_PER_DAY
  const first = firstSessionClosingAfter(instrument.session, now - length + NANOS_PER_DAY / 2)
  return first < 0 ? now : instantOf(first).opensAt
}

/** Why an instrument is looked at when the instant ends: it had a market row, or what is held of it was adjusted. */
export const MARKET: i32 = 1
const HOLDINGS: i32 = 2

/** Notes that an instrument had a market row in this instant. */
function touch(instrument: Instrument, id: i32, feed: i32): void {
  instrument.lastAt = control.now
  instrument.feed = feed
  list(instrument, id, MARKET)
}

/** Notes that what someone holds of an instrument was adjusted in this instant: its limits are watched, no exit rules. */
export function touchHoldings(id: i32): void {
  if (instrumentOf(id).touched == 0) list(instrumentOf(id), id, HOLDINGS)
}

function list(instrument: Instrument, id: i32, touched: i32): void {
  const before = instrument.touched
  instrument.touched = touched
  if (before != 0) return
  instrument.nextTouched = control.firstTouched
  control.firstTouched = id
}

/** Moves the mark; false when it can't be taken, and then nothing trades on it either. */
function mark(instrument: Instrument, id: i32, half: i64): bool {
  if (half <= 0) return false
  if (!moveMark(id, half)) {
    alert(Reason.MONEY_OVERFLOW, ERROR, WHOLE_DESK, id, half, instrument.mark)
    return false
  }
  instrument.markAt = control.now
  const watch = instrument.staleWatch
  if (watch == 1) return true
  if (watch == 2) alert(Reason.MARK_STALE, INFO, WHOLE_DESK, id, 0, 0, 0, true)
  instrument.staleWatch = 1
  setTimer(control.now + instrument.staleNanos, TIMER_STALENESS, id)
  return true
}

/** The staleness timer of an instrument: set again while prices come, an alert when they stopped and someone holds it. */
export function staleness(id: i32): void {
  const instrument = instrumentOf(id)
  const due = instrument.markAt + instrument.staleNanos
  if (due > control.now) {
    setTimer(due, TIMER_STALENESS, id)
    return
  }
  if (instrument.firstHolder < 0) {
    instrument.staleWatch = 0
    return
  }
  instrument.staleWatch = 2
  alert(Reason.MARK_STALE, WARNING, WHOLE_DESK, id, control.now - instrument.markAt, instrument.staleNanos)
}
