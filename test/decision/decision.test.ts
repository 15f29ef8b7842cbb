import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLAG_REAFFIRM } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { decision } from '../../operators/decision/decision.ts'
import type { StrategyDecision } from '../../operators/decision/options.ts'
import { declareBarSpecs } from '../../operators/stage.ts'
import { signal } from '../../operators/signal/signal.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import type { Row } from '../kernels/harness.ts'
import { bench, CUTS, framesOf, HOUR, MINUTE, rowsOf, runStages, START_MICROS } from '../signal/rows.ts'
import type { PlainRow, PlainSignal } from '../signal/rows.ts'
import { stageContract } from '../signal/stage-contract.ts'

const defaults: StrategyDecision = {
  enter: 0.5,
  exit: 0.2,
  minConfidence: 0,
  minQuality: 0,
  coolDownMicros: 0,
  step: 0,
  conviction: 'full',
  volatilityHalfLife: 2,
  edge: 0,
}

const decisions = (
  rows: readonly PlainRow[],
  overrides: Partial<StrategyDecision> = {},
  sizes?: readonly number[],
): Row[] => runStages(rows, [decision({ defaults: { ...defaults, ...overrides }, strategies: {} })], 'decisions', sizes)

/** One signal a minute; gives target and reason of each decision. */
const follow = (
  signals: readonly (number | PlainSignal)[],
  overrides: Partial<StrategyDecision> = {},
): [number, string][] => {
  const rows = signals.map((one, at): PlainRow => ({
    at: at * MINUTE,
    signals: [typeof one === 'number' ? { strength: one } : one],
  }))
  return decisions(rows, overrides).map(({ targetPpm, aux }) => [
    Number(targetPpm),
    REASON_NAMES[aux].replace('DECISION_', ''),
  ])
}

describe('as an operator', () => {
  stageContract(
    () => decision({ defaults, strategies: {} }),
    [
      { at: 0, signals: [{ strength: 1 }] },
      { at: 1, bar: { close: 100 } },
      { at: 2, signals: [{ strength: -1 }] },
    ],
  )

  it('one decision for each signal, at its position, with what led to it', () => {
    const rows: PlainRow[] = [
      { at: 0, last: false },
      {
        at: 0,
        signals: [
          { strength: 0.6, confidence: 0.7, quality: 0.9 },
          { strength: -0.3, instrument: 2 },
        ],
      },
      { at: 1, signals: [{ strength: 0.55, confidence: 0.65 }] },
    ]
    const found = decisions(rows, { edge: 0.2 })
    expect(found.map(({ sequence, sub, instrument, source }) => [sequence, sub, instrument, source])).toEqual([
      [2, 0, 0, 0],
      [2, 1, 2, 0],
      [3, 0, 0, 0],
    ])
    expect(found[0]).toMatchObject({
      targetPpm: 1e6,
      previousPpm: 0,
      edgePpm: 84_000,
      confidencePpm: 700_000,
      volatilityPpm: 0,
      flags: 0,
    })
    expect(found[1]).toMatchObject({ targetPpm: 0, previousPpm: 0, edgePpm: -48_000, flags: FLAG_REAFFIRM })
    expect(found[2]).toMatchObject({ targetPpm: 1e6, previousPpm: 1e6, flags: FLAG_REAFFIRM })
  })
})

describe('hysteresis', () => {
  it('enters at enter, holds down to exit, leaves below it', () => {
    expect(follow([0.49, 0.5, 0.3, 0.2, 0.19, 0.3])).toEqual([
      [0, 'HOLD'],
      [1e6, 'ENTER'],
      [1e6, 'HOLD'],
      [1e6, 'HOLD'],
      [0, 'EXIT'],
      [0, 'HOLD'],
    ])
  })

  it('short is the mirror; the other side at enter reverses, below it leaves', () => {
    expect(follow([-0.6, 0.49, -0.6, 0.5, -0.1, 0])).toEqual([
      [-1e6, 'ENTER'],
      [0, 'EXIT'],
      [-1e6, 'ENTER'],
      [1e6, 'REVERSE'],
      [0, 'EXIT'],
      [0, 'HOLD'],
    ])
  })

  it('exit 0 stays on no view', () => {
    expect(follow([0.5, 0, -0.1], { exit: 0 })).toEqual([
      [1e6, 'ENTER'],
      [1e6, 'HOLD'],
      [0, 'EXIT'],
    ])
  })
})

