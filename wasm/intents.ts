import { alert, emit, ERROR, integer, WHOLE_DESK } from './context.ts'
import { gate, takeRate } from './gate.ts'
import { hasRate, inHome } from './home.ts'
import { remember } from './ids.ts'
import {
  control,
  increaseOf,
  instrumentOf,
  pendingOf,
  portfolioOf,
  positionIndex,
  positionOf,
  scopeOf,
  violationOf,
} from './image.ts'
import { ANY_PRICE, GTC, intent, MARKET_ORDER, side, takeSide } from './intent.ts'
import {
  CHECK,
  CHECK_HEADROOM,
  CHECK_LIMIT,
  CHECK_LOTS,
  CHECK_SUBJECT,
  CHECK_VALUE,
  DECISION_EDGE_PPM,
  DECISION_TARGET_PPM,
  DECISION_VOLATILITY_PPM,
  ROW_INSTRUMENT,
  ROW_SOURCE,
  VERDICT,
  VERDICT_APPROVED_LOTS,
  VERDICT_DECISION_ID,
  VERDICT_MARK,
  VERDICT_REQUESTED_LOTS,
  VERDICT_TARGET_LOTS,
} from './layout.generated.ts'
import { floorOfProduct, MONEY_MAX, NONE, PPM, productBelow, share } from './money.ts'
import { arrivesAtOnce, cancelSide, sendOrder } from './orders.ts'
import { addPending, BY_DECISION, BY_FLATTEN, BY_NOTHING, BY_POLICY, BY_TRIM, sortPending } from './pending.ts'
import { Reason } from './reasons.generated.ts'
import { Increase, Violation } from './records.generated.ts'
import { freeCash, reservation } from './reserve.ts'
import { targetLots } from './sizing.ts'
import { worth } from './valuation.ts'
import { arrive } from './venue.ts'
import { IN_BAND, REDUCED, refuse, REFUSED, verdict } from './verdict.ts'

/** Ratios beyond this many ppm count as this many: the products of sizing stay within 128 bits. */
const RATIO_MAX: i64 = 1 << 31

function ratio(lane: f64): i64 {
  return max(-RATIO_MAX, min(RATIO_MAX, integer(lane)))
}

/** A decision row becomes the standing target of every portfolio that follows its strategy. */
export function takeDecision(row: usize, id: i64): void {
  const strategy = i32(load<u16>(row, ROW_SOURCE))
  const instrument = load<i32>(row, ROW_INSTRUMENT)
  if (u32(instrument) >= u32(control.instruments)) {
    alert(Reason.INSTRUMENT_UNKNOWN, ERROR, WHOLE_DESK, instrument)
    return
  }
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    if (scopeOf(portfolio).strategy != strategy) continue
    const index = positionIndex(portfolio, instrument)
    const position = positionOf(index)
    position.hasTarget = 1
    position.targetPpm = ratio(load<f64>(row, DECISION_TARGET_PPM))
    position.targetVolatilityPpm = ratio(load<f64>(row, DECISION_VOLATILITY_PPM))
    position.targetEdgePpm = ratio(load<f64>(row, DECISION_EDGE_PPM))
    position.targetDecision = id
    control.decisionsSeen++
    // An exit of the same instant stands: the decision is counted, and its verdict says that it is cooling down.
    if (position.pending == BY_NOTHING) {
      position.pending = BY_DECISION
      addPending(index)
    } else if (position.pending != BY_DECISION) {
      control.intentsMade++
      inBand(index, 0, 0, Reason.COOLING_DOWN)
    }
  }
}

/**
 * Step 5 and 6 of an instant: all intents together. Reductions first, then increases scaled by one factor to the
 * instant's budget; by portfolio, then instrument.
 */
