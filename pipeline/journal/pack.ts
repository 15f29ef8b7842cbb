import { dirname } from 'node:path'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { packedPath, segmentFiles } from './folder.ts'
import type { SegmentFile } from './folder.ts'
import { sameBytes } from './format.ts'
import { writePacked } from './packed-segment.ts'
import { packingPath } from './passing.ts'
import { withSegment } from './segment-bytes.ts'
import { cursorBlock } from './segment-cursor.ts'
import { scanSegment } from './segment-scan.ts'
import type { SegmentScan } from './segment-scan.ts'

/** What packing a segment came to. */
export interface Packed {
  readonly path: string
  readonly rows: number
  readonly bytesBefore: number
  readonly bytes: number
}

/**
 * Packs the oldest segment that is not: read back, every CRC and the chain compared, before the plain one goes. The
 * newest is left as it is, and so is one that is not sound. Returns undefined where there is nothing to do.
 *
 * @param epoch Of the writer whose thread it is, 0: of none. One that was taken over may still be at it.
 */
export function packNext(disk: Disk, folder: string, epoch: number): Packed | undefined {
  for (const file of segmentFiles(disk, folder).slice(0, -1)) {
    if (file.packed) continue
    const scan = scanned(disk, file)
    if (scan !== undefined) return packSegment(disk, file, scan, epoch)
  }
  return undefined
}

function packSegment(disk: Disk, file: SegmentFile, scan: SegmentScan, epoch: number): Packed {
  const path = packedPath(file.path)
  const passing = packingPath(file.path, epoch)
  if (disk.exists(passing)) disk.remove(passing)
  const target = disk.open(passing, 'create')
  let bytes: number
  try {
    withSegment(disk, file, (from) => writePacked(disk, target, from, scan.bytes))
    disk.sync(target)
    bytes = disk.size(target)
  } finally {
    disk.close(target)
  }
  const back = scanned(disk, { ...file, path: passing, packed: true })
  if (back === undefined || !sameBytes(back.chain, scan.chain) || back.bytes !== scan.bytes) {
    disk.remove(passing)
    throw new JournalError('JOURNAL_DAMAGED', `${file.path} did not come back from packing as it was: left as it is`)
  }
  disk.rename(passing, path)
  disk.syncFolder(dirname(path))
  disk.remove(file.path)
  return { path, rows: scan.nextSequence - file.firstSequence, bytesBefore: scan.bytes, bytes }
}

/** The scan of a sound segment. */
function scanned(disk: Disk, file: SegmentFile): SegmentScan | undefined {
  const scan = withSegment(disk, file, (bytes) => scanSegment(bytes, cursorBlock()))
  return typeof scan === 'string' || scan.troubles.length > 0 ? undefined : scan
}
