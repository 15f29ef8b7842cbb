import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { barSpecsOf } from '../../operators/stage.ts'
import { detect } from '../../pipeline/read/detect/detect.ts'
import { titleOf } from '../../pipeline/read/detect/sample.ts'
import { scaleOf } from '../../pipeline/read/detect/scale.ts'
import { readFrames } from '../../pipeline/read/frames.ts'
import { instrument, makePool, options, scratch } from './read-rows.ts'

const { write, folder } = scratch()

describe('the scale of a column', () => {
  it('is the most decimals seen, zeros at the end left out', () => {
    expect(scaleOf(['1', '2.50', '3.25'])).toBe(2)
    expect(scaleOf(['100', '2000'])).toBe(0)
    expect(scaleOf([])).toBe(0)
    expect(scaleOf(['1.38727', 'NaN', '', 'x'])).toBe(5)
    expect(scaleOf(['1e-4', '2.5E-3'])).toBe(4)
  })

  it('of floats is the scale of the numbers behind them', () => {
    expect(scaleOf(['4.449999809265137', '4.400000095367432', '4.420000076293945', '38.5'])).toBe(2)
    expect(scaleOf(['0.9884000000000001', '1.8295000000000001', '4.036799999999999', '0.0727'])).toBe(4)
    expect(scaleOf(['1229.22998', '1248.810059', '1219.099976'])).toBe(2)
    expect(scaleOf(['14.5500004291534'])).toBe(2)
    expect(scaleOf([4.45, 123.456, 0.0125, 99.9999].map((value) => String(Math.fround(value))))).toBe(4)
  })

  it('takes digits that stand for themselves as they are', () => {
    expect(scaleOf(['43210.12345678', '43211.87654321'])).toBe(8)
    expect(scaleOf(['123456.789', '123457.123'])).toBe(3)
    expect(scaleOf(['26.583992', '26.773048'])).toBe(6)
  })

  it('leaves headroom in 2^53', () => {
    expect(scaleOf(['4160680000.12345678'])).toBe(5)
    expect(scaleOf(['41606800001234567'])).toBe(0)
  })

  it('does not follow one odd number in many', () => {
    expect(scaleOf([...Array.from({ length: 1_000 }, () => '1.25'), '1.2345678'])).toBe(2)
  })
})