export function settleInstant(): void {
  sortPending()
  control.increaseCount = 0
  for (let at = 0; at < control.pendingCount; at++) {
    const index = pendingOf(at).position
    const position = positionOf(index)
    const cause = position.pending
    position.pending = BY_NOTHING
    if (cause == BY_DECISION) control.intentsMade++
    else control.exitIntents++
    const wanted = cause == BY_DECISION || cause == BY_POLICY
    const made = wanted ? decisionIntent(index) : forcedIntent(index, cause)
    position.policyKind = 0
    if (!made) continue
    takeSide(intent.portfolio, intent.instrument, intent.lots)
    if (side.reducing == side.quantity) pass()
    else keepIncrease(index)
  }
  control.pendingCount = 0
  const count = control.increaseCount
  for (let at = 0; at < count; at = endOfPortfolio(at)) takeBudget(at, endOfPortfolio(at))
  for (let first = 0; first < count;) {
    const end = endOfPortfolio(first)
    const budget = increaseOf(first)
    for (let at = first; at < end; at++) {
      recallIncrease(increaseOf(at))
      pass(budget.ppm, budget.need, budget.room)
    }
    first = end
  }
  control.increaseCount = 0
}

function keepIncrease(index: i32): void {
  const increase = increaseOf(control.increaseCount)
  control.increaseCount++
  increase.position = index
  increase.lots = intent.lots
  increase.target = intent.target
  increase.decision = intent.decision
  increase.reason = intent.reason
  increase.flags = intent.flags
  increase.flatten = i32(intent.flatten)
}

function recallIncrease(increase: Increase): void {
  makeIntent(increase.position, increase.lots, increase.target, increase.decision, increase.reason)
  intent.flags = increase.flags
  intent.flatten = increase.flatten == 1
}

/** One beyond the last increase of the portfolio that one belongs to. */
function endOfPortfolio(first: i32): i32 {
  const portfolio = portfolioOf(increaseOf(first).position)
  let at = first + 1
  while (at < control.increaseCount && portfolioOf(increaseOf(at).position) == portfolio) at++
  return at
}

/** Makes the intent that a decision asks of one portfolio; false when nothing has to be done (its verdict is written). */
function decisionIntent(index: i32): bool {
  const position = positionOf(index)
  const portfolio = portfolioOf(index)
  const scope = scopeOf(portfolio)
  const instrument = instrumentOf(index % control.instruments)
  const held = position.lots
  if (instrument.mark == 0) return unpriced(index, instrument.lastAt == 0 ? Reason.MARK_MISSING : Reason.WARMING_UP)
  if (control.currencies != 1 && !hasRate(portfolio, instrument.currency)) return unpriced(index, Reason.RATE_MISSING)
  const target = targetLots(index)
  const lots = stillToSend(index, target - held)
  if (lots == 0) {
    const reached = target == held || position.openBuys + position.openSells == 0
    return inBand(index, 0, target, reached ? Reason.TARGET_REACHED : Reason.WORKING_CANCELLED)
  }
  const closes = target == 0 && held != 0
  if (!closes && productBelow(worth(portfolio, instrument, lots), PPM, scope.bandPpm, max<i64>(0, scope.equity)))
    return inBand(index, lots, target, Reason.IN_BAND)
  const grows = abs(target) > abs(held) || (held != 0 && target != 0 && target > 0 != held > 0)
  if (grows && control.now < position.cooledAt) return inBand(index, lots, target, Reason.COOLING_DOWN)
  const hold = scope.minHoldNanos
  const young = held != 0 && hold != NONE && control.now - position.openedAt < hold
  if (young && lots > 0 != held > 0) return inBand(index, lots, target, Reason.MIN_HOLDING)
  makeIntent(index, lots, target, position.targetDecision, 0)
  return true
}

/** The verdict of a decision that makes no intent. */
function inBand(index: i32, lots: i64, target: i64, reason: i32): bool {
  const portfolio = portfolioOf(index)
  const instrument = index - portfolio * control.instruments
  verdictRow(portfolio, instrument, IN_BAND, lots, 0, target, reason, positionOf(index).targetDecision)
  return false
}

/** The verdict of a decision on what has no price, or whose currency has no rate. */
function unpriced(index: i32, reason: i32): bool {
  const portfolio = portfolioOf(index)
  const instrument = index - portfolio * control.instruments
  verdictRow(portfolio, instrument, REFUSED, 0, 0, 0, reason, positionOf(index).targetDecision)
  checkRow(portfolio, instrument, reason, portfolio, 1, 0, -1, -1, 0)
  return false
}

/**
 * What is left to send of a wanted change, signed. Working orders on the other side are cancelled, and so are those on
 * this side when together they go too far: nothing is sent against an order of our own.
 */
