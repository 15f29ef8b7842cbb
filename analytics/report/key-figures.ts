import { isDecimal } from '../../model/decimal.ts'
import type { Comparison } from '../statistics/compare-returns.ts'
import { compareReturns } from '../statistics/compare-returns.ts'
import { drawdownSeries, maxDrawdown } from '../statistics/drawdown.ts'
import { drawdownPeriods } from '../statistics/drawdown-periods.ts'
import type { HitRate } from '../statistics/hit-rate.ts'
import { hitRate } from '../statistics/hit-rate.ts'
import { sharpe } from '../statistics/sharpe.ts'
import type { Absent, Statistic } from '../statistics/statistic.ts'
import { absent, counted, present } from '../statistics/statistic.ts'
import { turnover } from '../statistics/turnover.ts'
import { volatility } from '../statistics/volatility.ts'
import { negated, sum } from './format.ts'
import type { ReportPortfolio } from './report-data.ts'

/** The figures that stand at the top of a portfolio's report. Ratios are fractions. */
export interface KeyFigures {
  /** Equity less starting cash, ÷ starting cash; dividends, funding and other adjustments are part of it. */
  readonly totalReturn: Statistic
  readonly buyAndHoldReturn: Statistic
  readonly drawdownMax: Statistic
  /** Longest fall from a peak, in microseconds; an open one counts to the end. */
  readonly drawdownMicrosMax: Statistic
  readonly sharpe: Statistic
  readonly volatility: Statistic
  readonly hitRate: HitRate | Absent
  readonly turnover: Statistic
  /** Beside the instruments bought and held; absent where their daily returns were not given. */
  readonly comparison: Comparison | undefined
  /** Whether cash + cost = starting cash + realised − fees + adjustments, to the last digit. */
  readonly balanced: boolean
}

/** Fewer daily returns than this give no volatility worth printing. */
const RETURNS_MIN = 10

export function keyFigures(portfolio: ReportPortfolio): KeyFigures {
  const { startingCash, equity, equityCurve, dailyReturns, daysPerYear } = portfolio
  const { returns, buyAndHold } = dailyReturns
  const start = Number(startingCash)
  const grown = (end: number): Statistic =>
    start > 0 ? present((end - start) / start) : absent(`starting cash is ${startingCash}, not positive`)
  const held = portfolio.buyAndHold?.values.at(-1)
  const few = absent(`${counted(returns.length, 'daily return')} (needs ${RETURNS_MIN})`)
  return {
    totalReturn: grown(Number(equity)),
    buyAndHoldReturn: held === undefined ? absent('the instruments were not held beside it') : grown(held),
    drawdownMax:
      portfolio.drawdown === undefined
        ? maxDrawdown(equityCurve.values)
        : present(portfolio.drawdown.reduce((deepest, value) => Math.min(deepest, value), 0)),
    drawdownMicrosMax: longestFall(portfolio),
    sharpe: sharpe(returns, daysPerYear),
    volatility: returns.length < RETURNS_MIN ? few : volatility(returns, daysPerYear),
    hitRate: hitRate(portfolio.closedResults),
    turnover: turnover(Number(portfolio.tradedNotional), equityCurve.timesMicros, equityCurve.values),
    comparison:
      buyAndHold === undefined || buyAndHold.length !== returns.length
        ? undefined
        : compareReturns(returns, buyAndHold, daysPerYear),
    balanced: isBalanced(portfolio),
  }
}

/** The drawdown of each point of the equity curve, the desk's own where it is given. */
export function drawdownOf({ drawdown, equityCurve }: ReportPortfolio): readonly number[] {
  const series = drawdown ?? drawdownSeries(equityCurve.values)
  return 'absent' in series ? [] : series
}

function longestFall(portfolio: ReportPortfolio): Statistic {
  const series = drawdownOf(portfolio)
  const { timesMicros } = portfolio.equityCurve
  if (series.length === 0) return absent('no drawdown is known')
  let longest = 0
  for (const { start, end = series.length - 1 } of drawdownPeriods(series)) {
    longest = Math.max(longest, timesMicros[end] - timesMicros[Math.max(0, start - 1)])
  }
  return present(longest)
}

function isBalanced({ cash, cost, startingCash, realised, fees, adjustments = '0' }: ReportPortfolio): boolean {
  if (![cash, cost, startingCash, realised, fees, adjustments].every(isDecimal)) return false
  return /^-?[0.]*$/.test(sum(cash, cost, fees, negated(sum(startingCash, realised, adjustments))))
}
