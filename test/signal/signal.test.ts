import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FrameContext } from '../../kernels/frame-context.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import type { StrategySignal } from '../../operators/signal/options.ts'
import { quality, recency } from '../../operators/signal/quality.ts'
import { directionOf, strengthOf } from '../../operators/signal/rating.ts'
import { signal } from '../../operators/signal/signal.ts'
import { ofKind } from '../kernels/harness.ts'
import type { Row } from '../kernels/harness.ts'
import { bench, CUTS, HOUR, MINUTE, runStages, START_MICROS } from './rows.ts'
import type { PlainEvaluation, PlainRow } from './rows.ts'
import { stageContract } from './stage-contract.ts'

const main = (overrides: Partial<StrategySignal> = {}): StrategySignal => ({
  strategy: 'main',
  minConfidence: 0,
  halfLife: 0.5,
  ...overrides,
})
const signals = (rows: readonly PlainRow[], strategy: StrategySignal = main(), sizes?: readonly number[]): Row[] =>
  ofKind(runStages(rows, [signal({ strategies: [strategy] })], 'signals', sizes), 'SIGNAL')
const drops = (rows: readonly PlainRow[], ...strategies: StrategySignal[]): string[] =>
  ofKind(
    runStages(rows, [signal({ strategies: strategies.length === 0 ? [main()] : strategies })], 'signals'),
    'DROP',
  ).map(({ aux }) => REASON_NAMES[aux])

describe('as an operator', () => {
  stageContract(
    () => signal({ strategies: [main()] }),
    [{ at: 0, evaluations: [{ rating: 4 }] }, { at: 1 }, { at: 2, evaluation: { rating: 2 } }],
  )

  it('names the row and both numbers when an evaluation has no instrument', () => {
    expect(() => signals([{ at: 0, evaluation: { rating: 4, instrument: 9 } }])).toThrow(
      'row 1 evaluates instrument 9, there are 3',
    )
  })
})

