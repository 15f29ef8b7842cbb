import type { FrameContext, SavedRun } from '../../kernels/frame-context.ts'
import type { Image } from '../../kernels/image.ts'
import type { TapeName } from '../engine/hashes.ts'

/** Hash of each tape from the beginning on, as 16 hex digits: what is carried over a restart. */
export type Chains = Readonly<Record<TapeName, string>>

/** A run between two rows: what a snapshot is taken of. */
export interface Moment {
  /** Sequence of the last row that the state holds. */
  readonly sequence: number
  readonly image: Image
  readonly context: FrameContext
  readonly chains: Chains
  /** What tells the journal from another one, such as its id in hex; compared as it is. */
  readonly head: string
  /** What is run, as text for who finds the snapshot and no longer has the rows that said it. */
  readonly about?: string
}

/** What a recovered run goes on from. */
export interface Found {
  readonly path: string
  /** Sequence of the last row that the state holds: the run goes on with the next. */
  readonly sequence: number
  /** For `FrameContext.saved`; may be used for several runs. */
  readonly saved: SavedRun
  readonly chains: Chains
  readonly head: string
  readonly about?: string
  /** `universe.sources` and `universe.strategies`, in order: to be given before a stage opens (`restoreNames`). */
  readonly sources: readonly string[]
  readonly strategies: readonly string[]
}

/** Why a snapshot can't be used. */
export type SnapshotFault =
  /** Its end is missing, or what it builds on: it was being written when the machine stopped, or files were removed. */
  | 'SNAPSHOT_TORN'
  /** Bytes are not those that were written. */
  | 'SNAPSHOT_ALTERED'
  /** Holds rows that the journal does not have. */
  | 'SNAPSHOT_AHEAD'
  /** Belongs to another journal. */
  | 'SNAPSHOT_JOURNAL'
  /** Another format, or another layout of rows and state. */
  | 'SNAPSHOT_LAYOUT'
  | 'SNAPSHOT_ENGINE'
  | 'SNAPSHOT_CONFIG'
  /** Other stages, versions or parameters. */
  | 'SNAPSHOT_STAGES'
  /** The disk does not give the file. */
  | 'SNAPSHOT_UNREADABLE'

/** A snapshot that was not used. */
export interface PassedOver {
  readonly path: string
  readonly sequence: number
  readonly fault: SnapshotFault
  /** In words, with both values. */
  readonly reason: string
}

export interface Search {
  /** The newest that can be used; undefined: the run begins with the journal's first row. */
  readonly found: Found | undefined
  /** Newer ones, newest first, and why each was not used. */
  readonly passedOver: readonly PassedOver[]
}

export interface SearchOptions {
  /** The configuration of the run; absent: not compared. */
  readonly config?: { readonly hash: string }
  /** Last sequence of the journal that is durable. */
  readonly upTo: number
  /** The journal's; absent: not compared. */
  readonly head?: string
  /** `stagesHash` of the run's stages where they are known beforehand; absent: compared when they open. */
  readonly stages?: string
}

export interface SnapshotOptions {
  readonly config: { readonly hash: string }
  /** Last sequence that a snapshot there may stand at when the run goes on; 0 or less where it begins. */
  readonly from: number
  /** Snapshots kept, with what they build on; default 3. */
  readonly keep?: number
  /** Every so many is whole, the others hold what has changed since the last whole one; default 16. */
  readonly wholeEvery?: number
  /** The thread's file, where it is not the one that set-up compiles. */
  readonly thread?: URL
}

/** Writes snapshots of one run behind its back. */
export interface Snapshots {
  /** Files that were removed at the start: what they held was lost before. */
  readonly removed: readonly string[]
  readonly counts: Readonly<{ taken: number; leftOut: number; written: number; failed: number }>
  /** Sequence of the newest durable snapshot of this run; 0: none. */
  readonly durable: number
  /** Why the last one that was taken was not written, or did not replace an older one; undefined where all is well. */
  readonly reason: string | undefined

  /**
   * Copies the state and returns; a thread of its own writes it. False: the one before is still being written, or holds
   * this row already, and this one is left out; or, with a `reason`, it fails because a stage's state can't be kept: it
   * has no `restore`, or is no plain data. The run goes on all the same.
   */
  take(moment: Moment): boolean

  /** Resolves when what was taken is durable, or has failed. */
  settled(): Promise<void>

  /** Waits for what was taken and ends the thread. */
  close(): Promise<void>
}
