import { describe, expect, it } from 'vitest'
import type { BarCursor } from '../../kernels/cursor.ts'
import type { Frame } from '../../kernels/frame.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { donchian } from '../../operators/evaluation/donchian.ts'
import { emaCross } from '../../operators/evaluation/ema-cross.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import type { AnyEvaluator } from '../../operators/evaluation/evaluate.ts'
import { evaluator } from '../../operators/evaluation/evaluator.ts'
import { imbalance } from '../../operators/evaluation/imbalance.ts'
import { meanReversion } from '../../operators/evaluation/mean-reversion.ts'
import { momentum } from '../../operators/evaluation/momentum.ts'
import { moments, push, valueAt, windowOf } from '../../operators/evaluation/window.ts'
import { bars } from '../../operators/market/bars.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { derived } from '../market/frames.ts'
import type { PlainRow } from '../market/frames.ts'

const MINUTE = 60_000_000
const START = 18_263 * 86_400_000_000
const SPEC = parseBarSpec('1m')
const one = [instrumentOf()]
const MADE = (frame: Frame) => frame.evaluations
const closes = (prices: readonly number[]): PlainRow[] =>
  prices.map((close, k) => ({
    kind: 'BAR',
    time: START + k * MINUTE,
    aux: SPEC,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    lots: 1,
  }))
const ratings = (rows: readonly PlainRow[], ...stages: AnyEvaluator[]): unknown[] =>
  derived(rows, one, [evaluate(...stages)], MADE, 7, [SPEC]).map(({ rating }) => rating)
const rising = Array.from({ length: 60 }, (_, k) => 10_000 + k * 20)
const falling = rising.map((price) => 22_000 - price)
const base = { name: 'test', version: '1', warmUp: 0, state: () => ({ calls: 0 }) }
const options = { reads: '1m', horizonMicros: 1e9 }

describe('evaluate', () => {
  it('drops the warm-up, keeps state per instrument, dates what it knows by its row', () => {
    const counting = evaluator({
      ...base,
      reads: '1m',
      warmUp: 2,
      next: (state, _bar, emit) => emit(1 + (state.calls++ % 5), 0.5, 1e6),
    })
    const rows = closes([1, 2, 3, 4]).flatMap((row) => [row, { ...row, instrument: 1 }])
    const made = derived(rows, [...one, instrumentOf({ symbol: 'B' })], [evaluate(counting)], MADE, 3, [SPEC])
    expect(made.map(({ instrument, rating }) => [instrument, rating])).toEqual([
      [0, 3],
      [1, 3],
      [0, 4],
      [1, 4],
    ])
    expect(made.every(({ time, asOf, aux }) => time === asOf && aux === SPEC)).toBe(true)
  })
  it('reads quotes, trades and derived bars, those before the row that closed them', () => {
    const seen: string[] = []
    const watch = (reads: string) => evaluator({ ...base, name: reads, reads, next: () => void seen.push(reads) })
    const rows: PlainRow[] = [
      { kind: 'QUOTE', time: START, bid: 1, ask: 2 },
      { kind: 'TRADE', time: START + MINUTE, price: 1, lots: 1 },
    ]
    derived(rows, one, [bars('1m'), evaluate(watch('quote'), watch('trade'), watch('1m'))], MADE)
    expect(seen).toEqual(['quote', '1m', 'trade'])
  })
  it('reads once what an evaluator names twice', () => {
    const twice = evaluator({ ...base, reads: ['1m', '1m'], next: (_state, _bar, emit) => emit(3, 0.5, 1e6) })
    expect(derived(closes([1, 2]), one, [evaluate(twice)], MADE, 2, [SPEC])).toHaveLength(2)
  })
  it('may stand twice: the rows stay in order', () => {
    const say = (name: string) =>
      evaluator({ ...base, name, reads: '1m', next: (_state, _bar, emit) => emit(3, 0.5, 1e6) })
    const made = derived(closes([1, 2]), one, [evaluate(say('a')), evaluate(say('b'))], MADE, 2, [SPEC])
    expect(made.map(({ sequence, sub, source }) => [sequence, sub, source])).toEqual([
      [1, 0, 0],
      [1, 1, 1],
      [2, 0, 0],
      [2, 1, 1],
    ])
  })
  it('refuses two of one name, in one stage or two, whatever they read and their version', () => {
    const say = (version: string, reads = '1m') =>
      evaluator({ ...base, name: 'twin', version, reads, next: (_state, _bar, emit) => emit(3, 0.5, 1e6) })
    const message = 'two evaluators in the graph are named "twin" (versions 1 and 2): name them apart'
    expect(() => evaluate(say('1'), say('2'))).toThrow(message)
    expect(() => evaluate(say('1'), say('1', 'quote'))).toThrow('"twin" (versions 1 and 1)')
    const [first, second] = [evaluate(say('1')), evaluate(say('2'))]
    expect(() => derived(closes([1, 2]), one, [first, second], MADE, 2, [SPEC])).toThrow(message)
    // Each alone, and one after the other in graphs of their own.
    for (const stage of [first, second, first])
      expect(derived(closes([1, 2]), one, [stage], MADE, 2, [SPEC])).toHaveLength(2)
  })
  it('fails by name: a spec nobody makes, two emits, values out of range, a cursor kept too long', () => {
    const of = (next: (state: object, bar: BarCursor, emit: (...numbers: [number, number, number]) => void) => void) =>
      evaluator({ ...base, reads: '1m', next })
    const run = (one_: ReturnType<typeof of>, specs = [SPEC]) =>
      derived(closes([1, 2]), one, [evaluate(one_)], MADE, 2, specs)
    expect(() =>
      run(
        of(() => undefined),
        [],
      ),
    ).toThrow('BAR_SPEC_MISSING: evaluator test reads 1m bars')
    expect(() =>
      run(
        of((_s, _b, emit) => {
          emit(3, 0.5, 1)
          emit(3, 0.5, 1)
        }),
      ),
    ).toThrow('test emitted twice')
    expect(() => run(of((_s, _b, emit) => emit(6, 0.5, 1)))).toThrow('test on ABC: rating must be 1 … 5, was 6')
    expect(() => run(of((_s, _b, emit) => emit(3, Number.NaN, 1)))).toThrow('confidence must be 0 … 1, was NaN')
    expect(() => run(of((_s, _b, emit) => emit(3, 0.5, 0)))).toThrow('horizon must be a positive time in µs, was 0')
    let kept: BarCursor | undefined
    run(
      of((_s, bar) => {
        kept = bar
      }),
    )
    expect(() => kept!.close).toThrow('read after the call')
    expect(() => evaluator({ ...base, name: '', reads: '1m', next: () => undefined })).toThrow('needs a name')
    expect(() => evaluator({ ...base, warmUp: -1, reads: '1m', next: () => undefined })).toThrow(
      'warmUp must be a count, was -1',
    )
  })
  it('throws to an evaluator that emits after its call, at once or from a promise', async () => {
    const failures: string[] = []
    let kept: ((...numbers: [number, number, number]) => void) | undefined
    const late = evaluator({
      ...base,
      name: 'late',
      reads: '1m',
      next(_s, _b, emit) {
        kept = emit
        void Promise.resolve()
          .then(() => emit(3, 0.5, 1e6))
          .catch((error: Error) => failures.push(error.message))
      },
    })
    expect(derived(closes([1, 2]), one, [evaluate(late)], MADE, 1, [SPEC])).toEqual([])
    expect(() => kept!(3, 0.5, 1e6)).toThrow('evaluator late emitted after its call had returned')
    await Promise.resolve().then(() => undefined)
    const message = 'evaluator late emitted after its call had returned: no row is there to carry it'
    expect(failures).toEqual([message, message])
  })
  it('takes an asOf of the evaluator’s own', () => {
    const late = evaluator({ ...base, reads: '1m', next: (_s, bar, emit) => emit(3, 0.5, 1e6, bar.timeMicros + 5) })
    const [row] = derived(closes([1]), one, [evaluate(late)], MADE, 1, [SPEC])
    expect((row.asOf as bigint) - row.time).toBe(5_000n)
  })
})

