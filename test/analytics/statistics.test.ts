import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annualReturn } from '../../analytics/statistics/annual-return.ts'
import { compareReturns } from '../../analytics/statistics/compare-returns.ts'
import { costBreakdown } from '../../analytics/statistics/cost-breakdown.ts'
import { drawdownPeriods } from '../../analytics/statistics/drawdown-periods.ts'
import { drawdownSeries, maxDrawdown } from '../../analytics/statistics/drawdown.ts'
import { hitRate } from '../../analytics/statistics/hit-rate.ts'
import { covariance } from '../../analytics/statistics/moments.ts'
import { simpleReturns, totalReturn } from '../../analytics/statistics/returns.ts'
import { sharpe } from '../../analytics/statistics/sharpe.ts'
import type { Absent, Statistic } from '../../analytics/statistics/statistic.ts'
import { present } from '../../analytics/statistics/statistic.ts'
import { timeWeightedMean } from '../../analytics/statistics/time-weighted-mean.ts'
import { turnover } from '../../analytics/statistics/turnover.ts'
import { volatility } from '../../analytics/statistics/volatility.ts'

const valueOf = (statistic: Statistic): number => {
  if ('absent' in statistic) throw new Error(`absent: ${statistic.absent}`)
  return statistic.value
}
const seriesOf = (series: number[] | Absent): number[] => {
  if ('absent' in series) throw new Error(`absent: ${series.absent}`)
  return series
}
/** Wealth from 1 after each return. */
const wealth = (returns: readonly number[]): number[] =>
  returns.reduce<number[]>((path, value) => [...path, path.at(-1)! * (1 + value)], [1])
const per100 = (text: string): number[] => text.split(' ').map((value) => Number(value) / 100)

