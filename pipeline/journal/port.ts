/**
 * When a row counts as durable. `off`: the operating system may still hold it; `group`: rows that arrive during one sync
 * share the next; `every`: each append has a sync of its own.
 */
export type Durability = 'off' | 'group' | 'every'

/** Rows read back: valid until the next frame is asked for. */
export interface JournalFrame {
  /** Position in the journal of the first row, from 1. */
  readonly firstSequence: number
  readonly rows: number
  /** `rows` × 64 bytes, at a multiple of 4 of its buffer. */
  readonly bytes: Uint8Array
  /** Number of the writer that appended them. */
  readonly epoch: number
}

/** What a journal holds: rows `first` … `last`; `last` is `first` − 1 where it holds none. */
export interface JournalExtent {
  readonly first: number
  readonly last: number
}

/** Whether the medium takes rows. */
export type JournalState = 'available' | 'unavailable' | 'fenced' | 'closed'

/**
 * The one who may append: only while no other has taken over. An append is accepted when it returns, durable when
 * `durable` has reached it; nothing may be sent out for a row beyond `releasable`.
 */
export interface JournalWriter {
  /** Tells the journal from every other one. */
  readonly journal: string
  /** Number of this writer: above that of every writer before it. */
  readonly epoch: number
  readonly durability: Durability
  /** Sequence that the next append has to name. */
  readonly next: number
  /** Last sequence that survives a loss of power; 0: none. */
  readonly durable: number
  /** Last sequence whose effects may leave: the last accepted under `off`, else the last durable one. */
  readonly releasable: number
  readonly state: JournalState
  /** Why the state is not `available`. */
  readonly reason: string | undefined

  /**
   * Rows that are accepted from now on, in any appends: the writer keeps to it until it is asked again, whatever becomes
   * of the medium, unless it is fenced or closed.
   */
  room(): number

  /**
   * Accepts rows: copies them and returns without waiting for the medium.
   *
   * @param sequence Position of the first row: must be `next`.
   * @param bytes Rows of 64 bytes stand from byte `at` (a multiple of 4) on.
   * @param rows 1 … 4 096
   * @throws {JournalError} JOURNAL_SEQUENCE, JOURNAL_BUSY, JOURNAL_UNAVAILABLE, JOURNAL_FENCED, JOURNAL_CLOSED; then
   * no row was accepted.
   */
  append(sequence: number, bytes: Uint8Array, at: number, rows: number): void

  /**
   * Resolves when `durable` has reached `sequence`; under `off` when the row has left this process.
   *
   * @throws {JournalError} JOURNAL_FENCED, JOURNAL_CLOSED, where that can't happen any more.
   */
  settled(sequence: number): Promise<void>

  /** Resolves when `room` is at least `rows`. @throws {JournalError} as `settled` */
  roomFor(rows: number): Promise<void>

  /**
   * Makes what was accepted durable and gives the journal up.
   *
   * @throws {JournalError} JOURNAL_UNAVAILABLE where the medium does not take it: rows beyond `durable` are lost.
   */
  close(): Promise<void>
}

/** How to become the writer. */
export interface WriterOptions {
  readonly durability?: Durability
  /** Take the journal from a writer that can't be seen to have ended: from then on it is fenced. */
  readonly takeOver?: boolean
}

/** A sequence of rows that is only ever appended to; a row's position is its sequence, from 1. */
export interface Journal {
  extent(): Promise<JournalExtent>

  /**
   * Becomes the writer; rows of an earlier writer that were not whole are dropped and told.
   *
   * @throws {JournalError} JOURNAL_LOCKED, JOURNAL_DAMAGED, JOURNAL_LAYOUT
   */
  writer(options?: WriterOptions): Promise<JournalWriter>

  /**
   * Reads from a position, default the first there is, to the last whole batch.
   *
   * @throws {JournalError} JOURNAL_PRUNED, JOURNAL_DAMAGED, JOURNAL_LAYOUT, JOURNAL_SEQUENCE (beyond the last row + 1)
   */
  read(from?: number): AsyncIterable<JournalFrame>
}
