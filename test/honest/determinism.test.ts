import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { EXAMPLE_CONFIG } from '../../pipeline/cli/demo.ts'
import type { RunResult } from '../../pipeline/index.ts'
import { describeShared, sharedData } from '../shared-data.ts'
import { backtest, barsFile, books, btcFile, configOf, walk } from './runs.ts'

const CUTS = [1, 7, 64, 1024, 'ragged'] as const

async function hashesAtCuts(yaml: string, files: string[]): Promise<Set<string>> {
  const hashes = new Set<string>()
  for (const frame of CUTS) hashes.add((await backtest(await configOf(yaml, { files, engine: { frame } }))).hash)
  return hashes
}

describe('one result', () => {
  it('at every cut of the stream, on real BTC-USD minutes with two portfolios', async () => {
    const yaml = await readFile(EXAMPLE_CONFIG, 'utf8')
    expect((await hashesAtCuts(yaml, [await btcFile()])).size).toBe(1)
  })

  it('with every invariant asserted after every row', async () => {
    const yaml = await readFile(EXAMPLE_CONFIG, 'utf8')
    const file = await btcFile()
    const plain = await backtest(await configOf(yaml, { files: [file] }))
    const asserted = await backtest(await configOf(yaml, { files: [file], engine: { debug: true } }))
    expect(asserted.hash).toBe(plain.hash)
    const { events, decisions, intents, orders, fills } = plain.json() as {
      events: number
      decisions: number
      intents: number
      orders: { inBand: number; approved: number; reduced: number; refused: Record<string, number> }
      fills: number
    }
    expect(events).toBe(3_927)
    expect(intents).toBe(decisions * 2)
    const refused = Object.values(orders.refused).reduce((sum, count) => sum + count, 0)
    expect(orders.inBand + orders.approved + orders.reduced + refused).toBe(intents)
    expect(fills).toBeGreaterThan(10)
    expect(plain.portfolios().every(({ balanced }) => balanced)).toBe(true)
  })

  it('whatever the order of files and the names of instruments', async () => {
    const closes = [walk(1, 900), walk(2, 900), walk(3, 900)]
    const named = (names: string[]): string[] => names.map((name, at) => barsFile(name, closes[at]))
    const yaml = 'limits: { leverage: 0.5, concentration: 0.3 }\nsizing: { method: fixed-fraction, fraction: 0.4 }\n'
    const files = named(['AAA', 'BBB', 'CCC'])
    const first = await backtest(await configOf(yaml, { files }))
    const shuffled = await backtest(await configOf(yaml, { files: [files[2], files[0], files[1]] }))
    expect(shuffled.hash).toBe(first.hash)
    const renamed = await backtest(await configOf(yaml, { files: named(['ZZZ', 'MMM', 'AAA']) }))
    expect(books(renamed)).toEqual(books(first))
    expect((first.json() as { fills: number }).fills).toBeGreaterThan(20)
  })
})

/** The outcome rows of a run up to an instant, as text. */
const curveUntil = (result: RunResult, micros: number): [number, number][] => {
  const curve = result.parts.collector.portfolios.get('main')!.equity
  return curve.timesMicros
    .map((time, at): [number, number] => [time, curve.values[at]])
    .filter(([time]) => time < micros)
}

describe('no look-ahead', () => {
  it('a changed or missing future changes nothing before it', async () => {
    const closes = walk(7, 3_000)
    const cut = 2_000
    const start = 24_184_800
    const cutMicros = (start + cut) * 60_000_000
    const shuffled = [
      ...closes.slice(0, cut),
      ...closes
        .slice(cut)
        .reverse()
        .map((price) => price * 2),
    ]
    const yaml = 'equityInterval: 1m\nlimits: { allowShort: true }\n'
    const whole = await backtest(await configOf(yaml, { files: [barsFile('X', closes)] }))
    const changed = await backtest(await configOf(yaml, { files: [barsFile('X', shuffled)] }))
    const truncated = await backtest(
      await configOf(yaml, { files: [barsFile('X', closes)], truncateAtMicros: cutMicros }),
    )
    const past = curveUntil(whole, cutMicros)
    expect(past.length).toBeGreaterThan(500)
    expect(new Set(past.map(([, equity]) => equity)).size).toBeGreaterThan(50)
    expect(curveUntil(changed, cutMicros)).toEqual(past)
    expect(curveUntil(truncated, cutMicros)).toEqual(past)
    expect(changed.hash).not.toBe(whole.hash)
  })

  it('an order never fills on the row that caused it, and a planted one is found', async () => {
    const files = [await btcFile()]
    const honest = await backtest(await configOf('', { files }))
    expect(honest.parts.collector.smallestFillDistance).toBeGreaterThanOrEqual(1)
    const planted = await backtest(await configOf('', { files, venue: { plantSameCloseFill: true } }))
    expect(planted.parts.collector.smallestFillDistance).toBe(0)
  })
})

describeShared('one result on the real data', () => {
  it('72 stocks over five years in one portfolio, at cuts 7 and ragged', async () => {
    const files = [sharedData('daily_ohlcv/sp500_5yr')!]
    const hashes = new Set<string>()
    for (const frame of [7, 'ragged'] as const) {
      const result = await backtest(await configOf('', { files, engine: { frame } }))
      hashes.add(result.hash)
      expect((result.json() as { events: number }).events).toBe(89_212)
    }
    expect(hashes.size).toBe(1)
  }, 60_000)

  it('20 stocks over 32 years', async () => {
    const result = await backtest(
      await configOf('', { files: [sharedData('close_panels/skfolio_sp500_dataset.csv.gz')!] }),
    )
    expect((result.json() as { events: number }).events).toBe(166_260)
    expect(result.portfolios()[0].balanced).toBe(true)
  }, 60_000)

  it('three feeds of quotes in one run', async () => {
    const files = ['xauusd_oanda', 'eurusd_oanda', 'eurusd_fxcm'].map((feed) => sharedData(`ticks/${feed}`)!)
    const result = await backtest(await configOf('', { files, engine: { frame: 1024 } }))
    const json = result.json() as { events: number; fills: number }
    expect(json.events).toBe(3_160_613)
    expect(json.fills).toBeGreaterThan(0)
    expect(result.parts.info!.report.crossed).toBe(116_871)
  }, 60_000)
})