describe('worked examples', () => {
  const portfolio = per100(
    '.3 2.6 1.1 -1 1.5 2.5 1.6 6.7 -1.4 4 -.5 8.1 4 -3.7 -6.1 1.7 -4.9 -2.2 7 5.8 -6.5 2.4 -.5 -.9',
  )
  const benchmark = per100(
    '.2 2.5 1.8 -1.1 1.4 1.8 1.4 6.5 -1.5 4.2 -.6 8.3 3.9 -3.8 -6.2 1.5 -4.8 2.1 6 5.6 -6.7 1.9 -.3 0',
  )

  it('PERF-2: Bacon, 24 months: return, volatility, drawdown', () => {
    expect(valueOf(annualReturn(portfolio, 12))).toBeCloseTo(0.1036782897, 9)
    expect(valueOf(annualReturn(benchmark, 12))).toBeCloseTo(0.1179833907, 9)
    expect(valueOf(volatility(portfolio, 12))).toBeCloseTo(0.1370001587, 9)
    expect(valueOf(volatility(benchmark, 12))).toBeCloseTo(0.1329588854, 9)
    expect(valueOf(maxDrawdown(wealth(portfolio)))).toBeCloseTo(-0.1446729557, 9)
    const geometric = valueOf(annualReturn(portfolio, 12)) / valueOf(volatility(portfolio, 12))
    expect(geometric).toBeCloseTo(0.7567749609, 9)
  })

  it('PERF-2: our Sharpe ratio is the arithmetic one, whose adjusted form is .7913', () => {
    const ratio = valueOf(sharpe(portfolio, 12, { returnsMin: 24 }))
    const [skewness, kurtosis] = [-0.0825624552, 2.4324537941]
    const adjusted = ratio * (1 + (skewness / 6) * ratio - ((kurtosis - 3) / 24) * ratio ** 2)
    // The example prints .7913 of .79135…: it cuts where it says that it rounds.
    expect(Math.floor(adjusted * 1e4) / 1e4).toBe(0.7913)
    expect(ratio).toBeCloseTo(0.7883202549, 9)
  })

  it('PERF-2: against the benchmark', () => {
    const comparison = compareReturns(portfolio, benchmark, 12, 24)
    expect(valueOf(comparison.trackingError)).toBeCloseTo(0.0336397151, 9)
    expect(valueOf(comparison.informationRatio)).toBeCloseTo(-0.4252444136, 9)
    expect(valueOf(comparison.beta)).toBeCloseTo(0.9988502086, 9)
    expect(valueOf(comparison.activePremium)).toBeCloseTo(0.1036782897 - 0.1179833907, 9)
  })

  it('PERF-5: Sharpe ratio of nine months', () => {
    const returns = [0.03, 0.02, 0.01, -0.01, 0.02, 0.01, 0, -0.01, 0.01]
    const ratio = valueOf(sharpe(returns, 12, { riskFree: 0.005, returnsMin: 9 }))
    // The example's tolerance; forty digits give .98748386220, so its own last two are off.
    expect(Math.abs(ratio - 0.9874838613)).toBeLessThan(1e-9)
    expect(ratio).toBeCloseTo(0.9874838622, 10)
  })

  it('PERF-5: drawdowns in money', () => {
    const values = [100, 110, 90, 100, 120, 130, 100, 120, 140, 130]
    const depths = drawdownPeriods(seriesOf(drawdownSeries(values))).map(
      ({ start, trough }) => values[start - 1] - values[trough],
    )
    expect(depths).toEqual([20, 30, 10])
  })

  it('PERF-e1: annual return and beta of four quarters', () => {
    const [own, held] = [
      [0.03, -0.01, 0.04, -0.025],
      [0.02, -0.01, 0.03, -0.02],
    ]
    expect(valueOf(annualReturn(own, 4))).toBeCloseTo(0.0339758, 9)
    expect(valueOf(compareReturns(own, held, 4, 4).beta)).toBeCloseTo(1.3088235294, 9)
  })

  it('PERF-e3: drawdown table', () => {
    const returns = [0.1, -0.05, -0.1, 0.02, 0.2, -0.03]
    const series = seriesOf(drawdownSeries(wealth(returns)))
    // Point 0 is the wealth before period 1, so that indices are the periods of the example.
    const [first, second, ...more] = drawdownPeriods(series)
    expect(first).toEqual({ start: 2, trough: 3, end: 5, depth: series[3], length: 4, toTrough: 2, recovery: 2 })
    expect(first.depth).toBeCloseTo(-0.145, 12)
    expect(second).toEqual({ start: 6, trough: 6, depth: series[6], length: 1, toTrough: 1 })
    expect(second.depth).toBeCloseTo(-0.03, 12)
    expect(more).toEqual([])
  })

  it('Newcombe 1998, table I, method 3: intervals of shares', () => {
    for (const [wins, count, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ]) {
      const rate = hitRate(Array.from({ length: count }, (_, at) => (at < wins ? 1 : -1)))
      expect(rate).toMatchObject({ wins, count, value: wins / count })
      expect((rate as { low: number }).low).toBeCloseTo(low, 4)
      expect((rate as { high: number }).high).toBeCloseTo(high, 4)
    }
  })
})

