import { amendAccepted, amendRejected } from './amend-answer.ts'
import { amendOrder } from './amend.ts'
import { noteChange } from './changed.ts'
import {
  alert,
  BY_CASH,
  equityRow,
  ERROR,
  INFO,
  integer,
  NO_INSTRUMENT,
  positionRow,
  WARNING,
  WHOLE_DESK,
} from './context.ts'
import { isKnownExecution, rememberExecution } from './executions.ts'
import { amendOf, control, instrumentOf, orderOf, positionIndex, positionOf, scopeOf } from './image.ts'
import {
  AMENDING,
  ANY_PRICE,
  FOK,
  intent,
  LIMIT_ORDER,
  POST_ONLY,
  REDUCE_ONLY,
  SPLIT_SINCE,
  STOP_LIMIT_ORDER,
  STOP_ORDER,
} from './intent.ts'
import { pass } from './intents.ts'
import {
  ADJUST_CASH,
  ADJUST_COST,
  ADJUST_DENOMINATOR,
  ADJUST_LOTS,
  ADJUST_NUMERATOR,
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  COMMAND_STOP_PRICE,
  PARAMETER_VALUE,
  REPORT_CLIENT_ORDER_ID,
  REPORT_EXECUTION_ID,
  REPORT_FEE,
  REPORT_LOTS,
  REPORT_PRICE,
  ROW_AUX,
  ROW_INSTRUMENT,
  ROW_SOURCE,
} from './layout.generated.ts'
import { adjust, deposit } from './ledger.ts'
import { touchHoldings } from './market.ts'
import { fits, MONEY_MAX, NONE, truncOfProduct } from './money.ts'
import {
  CANCEL_PENDING,
  CANCEL_REJECTED,
  CANCELLED,
  DONE,
  EXPIRED,
  orderRow,
  REJECTED,
  SENT,
  WORKING,
} from './order-state.ts'
import { cancelAll, endOrder, findOrder, requestCancel } from './orders.ts'
import { conversion } from './rates.ts'
import { Reason } from './reasons.generated.ts'
import { endOrders, hasOrders, markSplit } from './splits.ts'
import { deliver } from './venue.ts'
import { ACTIVE, HALTED, isMember, REDUCING, refreshLossFloor, setState } from './watch.ts'

/** Verbs of COMMAND rows (low byte of aux). */
const HALT: i32 = 1
const REDUCE: i32 = 2
const RESUME: i32 = 3
const FLATTEN: i32 = 4
const SUBMIT: i32 = 5
const CANCEL: i32 = 6
const CANCEL_ALL: i32 = 7
const DEPOSIT: i32 = 8
const AMEND: i32 = 9
const CONVERT: i32 = 10
const END_ORDERS: i32 = 11
/** Flag of `resume` (high byte of aux). */
const RESET_HIGH_WATER: i32 = 1

/** Events of REPORT rows (aux). */
const ACCEPTED: i32 = 0
const FILLED: i32 = 1
const CANCELLED_BY_VENUE: i32 = 2
const REJECTED_BY_VENUE: i32 = 3
const EXPIRED_AT_VENUE: i32 = 4
const AMEND_TAKEN: i32 = 5
const AMEND_NOT_TAKEN: i32 = 6
const CANCEL_NOT_TAKEN: i32 = 7

/** Applies a COMMAND row: an operator's word, or a ready order. */
export function command(row: usize): void {
  const source = i32(load<u16>(row, ROW_SOURCE))
  const aux = load<i32>(row, ROW_AUX)
  const verb = aux & 0xff
  if (verb == SUBMIT) return submit(row, source, aux)
  if (verb == CONVERT) return conversion(row, source)
  if (verb == AMEND) return amendOrder(row, source, load<i32>(row, ROW_INSTRUMENT))
  if (verb == CANCEL) {
    const at = findOrder(load<i64>(row, COMMAND_CLIENT_ORDER_ID))
    if (at < 0) alert(Reason.ORDER_UNKNOWN, WARNING, source, load<i32>(row, ROW_INSTRUMENT))
    else requestCancel(at)
    return
  }
  if (verb == END_ORDERS && load<u32>(row, ROW_INSTRUMENT) < u32(control.instruments))
    return endOrders(load<i32>(row, ROW_INSTRUMENT))
  if (verb < HALT || verb > DEPOSIT) return invalid(source, NO_INSTRUMENT)
  if (source != WHOLE_DESK) return commandScope(source, verb, aux >>> 24, row)
  for (let at = 0; at < control.scopes; at++) commandScope(at, verb, aux >>> 24, row)
}

