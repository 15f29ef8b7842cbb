import { createRequire } from 'node:module'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeBtcCsv } from '../../pipeline/read/btc-csv.ts'
import { detect } from '../../pipeline/read/detect/detect.ts'
import { readFrames } from '../../pipeline/read/frames.ts'
import type { ReadOptions } from '../../pipeline/read/frames.ts'
import { rejectedCounts } from '../../pipeline/read/read-report.ts'
import type { ReadReport } from '../../pipeline/read/read-report.ts'
import { roundtrip } from '../../pipeline/read/roundtrip.ts'
import { describeShared, sharedData } from '../shared-data.ts'
import { crypto, equity, fx, instrument, makePool, options, readAll, scratch, utc } from './read-rows.ts'

const { folder } = scratch()

/** Reads without making objects of rows: the count of LAST rows, and a sum over all bytes that knows positions. */
async function readFast(config: ReadOptions): Promise<{ report: ReadReport; last: number; sum: number; rows: number }> {
  const { frames, report } = readFrames(config, makePool(config.engine.frame))
  let last = 0
  let sum = 0
  let rows = 0
  await new Promise<void>((resolve, reject) => {
    frames.subscribe({
      next(frame) {
        const { u32, u8 } = frame.context.memory
        rows += frame.rowCount
        for (let row = 0; row < frame.rowCount; row++) {
          const at = frame.input.at(row)
          last += u8[at + 1] & 1
          for (let word = at >> 2; word < (at >> 2) + 16; word++) sum = (Math.imul(sum, 31) + u32[word]) | 0
        }
      },
      error: reject,
      complete: resolve,
    })
  })
  return { report, last, sum, rows }
}

/** Rows of MANIFEST.csv by file. */
function manifestRows(prefix: string): Map<string, number> {
  const lines = readFileSync(sharedData('MANIFEST.csv')!, 'utf8').trim().split('\n').slice(1)
  return new Map(
    lines
      .map((line) => line.split(','))
      .filter(([file]) => file.startsWith(prefix))
      .map(([file, , , rows]) => [file, Number(rows)]),
  )
}

describe('real BTC-USD minutes', () => {
  const source = join(
    dirname(createRequire(import.meta.url).resolve('gdax-sim-test-data/package.json')),
    'CapturedData',
  )
  const btc = instrument('BTC-USD', 2, 8, crypto)

  it('are written with their digits, and read as the same rows from CSV and from the package’s JSON', async () => {
    const path = join(folder, 'btc-usd.csv')
    expect(await writeBtcCsv(path)).toBe(3_927)
    const csv = await readAll(options([btc], [{ path }]))
    expect(csv.report).toMatchObject({ rows: 3_927, rejected: {}, repaired: {} })
    expect(csv.report.instruments[0]).toMatchObject({
      missing: 393,
      lastMicros: Number(utc('2016-01-04T00:00:00Z') / 1000n),
    })
    const days = ['1Jan2016.json', '2Jan2016.json', '3Jan2016.json']
    const files = days.map((day) => ({ path: join(source, day), symbol: 'BTC-USD' }))
    const json = await readAll(options([btc], files))
    expect(json.report.instruments).toEqual(csv.report.instruments)
    expect(json.rows.map((row) => ({ ...row, source: '' }))).toEqual(csv.rows.map((row) => ({ ...row, source: '' })))
    const first = JSON.parse(readFileSync(join(source, days[0]), 'utf8')) as { close: number; volume: number }[]
    expect(csv.rows.slice(0, first.length).map(({ lanes }) => lanes['close'])).toEqual(
      first.map(({ close }) => Math.round(close * 100)),
    )
  })

  it('are detected whole', async () => {
    const path = join(folder, 'btc-usd.csv')
    await writeBtcCsv(path)
    expect(await detect([path])).toMatchObject([
      {
        format: 'ohlcv',
        spec: '1m',
        symbols: ['BTC-USD'],
        priceScale: 2,
        quantityScale: 8,
        session: 'crypto',
        order: 'oldest-first',
      },
    ])
    expect(await roundtrip(path)).toMatchObject([{ values: 15_708, equal: 15_708, rounded: 0, wrong: 0 }])
    expect(await roundtrip(path, 1)).toMatchObject([{ priceScale: 1, values: 15_708, wrong: 0 }])
  })
})

describeShared('the tick feeds', () => {
  const config = (frame: number | 'ragged', turn = false): ReadOptions => {
    const files = [
      { path: sharedData('ticks/xauusd_oanda')!, symbol: 'XAUUSD' },
      { path: sharedData('ticks/eurusd_oanda')!, symbol: 'EURUSD' },
      { path: sharedData('ticks/eurusd_fxcm')!, symbol: 'EURUSD.FXCM', utcOffset: '-05:00' },
    ]
    const instruments = [
      instrument('XAUUSD', 3, 0, fx),
      instrument('EURUSD', 5, 0, fx),
      instrument('EURUSD.FXCM', 5, 0, fx),
    ]
    return options(instruments, turn ? files.toReversed() : files, {}, frame)
  }

  it('give 3 160 613 quotes in one run, the same for all cuts, orders of arguments and parsers', async () => {
    const whole = await readFast(config(1024))
    expect(whole.rows).toBe(3_160_613)
    expect(whole.last).toBe(3_160_613)
    expect(whole.report.rejected).toEqual({})
    expect(whole.report.crossed).toBe(116_871)
    expect(whole.report.rounded.count).toBe(0)
    expect(whole.report.instruments.map(({ symbol, rows }) => [symbol, rows])).toEqual([
      ['XAUUSD', 1_482_903],
      ['EURUSD', 532_903],
      ['EURUSD.FXCM', 1_144_807],
    ])
    const javascript = config('ragged', true)
    expect((await readFast({ ...javascript, engine: { ...javascript.engine, parser: 'javascript' } })).sum).toBe(
      whole.sum,
    )
  }, 60_000)

  it('are detected as three feeds', async () => {
    const found = await detect([sharedData('ticks')!])
    expect(found.map(({ files, format, priceScale, session }) => [files.length, format, priceScale, session])).toEqual([
      [13, 'quotes', 5, 'fx'],
      [13, 'quotes', 5, 'fx'],
      [10, 'quotes', 3, 'fx'],
    ])
  })
})

