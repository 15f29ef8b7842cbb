import { parseUtcOffset } from '../text/calendar.ts'
import { plainName } from '../formats/column-names.ts'
import { readerOf, readers } from '../formats/registry.ts'
import type { Layout, Sample } from '../formats/reader.ts'
import type { FileOptions } from '../options.ts'
import { feedsOf } from './expand.ts'
import type { FeedPaths } from './expand.ts'
import { sampleOf } from './sample.ts'
import { scaleOf } from './scale.ts'
import { specOf, timesSeen } from './times.ts'

/** What the head of a file, or of a folder's first file, shows. */
export interface DetectedFile {
  /** File, or folder that is one feed. */
  readonly path: string
  /** Files in reading order: the path itself, or the folder's. */
  readonly files: readonly string[]
  readonly format: Layout['format']
  /** Column names by field; of wide files, the symbols. */
  readonly columns: Readonly<Record<string, string>>
  /** Bar spec of bars, such as `1d`. */
  readonly spec?: string
  readonly symbols: readonly string[]
  /** Decimals of the prices, binary noise left out. */
  readonly priceScale: number
  /** Decimals of the quantities; 0 where there are none. */
  readonly quantityScale: number
  /** Unix µs of the earliest time seen. */
  readonly firstMicros?: number
  readonly order: 'oldest-first' | 'newest-first'
  readonly session: 'crypto' | 'fx' | 'us-equity'
  /** What the reader is opened with. */
  readonly layout: Layout
}

const PRICES = ['open', 'high', 'low', 'close', 'bid', 'ask', 'price']
const QUANTITIES = ['volume', 'bidSize', 'askSize', 'size']
const CURRENCIES = 'USD|EUR|GBP|JPY|CHF|AUD|NZD|CAD|SEK|NOK|DKK|SGD|HKD|CNH|MXN|ZAR|TRY|PLN|CZK|HUF'
const FX = new RegExp(`(^|[^A-Z])(${CURRENCIES}|XAU|XAG|XPT|XPD)[-_/.]?(${CURRENCIES})([^A-Z]|$)`)
const CRYPTO =
  /(^|[^A-Z])(BTC|XBT|ETH|SOL|XRP|LTC|BCH|ADA|DOGE|BNB|DOT|AVAX)([-_/.]?(USD|USDT|USDC|EUR|GBP|BTC|ETH|PERP))?([^A-Z]|$)/

/**
 * Looks at the heads of files and folders: formats, columns, bar specs, symbols, scales, order. A folder of files with
 * dates in their names is one feed; of another folder each file is. Throws where no reader knows a file.
 */
export async function detect(paths: readonly string[]): Promise<DetectedFile[]> {
  const found: DetectedFile[] = []
  for (const path of paths) for (const feed of await feedsOf(path)) found.push(await detectFeed(feed, { path }))
  return found
}

/** Like {@link detect}, of one feed, with what its options say in place of what would be detected. */
export async function detectFeed(feed: FeedPaths, options: FileOptions): Promise<DetectedFile> {
  const sample = await sampleOf(feed.files[0], feed.path)
  const { format, columns } = formatOf(sample, options, feed.path)
  const rows = (column: number): string[] => sample.rows.map((row) => row[column] ?? '')
  const offset = options.utcOffset === undefined ? 0 : parseUtcOffset(options.utcOffset)
  const times = timesSeen(rows(columns['time']), sample.stem, offset)
  const bars = format === 'ohlcv' || format === 'closes' || format === 'candles-json'
  const spec = bars ? (options.spec ?? specOf(times)) : undefined
  const prices = Object.keys(columns).filter((field) =>
    format === 'closes' ? field !== 'time' : PRICES.includes(field),
  )
  const cells = (fields: readonly string[]): string[] => fields.flatMap((field) => rows(columns[field]))
  const symbols = symbolsOf(sample, format, prices, options)
  const layout: Layout = {
    format,
    delimiter: sample.delimiter,
    headerLines: sample.headerLines,
    columns,
    names: sample.names,
    time: times.format,
    ...(spec === undefined ? {} : { spec }),
    barTime: options.barTime ?? 'open',
  }
  return {
    ...feed,
    format,
    columns: Object.fromEntries(
      Object.entries(columns).map(([field, at]) => [field, sample.names[at] ?? String(at + 1)]),
    ),
    ...(spec === undefined ? {} : { spec }),
    symbols,
    priceScale: scaleOf(cells(prices)),
    quantityScale: scaleOf(cells(QUANTITIES.filter((field) => columns[field] !== undefined))),
    ...(times.micros.length === 0 ? {} : { firstMicros: times.micros.reduce((a, b) => Math.min(a, b)) }),
    order: times.order,
    session: sessionKind(symbols, format, times.weekends && !/(w|mo)$/.test(spec ?? '')),
    layout,
  }
}

function formatOf(
  sample: Sample,
  options: FileOptions,
  path: string,
): { format: Layout['format']; columns: Record<string, number> } {
  const given = Object.fromEntries(
    Object.entries(options.columns ?? {}).map(([field, name]) => [field, positionOf(sample, name, path)]),
  )
  if (options.format !== undefined) {
    const columns = { ...readerOf(options.format).detect(sample), ...given }
    if (Object.keys(columns).length > 0) return { format: options.format, columns }
  } else {
    for (const reader of readers) {
      const columns = reader.detect(sample)
      if (columns !== undefined) return { format: reader.format, columns: { ...columns, ...given } }
    }
    const format = formatOfFields(given)
    if (format !== undefined) return { format, columns: given }
  }
  throw new Error(
    `${path}: its format is not understood. Columns are ${sample.names.join(', ') || 'none'}; ` +
      'name them in the configuration: data.files[].format and data.files[].columns',
  )
}

/** The format whose fields a mapping names. */
function formatOfFields(columns: Readonly<Record<string, number>>): Layout['format'] | undefined {
  if (columns['time'] === undefined) return undefined
  if (columns['bid'] !== undefined && columns['ask'] !== undefined) return 'quotes'
  if (columns['open'] !== undefined && columns['close'] !== undefined) return 'ohlcv'
  return columns['price'] !== undefined && columns['size'] !== undefined ? 'trades' : undefined
}

function positionOf(sample: Sample, name: string, path: string): number {
  const at = sample.names.indexOf(name)
  if (at < 0) throw new Error(`${path}: there is no column "${name}", but ${sample.names.join(', ')}`)
  return at
}

function symbolsOf(
  sample: Sample,
  format: Layout['format'],
  prices: readonly string[],
  options: FileOptions,
): string[] {
  if (format === 'closes') return [...prices]
  if (options.symbol !== undefined) return [options.symbol]
  const column = sample.names.findIndex((name) => ['symbol', 'ticker', 'name', 'instrument'].includes(plainName(name)))
  if (column < 0) return [sample.title]
  return [...new Set(sample.rows.map((row) => row[column] ?? '').filter((symbol) => symbol !== ''))]
}

function sessionKind(symbols: readonly string[], format: Layout['format'], weekends: boolean): DetectedFile['session'] {
  const names = symbols.map((symbol) => symbol.toUpperCase())
  if (names.some((name) => CRYPTO.test(name))) return 'crypto'
  if (names.some((name) => FX.test(name))) return 'fx'
  if (weekends) return 'crypto'
  return format === 'quotes' ? 'fx' : 'us-equity'
}