/** An operator's word to one portfolio or group of portfolios. */
function commandScope(at: i32, verb: i32, flags: i32, row: usize): void {
  if (at >= control.scopes) return invalid(at, NO_INSTRUMENT)
  if (verb == FLATTEN) control.flattening = 1
  switch (verb) {
    case HALT:
      return setState(at, HALTED, Reason.COMMANDED)
    case REDUCE:
      return setState(at, REDUCING, Reason.COMMANDED)
    case RESUME:
      return resume(at, flags)
    case DEPOSIT:
      return payIn(at, integer(load<f64>(row, COMMAND_LOTS)))
    default:
      for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
        if (!isMember(portfolio, at)) continue
        if (verb == FLATTEN) scopeOf(portfolio).flatten = 1 | (flags & ANY_PRICE)
        else if (verb == CANCEL_ALL) cancelAll(portfolio, false)
      }
  }
}

/** Says that a row was not understood. */
function invalid(source: i32, instrument: i32): void {
  alert(Reason.COMMAND_INVALID, ERROR, source, instrument)
}

function payIn(at: i32, amount: i64): void {
  if (at >= control.portfolios) return invalid(at, NO_INSTRUMENT)
  if (!deposit(at, amount)) return alert(Reason.MONEY_OVERFLOW, ERROR, at, NO_INSTRUMENT, amount, MONEY_MAX)
  for (let one = at; one >= 0; one = scopeOf(one).parent) refreshLossFloor(one)
  equityRow(at, BY_CASH)
}

function resume(at: i32, flags: i32): void {
  const scope = scopeOf(at)
  if ((flags & RESET_HIGH_WATER) != 0) {
    scope.highWater = scope.equity
    scope.dayStart = scope.equity
  }
  setState(at, ACTIVE, Reason.COMMANDED)
  refreshLossFloor(at)
}

function submit(row: usize, portfolio: i32, aux: i32): void {
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  const lots = integer(load<f64>(row, COMMAND_LOTS))
  const price = integer(load<f64>(row, COMMAND_PRICE))
  const stop = integer(load<f64>(row, COMMAND_STOP_PRICE))
  const type = (aux >>> 8) & 0xff
  const timeInForce = (aux >>> 16) & 0xff
  const flags = aux >>> 24
  const limited = type == LIMIT_ORDER || type == STOP_LIMIT_ORDER
  const stopped = type == STOP_ORDER || type == STOP_LIMIT_ORDER
  const sound =
    portfolio < control.portfolios &&
    lots != 0 &&
    type <= STOP_LIMIT_ORDER &&
    timeInForce <= FOK &&
    flags <= (POST_ONLY | REDUCE_ONLY) &&
    (limited ? price > 0 : price == 0) &&
    (stopped ? stop > 0 : stop == 0)
  if (!sound) return invalid(portfolio, instrument)
  intent.portfolio = portfolio
  intent.instrument = instrument
  intent.lots = lots
  intent.type = type
  intent.timeInForce = timeInForce
  intent.flags = flags
  intent.price = price
  intent.stop = stop
  intent.decision = 0
  intent.reason = Reason.COMMANDED
  intent.ready = true
  intent.clientId = load<i64>(row, COMMAND_CLIENT_ORDER_ID)
  intent.flatten = false
  intent.target = 0
  intent.standing = 0
  pass()
}

