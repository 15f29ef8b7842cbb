import { BarTimes } from '../bar-times.ts'
import { BLANK, NUMBER, NumberScanner } from '../text/number-scanner.ts'
import { TimeScanner } from '../text/time-scanner.ts'
import type { RowBlock } from '../row-block.ts'
import { BarRow } from './bar-row.ts'
import { BAR_FIELDS, BAR_NAMES, columnsNamed, plainName, TIME_NAMES } from './column-names.ts'
import { reasonOf, textOf } from './delimited.ts'
import type { Layout, Parser, Reader, Target } from './reader.ts'

const NEWLINE = 10
const RETURN = 13
const ONE_CLOSE = ['close', 'price', 'adjclose', 'value', 'last']

/**
 * Closes of several instruments, a line a day: a time, then a column each, named by its symbol. Open, high and low are
 * the close; a blank is no row. A file with one column called `Close` or `Price` takes its symbol from its name.
 */
export const closes: Reader = {
  format: 'closes',
  detect(sample) {
    if (sample.kind !== 'csv' || sample.headerLines === 0) return undefined
    const time = sample.names.findIndex((name) => TIME_NAMES.includes(plainName(name)))
    if (time < 0 || columnsNamed(sample, BAR_NAMES, BAR_FIELDS) !== undefined) return undefined
    const columns: Record<string, number> = { time }
    for (const [at, name] of sample.names.entries()) {
      const plain = plainName(name)
      if (at === time || plain === '') continue
      const cells = sample.rows.map((row) => row[at] ?? '').filter((cell) => cell !== '')
      // A column of texts is a label, not an instrument.
      if (cells.length > 0 && cells.every((cell) => Number.isNaN(Number(cell)))) return undefined
      columns[ONE_CLOSE.includes(plain) && sample.names.length === 2 ? sample.title : name] = at
    }
    return Object.keys(columns).length > 1 ? columns : undefined
  },
  open: (layout, target) => new CloseParser(layout, target),
}

class CloseParser implements Parser {
  readonly rowsPerRecord: number
  line = 0
  private readonly layout: Layout
  private readonly target: Target
  private readonly numbers: NumberScanner
  private readonly times: TimeScanner
  private readonly time: number
  /** Instrument of each column, or −1. */
  private readonly ids: Int32Array
  private readonly row: BarRow
  private readonly values = new Float64Array(5)
  private file = ''
  private skip = 0

  constructor(layout: Layout, target: Target) {
    this.layout = layout
    this.target = target
    this.numbers = new NumberScanner(layout.delimiter.charCodeAt(0))
    this.times = new TimeScanner(this.numbers, layout.time)
    this.time = layout.columns['time']!
    this.ids = new Int32Array(layout.names.length).fill(-1)
    const unknown: string[] = []
    for (const [symbol, column] of Object.entries(layout.columns)) {
      if (symbol === 'time') continue
      const id = target.find(symbol)
      if (id === undefined) unknown.push(symbol)
      else this.ids[column] = id
    }
    this.rowsPerRecord = this.ids.filter((id) => id >= 0).length
    if (this.rowsPerRecord === 0)
      throw new Error(`none of the columns ${unknown.join(', ')} is a configured instrument`)
    if (unknown.length > 0) target.defects.note(`columns without an instrument, not read: ${unknown.join(', ')}`)
    this.row = new BarRow(new BarTimes(layout.spec ?? '1d', layout.barTime), target.source, target.defects)
  }

  begin(name: string): void {
    this.file = name
    this.line = 0
    this.skip = this.layout.headerLines
  }

  parse(bytes: Uint8Array, from: number, to: number, block: RowBlock): number {
    const end = bytes.lastIndexOf(NEWLINE, to - 1) + 1
    let at = from
    while (at < end && block.count + this.rowsPerRecord <= block.capacity) {
      this.line++
      if (this.skip > 0) {
        this.skip--
        at = bytes.indexOf(NEWLINE, at) + 1
      } else at = this.record(bytes, at, block)
    }
    return at
  }

  private record(bytes: Uint8Array, start: number, block: RowBlock): number {
    const { numbers, times, ids, time } = this
    const before = block.count
    let at = start
    let column = 0
    // The time may stand anywhere: it is read first.
    for (let skipped = 0; skipped < time; skipped++) at = numbers.skip(bytes, at) + 1
    times.scan(bytes, at)
    at = start
    for (; ; column++) {
      const id = column < ids.length ? ids[column] : -1
      if (column === time) at = times.next
      else if (id < 0) at = numbers.skip(bytes, at)
      else at = this.field(bytes, at, id, block)
      if (bytes[at] === NEWLINE || bytes[at] === RETURN) break
      at++
    }
    const next = bytes[at] === NEWLINE ? at + 1 : bytes.indexOf(NEWLINE, at) + 1
    if (at > start && (column < ids.length - 1 || !times.valid)) {
      block.count = before
      const reason = column < ids.length - 1 ? 'ROW_COLUMNS_MISSING' : 'ROW_TIME_INVALID'
      this.target.defects.reject(reason, this.file, this.line, textOf(bytes, start, Math.min(at, start + 80)))
    }
    return next
  }

  /** One instrument's close; returns where its field ends. */
  private field(bytes: Uint8Array, at: number, id: number, block: RowBlock): number {
    const { numbers, times, values, target, file, line } = this
    const { defects } = target
    const { priceScale, session } = target.instruments[id]
    const close = numbers.scan(bytes, at, priceScale)
    const { next } = numbers
    if (!times.valid) return next
    if (numbers.found !== NUMBER) {
      const { symbol } = target.instruments[id]
      defects.reject(reasonOf(numbers.found), file, line, numbers.found === BLANK ? symbol : textOf(bytes, at, next))
      return next
    }
    target.audit?.value(bytes, at, next, close, priceScale, file, line)
    if (numbers.rounded) defects.rounded(file, line, () => `${textOf(bytes, at, next)} to ${priceScale} decimals`)
    if (close <= 0) defects.reject('ROW_PRICE_NOT_POSITIVE', file, line, textOf(bytes, at, next))
    else {
      values.fill(close, 0, 4)
      this.row.write(block, times, session, id, values, file, line)
    }
    return next
  }
}
