import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildImage } from '../../kernels/image-build.ts'
import { Memory } from '../../kernels/memory.ts'
import { fractionPpm as deskFractionPpm } from '../../kernels/reference/sizing.ts'
import type { Sizing } from '../../model/sizing.ts'
import { Universe } from '../../model/universe.ts'
import { fractionPpm, sizingPpm } from '../../operators/sizing/fraction.ts'
import {
  continuousGrowth,
  continuousKelly,
  fractionalGrowthPremium,
  multiAssetKelly,
  singleBetKelly,
} from '../../operators/sizing/kelly.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import { trueRange, turtleN, turtleUnits } from '../../operators/sizing/turtle.ts'
import { volatilityTargetContracts, volatilityTargetWeight } from '../../operators/sizing/volatility-target.ts'
import { instrumentOf, portfolioOf, venueOf } from '../kernels/harness.ts'

describe('fractions of equity in ppm', () => {
  const of = (options: Sizing, target: bigint, volatility = 0n, edge = 0n): bigint =>
    fractionPpm(sizingPpm(options), target, volatility, edge)

  it('fixed fraction: fraction × target, towards zero', () => {
    expect(of({ method: 'fixed-fraction', fraction: '0.25' }, 1_000_000n)).toBe(250_000n)
    expect(of({ method: 'fixed-fraction', fraction: '0.25' }, -500_000n)).toBe(-125_000n)
    expect(of({ method: 'fixed-fraction', fraction: '0.333333' }, -10n)).toBe(-3n)
    expect(of({ method: 'fixed-fraction' }, 1_000_000n)).toBe(1_000_000n)
  })

  it('volatility target: 10 % over 16 % is 0.625; capped; nothing while unknown', () => {
    const options: Sizing = { method: 'volatility-target', volatilityTarget: '0.1', maxFraction: '1.5' }
    expect(of(options, 1_000_000n, 160_000n)).toBe(625_000n)
    expect(of(options, -1_000_000n, 300_000n)).toBe(-333_333n)
    expect(of(options, 1_000_000n, 10_000n)).toBe(1_500_000n)
    expect(of(options, 1_000_000n, 0n)).toBe(0n)
    expect(of({ method: 'volatility-target' }, 1_000_000n, 200_000n)).toBe(500_000n)
  })

  it('fractional Kelly: half of (μ − r) ÷ σ² with the target’s sign; nothing where edge and target disagree', () => {
    const options: Sizing = { method: 'fractional-kelly', kelly: '0.5', maxFraction: '2' }
    expect(of(options, 1_000_000n, 200_000n, 80_000n)).toBe(1_000_000n)
    expect(of(options, -300_000n, 200_000n, -80_000n)).toBe(-1_000_000n)
    expect(of(options, 1_000_000n, 10_000n, 80_000n)).toBe(2_000_000n)
    expect(of(options, 1_000_000n, 200_000n, -80_000n)).toBe(0n)
    expect(of(options, 0n, 200_000n, 80_000n)).toBe(0n)
    expect(of(options, 1_000_000n, 0n, 80_000n)).toBe(0n)
    expect(of({ method: 'fractional-kelly' }, 1_000_000n, 300_000n, 20_000n)).toBe(111_111n)
  })

  it('fixed lots have no fraction', () => {
    expect(() => of({ method: 'fixed-lots' }, 1n)).toThrow('fixed-lots sizes by quantity')
  })

  it('agrees with the desk', () => {
    const ratio = fc.integer({ min: 1, max: 3_000_000 }).map((ppm) => (ppm / 1e6).toFixed(6))
    const arbitrary = fc.record({
      method: fc.constantFrom('fixed-fraction' as const, 'volatility-target' as const, 'fractional-kelly' as const),
      fraction: fc.option(ratio, { nil: undefined }),
      volatilityTarget: fc.option(ratio, { nil: undefined }),
      kelly: fc.option(ratio, { nil: undefined }),
      maxFraction: fc.option(ratio, { nil: undefined }),
    })
    const ppm = (most: number): fc.Arbitrary<bigint> => fc.integer({ min: -most, max: most }).map(BigInt)
    const moments = fc.array(
      fc.tuple(ppm(1_000_000), fc.integer({ min: 0, max: 2_000_000 }).map(BigInt), ppm(500_000)),
      { minLength: 10 },
    )
    fc.assert(
      fc.property(arbitrary, moments, (options, cases) => {
        const given = Object.fromEntries(
          Object.entries(options).filter(([, value]) => value !== undefined),
        ) as unknown as Sizing
        const image = buildImage(
          new Memory(2 ** 17),
          new Universe([instrumentOf()]),
          {
            limits: {},
            sizing: given,
            venue: venueOf(),
            portfolios: { portfolios: [portfolioOf()], groups: [], equityIntervalNanos: 0n },
            orders: 1,
            clientIds: 1,
          },
          false,
        )
        for (const [target, volatility, edge] of cases) {
          expect(fractionPpm(sizingPpm(given), target, volatility, edge)).toBe(
            deskFractionPpm(image, 0, target, volatility, edge),
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('never exceeds what it is capped at, nor rounds an exposure up', () => {
    const big = (most: number): fc.Arbitrary<bigint> => fc.integer({ min: 1, max: most }).map(BigInt)
    fc.assert(
      fc.property(big(1_000_000), big(2_000_000), big(500_000), (target, volatility, edge) => {
        for (const method of ['volatility-target', 'fractional-kelly'] as const) {
          const plus = fractionPpm(sizingPpm({ method }), target, volatility, edge)
          expect(plus).toBeLessThanOrEqual(1_000_000n)
          expect(plus).toBeGreaterThanOrEqual(0n)
          expect(fractionPpm(sizingPpm({ method }), -target, volatility, -edge)).toBe(-plus)
        }
        const kelly = fractionPpm(
          sizingPpm({ method: 'fractional-kelly', maxFraction: '1000000' }),
          target,
          volatility,
          edge,
        )
        expect(2n * kelly * volatility * volatility).toBeLessThanOrEqual(edge * 1_000_000n * 1_000_000n)
      }),
    )
  })
})

describe('Kelly, worked examples', () => {
  it('KEL-1: one bet', () => {
    expect(singleBetKelly(0.6, 1)).toBeCloseTo(0.2, 12)
    const f = singleBetKelly(0.6, 1)
    expect(0.6 * Math.log(1 + f) + 0.4 * Math.log(1 - f)).toBeCloseTo(0.020135513550688863, 12)
    expect(singleBetKelly(0.6, 0.4, 0.2)).toBeCloseTo(2, 12)
    expect(singleBetKelly(0.6, 0.2, 0.2)).toBeCloseTo(1, 12)
    expect(singleBetKelly(0.4, 1)).toBe(0)
    expect(() => singleBetKelly(1.1, 1)).toThrow('within 0 … 1, was 1.1')
    expect(() => singleBetKelly(0.5, 0)).toThrow('must be above 0, were 0 and 1')
  })

  it('KEL-e1: one asset in continuous time', () => {
    const f = continuousKelly(0.1, 0.02, 0.2)
    expect(f).toBeCloseTo(2, 12)
    expect(continuousGrowth(f, 0.1, 0.02, 0.2)).toBeCloseTo(0.1, 12)
    expect(continuousGrowth(f / 2, 0.1, 0.02, 0.2)).toBeCloseTo(0.08, 12)
    expect(f * 0.2).toBeCloseTo(0.4, 12)
    expect(() => continuousKelly(0.1, 0, 0)).toThrow('volatility must be above 0, was 0')
  })

  it('KEL-3: three assets', () => {
    const excess = [0.139568, 0.0294, -0.007346]
    const covariance = [
      [0.110901, 0.020014, 0.018255],
      [0.020014, 0.037165, 0.026893],
      [0.018255, 0.026893, 0.041967],
    ]
    const { fractions, growthPremium, sharpe } = multiAssetKelly(excess, covariance)
    ;[1.29190874, 1.1722057, -1.48816741].forEach((expected, at) => expect(fractions[at]).toBeCloseTo(expected, 7))
    ;[1.2919082, 1.17226473, -1.48821285].forEach((published, at) =>
      expect(Math.abs(fractions[at] - published)).toBeLessThan(1e-4),
    )
    expect(0.04 + growthPremium).toBeCloseTo(0.15285202, 7)
    expect(sharpe).toBeCloseTo(0.4750832, 7)
    expect(0.04 + fractionalGrowthPremium(0.5, growthPremium)).toBeCloseTo(0.1246390167, 9)
  })

  it('refuses a covariance that is none', () => {
    expect(() =>
      multiAssetKelly(
        [1, 1],
        [
          [1, 2],
          [2, 1],
        ],
      ),
    ).toThrow('positive definite, pivot 1 is -3')
    expect(() => multiAssetKelly([1, 1], [[1, 0]])).toThrow('must have 2 rows, was 1')
    expect(() => multiAssetKelly([1, 1], [[1], [0, 1]])).toThrow('row 0 of the covariance must have 2 entries, was 1')
  })
})

describe('volatility and ATR sizing, worked examples', () => {
  it('VOL-1, VOL-e1', () => {
    expect(volatilityTargetWeight(0.1, 0.16)).toBeCloseTo(0.625, 12)
    const contracts = volatilityTargetContracts(500_000, 0.15, 0.012, 2_500, 20)
    expect(contracts).toBeCloseTo(7.8742598544, 9)
    expect(Math.floor(contracts)).toBe(7)
    expect(() => volatilityTargetWeight(0.1, 0)).toThrow('realised volatility must be above 0, was 0')
    expect(() => volatilityTargetContracts(1, 0.1, 0, 1, 1)).toThrow('daily move must be above 0, was 0')
  })

  it('ATR-2: pyramiding live cattle, N = 0.80 points of $400', () => {
    expect(turtleUnits(50_000, 0.02, 0.8, 400, 2)).toBeCloseTo(1.5625, 12)
    expect(turtleUnits(50_320, 0.02, 0.8, 400, 2)).toBeCloseTo(1.5725, 12)
    expect(turtleUnits(50_960, 0.02, 0.7, 400, 2)).toBeCloseTo(1.82, 12)
    expect([74 - 2 * 0.8, 74 + 0.8]).toEqual([72.4, 74.8])
  })

  it.each([
    ['corn', 700, 2_000, 2.857, 2],
    ['lean hogs', 840, 3_000, 3.571, 3],
    ['T-notes', 1_050, 2_000, 1.905, 1],
    ['yen, with the ATR of 725 that is printed beside it', 1_450, 1_875, 1.293, 1],
  ])('ATR-3: %s', (_, twoAtr, risk, exact, whole) => {
    const units = turtleUnits(risk, 1, twoAtr / 2, 1, 2)
    expect(units).toBeCloseTo(exact, 3)
    expect(Math.floor(units)).toBe(whole)
  })

  it('ATR-e1: recursion and unit', () => {
    const range = trueRange(52, 50.5, 50)
    expect(range).toBe(2)
    expect(trueRange(52, 50.5, 53)).toBe(2.5)
    expect(trueRange(52, 50.5, 51)).toBe(1.5)
    const n = turtleN(1, range)
    expect(n).toBeCloseTo(1.05, 12)
    expect(turtleUnits(200_000, 0.01, n, 100)).toBeCloseTo(19.0476, 4)
    expect(() => turtleUnits(1, 1, 0, 1)).toThrow('at its stop must be above 0, was 0')
  })
})

describe('sizing(…)', () => {
  it('a method is not optional', () => {
    expect(() => sizing({ fraction: '1' } as Sizing)).toThrow('sizing.method is missing')
  })

  it('gives the desk its second part', () => {
    const options: Sizing = { method: 'fixed-lots', lots: { '*': '100' }, noTradeBand: '0.01' }
    expect(sizing(options)).toEqual({ part: 'sizing', sizing: options })
  })

  it.each<[string, Partial<Sizing>]>([
    [
      'sizing.method must be one of fixed-lots, fixed-fraction, volatility-target, fractional-kelly, was "kelly"',
      { method: 'kelly' as never },
    ],
    ['sizing.lots: fixed-lots needs a quantity', { method: 'fixed-lots' }],
    ['sizing.lots: fixed-lots needs a quantity', { method: 'fixed-lots', lots: {} }],
    ['sizing.lots.ABC must be at least 0, was -1', { lots: { ABC: '-1' } }],
    ['sizing.fraction must be a decimal number in quotes such as "0.25", was 0.5', { fraction: 0.5 as never }],
    ['sizing.fraction must be at least 0, was -0.1', { fraction: '-0.1' }],
    ['sizing.volatilityTarget must be above 0, was 0', { volatilityTarget: '0' }],
    ['sizing.kelly must be at most 1, was 1.5', { kelly: '1.5' }],
    ['sizing.maxFraction must be above 0, was 0.0', { maxFraction: '0.0' }],
    ['sizing.noTradeBand must be at most 1, was 2', { noTradeBand: '2' }],
  ])('%s', (message, overrides) => {
    expect(() => sizing({ method: 'fixed-fraction', ...overrides })).toThrow(message)
  })
})