describe('confidence, quality and cool-down hold back, and never keep a position from being left', () => {
  it.each([
    ['CONFIDENCE_LOW', { minConfidence: 0.9 }],
    ['QUALITY_LOW', { minQuality: 0.9 }],
  ])('%s', (reason, overrides) => {
    const weak = (strength: number): PlainSignal => ({ strength })
    const good = (strength: number): PlainSignal => ({ strength, confidence: 0.9, quality: 0.9 })
    expect(follow([weak(1), good(0.6), weak(0.3), weak(-1), weak(0.3)], overrides)).toEqual([
      [0, reason],
      [1e6, 'ENTER'],
      [1e6, 'HOLD'],
      [0, 'EXIT'],
      [0, 'HOLD'],
    ])
    expect(follow([good(0.6), weak(0.9), weak(0.5)], { ...overrides, conviction: 'strength' })).toEqual([
      [600_000, 'ENTER'],
      [600_000, reason],
      [500_000, 'ADJUST'],
    ])
  })

  it('cool-down: no entry or reversal within it, counted from the last change of side', () => {
    expect(follow([1, -1, -1, -1, -1, 0, -1], { coolDownMicros: 2 * MINUTE })).toEqual([
      [1e6, 'ENTER'],
      [0, 'EXIT'],
      [0, 'COOL_DOWN'],
      [-1e6, 'ENTER'],
      [-1e6, 'HOLD'],
      [0, 'EXIT'],
      [0, 'COOL_DOWN'],
    ])
  })
})

describe('size', () => {
  it('follows strength in steps', () => {
    expect(follow([0.5, 0.55, 0.6, 0.65, 0.52], { conviction: 'strength', step: 0.1 })).toEqual([
      [500_000, 'ENTER'],
      [500_000, 'HOLD'],
      [600_000, 'ADJUST'],
      [600_000, 'HOLD'],
      [600_000, 'HOLD'],
    ])
  })

  it('rounds to the nearest ppm, halves away from zero', () => {
    expect(follow([{ strength: -0.6000005 }], { conviction: 'strength' })).toEqual([[-600_001, 'ENTER']])
    expect(follow([{ strength: 0.6000004 }], { conviction: 'strength' })).toEqual([[600_000, 'ENTER']])
  })
})

/** 0 %, then +1 % and −1 % in turn: from the second return on the volatility of an hour is 1 %. */
const closes = [100, 101, 99.99, 100.9899, 99.980001]
const hourly = 0.01 * Math.sqrt(24 * 365)

