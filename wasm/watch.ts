/**
 * What is watched at every LAST row without an order being made: losses that trip a trading state, and limits that a
 * price has moved through. An alert stands until its cause is gone by a fiftieth, so that it is raised once.
 */
import { noteChange } from './changed.ts'
import { alert, BY_STATE, equityRow, ERROR, INFO, NO_INSTRUMENT, WARNING } from './context.ts'
import {
  control,
  exposureOf,
  groupIn,
  groupOf,
  GROUP_SLOTS,
  instrumentOf,
  portfolioOf,
  positionOf,
  scopeOf,
} from './image.ts'
import { exceedsShare, NONE, PPM, productBelow, share } from './money.ts'
import { cancelAll } from './orders.ts'
import { BY_NOTHING, BY_TRIM, request } from './pending.ts'
import { Reason } from './reasons.generated.ts'
import { Scope } from './records.generated.ts'
import { lotsWorth, worth } from './valuation.ts'

export const ACTIVE: i32 = 0
export const REDUCING: i32 = 1
export const HALTED: i32 = 2
const TRIM: i32 = 1
const TO_REDUCING: i32 = 2
const CLEARED_BELOW_PPM: i64 = 980_000

/** Whether a portfolio is the scope, or belongs to the group of portfolios that the scope is. */
export function isMember(portfolio: i32, scope: i32): bool {
  return scope < control.portfolios ? portfolio == scope : scopeOf(portfolio).parent == scope
}

/** Changes a trading state and does what it asks: `reducing` cancels increasing orders, `halted` all. */
export function setState(at: i32, state: i32, reason: i32, value: i64 = 0, limit: i64 = 0): void {
  const scope = scopeOf(at)
  if (scope.state == state) return
  scope.state = state
  scope.stateReason = reason
  noteChange(at)
  refreshLossFloor(at)
  alert(reason, state == ACTIVE ? INFO : ERROR, at, NO_INSTRUMENT, value, limit)
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    if (!isMember(portfolio, at)) continue
    if (state == HALTED) cancelAll(portfolio, false)
    if (state == REDUCING) cancelAll(portfolio, true)
    equityRow(portfolio, BY_STATE)
  }
}

/** Equity below which some loss rule trips, kept so that a quote costs one comparison. */
export function refreshLossFloor(at: i32): void {
  const scope = scopeOf(at)
  const halted = max(
    floorOf(scope, partOf(scope.dayStart, scope.dayHaltedPpm), scope.dayStart, HALTED),
    max(
      floorOf(scope, partOf(scope.highWater, scope.drawdownHaltedPpm), scope.highWater, HALTED),
      floorOf(scope, scope.lossHalted, scope.paidIn, HALTED),
    ),
  )
  const reducing = max(
    floorOf(scope, partOf(scope.dayStart, scope.dayReducingPpm), scope.dayStart, REDUCING),
    max(
      floorOf(scope, partOf(scope.highWater, scope.drawdownReducingPpm), scope.highWater, REDUCING),
      floorOf(scope, scope.lossReducing, scope.paidIn, REDUCING),
    ),
  )
  scope.lossFloor = max(halted, reducing)
}

/** The loss that a share of an amount is; none where the share is absent. */
function partOf(base: i64, ppm: i64): i64 {
  return ppm == NONE ? NONE : share(base, ppm)
}

function floorOf(scope: Scope, limit: i64, base: i64, state: i32): i64 {
  return limit == NONE || scope.state >= state ? i64.MIN_VALUE : base - limit + 1
}

/** Losses: updates the high water and trips trading states, the gravest first. */
export function watchLosses(at: i32): void {
  const scope = scopeOf(at)
  const equity = scope.equity
  if (equity > scope.highWater) {
    scope.highWater = equity
    if (scope.lossFloor != i64.MIN_VALUE) refreshLossFloor(at)
  }
  if (equity >= scope.lossFloor) return
  const day = scope.dayStart
  const high = scope.highWater
  trip(at, partOf(day, scope.dayHaltedPpm), day, HALTED, Reason.DAILY_LOSS)
  trip(at, partOf(high, scope.drawdownHaltedPpm), high, HALTED, Reason.DRAWDOWN)
  trip(at, scope.lossHalted, scope.paidIn, HALTED, Reason.LOSS_BUDGET)
  trip(at, partOf(day, scope.dayReducingPpm), day, REDUCING, Reason.DAILY_LOSS)
  trip(at, partOf(high, scope.drawdownReducingPpm), high, REDUCING, Reason.DRAWDOWN)
  trip(at, scope.lossReducing, scope.paidIn, REDUCING, Reason.LOSS_BUDGET)
}

function trip(at: i32, limit: i64, base: i64, state: i32, reason: i32): void {
  const scope = scopeOf(at)
  if (limit == NONE || scope.state >= state) return
  const value = base - scope.equity
  if (value >= limit) setState(at, state, reason, value, limit)
}

/** Maintenance margin: nothing is liquidated, but only reductions leave until someone resumes. */
function watchMargin(at: i32): void {
  const scope = scopeOf(at)
  const value = scope.maintenanceMargin
  if (value > 0 && value > scope.equity && scope.state == ACTIVE)
    setState(at, REDUCING, Reason.MAINTENANCE_MARGIN, value, scope.equity)
}

