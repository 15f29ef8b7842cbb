import { dirname } from 'node:path'
import { FRAME_HEADER_BYTES, FRAME_ROWS_MAX, ROW_BYTES } from '../../model/layout.generated.ts'
import { crc32c } from './crc32c.ts'
import { removeIfThere, writeAll } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { segmentPath, supersededFiles, writeFacts } from './folder.ts'
import type { JournalFacts } from './folder.ts'
import {
  BATCH_BYTES_MAX,
  BATCH_ROWS_MAX,
  batchBytes,
  blockOf,
  COMMIT_MAGIC,
  END_CLOSED,
  END_MAGIC,
  END_ROTATED,
  headerChain,
  MARK_BYTES,
  SEGMENT_HEADER_BYTES,
  writeFrameHeader,
  writeMark,
  writeSegmentHeader,
} from './format.ts'
import { begunPath } from './passing.ts'
import type { Durability } from './port.ts'
import { openBegun } from './prepare.ts'

/** Where the next row goes. */
export interface JournalTail {
  readonly ordinal: number
  readonly sequence: number
  /** Chain at the end of the segment before. */
  readonly chain: Uint8Array
}

export interface SegmentWriterOptions {
  readonly durability: Durability
  /** Bytes of a segment at most. */
  readonly segmentBytes: number
  readonly nowMillis: () => number
  /** Whether this writer still holds the journal: asked before a segment gets its name. */
  readonly holds: () => boolean
  /** Bytes of the writer's first segment, where that is to be shorter: it is prepared while others wait. */
  readonly firstBytes?: number
  /** Called when it is time to prepare the next segment. */
  readonly wantNext?: () => void
}

/** The next segment is prepared when this much of one is filled: a journal that is hardly used prepares none. */
const NEXT_SHARE = 1 / 8

/** Smallest segment: a header, one batch as large as they come, and an end. */
export const SEGMENT_BYTES_MIN = SEGMENT_HEADER_BYTES + BATCH_BYTES_MAX + MARK_BYTES

/** Copies `count` rows of the batch, from its row `from` on, to `target` at byte `at`. */
export type CopyRows = (target: Uint8Array, at: number, from: number, count: number) => void

/**
 * Writes batches into segments, one after the other. A call that throws has changed nothing: it may be made again, and
 * writes over what it left.
 */
export class SegmentWriter {
  /** Sequence of the next row. */
  sequence: number
  private readonly disk: Disk
  private readonly folder: string
  private readonly options: SegmentWriterOptions
  private readonly block = blockOf(BATCH_BYTES_MAX)
  private facts: JournalFacts
  private ordinal: number
  private chain: Uint8Array
  private file = -1
  private position = 0
  private batches = 0
  /** The file was given its end, but the next one is not there yet. */
  private ended = false
  /** Bytes that the segment may have. */
  private limit: number
  /** The next segment was asked for. */
  private wanted = false

  /** @param facts With the epoch of this writer. @throws what the disk throws */
  constructor(disk: Disk, folder: string, facts: JournalFacts, tail: JournalTail, options: SegmentWriterOptions) {
    if (options.segmentBytes < SEGMENT_BYTES_MIN) {
      throw new RangeError(`a segment has at least ${SEGMENT_BYTES_MIN} bytes, was ${options.segmentBytes}`)
    }
    this.disk = disk
    this.folder = folder
    this.options = options
    this.facts = facts
    this.ordinal = tail.ordinal
    this.sequence = tail.sequence
    this.chain = tail.chain
    this.limit = options.firstBytes ?? options.segmentBytes
    this.create()
    // An earlier writer's segment in which nothing was committed: this one stands in its place.
    for (const file of supersededFiles(disk, folder)) if (file.ordinal === this.ordinal) removeIfThere(disk, file.path)
  }

