import { FLAG_LAST, RATE, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Journal } from '../journal/port.ts'
import type { Accounts } from './exchange-config.ts'
import { ReportLog } from './report-log.ts'
import { ReportWriter } from './report-writer.ts'

/** Rows of the feed between two whose places are remembered. */
const MARK_EVERY = 1_024
/** Newest rows kept in memory: 4 MiB; older ones are read from the journal. */
const ROWS_KEPT = 65_536

/** Rows of a venue's journal, one after another. */
export interface PastRows {
  /** Sequence of the first. */
  readonly first: number
  readonly rows: number
  readonly bytes: Uint8Array
}

/** A place in a venue's journal. */
export interface Place {
  /** Sequence of the row that comes next. */
  readonly sequence: number
  /** The row of the feed before it does not end its instant. */
  readonly midInstant: boolean
}

/** What a venue has published: the rows of its journal, of which the newest are at hand, and all reports. */
export class History {
  readonly reports = new ReportLog()
  /** Sequence of the newest row. */
  sequence = 0
  /** Rows of the feed among them. */
  feedRows = 0
  /** The newest row of the feed does not end its instant. */
  midInstant = false
  private readonly journal: Journal
  private readonly writer: ReportWriter
  private readonly kept = new Uint8Array(ROWS_KEPT * ROW_BYTES)
  /** Sequence of every 1 024th row of the feed. */
  private readonly marks: number[] = []

  constructor(journal: Journal, accounts: Accounts) {
    this.journal = journal
    this.writer = new ReportWriter(accounts, (row, cause) => this.reports.add(row, cause))
  }

  /** Takes what the venue's desk made of rows that follow. */
  take(outcome: Outcome): void {
    const { frame, from, to } = outcome
    const { u8 } = frame.input.memory
    for (let row = from; row < to; row++) {
      const at = frame.input.at(row)
      const place = ((frame.firstSequence + row) % ROWS_KEPT) * ROW_BYTES
      this.kept.set(u8.subarray(at, at + ROW_BYTES), place)
      this.sequence = frame.firstSequence + row
      if (!isMarket(u8[at])) continue
      this.midInstant = (u8[at + 1] & FLAG_LAST) === 0
      if (++this.feedRows % MARK_EVERY === 0) this.marks.push(this.sequence)
    }
    this.writer.take(outcome)
  }

  /** Rows from a sequence on, some of those up to `to`: at least one where that is not below `from`. */
  async rows(from: number, to: number): Promise<PastRows> {
    if (from > to) return { first: from, rows: 0, bytes: new Uint8Array() }
    if (from > this.sequence - ROWS_KEPT) {
      const place = from % ROWS_KEPT
      const rows = Math.min(to - from + 1, ROWS_KEPT - place, MARK_EVERY)
      return { first: from, rows, bytes: this.kept.slice(place * ROW_BYTES, (place + rows) * ROW_BYTES) }
    }
    for await (const { firstSequence, rows, bytes } of this.journal.read(from)) {
      const wanted = Math.min(rows, to - firstSequence + 1)
      return { first: firstSequence, rows: wanted, bytes: bytes.slice(0, wanted * ROW_BYTES) }
    }
    throw new Error(`the journal ends before row ${from}`)
  }

  /** Where the feed's row number `feedRows` has been passed. @throws where there is no such row */
  async behind(feedRows: number): Promise<Place> {
    if (feedRows === 0) return { sequence: 1, midInstant: false }
    const marked = Math.floor((feedRows - 1) / MARK_EVERY)
    let seen = marked * MARK_EVERY
    let sequence = marked === 0 ? 1 : this.marks[marked - 1] + 1
    while (sequence <= this.sequence) {
      const { rows, bytes } = await this.rows(sequence, this.sequence)
      for (let row = 0; row < rows; row++) {
        const at = row * ROW_BYTES
        if (!isMarket(bytes[at]) || ++seen < feedRows) continue
        return { sequence: sequence + row + 1, midInstant: (bytes[at + 1] & FLAG_LAST) === 0 }
      }
      sequence += rows
    }
    throw new Error(`the venue has published ${seen} rows, asked for what follows row ${feedRows}`)
  }
}

/** Whether a row came from a feed or file. */
export const isMarket = (kind: number): boolean => kind <= RATE
