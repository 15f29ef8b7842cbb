import { annualReturn } from './annual-return.ts'
import { covariance, isConstant, standardDeviation } from './moments.ts'
import type { Statistic } from './statistic.ts'
import { absent, counted, notFinite, present } from './statistic.ts'

/** How a portfolio did beside a benchmark, such as its instruments bought and held. */
export interface Comparison {
  /** Annual return of the portfolio less that of the benchmark, both geometric; a fraction a year. */
  readonly activePremium: Statistic
  /** `sd(r − b)·√q`: how far from the benchmark it ran; a fraction a year. */
  readonly trackingError: Statistic
  /** Active premium ÷ tracking error. */
  readonly informationRatio: Statistic
  /** `cov(r, b) / var(b)`: how much of the benchmark's moves it took part in. */
  readonly beta: Statistic
}

/**
 * Compares returns with a benchmark's of the same periods, q periods a year, sample moments (n − 1).
 * Every figure is absent with fewer than `returnsMin` returns, and each on its own where its divisor is zero.
 * Source: Bacon 2008, *Practical Portfolio Performance Measurement and Attribution*, 2nd ed.
 *
 * @throws {RangeError} where the two are of different length
 * @example compareReturns(daily, heldDaily, 365).beta
 */
export function compareReturns(
  returns: readonly number[],
  benchmark: readonly number[],
  periodsPerYear: number,
  returnsMin: number = 30,
): Comparison {
  if (returns.length !== benchmark.length) {
    throw new RangeError(`one benchmark return for each return: ${returns.length} and ${benchmark.length}`)
  }
  const few = returns.length < Math.max(2, returnsMin)
  const broken = few
    ? absent(`${counted(returns.length, 'return')} (needs ${Math.max(2, returnsMin)})`)
    : (notFinite(returns, 'return') ?? notFinite(benchmark, 'benchmark return'))
  if (broken !== undefined) {
    return { activePremium: broken, trackingError: broken, informationRatio: broken, beta: broken }
  }
  const active = returns.map((value, at) => value - benchmark[at])
  const error = standardDeviation(active) * Math.sqrt(periodsPerYear)
  const [own, held] = [annualReturn(returns, periodsPerYear), annualReturn(benchmark, periodsPerYear)]
  const premium = 'absent' in own ? own : 'absent' in held ? held : present(own.value - held.value)
  return {
    activePremium: premium,
    trackingError: present(error),
    informationRatio:
      'absent' in premium
        ? premium
        : error === 0
          ? absent('it never left the benchmark')
          : present(premium.value / error),
    beta: isConstant(benchmark)
      ? absent('the benchmark does not move')
      : present(covariance(returns, benchmark) / covariance(benchmark, benchmark)),
  }
}
