import { NumberScanner } from '../text/number-scanner.ts'
import type { RowBlock } from '../row-block.ts'
import { columnsNamed } from './column-names.ts'
import { EVALUATION_NAMES, EvaluationRow } from './evaluation-row.ts'
import { JsonRecords } from './json-records.ts'
import type { Layout, Parser, Reader, Sample, Target } from './reader.ts'

const NEWLINE = 10
const RETURN = 13
const QUOTE = 34
const NAMES = {
  time: ['time', 'timestamp', 'datetime', 'date'],
  instrument: ['instrument', 'symbol'],
  timeframe: ['timeframe'],
  rating: ['rating'],
  confidence: ['confidence'],
  horizon: ['horizon'],
  source: ['source'],
  asOf: ['asof'],
}

function detect(sample: Sample): Record<string, number> | undefined {
  return columnsNamed(sample, NAMES, EVALUATION_NAMES.slice(0, 7))
}

/** Evaluations, a line each: `time,instrument,timeframe,rating,confidence,horizon,source[,asOf]`. */
export const evaluations: Reader = {
  format: 'evaluations',
  detect: (sample) => (sample.kind === 'csv' && sample.headerLines > 0 ? detect(sample) : undefined),
  open: (layout, target) => new EvaluationLines(layout, target),
}

/** Evaluations as JSON objects with the same names, one a line or in an array. */
export const evaluationsJson: Reader = {
  format: 'evaluations-json',
  detect: (sample) => (sample.kind === 'json' ? detect(sample) : undefined),
  open: (layout, target) => new EvaluationObjects(layout, target),
}

class EvaluationLines implements Parser {
  readonly rowsPerRecord = 1
  line = 0
  private readonly row: EvaluationRow
  private readonly numbers: NumberScanner
  private readonly fields: Int8Array
  private readonly headerLines: number
  private file = ''

  constructor(layout: Layout, target: Target) {
    this.numbers = new NumberScanner(layout.delimiter.charCodeAt(0))
    this.row = new EvaluationRow(layout, target, this.numbers)
    this.headerLines = layout.headerLines
    this.fields = new Int8Array(layout.names.length).fill(-1)
    EVALUATION_NAMES.forEach((name, field) => {
      const column = layout.columns[name]
      if (column !== undefined) this.fields[column] = field
    })
  }

  begin(name: string): void {
    this.file = name
    this.line = 0
  }

  parse(bytes: Uint8Array, from: number, to: number, block: RowBlock): number {
    const end = bytes.lastIndexOf(NEWLINE, to - 1) + 1
    let at = from
    while (at < end && block.count < block.capacity) {
      this.line++
      if (this.line <= this.headerLines) at = bytes.indexOf(NEWLINE, at) + 1
      else at = this.record(bytes, at, block)
    }
    return at
  }

  private record(bytes: Uint8Array, start: number, block: RowBlock): number {
    const { row, fields } = this
    row.starts.fill(-1)
    row.ends.fill(-1)
    let at = start
    for (let column = 0; ; column++) {
      const field = column < fields.length ? fields[column] : -1
      const from = at
      at = this.numbers.skip(bytes, at)
      if (field >= 0) {
        const quoted = bytes[from] === QUOTE && bytes[at - 1] === QUOTE && at - from > 1
        row.starts[field] = quoted ? from + 1 : from
        row.ends[field] = quoted ? at - 1 : at
      }
      if (bytes[at] === NEWLINE || bytes[at] === RETURN) break
      at++
    }
    if (at > start) row.write(bytes, block, this.file, this.line)
    return bytes[at] === NEWLINE ? at + 1 : bytes.indexOf(NEWLINE, at) + 1
  }
}

class EvaluationObjects extends JsonRecords {
  private readonly row: EvaluationRow
  private readonly numbers = new NumberScanner(44, true)

  constructor(layout: Layout, target: Target) {
    super(EVALUATION_NAMES.map((name) => layout.names[layout.columns[name] ?? -1] ?? name))
    this.row = new EvaluationRow(layout, target, this.numbers)
  }

  protected write(bytes: Uint8Array, _from: number, _to: number, block: RowBlock): void {
    const { row, starts } = this
    for (let field = 0; field < starts.length; field++) {
      let at = starts[field]
      let to = at
      if (at >= 0 && bytes[at] === QUOTE) {
        at++
        to = bytes.indexOf(QUOTE, at)
      } else if (at >= 0) while (!this.numbers.ends(bytes[to]) && bytes[to] > 32) to++
      // null is absent.
      const absent = at >= 0 && bytes[at] === 110 && to - at === 4
      row.starts[field] = absent ? -1 : at
      row.ends[field] = absent ? -1 : to
    }
    row.write(bytes, block, this.file, this.line)
  }
}
