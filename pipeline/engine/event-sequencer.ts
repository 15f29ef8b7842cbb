import { adjustmentOf } from '../../analytics/ledger/adjustment.ts'
import type { Adjustment } from '../../analytics/ledger/adjustment.ts'
import { LedgerError, termsOf } from '../../analytics/ledger/terms.ts'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import type { Image } from '../../kernels/image.ts'
import { CLOCK, FLAG_LAST, ROW_BYTES } from '../../model/layout.generated.ts'
import { NO_INSTRUMENT } from '../../model/row-id.ts'
import { formatMicros } from '../../model/time.ts'
import type { Config } from '../config/config.ts'
import type { ScheduledEvent } from '../read/scheduled-events.ts'
import { adjustRow, endOrdersRow, restatedPriceRow } from './event-rows.ts'
import type { EventRow } from './event-rows.ts'
import type { EventTally } from './event-tally.ts'
import { makePool } from './memory.ts'
import { registerRun, runInfoOf } from './run-info.ts'

const NOTHING: Adjustment = { lots: 0n, cost: 0n, cash: 0n }

/** Copies frames and puts ADJUST rows between their rows. */
export class EventSequencer {
  /** The desk's state, once it has stepped a row. */
  image: Image | undefined
  readonly tally: EventTally = { applied: 0, positions: 0, outside: 0 }
  private readonly config: Config
  private readonly events: readonly ScheduledEvent[]
  private readonly emit: (frame: Frame) => void
  private pool: FramePool | undefined
  private sequence = 1
  private next = 0
  private lastNanos = 0n
  private clockMicros = Number.NaN

  constructor(config: Config, events: readonly ScheduledEvent[], emit: (frame: Frame) => void) {
    this.config = config
    this.events = events
    this.emit = emit
  }

  take(frame: Frame): void {
    this.pool ??= this.open(frame)
    const { input } = frame
    const { i64 } = input.memory
    const nanosAt = (row: number): bigint => i64[(input.at(row) >> 3) + 1]
    let from = 0
    for (let row = 0; row < input.count && this.next < this.events.length; row++) {
      const nanos = nanosAt(row)
      if (nanos <= this.dueNanos()) continue
      this.copy(frame, from, row)
      from = row
      while (this.next < this.events.length && nanos > this.dueNanos()) this.apply()
    }
    this.copy(frame, from, input.count)
    if (input.count > 0) this.lastNanos = nanosAt(input.count - 1)
  }

  /** Events of the last row's own time are still due; later ones met no data. */
  end(): void {
    while (this.next < this.events.length && this.lastNanos >= this.dueNanos()) this.apply()
    this.tally.outside += this.events.length - this.next
  }

  private open({ context }: Frame): FramePool {
    const pool = makePool(this.config, context.universe, context.saved)
    const info = runInfoOf(context)
    if (info !== undefined) {
      info.events = this.tally
      registerRun(pool.context, info)
    }
    return pool
  }

  private dueNanos(): bigint {
    return BigInt(this.events[this.next].timeMicros) * 1000n
  }

  private copy({ input }: Frame, from: number, to: number): void {
    if (to === from) return
    const pool = this.pool!
    const bytes = input.memory.u8.subarray(input.at(from), input.at(to))
    const frame = pool.next(this.sequence)
    frame.input.count = to - from
    pool.context.memory.u8.set(bytes, frame.input.at(0))
    this.sequence += to - from
    this.emit(frame)
  }

  /** Applies the next event to every portfolio that holds its instrument. */
  private apply(): void {
    const scheduled = this.events[this.next++]
    const { timeMicros, symbol, event } = scheduled
    if (this.image === undefined) {
      this.tally.outside++
      return
    }
    // What is due at this time (arrivals, reports) happens first, on a row of its own.
    if (timeMicros !== this.clockMicros)
      this.append(timeMicros, [{ kind: CLOCK, source: 0, instrument: NO_INSTRUMENT }])
    this.clockMicros = timeMicros
    const { image } = this
    const instrument = image.names.universe.symbols.find(symbol)!
    const half = image.instrument.mark(instrument)
    if (event.kind === 'split') {
      // Nothing may stand in old lots and prices: what is traded is booked, what is not ends, and the last price is restated.
      this.append(timeMicros, [endOrdersRow(instrument)])
      const price = restatedPriceRow(image, instrument, event)
      if (price !== undefined) this.append(timeMicros, [price])
    }
    const changes = this.changes(image, instrument, half, scheduled)
    this.tally.applied++
    this.tally.positions += changes.length
    // A split is on the stream also where nobody holds its instrument.
    if (changes.length === 0 && event.kind === 'split') changes.push({ portfolio: 0, change: NOTHING })
    const rows = changes.map(({ portfolio, change }) => adjustRow(portfolio, instrument, event, change))
    const final = rows.pop()
    this.append(timeMicros, rows)
    // The event is an instant of its own: what it puts over a limit is told then, not at the next price.
    if (final !== undefined) this.append(timeMicros, [{ ...final, last: true }])
  }

  private changes(
    image: Image,
    instrument: number,
    half: bigint,
    { event, timeMicros }: ScheduledEvent,
  ): { portfolio: number; change: Adjustment }[] {
    const scale = image.names.moneyScales[image.instrument.currency(instrument)]
    const terms = termsOf(image.names.universe.instruments[instrument], scale)
    const found: { portfolio: number; change: Adjustment }[] = []
    for (let portfolio = 0; portfolio < image.size.portfolios; portfolio++) {
      const index = image.positionAt(portfolio, instrument)
      const holding = { lots: image.position.lots(index), cost: image.position.cost(index), half }
      if (holding.lots === 0n) continue
      try {
        const change = adjustmentOf(terms, event, holding)
        if (change.lots !== 0n || change.cost !== 0n || change.cash !== 0n) found.push({ portfolio, change })
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error
        throw new LedgerError(`${event.kind} of ${formatMicros(timeMicros)}: ${error.message}`)
      }
    }
    return found
  }

  /** Sequences rows of one instant in frames of their own. */
  private append(timeMicros: number, rows: readonly EventRow[]): void {
    const pool = this.pool!
    for (let from = 0; from < rows.length; from += pool.rows) {
      const frame = pool.next(this.sequence)
      const part = rows.slice(from, from + pool.rows)
      for (const row of part) writeRow(frame, timeMicros, row)
      this.sequence += part.length
      this.emit(frame)
    }
  }
}

function writeRow({ input }: Frame, timeMicros: number, row: EventRow): void {
  const at = input.push()
  const { u8, u16, u32, f64, i64 } = input.memory
  u8[at] = row.kind
  u8[at + 1] = row.last === true ? FLAG_LAST : 0
  u16[(at + 2) >> 1] = row.source
  u32[(at + 4) >> 2] = row.instrument
  i64[(at >> 3) + 1] = BigInt(timeMicros) * 1000n
  u32[(at + 20) >> 2] = row.aux ?? 0
  for (const [lane, value] of row.lanes ?? []) {
    if (lane * 8 >= ROW_BYTES) throw new RangeError(`a row has no word ${lane}`)
    if (typeof value === 'bigint') i64[(at >> 3) + lane] = value
    else f64[(at >> 3) + lane] = value
  }
}
