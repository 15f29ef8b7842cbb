import { Reason } from '../../model/reasons.generated.ts'
import { NO_INSTRUMENT } from '../../model/row-id.ts'
import { NONE } from '../image.ts'
import type { Image } from '../image.ts'
import { abs, I64_MIN, max, PPM, share } from '../money.ts'
import { noteChange } from './changed.ts'
import { EQUITY_CAUSE, SEVERITY } from './context.ts'
import type { Context } from './context.ts'
import { PENDING } from './pending.ts'
import { cancelAll } from './orders.ts'
import { lotsWorth, worth } from './valuation.ts'

/**
 * What is watched at every LAST row without an order being made: losses that trip a trading state, and limits that a
 * price has moved through. An alert stands until its cause is gone by a fiftieth, so that it is raised once.
 */
const ACTIVE = 0
const REDUCING = 1
const HALTED = 2
const TRIM = 1
const TO_REDUCING = 2
const CLEARED_BELOW_PPM = 980_000n

/** Changes a trading state and does what it asks: `reducing` cancels increasing orders, `halted` all. */
export function setState(
  context: Context,
  at: number,
  state: number,
  reason: number,
  detail: { value?: bigint; limit?: bigint } = {},
): void {
  const { scope } = context.image
  if (scope.state(at) === state) return
  scope.setState(at, state)
  scope.setStateReason(at, reason)
  noteChange(context.image, at)
  refreshLossFloor(context.image, at)
  context.alert(reason, state === ACTIVE ? SEVERITY.info : SEVERITY.error, at, NO_INSTRUMENT, detail)
  for (const portfolio of members(context.image, at)) {
    if (state === HALTED) cancelAll(context, portfolio, false)
    if (state === REDUCING) cancelAll(context, portfolio, true)
    context.equityRow(portfolio, EQUITY_CAUSE.state)
  }
}

/** A portfolio itself, or the portfolios of a group. */
export function members(image: Image, at: number): number[] {
  if (at < image.size.portfolios) return [at]
  return Array.from({ length: image.size.portfolios }, (_, portfolio) => portfolio).filter(
    (one) => image.scope.parent(one) === at,
  )
}

type LossRule = readonly [limit: bigint, base: bigint, state: number, reason: number]

/** The loss rules of a portfolio or group, the gravest first. */
function lossRules({ scope }: Image, at: number): LossRule[] {
  const part = (ppm: bigint, base: bigint): bigint => (ppm === NONE ? NONE : share(base, ppm))
  const { dayStart, highWater, paidIn } = {
    dayStart: scope.dayStart(at),
    highWater: scope.highWater(at),
    paidIn: scope.paidIn(at),
  }
  const rules: LossRule[] = [
    [part(scope.dayHaltedPpm(at), dayStart), dayStart, HALTED, Reason.DAILY_LOSS],
    [part(scope.drawdownHaltedPpm(at), highWater), highWater, HALTED, Reason.DRAWDOWN],
    [scope.lossHalted(at), paidIn, HALTED, Reason.LOSS_BUDGET],
    [part(scope.dayReducingPpm(at), dayStart), dayStart, REDUCING, Reason.DAILY_LOSS],
    [part(scope.drawdownReducingPpm(at), highWater), highWater, REDUCING, Reason.DRAWDOWN],
    [scope.lossReducing(at), paidIn, REDUCING, Reason.LOSS_BUDGET],
  ]
  return rules.filter(([limit, , state]) => limit !== NONE && scope.state(at) < state)
}

/** Equity below which some loss rule trips, kept so that a quote costs one comparison. */
export function refreshLossFloor(image: Image, at: number): void {
  let floor = I64_MIN
  for (const [limit, base] of lossRules(image, at)) floor = max(floor, base - limit + 1n)
  image.scope.setLossFloor(at, floor)
}

/** Losses: updates the high water and trips trading states. */
export function watchLosses(context: Context, at: number): void {
  const { image } = context
  const { scope } = image
  const equity = scope.equity(at)
  if (equity > scope.highWater(at)) {
    scope.setHighWater(at, equity)
    if (scope.lossFloor(at) !== I64_MIN) refreshLossFloor(image, at)
  }
  if (equity >= scope.lossFloor(at)) return
  for (const [limit, base, state, reason] of lossRules(image, at)) {
    const value = base - equity
    if (value >= limit && scope.state(at) < state) setState(context, at, state, reason, { value, limit })
  }
}

/** Maintenance margin: nothing is liquidated, but only reductions leave until someone resumes. */
function watchMargin(context: Context, at: number): void {
  const { scope } = context.image
  const value = scope.maintenanceMargin(at)
  const limit = scope.equity(at)
  if (value > 0n && value > limit && scope.state(at) === ACTIVE)
    setState(context, at, REDUCING, Reason.MAINTENANCE_MARGIN, { value, limit })
}

/** Limits of a whole portfolio or group of portfolios, by positions (open orders do not breach passively). */
export function watchTotals(context: Context, at: number): void {
  const { scope } = context.image
  watchMargin(context, at)
  if (scope.grossMax(at) !== NONE)
    breach(context, at, Reason.GROSS_MAX, scope.gross(at), scope.grossMax(at), scope.passiveGross(at))
  if (scope.netMax(at) !== NONE)
    breach(context, at, Reason.NET_MAX, abs(scope.net(at)), scope.netMax(at), scope.passiveNet(at))
  if (scope.leveragePpm(at) !== NONE) {
    breach(
      context,
      at,
      Reason.LEVERAGE_MAX,
      scope.gross(at),
      share(scope.equity(at), scope.leveragePpm(at)),
      scope.passiveLeverage(at),
    )
  }
}