  /** Writes a batch, 1 … 16 384 rows, and, unless durability is `off`, returns when it is durable. */
  commit(rows: number, copy: CopyRows): void {
    if (rows < 1 || rows > BATCH_ROWS_MAX) throw new RangeError(`a batch has 1 to ${BATCH_ROWS_MAX} rows, was ${rows}`)
    const bytes = batchBytes(rows)
    if (this.ended || this.position + bytes + MARK_BYTES > this.limit) this.rotate()
    const chain = this.stage(rows, copy)
    writeAll(this.disk, this.file, this.block.u8, 0, bytes, this.position)
    if (this.options.durability !== 'off') this.disk.sync(this.file)
    this.position += bytes
    if (!this.wanted && this.position > this.limit * NEXT_SHARE) {
      this.wanted = true
      this.options.wantNext?.()
    }
    this.sequence += rows
    this.chain = chain
    this.batches++
  }

  /** Makes everything written durable. */
  sync(): void {
    if (this.file !== -1) this.disk.sync(this.file)
  }

  /** Ends the segment: the journal was closed by its writer. */
  close(): void {
    if (!this.ended) this.end(END_CLOSED)
    this.drop()
  }

  /** Gives the file up as it is. */
  drop(): void {
    if (this.file !== -1) this.disk.close(this.file)
    this.file = -1
  }

  private stage(rows: number, copy: CopyRows): Uint8Array {
    const { block, sequence, chain } = this
    let headers = 0
    let at = 0
    for (let from = 0; from < rows; from += FRAME_ROWS_MAX) {
      const count = Math.min(FRAME_ROWS_MAX, rows - from)
      copy(block.u8, at + FRAME_HEADER_BYTES, from, count)
      writeFrameHeader(block, at, count, sequence + from, this.facts.epoch)
      headers = crc32c(block.i32, at >> 2, FRAME_HEADER_BYTES >> 2, headers)
      at += FRAME_HEADER_BYTES + count * ROW_BYTES
    }
    const mark = { rows, sequence, timeMillis: this.options.nowMillis(), count: at }
    return writeMark(block, at, COMMIT_MAGIC, mark, { before: chain, from: 0, headers })
  }

  private rotate(): void {
    if (!this.ended) this.end(END_ROTATED)
    this.drop()
    this.limit = this.options.segmentBytes
    this.create()
  }

  private end(reason: number): void {
    const { block, disk, file, position, sequence, batches } = this
    const mark = { rows: reason, sequence, timeMillis: this.options.nowMillis(), count: batches }
    const chain = writeMark(block, 0, END_MAGIC, mark, { before: this.chain, from: 0, headers: 0 })
    writeAll(disk, file, block.u8, 0, MARK_BYTES, position)
    disk.truncate(file, position + MARK_BYTES)
    disk.sync(file)
    this.chain = chain
    this.ended = true
    this.ordinal++
  }

  /** Makes a segment; it is in the journal when the facts name it. */
  private create(): void {
    const { disk, folder, ordinal, sequence, options, facts, block } = this
    const path = segmentPath(folder, ordinal, sequence, facts.epoch)
    const header = {
      journal: Buffer.from(facts.journal, 'hex'),
      ordinal,
      firstSequence: sequence,
      epoch: facts.epoch,
      durability: options.durability,
      createdMillis: options.nowMillis(),
      previousChain: this.chain,
    }
    writeSegmentHeader(block, header)
    const chain = headerChain(block)
    // Under another name, known to this thread alone, until its header is durable: a segment that has a name has a header.
    const file = openBegun(disk, folder, facts.epoch)
    try {
      writeAll(disk, file, block.u8, 0, SEGMENT_HEADER_BYTES, 0)
      disk.sync(file)
      if (!options.holds()) throw new JournalError('JOURNAL_FENCED', `epoch ${facts.epoch} was taken over`)
      disk.rename(begunPath(folder, facts.epoch), path)
      disk.syncFolder(dirname(path))
      const next = { ...facts, newest: ordinal }
      writeFacts(disk, folder, next)
      this.facts = next
    } catch (error) {
      disk.close(file)
      throw error
    }
    this.file = file
    this.chain = chain
    this.position = SEGMENT_HEADER_BYTES
    this.batches = 0
    this.ended = false
    this.wanted = false
  }
}