describe('what is undefined is absent, with its reason', () => {
  const thirty = Array.from({ length: 30 }, (_, at) => (at % 3) / 100)

  it('a Sharpe ratio needs thirty returns that vary', () => {
    expect(sharpe(thirty.slice(1), 252)).toEqual({ absent: '29 daily returns (needs 30)' })
    expect(sharpe([0.1], 252)).toEqual({ absent: '1 daily return (needs 30)' })
    expect(valueOf(sharpe(thirty, 252))).toBeGreaterThan(0)
    expect(sharpe(new Array<number>(30).fill(0.01), 252)).toEqual({ absent: 'all 30 returns are the same' })
    expect(sharpe([], 252, { returnsMin: 0, noun: 'week' })).toEqual({ absent: '0 weeks (needs 2)' })
    expect(sharpe([...thirty, Number.NaN], 252)).toEqual({ absent: 'return 31 of 31 is NaN' })
    // Differences below the last digit once the riskless return is taken away.
    const tiny = thirty.map((_, at) => (at === 0 ? Number.MIN_VALUE : 0))
    expect(sharpe(tiny, 252, { riskFree: 1 })).toEqual({ absent: 'the returns vary too little to measure' })
  })

  it('returns need something positive to be measured by', () => {
    expect(simpleReturns([100, 110, 99])).toEqual([110 / 100 - 1, 99 / 110 - 1])
    expect(simpleReturns([100, 0, 5])).toEqual({ absent: 'value 2 of 3 is 0, not positive' })
    expect(simpleReturns([1, Infinity])).toEqual({ absent: 'value 2 of 2 is Infinity' })
    expect(simpleReturns([])).toEqual([])
    expect(totalReturn([])).toEqual({ absent: 'no returns' })
    expect(totalReturn([Number.NaN])).toEqual({ absent: 'return 1 of 1 is NaN' })
    expect(valueOf(totalReturn([0.1, -0.1]))).toBeCloseTo(-0.01, 12)
    expect(annualReturn([0.5, -1], 12)).toEqual({ absent: 'everything was lost' })
    expect(annualReturn([], 12)).toEqual({ absent: 'no returns' })
    expect(volatility([0.1], 12)).toEqual({ absent: '1 return (needs 2)' })
    expect(volatility([0.1, Number.NaN], 12)).toEqual({ absent: 'return 2 of 2 is NaN' })
    expect(volatility([0.1, 0.1, 0.1], 12)).toEqual({ value: 0 })
    expect(present(Infinity)).toEqual({ absent: 'the result is not a finite number' })
  })

  it('drawdowns need a peak', () => {
    expect(maxDrawdown([])).toEqual({ absent: 'no values' })
    expect(maxDrawdown([0, 1])).toEqual({ absent: 'the first value is 0, not positive' })
    expect(maxDrawdown([1, Number.NaN])).toEqual({ absent: 'value 2 of 2 is NaN' })
    expect(maxDrawdown([1, 2, 3])).toEqual({ value: 0 })
    expect(maxDrawdown([10, -5])).toEqual({ value: -1.5 })
    expect(drawdownPeriods([0, 0])).toEqual([])
  })

  it('comparisons fail one by one', () => {
    const flat = new Array<number>(30).fill(0)
    const still = compareReturns(thirty, flat, 252)
    expect(still.beta).toEqual({ absent: 'the benchmark does not move' })
    expect(valueOf(still.trackingError)).toBeCloseTo(valueOf(volatility(thirty, 252)), 12)
    expect(compareReturns(thirty, thirty, 252).informationRatio).toEqual({ absent: 'it never left the benchmark' })
    expect(compareReturns([0.1], [0.1], 252).beta).toEqual({ absent: '1 return (needs 30)' })
    expect(compareReturns([...thirty, Number.NaN], [...thirty, 0], 252).beta).toEqual({
      absent: 'return 31 of 31 is NaN',
    })
    const lost = compareReturns([...thirty.slice(1), -1], thirty, 252)
    expect(lost.informationRatio).toEqual({ absent: 'everything was lost' })
    expect(compareReturns(thirty, [...thirty.slice(1), -1], 252).activePremium).toEqual({
      absent: 'everything was lost',
    })
    expect(() => compareReturns([1, 2], [1], 252)).toThrow('one benchmark return for each return: 2 and 1')
  })

  it('hit rate and turnover', () => {
    expect(hitRate([])).toEqual({ absent: '0 closed results' })
    expect(hitRate([Number.NaN])).toEqual({ absent: 'result 1 of 1 is NaN' })
    expect(hitRate([0])).toMatchObject({ wins: 0, low: 0 })
    expect(hitRate([1, 1])).toMatchObject({ value: 1, high: 1 })
    expect(timeWeightedMean([0, 3, 4], [10, 20, 99])).toEqual({ value: 12.5 })
    expect(timeWeightedMean([7, 7], [1, 5])).toEqual({ value: 5 })
    expect(timeWeightedMean([], [])).toEqual({ absent: 'no values' })
    expect(timeWeightedMean([1], [Number.NaN])).toEqual({ absent: 'value 1 of 1 is NaN' })
    expect(() => timeWeightedMean([1], [])).toThrow('1 times, 0 values')
    expect(turnover(200_000, [0, 1], [100_000, 100_000])).toEqual({ value: 1 })
    expect(turnover(1, [0, 1], [-1, -1])).toEqual({ absent: 'average equity is -1, not positive' })
    expect(turnover(1, [], [])).toEqual({ absent: 'no values' })
  })
})

