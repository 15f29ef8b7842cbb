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
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { NO_INSTRUMENT, WHOLE_DESK } from '../../model/row-id.ts'
import { NONE } from '../image.ts'
import type { Image } from '../image.ts'
import { abs, fits, max, min, MONEY_MAX } from '../money.ts'
import { amendAccepted, amendRejected } from './amend-answer.ts'
import { amendOrder } from './amend.ts'
import { noteChange } from './changed.ts'
import { EQUITY_CAUSE, SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { isKnownExecution, rememberExecution } from './executions.ts'
import { integer } from './integer.ts'
import {
  AMENDING,
  FOK,
  LIMIT_ORDER,
  POST_ONLY,
  REDUCE_ONLY,
  SPLIT_SINCE,
  STOP_LIMIT_ORDER,
  STOP_ORDER,
} from './intent.ts'
import { pass } from './intents.ts'
import { adjust, deposit } from './ledger.ts'
import { touchHoldings } from './market.ts'
import { CANCEL_PENDING, DONE, EVENT, orderRow, SENT, WORKING } from './order-state.ts'
import { cancelAll, endOrder, findOrder, requestCancel } from './orders.ts'
import { conversion } from './rates.ts'
import { endOrders, hasOrders, markSplit } from './splits.ts'
import { deliver } from './venue.ts'
import { members, refreshLossFloor, setState } from './watch.ts'

/** Verbs of COMMAND rows (low byte of aux). */
export const VERB = {
  halt: 1,
  reduce: 2,
  resume: 3,
  flatten: 4,
  submit: 5,
  cancel: 6,
  cancelAll: 7,
  deposit: 8,
  amend: 9,
  convert: 10,
  endOrders: 11,
} as const
export const EVERYONE = WHOLE_DESK
/** Flags of `resume` and `flatten` (high byte of aux). */
export const RESET_HIGH_WATER = 1
export const AT_ANY_PRICE = 16

/** Applies a COMMAND row: an operator's word, or a ready order. */
export function command(context: Context, rowAt: number): void {
  const { image } = context
  const { u16, u32, f64 } = image.memory
  const source = u16[(rowAt + 2) >> 1]
  const aux = u32[(rowAt + 20) >> 2]
  const verb = aux & 0xff
  const flags = aux >>> 24
  if (verb === VERB.submit) return submit(context, rowAt, source, aux)
  if (verb === VERB.convert) return conversion(context, rowAt, source)
  if (verb === VERB.amend) return amendOrder(context, rowAt, source, u32[(rowAt + 4) >> 2])
  if (verb === VERB.cancel) {
    const at = findOrder(image, image.memory.i64[(rowAt >> 3) + COMMAND_CLIENT_ORDER_ID])
    if (at < 0) context.alert(Reason.ORDER_UNKNOWN, SEVERITY.warning, source, u32[(rowAt + 4) >> 2])
    else requestCancel(context, at)
    return undefined
  }
  if (verb === VERB.endOrders) {
    const instrument = u32[(rowAt + 4) >> 2]
    if (instrument >= image.size.instruments) return invalid(context, source, NO_INSTRUMENT)
    return endOrders(context, instrument)
  }
  if (verb < VERB.halt || verb > VERB.deposit) return invalid(context, source, NO_INSTRUMENT)
  const scopes = source === EVERYONE ? Array.from({ length: image.scopes }, (_, at) => at) : [source]
  for (const at of scopes) {
    if (at >= image.scopes) {
      invalid(context, at, NO_INSTRUMENT)
      continue
    }
    switch (verb) {
      case VERB.halt:
        setState(context, at, 2, Reason.COMMANDED)
        break
      case VERB.reduce:
        setState(context, at, 1, Reason.COMMANDED)
        break
      case VERB.resume:
        resume(context, at, flags)
        break
      case VERB.flatten:
        for (const portfolio of members(image, at)) image.scope.setFlatten(portfolio, 1 | (flags & AT_ANY_PRICE))
        image.control.setFlattening(0, 1)
        break
      case VERB.cancelAll:
        for (const portfolio of members(image, at)) cancelAll(context, portfolio, false)
        break
      default:
        payIn(context, at, integer(image, f64[(rowAt >> 3) + COMMAND_LOTS]))
        break
    }
  }
  return undefined
}

/** Says that a row was not understood. */
function invalid(context: Context, source: number, instrument: number): void {
  context.alert(Reason.COMMAND_INVALID, SEVERITY.error, source, instrument)
}

function payIn(context: Context, at: number, amount: bigint): void {
  const { image } = context
  if (at >= image.size.portfolios) return invalid(context, at, NO_INSTRUMENT)
  if (!deposit(image, at, amount)) {
    const detail = { value: amount, limit: MONEY_MAX }
    return context.alert(Reason.MONEY_OVERFLOW, SEVERITY.error, at, NO_INSTRUMENT, detail)
  }
  for (let one = at; one >= 0; one = image.scope.parent(one)) refreshLossFloor(image, one)
  return context.equityRow(at, EQUITY_CAUSE.cash)
}

function resume(context: Context, at: number, flags: number): void {
  const { scope } = context.image
  if ((flags & RESET_HIGH_WATER) !== 0) {
    scope.setHighWater(at, scope.equity(at))
    scope.setDayStart(at, scope.equity(at))
  }
  setState(context, at, 0, Reason.COMMANDED)
  refreshLossFloor(context.image, at)
}

function submit(context: Context, rowAt: number, portfolio: number, aux: number): void {
  const { image } = context
  const { f64, i64, u32 } = image.memory
  const word = rowAt >> 3
  const instrument = u32[(rowAt + 4) >> 2]
  const lots = integer(image, f64[word + COMMAND_LOTS])
  const price = integer(image, f64[word + COMMAND_PRICE])
  const stop = integer(image, f64[word + COMMAND_STOP_PRICE])
  const type = (aux >>> 8) & 0xff
  const timeInForce = (aux >>> 16) & 0xff
  const flags = aux >>> 24
  const limited = type === LIMIT_ORDER || type === STOP_LIMIT_ORDER
  const stopped = type === STOP_ORDER || type === STOP_LIMIT_ORDER
  const sound =
    portfolio < image.size.portfolios &&
    lots !== 0n &&
    type <= STOP_LIMIT_ORDER &&
    timeInForce <= FOK &&
    flags <= (POST_ONLY | REDUCE_ONLY) &&
    (limited ? price > 0n : price === 0n) &&
    (stopped ? stop > 0n : stop === 0n)
  if (!sound) return invalid(context, portfolio, instrument)
  pass(context, {
    portfolio,
    instrument,
    lots,
    type,
    timeInForce,
    flags,
    price,
    stop,
    decision: 0n,
    reason: Reason.COMMANDED,
    ready: true,
    clientId: i64[word + COMMAND_CLIENT_ORDER_ID],
    flatten: false,
    target: 0n,
    standing: 0n,
  })
}

/** Events of REPORT rows (aux). */
export const REPORT_EVENT = {
  accepted: 0,
  filled: 1,
  cancelled: 2,
  rejected: 3,
  expired: 4,
  amended: 5,
  amendRejected: 6,
  cancelRejected: 7,
} as const

/** Applies a REPORT row of an external venue; what does not fit an open order, or comes beside a simulated venue, is named and never applied. */
export function report(context: Context, rowAt: number): void {
  const { image } = context
  const { order, memory } = image
  const instrument = memory.u32[(rowAt + 4) >> 2]
  // The source of a report is a venue, not a portfolio.
  if (image.control.external(0) === 0) return invalid(context, WHOLE_DESK, instrument)
  const at = findOrder(image, memory.i64[(rowAt >> 3) + REPORT_CLIENT_ORDER_ID])
  if (at < 0 || order.instrument(at) !== instrument) return unknownOrder(context, rowAt, instrument)
  const amending = (order.flags(at) & AMENDING) !== 0
  switch (memory.u32[(rowAt + 20) >> 2]) {
    case REPORT_EVENT.accepted:
      if (order.state(at) === SENT) order.setState(at, WORKING)
      return undefined
    case REPORT_EVENT.filled:
      return reportedFill(context, at, rowAt)
    case REPORT_EVENT.cancelled:
      return endOrder(context, at, EVENT.cancelled, Reason.ORDER_CANCELLED)
    case REPORT_EVENT.rejected:
      return endOrder(context, at, EVENT.rejected, Reason.ORDER_CANCELLED)
    case REPORT_EVENT.expired:
      return endOrder(context, at, EVENT.expired, Reason.ORDER_EXPIRED)
    case REPORT_EVENT.amended:
      return amending ? amendAccepted(context, at) : invalid(context, order.portfolio(at), order.instrument(at))
    case REPORT_EVENT.amendRejected:
      return amending ? amendRejected(context, at) : invalid(context, order.portfolio(at), order.instrument(at))
    case REPORT_EVENT.cancelRejected:
      if (order.state(at) !== CANCEL_PENDING) return invalid(context, order.portfolio(at), order.instrument(at))
      return cancelRejected(context, at)
    default:
      return invalid(context, order.portfolio(at), order.instrument(at))
  }
}

/** The venue did not take a cancel: the order goes on. */
function cancelRejected(context: Context, at: number): void {
  const { order } = context.image
  order.setState(at, WORKING)
  orderRow(context, at, EVENT.cancelRejected, order.lots(at) - order.filled(at), Reason.CANCEL_REJECTED)
}

/** A report of an order that is not open: a fill of one that ended may be known, and is then a duplicate. */
function unknownOrder(context: Context, rowAt: number, instrument: number): void {
  const { image } = context
  const { i64, u32 } = image.memory
  const word = rowAt >> 3
  const fills = u32[(rowAt + 20) >> 2] === REPORT_EVENT.filled
  if (fills && isKnownExecution(image, i64[word + REPORT_CLIENT_ORDER_ID], i64[word + REPORT_EXECUTION_ID]))
    return context.alert(Reason.FILL_DUPLICATE, SEVERITY.warning, WHOLE_DESK, instrument)
  return context.alert(Reason.ORDER_UNKNOWN, SEVERITY.error, WHOLE_DESK, instrument)
}

function reportedFill(context: Context, at: number, rowAt: number): void {
  const { image } = context
  const { order, amend, control, memory } = image
  const word = rowAt >> 3
  const portfolio = order.portfolio(at)
  const lots = integer(image, memory.f64[word + REPORT_LOTS]) * BigInt(order.side(at))
  const price = integer(image, memory.f64[word + REPORT_PRICE])
  const fee = memory.i64[word + REPORT_FEE]
  // While an amend waits, its lots may be there already.
  const rest = max(order.lots(at), amend.lots(at)) - order.filled(at)
  const execution = memory.i64[word + REPORT_EXECUTION_ID]
  if (lots <= 0n || price <= 0n || !fits(fee) || execution === 0n)
    return invalid(context, portfolio, order.instrument(at))
  if (isKnownExecution(image, order.id(at), execution))
    return context.alert(Reason.FILL_DUPLICATE, SEVERITY.warning, portfolio, order.instrument(at), { value: lots })
  if ((order.flags(at) & SPLIT_SINCE) !== 0)
    return context.alert(Reason.FILL_BEFORE_SPLIT, SEVERITY.error, portfolio, order.instrument(at), { value: lots })
  if (lots > rest) {
    const detail = { value: lots, limit: rest }
    return context.alert(Reason.FILL_BEYOND_ORDER, SEVERITY.error, portfolio, order.instrument(at), detail)
  }
  if (!rememberExecution(image, at, execution)) {
    const limit = BigInt(control.idCapacity(0))
    const detail = { value: limit + 1n, limit }
    return context.alert(Reason.EXECUTION_CAPACITY, SEVERITY.error, portfolio, order.instrument(at), detail)
  }
  const filled = order.filled(at) + lots
  // More than the old order: the venue took the amend, and its answer is late.
  if (filled > order.lots(at)) amendAccepted(context, at)
  order.setFilled(at, filled)
  if (filled === order.lots(at) && (order.flags(at) & AMENDING) === 0) order.setState(at, DONE)
  const distance = Number(control.sequence(0) - order.sentSequence(at))
  return deliver(context, at, lots, price, false, distance, fee)
}

/** A price restated for a split saturates here. */
const PEAK_MAX = 2n ** 62n

/** Applies an ADJUST row. */
export function adjustment(context: Context, rowAt: number): void {
  const { image } = context
  const { f64, i64, u16, u32 } = image.memory
  const word = rowAt >> 3
  const portfolio = u16[(rowAt + 2) >> 1]
  const instrument = u32[(rowAt + 4) >> 2]
  if (portfolio >= image.size.portfolios || instrument >= image.size.instruments)
    return invalid(context, portfolio, instrument)
  const index = image.positionAt(portfolio, instrument)
  const lots = integer(image, f64[word + ADJUST_LOTS])
  const numerator = integer(image, f64[word + ADJUST_NUMERATOR])
  const denominator = integer(image, f64[word + ADJUST_DENOMINATOR])
  const cost = i64[word + ADJUST_COST]
  const cash = i64[word + ADJUST_CASH]
  const splits = numerator > 0n && denominator > 0n
  if (splits && image.control.external(0) === 0 && hasOrders(image, instrument))
    return invalid(context, portfolio, instrument)
  if (!adjust(image, index, lots, cost, cash)) {
    const detail = { value: abs(cost) > abs(cash) ? cost : cash, limit: MONEY_MAX }
    return context.alert(Reason.MONEY_OVERFLOW, SEVERITY.error, portfolio, instrument, detail)
  }
  // After a split the best price since entry is one of the new shares.
  const { position } = image
  if (splits) {
    position.setPeak(index, min(PEAK_MAX, (position.peak(index) * denominator) / numerator))
    markSplit(context, instrument)
  }
  touchHoldings(image, instrument)
  context.positionRow(index)
  return context.equityRow(portfolio, EQUITY_CAUSE.cash)
}

type Setter = (image: Image, at: number, value: bigint) => void

/** Parameters of a portfolio or group that PARAMETER rows may set, by id (aux); the scope is the row's source. */
const SCOPE_PARAMETERS: Readonly<Record<number, Setter>> = {
  1: ({ scope }, at, value) => scope.setConcentrationPpm(at, value),
  2: ({ scope }, at, value) => scope.setGrossMax(at, value),
  3: ({ scope }, at, value) => scope.setNetMax(at, value),
  4: ({ scope }, at, value) => scope.setLeveragePpm(at, value),
  5: ({ scope }, at, value) => scope.setBandPpm(at, value),
  6: ({ scope }, at, value) => scope.setFractionPpm(at, value),
  7: ({ scope }, at, value) => scope.setDayReducingPpm(at, value),
  8: ({ scope }, at, value) => scope.setDayHaltedPpm(at, value),
  9: ({ scope }, at, value) => scope.setDrawdownReducingPpm(at, value),
  10: ({ scope }, at, value) => scope.setDrawdownHaltedPpm(at, value),
  11: ({ scope }, at, value) => scope.setCashReserve(at, value),
  12: ({ scope }, at, value) => scope.setLossReducing(at, value),
  13: ({ scope }, at, value) => scope.setLossHalted(at, value),
  14: ({ scope }, at, value) => scope.setVolatilityPpm(at, value),
  15: ({ scope }, at, value) => scope.setValueAtRiskPpm(at, value),
  16: ({ scope }, at, value) => scope.setCorrelatedPpm(at, value),
}

/** Parameters of an instrument, by id; the instrument is the row's own. */
const INSTRUMENT_PARAMETERS: Readonly<Record<number, Setter>> = {
  32: ({ instrument }, at, value) => instrument.setBorrowLots(at, value),
  33: ({ instrument }, at, value) => instrument.setTradable(at, value > 0n ? 1 : 0),
}

/** Of a position: the portfolio is the row's source. 1 = on the restricted list. */
export const RESTRICTED_PARAMETER = 64

/** Applies a PARAMETER row. */
export function parameter(context: Context, rowAt: number): void {
  const { image } = context
  const { i64, u16, u32 } = image.memory
  const at = u16[(rowAt + 2) >> 1]
  const instrument = u32[(rowAt + 4) >> 2]
  const id = u32[(rowAt + 20) >> 2]
  const value = i64[(rowAt >> 3) + PARAMETER_VALUE]
  const inside = instrument < image.size.instruments
  if (value < NONE || !fits(value)) return invalid(context, at, NO_INSTRUMENT)
  if (id in SCOPE_PARAMETERS && at < image.scopes) {
    SCOPE_PARAMETERS[id](image, at, value)
    noteChange(image, at)
    return refreshLossFloor(image, at)
  }
  if (id in INSTRUMENT_PARAMETERS && inside) return INSTRUMENT_PARAMETERS[id](image, instrument, value)
  if (id === RESTRICTED_PARAMETER && inside && at < image.size.portfolios)
    return restrict(context, at, instrument, value > 0n)
  return invalid(context, at, NO_INSTRUMENT)
}

/** A position goes on the restricted list, or off it: an alert begins or ends. */
function restrict(context: Context, portfolio: number, instrument: number, restricted: boolean): void {
  const { position } = context.image
  const index = context.image.positionAt(portfolio, instrument)
  if ((position.restricted(index) === 1) === restricted) return
  position.setRestricted(index, restricted ? 1 : 0)
  const severity = restricted ? SEVERITY.warning : SEVERITY.info
  context.alert(Reason.RESTRICTED, severity, portfolio, instrument, {
    value: restricted ? 1n : 0n,
    cleared: !restricted,
  })
}