/** Limits of a whole portfolio or group of portfolios, by positions (open orders do not breach passively). */
export function watchTotals(at: i32): void {
  const scope = scopeOf(at)
  watchMargin(at)
  if (scope.grossMax != NONE) breach(at, Reason.GROSS_MAX, scope.gross, scope.grossMax, scope.passiveGross)
  if (scope.netMax != NONE) breach(at, Reason.NET_MAX, abs(scope.net), scope.netMax, scope.passiveNet)
  const leverage = scope.leveragePpm
  if (leverage != NONE && (scope.alerts != 0 || exceedsShare(scope.gross, scope.equity, leverage)))
    breach(at, Reason.LEVERAGE_MAX, scope.gross, share(scope.equity, leverage), scope.passiveLeverage)
}

function breach(at: i32, check: i32, value: i64, limit: i64, policy: i32): void {
  const scope = scopeOf(at)
  if (value <= limit && scope.alerts == 0) return
  const bit = i64(1) << check
  const standing = (scope.alerts & bit) != 0
  if (value > limit && !standing) {
    scope.alerts |= bit
    alert(check, WARNING, at, NO_INSTRUMENT, value, limit, policy)
    reduceByPolicy(at, policy, check, value, limit)
  } else if (standing && cleared(value, limit)) {
    scope.alerts &= ~bit
    alert(check, INFO, at, NO_INSTRUMENT, value, limit, policy, true)
  }
}

function reduceByPolicy(at: i32, policy: i32, check: i32, value: i64, limit: i64): void {
  if (policy == TO_REDUCING && scopeOf(at).state == ACTIVE) setState(at, REDUCING, check, value, limit)
}

function cleared(value: i64, limit: i64): bool {
  return productBelow(value, PPM, limit, CLEARED_BELOW_PPM)
}

/** Limits of one position and of its groups; a policy of `trim` makes an intent. */
export function watchPosition(index: i32, instrumentId: i32): void {
  const portfolio = portfolioOf(index)
  const scope = scopeOf(portfolio)
  const position = positionOf(index)
  const instrument = instrumentOf(instrumentId)
  const lots = abs(position.lots)
  const equity = max<i64>(0, scope.equity)
  const concentration = scope.concentrationPpm
  if (concentration != NONE) {
    const value = worth(portfolio, instrument, lots)
    // Without a division, for what is so on nearly every row: below the limit, and nothing to clear.
    if (position.alerts != 0 || exceedsShare(value, equity, concentration)) {
      const limit = share(equity, concentration)
      const policy = scope.passiveConcentration
      const over = positionBreach(index, instrumentId, Reason.CONCENTRATION_MAX, value, limit, policy)
      if (over && policy == TRIM) trim(index, instrumentId, lotsWorth(portfolio, instrument, limit))
    }
  }
  const most = position.lotsMax
  if (most != NONE && (lots > most || position.alerts != 0)) {
    const policy = scope.passivePosition
    const over = positionBreach(index, instrumentId, Reason.POSITION_MAX, lots, most, policy)
    if (over && policy == TRIM) trim(index, instrumentId, most)
  }
  if (groupIn(instrument, 0) < 0) return
  for (let at = portfolio; at >= 0; at = scopeOf(at).parent) watchGroups(at, instrumentId)
}

/** Raises or clears a position's alert; true while the limit is exceeded. */
function positionBreach(index: i32, instrument: i32, check: i32, value: i64, limit: i64, policy: i32): bool {
  const position = positionOf(index)
  const portfolio = portfolioOf(index)
  const bit = i64(1) << check
  const standing = (position.alerts & bit) != 0
  if (value > limit) {
    if (standing) return true
    position.alerts |= bit
    alert(check, WARNING, portfolio, instrument, value, limit, policy)
    reduceByPolicy(portfolio, policy, check, value, limit)
    return true
  }
  if (standing && cleared(value, limit)) {
    position.alerts &= ~bit
    alert(check, INFO, portfolio, instrument, value, limit, policy, true)
  }
  return false
}

function watchGroups(at: i32, instrumentId: i32): void {
  const scope = scopeOf(at)
  for (let slot = 0; slot < GROUP_SLOTS; slot++) {
    const group = groupIn(instrumentOf(instrumentId), slot)
    if (group < 0) return
    const cell = exposureOf(at, group)
    if (cell.limitPpm == NONE) continue
    const value = cell.gross
    if (cell.alerts == 0 && !exceedsShare(value, scope.equity, cell.limitPpm)) continue
    const check = groupCheck(group)
    const limit = share(scope.equity, cell.limitPpm)
    const bit = i64(1) << check
    const standing = (cell.alerts & bit) != 0
    const policy = scope.passiveGroups
    if (value > limit && !standing) {
      cell.alerts |= bit
      alert(check, WARNING, at, instrumentId, value, limit, policy, false, group)
      reduceByPolicy(at, policy, check, value, limit)
    } else if (standing && cleared(value, limit)) {
      cell.alerts &= ~bit
      alert(check, INFO, at, instrumentId, value, limit, policy, true, group)
    }
  }
}

/** The check that a limit on a group is. */
export function groupCheck(group: i32): i32 {
  return groupOf(group).check
}

/** Asks for a position to be cut to `keep` lots. */
function trim(index: i32, instrumentId: i32, keep: i64): void {
  const position = positionOf(index)
  if (position.pending != BY_NOTHING) return
  position.trimTo = keep - (keep % instrumentOf(instrumentId).lotStep)
  request(index, BY_TRIM, Reason.PASSIVE_TRIM)
}