/** Applies a REPORT row of an external venue; what does not fit an open order, or comes beside a simulated venue, is named. */
export function report(row: usize): void {
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  // The source of a report is a venue, not a portfolio.
  if (control.external == 0) return invalid(WHOLE_DESK, instrument)
  const event = load<i32>(row, ROW_AUX)
  const at = findOrder(load<i64>(row, REPORT_CLIENT_ORDER_ID))
  if (at < 0) return unknownOrder(row, event, instrument)
  const order = orderOf(at)
  if (order.instrument != instrument) return unknownOrder(row, event, instrument)
  const amending = (order.flags & AMENDING) != 0
  if (event == ACCEPTED) {
    if (order.state == SENT) order.state = WORKING
  } else if (event == FILLED) reportedFill(at, row)
  else if (event == CANCELLED_BY_VENUE) endOrder(at, CANCELLED, Reason.ORDER_CANCELLED)
  else if (event == REJECTED_BY_VENUE) endOrder(at, REJECTED, Reason.ORDER_CANCELLED)
  else if (event == EXPIRED_AT_VENUE) endOrder(at, EXPIRED, Reason.ORDER_EXPIRED)
  else if (event == AMEND_TAKEN && amending) amendAccepted(at)
  else if (event == AMEND_NOT_TAKEN && amending) amendRejected(at)
  else if (event == CANCEL_NOT_TAKEN && order.state == CANCEL_PENDING) {
    order.state = WORKING
    orderRow(order, CANCEL_REJECTED, order.lots - order.filled, Reason.CANCEL_REJECTED)
  } else invalid(order.portfolio, order.instrument)
}

/** A report of an order that is not open: a fill of one that ended may be known, and is then a duplicate. */
function unknownOrder(row: usize, event: i32, instrument: i32): void {
  const execution = load<i64>(row, REPORT_EXECUTION_ID)
  if (event == FILLED && isKnownExecution(load<i64>(row, REPORT_CLIENT_ORDER_ID), execution))
    alert(Reason.FILL_DUPLICATE, WARNING, WHOLE_DESK, instrument)
  else alert(Reason.ORDER_UNKNOWN, ERROR, WHOLE_DESK, instrument)
}

function reportedFill(at: i32, row: usize): void {
  const order = orderOf(at)
  const lots = integer(load<f64>(row, REPORT_LOTS)) * order.side
  const price = integer(load<f64>(row, REPORT_PRICE))
  const fee = load<i64>(row, REPORT_FEE)
  // While an amend waits, its lots may be there already.
  const rest = max(order.lots, amendOf(at).lots) - order.filled
  const execution = load<i64>(row, REPORT_EXECUTION_ID)
  if (lots <= 0 || price <= 0 || !fits(fee) || execution == 0) return invalid(order.portfolio, order.instrument)
  if (isKnownExecution(order.id, execution))
    return alert(Reason.FILL_DUPLICATE, WARNING, order.portfolio, order.instrument, lots)
  if ((order.flags & SPLIT_SINCE) != 0)
    return alert(Reason.FILL_BEFORE_SPLIT, ERROR, order.portfolio, order.instrument, lots)
  if (lots > rest) return alert(Reason.FILL_BEYOND_ORDER, ERROR, order.portfolio, order.instrument, lots, rest)
  if (!rememberExecution(order, execution)) {
    const limit = i64(control.idCapacity)
    return alert(Reason.EXECUTION_CAPACITY, ERROR, order.portfolio, order.instrument, limit + 1, limit)
  }
  const filled = order.filled + lots
  // More than the old order: the venue took the amend, and its answer is late.
  if (filled > order.lots) amendAccepted(at)
  order.filled = filled
  if (filled == order.lots && (order.flags & AMENDING) == 0) order.state = DONE
  deliver(at, lots, price, false, i32(control.sequence - order.sentSequence), fee)
}