describe('aggregation', () => {
  it('one view: strength (rating − 3) ÷ 2, its own confidence and horizon, consensus 1', () => {
    const [only, ...more] = signals([{ at: 0, evaluations: [{ rating: 4, confidence: 0.6, horizon: HOUR }] }])
    expect(more).toEqual([])
    expect(only).toMatchObject({
      strength: 0.5,
      confidence: 0.6,
      horizonMicros: HOUR,
      consensus: 1,
      aux: 1,
      sequence: 1,
      sub: 0,
    })
    expect(only.quality).toBeCloseTo(0.6 ** 0.25, 12)
  })

  it('the worked example of docs/SIGNALS.md', () => {
    const rows: PlainRow[] = [
      { at: 0, evaluations: [{ source: 'slow', timeframe: '4h', rating: 5, confidence: 0.9, horizon: 8 * HOUR }] },
      { at: 2 * HOUR, evaluations: [{ source: 'fast', timeframe: '1h', rating: 2, confidence: 0.5, horizon: HOUR }] },
    ]
    const [, found] = signals(rows, main({ timeframes: { '1h': 1, '4h': 2, '1d': 1 } }))
    // recency of slow: 1 ÷ (1 + 2 ÷ (0.5 × 8)) = 2/3; w = 2 × 0.9 × 2/3 = 1.2 and 1 × 0.5 × 1 = 0.5
    expect(found.strength).toBeCloseTo((1.2 * 1 + 0.5 * -0.5) / 1.7, 12)
    expect(found.consensus).toBeCloseTo(0.95 / 1.45, 12)
    expect(found.confidence).toBeCloseTo((1.2 * 0.9 + 0.5 * 0.5) / 1.7, 12)
    expect(found.horizonMicros).toBeCloseTo(((1.2 * 8 + 0.5 * 1) / 1.7) * HOUR, 0)
    const [coverage, freshness] = [3 / 4, (2 * (2 / 3) + 1) / 3]
    expect(found.quality).toBeCloseTo(
      (Number(found.consensus) * coverage * freshness * Number(found.confidence)) ** 0.25,
      12,
    )
    expect(found.aux).toBe(2)
  })

  it('the newest evaluation of a source and timeframe replaces the one before', () => {
    const [, second] = signals([
      { at: 0, evaluations: [{ rating: 5 }] },
      { at: MINUTE, evaluations: [{ rating: 2 }] },
    ])
    expect(second).toMatchObject({ strength: -0.5, aux: 1 })
  })

  it('an expired one no longer counts; expiry alone says nothing', () => {
    const rows: PlainRow[] = [
      { at: 0, evaluations: [{ source: 'a', rating: 5, horizon: HOUR }] },
      { at: HOUR, evaluations: [{ source: 'b', rating: 3, horizon: HOUR }] },
      { at: 3 * HOUR },
      { at: 3 * HOUR + 1, evaluations: [{ source: 'b', rating: 3, horizon: HOUR }] },
    ]
    const found = signals(rows)
    expect(found.map(({ sequence, aux }) => [sequence, aux])).toEqual([
      [1, 1],
      [2, 2],
      [4, 1],
    ])
    expect(found[1].consensus).toBe(1)
  })

  it('opposite views cancel: consensus 0 and so quality 0', () => {
    const [found] = signals([
      {
        at: 0,
        evaluations: [
          { source: 'a', rating: 5 },
          { source: 'b', rating: 1 },
        ],
      },
    ])
    expect(found).toMatchObject({ strength: 0, consensus: 0, quality: 0, aux: 2 })
  })

  it('no view at all and confidence 0 give zeros, never NaN', () => {
    const [neutral] = signals([{ at: 0, evaluations: [{ rating: 3 }] }])
    expect(neutral).toMatchObject({ strength: 0, consensus: 0, quality: 0, confidence: 0.8 })
    const [unsure] = signals([{ at: 0, evaluations: [{ rating: 5, confidence: 0, horizon: HOUR }] }])
    expect(unsure).toMatchObject({ strength: 0, consensus: 0, quality: 0, confidence: 0, horizonMicros: HOUR })
  })

  it('age counts from what an evaluation knew', () => {
    const [found] = signals([
      {
        at: HOUR,
        evaluations: [
          { source: 'a', rating: 5, confidence: 1, asOf: -30 * MINUTE },
          { source: 'b', rating: 1, confidence: 1 },
        ],
      },
    ])
    // halfLife 0.5 of an hour: the half-hour-old view weighs 1/2.
    expect(found.strength).toBeCloseTo((0.5 - 1) / 1.5, 12)
  })

  it('who spoke first changes no last bit', () => {
    const views: PlainEvaluation[] = [
      { source: 'a', rating: 3.3, confidence: 0.7 },
      { source: 'b', rating: 4.9, confidence: 0.31 },
      { source: 'c', rating: 1.7, confidence: 0.13 },
    ]
    const [one] = signals([{ at: 0, evaluations: views }])
    const [other] = signals([{ at: 0, evaluations: [...views].reverse() }])
    expect(other).toEqual(one)
  })
})

describe('rating, recency, quality', () => {
  it('rating 1 … 5 is strength −1 … 1; above 3 buys, below sells, 3 holds', () => {
    expect([1, 2, 3, 4, 5].map(strengthOf)).toEqual([-1, -0.5, 0, 0.5, 1])
    expect([1, 2.9, 3, 3.1, 5].map((rating) => directionOf(strengthOf(rating)))).toEqual([
      'sell',
      'sell',
      'hold',
      'buy',
      'buy',
    ])
  })

  it('recency is 1 at once, 1/2 at the half-life, 1/3 at twice that', () => {
    expect([0, 30, 60].map((age) => recency(age, 60, 0.5))).toEqual([1, 0.5, 1 / 3])
  })

  it('quality is the geometric mean of four shares', () => {
    expect(quality(1, 1, 1, 0.0625)).toBe(0.5)
    expect(quality(0.5, 0.5, 0.5, 0.5)).toBeCloseTo(0.5, 12)
    expect(quality(1, 1, 0, 1)).toBe(0)
    expect(quality(1, 1, 1, 1)).toBe(1)
  })
})

