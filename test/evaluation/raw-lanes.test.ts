import { lastValueFrom, map, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { BAR_CLOSE, ROW_BYTES } from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import { emaCross } from '../../operators/evaluation/ema-cross.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import type { AnyEvaluator } from '../../operators/evaluation/evaluate.ts'
import { evaluator } from '../../operators/evaluation/evaluator.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { feed } from '../../pipeline/engine/source.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { derived } from '../market/frames.ts'
import type { PlainRow } from '../market/frames.ts'
import { btcFolder } from '../pipeline/btc.ts'

const btc = btcFolder()
const options = { reads: '1m', horizonMicros: 1e9 }
const CENTS = 100

/** `emaCross` with a close that is read by hand. */
function rawCross(): AnyEvaluator {
  const { next, ...head } = emaCross(options)
  const bar = { close: 0 }
  return evaluator({
    ...head,
    nextRaw(state, { f64 }, word, emit) {
      bar.close = f64[word + BAR_CLOSE] / CENTS
      next(state, bar as Parameters<typeof next>[1], emit)
    },
  })
}

/** The evaluations made of three days of BTC-USD minutes, in hexadecimal, and the state of the stage at the end. */
async function evaluations(one: AnyEvaluator, frame: number): Promise<{ rows: string[]; state: unknown }> {
  const config = await parseConfig(`{ engine: { frame: ${frame} } }`, { files: [btc.csv] })
  const made = feed(config).pipe(
    evaluate(one),
    map(({ context: { stages }, evaluations: { memory, rows, count } }) => ({
      rows: Buffer.from(memory.u8.subarray(rows, rows + count * ROW_BYTES)).toString('hex'),
      state: structuredClone(stages[0].state()),
    })),
    toArray(),
  )
  const frames = await lastValueFrom(made)
  return { rows: frames.map(({ rows }) => rows), state: frames.at(-1)?.state }
}

describe('an evaluator on raw lanes', () => {
  it('says what the one with a cursor says, to the bit, on real bars', async () => {
    for (const frame of [64, 1_000]) {
      const [cursor, raw] = [await evaluations(emaCross(options), frame), await evaluations(rawCross(), frame)]
      expect(cursor.rows.join('').length).toBeGreaterThan(3_000 * 2 * ROW_BYTES)
      expect(raw).toEqual(cursor)
    }
  })

  it('finds lanes, instrument and time of each kind of row where they are said to be', () => {
    const seen: unknown[] = []
    const START = 1_577_923_200_000_000
    const watch = (reads: string): AnyEvaluator =>
      evaluator({
        name: reads,
        version: '1',
        reads,
        warmUp: 0,
        state: () => ({}),
        nextRaw: (_state, { f64, u32 }, word) => {
          const at = 2 * word
          seen.push([
            reads,
            u32[at + 1],
            microsFromWords(u32[at + 2], u32[at + 3] | 0) - START,
            ...f64.slice(word + 3, word + 5),
          ])
        },
      })
    const rows: PlainRow[] = [
      { kind: 'QUOTE', time: START, instrument: 1, bid: 10, ask: 12 },
      { kind: 'TRADE', time: START + 5, instrument: 0, price: 11, lots: 3 },
    ]
    const two = [instrumentOf(), instrumentOf({ symbol: 'B' })]
    derived(rows, two, [evaluate(watch('quote'), watch('trade'))], (frame) => frame.evaluations)
    expect(seen).toEqual([
      ['quote', 1, 0, 10, 12],
      ['trade', 0, 5, 11, 3],
    ])
  })

  it('is checked as the other is: warm-up, one emit a call, values', () => {
    const say = (warmUp: number, ...emits: number[]): AnyEvaluator =>
      evaluator({
        name: 'raw',
        version: '1',
        reads: 'trade',
        warmUp,
        state: () => ({}),
        nextRaw: (_state, _lanes, _word, emit) => emits.forEach((rating) => emit(rating, 0.5, 1)),
      })
    const rows: PlainRow[] = [1, 2, 3].map((price) => ({ kind: 'TRADE', time: price, price, lots: 1 }))
    const run = (one: AnyEvaluator) => derived(rows, [instrumentOf()], [evaluate(one)], (frame) => frame.evaluations)
    expect(run(say(2, 4)).map(({ rating, price }) => [rating, price])).toEqual([[4, 3]])
    expect(() => run(say(0, 4, 4))).toThrow('raw emitted twice')
    expect(() => run(say(0, 6))).toThrow('rating must be 1 … 5, was 6')
    expect(() => evaluator({ ...say(0), warmUp: -1 } as AnyEvaluator & { nextRaw: () => void })).toThrow(
      'warmUp must be a count',
    )
  })
})
