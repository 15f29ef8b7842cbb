/** What a journal refuses or reports, by name. */
export type JournalFault =
  /** Another writer holds the journal. */
  | 'JOURNAL_LOCKED'
  /** Another writer has taken the journal over: nothing of this one counts any more. */
  | 'JOURNAL_FENCED'
  /** An append does not follow the last row, or a read starts beyond it. */
  | 'JOURNAL_SEQUENCE'
  /** The medium can't be written: as many rows as may wait are waiting. */
  | 'JOURNAL_UNAVAILABLE'
  /** The medium is slower than the appends: no room until it has caught up. */
  | 'JOURNAL_BUSY'
  /** Bytes are not those that were written. */
  | 'JOURNAL_DAMAGED'
  /** The rows were removed by retention; a tombstone says so. */
  | 'JOURNAL_PRUNED'
  /** Written with another layout of rows or another format. */
  | 'JOURNAL_LAYOUT'
  | 'JOURNAL_CLOSED'

/** An error of a journal, told apart by its `fault`; the message carries both numbers. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly fault: JournalFault

  constructor(fault: JournalFault, text: string, options?: { cause?: unknown }) {
    super(`${fault}: ${text}`, options)
    this.fault = fault
  }
}
