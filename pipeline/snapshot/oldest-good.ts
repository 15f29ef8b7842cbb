import { realDisk } from '../journal/disk.ts'
import type { Disk } from '../journal/disk.ts'
import { SnapshotError } from './errors.ts'
import { readBytes, snapshotsIn } from './folder.ts'
import { DIGEST_BYTES, HEADER_BYTES, readHeader } from './format.ts'
import { newestGood } from './newest-good.ts'

/** A snapshot that rows up to its own may go for. */
export interface SnapshotRef {
  readonly path: string
  readonly sequence: number
  /** Of its bytes, hexadecimal. */
  readonly sha256: string
}

/**
 * The oldest snapshot of a journal that a run can go on from: all later ones can then be gone on from, too. Undefined where
 * there is none.
 *
 * @param journal The journal's id.
 */
export async function oldestGood(
  folder: string,
  journal: string,
  disk: Disk = realDisk,
): Promise<SnapshotRef | undefined> {
  for (const { path, sequence, passing } of snapshotsIn(disk, folder).reverse()) {
    const hash = passing ? undefined : configOf(disk, path)
    if (hash === undefined) continue
    const { found } = await newestGood(folder, { config: { hash }, upTo: sequence, head: journal }, disk)
    if (found?.path !== path) continue
    const digest = readBytes(disk, path).subarray(-DIGEST_BYTES)
    return { path, sequence, sha256: Buffer.from(digest).toString('hex') }
  }
  return undefined
}

function configOf(disk: Disk, path: string): string | undefined {
  try {
    return readHeader(readBytes(disk, path, HEADER_BYTES)).config
  } catch (error) {
    if (error instanceof SnapshotError) return undefined
    throw error
  }
}
