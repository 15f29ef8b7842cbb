/** The row being stepped, and the outcome rows it causes. */
import { control, homeLedger, instrumentOf, positionOf, scopeOf } from './image.ts'
import {
  ALERT,
  ALERT_LIMIT,
  ALERT_STATE,
  ALERT_SUBJECT,
  ALERT_VALUE,
  EQUITY,
  EQUITY_CASH,
  EQUITY_EQUITY,
  EQUITY_GROSS,
  EQUITY_HIGH_WATER,
  EQUITY_NET,
  FLAG_CLEARED,
  FRAME_CAPACITY,
  FRAME_HEADER_BYTES,
  FRAME_ROW_COUNT,
  POSITION,
  POSITION_COST,
  POSITION_LOTS,
  POSITION_MARK,
  POSITION_REALISED,
  POSITION_VALUE,
  ROW_AUX,
  ROW_BYTES,
  ROW_FLAGS,
  ROW_INSTRUMENT,
  ROW_KIND,
  ROW_SOURCE,
  ROW_TS_EVENT,
  ROW_TS_INIT_DELTA,
} from './layout.generated.ts'
import { LOTS_MAX } from './money.ts'
import { Fault } from './reasons.generated.ts'
import { signedValue } from './valuation.ts'

export const INFO: i32 = 0
export const WARNING: i32 = 1
export const ERROR: i32 = 2

/** Causes of equity rows. */
export const BY_INTERVAL: i32 = 0
export const BY_FILL: i32 = 1
export const BY_CASH: i32 = 2
export const BY_STATE: i32 = 3

/** Source of alerts that concern no portfolio, and of commands that concern all; instrument of those that concern none. */
export const WHOLE_DESK: i32 = 65_535
export const NO_INSTRUMENT: i32 = -1

const SUB_BITS: i32 = 20
/** The lane that alerts leave empty. */
const LAST_LANE: i32 = ROW_BYTES - 8

let outcome: usize = 0
let capacity: u32 = 0
/** Row and sub of the next outcome row, packed as its header packs them. */
let place: u32 = 0

export function openOutcome(at: usize): void {
  outcome = at
  capacity = load<u32>(at, FRAME_CAPACITY)
}

/** Whether the outcome tape may lack room for what one row causes. */
export function outcomeShort(headroom: u32): bool {
  const count = load<u32>(outcome, FRAME_ROW_COUNT)
  return count > 0 && capacity - count < headroom
}

/** Rows one row of input may cause, for an image of so many positions. */
export function headroomOf(positions: u32): u32 {
  return min(capacity >> 1, 1_024 + positions * 16)
}

/** Turns to the row at a position of its frame. */
export function beginRow(position: u32): void {
  place = position << SUB_BITS
  const count = load<u32>(outcome, FRAME_ROW_COUNT)
  if (count == 0) return
  const last = load<u32>(outcome + count * ROW_BYTES, FRAME_HEADER_BYTES - ROW_BYTES + ROW_TS_INIT_DELTA)
  if (last >> SUB_BITS == position) place = last + 1
}

/** Halts the desk at the end of this row; the first fault counts. */
export function fail(fault: i32, value: i64): void {
  if (control.fault != 0) return
  control.fault = fault
  control.faultValue = value
}

/** A lane that holds an integer within ±2^53; anything else halts the desk. */
export function integer(lane: f64): i64 {
  if (abs(lane) <= f64(LOTS_MAX)) {
    const value = i64(lane)
    if (f64(value) == lane) return value
  }
  fail(Fault.rowNotInteger, 0)
  return 0
}

/** Sub of the next outcome row. */
export function nextSub(): i64 {
  return place & ((1 << SUB_BITS) - 1)
}

/** Appends an outcome row dated `control.now` and returns its address; the caller writes all five lanes. */
export function emit(kind: i32, source: i32, instrument: i32, aux: i32, flags: i32 = 0): usize {
  let count = load<u32>(outcome, FRAME_ROW_COUNT)
  if (count >= capacity) {
    fail(Fault.tapeFull, capacity)
    count = capacity - 1
  }
  store<u32>(outcome, count + 1, FRAME_ROW_COUNT)
  const row = outcome + FRAME_HEADER_BYTES + count * ROW_BYTES
  store<u8>(row, kind, ROW_KIND)
  store<u8>(row, flags, ROW_FLAGS)
  store<u16>(row, source, ROW_SOURCE)
  store<u32>(row, instrument, ROW_INSTRUMENT)
  store<i64>(row, control.now, ROW_TS_EVENT)
  store<u32>(row, place, ROW_TS_INIT_DELTA)
  store<u32>(row, aux, ROW_AUX)
  place++
  return row
}

export function equityRow(portfolio: i32, cause: i32): void {
  const scope = scopeOf(portfolio)
  const row = emit(EQUITY, portfolio, 0, cause)
  store<i64>(row, scope.equity, EQUITY_EQUITY)
  store<i64>(row, homeLedger(portfolio).cash, EQUITY_CASH)
  store<i64>(row, scope.gross, EQUITY_GROSS)
  store<i64>(row, scope.net, EQUITY_NET)
  store<i64>(row, scope.highWater, EQUITY_HIGH_WATER)
}

export function positionRow(index: i32, portfolio: i32, instrument: i32): void {
  const position = positionOf(index)
  const row = emit(POSITION, portfolio, instrument, 0)
  store<f64>(row, f64(position.lots), POSITION_LOTS)
  store<i64>(row, position.cost, POSITION_COST)
  store<i64>(row, position.realised, POSITION_REALISED)
  store<i64>(row, signedValue(instrumentOf(instrument), position.lots), POSITION_VALUE)
  store<f64>(row, f64(instrumentOf(instrument).mark), POSITION_MARK)
}

/** An alert that begins, or (cleared) ends. */
export function alert(
  reason: i32,
  severity: i32,
  scope: i32,
  instrument: i32,
  value: i64 = 0,
  limit: i64 = 0,
  policy: i32 = 0,
  cleared: bool = false,
  subject: i32 = -1,
): void {
  const aux = reason | (severity << 16) | (policy << 24)
  const row = emit(ALERT, scope, instrument, aux, cleared ? FLAG_CLEARED : 0)
  store<i64>(row, value, ALERT_VALUE)
  store<i64>(row, limit, ALERT_LIMIT)
  store<f64>(row, f64(subject), ALERT_SUBJECT)
  store<f64>(row, u32(scope) < u32(control.scopes) ? f64(scopeOf(scope).state) : 0, ALERT_STATE)
  store<i64>(row, 0, LAST_LANE)
}
