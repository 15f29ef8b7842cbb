import type { ReasonCode } from '../../../model/reasons.generated.ts'
import type { RowBlock } from '../row-block.ts'
import { BLANK, NOT_A_NUMBER, NUMBER, NumberScanner } from '../text/number-scanner.ts'
import { TimeScanner } from '../text/time-scanner.ts'
import { fileDate } from '../text/file-date.ts'
import { plainLines } from '../native/plain-lines.ts'
import type { PlainLines, PlainRows } from '../native/plain-lines.ts'
import type { Layout, Parser, Target } from './reader.ts'

const NEWLINE = 10
const RETURN = 13

/** What a column holds. */
const IGNORED = 0
const TIME = 1
const VALUE = 2
const TEXT = 3

/** A field a reader wants, in the order of its `values`. */
export interface FieldPlan {
  readonly name: string
  readonly scale: number
  readonly kind: 'value' | 'text'
  /** A blank or absent field is 0 instead of a defect. */
  readonly optional?: boolean
  /** A price: zero and less are defects. */
  readonly price?: boolean
}

/** The reason code for what a number scanner found. */
export function reasonOf(found: number): ReasonCode {
  return found === BLANK ? 'ROW_BLANK' : found === NOT_A_NUMBER ? 'ROW_NOT_A_NUMBER' : 'ROW_RANGE'
}

/**
 * A line of delimited fields is a record: time and numbers are scanned where they stand, in the order of the columns,
 * into `values`; `write` makes the row.
 */
export abstract class DelimitedParser implements Parser {
  readonly rowsPerRecord = 1
  line = 0
  protected file = ''
  protected readonly target: Target
  protected readonly numbers: NumberScanner
  protected readonly times: TimeScanner
  /** Values of the planned fields, in units of their scale. */
  protected readonly values: Float64Array
  /** Byte ranges of text fields. */
  protected readonly textFrom: Int32Array
  protected readonly textTo: Int32Array
  private readonly plainLines: PlainLines | undefined
  private readonly layout: Layout
  private readonly plan: readonly FieldPlan[]
  private readonly kinds: Uint8Array
  private readonly fields: Uint8Array
  private readonly scales: Uint8Array
  private readonly strict: Uint8Array
  private readonly wanted: number
  private readonly columns: number
  private skip = 0

  /** @param rows What the rows of plain lines are made of, where compiled code may write them. */
  constructor(layout: Layout, target: Target, plan: readonly FieldPlan[], rows?: PlainRows) {
    this.layout = layout
    this.target = target
    this.plan = plan
    this.columns = layout.names.length
    this.numbers = new NumberScanner(layout.delimiter.charCodeAt(0))
    this.times = new TimeScanner(this.numbers, layout.time)
    this.values = new Float64Array(plan.length)
    this.textFrom = new Int32Array(plan.length)
    this.textTo = new Int32Array(plan.length)
    this.scales = Uint8Array.from(plan, ({ scale }) => scale)
    this.strict = Uint8Array.from(plan, ({ optional }) => (optional === true ? 0 : 1))
    const used = [layout.columns['time'], ...plan.map(({ name }) => layout.columns[name] ?? -1)]
    const width = Math.max(...used) + 1
    this.kinds = new Uint8Array(width)
    this.fields = new Uint8Array(width)
    let wanted = 1
    this.kinds[layout.columns['time']] = TIME
    plan.forEach(({ name, kind, optional }, field) => {
      const column = layout.columns[name]
      if (column === undefined) return
      this.kinds[column] = kind === 'text' ? TEXT : VALUE
      this.fields[column] = field
      if (optional !== true) wanted |= 2 << field
    })
    this.wanted = wanted
    this.plainLines = rows === undefined ? undefined : plainLines(layout, target, rows)
  }

  get native(): boolean {
    return this.plainLines !== undefined
  }

  begin(name: string, stem: string): void {
    this.file = name
    this.line = 0
    this.skip = this.layout.headerLines
    if (this.layout.time.numbers !== 'ms-of-day') return
    const date = fileDate(stem)
    if (date === undefined) {
      throw new Error(`${name}: its times are milliseconds of a day, but its name holds no date such as 20140501`)
    }
    this.times.fileDate = date
  }

