import { existsSync } from 'node:fs'
import { FLAG_LAST, QUOTE, QUOTE_ASK, QUOTE_BID, ROW_BYTES } from '../../model/layout.generated.ts'
import { encodeRows } from '../../pipeline/read/memory-source.ts'
import { Random } from '../../test/fuzz/random.ts'
import { VARIANTS } from '../harness/question.ts'
import type { Answer, Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { runGraph, runHandLoop } from './measure.ts'
import type { GraphResult, HandRun } from './measure.ts'
import { columnsOf, readRows } from './rows.ts'
import { FEEDS } from './rule.ts'
import type { Reading } from './rule.ts'

const FRAMES = [1, 64, 1_024] as const
/** Rows of a frame where the evaluator reads lanes in place of a cursor. */
const RAW_FRAME = 1_024
const BACKENDS = VARIANTS.filter((variant) => variant !== 'hand')
const SEED = 9
const QUICK_QUOTES = 12_000
const START_MICROS = 1_398_902_400_000_000

/** The reference rule on rows in memory: the whole graph on a backend, or the loop by hand. */
class GraphRunner implements Runner {
  private readonly run: () => { seconds: number; answer: Answer }
  private readonly quotes: number

  constructor(rows: Uint8Array, frame: number, variant: Variant, reading: Reading) {
    this.quotes = rows.length / ROW_BYTES
    if (variant === 'hand') {
      const columns = columnsOf(rows)
      this.run = () => handAnswer(runHandLoop(columns))
    } else {
      this.run = () => graphAnswer(runGraph(rows, frame, variant, reading))
    }
  }

  answer(): Answer {
    return this.run().answer
  }

  round(): Record<string, number> {
    return { quote: (this.run().seconds * 1e9) / this.quotes }
  }
}

const handAnswer = ({ seconds, crossings, profit }: HandRun): { seconds: number; answer: Answer } => ({
  seconds,
  answer: { crossings: crossings.join(', '), profit: String(profit) },
})

const graphAnswer = (result: GraphResult): { seconds: number; answer: Answer } => ({
  seconds: result.seconds,
  answer: {
    crossings: result.crossings.join(', '),
    profit: String(result.profit),
    orders: String(result.orders),
    fills: String(result.fills),
    state: result.stateHash,
  },
})

/** Quotes whose mids walk, for a machine without the feeds. */
function walkingRows(): Uint8Array {
  const random = new Random(SEED)
  const mids = FEEDS.map(({ priceScale }) => (priceScale === 3 ? 1_300_000 : 138_000))
  return encodeRows(
    Array.from({ length: QUICK_QUOTES }, (_, at) => {
      const instrument = at % FEEDS.length
      mids[instrument] += random.integer(-30, 30)
      const touch = { bid: mids[instrument] - 5, ask: mids[instrument] + 5 }
      return { kind: 'QUOTE', time: START_MICROS + at * 1_000, instrument, ...touch }
    }),
  )
}

/** Widens the last quote of each feed: what is held is worth less. */
function planted(rows: Uint8Array): Uint8Array {
  const copy = rows.slice()
  const f64 = new Float64Array(copy.buffer)
  const seen = new Set<number>()
  for (let at = copy.length - ROW_BYTES; at >= 0 && seen.size < FEEDS.length; at -= ROW_BYTES) {
    if (copy[at] !== QUOTE || (copy[at + 1] & FLAG_LAST) === 0 || seen.has(copy[at + 4])) continue
    seen.add(copy[at + 4])
    f64[(at >> 3) + QUOTE_BID] -= 1
    f64[(at >> 3) + QUOTE_ASK] += 1
  }
  return copy
}

export const graphQuestion: Question = {
  name: 'graph',
  about: 'quotes a second through the whole graph with the reference rule, by rows a frame',
  unit: { kind: 'rate', what: 'quotes' },
  variants: VARIANTS,
  notes: [
    'Three recorded feeds of 3.16 million quotes from memory: two moving averages, signal, decision, desk, simulated venue; the loop by hand does the same without an engine.',
    'With raw lanes the evaluator reads prices where they lie in memory, without a cursor; all else is the same.',
    'From file to result, and memory, are in npm run --silent bench -- reference-rule --memory.',
  ],
  absent: ({ feeds, quick }) =>
    quick || existsSync(feeds) ? undefined : `there is no ${feeds}: name the folder of the feeds with --feeds`,
  cases: () => {
    let rows: Promise<Uint8Array> | undefined
    const read = ({ quick, feeds }: Scale): Promise<Uint8Array> =>
      quick ? Promise.resolve(walkingRows()) : readRows(feeds)
    const of = (frame: number, reading: Reading): Omit<Case, 'name'> => ({
      plot: 'quotes by rows a frame',
      prepare: async (variant: Variant, scale: Scale, plant: boolean): Promise<Runner> => {
        rows ??= read(scale).then((found) => (plant ? planted(found) : found))
        return new GraphRunner(await rows, frame, variant, reading)
      },
    })
    return [
      ...FRAMES.map((frame) => ({ name: `frames of ${frame}`, ...of(frame, 'cursor') })),
      { name: `frames of ${RAW_FRAME}, raw lanes`, variants: BACKENDS, ...of(RAW_FRAME, 'raw') },
    ]
  },
}
