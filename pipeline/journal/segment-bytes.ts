import type { Disk } from './disk.ts'
import type { SegmentFile } from './folder.ts'
import type { SegmentBytes } from './segment-cursor.ts'

/** The bytes of a segment's file. */
export function segmentBytes(disk: Disk, { path }: SegmentFile): SegmentBytes {
  const file = disk.open(path, 'read')
  return {
    get size() {
      return disk.size(file)
    },
    read: (bytes, at, length, position) => disk.read(file, bytes, at, length, position),
    close: () => disk.close(file),
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