  parse(bytes: Uint8Array, from: number, to: number, block: RowBlock): number {
    const end = bytes.lastIndexOf(NEWLINE, to - 1) + 1
    let at = from
    const { plainLines: plain } = this
    while (at < end && block.count < block.capacity) {
      if (plain !== undefined && this.skip === 0) {
        at = plain.parse(bytes, at, end, block, this.line, this.times.fileDate)
        this.line = plain.line
        if (at === end || block.count === block.capacity) break
      }
      this.line++
      if (this.skip > 0) {
        this.skip--
        at = bytes.indexOf(NEWLINE, at) + 1
      } else {
        const next = this.plain(bytes, at, block)
        at = next < 0 ? this.record(bytes, at, block) : next
      }
    }
    return at
  }

  /**
   * Reads a line of the plainest form, for which a format may have a shorter way, and writes its row; returns where the
   * next line starts, or −1 having done nothing. What it takes must come out as `record` has it.
   */
  protected plain(_bytes: Uint8Array, _start: number, _block: RowBlock): number {
    return -1
  }

  /** Writes the row of the fields just read. */
  protected abstract write(bytes: Uint8Array, block: RowBlock): void

  /** Reads one line; returns where the next one starts. */
  private record(bytes: Uint8Array, start: number, block: RowBlock): number {
    const { numbers, kinds, fields } = this
    const width = kinds.length
    let at = start
    let seen = 0
    let found = NUMBER
    let column = 0
    for (; ; column++) {
      const kind = column < width ? kinds[column] : IGNORED
      if (kind === VALUE) {
        const field = fields[column]
        const from = at
        const units = numbers.scan(bytes, at, this.scales[field])
        at = numbers.next
        this.values[field] = units
        seen |= 2 << field
        if (numbers.found !== NUMBER) found = this.weigh(numbers.found, field, found)
        else if (numbers.rounded || this.target.audit !== undefined) this.notice(bytes, from, at, units, field)
      } else if (kind === TIME) {
        this.times.scan(bytes, at)
        at = this.times.next
        seen |= 1
      } else if (kind === TEXT) {
        const field = fields[column]
        this.textFrom[field] = at
        at = numbers.skip(bytes, at)
        this.textTo[field] = at
        seen |= 2 << field
      } else at = numbers.skip(bytes, at)
      const byte = bytes[at]
      if (byte === NEWLINE || byte === RETURN) break
      at++
    }
    const next = bytes[at] === NEWLINE ? at + 1 : bytes.indexOf(NEWLINE, at) + 1
    if ((seen & this.wanted) !== this.wanted || column < this.columns - 1) {
      if (at > start) this.reject('ROW_COLUMNS_MISSING', bytes, start, at)
    } else if (!this.times.valid) this.reject('ROW_TIME_INVALID', bytes, start, at)
    else if (found !== NUMBER) this.reject(reasonOf(found), bytes, start, at)
    else if (!this.positive()) this.reject('ROW_PRICE_NOT_POSITIVE', bytes, start, at)
    else {
      this.clear(seen)
      this.write(bytes, block)
    }
    return next
  }

  /** The worse of what was found so far and a field that is no number; blanks of optional fields count as 0. */
  private weigh(found: number, field: number, before: number): number {
    if (found === BLANK && this.strict[field] === 0) return before
    return before === NUMBER || before === BLANK ? found : before
  }

  private positive(): boolean {
    const { plan, values } = this
    for (let field = 0; field < plan.length; field++)
      if (plan[field].price === true && !(values[field] > 0)) return false
    return true
  }

  /** Optional fields that this line does not have are 0, not the last line's. */
  private clear(seen: number): void {
    for (let field = 0; field < this.values.length; field++) if ((seen & (2 << field)) === 0) this.values[field] = 0
  }

  private notice(bytes: Uint8Array, from: number, to: number, units: number, field: number): void {
    const { target, file, line } = this
    const scale = this.scales[field]
    if (target.audit !== undefined && this.plan[field].price === true) {
      target.audit.value(bytes, from, to, units, scale, file, line)
    }
    if (!this.numbers.rounded) return
    target.defects.rounded(file, line, () => `${textOf(bytes, from, to)} to ${scale} decimals`)
  }

  protected reject(reason: ReasonCode, bytes: Uint8Array, from: number, to: number): void {
    this.target.defects.reject(reason, this.file, this.line, textOf(bytes, from, Math.min(to, from + 80)))
  }
}

/** Bytes as text, for messages. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString('latin1')
    .trim()
}
