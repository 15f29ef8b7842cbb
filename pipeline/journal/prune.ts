import { codeOf, removeIfThere } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { packedPath, readFacts, segmentFiles, supersededFiles } from './folder.ts'
import type { SegmentFile } from './folder.ts'
import { scanOwn } from './own-scan.ts'
import { cursorBlock } from './segment-cursor.ts'
import type { SegmentScan } from './segment-scan.ts'
import { addTombstone, prunedUpTo } from './tombstone.ts'
import type { PrunedSegment, SnapshotMark, Tombstone } from './tombstone.ts'

/** What may go: whole segments, oldest first, never a row that the snapshot does not stand for. */
export interface Retention {
  /** What stands for the rows that go. */
  readonly snapshot: SnapshotMark
  /** Keep segments whose last batch is younger. */
  readonly ageMillisMax?: number
  /** Go on until the rest takes no more than this. */
  readonly bytesMax?: number
}

/**
 * Removes segments: first a tombstone with their place in the chain, then the files, so that `verify` tells what was
 * pruned from what is missing. The newest segment always stays. Returns the tombstone; undefined where nothing goes.
 *
 * @throws {JournalError} JOURNAL_DAMAGED where a segment to be removed is not whole: its chain could not be vouched for.
 */
export function pruneJournal(
  disk: Disk,
  folder: string,
  retention: Retention,
  nowMillis: number,
): Tombstone | undefined {
  const facts = readFacts(disk, folder)
  if (facts === undefined) return undefined
  const start = prunedUpTo(disk, folder, facts)
  const files = segmentFiles(disk, folder)
  const kept = files.filter(({ ordinal }) => ordinal >= start.ordinal)
  const going = goingOf(disk, kept, retention, nowMillis)
  let chain = Buffer.from(start.chain).toString('hex')
  const segments = going.map(({ file, scan }): PrunedSegment => {
    const previousChain = Buffer.from(scan.header.previousChain).toString('hex')
    if (previousChain !== chain || scan.troubles.some(({ resumesAt }) => resumesAt !== undefined)) {
      throw new JournalError('JOURNAL_DAMAGED', `${file.path} is not what was written: see millrace journal verify`)
    }
    chain = Buffer.from(scan.chain).toString('hex')
    const { batches, nextSequence } = scan
    return { ordinal: file.ordinal, firstSequence: file.firstSequence, nextSequence, batches, previousChain, chain }
  })
  const stone =
    segments.length === 0
      ? undefined
      : addTombstone(disk, folder, facts, {
          segments,
          snapshot: retention.snapshot,
          rule: ruleOf(retention),
          timeMillis: nowMillis,
        })
  // With those that an interrupted prune left behind.
  const last = going.at(-1)?.file.ordinal ?? -1
  const superseded = supersededFiles(disk, folder).filter(({ ordinal }) => ordinal <= last)
  const left = files.filter((file) => !kept.includes(file))
  for (const { path } of [...left, ...superseded, ...going.map(({ file }) => file)]) {
    // What is packed meanwhile is left behind, and goes with the next prune.
    removeIfThere(disk, path)
    removeIfThere(disk, packedPath(path))
  }
  disk.syncFolder(folder)
  return stone
}

function goingOf(
  disk: Disk,
  files: readonly SegmentFile[],
  { snapshot, ageMillisMax, bytesMax }: Retention,
  nowMillis: number,
): { file: SegmentFile; scan: SegmentScan }[] {
  const sizes = files.map((file) => sizeOf(disk, file))
  let left = sizes.reduce((sum, size) => sum + size, 0)
  const block = cursorBlock()
  const going: { file: SegmentFile; scan: SegmentScan }[] = []
  for (const [index, file] of files.slice(0, -1).entries()) {
    // The next one starts behind the last row of this one.
    if (files[index + 1].firstSequence - 1 > snapshot.sequence) break
    if (bytesMax !== undefined && left <= bytesMax) break
    const scan = scanOwn(disk, file, files[index + 1], block)
    if (typeof scan === 'string') throw new JournalError('JOURNAL_DAMAGED', `${file.path} ${scan}`)
    if (ageMillisMax !== undefined && nowMillis - scan.timeMillis <= ageMillisMax) break
    going.push({ file, scan })
    left -= sizes[index]
  }
  return going
}

/** Bytes that a segment takes on the disk. */
export function sizeOf(disk: Disk, { path, packed }: SegmentFile): number {
  let file: number
  try {
    file = disk.open(path, 'read')
  } catch (error) {
    // It was packed since the folder was listed.
    if (packed || codeOf(error) !== 'ENOENT') throw error
    file = disk.open(packedPath(path), 'read')
  }
  try {
    return disk.size(file)
  } finally {
    disk.close(file)
  }
}

const ruleOf = ({ ageMillisMax, bytesMax }: Retention): string =>
  [
    ...(ageMillisMax === undefined ? [] : [`older than ${ageMillisMax} ms`]),
    ...(bytesMax === undefined ? [] : [`more than ${bytesMax} bytes`]),
    'a snapshot stands for them',
  ].join(', ')
