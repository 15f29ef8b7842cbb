import type { Backend } from '../../kernels/kernel.ts'
import type { Durability } from '../../pipeline/journal/port.ts'
import type { Speed } from '../../pipeline/live/pace.ts'
import type { Stop } from './phase.ts'

/** The variable of the environment that carries an order to a process and its threads, as JSON. */
export const ORDER_VARIABLE = 'MILLRACE_CRASH'

/** Where a process dies; rows are those of the feed, counted from its beginning. */
export interface Target {
  /** Where to stop, once the feed has come to `armRow`, after passing by `skip` times; absent: nowhere. */
  readonly stop?: Stop
  readonly skip: number
  readonly armRow: number
  /** The feed's row at which it says that its time has come; absent: it may live to the end. */
  readonly lastRow?: number
  /** The disk fails between these rows. */
  readonly faultsFrom: number
  readonly faultsTo: number
}

/** What a process under test is told. */
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
  /** Rows of the feed that are taken at once, or are under way from a venue, at most. */
  readonly chunkRows: number
  /** Where the venue listens; absent: the engine plays the feed itself. */
  readonly venue?: string
  /** Probability that an operation on the disk fails, and that a write is short. */
  readonly errors: number
  readonly shorts: number
  readonly target: Target
  /** What the disk does wrong, to see that the harness notices: `lost syncs`: nothing is ever synced. */
  readonly plant?: string
}

/** What a process says, a line of JSON each, as it happens. */
export type Said =
  /** It has the journal and has stepped what was there. */
  | { readonly kind: 'opened'; readonly feedRows: number }
  /** Rows are durable: XXH64 of their bytes. */
  | { readonly kind: 'durable'; readonly from: number; readonly rows: number; readonly hash: string }
  /** An order, a fill or an alert has left. */
  | { readonly kind: 'told'; readonly sequence: number; readonly event: string }
  /** A thread waits at a stop. */
  | { readonly kind: 'stopped'; readonly phase: string; readonly moment: string }
  /** The feed has come to its `lastRow`. */
  | { readonly kind: 'due' }
  /** The feed has ended, and so has the run. */
  | { readonly kind: 'ended'; readonly hash: string }
  /** The run has failed. */
  | { readonly kind: 'failed'; readonly error: string }