describe('volatility', () => {
  const rows = (on: 'bars' | 'bar', spec = '1h'): PlainRow[] =>
    closes.map((close, at) => ({
      at: at * HOUR,
      [on]: on === 'bars' ? [{ spec, close }] : { spec, close },
      signals: [{ strength: 1 }],
    }))

  it.each(['bars', 'bar'] as const)('yearly, from the %s of one spec, unknown before the half-life', (on) => {
    const found = decisions(rows(on)).map(({ volatilityPpm }) => volatilityPpm)
    expect(found).toEqual([0, 0, Math.round(hourly * 1e6), Math.round(hourly * 1e6), Math.round(hourly * 1e6)])
  })

  it('halves the weight of a return in a half-life', () => {
    // Returns 0, 0, 10 %; half-life 1: weights 1/4, 1/2, 1.
    const moves: PlainRow[] = [100, 100, 100, 110].map((close, at) => ({
      at: at * HOUR,
      bar: { close },
      signals: [{ strength: 1 }],
    }))
    const [, , , last] = decisions(moves, { volatilityHalfLife: 1 })
    expect(Number(last.volatilityPpm) / 1e6).toBeCloseTo(Math.sqrt((0.01 / 1.75) * 24 * 365), 5)
  })

  it('scales conviction by calm ÷ volatility, once it is known', () => {
    const found = decisions(rows('bar'), { calmVolatility: hourly / 2 }).map(({ targetPpm }) => targetPpm)
    expect(found).toEqual([1e6, 1e6, 500_000, 500_000, 500_000])
    expect(decisions(rows('bar'), { calmVolatility: 2 * hourly }).map(({ targetPpm }) => targetPpm)).toEqual([
      1e6, 1e6, 1e6, 1e6, 1e6,
    ])
    expect(decisions(rows('bar'), { calmVolatility: 1e-9 }).at(-1)?.targetPpm).toBe(1)
  })

  it('a flat price has no known volatility; bars twice of one time are one', () => {
    const flat: PlainRow[] = [0, 1, 2, 3].map((at) => ({
      at: at * HOUR,
      bar: { close: 100 },
      signals: [{ strength: 1 }],
    }))
    expect(decisions(flat).map(({ volatilityPpm }) => volatilityPpm)).toEqual([0, 0, 0, 0])
    const twice: PlainRow[] = closes.map((close, at) => ({
      at: at * HOUR,
      bar: { close },
      bars: [{ close }],
      signals: [{ strength: 1 }],
    }))
    expect(decisions(twice).map(({ volatilityPpm }) => volatilityPpm)).toEqual(
      decisions(rows('bar')).map(({ volatilityPpm }) => volatilityPpm),
    )
  })

  it('takes the shortest spec that is made, or met, unless one is named', () => {
    const both: PlainRow[] = closes.flatMap((close, at): PlainRow[] => [
      { at: at * HOUR, bar: { spec: '4h', close: 100 + at } },
      { at: at * HOUR + 1, bar: { spec: '1h', close }, signals: [{ strength: 1 }] },
    ])
    const expected = Math.round(hourly * 1e6)
    expect(decisions(both).at(-1)?.volatilityPpm).toBe(expected)
    expect(decisions(both, { volatilitySpec: '1h' }).at(-1)?.volatilityPpm).toBe(expected)
    expect(decisions(both, { volatilitySpec: '4h' }).at(-1)?.volatilityPpm).not.toBe(expected)
    const on = bench()
    const found: Row[] = []
    const source = declareBarSpecs(framesOf(both, [64], on), [parseBarSpec('4h'), parseBarSpec('100t')])
    source.pipe(decision({ defaults, strategies: {} })).subscribe((frame) => found.push(...rowsOf(frame.decisions)))
    // 4h is what is declared, so 1h rows that turn up are not used.
    expect(found.at(-1)?.volatilityPpm).not.toBe(expected)
    expect(found.at(-1)?.volatilityPpm).not.toBe(0)
  })

  it('strategies may differ, and a named spec outlives a shorter one turning up', () => {
    const both: PlainRow[] = closes.flatMap((close, at): PlainRow[] => [
      { at: at * HOUR, bar: { spec: '4h', close } },
      {
        at: at * HOUR + 1,
        bar: { spec: '1h', close },
        signals: [
          { strength: 1, strategy: 'four' },
          { strength: 1, strategy: 'one' },
        ],
      },
    ])
    const on = bench()
    on.context.universe.strategies.id('four')
    const found = runStages(
      both,
      [decision({ defaults, strategies: { four: { volatilitySpec: '4h' } } })],
      'decisions',
      [64],
      on,
    )
    const last = found.slice(-2).map(({ volatilityPpm }) => Number(volatilityPpm))
    expect(last).toEqual([Math.round((hourly / 2) * 1e6), Math.round(hourly * 1e6)])
  })

  it('BAR_SPEC_MISSING at subscribe when what is named is not made', () => {
    const source = declareBarSpecs(framesOf([], [1], bench()), [parseBarSpec('1h')])
    let failure: unknown
    source.pipe(decision({ defaults: { ...defaults, volatilitySpec: '15m' }, strategies: {} })).subscribe({
      error: (error) => {
        failure = error
      },
    })
    expect(String(failure)).toContain('BAR_SPEC_MISSING: decision estimates volatility on 15m bars')
  })
})