function breach(context: Context, at: number, check: number, value: bigint, limit: bigint, policy: number): void {
  const { scope } = context.image
  const bit = 1n << BigInt(check)
  const standing = (scope.alerts(at) & bit) !== 0n
  if (value > limit && !standing) {
    scope.setAlerts(at, scope.alerts(at) | bit)
    context.alert(check, SEVERITY.warning, at, NO_INSTRUMENT, { value, limit, policy })
    if (policy === TO_REDUCING && scope.state(at) === ACTIVE) setState(context, at, REDUCING, check, { value, limit })
  } else if (standing && value * PPM < limit * CLEARED_BELOW_PPM) {
    scope.setAlerts(at, scope.alerts(at) & ~bit)
    context.alert(check, SEVERITY.info, at, NO_INSTRUMENT, { value, limit, policy, cleared: true })
  }
}

/** Limits of one position and of its groups; a policy of `trim` makes an intent. */
export function watchPosition(context: Context, index: number, pending: number[]): void {
  const { image } = context
  const { scope, position } = image
  const portfolio = image.portfolioOf(index)
  const instrument = image.instrumentOf(index)
  const lots = abs(position.lots(index))
  const equity = max(0n, scope.equity(portfolio))
  const concentration = scope.concentrationPpm(portfolio)
  if (concentration !== NONE) {
    const value = worth(image, portfolio, instrument, lots)
    // Without a division, for what is so on nearly every row: below the limit, and nothing to clear.
    if (value * PPM > equity * concentration || position.alerts(index) !== 0n) {
      const policy = scope.passiveConcentration(portfolio)
      const limit = share(equity, concentration)
      const over = positionBreach(context, index, Reason.CONCENTRATION_MAX, value, limit, policy)
      if (over && policy === TRIM) trim(context, index, lotsWorth(image, portfolio, instrument, limit), pending)
    }
  }
  const most = position.lotsMax(index)
  if (most !== NONE) {
    const policy = scope.passivePosition(portfolio)
    const over = positionBreach(context, index, Reason.POSITION_MAX, lots, most, policy)
    if (over && policy === TRIM) trim(context, index, most, pending)
  }
  for (let at = portfolio; at >= 0; at = scope.parent(at)) watchGroups(context, at, instrument)
}

function positionBreach(
  context: Context,
  index: number,
  check: number,
  value: bigint,
  limit: bigint,
  policy: number,
): boolean {
  const { position } = context.image
  if (value <= limit && position.alerts(index) === 0n) return false
  const portfolio = context.image.portfolioOf(index)
  const instrument = context.image.instrumentOf(index)
  const bit = 1n << BigInt(check)
  const standing = (position.alerts(index) & bit) !== 0n
  if (value > limit) {
    if (!standing) {
      position.setAlerts(index, position.alerts(index) | bit)
      context.alert(check, SEVERITY.warning, portfolio, instrument, { value, limit, policy })
      if (policy === TO_REDUCING && context.image.scope.state(portfolio) === ACTIVE) {
        setState(context, portfolio, REDUCING, check, { value, limit })
      }
    }
    return true
  }
  if (standing && value * PPM < limit * CLEARED_BELOW_PPM) {
    position.setAlerts(index, position.alerts(index) & ~bit)
    context.alert(check, SEVERITY.info, portfolio, instrument, { value, limit, policy, cleared: true })
  }
  return false
}

function watchGroups(context: Context, at: number, instrument: number): void {
  const { image } = context
  const { scope, exposure: cells } = image
  for (let slot = 0; slot < 8; slot++) {
    const group = image.groupAt(instrument, slot)
    if (group < 0) return
    const cell = image.exposureAt(at, group)
    if (cells.limitPpm(cell) === NONE) continue
    const check = image.group.check(group)
    const limit = share(scope.equity(at), cells.limitPpm(cell))
    const value = cells.gross(cell)
    const bit = 1n << BigInt(check)
    const standing = (cells.alerts(cell) & bit) !== 0n
    const policy = scope.passiveGroups(at)
    if (value > limit && !standing) {
      cells.setAlerts(cell, cells.alerts(cell) | bit)
      context.alert(check, SEVERITY.warning, at, instrument, { value, limit, subject: group, policy })
      if (policy === TO_REDUCING && scope.state(at) === ACTIVE) setState(context, at, REDUCING, check, { value, limit })
    } else if (standing && value * PPM < limit * CLEARED_BELOW_PPM) {
      cells.setAlerts(cell, cells.alerts(cell) & ~bit)
      context.alert(check, SEVERITY.info, at, instrument, { value, limit, subject: group, policy, cleared: true })
    }
  }
}

/** Asks for a position to be cut to `keep` lots. */
function trim(context: Context, index: number, keep: bigint, pending: number[]): void {
  const { position, instrument } = context.image
  const step = instrument.lotStep(context.image.instrumentOf(index))
  const kept = keep - (keep % step)
  if (position.pending(index) !== PENDING.none) return
  position.setTrimTo(index, kept)
  request(context, index, PENDING.trim, Reason.PASSIVE_TRIM, pending)
}

/** Queues an intent for this instant unless one stands or the closing orders already cover it. */
export function request(context: Context, index: number, cause: number, reason: number, pending: number[]): void {
  const { position } = context.image
  if (position.pending(index) !== PENDING.none) return
  const held = position.lots(index)
  const closing = held > 0n ? position.openSells(index) : position.openBuys(index)
  const keep = cause === PENDING.trim ? position.trimTo(index) : 0n
  if (abs(held) - closing <= keep) return
  position.setPending(index, cause)
  position.setPendingReason(index, reason)
  pending.push(index)
}
