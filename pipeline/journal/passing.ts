import { join } from 'node:path'
import { removeIfThere } from './disk.ts'
import type { Disk } from './disk.ts'

/**
 * Files that are not yet what they are to be. Each is of one writer, told by its epoch, and of one of that writer's
 * threads: a name passes from one thread to the other only by a rename, which either finds the file or does not.
 */
const PASSING =
  /^(?:prepared-(\d+)\.zeros(?:\.tmp)?|begun-(\d+)\.segment|.*\.rows\.packed-(\d+)\.tmp|journal\.json-(\d+)\.tmp)$/

/** Zeros that are being written: the preparing thread's alone. */
export const preparingPath = (folder: string, epoch: number): string => `${preparedPath(folder, epoch)}.tmp`

/** A file of zeros that waits: the preparing thread makes it, the journal's thread takes it. */
export const preparedPath = (folder: string, epoch: number): string => join(folder, `prepared-${epoch}.zeros`)

/** What becomes the next segment when its header is durable: the journal's thread's alone. */
export const begunPath = (folder: string, epoch: number): string => join(folder, `begun-${epoch}.segment`)

/** What becomes a packed segment when it was read back. */
export const packingPath = (path: string, epoch: number): string => `${path}.packed-${epoch}.tmp`

/** Facts that are being replaced. */
export const factsPath = (folder: string, epoch: number): string => join(folder, `journal.json-${epoch}.tmp`)

/** Removes what the writers up to an epoch left: their threads have ended, or say nothing more that counts. */
export function removePassing(disk: Disk, folder: string, upTo: number): void {
  for (const name of disk.list(folder)) {
    const [, ...epochs] = PASSING.exec(name) ?? []
    const epoch = epochs.find((digits) => digits !== undefined)
    // A thread of a writer that was taken over may be quicker.
    if (epoch !== undefined && Number(epoch) <= upTo) removeIfThere(disk, join(folder, name))
  }
}
