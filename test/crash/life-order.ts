import type { Backend } from '../../kernels/kernel.ts'
import type { Durability } from '../../pipeline/journal/port.ts'
import type { Speed } from '../../pipeline/live/pace.ts'
import type { Stop } from './phase.ts'

/** The variable of the environment that carries an order to an engine and its threads, as JSON. */
export const ORDER_VARIABLE = 'MILLRACE_CRASH'

/** What one engine under test is told. Rows are those of the feed, counted from its beginning. */
export interface LifeOrder {
  readonly seed: number
  /** Of the journal. */
  readonly folder: string
  /** Gets every operation on the disk. */
  readonly log: string
  /** File of the configuration, as exact JSON. */
  readonly config: string
  readonly backend: Backend
  readonly durability: Durability
  readonly speed: Speed
  /** Bytes of a segment at most. */
  readonly segmentBytes: number
  readonly checkpointRows: number
  /** Rows of the feed that are taken at once, at most. */
  readonly chunkRows: number
  /** Where to stop, once the feed has come to `armRow`, after passing by `skip` times; absent: nowhere. */
  readonly stop?: Stop
  readonly skip: number
  readonly armRow: number
  /** The feed's row at which it says that its time has come; absent: it may live to the end. */
  readonly lastRow?: number
  /** Probability that an operation on the disk fails, and that a write is short, between two rows of the feed. */
  readonly errors: number
  readonly shorts: number
  readonly faultsFrom: number
  readonly faultsTo: number
}

/** What an engine says, a line of JSON each, as it happens. */
export type Said =
  /** It has the journal and has stepped what was there. */
  | { readonly kind: 'opened'; readonly rows: number; readonly feedRows: number; readonly found: readonly string[] }
  /** Rows are durable: XXH64 of their bytes. */
  | { readonly kind: 'durable'; readonly from: number; readonly rows: number; readonly hash: string }
  /** An order, a fill or an alert has left. */
  | { readonly kind: 'told'; readonly sequence: number; readonly event: string }
  /** A thread waits at a stop. */
  | { readonly kind: 'stopped'; readonly phase: string; readonly moment: string }
  /** The feed has come to its `lastRow`. */
  | { readonly kind: 'due' }
  /** The feed has ended, and so has the run. */
  | { readonly kind: 'ended'; readonly hash: string; readonly sequence: number; readonly rows: number }
  /** The run has failed. */
  | { readonly kind: 'failed'; readonly error: string }
