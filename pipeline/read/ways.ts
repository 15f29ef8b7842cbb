import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { env } from 'node:process'
import type { CacheOptions } from './cache/row-cache.ts'
import { feedsOf } from './detect/expand.ts'
import type { DataOptions } from './options.ts'

/** When something is done: where it pays, in any case, or not at all. */
export type When = 'auto' | 'always' | 'never'

/** How rows are come by; nothing here changes them. */
export interface ReadWays {
  /** Bytes become rows on a worker thread; absent: never. */
  readonly worker?: When
  /** `javascript`: also where compiled parsers are there; absent: those, where they are. */
  readonly parser?: 'auto' | 'javascript'
  /** Rows of files are kept for the next run; absent: never. */
  readonly cache?: When
  /** Where they are kept; default `MILLRACE_CACHE`, else `.millrace/cache` in the working folder. */
  readonly cacheFolder?: string
  /** Bytes the cache's entries may take together; default 2 GiB. */
  readonly cacheBytesMax?: number
}

const MIB = 2 ** 20
const CACHE_BYTES_MAX = 2 * 1024 * MIB
/** Less text than this is read faster than a thread starts. */
const WORKER_BYTES_MIN = 8 * MIB
/** Less text than this is parsed about as fast as its rows are looked up. */
const CACHE_BYTES_MIN = MIB
/** Text in a byte of a compressed file, about. */
const INFLATED = 4

/** The ways of one run: what `auto` comes to for its files. */
export interface ChosenWays {
  readonly worker: boolean
  readonly cache?: CacheOptions
}

/**
 * @param compiled Whether this is the compiled build. Run from the sources, `auto` comes to neither: a worker would be
 * made of other sources, and rows kept by one state of them would be used by the next.
 */
export async function chooseWays(
  ways: ReadWays,
  data: Pick<DataOptions, 'files' | 'evaluations'>,
  compiled: boolean,
): Promise<ChosenWays> {
  const { worker = 'never', cache = 'never' } = ways
  const bytes = compiled && (worker === 'auto' || cache === 'auto') ? await textBytes(data) : 0
  const wanted = (when: When, least: number): boolean => when === 'always' || (when === 'auto' && bytes >= least)
  const options: CacheOptions = {
    folder: resolve(ways.cacheFolder ?? (env['MILLRACE_CACHE'] || '.millrace/cache')),
    bytesMax: ways.cacheBytesMax ?? CACHE_BYTES_MAX,
  }
  return {
    worker: wanted(worker, WORKER_BYTES_MIN),
    ...(wanted(cache, CACHE_BYTES_MIN) ? { cache: options } : {}),
  }
}

/** Bytes of text in all files, about. Files that can't be looked at count nothing: reading says what is wrong. */
async function textBytes(data: Pick<DataOptions, 'files' | 'evaluations'>): Promise<number> {
  const paths = [...data.files.map(({ path }) => path), ...data.evaluations]
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const feeds = await feedsOf(path).catch(() => [])
      const files = feeds.flatMap(({ files: each }) => each)
      return Promise.all(files.map(async (file) => fileText(file, (await stat(file)).size)))
    }),
  )
  return sizes.flat().reduce((sum, size) => sum + size, 0)
}

const fileText = (path: string, bytes: number): number => (/\.(gz|zip)$/i.test(path) ? bytes * INFLATED : bytes)