describe('costs from gross to net', () => {
  it('are exact, in the order they arise', () => {
    expect(costBreakdown({ net: '-219.09', fees: '186.380', spread: '0.125', financing: '-1' })).toEqual([
      { kind: 'gross', amount: '-33.585', after: '-33.585' },
      { kind: 'spread', amount: '-0.125', after: '-33.710' },
      { kind: 'fees', amount: '-186.380', after: '-220.090' },
      { kind: 'financing', amount: '1.000', after: '-219.090' },
      { kind: 'net', amount: '-219.090', after: '-219.090' },
    ])
  })

  it('end at net, beyond what doubles can hold', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
        fc.bigInt({ min: 0n, max: 2n ** 62n }),
        (net, fees) => {
          const steps = costBreakdown({ net: String(net), fees: String(fees) })
          expect(BigInt(steps[0].amount) + BigInt(steps[1].amount)).toBe(net)
          expect(steps.at(-2)!.after).toBe(String(net))
        },
      ),
    )
  })
})

describe('properties', () => {
  const path = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 })

  it('a drawdown is zero exactly at a peak, and the table covers every point below it once', () => {
    fc.assert(
      fc.property(path, (values) => {
        const series = seriesOf(drawdownSeries(values))
        series.forEach((fall, at) => {
          expect(fall === 0).toBe(values[at] === Math.max(...values.slice(0, at + 1)))
          const inside = drawdownPeriods(series).filter(({ start, end = Infinity }) => start <= at && at < end)
          expect(inside).toHaveLength(fall < 0 ? 1 : 0)
        })
        const deepest = Math.min(0, ...drawdownPeriods(series).map(({ depth }) => depth))
        expect(maxDrawdown(values)).toEqual({ value: deepest })
      }),
    )
  })

  it('returns lead back to the values, and every statistic is finite or absent', () => {
    const anything = fc.array(fc.double({ noInteger: false }), { maxLength: 40 })
    fc.assert(
      fc.property(path, (values) => {
        const returns = seriesOf(simpleReturns(values))
        if (returns.length === 0) return
        const growth = values.at(-1)! / values[0]
        expect(Math.abs(1 + valueOf(totalReturn(returns)) - growth)).toBeLessThan(1e-9 * (1 + growth))
      }),
    )
    fc.assert(
      fc.property(anything, (values) => {
        const all: Statistic[] = [
          sharpe(values, 252),
          volatility(values, 252),
          annualReturn(values, 252),
          maxDrawdown(values),
          totalReturn(values),
          ...Object.values(compareReturns(values, values.toReversed(), 252, 2) as unknown as Record<string, Statistic>),
        ]
        for (const one of all) {
          if ('absent' in one) expect(one.absent).not.toBe('')
          else expect(Number.isFinite(one.value)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('the interval of a hit rate holds the rate and narrows with the count', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 1, max: 50 }), (wins, losses) => {
        const of = (times: number): { value: number; low: number; high: number } =>
          hitRate([...new Array<number>(wins * times).fill(1), ...new Array<number>(losses * times).fill(-1)]) as never
        const [one, four] = [of(1), of(4)]
        expect(one.low).toBeLessThanOrEqual(one.value)
        expect(one.high).toBeGreaterThanOrEqual(one.value)
        expect(four.high - four.low).toBeLessThan(one.high - one.low)
        expect(one.low).toBeGreaterThanOrEqual(0)
        expect(one.high).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('covariance is symmetric', () => {
    expect(covariance([1, 2, 4], [2, 4, 9])).toBe(covariance([2, 4, 9], [1, 2, 4]))
  })
})
