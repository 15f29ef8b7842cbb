import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipe } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { decision } from '../../operators/decision/decision.ts'
import { desk } from '../../operators/desk.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import { evaluator } from '../../operators/evaluation/evaluator.ts'
import { execution } from '../../operators/execution/execution.ts'
import { bars } from '../../operators/market/bars.ts'
import { gaps } from '../../operators/market/gaps.ts'
import type { Policy } from '../../operators/policy.ts'
import { portfolio } from '../../operators/portfolio/portfolio.ts'
import { risk } from '../../operators/risk/risk.ts'
import { signal } from '../../operators/signal/signal.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'
import { evaluatorsOf } from '../../pipeline/engine/evaluators.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { encodeRows } from '../../pipeline/read/memory-source.ts'
import type { PlainRow } from '../../pipeline/read/memory-source.ts'
import { keepRun, savedRun } from '../../pipeline/snapshot/kept-run.ts'
import { Random } from '../fuzz/random.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { CHAINS, expectGoesOn, throughBytes } from './lives.ts'
import type { Chain } from './lives.ts'
import { randomConfig } from './random-data.ts'
import { Stepper } from './stepper.ts'

const btc = btcFolder()
const ROWS = 3_927

/** Keeps all that plain data can be. */
const odd = evaluator({
  name: 'odd',
  version: '1',
  reads: ['5m', '1h'],
  warmUp: 3,
  state: () => ({
    seen: 0n,
    least: Number.POSITIVE_INFINITY,
    before: Number.NaN,
    zero: -0,
    closes: new Map<number, number>(),
    column: new Float64Array(4),
    nested: { list: [undefined, null] as unknown[] },
  }),
  next(state, bar, emit) {
    state.seen++
    state.least = Math.min(state.least, bar.close)
    state.closes.set(Number(state.seen % 7n), bar.close)
    state.column[Number(state.seen % 4n)] = bar.close
    state.nested.list.push(state.nested.list.length > 5 ? state.nested.list.splice(0) : undefined)
    const sum = [...state.closes.values()].reduce((one, other) => one + other, 0)
    const rising = bar.close * state.closes.size > sum
    if (!Number.isNaN(state.before) && Object.is(state.zero, -0)) emit(rising ? 4.5 : 1.5, 0.7, 3.6e9)
    state.before = bar.close
  },
})

const halves: Policy<{ asked: number; held: Map<string, number> }> = {
  name: 'halves',
  version: '1',
  wakeOn: 'both',
  state: () => ({ asked: 0, held: new Map() }),
  decide(view, decided, state) {
    state.asked++
    state.held.set(view.portfolio, (state.held.get(view.portfolio) ?? 0) + 1)
    if (decided === null || state.asked % 3 === 0) return null
    return { kind: 'fraction', fraction: (decided.target * (1 + (state.asked % 5))) / 10 }
  },
}

const chain = (config: Config) =>
  pipe(
    gaps({ silenceMicros: 120e6 }),
    bars('5m', '15m', '1h', '100v'),
    evaluate(...evaluatorsOf(config), odd),
    signal(config.signal),
    decision(config.decision),
    desk([risk(config.limits), sizing(config.sizing), execution(config.venue), portfolio(config.portfolios)], {
      orders: 512,
      clientIds: 128,
      policy: halves,
    }),
  )

const withEngine = (config: Config, engine: Partial<Config['engine']>): Config => ({
  ...config,
  engine: { ...config.engine, ...engine },
})

/** Three days of BTC-USD with events and rates, in two currencies, with shorts. */
async function configured(engine: Partial<Config['engine']>): Promise<Config> {
  const [rates, events] = ['rates', 'events'].map((name) => join(btc.folder, `${name}.csv`))
  await writeFile(
    rates,
    'time,pair,rate\n2016-01-01T01:00:00Z,EUR/USD,1.0856\n2016-01-02T12:00:00Z,EUR/USD,1.0871\n2016-01-03T12:00:00Z,EUR/USD,1.0858\n',
  )
  await writeFile(
    events,
    'time,instrument,event,amount\n2016-01-01T06:30:00Z,BTC-USD,dividend,1.25\n2016-01-02T18:00:30Z,BTC-USD,dividend,2.25\n',
  )
  const text = `
portfolios:
  - { name: euro, currency: EUR, cash: "1000", balances: { USD: "100000" }, limits: { allowShort: true } }
  - { name: dollar, currency: USD, cash: "100000", limits: { allowShort: true, concentration: "0.5" } }
`
  return parseConfig(text, { files: [btc.csv], rates: [rates], events: [events], engine: { frame: 64, ...engine } })
}

describe('a run that ended and went on from a snapshot', () => {
  it.each(BACKENDS)('gives what it gives without, on %s', async (backend) => {
    const config = await configured({ backend: backend as Config['engine']['backend'] })
    const random = new Random(7)
    const at = Array.from({ length: 10 }, () => random.integer(1, ROWS)).sort((a, b) => a - b)
    await expectGoesOn(config, chain, [...new Set(at)])
  })

  it('may go on on another backend, with other frames, or asserting', async () => {
    const lives = await Promise.all([
      configured({ backend: 'wasm' }),
      configured({ backend: 'reference', frame: 'ragged' }),
      configured({ backend: BACKENDS.at(-1) as Config['engine']['backend'], frame: 1_024 }),
      configured({ backend: 'wasm', frame: 1, debug: true }),
    ])
    const at = Array.from({ length: 30 }, (_, turn) => 100 + turn * 120 + ((turn * 37) % 64))
    await expectGoesOn(lives[0], chain, at, lives)
  })

  it('knows the numbers of venues that it has seen', async () => {
    const config = await parseConfig('', { files: [btc.csv] })
    const random = new Random(3)
    let [number, time] = [1, Date.UTC(2020, 0, 1) * 1000]
    const quotes = Array.from({ length: 600 }, (): PlainRow => {
      number += random.pick([1, 1, 1, 2, 5, -1])
      time += random.integer(0, 90e6)
      return { kind: 'QUOTE', time, source: random.integer(0, 2), bid: 100, ask: 101, venueSequence: BigInt(number) }
    })
    const rows = { bytes: encodeRows(quotes), sources: ['a', 'b', 'c'] }
    const watch: Chain = (own) => pipe(gaps({ silenceMicros: 60e6 }), graph(own))
    const whole = new Stepper(config, watch, rows).to(600)
    for (let at = 60; at < 600; at += 130) {
      const { image, context } = new Stepper(config, watch, rows).to(at).moment()
      const kept = throughBytes(keepRun(image, context))
      const found = { ...kept, path: '', sequence: at, saved: savedRun(kept), chains: CHAINS, head: '' }
      const other = new Stepper(config, watch, rows, found).to(600)
      expect(other.pool.context.stages[0].state()).toEqual(whole.pool.context.stages[0].state())
      expect(other.hash()).toBe(whole.hash())
    }
    const { missing, reorderedGaps } = whole.pool.context.stages[0].state() as Record<string, Float64Array>
    expect(Math.min(missing[0], reorderedGaps[0])).toBeGreaterThan(20)
  })

  it('does so on data at random: quotes, bars of one instant, evaluations of others, three currencies', async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const random = new Random(seed)
      const config = await randomConfig(btc.folder, random)
      const lives = BACKENDS.map((backend) => withEngine(config, { backend: backend as Config['engine']['backend'] }))
      const at = Array.from({ length: 8 }, () => random.integer(1, 1_200)).sort((a, b) => a - b)
      await expectGoesOn(config, chain, [...new Set(at)], lives)
    }
  })
})
