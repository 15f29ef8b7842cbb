/**
 * The desk as WebAssembly: equal to the bit to the reference in kernels/reference, over the same memory. Within one
 * row, in this order: timers due; the input itself; resting orders; and on LAST rows losses and passive breaches, exit
 * rules, then all decisions of the instant together through gate, reservation and sending.
 */
import { takeChanged } from './changed.ts'
import { adjustment, command, parameter, report } from './commands.ts'
import {
  alert,
  beginRow,
  BY_INTERVAL,
  equityRow,
  ERROR,
  fail,
  headroomOf,
  openOutcome,
  outcomeShort,
  WHOLE_DESK,
} from './context.ts'
import { exitRules, flattenStanding } from './exits.ts'
import { amendOf, control, instantOf, instrumentOf, openImage, orderOf, positionOf, scopeOf } from './image.ts'
import { AMENDING } from './intent.ts'
import { settleInstant, takeDecision } from './intents.ts'
import {
  ADJUST,
  BAR,
  COMMAND,
  EVALUATION,
  EVALUATION_AS_OF,
  FLAG_LAST,
  FRAME_FIRST_SEQUENCE,
  FRAME_HEADER_BYTES,
  FRAME_ROW_COUNT,
  LAYOUT_HASH,
  PARAMETER,
  QUOTE,
  RATE,
  REPORT,
  ROW_BYTES,
  ROW_FLAGS,
  ROW_INSTRUMENT,
  ROW_KIND,
  ROW_TS_EVENT,
  ROW_TS_INIT_DELTA,
  TRADE,
} from './layout.generated.ts'
import { bar, MARKET, quote, staleness, trade } from './market.ts'
import { CANCEL_PENDING, EXPIRED, isOnItsWay } from './order-state.ts'
import { firstSessionClosingAfter } from './orders.ts'
import { ANSWERED, policyWanted, STEPPING, WAITING, wakePolicy } from './policy.ts'
import { applyRate } from './rates.ts'
import { Fault, Reason } from './reasons.generated.ts'
import { Call } from './records.generated.ts'
import {
  setTimer,
  takenArgument,
  takenDue,
  takenKind,
  takeTimer,
  TIMER_AMEND,
  TIMER_ARRIVAL,
  TIMER_CANCEL,
  TIMER_REPORT,
  TIMER_SESSION,
  TIMER_STALENESS,
  timerDue,
} from './timers.ts'
import { BLOCK, isWide, touchBlock } from './touch.ts'
import { amendArrives, arrive, cancelArrives, endAtVenue, reportArrives } from './venue.ts'
import { HALTED, refreshLossFloor, setState, watchLosses, watchPosition, watchTotals } from './watch.ts'

/** What the module was built for, so that a desk of another layout is known before it runs. */
export { LAYOUT_HASH }

const SUB_BITS: i32 = 20

/** The tape of decisions, and the next one to take. */
let decisions: usize = 0
let decision: u32 = 0
let decisionsEnd: u32 = 0

/** Steps the rows that the call block names, and says where it stopped. */
export function advance(): void {
  const call = changetype<Call>(0)
  openImage(call.image)
  openOutcome(call.outcome)
  const input: usize = call.input
  const evaluations: usize = call.evaluations
  decisions = call.decisions
  const headroom = headroomOf(control.portfolios * control.instruments)
  const sequence = load<i64>(input, FRAME_FIRST_SEQUENCE)
  const evaluationsEnd = load<u32>(evaluations, FRAME_ROW_COUNT)
  decisionsEnd = load<u32>(decisions, FRAME_ROW_COUNT)
  let evaluation = firstAt(evaluations, call.from)
  decision = firstAt(decisions, call.from)
  let row = call.from
  const wide = isWide()
  for (; row < call.to; row++) {
    beginRow(row)
    if (wide && (row - call.from) % BLOCK == 0) touchBlock(rowAt(input, row), min(BLOCK, call.to - row))
    if (control.policyState == ANSWERED) {
      while (evaluation < evaluationsEnd && positionAt(evaluations, evaluation) == row) evaluation++
      goOn(row)
      if (control.fault != 0) break
      continue
    }
    if (outcomeShort(headroom)) break
    let leaking = false
    if (evaluation < evaluationsEnd)
      for (; evaluation < evaluationsEnd && positionAt(evaluations, evaluation) == row; evaluation++)
        leaking = leaks(rowAt(evaluations, evaluation)) || leaking
    control.sequence = sequence + row
    step(rowAt(input, row), row, leaking)
    if (control.fault != 0 || control.policyState == WAITING) break
  }
  call.result = row
}

