import { BY_STATE, equityRow } from './context.ts'
import { control, instrumentOf, portfolioOf, positionIndex, positionOf, scopeOf } from './image.ts'
import { MARKET } from './market.ts'
import { NONE, PPM, productBelow } from './money.ts'
import { cancelAll } from './orders.ts'
import { BY_EXIT, BY_FLATTEN, request } from './pending.ts'
import { Reason } from './reasons.generated.ts'
import { Instrument, Position, Scope } from './records.generated.ts'
import { signedValue } from './valuation.ts'

/** Exit rules of one position, at a LAST row of its instrument: stop, target, trailing stop, longest holding. */
export function exitRules(index: i32, instrumentId: i32): void {
  const position = positionOf(index)
  const lots = position.lots
  if (lots == 0) return
  const instrument = instrumentOf(instrumentId)
  const mark = instrument.mark
  const peak = position.peak
  if (peak == 0 || (lots > 0 ? mark > peak : mark < peak)) position.peak = mark
  const scope = scopeOf(portfolioOf(index))
  const reason = firedRule(position, instrument, scope)
  if (reason == 0) return
  position.targetPpm = 0
  request(index, BY_EXIT, reason)
  const cool = scope.coolDownNanos
  if (cool != NONE && position.pending == BY_EXIT) position.cooledAt = control.now + cool
}

function firedRule(position: Position, instrument: Instrument, scope: Scope): i32 {
  const lots = position.lots
  const stop = scope.stopPpm
  const target = scope.targetPpm
  if (stop != NONE || target != NONE) {
    const profit = signedValue(instrument, lots) - position.cost
    const basis = abs(position.cost)
    if (stop != NONE && !productBelow(-stop, basis, profit, PPM)) return Reason.EXIT_STOP
    if (target != NONE && !productBelow(profit, PPM, target, basis)) return Reason.EXIT_TARGET
  }
  const trailing = scope.trailingPpm
  if (trailing != NONE) {
    const peak = position.peak
    const fallen = lots > 0 ? peak - instrument.mark : instrument.mark - peak
    if (fallen > 0 && !productBelow(fallen, PPM, trailing, peak)) return Reason.EXIT_TRAILING
  }
  const longest = scope.maxHoldNanos
  if (longest != NONE && control.now - position.openedAt >= longest) return Reason.EXIT_MAX_HOLDING
  return 0
}

/** Flattens that stand, portfolio by portfolio. */
export function flattenStanding(): void {
  control.flattening = 0
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    if (scopeOf(portfolio).flatten == 0) continue
    flatten(portfolio)
    if (scopeOf(portfolio).flatten != 0) control.flattening = 1
  }
}

/** A standing flatten: cancel what increases, then close every position; it ends when nothing is left. */
function flatten(portfolio: i32): void {
  const scope = scopeOf(portfolio)
  cancelAll(portfolio, true)
  let left = scope.openOrders > 0
  for (let instrument = 0; instrument < control.instruments; instrument++) {
    const index = positionIndex(portfolio, instrument)
    const position = positionOf(index)
    if (position.hasTarget == 1) position.targetPpm = 0
    if (position.lots == 0) continue
    left = true
    if (instrumentOf(instrument).touched == MARKET) request(index, BY_FLATTEN, Reason.FLATTEN)
  }
  if (left) return
  scope.flatten = 0
  equityRow(portfolio, BY_STATE)
}
