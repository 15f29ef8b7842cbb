import type { SessionTable } from '../../../model/session.ts'
import { BarTimes } from '../bar-times.ts'
import type { RowBlock } from '../row-block.ts'
import { BLANK, NUMBER, NumberScanner } from '../text/number-scanner.ts'
import { TimeScanner } from '../text/time-scanner.ts'
import { BarRow } from './bar-row.ts'
import { BAR_FIELDS, BAR_NAMES, columnsNamed } from './column-names.ts'
import { reasonOf, textOf } from './delimited.ts'
import { instrumentOf } from './instrument-of.ts'
import { JsonRecords } from './json-records.ts'
import type { Layout, Reader, Target } from './reader.ts'

const FIELDS = [...BAR_FIELDS, 'volume']

/** Bars as JSON objects, in an array or one a line: time, open, high, low, close and optionally volume. */
export const candlesJson: Reader = {
  format: 'candles-json',
  detect: (sample) => (sample.kind === 'json' ? columnsNamed(sample, BAR_NAMES, BAR_FIELDS) : undefined),
  open: (layout, target) => new CandleParser(layout, target),
}

class CandleParser extends JsonRecords {
  private readonly target: Target
  private readonly numbers = new NumberScanner(44, true)
  private readonly times: TimeScanner
  private readonly values = new Float64Array(5)
  private readonly instrument: number
  private readonly session: SessionTable
  private readonly scales: readonly number[]
  private readonly row: BarRow

  constructor(layout: Layout, target: Target) {
    super(FIELDS.map((field) => layout.names[layout.columns[field] ?? -1] ?? field))
    const { id, instrument } = instrumentOf(target)
    const { priceScale: price, quantityScale } = instrument
    this.target = target
    this.times = new TimeScanner(this.numbers, layout.time)
    this.instrument = id
    this.session = instrument.session
    this.scales = [price, price, price, price, quantityScale]
    this.row = new BarRow(new BarTimes(layout.spec ?? '1d', layout.barTime), target.source, target.defects)
  }

  protected write(bytes: Uint8Array, from: number, to: number, block: RowBlock): void {
    const { starts, times, values, file, line } = this
    const { defects } = this.target
    const text = (): string => textOf(bytes, from, Math.min(to, from + 120)).replace(/\s+/g, ' ')
    if (starts.subarray(0, 5).includes(-1)) return defects.reject('ROW_COLUMNS_MISSING', file, line, text())
    times.scan(bytes, starts[0])
    if (!times.valid) return defects.reject('ROW_TIME_INVALID', file, line, text())
    for (let field = 0; field < 5; field++) {
      const found = this.number(bytes, field)
      if (found !== NUMBER && !(field === 4 && found === BLANK))
        return defects.reject(reasonOf(found), file, line, text())
      if (field < 4 && !(values[field] > 0)) return defects.reject('ROW_PRICE_NOT_POSITIVE', file, line, text())
    }
    this.row.write(block, times, this.session, this.instrument, values, file, line)
  }

  /** Reads one number into `values`; says what it found. */
  private number(bytes: Uint8Array, field: number): number {
    const { numbers, values, target, file, line } = this
    const at = this.starts[field + 1]
    const scale = this.scales[field]
    values[field] = 0
    if (at < 0) return BLANK
    values[field] = numbers.scan(bytes, at, scale)
    const { next, found, rounded } = numbers
    if (found !== NUMBER) return found
    if (field < 4) target.audit?.value(bytes, at, next, values[field], scale, file, line)
    if (rounded) target.defects.rounded(file, line, () => `${textOf(bytes, at, next)} to ${scale} decimals`)
    return NUMBER
  }
}
