import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EMPTY, NEVER, map, tap, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../../model/decimal.ts'
import { fills } from '../../operators/execution/fills.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import { loadConfig, parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { run } from '../../pipeline/engine/run.ts'
import { csv, feed } from '../../pipeline/engine/source.ts'
import { reportData } from '../../pipeline/result/report-data.ts'
import { btcFolder } from './btc.ts'

const btc = btcFolder()

/** The example configuration on the folder's prices. */
const example = () =>
  loadConfig(new URL('../../pipeline/config/example.yaml', import.meta.url).pathname, { files: [btc.csv] })

describe('a run', () => {
  it('keeps its books: decisions become intents become verdicts, and cash follows from the fills alone', async () => {
    const config = await example()
    const seen: FillEvent[] = []
    const outcomes = feed(config).pipe(graph(config))
    const result = await run(outcomes)
    await new Promise<void>((resolve, reject) => {
      feed(config)
        .pipe(graph(config), fills())
        .subscribe({ next: (fill) => seen.push(fill), error: reject, complete: resolve })
    })
    const json = result.json() as Record<string, number> & {
      orders: { inBand: number; approved: number; reduced: number; refused: Record<string, number> }
      portfolios: { name: string; cash: string; currency: string }[]
    }
    const refused = Object.values(json.orders.refused).reduce((sum, count) => sum + count, 0)
    expect(json.events).toBe(3927)
    expect(json.fills).toBeGreaterThan(50)
    expect(seen).toHaveLength(json.fills)
    // Both portfolios follow the one strategy.
    expect(json.intents).toBe(2 * json.decisions)
    expect(json.intents + json.exits).toBeGreaterThanOrEqual(
      json.orders.inBand + refused + json.orders.reduced + json.orders.approved,
    )
    expect(json.orders.inBand + refused + json.orders.reduced + json.orders.approved).toBeGreaterThanOrEqual(
      json.intents,
    )
    expect(json.portfolios.map(({ name }) => name)).toEqual(['cautious', 'bold'])
    for (const { name, cash } of json.portfolios) {
      const spent = seen
        .filter(({ portfolio }) => portfolio === name)
        .reduce((sum, { side, price, quantity, fee }) => {
          const value = parseDecimal(price, 8) * parseDecimal(quantity, 8)
          return sum + (side === 'buy' ? value : -value) + parseDecimal(fee, 16)
        }, 0n)
      const start = config.portfolios.portfolios.find((one) => one.name === name)!.cash
      expect(parseDecimal(cash, 16)).toBe(parseDecimal(start, 16) - spent)
    }
    expect(result.json()['portfolios']).toMatchObject([
      { limits: { concentration: '0.25', leverage: '1' }, sizing: { fraction: '0.3' } },
      { limits: { concentration: '0.8', leverage: '1' }, sizing: { fraction: '0.9', method: 'fixed-fraction' } },
    ])
    expect(result.portfolios().every(({ balanced }) => balanced)).toBe(true)
  })

  it('gives one plain object with the keys that programs read', async () => {
    const loaded = await example()
    const config = { ...loaded, engine: { ...loaded.engine, backend: 'wasm' as const } }
    const json = (await run(feed(config).pipe(graph(config)))).json()
    expect(JSON.parse(JSON.stringify(json))).toMatchObject({
      events: 3927,
      rowsRejected: {},
      evaluations: expect.any(Number),
      signals: expect.any(Number),
      decisions: expect.any(Number),
      intents: expect.any(Number),
      orders: { approved: expect.any(Number), reduced: expect.any(Number), refused: expect.any(Object) },
      fills: expect.any(Number),
      portfolios: [
        {
          name: 'cautious',
          currency: 'USD',
          cash: expect.stringMatching(/^\d+\.\d+$/),
          equity: expect.stringMatching(/^\d+\.\d+$/),
        },
        {
          name: 'bold',
          currency: 'USD',
          cash: expect.stringMatching(/^\d+\.\d+$/),
          equity: expect.stringMatching(/^\d+\.\d+$/),
        },
      ],
      stateHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      outputHashes: Object.fromEntries(
        ['input', 'bars', 'evaluations', 'signals', 'decisions', 'outcome'].map((name) => [
          name,
          expect.stringMatching(/^[0-9a-f]{16}$/),
        ]),
      ),
      backend: 'wasm',
      frames: Math.ceil(3927 / 64),
      seconds: expect.any(Number),
      eventsPerSecond: expect.any(Number),
      latencyNanos: { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) },
    })
  })

  it('sums up for people: data, assumptions, flow, gate, portfolios, speed, hash', async () => {
    const config = await example()
    const result = await run(feed(config).pipe(graph(config)))
    const summary = result.summary()
    expect(summary).toContain('BTC-USD   3 927 bars 1m')
    expect(summary).toContain('393 1m bars missing')
    expect(summary).toMatch(/^assumes .*fee 25 bp.*half-spread 2 bp.*5 %/m)
    expect(summary).toMatch(/^flow +evaluations [\d ]+ → signals [\d ]+ → decisions/m)
    expect(summary).toMatch(/^cautious cash .* = [\d ]+\.00 ✓$/m)
    expect(summary).toMatch(/^bold +cash .* = [\d ]+\.00 ✓$/m)
    expect(summary).toContain('Sharpe: absent, 3 daily returns (needs 30)')
    expect(summary).toContain(`hash     ${result.hash}`)
  })

  it('says the same at every cut, down to the report', async () => {
    const config = await example()
    const plain = (text: string): string => text.replaceAll(/^(speed|desk ) .*$/gm, '')
    const at = async (frame: number | 'ragged') => {
      const own = { ...config, engine: { ...config.engine, backend: 'wasm' as const, frame } }
      const result = await run(feed(own).pipe(graph(own)))
      const {
        speed: _speed,
        run: { config: _config, ...facts },
        ...report
      } = reportData(result.parts)
      return { summary: plain(result.summary()), report, facts }
    }
    const one = await at(1)
    for (const frame of [64, 1_024, 'ragged'] as const) expect(await at(frame)).toEqual(one)
    const [cautious] = one.report.portfolios
    expect(cautious.closedResults.length).toBeGreaterThan(5)
    // Held from the first close, 430.39, to the last, 431.91.
    expect(cautious.buyAndHold!.values.at(-1)).toBeCloseTo((10_000 * 431.91) / 430.39, 6)
    const { fees, spread, slippage, net } = cautious.costs
    const perTraded = Number(fees) / Number(cautious.tradedNotional)
    // 25 bp of fee, 2 of half-spread, 1 of slippage.
    expect(Number(spread) / Number(cautious.tradedNotional)).toBeCloseTo((perTraded * 2) / 25, 5)
    expect(Number(slippage) * 2).toBeCloseTo(Number(spread), 1)
    expect(Number(net)).toBeLessThan(0)
  })

  it('passes on what the graph throws, and what stops the data', async () => {
    const config = await parseConfig('', { files: [btc.csv] })
    await expect(run(throwError(() => new Error('planted')))).rejects.toThrow('planted')
    const failing = feed(config).pipe(
      map((frame) => {
        if (frame.firstSequence > 1_000) throw new Error('a stage failed')
        return frame
      }),
      graph(config),
    )
    await expect(run(failing)).rejects.toThrow('a stage failed')
    const bad = join(btc.folder, 'bad.csv')
    await writeFile(
      bad,
      'time,open,high,low,close,volume\n2020-01-01T00:00:00Z,1,1,1,1,1\n2020-01-01T00:01:00Z,1,1,x,1,1\n',
    )
    const stopping = await parseConfig('badRows: stop', { files: [bad] })
    await expect(run(feed(stopping).pipe(graph(stopping)))).rejects.toThrow(/bad\.csv:3: ROW_NOT_A_NUMBER/)
  })

  it('refuses an evaluator with the name of a source in a file of evaluations', async () => {
    const said = join(btc.folder, 'said.csv')
    await writeFile(
      said,
      'time,instrument,timeframe,rating,confidence,horizon,source\n2016-01-02T00:00:00Z,BTC-USD,1m,5,0.5,1h,momentum 15m\n',
    )
    const config = await parseConfig('evaluators: [momentum]', { files: [btc.csv], evaluations: [said] })
    const reason = await run(feed(config).pipe(graph(config))).then(
      () => 'it ran',
      (error: Error) => error.message,
    )
    expect(reason).toContain('evaluator "momentum 15m" has the name of a source of the data')
  })

  it('rejects, and takes nothing down, when its own listeners fail', async () => {
    const config = await example()
    const onAlert = (): never => {
      throw new Error('the listener failed')
    }
    const reason = await run(feed(config).pipe(graph(config)), { onAlert }).then(
      () => 'it did not fail',
      (error: Error) => error.message,
    )
    expect(reason).toBe('the listener failed')
  })

  it('ends when it is told to, with what it had', async () => {
    const config = await example()
    const controller = new AbortController()
    const outcomes = feed(config).pipe(
      graph(config),
      tap(({ to, frame }) => {
        if (frame.firstSequence + to > 1_000) controller.abort()
      }),
    )
    const result = await run(outcomes, { signal: controller.signal })
    expect(result.interrupted).toBe(true)
    expect(result.json()['events']).toBeGreaterThan(900)
    expect(result.json()['events']).toBeLessThan(1_200)
    expect(result.summary()).toContain('interrupted')
    const early = await run(NEVER, { signal: AbortSignal.abort() })
    expect(early.json()).toMatchObject({ events: 0, interrupted: true })
  })

  it('says what was wrong with data of which no row is left', async () => {
    const none = join(btc.folder, 'none.csv')
    await writeFile(none, 'time,open,high,low,close,volume\n2020-01-01T00:00:00Z,1,1,-1,1,1\n')
    const config = await parseConfig('', { files: [none] })
    const result = await run(feed(config).pipe(graph(config)))
    expect(result.json()).toMatchObject({ events: 0, rowsRejected: { ROW_PRICE_NOT_POSITIVE: 1 }, latencyNanos: null })
    expect(result.summary()).toContain('ROW_PRICE_NOT_POSITIVE 1')
    expect((await run(EMPTY)).json()).toMatchObject({ events: 0, portfolios: [] })
  })

  it('takes a file by its path, with the options the configuration has for it', async () => {
    const config = await loadConfig(await exampleBeside())
    const [one, other] = [
      await run(csv(btc.csv, config).pipe(graph(config))),
      await run(feed(config).pipe(graph(config))),
    ]
    expect(one.hash).toBe(other.hash)
  })
})

/** The example configuration as a file beside its data. */
async function exampleBeside(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  const path = join(btc.folder, 'millrace.yaml')
  await writeFile(path, await readFile(new URL('../../pipeline/config/example.yaml', import.meta.url), 'utf8'))
  return path
}
