import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { CacheReport } from './cache-report.ts'
import { Digests } from './digests.ts'
import { HEAD_SUFFIX } from './head-cache.ts'

/** Where rows of files are kept, and how much of them. */
export interface CacheOptions {
  readonly folder: string
  /** Entries used longest ago go first where all together would be larger. */
  readonly bytesMax: number
}

const SUFFIX = '.rows'
const SUFFIXES = [SUFFIX, HEAD_SUFFIX, '.tmp']
/** A file being written that is older than this was left behind by a process that died. */
const LEFT_BEHIND_MILLIS = 3_600_000

/**
 * Rows of files read before, one entry a file, found by what the file holds and how it is read. Entries appear whole or
 * not at all: they are written beside their place and renamed. Nothing that goes wrong here ends a run or changes a row:
 * an entry that does not read back counts as missing, one that can't be written is left out; both are told.
 */
export class RowCache {
  readonly options: CacheOptions
  readonly digests: Digests
  private readonly told: CacheReport
  private readonly settling: Promise<unknown>[] = []
  private made: Promise<boolean> | undefined

  constructor(options: CacheOptions) {
    this.options = options
    this.digests = new Digests(options.folder)
    this.told = { folder: options.folder, hits: 0, misses: 0, corrupt: 0, stored: 0, evicted: 0, notes: [] }
  }

  report(): CacheReport {
    return this.told
  }

  hit(path: string): void {
    this.told.hits++
    // The time of the last use decides what goes first.
    const now = new Date()
    this.settling.push(utimes(path, now, now).catch(() => undefined))
  }

  miss(): void {
    this.told.misses++
  }

  /** An entry that did not read back: it is removed, and its file is parsed. */
  corrupt(path: string, why: string): void {
    this.told.corrupt++
    this.note(`${path} did not read back (${why}): its file was parsed again`)
    this.settling.push(rm(path, { force: true }).catch(() => undefined))
  }

  note(text: string): void {
    if (!this.told.notes.includes(text)) this.told.notes.push(text)
  }

  /** Path of an entry by the parts of its key. */
  path(...parts: readonly string[]): string {
    const hash = createHash('sha256')
    for (const part of parts) hash.update(`${part.length}:${part}`)
    return join(this.options.folder, `${hash.digest('hex')}${SUFFIX}`)
  }

  /** A path to write an entry at before it is whole; undefined where the folder can't be made. */
  async temporary(): Promise<string | undefined> {
    const { folder } = this.options
    this.made ??= mkdir(folder, { recursive: true }).then(
      () => true,
      (error: Error) => {
        this.note(`rows are not kept: ${error.message}`)
        return false
      },
    )
    return (await this.made) ? join(folder, `${randomUUID()}.tmp`) : undefined
  }

  /** Puts a whole entry in its place. */
  async keep(temporary: string, path: string): Promise<void> {
    await rename(temporary, path)
    this.told.stored++
  }

  /** Waits for what is still being written, and brings the folder back to its size. */
  async settle(): Promise<void> {
    await Promise.all([...this.settling.splice(0), this.digests.save().catch(() => undefined)])
    if (this.told.stored === 0) return
    try {
      await this.evict()
    } catch (error) {
      this.note(`entries can't be removed: ${(error as Error).message}`)
    }
  }

  /** Removes the entries used longest ago while all together are too large. */
  private async evict(): Promise<void> {
    const { folder, bytesMax } = this.options
    const entries: { path: string; bytes: number; usedMillis: number }[] = []
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      if (!SUFFIXES.some((suffix) => name.endsWith(suffix))) continue
      const found = await stat(path).catch(() => undefined)
      if (found === undefined) continue
      if (name.endsWith('.tmp')) {
        if (Date.now() - found.mtimeMs > LEFT_BEHIND_MILLIS) await rm(path, { force: true })
      } else entries.push({ path, bytes: found.size, usedMillis: found.mtimeMs })
    }
    let total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
    entries.sort((a, b) => a.usedMillis - b.usedMillis || (a.path < b.path ? -1 : 1))
    for (const { path, bytes } of entries) {
      if (total <= bytesMax) return
      await rm(path, { force: true })
      total -= bytes
      this.told.evicted++
    }
  }
}
