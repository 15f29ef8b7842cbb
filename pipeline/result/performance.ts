import { sharpe } from '../../analytics/statistics/sharpe.ts'
import type { PortfolioCurves } from './collector.ts'
import type { RunParts } from './run-parts.ts'

/** Returns from each day's last equity to the next day's, with the day they end on. */
export function dailyReturns(curves: PortfolioCurves | undefined): { days: string[]; returns: number[] } {
  const days: string[] = []
  const returns: number[] = []
  let before = curves?.equity.first
  for (const [day, value] of [...(curves?.daily ?? [])].sort(([a], [b]) => a - b)) {
    if (before !== undefined && before > 0) {
      days.push(new Date(day * 86_400_000).toISOString().slice(0, 10))
      returns.push(value / before - 1)
    }
    before = value
  }
  return { days, returns }
}

/** Session days a year of what was traded: 365 around the clock, else 252. */
export function daysPerYear({ info }: RunParts): number {
  return info?.config.instruments.every(({ session }) => session.name === 'crypto') === true ? 365 : 252
}

/** Sharpe ratio for people; absent with its reason. */
export function sharpeText({ returns }: { returns: readonly number[] }, result: RunParts): string {
  const ratio = sharpe(returns, daysPerYear(result))
  return 'absent' in ratio ? `Sharpe: absent, ${ratio.absent}` : `Sharpe ${ratio.value.toFixed(2)}`
}