describe('instants', () => {
  it('one signal an instant, at its LAST row, from tape and input alike', () => {
    const found = signals([
      { at: 0, last: false, evaluations: [{ source: 'a', rating: 5 }] },
      { at: 0, last: false, evaluation: { source: 'b', rating: 4 } },
      { at: 0, evaluations: [{ source: 'c', rating: 4, instrument: 1 }] },
      { at: 1 },
    ])
    expect(found.map(({ sequence, sub, instrument, aux }) => [sequence, sub, instrument, aux])).toEqual([
      [3, 0, 0, 2],
      [3, 1, 1, 1],
    ])
  })

  it('each strategy has its own, in the order of the options', () => {
    const rows: PlainRow[] = [
      {
        at: 0,
        evaluations: [
          { source: 'a', rating: 5 },
          { source: 'b', rating: 1 },
        ],
      },
    ]
    const on = bench()
    const found = ofKind(
      runStages(
        rows,
        [
          signal({
            strategies: [main({ strategy: 'two', sources: ['b'] }), main({ strategy: 'one', sources: ['a'] })],
          }),
        ],
        'signals',
        [1],
        on,
      ),
      'SIGNAL',
    )
    const { list } = on.context.universe.strategies
    expect(found.map(({ source, strength }) => [list[source], strength])).toEqual([
      ['two', -1],
      ['one', 1],
    ])
  })

  it('a second stage may follow: the tape stays sorted by (position, sub)', () => {
    const rows: PlainRow[] = [0, 1, 2].map((at) => ({ at, evaluations: [{ rating: 4 }] }))
    const found = runStages(
      rows,
      [signal({ strategies: [main({ strategy: 'one' })] }), signal({ strategies: [main({ strategy: 'two' })] })],
      'signals',
    )
    expect(found.map(({ sequence, sub, source }) => [sequence, sub, source])).toEqual([
      [1, 0, 0],
      [1, 1, 1],
      [2, 0, 0],
      [2, 1, 1],
      [3, 0, 0],
      [3, 1, 1],
    ])
  })
})

describe('dropped evaluations', () => {
  it.each<[string, PlainEvaluation]>([
    ['EVALUATION_RATING_INVALID', { rating: 5.5 }],
    ['EVALUATION_RATING_INVALID', { rating: Number.NaN }],
    ['EVALUATION_CONFIDENCE_INVALID', { rating: 4, confidence: 1.5 }],
    ['EVALUATION_HORIZON_INVALID', { rating: 4, horizon: 0 }],
    ['EVALUATION_HORIZON_INVALID', { rating: 4, horizon: Number.POSITIVE_INFINITY }],
    ['EVALUATION_EXPIRED', { rating: 4, asOf: -HOUR - 1 }],
    ['EVALUATION_LEAKING', { rating: 4, asOf: 1 }],
  ])('%s', (reason, evaluation) => {
    expect(drops([{ at: 0, evaluations: [evaluation] }])).toEqual([reason])
    expect(signals([{ at: 0, evaluations: [evaluation] }])).toEqual([])
  })

  it('a strategy says what it does not use', () => {
    const rows: PlainRow[] = [{ at: 0, evaluations: [{ source: 'a', timeframe: '1h', rating: 4, confidence: 0.4 }] }]
    expect(drops(rows, main({ minConfidence: 0.5 }))).toEqual(['EVALUATION_CONFIDENCE_LOW'])
    expect(drops(rows, main({ timeframes: { '4h': 1 } }))).toEqual(['EVALUATION_TIMEFRAME_UNUSED'])
    expect(drops(rows, main({ timeframes: { '4h': 1, '1h': 0 } }))).toEqual(['EVALUATION_TIMEFRAME_UNUSED'])
    expect(drops(rows, main({ sources: ['b'] }))).toEqual(['EVALUATION_SOURCE_UNUSED'])
    expect(drops(rows, main(), main({ strategy: 'other', sources: ['b'] }))).toEqual(['EVALUATION_SOURCE_UNUSED'])
  })

  it('the row repeats what was dropped and where; the earlier evaluation stands', () => {
    const rows: PlainRow[] = [
      { at: 0, evaluations: [{ rating: 5 }] },
      { at: 1, last: false, evaluation: { rating: 1, confidence: 0.1 } },
      { at: 1, evaluations: [{ source: 'b', rating: 5 }] },
    ]
    const found = runStages(rows, [signal({ strategies: [main({ minConfidence: 0.5 })] })], 'signals')
    expect(found.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['SIGNAL', 1],
      ['DROP', 2],
      ['SIGNAL', 3],
    ])
    expect(found[1]).toMatchObject({
      rating: 1,
      confidence: 0.1,
      horizonMicros: HOUR,
      spec: parseBarSpec('1h'),
      strategy: 0,
      source: 0,
    })
    expect(found[2]).toMatchObject({ strength: 1, aux: 2 })
  })

  it('evaluators of quotes are the timeframe `quote`', () => {
    const rows: PlainRow[] = [{ at: 0, evaluations: [{ timeframe: 'quote', rating: 4 }] }]
    expect(signals(rows, main({ timeframes: { quote: 1 } }))).toHaveLength(1)
    expect(drops(rows, main({ timeframes: { '1h': 1 } }))).toEqual(['EVALUATION_TIMEFRAME_UNUSED'])
  })
})