describe('options', () => {
  it.each<[string, Partial<StrategyDecision>]>([
    ['decision.defaults.enter must be above 0 and at most 1, was 0', { enter: 0 }],
    ['decision.defaults.exit must be within 0 … enter (0.5), was 0.6', { exit: 0.6 }],
    ['decision.defaults.minConfidence must be within 0 … 1, was -1', { minConfidence: -1 }],
    ['decision.defaults.minQuality must be within 0 … 1, was NaN', { minQuality: Number.NaN }],
    ['decision.defaults.coolDownMicros must be within', { coolDownMicros: -1 }],
    ['decision.defaults.step must be within 0 … 1, was 2', { step: 2 }],
    ['decision.defaults.volatilityHalfLife must be within 1 … 1000000, was 0.5', { volatilityHalfLife: 0.5 }],
    ['decision.defaults.edge must be within 0 … 1000000, was -0.1', { edge: -0.1 }],
    ['decision.defaults.calmVolatility must be above 0, was 0', { calmVolatility: 0 }],
    ['decision.defaults.volatilitySpec: 100t bars have no length', { volatilitySpec: '100t' }],
    ['decision.defaults.conviction must be "full" or "strength", was "half"', { conviction: 'half' as never }],
  ])('%s', (message, overrides) => {
    expect(() => decision({ defaults: { ...defaults, ...overrides }, strategies: {} })).toThrow(message)
  })

  it('a strategy overrides key by key, and must be one that signals are made for', () => {
    expect(() => decision({ defaults, strategies: { main: { exit: 0.7 } } })).toThrow(
      'decision.strategies.main.exit must be within 0 … enter',
    )
    const rows: PlainRow[] = [{ at: 0, evaluations: [{ rating: 4.2, confidence: 0.9 }] }]
    const signals = signal({ strategies: [{ strategy: 'main', minConfidence: 0, halfLife: 0.5 }] })
    const [own] = runStages(
      rows,
      [signals, decision({ defaults: { ...defaults, enter: 0.9 }, strategies: { main: { enter: 0.6 } } })],
      'decisions',
    )
    expect(own.targetPpm).toBe(1e6)
    expect(() => runStages(rows, [signals, decision({ defaults, strategies: { mian: {} } })], 'decisions')).toThrow(
      'decision.strategies.mian: no signal is made for that strategy; there is main',
    )
  })
})

