import { basename, dirname } from 'node:path'
import { byteStreams } from '../bytes/byte-streams.ts'
import { fileDate } from '../text/file-date.ts'
import type { Sample } from '../formats/reader.ts'

const HEAD_BYTES = 1024 * 1024
const ROWS_MAX = 5_000
const LINES_MAX = ROWS_MAX + 100
const NEWLINE = 10
const JSON_HEAD = /^(\u00ef\u00bb\u00bf)?\s*[[{]/

/** The head of a file, in rows of texts. `feed` is the folder or file that names the whole. */
export async function sampleOf(path: string, feed: string): Promise<Sample> {
  const [stream] = await byteStreams(path)
  if (stream === undefined) throw new Error(`${path} holds no data file (.csv, .txt or .json)`)
  const pieces: Buffer[] = []
  let size = 0
  let lines = 0
  for await (const chunk of stream.chunks()) {
    pieces.push(Buffer.from(chunk))
    size += chunk.length
    // Objects may stand on several lines each.
    if (!JSON_HEAD.test(pieces[0].toString('latin1', 0, 64))) lines += linesIn(chunk)
    if (size >= HEAD_BYTES || lines > LINES_MAX) break
  }
  const whole = size < HEAD_BYTES && lines <= LINES_MAX && !stream.truncated
  const text = Buffer.concat(pieces)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const names = { stem: stream.stem, title: titleOf(feed) }
  return JSON_HEAD.test(text) ? jsonSample(text, names) : csvSample(text, whole, names)
}

/** Lines of a chunk, as far as they count. */
function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && lines <= LINES_MAX; at = bytes.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

/** What a file's or folder's name says about its instrument: `AAPL_data.csv` → `AAPL`, `btc-usd.csv` → `BTC-USD`. */
export function titleOf(path: string): string {
  const stem = basename(path).replace(/(\.(csv|txt|json|jsonl|ndjson|gz|zip))+$/i, '')
  const kept = stem
    .split(/[_\s]+/)
    .filter(
      (word) =>
        !/^(data|quotes?|trades?|ticks?|table|daily|prices?|ohlcv?|bars?|candles?|\d+(m|h|d|min|wk))$/i.test(word),
    )
    .filter((word) => fileDate(word) === undefined)
  const title = kept.join('_').replace(/[-.](daily|\d+(m|h|d|wk).*)$/i, '')
  if (title !== '') return title.toUpperCase()
  const folder = basename(dirname(path))
  return folder === '' || folder === '.' ? stem.toUpperCase() : folder.toUpperCase()
}

type Names = Pick<Sample, 'stem' | 'title'>

function csvSample(text: string, whole: boolean, names: Names): Sample {
  const lines = text.split(/\r?\n/, LINES_MAX + 1)
  // The last line of a head was cut by it.
  if (!whole) lines.pop()
  const used = lines.slice(0, LINES_MAX).filter((line) => line !== '')
  const first = used[0] ?? ''
  const delimiter = [',', ';', '\t', '|'].reduce((best, each) =>
    count(first, each) > count(first, best) ? each : best,
  )
  const cells = used.map((line) => cellsOf(line, delimiter))
  const head = cells[0] ?? []
  const header = head.some((cell) => /[a-z]/i.test(cell)) && !head.some((cell) => /^-?\d+(\.\d+)?$/.test(cell))
  return {
    ...names,
    kind: 'csv',
    delimiter,
    names: header ? head : head.map((_, index) => String(index + 1)),
    headerLines: header ? lines.indexOf(first) + 1 : 0,
    rows: header ? cells.slice(1) : cells,
  }
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

function cellsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  const pattern = new RegExp(
    `"((?:[^"]|"")*)"|[^${delimiter === '|' ? '\\|' : delimiter}"]+|(?=${delimiter === '|' ? '\\|' : delimiter})`,
    'g',
  )
  const cells: string[] = []
  let rest = line
  for (;;) {
    pattern.lastIndex = 0
    const match = pattern.exec(rest)
    const cell = match !== null && match.index === 0 ? match[0] : ''
    cells.push(cell.replace(/^"|"$/g, '').trim())
    rest = rest.slice(cell.length)
    if (!rest.startsWith(delimiter)) return cells
    rest = rest.slice(delimiter.length)
  }
}

/** Flat objects; numbers keep their digits, so that scales can be seen. */
function jsonSample(text: string, names: Names): Sample {
  const keys: string[] = []
  const rows: string[][] = []
  for (const [object] of text.matchAll(/\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/g)) {
    const row: string[] = []
    for (const [, key = '', quoted, plain] of object.matchAll(/"([^"]+)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,}"]+))/g)) {
      let at = keys.indexOf(key)
      if (at < 0) at = keys.push(key) - 1
      row[at] = quoted ?? plain ?? ''
    }
    rows.push(Array.from({ length: keys.length }, (_, at) => row[at] ?? ''))
    if (rows.length === ROWS_MAX) break
  }
  return { ...names, kind: 'json', delimiter: ',', names: keys, headerLines: 0, rows }
}
