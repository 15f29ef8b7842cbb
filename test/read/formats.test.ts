import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { crypto, equity, fx, instrument, options, readAll, scratch, utc } from './read-rows.ts'

const { write, folder } = scratch()
const btc = instrument('BTC-USD', 2, 4)

describe('OHLCV', () => {
  it('rows carry the close time, the spec and exact units', async () => {
    const path = write(
      'btc-usd.csv',
      'time,open,high,low,close,volume\n2016-01-01T00:00:00Z,430.35,430.39,430.3,430.39,0.0727\n',
    )
    const { rows, report } = await readAll(options([btc], [{ path, spec: '1m' }]))
    expect(rows).toEqual([
      {
        sequence: 1,
        kind: 'BAR',
        last: true,
        side: false,
        source: 'btc-usd.csv',
        instrument: 'BTC-USD',
        nanos: utc('2016-01-01T00:01:00Z'),
        aux: parseBarSpec('1m'),
        lanes: { open: 43_035, high: 43_039, low: 43_030, close: 43_039, lots: 727 },
      },
    ])
    expect(report).toMatchObject({ rows: 1, rejected: {}, complete: true, rounded: { count: 0 } })
  })

  it('times may be said to be closes', async () => {
    const path = write('closes-at.csv', 'time,open,high,low,close\n2016-01-01T00:01:00Z,1,1,1,1\n')
    const file = { path, spec: '1m', symbol: 'BTC-USD', barTime: 'close' } as const
    const { rows } = await readAll(options([btc], [file]))
    expect(rows[0].nanos).toBe(utc('2016-01-01T00:01:00Z'))
    expect(rows[0].lanes['lots']).toBe(0)
  })

  it('a bar that opens in a session ends with it at the latest', async () => {
    const path = write(
      'hours.csv',
      'time,open,high,low,close\n2013-02-08T19:30:00Z,1,1,1,1\n2013-02-08T20:30:00Z,1,1,1,1\n2013-02-08T21:30:00Z,1,1,1,1\n',
    )
    const stock = instrument('S', 0, 0, equity)
    const { rows } = await readAll(options([stock], [{ path, symbol: 'S', spec: '1h' }]))
    expect(rows.map(({ nanos }) => nanos)).toEqual([
      utc('2013-02-08T20:30:00Z'),
      utc('2013-02-08T21:00:00Z'),
      utc('2013-02-08T22:30:00Z'),
    ])
  })

  it('columns can be named, in any order, with others between', async () => {
    const path = write(
      'named.csv',
      'Schluss;Erster;Extra;Hoch;Tief;Datum\n"2.5";2;"a;b";3;1;2013-02-08\n2,5;2;x;3;1;2013-02-11\n',
    )
    const columns = { time: 'Datum', open: 'Erster', high: 'Hoch', low: 'Tief', close: 'Schluss' }
    const { rows, report } = await readAll(options([instrument('X', 1, 0, equity)], [{ path, symbol: 'X', columns }]))
    expect(rows.map(({ lanes }) => lanes)).toEqual([{ open: 20, high: 30, low: 10, close: 25, lots: 0 }])
    expect(report.rejected).toMatchObject({ ROW_NOT_A_NUMBER: { count: 1 } })
  })

  it('a daily bar closes with the session of its date, a weekly and a monthly one with the last of theirs', async () => {
    const daily = write(
      'daily.csv',
      'Date,Open,High,Low,Close\n2013-02-08,1,1,1,1\n2013-02-09,1,1,1,1\n2/11/2013,1,1,1,1\n',
    )
    const stock = instrument('S', 0, 0, equity)
    const read = async (path: string, spec: string): Promise<bigint[]> =>
      (await readAll(options([stock], [{ path, symbol: 'S', spec }]))).rows.map(({ nanos }) => nanos)
    expect(await read(daily, '1d')).toEqual([utc('2013-02-08T21:00:00Z'), utc('2013-02-11T21:00:00Z')])
    const weekly = write(
      'weekly.csv',
      'Date,Open,High,Low,Close\n2013-02-04,1,1,1,1\n2013-02-15,1,1,1,1\n2013-02-17,1,1,1,1\n',
    )
    expect(await read(weekly, '1w')).toEqual([
      utc('2013-02-08T21:00:00Z'),
      utc('2013-02-15T21:00:00Z'),
      utc('2013-02-22T21:00:00Z'),
    ])
    const monthly = write('monthly.csv', 'Date,Open,High,Low,Close\n2013-02-01,1,1,1,1\n2013-03-31,1,1,1,1\n')
    expect(await read(monthly, '1mo')).toEqual([utc('2013-02-28T21:00:00Z'), utc('2013-03-29T20:00:00Z')])
  })

  it('a daily bar stamped with an instant is of the session it lies in', async () => {
    const path = write(
      'fx-daily.csv',
      'time,open,high,low,close\n2014-05-04T21:00:00Z,1,1,1,1\n2014-05-06T00:00:00Z,1,1,1,1\n',
    )
    const { rows } = await readAll(options([instrument('E', 0, 0, fx)], [{ path, symbol: 'E', spec: '1d' }]))
    expect(rows.map(({ nanos }) => nanos)).toEqual([utc('2014-05-05T21:00:00Z'), utc('2014-05-06T21:00:00Z')])
  })

  it('missing intervals of a session are counted', async () => {
    const lines = ['00:00', '00:01', '00:05', '00:06'].map((time) => `2016-01-01T${time}:00Z,1,1,1,1`)
    const path = write('gaps.csv', `time,open,high,low,close\n${lines.join('\n')}\n`)
    const { report } = await readAll(options([instrument('G')], [{ path, symbol: 'G' }]))
    expect(report.instruments).toEqual([
      {
        symbol: 'G',
        rows: 4,
        firstMicros: Date.parse('2016-01-01T00:01:00Z') * 1000,
        lastMicros: Date.parse('2016-01-01T00:07:00Z') * 1000,
        missing: 3,
      },
    ])
  })
})