function stillToSend(index: i32, wanted: i64): i64 {
  const position = positionOf(index)
  const buys = position.openBuys
  const sells = position.openSells
  if (buys == 0 && sells == 0) return wanted
  const same = wanted > 0 ? buys : sells
  const other = wanted > 0 ? sells : buys
  if (other > 0) cancelSide(index, wanted > 0 ? -1 : 1)
  if (same > abs(wanted)) cancelSide(index, wanted > 0 ? 1 : -1)
  const rest = max<i64>(0, abs(wanted) - same)
  return wanted < 0 ? -rest : rest
}

/** Makes the intent that an exit rule, a trim or a flatten asks; false when closing orders already cover it. */
function forcedIntent(index: i32, cause: i32): bool {
  const position = positionOf(index)
  const held = position.lots
  const closing = held > 0 ? position.openSells : position.openBuys
  const keep = cause == BY_TRIM ? position.trimTo : 0
  const lots = abs(held) - closing - keep
  if (lots <= 0) return false
  const target = held > 0 ? keep : -keep
  makeIntent(index, held > 0 ? -lots : lots, target, position.targetDecision, position.pendingReason)
  intent.flatten = cause == BY_FLATTEN
  if (intent.flatten) intent.flags = scopeOf(intent.portfolio).flatten & ANY_PRICE
  return true
}

function makeIntent(index: i32, lots: i64, target: i64, decision: i64, reason: i32): void {
  intent.portfolio = portfolioOf(index)
  intent.instrument = index - intent.portfolio * control.instruments
  intent.lots = lots
  intent.type = MARKET_ORDER
  intent.timeInForce = GTC
  intent.flags = 0
  intent.price = 0
  intent.stop = 0
  intent.decision = decision
  intent.reason = reason
  intent.ready = false
  intent.clientId = 0
  intent.flatten = false
  intent.target = target
  intent.standing = 0
}

/**
 * Writes, on the first of a portfolio's increases, the share in ppm rounded down that its budget affords: the least of
 * free cash, gross room and leverage room at the start of the instant's increases.
 */
function takeBudget(first: i32, end: i32): void {
  const portfolio = portfolioOf(increaseOf(first).position)
  const scope = scopeOf(portfolio)
  let abroad = false
  let cash: i64 = 0
  let gross: i64 = 0
  for (let at = first; at < end; at++) {
    const increase = increaseOf(at)
    const id = increase.position - portfolio * control.instruments
    const instrument = instrumentOf(id)
    takeSide(portfolio, id, increase.lots)
    const size = side.quantity - side.reducing
    abroad = abroad || instrument.currency != scope.currency
    cash = min(MONEY_MAX, cash + reservation(instrument, side.buy, size, MARKET_ORDER, 0))
    const reached = max(side.worst, abs(side.high + side.quantity))
    gross = min(MONEY_MAX, gross + worth(portfolio, instrument, reached) - worth(portfolio, instrument, side.worst))
  }
  const used = scope.gross + scope.worstExtra
  const budget = increaseOf(first)
  budget.ppm = PPM
  budget.need = 0
  budget.room = 0
  if (abroad) limitCash(first, end)
  else limitBudget(budget, cash, freeCash(portfolio, scope.currency))
  if (scope.grossMax != NONE) limitBudget(budget, gross, scope.grossMax - used)
  if (scope.leveragePpm != NONE) limitBudget(budget, gross, share(scope.equity, scope.leveragePpm) - used)
}

/** Cash by currency; what is short is told in the portfolio's own. */
function limitCash(first: i32, end: i32): void {
  const portfolio = portfolioOf(increaseOf(first).position)
  const budget = increaseOf(first)
  for (let currency = 0; currency < control.currencies; currency++) {
    let cash: i64 = 0
    for (let at = first; at < end; at++) {
      const id = increaseOf(at).position - portfolio * control.instruments
      const instrument = instrumentOf(id)
      if (instrument.currency != currency) continue
      takeSide(portfolio, id, increaseOf(at).lots)
      const size = side.quantity - side.reducing
      cash = min(MONEY_MAX, cash + reservation(instrument, side.buy, size, MARKET_ORDER, 0))
    }
    const before = budget.ppm
    limitBudget(budget, cash, freeCash(portfolio, currency))
    if (budget.ppm == before) continue
    budget.need = -inHome(portfolio, currency, -budget.need)
    budget.room = inHome(portfolio, currency, budget.room)
  }
}

