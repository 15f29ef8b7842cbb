import { Reason } from '../../model/reasons.generated.ts'
import { NONE } from '../image.ts'
import { abs, max, min, PPM } from '../money.ts'
import { EQUITY_CAUSE } from './context.ts'
import type { Context } from './context.ts'
import { MARKET } from './market.ts'
import { PENDING } from './pending.ts'
import { cancelAll } from './orders.ts'
import { signedValue } from './valuation.ts'
import { request } from './watch.ts'

/** Exit rules of one position, at a LAST row of its instrument: stop, target, trailing stop, longest holding. */
export function exitRules(context: Context, index: number, pending: number[]): void {
  const { image } = context
  const { position, scope, instrument: record, control } = image
  const lots = position.lots(index)
  if (lots === 0n) return
  const portfolio = image.portfolioOf(index)
  const instrument = image.instrumentOf(index)
  const mark = record.mark(instrument)
  const peak =
    position.peak(index) === 0n ? mark : lots > 0n ? max(position.peak(index), mark) : min(position.peak(index), mark)
  if (peak !== position.peak(index)) position.setPeak(index, peak)
  const reason = firedRule(context, index, portfolio, mark, peak)
  if (reason === 0) return
  position.setTargetPpm(index, 0n)
  request(context, index, PENDING.exit, reason, pending)
  const cool = scope.coolDownNanos(portfolio)
  if (cool !== NONE && position.pending(index) === PENDING.exit) position.setCooledAt(index, control.now(0) + cool)
}

function firedRule(context: Context, index: number, portfolio: number, mark: bigint, peak: bigint): number {
  const { image } = context
  const { position, scope, control } = image
  const lots = position.lots(index)
  const stop = scope.stopPpm(portfolio)
  const target = scope.targetPpm(portfolio)
  if (stop !== NONE || target !== NONE) {
    const cost = position.cost(index)
    const profit = signedValue(image, image.instrumentOf(index), lots) - cost
    const basis = abs(cost)
    if (stop !== NONE && profit * PPM <= -stop * basis) return Reason.EXIT_STOP
    if (target !== NONE && profit * PPM >= target * basis) return Reason.EXIT_TARGET
  }
  const trailing = scope.trailingPpm(portfolio)
  const fallen = lots > 0n ? peak - mark : mark - peak
  if (trailing !== NONE && fallen > 0n && fallen * PPM >= trailing * peak) return Reason.EXIT_TRAILING
  const longest = scope.maxHoldNanos(portfolio)
  if (longest !== NONE && control.now(0) - position.openedAt(index) >= longest) return Reason.EXIT_MAX_HOLDING
  return 0
}

/** A standing flatten: cancel what increases, then close every position; it ends when nothing is left. */
export function flatten(context: Context, portfolio: number, pending: number[]): void {
  const { image } = context
  const { position, scope, size } = image
  cancelAll(context, portfolio, true)
  let left = scope.openOrders(portfolio) > 0
  for (let instrument = 0; instrument < size.instruments; instrument++) {
    const index = image.positionAt(portfolio, instrument)
    if (position.hasTarget(index) === 1) position.setTargetPpm(index, 0n)
    if (position.lots(index) === 0n) continue
    left = true
    if (image.instrument.touched(instrument) === MARKET)
      request(context, index, PENDING.flatten, Reason.FLATTEN, pending)
  }
  if (left) return
  scope.setFlatten(portfolio, 0)
  context.equityRow(portfolio, EQUITY_CAUSE.state)
}
