import { describe, expect, it } from 'vitest'
import { detect } from '../../pipeline/read/detect/detect.ts'
import { streamBlocks } from '../../pipeline/read/feed.ts'
import { readerOf } from '../../pipeline/read/formats/registry.ts'
import { Defects, emptyReport } from '../../pipeline/read/read-report.ts'
import { RowBlock } from '../../pipeline/read/row-block.ts'
import { instrument, scratch } from './read-rows.ts'

const { write } = scratch()

const files: Readonly<Record<string, string>> = {
  'bars.csv':
    '\uFEFFtime,open,high,low,close,volume\r\n2016-01-01T00:00:00Z,430.35,430.39,430.3,430.39,0.0727\r\n' +
    '2016-01-01T00:01:00Z,bad,1,1,1,1\r\n\r\n2016-01-01T00:02:00Z,1,2,0.5,1.005,1e-3\r\n2016-01-01T00:03:00Z,"1",2,.5,1.5,',
  'panel.csv': 'Date,X,Y\n2016-01-01,1.5,2\n2016-01-02,,3\n2016-01-03,4,5',
  '20140501_quote.csv': '43.142,1291.677,1292.033\n45.852,1291.652,1292.043\n62.2662,1291.619,1291.007',
  'prints.csv': 'time,price,size,side,id\n1451606400.25,10.5,2,sell,123456789012345678\n1451606401,10.6,1,buy,7\n',
  'candles.json':
    '[\n  {"time": "Fri, 01 Jan 2016 00:00:00 GMT", "note": "a \\"}\\" b",\n "open": 1, "high": 2.5, "low": 1, "close": 2}\n,' +
    '{"time":"2016-01-01T00:01:00Z","open":1,"high":2,"low":1}]\n',
  'votes.csv':
    'time,instrument,timeframe,rating,confidence,horizon,source,asOf\n2016-01-01,X,1d,4,0.75,5d,model,2015-12-31\n' +
    '2016-01-02T10:00:00Z,X,1h,1,1,90m,"other",\n2016-01-03,Z,1h,1,1,1h,model,\n',
  'votes.jsonl':
    '{"time":"2016-01-01","instrument":"X","timeframe":"1d","rating":4,"confidence":0.75,"horizon":"5d","source":"m","asOf":null}\n' +
    '{"time":1451606400,"instrument":"X","timeframe":"15m","rating":"2","confidence":1,"horizon":"1h","source":"m"}',
}

async function parse(path: string, bytes: Uint8Array, cuts: readonly number[]): Promise<string> {
  const [{ format, layout }] = await detect([path])
  const report = emptyReport()
  const defects = new Defects(report, 'skip')
  const sources: string[] = []
  const parser = readerOf(format).open(layout, {
    source: 3,
    instruments: [instrument('X', 2, 4), instrument('Y', 0, 0)],
    find: (symbol) => ({ X: 0, Y: 1 })[symbol],
    symbol: 'X',
    sources: (name) => (sources.includes(name) ? sources.indexOf(name) : sources.push(name) - 1),
    ratingOrder: '5-is-buy',
    defects,
  })
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let from = 0
    for (const to of [...cuts, bytes.length]) {
      // A chunk of its own that is wiped afterwards: nothing may hold on to it.
      const chunk = bytes.slice(from, to)
      yield chunk
      chunk.fill(88)
      from = to
    }
  }
  const stream = { name: 'file', stem: path.split('/').at(-1)!, truncated: false, chunks }
  const seen: unknown[] = []
  for await (const block of streamBlocks(stream, parser, defects, new RowBlock(2))) {
    for (let row = 0; row < block.count; row++) {
      seen.push([...block.u32.subarray(row * 16, row * 16 + 16), block.lines[row]])
    }
  }
  return JSON.stringify([seen, report, sources])
}

describe('a file cut into chunks at any byte', () => {
  it.each(Object.keys(files))('%s gives the same rows, lines and defects', async (name) => {
    const path = write(name, files[name])
    const bytes = new TextEncoder().encode(files[name])
    const whole = await parse(path, bytes, [])
    expect((JSON.parse(whole) as unknown[][])[0].length).toBeGreaterThan(0)
    for (let cut = 1; cut < bytes.length; cut++) expect(await parse(path, bytes, [cut]), `cut at ${cut}`).toBe(whole)
    const each = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1)
    expect(await parse(path, bytes, each), 'a byte a chunk').toBe(whole)
  })

  it('a record longer than the working space is still one record', async () => {
    const text = `time,open,high,low,close,note\n2016-01-01,1,1,1,1,${'x'.repeat(2_000_000)}\n2016-01-02,2,2,2,2,y\n`
    const path = write('wide.csv', text)
    const rows = (JSON.parse(await parse(path, new TextEncoder().encode(text), [1_000, 1_500_000])) as unknown[][])[0]
    expect(rows).toHaveLength(2)
  })
})
