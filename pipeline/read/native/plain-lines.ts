import type { BarTimes } from '../bar-times.ts'
import type { Layout, Target } from '../formats/reader.ts'
import type { RowBlock } from '../row-block.ts'
import type { TimeNumbers } from '../text/time-scanner.ts'
import type { LineModule } from './read-module.ts'

/** What the rows of plain lines are made of. */
export interface PlainRows {
  readonly kind: number
  readonly instrument: number
  readonly priceScale: number
  readonly quantityScale: number
  /** Names of the values, in the order of the row's lanes; those behind the prices are optional. */
  readonly fields: readonly string[]
  /** Of bars. */
  readonly times?: BarTimes
}

// The order of a call, as `native/src/read/order.rs` has it.
const FROM = 0
const END = 1
const COUNT = 2
const CAPACITY = 3
const LINE = 4
const FILE_DATE = 14
const SHIFT = 15
const OPENS = 16
const CLOSES = 17
const COLUMNS = 20
const COLUMNS_MAX = 32

const TIME = 1
const FIRST_VALUE = 2
const NUMBERS: readonly TimeNumbers[] = ['ms-of-day', 's', 'ms', 'us', 'ns']
const DELIMITERS = ',;\t|'
/** A call costs as much as a few lines: one that takes fewer is not worth it. */
const WORTH_LINES = 8
/** So many such calls in a row, and the lines of this file are of another form: the next are left alone. */
const POOR_CALLS = 8
const LEFT_LINES = 1_024

/** Compiled code that reads plain lines of a file; undefined where there is none, or the file has a form it does not know. */
export function plainLines(layout: Layout, target: Target, rows: PlainRows): PlainLines | undefined {
  const { columns, delimiter } = layout
  const { native } = target
  const used = [columns['time'], ...rows.fields.map((name) => columns[name] ?? -1)]
  const width = Math.max(...used) + 1
  const known = width <= COLUMNS_MAX && delimiter.length === 1 && DELIMITERS.includes(delimiter)
  // Two names for one column: the last one wins, and that is not told here.
  const distinct = new Set(used.filter((column) => column >= 0)).size === used.filter((column) => column >= 0).length
  return native !== undefined && known && distinct ? new PlainLines(native, layout, target, rows, width) : undefined
}

/** The plain lines of one feed, read by compiled code. */
export class PlainLines {
  /** Line of the last call's last row. */
  line = 0
  private readonly module: LineModule
  private readonly order: Float64Array
  private readonly times: BarTimes | undefined
  private poor = 0
  /** Lines not looked at before the next call. */
  private left = 0

  constructor(module: LineModule, layout: Layout, target: Target, rows: PlainRows, width: number) {
    const { columns, time } = layout
    const order = new Float64Array(COLUMNS + COLUMNS_MAX)
    this.module = module
    this.order = order
    this.times = rows.times
    order.set([rows.kind, target.source, rows.instrument, rows.times?.spec ?? 0], LINE + 1)
    order.set([rows.priceScale, rows.quantityScale, layout.delimiter.charCodeAt(0)], LINE + 5)
    order.set([NUMBERS.indexOf(time.numbers), time.offsetSeconds * 1e9], LINE + 8)
    order[SHIFT] = rows.times?.shiftNanos ?? 0
    order.set([layout.names.length, width], CLOSES + 1)
    order[COLUMNS + columns['time']] = TIME
    rows.fields.forEach((name, field) => {
      const column = columns[name]
      if (column !== undefined) order[COLUMNS + column] = FIRST_VALUE + field
    })
  }

  /**
   * Reads plain lines of bytes [from, end), which end with a newline, until the block is full or a line is not plain;
   * returns where that line starts. Where few lines are plain, most calls take none: asking for each of them made such
   * files three times slower than without compiled code.
   *
   * @param line Line before the first.
   * @param fileDate Date of the file, in days since 1970.
   */
  parse(bytes: Uint8Array, from: number, end: number, block: RowBlock, line: number, fileDate: number): number {
    const { order, times } = this
    if (this.left > 0) {
      this.left--
      this.line = line
      return from
    }
    order[FROM] = from
    order[END] = end
    order[COUNT] = block.count
    order[CAPACITY] = block.capacity
    order[LINE] = line
    order[FILE_DATE] = fileDate
    if (times !== undefined) {
      order[OPENS] = times.sessionOpens
      order[CLOSES] = times.sessionCloses
    }
    this.module.parseLines(order, bytes, block.u8, block.lines)
    block.count = order[COUNT]
    this.line = order[LINE]
    const stopped = order[FROM] < end && block.count < block.capacity
    this.poor = this.line - line >= WORTH_LINES ? 0 : this.poor + (stopped ? 1 : 0)
    if (stopped && this.poor >= POOR_CALLS) this.left = LEFT_LINES
    return order[FROM]
  }
}
