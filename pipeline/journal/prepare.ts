import { codeOf, writeAll } from './disk.ts'
import type { Disk } from './disk.ts'
import { begunPath, preparedPath, preparingPath } from './passing.ts'

/** Written and synced at a time, so that a commit that comes meanwhile waits for no more than that. */
const STEP_BYTES = 2 ** 18

/** Bytes of a writer's first segment at most: prepared in some 20 ms before the first row, where 64 MiB take 200. */
const FIRST_BYTES_MAX = 8 * 2 ** 20
export const firstBytesOf = (segmentBytes: number): number => Math.min(segmentBytes, FIRST_BYTES_MAX)

/**
 * Makes a file of zeros that waits to become the next segment: writing into blocks that are there and were written once
 * takes a sync a fifth of the time that growing a file takes (docs/adr/0010-own-journal-segments.md).
 */
export function prepareSegment(disk: Disk, folder: string, epoch: number, bytes: number): void {
  const path = preparedPath(folder, epoch)
  if (disk.exists(path)) return
  const passing = preparingPath(folder, epoch)
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

/**
 * Opens the file that becomes the next segment: what was prepared, or a new one where that is not done. From here on no
 * other thread knows it by name, so what is being prepared meanwhile can't come in its place.
 */
export function openBegun(disk: Disk, folder: string, epoch: number): number {
  const path = begunPath(folder, epoch)
  // There already where a try to begin the segment failed.
  return disk.open(path, disk.exists(path) || taken(disk, preparedPath(folder, epoch), path) ? 'write' : 'create')
}

function taken(disk: Disk, prepared: string, path: string): boolean {
  try {
    disk.rename(prepared, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}
