import {
  EVALUATION,
  EVALUATION_AS_OF,
  EVALUATION_CONFIDENCE,
  EVALUATION_HORIZON_MICROS,
  EVALUATION_RATING,
} from '../../../model/layout.generated.ts'
import { parseBarSpec } from '../../../model/bar-spec.ts'
import { sessionOfDate } from '../../../model/session.ts'
import type { SessionTable } from '../../../model/session.ts'
import { parseDuration } from '../../../model/time.ts'
import type { RowBlock } from '../row-block.ts'
import { ByteIndex } from '../text/byte-index.ts'
import { writeMicros, writeNanos } from '../text/instant.ts'
import { NUMBER, NumberScanner } from '../text/number-scanner.ts'
import { TimeScanner } from '../text/time-scanner.ts'
import { reasonOf, textOf } from './delimited.ts'
import type { Layout, Target } from './reader.ts'

export const EVALUATION_NAMES = ['time', 'instrument', 'timeframe', 'rating', 'confidence', 'horizon', 'source', 'asOf']
const [TIME, INSTRUMENT, TIMEFRAME, RATING, CONFIDENCE, HORIZON, SOURCE, AS_OF] = [0, 1, 2, 3, 4, 5, 6, 7] as const
const REAL_SCALE = 12
const REAL_UNIT = 1e12
const MICROS_PER_DAY = 86_400_000_000

/**
 * Writes EVALUATION rows from the byte ranges of their fields. Ratings and confidences are read to 12 decimals; values
 * out of range are left to the stage that drops them with a reason. A bare date means the close of that date's session.
 */
export class EvaluationRow {
  readonly starts = new Int32Array(EVALUATION_NAMES.length)
  readonly ends = new Int32Array(EVALUATION_NAMES.length)
  private readonly target: Target
  private readonly numbers: NumberScanner
  private readonly times: TimeScanner
  private readonly instruments: ByteIndex
  private readonly specs = new ByteIndex()
  private readonly horizons = new ByteIndex()
  private readonly sources = new ByteIndex()
  private readonly flip: boolean

  constructor(layout: Layout, target: Target, numbers: NumberScanner) {
    this.target = target
    this.numbers = numbers
    this.times = new TimeScanner(numbers, layout.time)
    this.instruments = new ByteIndex(target.instruments.map(({ symbol }, id) => [symbol, id] as const))
    this.flip = target.ratingOrder === '1-is-buy'
  }

  /** Writes the row of the fields whose ranges stand in `starts` and `ends` (absent: −1). */
  write(bytes: Uint8Array, block: RowBlock, file: string, line: number): void {
    const { target, starts, ends } = this
    const { defects } = target
    const text = (field: number): string => `${EVALUATION_NAMES[field]} ${textOf(bytes, starts[field], ends[field])}`
    for (let field = 0; field < AS_OF; field++) {
      if (starts[field] < 0) return defects.reject('ROW_COLUMNS_MISSING', file, line, EVALUATION_NAMES[field])
    }
    const id = this.instruments.find(bytes, starts[INSTRUMENT], ends[INSTRUMENT])
    if (id < 0) return defects.reject('ROW_INSTRUMENT_UNKNOWN', file, line, text(INSTRUMENT))
    const spec = this.look(this.specs, bytes, TIMEFRAME, parseBarSpec)
    if (spec < 0) return defects.reject('ROW_RANGE', file, line, text(TIMEFRAME))
    const horizon = this.look(this.horizons, bytes, HORIZON, (duration) => Number(parseDuration(duration) / 1000n))
    if (horizon < 0) return defects.reject('ROW_RANGE', file, line, text(HORIZON))
    const rating = this.real(bytes, RATING)
    if (this.numbers.found !== NUMBER) return defects.reject(reasonOf(this.numbers.found), file, line, text(RATING))
    const confidence = this.real(bytes, CONFIDENCE)
    if (this.numbers.found !== NUMBER) return defects.reject(reasonOf(this.numbers.found), file, line, text(CONFIDENCE))
    const source = this.look(this.sources, bytes, SOURCE, target.sources)
    const { session } = target.instruments[id]
    const word = block.push(EVALUATION, 0, source, id, spec, line)
    const problem = this.time(bytes, block, word, session)
    if (problem >= 0) {
      block.count--
      return defects.reject(
        problem === TIME && this.times.valid ? 'ROW_NO_SESSION' : 'ROW_TIME_INVALID',
        file,
        line,
        text(problem),
      )
    }
    const lane = word >> 1
    block.f64[lane + EVALUATION_RATING] = this.flip ? 6 - rating : rating
    block.f64[lane + EVALUATION_CONFIDENCE] = confidence
    block.f64[lane + EVALUATION_HORIZON_MICROS] = horizon
  }

  /** Writes tsEvent and asOf; returns the field that was no time, or −1. */
  private time(bytes: Uint8Array, block: RowBlock, word: number, session: SessionTable): number {
    const { times, starts, ends } = this
    const { u32 } = block
    times.scan(bytes, starts[TIME])
    if (!times.valid) return TIME
    if (times.dateOnly) {
      const index = sessionOfDate(session, times.date)
      if (index < 0) return TIME
      writeMicros(u32, word + 2, session.closes[index])
    } else writeNanos(u32, word + 2, times.days, times.nanos)
    const asOf = word + EVALUATION_AS_OF * 2
    if (starts[AS_OF] < 0 || starts[AS_OF] === ends[AS_OF]) {
      u32[asOf] = u32[word + 2]!
      u32[asOf + 1] = u32[word + 3]!
      return -1
    }
    times.scan(bytes, starts[AS_OF])
    if (!times.valid) return AS_OF
    if (times.dateOnly) {
      // A date without a session is known at its end: never earlier than what it says.
      const index = sessionOfDate(session, times.date)
      writeMicros(u32, asOf, index < 0 ? (times.date + 1) * MICROS_PER_DAY : session.closes[index])
    } else writeNanos(u32, asOf, times.days, times.nanos)
    return -1
  }

  private real(bytes: Uint8Array, field: number): number {
    return this.numbers.scan(bytes, this.starts[field], REAL_SCALE) / REAL_UNIT
  }

  /** The value of a text, made once; −1 where it has none. */
  private look(index: ByteIndex, bytes: Uint8Array, field: number, make: (text: string) => number): number {
    const from = this.starts[field]
    const to = this.ends[field]
    const known = index.find(bytes, from, to)
    if (known >= 0) return known
    let value = -1
    try {
      value = make(Buffer.from(bytes.subarray(from, to)).toString('utf8'))
    } catch {
      return -1
    }
    index.set(bytes.subarray(from, to), value)
    return value
  }
}
