import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { codeOf, readText, writeAll } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { runs, thisProcess } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

const LOCK_FILE = 'writer.lock'

interface LockText extends ProcessIdentity {
  readonly token: string
}

/** A writer's claim on a journal. */
export interface WriterLock {
  readonly token: string
  /** Of whom it was taken: a writer that ended without closing, or one that was told to be gone. */
  readonly takenFrom?: string
}

/**
 * Claims the journal. A lock whose process has ended is stale and is taken; one that can't be judged is only with
 * `takeOver`, and so is one that runs.
 *
 * @throws {JournalError} JOURNAL_LOCKED, naming the holder
 */
export function claimLock(disk: Disk, folder: string, takeOver: boolean): WriterLock {
  const token = randomBytes(16).toString('hex')
  const path = join(folder, LOCK_FILE)
  const own = `${path}.${token}`
  write(disk, own, JSON.stringify({ token, ...thisProcess() }))
  try {
    if (linked(disk, own, path)) return { token }
    const held = readLock(disk, path)
    const judged = held === undefined ? 'no' : runs(held)
    const takenFrom = held === undefined ? 'a lock that was never finished' : `process ${held.pid} on ${held.host}`
    if (judged !== 'no' && !takeOver) {
      const doubt = judged === 'unknown' ? ', which can’t be seen from here: take it over if it has ended' : ''
      throw new JournalError(
        'JOURNAL_LOCKED',
        `${folder} is written by ${takenFrom}${doubt}; this is process ${thisProcess().pid}`,
      )
    }
    if (takeOver) disk.rename(own, path)
    else if (!replaced(disk, path, own, token, held?.token)) {
      throw new JournalError('JOURNAL_LOCKED', `${folder} was claimed by another at the same time`)
    }
    return { token, takenFrom }
  } finally {
    if (disk.exists(own)) disk.remove(own)
  }
}

/** Whether the lock is still ours: one read, 10 µs. */
export const holdsLock = (disk: Disk, folder: string, token: string): boolean =>
  readLock(disk, join(folder, LOCK_FILE))?.token === token

/** Whose lock there is: undefined where there is none. */
export function lockHolder(
  disk: Disk,
  folder: string,
): { pid: number; host: string; runs: 'yes' | 'no' | 'unknown' } | undefined {
  const held = readLock(disk, join(folder, LOCK_FILE))
  return held === undefined ? undefined : { pid: held.pid, host: held.host, runs: runs(held) }
}

export function releaseLock(disk: Disk, folder: string, token: string): void {
  if (holdsLock(disk, folder, token)) disk.remove(join(folder, LOCK_FILE))
}

/** Puts the stale lock aside and looks whether it was that: another one may have been quicker. */
function replaced(disk: Disk, path: string, own: string, token: string, stale: string | undefined): boolean {
  const aside = `${path}.stale.${token}`
  try {
    disk.rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return linked(disk, own, path)
    throw error
  }
  const was = readLock(disk, aside)?.token
  if (was !== stale) linked(disk, aside, path)
  disk.remove(aside)
  return was === stale && linked(disk, own, path)
}

function linked(disk: Disk, from: string, to: string): boolean {
  try {
    disk.link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function readLock(disk: Disk, path: string): LockText | undefined {
  try {
    return JSON.parse(readText(disk, path)) as LockText
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

function write(disk: Disk, path: string, text: string): void {
  const file = disk.open(path, 'create')
  try {
    const bytes = new TextEncoder().encode(text)
    writeAll(disk, file, bytes, 0, bytes.length, 0)
  } finally {
    disk.close(file)
  }
}
