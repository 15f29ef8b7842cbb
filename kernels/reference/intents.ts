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
  VERDICT,
  VERDICT_APPROVED_LOTS,
  VERDICT_DECISION_ID,
  VERDICT_MARK,
  VERDICT_REQUESTED_LOTS,
  VERDICT_TARGET_LOTS,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { WHOLE_DESK } from '../../model/row-id.ts'
import { NONE } from '../image.ts'
import type { Image } from '../image.ts'
import { abs, max, min, MONEY_MAX, PPM, share } from '../money.ts'
import { SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { gate, takeRate } from './gate.ts'
import { remember } from './ids.ts'
import { integer } from './integer.ts'
import { GTC, MARKET_ORDER, sideOf } from './intent.ts'
import type { Intent, Violation } from './intent.ts'
import { PENDING } from './pending.ts'
import { arrivesAtOnce, cancelSide, sendOrder } from './orders.ts'
import { freeCash, reservation } from './reserve.ts'
import { targetLots } from './sizing.ts'
import { hasRate, inHome, worth } from './valuation.ts'
import { arrive } from './venue.ts'
import { APPROVED, IN_BAND, REDUCED, REFUSED } from './verdict.ts'
import type { Budget, Verdict } from './verdict.ts'

/** A decision row becomes the standing target of every portfolio that follows its strategy. */
export function takeDecision(context: Context, rowAt: number, id: bigint, pending: number[]): void {
  const { image } = context
  const { f64, u16, u32 } = image.memory
  const strategy = u16[(rowAt + 2) >> 1]
  const instrument = u32[(rowAt + 4) >> 2]
  const word = rowAt >> 3
  if (instrument >= image.size.instruments) {
    context.alert(Reason.INSTRUMENT_UNKNOWN, SEVERITY.error, WHOLE_DESK, instrument)
    return
  }
  for (let portfolio = 0; portfolio < image.size.portfolios; portfolio++) {
    if (image.scope.strategy(portfolio) !== strategy) continue
    const index = image.positionAt(portfolio, instrument)
    const { position } = image
    position.setHasTarget(index, 1)
    position.setTargetPpm(index, ratio(image, f64[word + DECISION_TARGET_PPM]))
    position.setTargetVolatilityPpm(index, ratio(image, f64[word + DECISION_VOLATILITY_PPM]))
    position.setTargetEdgePpm(index, ratio(image, f64[word + DECISION_EDGE_PPM]))
    position.setTargetDecision(index, id)
    image.control.setDecisionsSeen(0, image.control.decisionsSeen(0) + 1n)
    // An exit of the same instant stands: the decision is counted, and its verdict says that it is cooling down.
    if (position.pending(index) === PENDING.none) {
      position.setPending(index, PENDING.decision)
      pending.push(index)
    } else if (position.pending(index) !== PENDING.decision) {
      image.control.setIntentsMade(0, image.control.intentsMade(0) + 1n)
      verdictRow(context, index, IN_BAND, 0n, 0n, 0n, Reason.COOLING_DOWN, id)
    }
  }
}

/** Ratios beyond this many ppm count as this many: the products of sizing stay within 128 bits. */
const RATIO_MAX = 2n ** 31n

function ratio(image: Image, lane: number): bigint {
  return max(-RATIO_MAX, min(RATIO_MAX, integer(image, lane)))
}

/**
 * Step 5 and 6 of an instant: all intents together. Reductions first, then increases scaled by one factor to the
 * instant's budget; by portfolio, then instrument.
 */
export function settleInstant(context: Context, pending: number[]): void {
  const { image } = context
  pending.sort((a, b) => a - b)
  const increases: Intent[] = []
  for (const index of pending) {
    const cause = image.position.pending(index)
    image.position.setPending(index, PENDING.none)
    if (cause === PENDING.decision) image.control.setIntentsMade(0, image.control.intentsMade(0) + 1n)
    else image.control.setExitIntents(0, image.control.exitIntents(0) + 1n)
    const wanted = cause === PENDING.decision || cause === PENDING.policy
    const intent = wanted ? decisionIntent(context, index) : forcedIntent(context, index, cause)
    image.position.setPolicyKind(index, 0)
    if (intent === undefined) continue
    const side = sideOf(image, intent.portfolio, intent.instrument, intent.lots)
    if (side.reducing === side.quantity) pass(context, intent)
    else increases.push(intent)
  }
  context.probe?.increases?.(image, increases)
  const factors = new Map<number, Budget>()
  for (const intent of increases)
    if (!factors.has(intent.portfolio)) factors.set(intent.portfolio, budgetOf(image, intent.portfolio, increases))
  for (const intent of increases) pass(context, intent, factors.get(intent.portfolio))
}

/** The verdict of a decision on what has no price, or whose currency has no rate. */
function unpriced(context: Context, index: number, check: number, decision: bigint): undefined {
  const scope = context.image.portfolioOf(index)
  verdictRow(context, index, REFUSED, 0n, 0n, 0n, check, decision)
  checkRow(context, index, { check, scope, value: 1n, limit: 0n, headroom: -1n, subject: -1 }, 0n)
}

/** What a decision asks of one portfolio, or undefined when nothing has to be done (its verdict row is written). */
function decisionIntent(context: Context, index: number): Intent | undefined {
  const { image } = context
  const { position, scope, control } = image
  const portfolio = image.portfolioOf(index)
  const instrument = image.instrumentOf(index)
  const decision = position.targetDecision(index)
  const now = control.now(0)
  const held = position.lots(index)
  if (image.instrument.mark(instrument) === 0n) {
    const reason = image.instrument.lastAt(instrument) === 0n ? Reason.MARK_MISSING : Reason.WARMING_UP
    return unpriced(context, index, reason, decision)
  }
  if (!hasRate(image, portfolio, image.instrument.currency(instrument)))
    return unpriced(context, index, Reason.RATE_MISSING, decision)
  const target = targetLots(image, index)
  const lots = stillToSend(context, index, target - held)
  context.probe?.sized?.(image, { portfolio, instrument, target, held, lots })
  if (lots === 0n) {
    const reason =
      target === held || position.openBuys(index) + position.openSells(index) === 0n
        ? Reason.TARGET_REACHED
        : Reason.WORKING_CANCELLED
    verdictRow(context, index, IN_BAND, 0n, 0n, target, reason, decision)
    return undefined
  }
  const band = scope.bandPpm(portfolio)
  const closes = target === 0n && held !== 0n
  if (!closes && worth(image, portfolio, instrument, lots) * PPM < band * max(0n, scope.equity(portfolio))) {
    verdictRow(context, index, IN_BAND, lots, 0n, target, Reason.IN_BAND, decision)
    return undefined
  }
  const grows = abs(target) > abs(held) || (held !== 0n && target !== 0n && target > 0n !== held > 0n)
  if (grows && now < position.cooledAt(index)) {
    verdictRow(context, index, IN_BAND, lots, 0n, target, Reason.COOLING_DOWN, decision)
    return undefined
  }
  const hold = scope.minHoldNanos(portfolio)
  if (held !== 0n && hold !== NONE && now - position.openedAt(index) < hold && lots > 0n !== held > 0n) {
    verdictRow(context, index, IN_BAND, lots, 0n, target, Reason.MIN_HOLDING, decision)
    return undefined
  }
  return intentOf(image, index, lots, target, decision, 0, false)
}

/**
 * What is left to send of a wanted change, signed. Working orders on the other side are cancelled, and so are those on
 * this side when together they go too far: nothing is sent against an order of our own.
 */
function stillToSend(context: Context, index: number, wanted: bigint): bigint {
  const { position } = context.image
  const [buys, sells] = [position.openBuys(index), position.openSells(index)]
  if (buys === 0n && sells === 0n) return wanted
  const [same, other] = wanted > 0n ? [buys, sells] : [sells, buys]
  if (other > 0n) cancelSide(context, index, wanted > 0n ? -1 : 1)
  if (same > abs(wanted)) cancelSide(context, index, wanted > 0n ? 1 : -1)
  const rest = max(0n, abs(wanted) - same)
  return wanted < 0n ? -rest : rest
}

/** What an exit rule, a trim or a flatten asks. */
function forcedIntent(context: Context, index: number, cause: number): Intent | undefined {
  const { image } = context
  const { position } = image
  const held = position.lots(index)
  const closing = held > 0n ? position.openSells(index) : position.openBuys(index)
  const keep = cause === PENDING.trim ? position.trimTo(index) : 0n
  const lots = abs(held) - closing - keep
  if (lots <= 0n) return undefined
  const reason = position.pendingReason(index)
  const target = held > 0n ? keep : -keep
  return intentOf(
    image,
    index,
    held > 0n ? -lots : lots,
    target,
    position.targetDecision(index),
    reason,
    cause === PENDING.flatten,
  )
}

function intentOf(
  image: Image,
  index: number,
  lots: bigint,
  target: bigint,
  decision: bigint,
  reason: number,
  flatten: boolean,
): Intent {
  return {
    portfolio: image.portfolioOf(index),
    instrument: image.instrumentOf(index),
    lots,
    type: MARKET_ORDER,
    timeInForce: GTC,
    flags: flatten ? image.scope.flatten(image.portfolioOf(index)) & 16 : 0,
    price: 0n,
    stop: 0n,
    decision,
    reason,
    ready: false,
    clientId: 0n,
    flatten,
    target,
    standing: 0n,
  }
}

/**
 * The share, in ppm rounded down, of a portfolio's increases that its budget affords: the least of free cash by
 * currency, gross room and leverage room at the start of the instant's increases.
 */
export function budgetOf(image: Image, portfolio: number, intents: readonly Intent[]): Budget {
  const { scope, size } = image
  const cash = new Array<bigint>(size.currencies).fill(0n)
  let gross = 0n
  for (const intent of intents) {
    if (intent.portfolio !== portfolio) continue
    const side = sideOf(image, portfolio, intent.instrument, intent.lots)
    const increase = side.quantity - side.reducing
    const currency = image.instrument.currency(intent.instrument)
    const reserved = reservation(image, intent.instrument, side.buy, increase, intent.type, intent.price)
    cash[currency] = min(MONEY_MAX, cash[currency] + reserved)
    const reached = max(side.worst, abs(side.high + side.quantity))
    const added =
      worth(image, portfolio, intent.instrument, reached) - worth(image, portfolio, intent.instrument, side.worst)
    gross = min(MONEY_MAX, gross + added)
  }
  const home = scope.currency(portfolio)
  const used = scope.gross(portfolio) + scope.worstExtra(portfolio)
  const rooms = cash.map((need, currency) => ({ need, room: freeCash(image, portfolio, currency), currency }))
  if (scope.grossMax(portfolio) !== NONE)
    rooms.push({ need: gross, room: scope.grossMax(portfolio) - used, currency: home })
  if (scope.leveragePpm(portfolio) !== NONE) {
    const most = share(scope.equity(portfolio), scope.leveragePpm(portfolio))
    rooms.push({ need: gross, room: most - used, currency: home })
  }
  let budget: Budget = { ppm: PPM, need: 0n, room: 0n }
  for (const { need, room, currency } of rooms) {
    if (need <= 0n || need <= room) continue
    const ppm = (max(0n, room) * PPM) / need
    // Told in the portfolio's currency, whatever cash is short.
    const inOwn = (amount: bigint): bigint => inHome(image, portfolio, currency, amount)
    if (ppm < budget.ppm) budget = { ppm, need: -inOwn(-need), room: inOwn(room) }
  }
  return budget
}

/** What scaling to a budget and the gate make of an intent; the state stays as it is. */
export function judge(image: Image, intent: Intent, budget: Budget | undefined): Verdict {
  const { portfolio } = intent
  const scaled = toBudget(image, intent, budget)
  let verdict: Verdict =
    scaled.lots === 0n
      ? { kind: REFUSED, lots: 0n, reducing: 0n, violations: [], reason: Reason.BUDGET_SCALED }
      : gate(image, scaled)
  if (scaled !== intent && budget !== undefined) {
    const violation = {
      check: Reason.BUDGET_SCALED,
      scope: portfolio,
      value: budget.need,
      limit: budget.room,
      headroom: budget.room,
      subject: -1,
    }
    const kind = verdict.kind === APPROVED ? REDUCED : verdict.kind
    verdict = {
      ...verdict,
      kind,
      violations: [violation, ...verdict.violations],
      reason: kind === REDUCED ? Reason.BUDGET_SCALED : verdict.reason,
    }
  }
  return verdict
}

/** Gate, reserve, send. Nothing reaches the venue but through here. */
export function pass(context: Context, intent: Intent, budget?: Budget): Verdict {
  const { image } = context
  const { portfolio, instrument } = intent
  context.probe?.judged?.(image, intent, budget)
  const verdict = judge(image, intent, budget)
  const known = instrument < image.size.instruments
  const index = known ? image.positionAt(portfolio, instrument) : -1
  const reason = verdict.reason === 0 ? intent.reason : verdict.reason
  verdictRow(context, index, verdict.kind, intent.lots, verdict.lots, intent.target, reason, intent.decision, intent)
  for (const violation of verdict.violations) checkRow(context, index, violation, intent.lots, intent)
  context.probe?.passed?.(image, intent, verdict)
  if (verdict.kind === REFUSED) return verdict
  takeRate(image, portfolio, verdict.reducing > 0n)
  if (intent.ready && intent.clientId !== 0n) {
    const { control } = image
    control.setIdCount(0, remember(image.clientId, control.idCapacity(0), control.idCount(0), intent.clientId))
  }
  const at = sendOrder(context, intent, verdict.lots, verdict.reducing)
  if (arrivesAtOnce(image, at) && image.control.external(0) === 0) arrive(context, at)
  return verdict
}

/** What a budget leaves of an intent: the intent itself, where that is all of it. */
export function toBudget(image: Image, intent: Intent, budget: Budget | undefined): Intent {
  return budget === undefined || budget.ppm >= PPM ? intent : scale(image, intent, budget.ppm)
}

/** An intent with its increasing part scaled; what reduces stays whole. */
function scale(image: Image, intent: Intent, ppm: bigint): Intent {
  const side = sideOf(image, intent.portfolio, intent.instrument, intent.lots)
  const step = image.instrument.lotStep(intent.instrument)
  const increase = ((side.quantity - side.reducing) * ppm) / PPM
  const quantity = side.reducing + min(increase, increase - (increase % step))
  return { ...intent, lots: side.buy ? quantity : -quantity }
}

/** Writes a VERDICT row. */
export function verdictRow(
  context: Context,
  index: number,
  kind: number,
  requested: bigint,
  approved: bigint,
  target: bigint,
  reason: number,
  decision: bigint,
  intent?: Intent,
): void {
  const { image } = context
  const portfolio = intent?.portfolio ?? image.portfolioOf(index)
  const instrument = intent?.instrument ?? image.instrumentOf(index)
  const { f64, i64 } = image.memory
  const word = context.emit(VERDICT, portfolio, instrument, kind | (reason << 16))
  f64[word + VERDICT_REQUESTED_LOTS] = Number(requested)
  f64[word + VERDICT_APPROVED_LOTS] = Number(approved)
  i64[word + VERDICT_DECISION_ID] = decision
  f64[word + VERDICT_MARK] = index < 0 ? 0 : Number(image.instrument.mark(instrument))
  f64[word + VERDICT_TARGET_LOTS] = Number(target)
}

/** Writes the CHECK row of a violated check. */
export function checkRow(context: Context, index: number, violation: Violation, lots: bigint, intent?: Intent): void {
  const { image } = context
  const { f64, i64 } = image.memory
  const portfolio = intent?.portfolio ?? image.portfolioOf(index)
  const instrument = intent?.instrument ?? image.instrumentOf(index)
  const word = context.emit(CHECK, portfolio, instrument, violation.check | (violation.scope << 16))
  i64[word + CHECK_VALUE] = violation.value
  i64[word + CHECK_LIMIT] = violation.limit
  i64[word + CHECK_HEADROOM] = violation.headroom
  f64[word + CHECK_LOTS] = Number(lots)
  f64[word + CHECK_SUBJECT] = violation.subject
}