describeShared('daily bars', () => {
  it('72 stocks are read in one run, an instant a day', async () => {
    const names = readdirSync(sharedData('daily_ohlcv/sp500_5yr')!)
    expect(names).toHaveLength(72)
    const files = names.map((name) => ({ path: sharedData(`daily_ohlcv/sp500_5yr/${name}`)! }))
    const instruments = names.map((name) => instrument(name.replace('_data.csv', ''), 4, 0, equity))
    const { report, last, rows } = await readFast(options(instruments, files))
    const manifest = manifestRows('daily_ohlcv/sp500_5yr/')
    expect(rows).toBe([...manifest.values()].reduce((sum, each) => sum + each, 0))
    expect(report.instruments.map((each) => each.rows)).toEqual(
      names.map((name) => manifest.get(`daily_ohlcv/sp500_5yr/${name}`)),
    )
    expect(rejectedCounts(report)).toEqual({})
    expect(report.rounded.count).toBe(0)
    expect(last).toBe(1_259)
    expect(report.firstMicros).toBe(Number(utc('2013-02-08T21:00:00Z') / 1000n))
    expect(report.lastMicros).toBe(Number(utc('2018-02-07T21:00:00Z') / 1000n))
  })

  it('the index since 1950, newest first, comes out oldest first', async () => {
    const path = sharedData('daily_ohlcv/index/gspc_table.csv')!
    const { rows, report } = await readAll(options([instrument('GSPC', 2, 0, equity)], [{ path }]))
    expect(rows).toHaveLength(manifestRows('daily_ohlcv/index/').get('daily_ohlcv/index/gspc_table.csv')!)
    expect(report.rejected).toEqual({})
    expect(rows[0].nanos).toBe(utc('1950-01-03T21:00:00Z'))
    expect(rows.at(-1)).toMatchObject({ nanos: utc('2010-02-12T21:00:00Z'), lanes: { close: 107_551 } })
  })

  it('month/day/year dates and noise of binary floats are understood', async () => {
    const path = sharedData('index_factor/arch_sp500.csv.gz')!
    const [found] = await detect([path])
    expect(found).toMatchObject({ format: 'ohlcv', spec: '1d', priceScale: 2, session: 'us-equity' })
    const [symbol] = found.symbols
    const { rows, report } = await readAll(options([instrument(symbol, 2, 0, equity)], [{ path }]))
    expect(rows[0]).toMatchObject({ nanos: utc('1999-01-04T21:00:00Z'), lanes: { open: 122_923, high: 124_881 } })
    expect(report.rejected).toEqual({})
    expect(report.rounded.count).toBeGreaterThan(10_000)
  })

  it('the volatility index keeps its days whose open lies outside high and low', async () => {
    const path = sharedData('index_factor/vix-daily.csv')!
    const { rows, report } = await readAll(options([instrument('VIX', 2, 0, equity)], [{ path }]))
    expect(report.rejected).toEqual({})
    expect(rows).toHaveLength(manifestRows('index_factor/vix').get('index_factor/vix-daily.csv')!)
    const outside = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(',').slice(1).map(Number))
      .filter(([open, high, low, close]) => Math.max(open, close) > high || Math.min(open, close) < low)
    expect(outside.length).toBeGreaterThan(40)
    expect(report.repaired['ROW_BAR_INCONSISTENT']?.count).toBe(outside.length)
  })
})

describeShared('close panels', () => {
  it.each([
    ['skfolio_sp500_dataset.csv.gz', 3, 166_260, 0],
    ['pypfopt_stock_prices.csv', 6, 106_931, 35_589],
    ['pypfopt_spy_prices.csv', 6, 6_765, 0],
    ['skfolio_sp500_index.csv.gz', 2, 8_313, 0],
  ] as const)('%s', async (name, scale, prices, blanks) => {
    const path = sharedData(`close_panels/${name}`)!
    const [found] = await detect([path])
    expect(found).toMatchObject({ format: 'closes', spec: '1d', priceScale: scale })
    const instruments = found.symbols.map((symbol) => instrument(symbol, scale, 0, equity))
    const { report, rows, last } = await readFast(options(instruments, [{ path }]))
    expect(rejectedCounts(report)).toEqual(blanks === 0 ? {} : { ROW_BLANK: blanks })
    expect(rows).toBe(prices)
    const days = manifestRows('close_panels/').get(`close_panels/${name}`)!
    expect(last).toBe(days)
  })
})
