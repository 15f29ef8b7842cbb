import { formatDecimal } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { SessionTable } from '../../model/session.ts'
import { detect } from './detect/detect.ts'
import type { DetectedFile } from './detect/detect.ts'
import { parsedBlocks } from './feed.ts'
import { textOf } from './formats/delimited.ts'
import { readerOf } from './formats/registry.ts'
import type { Audit, Parser, Target } from './formats/reader.ts'
import { Defects, emptyReport, rejectedCounts } from './read-report.ts'
import type { DefectSink } from './findings.ts'

/** Whether the prices of a file come back as they stood there. */
export interface RoundTrip {
  readonly path: string
  /** Decimals the prices were read with. */
  readonly priceScale: number
  /** Prices read. */
  values: number
  /** Prices that print back equal, as decimals (`1.20` equals `1.2`). */
  equal: number
  /** Prices finer than the scale. */
  rounded: number
  /** Prices that came back different without having been rounded: a defect of the reader. */
  wrong: number
  /** The first ten that did not come back equal: `file:line text → text`. */
  readonly examples: string[]
  /** Fields and rows that are no prices, by reason. */
  rejected: Record<string, number>
}

const EXAMPLES_MAX = 10
const NO_SESSIONS: SessionTable = {
  name: 'none',
  opens: new Float64Array(0),
  closes: new Float64Array(0),
  dates: new Int32Array(0),
}

/**
 * Reads every price of a file or folder into units and prints it back.
 *
 * @param priceScale Decimals to read with; default: those detected.
 */
export async function roundtrip(path: string, priceScale?: number): Promise<RoundTrip[]> {
  const results: RoundTrip[] = []
  for (const feed of await detect([path])) results.push(await roundtripFeed(feed, priceScale ?? feed.priceScale))
  return results
}

async function roundtripFeed(feed: DetectedFile, priceScale: number): Promise<RoundTrip> {
  const result: RoundTrip = {
    path: feed.path,
    priceScale,
    values: 0,
    equal: 0,
    rounded: 0,
    wrong: 0,
    examples: [],
    rejected: {},
  }
  const report = emptyReport()
  const defects = new Defects(report, 'skip')
  const audit = auditInto(result)
  const open = (sink: DefectSink): Parser =>
    readerOf(feed.format).open(feed.layout, targetOf(feed, priceScale, sink, audit))
  const blocks = parsedBlocks({ files: feed.files, open, defects, badRows: 'skip' })
  for await (const block of blocks) block.count = 0
  // Bars find no session here, and need none: their prices were read before it was looked for.
  const { ROW_NO_SESSION: _, ...rejected } = rejectedCounts(report)
  result.rejected = rejected
  return result
}

function auditInto(result: RoundTrip): Audit {
  return {
    value(bytes, from, to, units, scale, file, line) {
      const text = textOf(bytes, from, to).replaceAll('"', '')
      const back = formatDecimal(BigInt(units), scale)
      result.values++
      if (plain(text) === plain(back)) {
        result.equal++
        return
      }
      if (decimals(text) > scale) result.rounded++
      else result.wrong++
      if (result.examples.length < EXAMPLES_MAX) result.examples.push(`${file}:${line} ${text} → ${back}`)
    },
  }
}

function targetOf(feed: DetectedFile, priceScale: number, defects: DefectSink, audit: Audit): Target {
  const instruments = feed.symbols.map((symbol) => ({
    symbol,
    priceScale,
    quantityScale: feed.quantityScale,
    session: NO_SESSIONS,
  })) as unknown as readonly Instrument[]
  const [symbol] = feed.symbols
  return {
    source: 0,
    instruments,
    find: (name) => feed.symbols.indexOf(name),
    ...(symbol === undefined ? {} : { symbol }),
    sources: () => 0,
    ratingOrder: '5-is-buy',
    defects,
    audit,
  }
}

/** A decimal without sign of plus, leading and trailing zeros, and exponent. */
function plain(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = PARTS.exec(text) ?? []
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const cut = Math.max(point, 1)
  const head = padded.slice(0, cut).replace(/^0+(?=\d)/, '')
  const tail = padded.slice(cut).replace(/0+$/, '')
  const number = tail === '' ? head : `${head}.${tail}`
  return sign === '-' && number !== '0' ? `-${number}` : number
}

const PARTS = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/

function decimals(text: string): number {
  return /\.(\d*)$/.exec(plain(text))?.[1]?.length ?? 0
}
