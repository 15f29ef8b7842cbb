import type { CacheOptions } from '../cache/row-cache.ts'
import type { ReadReport } from '../read-report.ts'
import type { ReadingPlan } from '../reading.ts'
import type { RingMemory } from './ring.ts'
import type { SentError } from './thread-error.ts'

/** What a reader's thread is started with. */
export interface ReaderStart {
  readonly ring: RingMemory
}

/** What it is told to read: sent when it is known, since a thread takes as long to start as files to look at. */
export interface ReaderOrder {
  readonly plan: ReadingPlan
  readonly cache?: CacheOptions
}

/** What it tells: who it is, then the sources before the first row, then how it ended. */
export type FromReader =
  | { readonly kind: 'hello'; readonly readerVersion: number; readonly layoutHash: bigint }
  | { readonly kind: 'begin'; readonly sources: readonly string[] }
  | { readonly kind: 'done'; readonly report: ReadReport; readonly error?: SentError }
