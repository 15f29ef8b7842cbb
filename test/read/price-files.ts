import * as fc from 'fast-check'
import { expect } from 'vitest'
import { ohlcv } from '../../pipeline/read/formats/ohlcv.ts'
import { quotes } from '../../pipeline/read/formats/quotes.ts'
import type { Layout, Parser } from '../../pipeline/read/formats/reader.ts'
import { streamBlocks } from '../../pipeline/read/feed.ts'
import type { LineModule } from '../../pipeline/read/native/read-module.ts'
import { Defects, emptyReport } from '../../pipeline/read/read-report.ts'
import { RowBlock } from '../../pipeline/read/row-block.ts'
import type { TimeNumbers } from '../../pipeline/read/text/time-scanner.ts'
import { crypto, equity, instrument } from './read-rows.ts'

/** A file's form: what detection would have found of it. */
export interface Form {
  readonly format: 'quotes' | 'ohlcv'
  readonly columns: readonly string[]
  readonly numbers: TimeNumbers
  readonly delimiter: string
  readonly offsetSeconds: number
  readonly scale: number
  readonly session: 'crypto' | 'equity'
}

export function layoutOf({ format, columns, numbers, delimiter, offsetSeconds }: Form): Layout {
  return {
    format,
    delimiter,
    headerLines: 1,
    columns: Object.fromEntries(columns.flatMap((name, at) => (name === '' ? [] : [[name, at]]))),
    names: columns,
    time: { numbers, dayFirst: false, offsetSeconds },
    ...(format === 'ohlcv' ? { spec: '5m' } : {}),
    barTime: 'open',
  }
}

/** Rows, lines and defects of bytes that come in chunks. */
export async function read(form: Form, chunks: readonly Uint8Array[], native?: LineModule): Promise<string> {
  const report = emptyReport()
  const defects = new Defects(report, 'skip')
  const parser: Parser = (form.format === 'quotes' ? quotes : ohlcv).open(layoutOf(form), {
    source: 2,
    instruments: [instrument('W'), instrument('X', form.scale, 1, form.session === 'crypto' ? crypto : equity)],
    find: (name) => (name === 'X' ? 1 : undefined),
    symbol: 'X',
    sources: () => 0,
    ratingOrder: '5-is-buy',
    defects,
    ...(native === undefined ? {} : { native }),
  })
  expect(parser.native).toBe(native !== undefined)
  const block = new RowBlock(7)
  const blocks: unknown[] = []
  const stream = {
    name: 'x',
    stem: '20140501_quote.csv',
    truncated: false,
    // eslint-disable-next-line require-await
    async *chunks() {
      yield* chunks
    },
  }
  for await (const { u32, lines, count } of streamBlocks(stream, parser, defects, block))
    blocks.push([...u32.subarray(0, count * 16)], [...lines.subarray(0, count)])
  return JSON.stringify([blocks, report])
}

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: least, maxLength: most })
const ODD = `- -1.5 +2 "5" "6,7" 1e2 4.2e7 x 1x . .5 5. 0 0.0 1.2.3 9007199254740991 9007199254740993
  99999999999999999999 123456789012345.6 0.000000000000001`.split(/\s+/)