describe('options', () => {
  it.each<[string, Partial<StrategySignal>]>([
    ['signal.strategies[0].minConfidence must be within 0 … 1, was 1.2', { minConfidence: 1.2 }],
    ['signal.strategies[0].halfLife must be above 0, was 0', { halfLife: 0 }],
    ['signal.strategies[0].strategy must not be empty', { strategy: '' }],
    ['signal.strategies[0].sources: name at least one source', { sources: [] }],
    ['signal.strategies[0].timeframes.1h must be a weight of at least 0, was -1', { timeframes: { '1h': -1 } }],
    ['signal.strategies[0].timeframes: at least one weight must be above 0', { timeframes: { '1h': 0 } }],
    ['signal.strategies[0].timeframes: quote and trade are the same timeframe', { timeframes: { quote: 1, trade: 1 } }],
    ['"1hour" is not a bar spec', { timeframes: { '1hour': 1 } }],
  ])('%s', (message, overrides) => {
    expect(() => signal({ strategies: [main(overrides)] })).toThrow(message)
  })

  it('one strategy, once', () => {
    expect(() => signal({ strategies: [] })).toThrow('name at least one')
    expect(() => signal({ strategies: [main(), main()] })).toThrow('signal.strategies[1].strategy: "main" stands twice')
  })
})