describe('detection', () => {
  it('finds specs, order, sessions and symbols', async () => {
    const rows = (times: readonly string[]): string => times.map((time) => `${time},1.5,1.5,1.5,1.5,10\n`).join('')
    const cases = [
      [
        'eurusd_1h.csv',
        ['2014-05-05 00:00', '2014-05-05 01:00', '2014-05-05 05:00'],
        '1h',
        'fx',
        'EURUSD',
        'oldest-first',
      ],
      ['ETH-USD-5m.csv', ['1451606700', '1451606400'], '5m', 'crypto', 'ETH-USD', 'newest-first'],
      ['AAPL_data.csv', ['2013-02-08', '2013-02-11', '2013-02-12'], '1d', 'us-equity', 'AAPL', 'oldest-first'],
      ['weekly.csv', ['2013-02-04', '2013-02-11', '2013-02-18'], '1w', 'us-equity', 'WEEKLY', 'oldest-first'],
      ['cpi.csv', ['31/1/2013', '28/2/2013', '31/3/2013'], '1mo', 'us-equity', 'CPI', 'oldest-first'],
      ['days.csv', ['2016-01-01', '2016-01-02', '2016-01-03'], '1d', 'crypto', 'DAYS', 'oldest-first'],
    ] as const
    for (const [name, times, spec, session, symbol, order] of cases) {
      const path = write(name, `time,open,high,low,close,volume\n${rows(times)}`)
      const [found] = await detect([path])
      expect(found, name).toMatchObject({ format: 'ohlcv', spec, session, symbols: [symbol], order, priceScale: 1 })
      expect(found.columns).toEqual({
        time: 'time',
        open: 'open',
        high: 'high',
        low: 'low',
        close: 'close',
        volume: 'volume',
      })
    }
  })

  it('finds formats without a header', async () => {
    const klines = write(
      'klines.csv',
      '1700000000000,1.5,2,1,1.75,100,1700000059999,5\n1700000060000,1.5,2,1,1.75,100,1700000119999,5\n',
    )
    expect((await detect([klines]))[0]).toMatchObject({
      format: 'ohlcv',
      spec: '1m',
      columns: { time: '1', volume: '6' },
    })
    const ticks = write('20140501_quote.csv', '292,1.38676,1.38686\n920,1.38676,1.38687\n')
    expect((await detect([ticks]))[0]).toMatchObject({ format: 'quotes', firstMicros: 1_398_902_400_292_000 })
  })

  it('keeps a panel of tickers that look like fields a panel', async () => {
    const path = write('letters.csv', 'Date,A,B,P,Q,T\n2013-02-08,1,2,3,4,5\n')
    expect((await detect([path]))[0]).toMatchObject({ format: 'closes', symbols: ['A', 'B', 'P', 'Q', 'T'] })
  })

  it('of one price column takes the symbol from the name', async () => {
    const path = write('gold.csv', 'Date,Close\n2013-02-08,1666.5\n2013-02-11,1650.25\n')
    expect((await detect([path]))[0]).toMatchObject({ format: 'closes', symbols: ['GOLD'], priceScale: 2 })
  })

  it('of a folder gives one feed where names carry dates, else a feed a file', async () => {
    const days = join(folder, 'xauusd')
    const stocks = join(folder, 'stocks')
    mkdirSync(days)
    mkdirSync(stocks)
    for (const day of ['20140502', '20140501']) write(`xauusd/${day}.csv.gz`, gzipSync('292,1291.5,1291.6\n'))
    for (const name of ['B.csv', 'A.csv']) write(`stocks/${name}`, 'Date,Open,High,Low,Close\n2013-02-08,1,1,1,1\n')
    write('stocks/README.md', 'not data')
    const found = await detect([days, stocks])
    expect(found.map(({ path, files }) => [path, files.length])).toEqual([
      [days, 2],
      [join(stocks, 'A.csv'), 1],
      [join(stocks, 'B.csv'), 1],
    ])
    expect(found[0]).toMatchObject({ symbols: ['XAUUSD'], session: 'fx', format: 'quotes' })
    expect(found[0].files[0]).toContain('20140501')
    mkdirSync(join(folder, 'void'))
    await expect(detect([join(folder, 'void')])).rejects.toThrow('holds no data files')
  })

  it('finds several instruments in one file by its name column, and reading says no', async () => {
    const path = write('all.csv', 'date,open,high,low,close,Name\n2013-02-08,1,1,1,1,A\n2013-02-08,2,2,2,2,B\n')
    const [found] = await detect([path])
    expect(found.symbols).toEqual(['A', 'B'])
    const { frames } = readFrames(options([instrument('A'), instrument('B')], [{ path }]), makePool())
    await expect(new Promise((_, reject) => frames.subscribe({ error: reject }))).rejects.toThrow(
      'several instruments (A, B)',
    )
  })

  it('takes titles from names', () => {
    expect(
      ['btc-usd.csv', 'AAPL_data.csv', 'gspc_table.csv', 'x/eurusd_20140501_quote.zip', 'EA-15m-no.csv'].map(titleOf),
    ).toEqual(['BTC-USD', 'AAPL', 'GSPC', 'EURUSD', 'EA'])
  })
})

describe('bar specs of the frames', () => {
  it('are declared where they are known before the files are opened', async () => {
    const path = write('known.csv', 'time,open,high,low,close\n1451606400,1,1,1,1\n1451606460,1,1,1,1\n')
    const config = (spec?: string) =>
      options([instrument('X')], [{ path, symbol: 'X', ...(spec === undefined ? {} : { spec }) }])
    expect(barSpecsOf(readFrames(config('1m'), makePool()).frames)).toEqual(new Set([parseBarSpec('1m')]))
    expect(barSpecsOf(readFrames(config(), makePool()).frames)).toBeUndefined()
    const detected = await detect([path])
    expect(barSpecsOf(readFrames(config(), makePool(), detected).frames)).toEqual(new Set([parseBarSpec('1m')]))
    const quotes = options([instrument('X')], [{ path, format: 'quotes' }])
    expect(barSpecsOf(readFrames(quotes, makePool()).frames)).toEqual(new Set())
  })
})