const optionsArbitrary = fc
  .record({
    enter: fc.double({ min: 0.05, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    minConfidence: fc.constantFrom(0, 0.5),
    minQuality: fc.constantFrom(0, 0.4),
    coolDownMicros: fc.constantFrom(0, 5 * MINUTE),
    step: fc.constantFrom(0, 0.15),
    conviction: fc.constantFrom('full' as const, 'strength' as const),
    volatilityHalfLife: fc.constantFrom(1, 3.5),
    calm: fc.constantFrom(undefined, 0.3),
    edge: fc.constantFrom(0, 0.25),
  })
  .map(({ share, calm, ...rest }): StrategyDecision => ({
    ...rest,
    exit: rest.enter * share,
    ...(calm === undefined ? {} : { calmVolatility: calm }),
  }))
const unit = fc.double({ min: 0, max: 1, noNaN: true })
const rowsArbitrary = fc
  .array(
    fc.record({
      after: fc.integer({ min: 0, max: 10 * MINUTE }),
      close: fc.option(fc.integer({ min: 90, max: 110 }), { nil: undefined }),
      signals: fc.array(
        fc.record({
          strategy: fc.constantFrom('one', 'two'),
          instrument: fc.integer({ min: 0, max: 1 }),
          strength: fc.double({ min: -1, max: 1, noNaN: true }),
          confidence: unit,
          quality: unit,
        }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let at = 0
    return steps.map(({ after, close, signals }): PlainRow => {
      at += after
      return { at, signals, ...(close === undefined ? {} : { bar: { spec: '15m', close } }) }
    })
  })

describe('properties', () => {
  it('one decision a signal; lanes are integers in bounds; sides only change as the thresholds allow', () => {
    fc.assert(
      fc.property(rowsArbitrary, optionsArbitrary, (rows, options) => {
        const found = decisions(rows, options)
        const given = rows.flatMap(({ at, signals = [] }) => signals.map((one) => ({ ...one, at })))
        expect(found).toHaveLength(given.length)
        const sides = new Map<string, { side: number; changedAt: number; target: number }>()
        found.forEach((row, index) => {
          const { strength, confidence, quality, at, strategy, instrument } = given[index] as Required<PlainSignal> & {
            at: number
          }
          const key = `${strategy} ${instrument}`
          const before = sides.get(key) ?? { side: 0, changedAt: Number.NEGATIVE_INFINITY, target: 0 }
          const [target, edge, volatility] = [Number(row.targetPpm), Number(row.edgePpm), Number(row.volatilityPpm)]
          for (const lane of [target, edge, volatility, Number(row.confidencePpm)])
            expect(Number.isSafeInteger(lane)).toBe(true)
          expect(Math.abs(target)).toBeLessThanOrEqual(1e6)
          expect(Math.abs(edge)).toBeLessThanOrEqual(250_000)
          expect(volatility).toBeGreaterThanOrEqual(0)
          expect(row.previousPpm).toBe(before.target)
          expect((row.flags & FLAG_REAFFIRM) !== 0).toBe(target === before.target)
          const side = Math.sign(target)
          if (side !== before.side) {
            const trusted = confidence >= options.minConfidence && quality >= options.minQuality
            if (side === 0) expect(strength * before.side).toBeLessThan(options.exit)
            else {
              expect(strength * side).toBeGreaterThanOrEqual(options.enter)
              expect(trusted).toBe(true)
              expect(at - before.changedAt).toBeGreaterThanOrEqual(options.coolDownMicros)
            }
          } else if (side !== 0) {
            // Never flaps inside the band: what stands is still above exit.
            expect(strength * side).toBeGreaterThanOrEqual(options.exit)
          }
          sides.set(key, { side, changedAt: side === before.side ? before.changedAt : at, target })
        })
      }),
      { numRuns: 150 },
    )
  })

  it('cuts change nothing', () => {
    fc.assert(
      fc.property(rowsArbitrary, optionsArbitrary, (rows, options) => {
        const [first, ...others] = CUTS.map((sizes) => decisions(rows, options, sizes))
        for (const other of others) expect(other).toEqual(first)
      }),
      { numRuns: 30 },
    )
  })
})

describe('state', () => {
  it('is plain data: counts by reason, standing targets, volatility estimates', () => {
    const on = bench()
    const rows: PlainRow[] = [
      { at: 0, bar: { close: 100 }, signals: [{ strength: 1 }, { strength: 0.1, instrument: 1 }] },
    ]
    runStages(rows, [decision({ defaults, strategies: {} })], 'decisions', [1], on)
    expect(structuredClone(on.context.stages[0].state())).toEqual({
      targets: [
        {
          strategy: 'main',
          decisions: { DECISION_ENTER: 1, DECISION_HOLD: 1 },
          targetPpm: Float64Array.of(1e6, 0, 0),
          changedAt: Float64Array.of(START_MICROS, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY),
        },
      ],
      shortest: '1h',
      volatility: [
        {
          spec: '1h',
          halfLife: 2,
          close: Float64Array.of(100, 0, 0),
          closedAt: Float64Array.of(START_MICROS, 0, 0),
          weight: Float64Array.of(0, 0, 0),
          squares: Float64Array.of(0, 0, 0),
          returns: Float64Array.of(0, 0, 0),
          yearlyPpm: Float64Array.of(0, 0, 0),
        },
      ],
    })
  })
})
