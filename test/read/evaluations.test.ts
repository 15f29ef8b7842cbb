import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { hours } from '../../model/time.ts'
import { equity, instrument, options, readAll, scratch, utc } from './read-rows.ts'
import type { ReadAll } from './read-rows.ts'
import type { DataOptions } from '../../pipeline/read/options.ts'

const { write } = scratch()
const header = 'time,instrument,timeframe,rating,confidence,horizon,source,asOf'
const stocks = [instrument('AAA', 2, 0, equity), instrument('BBB', 2, 0, equity)]
let files = 0

async function read(lines: readonly string[], data: Partial<DataOptions> = {}): Promise<ReadAll> {
  const path = write(`votes-${files++}.csv`, [header, ...lines].join('\n'))
  return readAll(options(stocks, [], { ...data, evaluations: [path] }))
}

describe('evaluation files', () => {
  it('hold a rating, a confidence, a horizon, a source and what it knew', async () => {
    const { rows } = await read(['2016-01-04T15:00:00Z,BBB,1h,4.5,0.625,4h,model-a,2016-01-04T14:59:59.5Z'])
    expect(rows).toEqual([
      {
        sequence: 1,
        kind: 'EVALUATION',
        last: true,
        side: false,
        source: 'model-a',
        instrument: 'BBB',
        nanos: utc('2016-01-04T15:00:00Z'),
        aux: parseBarSpec('1h'),
        lanes: {
          rating: 4.5,
          confidence: 0.625,
          horizonMicros: hours(4),
          asOf: utc('2016-01-04T14:59:59.5Z'),
          price: 0,
        },
      },
    ])
  })

  it('asOf defaults to the time; a bare date is that session’s close', async () => {
    const { rows, report } = await read([
      '2016-01-04T15:00:00Z,AAA,1h,4,1,4h,m,',
      '2016-01-05,AAA,1d,4,1,5d,m,2016-01-04',
      '2016-01-06,AAA,1d,4,1,5d,m,2016-01-03',
      '2016-01-09,AAA,1d,4,1,5d,m,',
    ])
    expect(rows.map(({ nanos, lanes }) => [nanos, lanes['asOf']])).toEqual([
      [utc('2016-01-04T15:00:00Z'), utc('2016-01-04T15:00:00Z')],
      [utc('2016-01-05T21:00:00Z'), utc('2016-01-04T21:00:00Z')],
      // A Sunday has no session: it is known when it is over, never before.
      [utc('2016-01-06T21:00:00Z'), utc('2016-01-04T00:00:00Z')],
    ])
    expect(report.rejected).toMatchObject({ ROW_NO_SESSION: { count: 1 } })
  })

  it('one that knows something later than its time is handed on: the desk halts on it', async () => {
    const { rows, report } = await read(['2016-01-04,AAA,1d,4,1,5d,m,2016-01-05'])
    expect(rows).toHaveLength(1)
    expect((rows[0].lanes['asOf'] as bigint) > rows[0].nanos).toBe(true)
    expect(report.rejected).toEqual({})
  })

  it('sources may count the other way', async () => {
    const { rows } = await read(['2016-01-04,AAA,1d,1.5,1,5d,m,'], { ratingOrder: '1-is-buy' })
    expect(rows[0].lanes['rating']).toBe(4.5)
  })

  it('bad ones are counted; values out of range are left to the signal stage', async () => {
    const { rows, report } = await read([
      '2016-01-04,AAA,1d,9,2,5d,m,',
      '2016-01-05,CCC,1d,4,1,5d,m,',
      '2016-01-05,AAA,often,4,1,5d,m,',
      '2016-01-05,AAA,1d,4,1,soon,m,',
      '2016-01-05,AAA,1d,strong,1,5d,m,',
      '2016-01-05,AAA,1d,4,,5d,m,',
      '2016-01-05,AAA,1d,4',
      'yesterday,AAA,1d,4,1,5d,m,',
      '2016-01-05,AAA,1d,4,1,5d,m,tomorrow',
      '2016-01-03T00:00:00Z,AAA,1d,4,1,5d,m,',
    ])
    expect(rows.map(({ lanes }) => [lanes['rating'], lanes['confidence']])).toEqual([[9, 2]])
    expect(Object.entries(report.rejected).map(([reason, { count }]) => `${reason} ${count}`)).toEqual([
      'ROW_INSTRUMENT_UNKNOWN 1',
      'ROW_RANGE 2',
      'ROW_NOT_A_NUMBER 1',
      'ROW_BLANK 1',
      'ROW_COLUMNS_MISSING 1',
      'ROW_TIME_INVALID 2',
      'ROW_OUT_OF_ORDER 1',
    ])
  })

  it('as JSON lines are the same rows', async () => {
    const csv = await read(['2016-01-04T15:00:00Z,AAA,1h,4,0.5,90m,m,', '2016-01-05,BBB,1d,2,1,5d,n,2016-01-04'])
    const objects = [
      {
        time: '2016-01-04T15:00:00Z',
        instrument: 'AAA',
        timeframe: '1h',
        rating: 4,
        confidence: 0.5,
        horizon: '90m',
        source: 'm',
      },
      {
        source: 'n',
        time: '2016-01-05',
        instrument: 'BBB',
        timeframe: '1d',
        rating: 2,
        confidence: 1,
        horizon: '5d',
        asOf: '2016-01-04',
      },
    ]
    const path = write('votes.jsonl', objects.map((object) => JSON.stringify(object)).join('\n'))
    const json = await readAll(options(stocks, [], { evaluations: [path] }))
    expect(json.rows).toEqual(csv.rows)
  })

  it('sources get their ids before the first frame, in the order of names', async () => {
    const lines = ['2016-01-04T15:00:00Z,AAA,1h,4,1,4h,zebra,', '2016-01-04T16:00:00Z,AAA,1h,4,1,4h,aardvark,']
    const { readFrames } = await import('../../pipeline/read/frames.ts')
    const { makePool } = await import('./read-rows.ts')
    const path = write('names.csv', [header, ...lines].join('\n'))
    const { frames } = readFrames(options(stocks, [], { evaluations: [path] }, 1), makePool(1))
    const names = await new Promise<readonly string[]>((resolve, reject) => {
      frames.subscribe({ next: (frame) => resolve([...frame.context.universe.sources.list]), error: reject })
    })
    expect(names).toEqual(['aardvark', 'zebra'])
  })

  it('must be evaluation files', async () => {
    const path = write('bars.csv', 'time,open,high,low,close\n2016-01-04,1,1,1,1\n')
    await expect(readAll(options(stocks, [], { evaluations: [path] }))).rejects.toThrow('is no evaluation file')
  })
})