describe('shipped evaluators', () => {
  it('follow or lean against a trend', () => {
    for (const make of [emaCross, momentum, donchian]) {
      expect(ratings(closes(rising), make(options)).at(-1), make.name).toBeGreaterThan(3)
      expect(ratings(closes(falling), make(options)).at(-1), make.name).toBeLessThan(3)
    }
    expect(ratings(closes([...rising, 9_000]), meanReversion(options)).at(-1)).toBe(5)
    expect(ratings(closes([...rising, 19_000]), meanReversion(options)).at(-1)).toBe(1)
  })
  it('say nothing certain of a price that does not move', () => {
    const flat = closes(Array.from({ length: 60 }, () => 10_000))
    for (const make of [emaCross, momentum, meanReversion, donchian])
      expect(new Set(ratings(flat, make(options))), make.name).toEqual(new Set([3]))
  })
  it('ema-cross is the recursion EMA ← EMA + (close − EMA) × 2 ÷ (span + 1), from the first close', () => {
    // TA-e1: an EMA of 3 over 2, 4, 6, 8 from the first value is 2, 3, 4.5, 6.25; of 1 it is the close itself.
    const seen: number[] = []
    const inspect = emaCross({ ...options, fast: 3, slow: 3 })
    const state = inspect.state()
    for (const close of [2, 4, 6, 8]) {
      inspect.next(state, { close } as never, () => undefined)
      seen.push(state.fast)
    }
    expect(seen).toEqual([2, 3, 4.5, 6.25])
  })
  it('imbalance leans to the thicker side, and is silent where sizes are unknown', () => {
    const quote = (k: number, bidLots: number, askLots: number): PlainRow => ({
      kind: 'QUOTE',
      time: START + k,
      bid: 10,
      ask: 11,
      bidLots,
      askLots,
    })
    const run = (bid: number, ask: number): unknown[] =>
      ratings(
        Array.from({ length: 20 }, (_, k) => (k < 10 ? quote(k, 5, 5) : quote(k, bid, ask))),
        imbalance({ horizonMicros: 1e6, span: 3 }),
      )
    expect(run(100, 1).at(-1)).toBeGreaterThan(4)
    expect(run(1, 100).at(-1)).toBeLessThan(2)
    expect(run(0, 0)).toEqual([])
  })
  it('windows keep the newest values', () => {
    const window = windowOf(3)
    for (const value of [1, 2, 3, 4]) push(window, value)
    expect([valueAt(window, 0), valueAt(window, 2)]).toEqual([4, 2])
    expect(moments(window)).toEqual({ mean: 3, deviation: Math.sqrt(2 / 3) })
  })
})
