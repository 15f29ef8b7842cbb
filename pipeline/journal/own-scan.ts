import type { Disk } from './disk.ts'
import type { SegmentFile } from './folder.ts'
import { sameBytes } from './format.ts'
import type { Block } from './format.ts'
import { withSegment } from './segment-bytes.ts'
import { SegmentCursor } from './segment-cursor.ts'
import { scanSegment } from './segment-scan.ts'
import type { ChainSeen, SegmentScan } from './segment-scan.ts'

/**
 * Reads what a segment has of the journal. Where its writer was taken over, the header of the next one says where that
 * ends: what the writer went on to write is no part of it, and was never acknowledged.
 *
 * @param next The segment that follows, where there is one.
 */
export function scanOwn(
  disk: Disk,
  file: SegmentFile,
  next: SegmentFile | undefined,
  block: Block,
  seen?: ChainSeen,
): SegmentScan | string {
  const told = seen === undefined ? {} : { seen }
  if (next !== undefined && next.epoch > file.epoch) {
    const header = withSegment(disk, next, (bytes) => new SegmentCursor(bytes, block).open())
    if (typeof header !== 'string') {
      const options = { ...told, until: header.firstSequence }
      const scan = withSegment(disk, file, (bytes) => scanSegment(bytes, block, options))
      if (typeof scan === 'string' || sameBytes(scan.chain, header.previousChain)) return scan
    }
  }
  return withSegment(disk, file, (bytes) => scanSegment(bytes, block, told))
}