const evaluationArbitrary: fc.Arbitrary<PlainEvaluation> = fc.record({
  source: fc.constantFrom('a', 'b', 'c'),
  timeframe: fc.constantFrom('15m', '1h', '4h'),
  instrument: fc.integer({ min: 0, max: 2 }),
  rating: fc.double({ min: 0.8, max: 5.2, noNaN: true }),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  horizon: fc.integer({ min: MINUTE, max: 8 * HOUR }),
  asOf: fc.integer({ min: -HOUR, max: 0 }),
})
const rowsArbitrary: fc.Arbitrary<PlainRow[]> = fc
  .array(
    fc.record({
      after: fc.integer({ min: 0, max: 40 * MINUTE }),
      last: fc.boolean(),
      evaluations: fc.array(evaluationArbitrary, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let at = 0
    return steps.map(({ after, last, evaluations }) => {
      at += after
      return { at, last, evaluations }
    })
  })

describe('properties', () => {
  const strategies = [
    main({ timeframes: { '15m': 1, '1h': 2.5 }, minConfidence: 0.1 }),
    main({ strategy: 'all', halfLife: 0.1, sources: ['a', 'c'] }),
  ]
  const run = (rows: readonly PlainRow[], sizes: readonly number[]): Row[] =>
    runStages(rows, [signal({ strategies })], 'signals', sizes)

  it('every lane stays in its range, and every offer is either accepted or dropped', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const on = bench()
        const found = runStages(rows, [signal({ strategies })], 'signals', [64], on)
        for (const row of ofKind(found, 'SIGNAL')) {
          expect(Math.abs(Number(row.strength))).toBeLessThanOrEqual(1)
          for (const lane of ['confidence', 'quality', 'consensus']) {
            expect(Number(row[lane])).toBeGreaterThanOrEqual(0)
            expect(Number(row[lane])).toBeLessThanOrEqual(1)
          }
          expect(Number(row.horizonMicros)).toBeGreaterThan(0)
          expect(row.aux).toBeGreaterThan(0)
        }
        const offers = rows.reduce((sum, { evaluations = [] }) => sum + evaluations.length, 0)
        const counts = Object.values(countsOf(on.context))
        expect(counts.reduce((sum, { accepted }) => sum + accepted, 0) + ofKind(found, 'DROP').length).toBe(2 * offers)
        expect(counts.reduce((sum, one) => sum + one.signals, 0)).toBe(ofKind(found, 'SIGNAL').length)
      }),
      { numRuns: 60 },
    )
  })

  it('cuts change nothing', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const [first, ...others] = CUTS.map((sizes) => run(rows, sizes))
        for (const other of others) expect(other).toEqual(first)
      }),
      { numRuns: 40 },
    )
  })
})

interface Counts {
  readonly accepted: number
  readonly signals: number
  readonly survive: Record<string, number>
  readonly dropped: Record<string, number>
  readonly held: Record<string, Record<string, unknown>>
}

function countsOf({ stages }: FrameContext): Record<string, Counts> {
  return (stages[0].state() as { strategies: Record<string, Counts> }).strategies
}

describe('state', () => {
  it('is plain data: counts by reason, survivors of confidence floors, what is held, the open instant', () => {
    const on = bench()
    const rows: PlainRow[] = [
      { at: 0, evaluations: [{ rating: 5, confidence: 0.9 }] },
      { at: 1, evaluations: [{ rating: 5, confidence: 0.6 }, { rating: 7 }] },
      { at: 2, last: false, evaluations: [{ rating: 4, confidence: 0.55, instrument: 1, timeframe: 'quote' }] },
    ]
    runStages(rows, [signal({ strategies: [main()] })], 'signals', [2], on)
    const state = on.context.stages[0].state()
    expect(structuredClone(state)).toEqual({
      views: [
        { source: 'alpha', spec: 0 },
        { source: 'alpha', spec: parseBarSpec('1h') },
      ],
      strategies: {
        main: {
          accepted: 3,
          dropped: { EVALUATION_RATING_INVALID: 1 },
          signals: 2,
          survive: { '50%': 2, '60%': 2, '90%': 1 },
          dirty: Uint8Array.of(0, 1, 0),
          strength: Float64Array.of(0, 1, 0.5, 0, 0, 0),
          confidence: Float64Array.of(0, 0.6, 0.55, 0, 0, 0),
          horizon: Float64Array.of(0, HOUR, HOUR, 0, 0, 0),
          asOf: Float64Array.of(0, START_MICROS + 1, START_MICROS + 2, 0, 0, 0),
        },
      },
      touched: ['BBB'],
    })
  })

  it('keeps more sources than it was made for', () => {
    const evaluations = Array.from({ length: 40 }, (_, at): PlainEvaluation => ({
      source: `s${at}`,
      rating: 4,
      instrument: at % 3,
    }))
    const found = signals([
      { at: 0, evaluations },
      { at: 1, evaluations: [{ source: 's0', rating: 4 }] },
    ])
    expect(found.map(({ aux }) => aux)).toEqual([14, 13, 13, 14])
  })
})
