/** What the cache of rows did in a run. */
export interface CacheReport {
  readonly folder: string
  /** Files whose rows came from the cache. */
  hits: number
  /** Files that were parsed. */
  misses: number
  /** Entries that did not read back; their files count as misses. */
  corrupt: number
  /** Entries written. */
  stored: number
  /** Entries removed to keep the folder's size. */
  evicted: number
  /** What went wrong, in words. */
  readonly notes: string[]
}
