import { describe, expect, it } from 'vitest'
import { quotes } from '../../pipeline/read/formats/quotes.ts'
import { readModule } from '../../pipeline/read/native/read-module.ts'
import type { LineModule } from '../../pipeline/read/native/read-module.ts'
import { Defects, emptyReport } from '../../pipeline/read/read-report.ts'
import { RowBlock } from '../../pipeline/read/row-block.ts'
import { instrument } from './read-rows.ts'

const native = readModule()

/** Rows of lines behind a header, and how often compiled code was asked. */
function read(lines: readonly string[], module?: LineModule): { readonly rows: string; readonly calls: number } {
  let calls = 0
  const counted = module && {
    parseLines(...call: Parameters<LineModule['parseLines']>) {
      calls++
      module.parseLines(...call)
    },
  }
  const report = emptyReport()
  const parser = quotes.open(
    {
      format: 'quotes',
      delimiter: ',',
      headerLines: 1,
      columns: { time: 0, bid: 1, ask: 2 },
      names: ['time', 'bid', 'ask'],
      time: { numbers: 's', dayFirst: false, offsetSeconds: 0 },
      barTime: 'open',
    },
    {
      source: 0,
      instruments: [instrument('X')],
      find: () => 0,
      symbol: 'X',
      sources: () => 0,
      ratingOrder: '5-is-buy',
      defects: new Defects(report, 'skip'),
      ...(counted === undefined ? {} : { native: counted }),
    },
  )
  const bytes = new TextEncoder().encode(`header\n${lines.join('\n')}\n`)
  const block = new RowBlock(lines.length)
  parser.begin('x', 'x')
  parser.parse(bytes, 0, bytes.length, block)
  const words = [...block.u32.subarray(0, block.count * 16)]
  const rows = JSON.stringify([report, words, [...block.lines.subarray(0, block.count)]])
  return { rows, calls }
}

const LINES = 10_000
const plain = (at: number): string => `2014-05-01 10:00:${String(at % 60).padStart(2, '0')},1.25,1.27`
const slashed = (at: number): string => `05/01/2014 10:00:${String(at % 60).padStart(2, '0')},1.25,1.27`
const many = (line: (at: number) => string): string[] => Array.from({ length: LINES }, (_, at) => line(at))

describe.skipIf(native === undefined)('lines of another form', () => {
  it.each([
    ['all of them', many(slashed)],
    ['every other one', many((at) => (at % 2 === 0 ? plain(at) : slashed(at)))],
  ])('%s: compiled code is seldom asked', (_, lines) => {
    const { rows, calls } = read(lines, native)
    expect(calls).toBeGreaterThanOrEqual(8)
    // The first lines one by one, then one in a thousand.
    expect(calls).toBeLessThan(8 + LINES / 1_000 + 1)
    expect(rows).toBe(read(lines).rows)
  })

  it('one in a hundred: it is asked at each, and takes the rest', () => {
    const lines = many((at) => (at % 100 === 50 ? slashed(at) : plain(at)))
    const { rows, calls } = read(lines, native)
    expect(calls).toBe(LINES / 100 + 1)
    expect(rows).toBe(read(lines).rows)
  })

  it('at the start: plain ones behind them are taken again', () => {
    const lines = many((at) => (at < 2_000 ? slashed(at) : plain(at)))
    const { rows, calls } = read(lines, native)
    // Eight, then after 1 024 lines, then after as many again the rest.
    expect(calls).toBe(10)
    expect(rows).toBe(read(lines).rows)
  })
})
