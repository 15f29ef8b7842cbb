import { join } from 'node:path'
import { codeOf } from '../journal/disk.ts'
import type { Disk } from '../journal/disk.ts'
import { SnapshotError } from './errors.ts'
import { HEADER_BYTES, readHeader } from './format.ts'

const NAME = /^(\d{16})\.snapshot(\.tmp)?$/

/** A file of a folder of snapshots, by its name. */
export interface SnapshotFile {
  readonly path: string
  readonly sequence: number
  /** It was being written when its run ended. */
  readonly passing: boolean
}

export const pathOf = (folder: string, sequence: number): string =>
  join(folder, `${String(sequence).padStart(16, '0')}.snapshot`)

/** The name of a file until it is whole and durable. */
export const passingOf = (path: string): string => `${path}.tmp`

/** All snapshots in a folder, newest first; other files are none of ours. */
export function snapshotsIn(disk: Disk, folder: string): SnapshotFile[] {
  let names: string[]
  try {
    names = disk.list(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
  return names
    .flatMap((name): SnapshotFile[] => {
      const match = NAME.exec(name)
      if (match === null) return []
      return [{ path: join(folder, name), sequence: Number(match[1]), passing: match[2] !== undefined }]
    })
    .sort((a, b) => b.sequence - a.sequence || Number(a.passing) - Number(b.passing))
}

/**
 * A file’s bytes, all or the first of them.
 *
 * @throws {SnapshotError} SNAPSHOT_UNREADABLE
 */
export function readBytes(disk: Disk, path: string, most = Number.POSITIVE_INFINITY): Uint8Array {
  try {
    const file = disk.open(path, 'read')
    try {
      const bytes = new Uint8Array(Math.min(most, disk.size(file)))
      return bytes.subarray(0, disk.read(file, bytes, 0, bytes.length, 0))
    } finally {
      disk.close(file)
    }
  } catch (error) {
    throw new SnapshotError('SNAPSHOT_UNREADABLE', `the disk said ${codeOf(error)}`)
  }
}

/**
 * Sequence of the whole snapshot that a file builds on; 0 where it builds on none, or is of no use.
 *
 * @throws {SnapshotError} SNAPSHOT_UNREADABLE: it may be of use another time
 */
function baseOf(disk: Disk, path: string): number {
  const bytes = readBytes(disk, path, HEADER_BYTES)
  try {
    return readHeader(bytes).baseSequence
  } catch (error) {
    if (error instanceof SnapshotError) return 0
    throw error
  }
}

/** Removes snapshots, and returns when they are gone for good. */
export function removeSnapshots(disk: Disk, folder: string, files: readonly SnapshotFile[]): void {
  for (const { path } of files) disk.remove(path)
  if (files.length > 0) disk.syncFolder(folder)
}

/**
 * Removes all but the newest snapshots and the whole ones these build on, and what was left unfinished before them.
 *
 * @param keep How many, at least 1.
 * @throws what the disk says; some may be gone then
 */
export function pruneSnapshots(disk: Disk, folder: string, keep: number): void {
  const files = snapshotsIn(disk, folder)
  const whole = files.filter(({ passing }) => !passing)
  const kept = whole.slice(0, keep)
  const wanted = new Set(kept.map(({ sequence }) => sequence))
  for (const { path } of kept) wanted.add(baseOf(disk, path))
  const newest = whole[0]?.sequence ?? 0
  const gone = files.filter(({ sequence, passing }) => (passing ? sequence <= newest : !wanted.has(sequence)))
  removeSnapshots(disk, folder, gone)
}