const odd = fc.constantFrom('', ' 3', '4 ', ...ODD)
const price = fc.oneof(
  { weight: 30, arbitrary: fc.tuple(digits(1, 3), digits(1, 2)).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: fc.tuple(digits(0, 18), digits(0, 18)).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: odd },
)
const times: Record<'of-day' | 'unix' | 'text', fc.Arbitrary<string>> = {
  'of-day': fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 86_400_001 }).map(String) },
    { weight: 2, arbitrary: fc.tuple(digits(1, 8), digits(0, 7)).map((parts) => parts.join('.')) },
    { weight: 1, arbitrary: odd },
  ),
  unix: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1_398_950_000, max: 1_398_975_000 }).map(String) },
    { weight: 2, arbitrary: digits(1, 21) },
    { weight: 2, arbitrary: fc.tuple(digits(1, 13), digits(0, 11)).map((parts) => parts.join('.')) },
    { weight: 1, arbitrary: odd },
  ),
  text: fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(
          fc.oneof(
            fc.date({ min: new Date('2014-05-01T13:00'), max: new Date('2014-05-01T21:00'), noInvalidDate: true }),
            fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
          ),
          fc.constantFrom('', 'Z', '+01:00', '-0530', '-05:00', ' Z', '.5', '.123456789', '.1234567891', ',5'),
          fc.constantFrom('T', ' ', 't', ''),
        )
        .map(([date, end, middle]) => date.toISOString().slice(0, 19).replace('T', middle) + end),
    },
    fc.constantFrom('2013-02-30 10:00:00', '2012-02-29 10:00', '0000-01-01 00:00', '2013-13-01 00:00:00', '2013-02-08'),
    fc.constantFrom(
      '9999-12-31 23:59:59',
      '2013-02-08 24:00:00',
      '2013-02-08 10:60:00',
      '2013-02-08 10:00:60',
      '1/4/1999',
    ),
    fc.constantFrom('20130208', '20130208 09:30:00', 'Fri, 01 Jan 2016 00:00:00 GMT', '"2013-02-08 10:00:00"'),
  ),
}
const form = fc.record({
  format: fc.constantFrom('quotes' as const, 'ohlcv' as const),
  kind: fc.constantFrom('of-day' as const, 'unix' as const, 'text' as const),
  unit: fc.constantFrom<TimeNumbers>('s', 'ms', 'us', 'ns'),
  delimiter: fc.constantFrom(',', ',', ';', '\t', '|'),
  offsetSeconds: fc.constantFrom(0, -18_000, 34_200),
  scale: fc.constantFrom(0, 2, 2, 3, 5, 8),
  session: fc.constantFrom('crypto' as const, 'equity' as const),
  more: fc.boolean(),
})
const ends = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('\n', '\r\n') },
  { weight: 1, arbitrary: fc.constantFrom('\r\r\n', ' \n', '\r', '\n\n', '\n\r\n') },
)

/** A file of lines that are mostly plain, some of whose bytes were changed, in the chunks it comes in. */
export const file = form.chain(({ kind, unit, more, ...rest }) => {
  const prices = rest.format === 'quotes' ? ['bid', 'ask'] : ['open', 'high', 'low', 'close']
  const sizes = rest.format === 'quotes' ? ['bidSize', 'askSize'] : ['volume']
  const columns = more ? ['', 'time', ...prices, '', ...sizes, ''] : ['time', ...prices]
  const field = (name: string): fc.Arbitrary<string> =>
    name === 'time' ? times[kind] : name === '' ? fc.constantFrom('', 'a', 'a', '7', '7', '"b,c"') : price
  // High and low that hold a bar's other prices, mostly.
  const widened = (fields: string[]): string[] =>
    fields.map((each, at) =>
      columns[at] === 'high' ? `9${each}` : columns[at] === 'low' ? each.replace(/^[1-8][.\d]+$/, '0.01') : each,
    )
  const line = fc
    .tuple(fc.tuple(...columns.map(field)), ends, fc.constantFrom('', '', '', '', '', '', 'extra', 'cut'))
    .map(
      ([fields, end, extra]) =>
        widened(extra === 'cut' ? fields.slice(0, -1) : extra === '' ? fields : [...fields, extra]).join(
          rest.delimiter,
        ) + end,
    )
  return fc
    .record({
      form: fc.constant<Form>({ ...rest, columns, numbers: kind === 'of-day' ? 'ms-of-day' : unit }),
      text: fc
        .tuple(fc.constantFrom('', '\uFEFF'), fc.array(line, { minLength: 1, maxLength: 30 }))
        .map(([mark, lines]) => `${mark}header\n${lines.join('')}`),
      changes: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(10, 13, 34, 44, 46, 48), fc.nat(255))), {
        maxLength: 3,
      }),
      cuts: fc.array(fc.nat(), { maxLength: 5 }),
      lost: fc.constantFrom(0, 0, 1, 5),
    })
    .map(({ form: given, text, changes, cuts, lost }) => {
      const whole = new TextEncoder().encode(text)
      const bytes = whole.slice(0, Math.max(1, whole.length - lost))
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((to, at) => bytes.subarray(places[at], to))
      return { form: given, chunks }
    })
})