describe('newest-first files', () => {
  it('give the rows of their oldest-first twins, wide ones too', async () => {
    const header = 'Date,A,B'
    const lines = ['2013-02-08,1,2', '2013-02-11,,4', '2013-02-12,5,6', '2013-02-13,7,8']
    const instruments = [instrument('A', 0, 0, equity), instrument('B', 0, 0, equity)]
    const read = async (sorted: string[], name: string): Promise<unknown[]> => {
      const { rows } = await readAll(options(instruments, [{ path: write(name, [header, ...sorted].join('\n')) }]))
      return rows.map((row) => ({ ...row, source: '' }))
    }
    const straight = await read(lines, 'oldest.csv')
    expect(straight).toHaveLength(7)
    expect(await read(lines.toReversed(), 'newest.csv')).toEqual(straight)
  })

  it('longer than memory may hold pass through a file', async () => {
    const count = 140_000
    const start = Date.UTC(2016, 0, 1)
    const lines = Array.from(
      { length: count },
      (_, at) => `${start + at * 60_000},${at + 1},${at + 1},${at + 1},${at + 1}`,
    )
    const path = write('long.csv.gz', gzipSync(`time,open,high,low,close\n${lines.toReversed().join('\n')}\n`))
    const { rows, report } = await readAll(options([instrument('L', 0)], [{ path, symbol: 'L' }], {}, 4096))
    expect(report.rejected).toEqual({})
    expect(rows).toHaveLength(count)
    const wrong = rows.findIndex(({ lanes, nanos }, at) => {
      return lanes['close'] !== at + 1 || nanos !== BigInt(start + (at + 1) * 60_000) * 1_000_000n
    })
    expect(wrong).toBe(-1)
  })
})

describe('closes', () => {
  it('are bars of one price; a blank is no row', async () => {
    const path = write('panel.csv', '\uFEFFDate,A,Ignored,B\n2013-02-08,1.5,9,2\n2013-02-11,,9,\n')
    const instruments = [instrument('B', 1, 0, equity), instrument('A', 1, 0, equity)]
    const { rows, report } = await readAll(options(instruments, [{ path }]))
    expect(rows.map(({ instrument: symbol, lanes, last }) => [symbol, lanes['open'], lanes['low'], last])).toEqual([
      ['A', 15, 15, false],
      ['B', 20, 20, true],
    ])
    expect(report.rejected['ROW_BLANK']?.count).toBe(2)
    expect(report.notes).toEqual(['columns without an instrument, not read: Ignored'])
  })

  it('without any configured instrument are a mistake', async () => {
    const path = write('strangers.csv', 'Date,P,Q\n2013-02-08,1.5,9\n')
    await expect(readAll(options([btc], [{ path }]))).rejects.toThrow(
      'none of the columns P, Q is a configured instrument',
    )
  })
})

