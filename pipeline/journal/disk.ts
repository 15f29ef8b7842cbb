import * as fs from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * What the journal asks of a file system; a test puts another one below it, which loses what was not synced or fails.
 * All calls block: the journal has a thread of its own. Errors carry Node's `code`.
 */
export interface Disk {
  /** Opens for reading and, with `write`, for writing; `create`: it must not exist yet. */
  open(path: string, mode: 'read' | 'write' | 'create'): number
  close(file: number): void
  /** Bytes read: fewer only at the end of the file. */
  read(file: number, bytes: Uint8Array, at: number, length: number, position: number): number
  /** Bytes written: may be fewer. */
  write(file: number, bytes: Uint8Array, at: number, length: number, position: number): number
  /** Returns when what was written survives a loss of power. */
  sync(file: number): void
  truncate(file: number, length: number): void
  size(file: number): number
  /** Names in a folder. */
  list(folder: string): string[]
  exists(path: string): boolean
  rename(from: string, to: string): void
  /** A second name for a file; fails with EEXIST where it is taken. */
  link(from: string, to: string): void
  remove(path: string): void
  /** Makes a folder, and those it lies in, where they are missing; returns when they survive a loss of power. */
  makeFolder(path: string): void
  /** Returns when names made, changed and removed in a folder survive a loss of power. */
  syncFolder(folder: string): void
}

const FLAGS = { read: 'r', write: 'r+', create: 'wx+' } as const

export const realDisk: Disk = {
  open: (path, mode) => fs.openSync(path, FLAGS[mode]),
  close: (file) => fs.closeSync(file),
  read(file, bytes, at, length, position) {
    let done = 0
    while (done < length) {
      const count = fs.readSync(file, bytes, at + done, length - done, position + done)
      if (count === 0) break
      done += count
    }
    return done
  },
  write: (file, bytes, at, length, position) => fs.writeSync(file, bytes, at, length, position),
  sync: (file) => fs.fdatasyncSync(file),
  truncate: (file, length) => fs.ftruncateSync(file, length),
  size: (file) => fs.fstatSync(file).size,
  list: (folder) => fs.readdirSync(folder),
  exists: (path) => fs.existsSync(path),
  rename: (from, to) => fs.renameSync(from, to),
  link: (from, to) => fs.linkSync(from, to),
  remove: (path) => fs.unlinkSync(path),
  makeFolder(path) {
    const first = fs.mkdirSync(path, { recursive: true })
    if (first === undefined) return
    for (let made = resolve(path); made.length >= resolve(first).length; made = dirname(made))
      realDisk.syncFolder(dirname(made))
  },
  syncFolder(folder) {
    const file = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(file)
    } finally {
      fs.closeSync(file)
    }
  },
}

/** A disk that calls `pause` before each read. */
export function pausing(disk: Disk, pause: () => void): Disk {
  const read: Disk['read'] = (...asked) => {
    pause()
    return disk.read(...asked)
  }
  return Object.assign(Object.create(disk) as Disk, { read })
}

/** Writes all of it. @throws ENOSPC where the disk takes nothing and says nothing. */
export function writeAll(
  disk: Disk,
  file: number,
  bytes: Uint8Array,
  at: number,
  length: number,
  position: number,
): void {
  let done = 0
  while (done < length) {
    const count = disk.write(file, bytes, at + done, length - done, position + done)
    if (count === 0) {
      throw Object.assign(new Error(`the disk took ${done} of ${length} bytes`), { code: 'ENOSPC' })
    }
    done += count
  }
}

/**
 * Puts text where a reader finds either all of it or what was there before.
 *
 * @param passing The file until it is whole: nobody else's. The default suits what only one writes.
 */
export function replaceText(disk: Disk, path: string, text: string, passing = `${path}.tmp`): void {
  if (disk.exists(passing)) disk.remove(passing)
  const file = disk.open(passing, 'create')
  try {
    const bytes = new TextEncoder().encode(text)
    writeAll(disk, file, bytes, 0, bytes.length, 0)
    disk.sync(file)
  } finally {
    disk.close(file)
  }
  disk.rename(passing, path)
  disk.syncFolder(dirname(path))
}

/** Removes a file, or finds that it is gone: another thread may have been quicker. */
export function removeIfThere(disk: Disk, path: string): void {
  try {
    disk.remove(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** The whole of a file as text. */
export function readText(disk: Disk, path: string): string {
  const file = disk.open(path, 'read')
  try {
    const bytes = new Uint8Array(disk.size(file))
    return new TextDecoder().decode(bytes.subarray(0, disk.read(file, bytes, 0, bytes.length, 0)))
  } finally {
    disk.close(file)
  }
}

/** Node's name for what went wrong, such as ENOSPC. */
export const codeOf = (error: unknown): string =>
  typeof (error as { code?: unknown } | null)?.code === 'string' ? (error as { code: string }).code : 'EIO'