function limitBudget(budget: Increase, need: i64, room: i64): void {
  if (need <= 0 || need <= room) return
  const ppm = floorOfProduct(max<i64>(0, room), PPM, need)
  if (ppm >= budget.ppm) return
  budget.ppm = ppm
  budget.need = need
  budget.room = room
}

/** Gate, reserve, send. Nothing reaches the venue but through here. */
export function pass(ppm: i64 = PPM, need: i64 = 0, room: i64 = 0): void {
  const portfolio = intent.portfolio
  const instrument = intent.instrument
  const scaled = ppm < PPM
  const lots = scaled ? scaledLots(ppm) : intent.lots
  if (lots != 0) gate(lots)
  else {
    control.violationCount = 0
    refuse(Reason.BUDGET_SCALED)
  }
  if (scaled && verdict.kind != REFUSED) {
    verdict.kind = REDUCED
    verdict.reason = Reason.BUDGET_SCALED
  }
  const reason = verdict.reason == 0 ? intent.reason : verdict.reason
  verdictRow(portfolio, instrument, verdict.kind, intent.lots, verdict.lots, intent.target, reason, intent.decision)
  if (scaled) checkRow(portfolio, instrument, Reason.BUDGET_SCALED, portfolio, need, room, room, -1, intent.lots)
  for (let at = 0; at < control.violationCount; at++) {
    violationRow(portfolio, instrument, violationOf(at), intent.lots)
  }
  control.violationCount = 0
  if (verdict.kind == REFUSED) return
  takeRate(verdict.reducing > 0)
  if (intent.ready && intent.clientId != 0) control.idCount = remember(control.idCount, intent.clientId)
  const at = sendOrder(verdict.lots, verdict.reducing, verdict.reserved)
  if (control.external == 0 && arrivesAtOnce(at)) arrive(at)
}

/** The intent's lots with their increasing part scaled; what reduces stays whole. */
function scaledLots(ppm: i64): i64 {
  takeSide(intent.portfolio, intent.instrument, intent.lots)
  const increase = floorOfProduct(side.quantity - side.reducing, ppm, PPM)
  const quantity = side.reducing + increase - (increase % instrumentOf(intent.instrument).lotStep)
  return side.buy ? quantity : -quantity
}

/** Writes a VERDICT row. */
export function verdictRow(
  portfolio: i32,
  instrument: i32,
  kind: i32,
  requested: i64,
  approved: i64,
  target: i64,
  reason: i32,
  decision: i64,
): void {
  const row = emit(VERDICT, portfolio, instrument, kind | (reason << 16))
  const known = u32(instrument) < u32(control.instruments)
  store<f64>(row, f64(requested), VERDICT_REQUESTED_LOTS)
  store<f64>(row, f64(approved), VERDICT_APPROVED_LOTS)
  store<i64>(row, decision, VERDICT_DECISION_ID)
  store<f64>(row, known ? f64(instrumentOf(instrument).mark) : 0, VERDICT_MARK)
  store<f64>(row, f64(target), VERDICT_TARGET_LOTS)
}

/** Writes the CHECK row of a violated check. */
export function violationRow(portfolio: i32, instrument: i32, one: Violation, lots: i64): void {
  checkRow(portfolio, instrument, one.check, one.scope, one.value, one.limit, one.headroom, one.subject, lots)
}

function checkRow(
  portfolio: i32,
  instrument: i32,
  check: i32,
  scope: i32,
  value: i64,
  limit: i64,
  headroom: i64,
  subject: i32,
  lots: i64,
): void {
  const row = emit(CHECK, portfolio, instrument, check | (scope << 16))
  store<i64>(row, value, CHECK_VALUE)
  store<i64>(row, limit, CHECK_LIMIT)
  store<i64>(row, headroom, CHECK_HEADROOM)
  store<f64>(row, f64(lots), CHECK_LOTS)
  store<f64>(row, f64(subject), CHECK_SUBJECT)
}
