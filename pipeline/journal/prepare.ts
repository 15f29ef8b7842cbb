import { join } from 'node:path'
import { writeAll } from './disk.ts'
import type { Disk } from './disk.ts'

const PREPARED = /^prepared-\d+\.zeros(\.tmp)?$/
/** Written and synced at a time, so that a commit that comes meanwhile waits for no more than that. */
const STEP_BYTES = 2 ** 18

/** Bytes of a writer's first segment at most: prepared in some 20 ms before the first row, where 64 MiB take 200. */
const FIRST_BYTES_MAX = 8 * 2 ** 20
export const firstBytesOf = (segmentBytes: number): number => Math.min(segmentBytes, FIRST_BYTES_MAX)

/** A file of zeros that waits to become the next segment; each writer has its own. */
export const preparedPath = (folder: string, epoch: number): string => join(folder, `prepared-${epoch}.zeros`)

/**
 * Makes that file: writing into blocks that are there and were written once takes a sync a fifth of the time that
 * growing a file takes (docs/adr/0009-own-journal-segments.md).
 */
export function prepareSegment(disk: Disk, folder: string, epoch: number, bytes: number): void {
  const path = preparedPath(folder, epoch)
  if (disk.exists(path)) return
  const passing = `${path}.tmp`
  if (disk.exists(passing)) disk.remove(passing)
  const file = disk.open(passing, 'create')
  try {
    const zeros = new Uint8Array(STEP_BYTES)
    for (let position = 0; position < bytes; position += STEP_BYTES) {
      writeAll(disk, file, zeros, 0, Math.min(STEP_BYTES, bytes - position), position)
      disk.sync(file)
    }
    disk.rename(passing, path)
  } catch (error) {
    // Not needed: a full disk shall have the room for rows.
    if (disk.exists(passing)) disk.remove(passing)
    throw error
  } finally {
    disk.close(file)
  }
}

/** Removes what writers left prepared. */
export function removePrepared(disk: Disk, folder: string): void {
  for (const name of disk.list(folder)) if (PREPARED.test(name)) disk.remove(join(folder, name))
}
