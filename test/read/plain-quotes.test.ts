import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotes } from '../../pipeline/read/formats/quotes.ts'
import type { Audit, Layout } from '../../pipeline/read/formats/reader.ts'
import { Defects, emptyReport } from '../../pipeline/read/read-report.ts'
import { RowBlock } from '../../pipeline/read/row-block.ts'
import { instrument } from './read-rows.ts'

const layout = (offsetSeconds: number): Layout => ({
  format: 'quotes',
  delimiter: ',',
  headerLines: 0,
  columns: { time: 0, bid: 1, ask: 2 },
  names: ['1', '2', '3'],
  time: { numbers: 'ms-of-day', dayFirst: false, offsetSeconds },
  barTime: 'open',
})

/** Rows, lines and defects of a text; with an audit every line goes the long way. */
function parse(text: string, scale: number, offsetSeconds: number, audit?: Audit): string {
  const report = emptyReport()
  const parser = quotes.open(layout(offsetSeconds), {
    source: 2,
    instruments: [instrument('X', scale)],
    find: () => 0,
    symbol: 'X',
    sources: () => 0,
    ratingOrder: '5-is-buy',
    defects: new Defects(report, 'skip'),
    ...(audit === undefined ? {} : { audit }),
  })
  parser.begin('x', '20140501_quote.csv')
  const block = new RowBlock(200)
  const bytes = new TextEncoder().encode(text)
  const end = parser.parse(bytes, 0, bytes.length, block)
  return JSON.stringify([
    end,
    [...block.u32.subarray(0, block.count * 16)],
    [...block.lines.subarray(0, block.count)],
    report,
  ])
}

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: least, maxLength: most })
const number = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(digits(1, 5), digits(0, 6)).map(([whole, part]) => (part === '' ? whole : `${whole}.${part}`)),
  },
  { weight: 1, arbitrary: fc.tuple(digits(0, 18), digits(0, 18)).map(([whole, part]) => `${whole}.${part}`) },
  { weight: 1, arbitrary: digits(1, 18) },
  fc.constantFrom(
    '',
    '-',
    '-1.5',
    '+2',
    ' 3',
    '4 ',
    '"5"',
    '1e2',
    'x',
    '1x',
    '.',
    '0',
    '0.0',
    '86399999.999999',
    '86400000',
    '1.2.3',
  ),
)
const line = fc
  .tuple(
    fc.array(number, { minLength: 3, maxLength: 3 }),
    fc.constantFrom('\n', '\n', '\r\n', ',\n', ',7\n', '\r\r\n', ' \n'),
  )
  .map(([fields, end]) => fields.join(',') + end)
const LONG_WAY: Audit = { value: () => undefined }

describe('the short way to read a quote', () => {
  it('gives what the long way gives', () => {
    let rows = 0
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(0, -18_000, 34_200),
        (lines, scale, offset) => {
          const text = lines.join('')
          const short = parse(text, scale, offset)
          expect(short).toBe(parse(text, scale, offset, LONG_WAY))
          rows += (JSON.parse(short) as unknown[][])[2].length
        },
      ),
      { numRuns: 500 },
    )
    expect(rows).toBeGreaterThan(500)
  })
})