/** Applies an ADJUST row. */
export function adjustment(row: usize): void {
  const portfolio = i32(load<u16>(row, ROW_SOURCE))
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  if (portfolio >= control.portfolios || u32(instrument) >= u32(control.instruments))
    return invalid(portfolio, instrument)
  const lots = integer(load<f64>(row, ADJUST_LOTS))
  const numerator = integer(load<f64>(row, ADJUST_NUMERATOR))
  const denominator = integer(load<f64>(row, ADJUST_DENOMINATOR))
  const cost = load<i64>(row, ADJUST_COST)
  const cash = load<i64>(row, ADJUST_CASH)
  const splits = numerator > 0 && denominator > 0
  if (splits && control.external == 0 && hasOrders(instrument)) return invalid(portfolio, instrument)
  if (!adjust(portfolio, instrument, lots, cost, cash)) {
    const larger = size(cost) > size(cash) ? cost : cash
    return alert(Reason.MONEY_OVERFLOW, ERROR, portfolio, instrument, larger, MONEY_MAX)
  }
  const index = positionIndex(portfolio, instrument)
  // After a split the best price since entry is one of the new shares.
  const position = positionOf(index)
  if (splits) {
    position.peak = truncOfProduct(position.peak, denominator, numerator)
    markSplit(instrument)
  }
  touchHoldings(instrument)
  positionRow(index, portfolio, instrument)
  equityRow(portfolio, BY_CASH)
}

/** Absolute value, of the lowest number too. */
function size(amount: i64): u64 {
  return amount < 0 ? 0 - u64(amount) : u64(amount)
}

/** Last id of a parameter of a portfolio or group; parameters of an instrument; of a position. */
const SCOPE_PARAMETERS: u32 = 16
const BORROW_LOTS: u32 = 32
const TRADABLE: u32 = 33
const RESTRICTED: u32 = 64

/** Applies a PARAMETER row: the portfolio or group is the row's source, the instrument its own. */
export function parameter(row: usize): void {
  const at = i32(load<u16>(row, ROW_SOURCE))
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  const id = load<u32>(row, ROW_AUX)
  const value = load<i64>(row, PARAMETER_VALUE)
  const known = u32(instrument) < u32(control.instruments)
  if (value < NONE || !fits(value)) return invalid(at, NO_INSTRUMENT)
  if (id >= 1 && id <= SCOPE_PARAMETERS && at < control.scopes) return scopeParameter(at, id, value)
  if (id == BORROW_LOTS && known) instrumentOf(instrument).borrowLots = value
  else if (id == TRADABLE && known) instrumentOf(instrument).tradable = i32(value > 0)
  else if (id == RESTRICTED && known && at < control.portfolios) restrict(at, instrument, value > 0)
  else invalid(at, NO_INSTRUMENT)
}

/** A position goes on the restricted list, or off it: an alert begins or ends. */
function restrict(portfolio: i32, instrument: i32, restricted: bool): void {
  const position = positionOf(positionIndex(portfolio, instrument))
  if (position.restricted == i32(restricted)) return
  position.restricted = i32(restricted)
  alert(Reason.RESTRICTED, restricted ? WARNING : INFO, portfolio, instrument, i64(restricted), 0, 0, !restricted)
}

function scopeParameter(at: i32, id: u32, value: i64): void {
  const scope = scopeOf(at)
  if (id == 1) scope.concentrationPpm = value
  else if (id == 2) scope.grossMax = value
  else if (id == 3) scope.netMax = value
  else if (id == 4) scope.leveragePpm = value
  else if (id == 5) scope.bandPpm = value
  else if (id == 6) scope.fractionPpm = value
  else if (id == 7) scope.dayReducingPpm = value
  else if (id == 8) scope.dayHaltedPpm = value
  else if (id == 9) scope.drawdownReducingPpm = value
  else if (id == 10) scope.drawdownHaltedPpm = value
  else if (id == 11) scope.cashReserve = value
  else if (id == 12) scope.lossReducing = value
  else if (id == 13) scope.lossHalted = value
  else if (id == 14) scope.volatilityPpm = value
  else if (id == 15) scope.valueAtRiskPpm = value
  else scope.correlatedPpm = value
  noteChange(at)
  refreshLossFloor(at)
}
