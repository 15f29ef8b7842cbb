import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../pipeline/config/faults.ts'
import { loadConfig, parseConfig } from '../../pipeline/config/load.ts'
import type { ConfigOverrides } from '../../pipeline/config/load.ts'
import { btcFolder } from './btc.ts'

const btc = btcFolder()

/** The faults a text is refused with. */
async function faultsOf(text: string, overrides: ConfigOverrides = {}): Promise<readonly string[]> {
  const error = await parseConfig(text, overrides).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, got ${String(error)}`)
  return error.faults
}

describe('what is refused', () => {
  it('tells every wrong value with its path, all at once', async () => {
    const faults = await faultsOf(`
colour: red
data:
  - { path: a.csv, speck: 1m, format: parquet }
instruments:
  BTC-USD: { tick: abc, priceScale: -1, kind: future, takerFeeBps: -2 }
limits:
  concentration: abc
  orderRate: { count: 1.5, per: 10 }
  passive: { gross: trim }
  sectors: { tech: x }
sizing: { method: martingale }
portfolios:
  - cash: -5
  - { name: b, cash: 1e5, limits: { leverage: x } }
venue: { latency: fast }
engine: { frame: 5000, orders: 0, debug: maybe }
`)
    expect(faults).toEqual(
      expect.arrayContaining([
        'colour: is not a known key',
        'data[0].speck: is not a known key',
        'data[0].format: must be one of ohlcv, closes, quotes, trades, candles-json, was "parquet"',
        'instruments.BTC-USD.tick: must be a decimal above 0, such as 0.01, was "abc"',
        'instruments.BTC-USD.priceScale: must be a whole number of at least 0, was "-1"',
        'instruments.BTC-USD.kind: must be one of spot, linear, inverse, was "future"',
        'instruments.BTC-USD.takerFeeBps: must be basis points of at least 0, such as 25, was "-2"',
        'limits.concentration: must be a decimal of at least 0, such as 100000, was "abc"',
        'limits.orderRate.count: must be a whole number of at least 0, was "1.5"',
        'limits.orderRate.per: must be a duration such as 50ms, 15m or 2d, was "10"',
        'limits.passive.gross: must be one of alert, reducing, was "trim"',
        'limits.sectors.tech: must be a decimal of at least 0, such as 100000, was "x"',
        'sizing.method: must be one of fixed-lots, fixed-fraction, volatility-target, fractional-kelly, was "martingale"',
        'portfolios[0].name: must be a text, was missing',
        'portfolios[0].cash: must be a decimal of at least 0, such as 100000, was "-5"',
        'portfolios[1].cash: must be a decimal of at least 0, such as 100000, was "1e5"',
        'portfolios[1].limits.leverage: must be a decimal of at least 0, such as 100000, was "x"',
        'venue.latency: must be a duration such as 50ms, 15m or 2d, was "fast"',
        'engine.frame: must be a whole number from 1 to 4096, or ragged, was "5000"',
        'engine.orders: must be a whole number of at least 1, was "0"',
        'engine.debug: must be true or false, was "maybe"',
      ]),
    )
    expect(faults).toHaveLength(21)
  })

  it('tells what contradicts itself, all at once', async () => {
    const faults = await faultsOf(
      `
bars: [15m, 7x]
evaluators: [momentum, oracle]
limits: { drawdown: { reducing: 0.5, halted: 0.1 } }
portfolios: [{ name: a, cash: 1 }, { name: a, cash: 2, strategy: x }]
decision: { exit: 0.5, strategies: { zz: { enter: 0.2 }, main: { step: 7 } } }
venue: { participation: 2 }
`,
      { files: [btc.csv, join(btc.folder, 'none.csv')] },
    )
    expect(faults).toEqual(
      expect.arrayContaining([
        'bars[1]: "7x" is not a bar spec such as 15m, 1h, 1d, 1w, 1mo, 100t, 5000v or 1000000$',
        'evaluators[1]: there is no "oracle"; shipped are ema-cross, momentum, mean-reversion, donchian, imbalance',
        `data[1]: there is no ${join(btc.folder, 'none.csv')}`,
        'limits.drawdown.reducing must be at most limits.drawdown.halted, 0.1, was 0.5',
        'portfolios[1].name: "a" stands twice',
        'portfolios[1].strategy: no signal is made for "x"; there is main',
        'decision.exit must be within 0 … enter (0.3), was 0.5',
        'decision.strategies.zz: no signal is made for it; there is main',
        'decision.strategies.main.step: must be a number from 0 to 1, was "7"',
        'venue.participation must be at most 1, was 2',
      ]),
    )
    expect(faults).toHaveLength(10)
  })

  it.each([
    [
      'a scale money can not have',
      'instruments: { BTC-USD: { priceScale: 8, quantityScale: 8 } }',
      'USD would need 17 decimals, 15 at most',
    ],
    [
      'a tick finer than the scale',
      'instruments: { BTC-USD: { priceScale: 2, tick: 0.001 } }',
      '"0.001" has more than 2 decimals',
    ],
    ['a sector nobody is in', 'limits: { sectors: { tech: 0.1 } }', 'limits.sectors: no instrument is in "tech"'],
    [
      'an instrument nobody has',
      'limits: { position: { ETH-USD: 1 } }',
      'limits.position: there is no instrument "ETH-USD"',
    ],
    [
      'a member nobody is',
      'portfolioGroups: [{ name: g, members: [zz] }]',
      'portfolioGroups[0].members: there is no portfolio "zz"',
    ],
    ['a session nobody keeps', 'portfolios: [{ name: a, cash: 1, session: moon }]', 'session "moon"'],
    [
      'an unknown session',
      'instruments: { BTC-USD: { session: moon } }',
      'instruments.BTC-USD: there is no session "moon"',
    ],
  ])('refuses %s before anything runs', async (_, text, message) => {
    const faults = await faultsOf(text, { files: [btc.csv] })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(message)
  })

  it.each([
    ['a section of the wrong shape', 'portfolios: 5', 'portfolios: must be a list, was "5"'],
    ['a scalar for a table', 'signal: [a]', 'signal[0]: must be a table of keys, was "a"'],
    [
      'a list for a scalar',
      'equityInterval: [1m]',
      'equityInterval: must be a duration such as 50ms, 15m or 2d, was ["1m"]',
    ],
    ['a file that is no table', '- a', 'top level: must be a table of keys, was ["a"]'],
    ['YAML that does not parse', 'a: [1\nb: 2', 'at line 2, column 1'],
    ['a key that stands twice', 'bars: [15m]\nbars: [1h]', 'Map keys must be unique at line 2, column 1'],
  ])('refuses %s', async (_, text, message) => {
    const faults = await faultsOf(text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(message)
  })

  it('refuses amounts that 64 bits of minor units can not hold', async () => {
    const faults = await faultsOf('limits: { gross: 1000000000000000000 }', { files: [btc.csv] })
    expect(faults).toEqual([
      expect.stringMatching(
        /^an amount is too large for the scale of its currency: \d+ minor units of money are beyond/,
      ),
    ])
  })

  it('names the file', async () => {
    const path = join(btc.folder, 'bad.yaml')
    await writeFile(path, 'colour: red\n')
    await expect(loadConfig(path)).rejects.toThrow(`${path}: colour: is not a known key`)
    await expect(loadConfig(join(btc.folder, 'none.yaml'))).rejects.toThrow('none.yaml: there is no such file')
  })
})

describe('what is read', () => {
  it('keeps decimals as they stand, never through floating point', async () => {
    const config = await parseConfig(
      `
instruments: { BTC-USD: { quantityScale: 4, maxNotional: 12345678.01, takerFeeBps: 0.1 } }
limits: { gross: 100000000000.10, concentration: 0.30 }
portfolios: [{ name: a, cash: 9007199254.7409931 }]
`,
      { files: [btc.csv] },
    )
    expect(config.portfolios.portfolios[0].cash).toBe('9007199254.7409931')
    expect(config.limits.gross).toBe('100000000000.10')
    expect(config.instruments[0].maxNotional).toBe('12345678.01')
    expect(Number(config.instruments[0].takerFee)).toBe(0.00001)
  })

  it('makes room for the orders it is told to hold', async () => {
    const config = await parseConfig('engine: { orders: 200000, clientIds: 1000000 }', { files: [btc.csv] })
    expect(config.engine).toMatchObject({ orders: 200_000, clientIds: 1_000_000 })
  })

  it('reads JSON as it reads YAML', async () => {
    const yaml = await parseConfig('limits: { concentration: 0.1, orderRate: { count: 5, per: 1m } }\nbars: [15m]')
    const json = await parseConfig(
      '{"limits": {"concentration": 0.1, "orderRate": {"count": 5, "per": "1m"}}, "bars": ["15m"]}',
    )
    expect(json).toEqual(yaml)
    expect(json.limits.orderRate).toEqual({ count: 5, perNanos: 60_000_000_000n })
  })

  it('takes an empty section for an absent one', async () => {
    expect(await parseConfig('limits:\nportfolios:\nvenue:\n')).toEqual(await parseConfig(''))
  })

  it('leaves overrides to the portfolio, and defaults to the desk', async () => {
    const config = await parseConfig(`
limits: { leverage: 2, drawdown: { halted: 0.2 } }
sizing: { fraction: 0.5 }
portfolios:
  - { name: a, cash: 1 }
  - { name: b, cash: 1, limits: { leverage: 3 }, sizing: { noTradeBand: 0.1 }, exits: { stop: 0.02, coolDown: 1h } }
`)
    const [a, b] = config.portfolios.portfolios
    expect(config.limits).toEqual({ leverage: '2', drawdown: { halted: '0.2' } })
    expect(a).not.toHaveProperty('limits')
    expect(b.limits).toEqual({ leverage: '3' })
    expect(b.sizing).toEqual({ noTradeBand: '0.1' })
    expect(b.exits).toEqual({ stop: '0.02', coolDownNanos: 3_600_000_000_000n })
    expect(config.sizing).toMatchObject({ method: 'fixed-fraction', fraction: '0.5' })
  })

  it('completes instruments from what their files show, and lets the configuration overrule it', async () => {
    const detected = await parseConfig('', { files: [btc.csv] })
    expect(detected.instruments[0]).toMatchObject({
      symbol: 'BTC-USD',
      currency: 'USD',
      priceScale: 2,
      tick: [{ from: '0', tick: '0.01' }],
    })
    expect(detected.instruments[0].session.name).toBe('crypto')
    expect(detected.data.files[0].spec).toBe('1m')
    const own = await parseConfig('instruments: { BTC-USD: { priceScale: 3, venue: moon, halfSpreadBps: 7 } }', {
      files: [btc.csv],
    })
    expect(own.instruments[0]).toMatchObject({ priceScale: 3, venue: 'moon', quantityScale: 7 })
    // What money of 15 decimals at most leaves for quantities.
    expect(detected.instruments[0].quantityScale).toBe(8)
    expect(Number(own.instruments[0].halfSpread)).toBe(0.0007)
  })

  it('reads paths relative to the configuration, and the options of a file named on the command line', async () => {
    const path = join(btc.folder, 'own.yaml')
    await writeFile(path, 'data: [{ path: btc-usd.csv, symbol: XBT, adjustment: split }]\n')
    const config = await loadConfig(path)
    expect(config.data.files).toEqual([{ path: btc.csv, symbol: 'XBT', adjustment: 'split', spec: '1m' }])
    expect(config.instruments.map(({ symbol }) => symbol)).toEqual(['XBT'])
    const named = await loadConfig(path, { files: [btc.csv] })
    expect(named.data.files).toEqual(config.data.files)
  })

  it('is looked at with the options of the file, where its columns are not understood', async () => {
    const odd = join(btc.folder, 'odd.csv')
    await writeFile(
      odd,
      'wann,auf,hoch,tief,zu\n2020-01-01T00:00:00Z,1.0,2.0,0.5,1.5\n2020-01-01T00:01:00Z,1.5,2.5,1.0,2.0\n',
    )
    const columns = 'columns: { time: wann, open: auf, high: hoch, low: tief, close: zu }'
    const config = await parseConfig(`data: [{ path: ${odd}, format: ohlcv, symbol: ODD, ${columns} }]`)
    expect(config.instruments[0]).toMatchObject({ symbol: 'ODD', priceScale: 1 })
  })

  it('keeps the spec of each file apart, also behind a folder of several', async () => {
    const daily = join(btc.folder, 'daily')
    await mkdir(daily)
    for (const name of ['aa', 'bb']) {
      await writeFile(
        join(daily, `${name}.csv`),
        'date,open,high,low,close,volume\n2020-01-02,1,2,1,2,5\n2020-01-03,2,3,2,3,5\n',
      )
    }
    const config = await parseConfig('', { files: [daily, btc.csv] })
    expect(config.data.files.map(({ spec }) => spec)).toEqual(['1d', '1m'])
    expect(config.instruments).toHaveLength(3)
  })
})

describe('the hash of a configuration', () => {
  it('says the same for the same meaning, however it is written and wherever the data lies', async () => {
    const one = await parseConfig('limits: { leverage: 2, gross: 5 }\nengine: { frame: 7, debug: true }', {
      files: [btc.csv],
    })
    const other = await parseConfig('limits:\n  gross: 5 # five\n  leverage: 2\n', { files: [btc.csv] })
    expect(one.hash).toMatch(/^[0-9a-f]{16}$/)
    expect(other.hash).toBe(one.hash)
    const copy = join(btc.folder, 'elsewhere')
    await cp(btc.csv, join(copy, 'btc-usd.csv'))
    const moved = await parseConfig('limits: { leverage: 2, gross: 5 }', { files: [join(copy, 'btc-usd.csv')] })
    expect(moved.hash).toBe(one.hash)
  })

  it.each([
    'limits: { leverage: 3 }',
    'venue: { latency: 51ms }',
    'portfolios: [{ name: a, cash: 100001 }]',
    'bars: [5m]',
  ])('changes with %s', async (text) => {
    expect((await parseConfig(text)).hash).not.toBe((await parseConfig('')).hash)
  })
})