function rowAt(tape: usize, row: u32): usize {
  return tape + FRAME_HEADER_BYTES + row * ROW_BYTES
}

/** Position, in its frame, of the input row that caused a derived row. */
function positionAt(tape: usize, row: u32): u32 {
  return load<u32>(rowAt(tape, row), ROW_TS_INIT_DELTA) >> SUB_BITS
}

/** First row of a tape at or after an input position. */
function firstAt(tape: usize, position: u32): u32 {
  let low: u32 = 0
  let high = load<u32>(tape, FRAME_ROW_COUNT)
  while (low < high) {
    const middle = (low + high) >> 1
    if (positionAt(tape, middle) < position) low = middle + 1
    else high = middle
  }
  return low
}

/** An evaluation whose asOf is later than its own time knows the future. */
function leaks(row: usize): bool {
  return load<i64>(row, EVALUATION_AS_OF) > load<i64>(row, ROW_TS_EVENT)
}

function step(at: usize, row: u32, leaking: bool): void {
  const now = load<i64>(at, ROW_TS_EVENT)
  if (control.rowsAdvanced == 0) begin(now)
  if (timerDue(now)) while (control.fault == 0 && timerDue(now)) timer()
  control.now = now
  applyInput(at, leaking)
  if ((load<u8>(at, ROW_FLAGS) & FLAG_LAST) != 0) endInstant(row)
  else if (decision < decisionsEnd && positionAt(decisions, decision) == row) fail(Fault.decisionNotLast, 0)
  if (control.policyState != WAITING) endRow()
}

function endRow(): void {
  control.rowsAdvanced++
  control.rowsWasm++
}

/** Goes on with a row whose policy has answered; the row's decisions and evaluations are taken already. */
function goOn(row: u32): void {
  control.policyState = STEPPING
  while (decision < decisionsEnd && positionAt(decisions, decision) == row) decision++
  settle()
  endRow()
}

/** Arms session ends and the first equity rows. */
function begin(now: i64): void {
  control.now = now
  for (let session = 0; session < control.sessions; session++) armSession(session, now)
  equityRows(now)
}

/** Equity rows that nothing caused, and when the next ones are due. */
function equityRows(now: i64): void {
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) equityRow(portfolio, BY_INTERVAL)
  const interval = control.equityIntervalNanos
  control.nextEquityAt = interval > 0 ? (now / interval + 1) * interval : i64.MAX_VALUE
}

function armSession(session: i32, now: i64): void {
  const next = firstSessionClosingAfter(session, now)
  if (next >= 0) setTimer(instantOf(next).closesAt, TIMER_SESSION, session)
}

function timer(): void {
  takeTimer()
  const due = takenDue
  const at = takenArgument
  control.now = due
  switch (takenKind) {
    case TIMER_ARRIVAL: {
      const order = orderOf(at)
      if (order.arrivesAt == due && isOnItsWay(order)) arrive(at)
      break
    }
    case TIMER_REPORT:
      reportArrives(at)
      break
    case TIMER_CANCEL: {
      const order = orderOf(at)
      if (order.cancelAt == due && order.state == CANCEL_PENDING) cancelArrives(at)
      break
    }
    case TIMER_AMEND:
      if (amendOf(at).arrivesAt == due && (orderOf(at).flags & AMENDING) != 0) amendArrives(at)
      break
    case TIMER_STALENESS:
      staleness(at)
      break
    case TIMER_SESSION:
      sessionEnds(at, due)
      break
    default:
      fail(Fault.timerUnknown, takenKind)
  }
}

