import { basename } from 'node:path'
import { FRAME_HEADER_BYTES, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { readFacts, segmentFiles } from './folder.ts'
import type { SegmentFile } from './folder.ts'
import { BATCH_BYTES_MAX, frameEpoch, frameRows, frameSequence } from './format.ts'
import type { Block } from './format.ts'
import type { JournalExtent, JournalFrame } from './port.ts'
import { segmentBytes, withSegment } from './segment-bytes.ts'
import { cursorBlock, SegmentCursor } from './segment-cursor.ts'
import type { SegmentBytes } from './segment-cursor.ts'
import { wholeBehind } from './segment-search.ts'
import { prunedUpTo } from './tombstone.ts'

/** Reads of the newest bytes that may meet a writer at work are tried again this often. */
const TRIES = 3

/** What is there to read: the facts first, so that every segment they name has its file by then. */
interface Readable {
  /** Sequence of the first row, whether it is there or is the next to come. */
  readonly first: number
  readonly files: readonly SegmentFile[]
  /** The newest segment is not there. */
  readonly cutShort: boolean
}

function readable(disk: Disk, folder: string): Readable {
  const facts = readFacts(disk, folder)
  if (facts === undefined) return { first: 1, files: [], cutShort: false }
  const { sequence: first, ordinal } = prunedUpTo(disk, folder, facts)
  const files = segmentFiles(disk, folder).filter((file) => file.ordinal >= ordinal)
  const last = files.at(-1)
  const cutShort = facts.newest > (last?.ordinal ?? ordinal - 1)
  return { first, files, cutShort }
}

function lastSequence(disk: Disk, file: SegmentFile): number {
  return withSegment(disk, file, (bytes) => {
    const cursor = new SegmentCursor(bytes, cursorBlock())
    const header = cursor.open()
    if (typeof header === 'string') throw new JournalError('JOURNAL_DAMAGED', `${file.path} ${header}`)
    while (cursor.next() === 'batch');
    return cursor.sequence - 1
  })
}

/** The rows that can be read: from what retention left to the last whole batch. @throws {JournalError} */
export function extentOf(disk: Disk, folder: string): JournalExtent {
  const { first, files, cutShort } = readable(disk, folder)
  const newest = files.at(-1)
  const last = newest === undefined ? first - 1 : lastSequence(disk, newest)
  if (cutShort) throw missing(folder, last + 1, undefined)
  return { first, last }
}

/**
 * The frames of a folder's journal from a sequence on, default its first; whole batches only, every CRC checked.
 *
 * @throws {JournalError}
 */
export function* framesFrom(disk: Disk, folder: string, given?: number): Generator<JournalFrame> {
  const { first, files, cutShort } = readable(disk, folder)
  const from = given ?? first
  if (from < 1) throw new JournalError('JOURNAL_SEQUENCE', `sequences count from 1, asked for ${from}`)
  if (from < first)
    throw new JournalError('JOURNAL_PRUNED', `rows before ${first} were removed by retention, asked for ${from}`)
  const next = files.length === 0 ? first : yield* framesOf(disk, folder, files, from)
  if (from > next)
    throw new JournalError('JOURNAL_SEQUENCE', `the journal has rows ${first} to ${next - 1}, asked for ${from}`)
  if (cutShort) throw missing(folder, next, undefined)
}

/** Returns the sequence behind the last row. */
function* framesOf(
  disk: Disk,
  folder: string,
  files: readonly SegmentFile[],
  from: number,
): Generator<JournalFrame, number> {
  const start = files.findLastIndex(({ firstSequence }) => firstSequence <= from)
  const block = cursorBlock()
  if (start === -1) throw missing(folder, from, files[0])
  let next = files[start].firstSequence
  for (const [index, file] of files.slice(start).entries()) {
    if (file.firstSequence !== next) throw missing(folder, next, file)
    next = yield* segmentFrames(disk, file, files[start + index + 1]?.firstSequence, from, block)
  }
  return next
}

const missing = (folder: string, sequence: number, next: SegmentFile | undefined): JournalError =>
  new JournalError(
    'JOURNAL_DAMAGED',
    `${folder} has no segment with sequence ${sequence}` +
      (next === undefined ? '' : `: ${basename(next.path)} comes next`),
  )

/** @param end First sequence of the next segment. Returns the sequence behind the last row. */
function* segmentFrames(
  disk: Disk,
  file: SegmentFile,
  end: number | undefined,
  from: number,
  block: Block,
): Generator<JournalFrame, number> {
  const bytes = segmentBytes(disk, file)
  try {
    const cursor = new SegmentCursor(bytes, block)
    const header = cursor.open()
    if (typeof header === 'string') throw new JournalError('JOURNAL_DAMAGED', `${file.path} ${header}`)
    skipTo(cursor, bytes, from)
    let tries = 0
    while (cursor.sequence < (end ?? Infinity)) {
      const { sequence } = cursor
      const found = tries > 0 ? cursor.again() : cursor.next()
      if (found === 'batch') {
        tries = 0
        if (cursor.sequence > from) yield* batchFrames(cursor, from)
      } else if (found === 'bad' && ++tries < TRIES) {
        continue
      } else if (
        end === undefined &&
        (found !== 'bad' || wholeBehind(bytes, block, cursor.position, sequence) === undefined)
      ) {
        // The end of the journal: what a writer has not finished is none of it.
        return sequence
      } else if (found === 'bad' && tries === TRIES) {
        // What stands behind it was written later: it is done now if it ever is.
        continue
      } else {
        const what =
          found === 'bad'
            ? `the batch at sequence ${sequence} ${cursor.trouble}`
            : `it ends before sequence ${sequence}`
        const upTo = end === undefined ? '' : `, rows up to ${end - 1} belong there`
        throw new JournalError('JOURNAL_DAMAGED', `${file.path} at byte ${cursor.position}: ${what}${upTo}`)
      }
    }
    return cursor.sequence
  } finally {
    bytes.close()
  }
}

/** Takes a cursor from the beginning of a segment to a batch that starts at or before a sequence, and not far before. */
function skipTo(cursor: SegmentCursor, bytes: SegmentBytes, from: number): void {
  const { sequence: first, nextPosition } = cursor
  // No row is shorter, and no batch longer.
  const near = nextPosition + (from - first) * ROW_BYTES - BATCH_BYTES_MAX
  if (near <= nextPosition) return
  const whole = wholeBehind(bytes, cursor.block, near, first)
  if (whole === undefined || whole.sequence > from) cursor.seek(nextPosition, first)
  else cursor.seek(whole.position, whole.sequence)
}

function* batchFrames(cursor: SegmentCursor, from: number): Generator<JournalFrame> {
  const { block, at, mark } = cursor
  for (let frame = at; frame < at + mark.count;) {
    const first = frameSequence(block, frame)
    const rows = frameRows(block, frame)
    const skipped = Math.min(rows, Math.max(0, from - first))
    const start = frame + FRAME_HEADER_BYTES + skipped * ROW_BYTES
    if (skipped < rows) {
      yield {
        firstSequence: first + skipped,
        rows: rows - skipped,
        bytes: block.u8.subarray(start, start + (rows - skipped) * ROW_BYTES),
        epoch: frameEpoch(block, frame),
      }
    }
    frame += FRAME_HEADER_BYTES + rows * ROW_BYTES
  }
}
