import { codeOf } from './disk.ts'
import type { Disk } from './disk.ts'
import { packedPath } from './folder.ts'
import type { SegmentFile } from './folder.ts'
import { PackedBytes } from './packed-segment.ts'
import type { SegmentBytes } from './segment-cursor.ts'

/** The bytes of a segment, packed or not. @throws {JournalError} JOURNAL_DAMAGED */
export function segmentBytes(disk: Disk, { path, packed }: SegmentFile): SegmentBytes {
  if (packed) return unpacked(disk, path)
  try {
    return plainBytes(disk, path)
  } catch (error) {
    // It was packed since the folder was listed.
    if (codeOf(error) === 'ENOENT' && disk.exists(packedPath(path))) return unpacked(disk, packedPath(path))
    throw error
  }
}

/** The bytes of a file as they are. */
function plainBytes(disk: Disk, path: string): SegmentBytes {
  const file = disk.open(path, 'read')
  return {
    get size() {
      return disk.size(file)
    },
    read: (bytes, at, length, position) => disk.read(file, bytes, at, length, position),
    close: () => disk.close(file),
  }
}

function unpacked(disk: Disk, path: string): SegmentBytes {
  const file = disk.open(path, 'read')
  try {
    return new PackedBytes(disk, file, path)
  } catch (error) {
    disk.close(file)
    throw error
  }
}

/** Runs `work` with the bytes of a segment and closes them. */
export function withSegment<T>(disk: Disk, file: SegmentFile, work: (bytes: SegmentBytes) => T): T {
  const bytes = segmentBytes(disk, file)
  try {
    return work(bytes)
  } finally {
    bytes.close()
  }
}