/** A session ends: its DAY orders expire, and the loss days it bounds are measured from here. */
function sessionEnds(session: i32, now: i64): void {
  expire(session, now)
  for (let at = 0; at < control.scopes; at++) {
    const scope = scopeOf(at)
    if (scope.session != session) continue
    scope.dayStart = scope.equity
    refreshLossFloor(at)
    if (at < control.portfolios) equityRow(at, BY_INTERVAL)
  }
  armSession(session, now)
}

/** DAY orders of a session that ends (an external venue reports its own), by portfolio, instrument and order of sending. */
function expire(session: i32, now: i64): void {
  if (control.liveOrders == 0 || control.external == 1) return
  const instruments = control.instruments
  for (let index = 0; index < control.portfolios * instruments; index++) {
    if (instrumentOf(index % instruments).session != session) continue
    for (let at = positionOf(index).firstOrder; at >= 0;) {
      const next = orderOf(at).nextOfPosition
      if (orderOf(at).expiresAt == now) endAtVenue(at, EXPIRED, Reason.ORDER_EXPIRED)
      at = next
    }
  }
}

function applyInput(at: usize, leakingTape: bool): void {
  const kind = i32(load<u8>(at, ROW_KIND))
  const instrument = load<i32>(at, ROW_INSTRUMENT)
  let leaking = leakingTape
  if (kind == QUOTE || kind == TRADE || kind == BAR) {
    if (u32(instrument) >= u32(control.instruments)) {
      alert(Reason.INSTRUMENT_UNKNOWN, ERROR, WHOLE_DESK, instrument)
      return
    }
    if (kind == QUOTE) quote(at, instrument)
    else if (kind == TRADE) trade(at, instrument)
    else bar(at, instrument)
  } else if (kind == EVALUATION) leaking = leaks(at) || leaking
  else if (kind == COMMAND) command(at)
  else if (kind == RATE) applyRate(at)
  else if (kind == PARAMETER) parameter(at)
  else if (kind == REPORT) report(at)
  else if (kind == ADJUST) adjustment(at)
  if (!leaking) return
  for (let scope = 0; scope < control.scopes; scope++) setState(scope, HALTED, Reason.FEATURE_LEAKAGE)
}

/** The end of an instant. Where nothing happened there is nothing to do, and most instants are a quote. */
function endInstant(row: u32): void {
  for (let at = takeChanged(-1); at >= 0; at = takeChanged(at)) {
    watchLosses(at)
    watchTotals(at)
  }
  if (control.firstTouched >= 0) watchHolders()
  if (control.flattening == 1) flattenStanding()
  if (decision < decisionsEnd) takeDecisions(row)
  if (control.policyWakes != 0) {
    wakePolicy()
    if (policyWanted()) return
  }
  settle()
}

/** All intents of the instant together, and what closes it. */
function settle(): void {
  if (control.pendingCount > 0) settleInstant()
  if (control.firstTouched >= 0) endTouch()
  if (control.now >= control.nextEquityAt) equityRows(control.now)
}

/** Exit rules and limits of the holders of what had a market row in this instant. */
function watchHolders(): void {
  for (let one = control.firstTouched; one >= 0; one = instrumentOf(one).nextTouched) {
    const exits = instrumentOf(one).touched == MARKET
    for (let index = instrumentOf(one).firstHolder; index >= 0; index = positionOf(index).nextHolder) {
      if (exits) exitRules(index, one)
      watchPosition(index, one)
    }
  }
}

function takeDecisions(row: u32): void {
  for (; decision < decisionsEnd && positionAt(decisions, decision) == row; decision++) {
    const at = rowAt(decisions, decision)
    const sub = load<u32>(at, ROW_TS_INIT_DELTA) & ((1 << SUB_BITS) - 1)
    takeDecision(at, (control.sequence << SUB_BITS) | sub)
  }
}

/** Empties the list of instruments that had a market row. */
function endTouch(): void {
  for (let one = control.firstTouched; one >= 0;) {
    const instrument = instrumentOf(one)
    one = instrument.nextTouched
    instrument.touched = 0
    instrument.nextTouched = -1
  }
  control.firstTouched = -1
}