describe('quotes', () => {
  it('a folder of dated files is one feed in the zone of its clock', async () => {
    write('20140502_x_quote.csv', '')
    const { mkdirSync } = await import('node:fs')
    mkdirSync(`${folder}/eurusd`, { recursive: true })
    write('eurusd/20140502_quote.csv', '1000.5,1.38680,1.38670\r\n2000,1.38681,1.38690')
    write('eurusd/20140501_quote.csv', '1787.0625,1.38727,1.38729\r\n')
    const eur = instrument('EURUSD', 5, 0, fx)
    const file = { path: `${folder}/eurusd`, symbol: 'EURUSD', utcOffset: '-05:00' }
    const { rows, report } = await readAll(options([eur], [file]))
    expect(rows.map(({ nanos, lanes, last, source }) => [nanos, lanes['bid'], lanes['ask'], last, source])).toEqual([
      [utc('2014-05-01T05:00:01.787Z') + 62_500n, 138_727, 138_729, true, 'eurusd'],
      [utc('2014-05-02T05:00:01.000Z') + 500_000n, 138_680, 138_670, true, 'eurusd'],
      [utc('2014-05-02T05:00:02Z'), 138_681, 138_690, true, 'eurusd'],
    ])
    expect(report).toMatchObject({ crossed: 1, rejected: {} })
  })

  it('with a header may carry sizes and any kind of time', async () => {
    const path = write('book.csv', 'timestamp,bid,ask,bid size,ask size\n1700000000123,1.1,1.2,3,4.25\n')
    const { rows } = await readAll(options([instrument('Q', 1, 2)], [{ path, symbol: 'Q' }]))
    expect(rows[0]).toMatchObject({
      kind: 'QUOTE',
      nanos: 1_700_000_000_123_000_000n,
      lanes: { bid: 11, ask: 12, bidLots: 300, askLots: 425 },
    })
  })
})

describe('trades', () => {
  it('carry side and id', async () => {
    const big = '18446744073709551615'
    const path = write(
      'trades.csv',
      `time,price,size,side,id\n2016-01-01T00:00:00.5Z,10.5,2,sell,${big}\n2016-01-01T00:00:01Z,10.6,1,buy,abc-1\n`,
    )
    const { rows } = await readAll(options([instrument('T', 1, 0)], [{ path, symbol: 'T' }]))
    expect(rows.map(({ side, lanes, last }) => ({ side, last, ...lanes }))).toEqual([
      { side: true, last: true, price: 105, lots: 2, tradeId: 2n ** 64n - 1n },
      { side: false, last: true, price: 106, lots: 1, tradeId: 0n },
    ])
  })
})

describe('JSON candles', () => {
  it('as JSON.stringify writes them, numbers with exponents too', async () => {
    const candles = [
      { time: 'Fri, 01 Jan 2016 00:00:00 GMT', open: 430.35, high: 430.39, low: 430.35, close: 430.39, volume: 1e-4 },
      {
        time: '2016-01-01T00:01:00.000Z',
        note: 'a "}" in a text',
        open: 1e3,
        high: 1e3,
        low: 430,
        close: 431,
        volume: null,
      },
      { time: '2016-01-01T00:02:00.000Z', open: 430, high: 440, low: 430 },
    ]
    for (const [name, text] of [
      ['pretty.json', JSON.stringify(candles, null, 2)],
      ['flat.json', JSON.stringify(candles)],
      ['lines.jsonl', candles.map((candle) => JSON.stringify(candle)).join('\n')],
    ] as const) {
      const file = { path: write(name, text), symbol: 'BTC-USD', spec: '1m' }
      const { rows, report } = await readAll(options([btc], [file]))
      expect(rows.map(({ nanos, lanes }) => [nanos, lanes['open'], lanes['close'], lanes['lots']])).toEqual([
        [utc('2016-01-01T00:01:00Z'), 43_035, 43_039, 1],
      ])
      expect(Object.keys(report.rejected).sort()).toEqual(['ROW_COLUMNS_MISSING', 'ROW_NOT_A_NUMBER'])
    }
  })

  it('cut short keep what was whole', async () => {
    const text = JSON.stringify([1, 2, 3].map((n) => ({ time: n * 60, open: n, high: n, low: n, close: n })))
    const path = write('cut.json', text.slice(0, -10))
    const { rows, report } = await readAll(options([btc], [{ path, symbol: 'BTC-USD', spec: '1m' }]))
    expect(rows).toHaveLength(2)
    expect(report.rejected['ROW_TRUNCATED']?.count).toBe(1)
  })
})

describe('a file nobody understands', () => {
  it('is named, with its columns', async () => {
    const path = write('odd.csv', 'Country,Rate\nX,1\n')
    await expect(readAll(options([btc], [{ path }]))).rejects.toThrow(
      /odd\.csv: its format is not understood\. Columns are Country, Rate/,
    )
    expect(crypto.name).toBe('crypto')
  })

  it('and so is an instrument that is not configured', async () => {
    const path = write('unknown.csv', 'time,open,high,low,close\n2016-01-01,1,1,1,1\n')
    await expect(readAll(options([btc], [{ path, symbol: 'NOPE' }]))).rejects.toThrow(
      'NOPE is not configured: instruments are BTC-USD',
    )
  })
})
