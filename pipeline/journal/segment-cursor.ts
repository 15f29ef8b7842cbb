import { FRAME_HEADER_BYTES, FRAME_ROWS_MAX, LAYOUT_HASH, ROW_BYTES } from '../../model/layout.generated.ts'
import { crc32c } from './crc32c.ts'
import {
  BATCH_BYTES_MAX,
  blockOf,
  COMMIT_MAGIC,
  END_MAGIC,
  frameCrc,
  frameLayout,
  frameRows,
  frameSequence,
  isFrame,
  isMark,
  MARK_BYTES,
  markHolds,
  readMark,
  readSegmentHeader,
  rowsCrc,
  SEGMENT_HEADER_BYTES,
} from './format.ts'
import type { Block, Mark, SegmentHeader } from './format.ts'

/** The bytes of a segment as they were written, wherever and however they lie. */
export interface SegmentBytes {
  /** Bytes there are, zeros behind the last batch included. */
  readonly size: number
  /** Bytes read: fewer only at the end. */
  read(bytes: Uint8Array, at: number, length: number, position: number): number
  close(): void
}

/** What stands next: a whole batch, the end of the segment, nothing (it was not closed), or something else. */
export type Found = 'batch' | 'end' | 'nothing' | 'bad'

const BLOCK_BYTES = 4 * 2 ** 20

/** Memory for cursors, one after the other. */
export const cursorBlock = (): Block => blockOf(BLOCK_BYTES)

/**
 * Walks the batches of a segment. A batch is shown only when its frames follow each other, every CRC-32C holds, and its
 * commit is there; whether the chain holds is for those who compute it.
 */
export class SegmentCursor {
  readonly block: Block
  /** What was found last: where it stands in the block and in the segment. */
  at = 0
  position = SEGMENT_HEADER_BYTES
  mark: Mark = { rows: 0, sequence: 0, timeMillis: 0, count: 0 }
  /** What is wrong where `next` returned `bad`. */
  trouble = ''
  /** Sequence of the next row, batches so far, where the next thing stands. */
  sequence = 0
  batches = 0
  nextPosition = SEGMENT_HEADER_BYTES
  private readonly bytes: SegmentBytes
  private start = 0
  private held = 0

  constructor(bytes: SegmentBytes, block: Block) {
    this.bytes = bytes
    this.block = block
  }

  /** Reads the header; the batches start behind it. Says in words what is wrong with it. */
  open(): SegmentHeader | string {
    this.load(0)
    if (this.held < SEGMENT_HEADER_BYTES) return `has ${this.held} bytes, a header has ${SEGMENT_HEADER_BYTES}`
    const header = readSegmentHeader(this.block)
    if (typeof header !== 'string') this.sequence = header.firstSequence
    return header
  }

  next(): Found {
    this.position = this.nextPosition
    if (this.nextPosition + BATCH_BYTES_MAX > this.start + this.held && this.start + this.held < this.bytes.size) {
      this.load(this.nextPosition)
    }
    this.at = this.nextPosition - this.start
    const left = this.held - this.at
    if (left < MARK_BYTES) return left > 0 && !this.isZero(this.at, left) ? this.bad('is cut off') : 'nothing'
    if (isFrame(this.block, this.at)) return this.batch()
    if (isMark(this.block, this.at, END_MAGIC)) return this.end()
    if (this.isZero(this.at, MARK_BYTES)) return 'nothing'
    return this.bad('is neither a frame nor an end')
  }

  /** Tries what was bad again with bytes read anew: a writer may have been at it. */
  again(): Found {
    this.nextPosition = this.position
    this.held = 0
    return this.next()
  }

  /** Goes on at a place, not knowing what stands there. */
  seek(position: number, sequence: number): void {
    this.nextPosition = position
    this.sequence = sequence
    this.held = 0
  }

  /** First position from `from` on whose bytes are not zero; -1 where all are. */
  notZeroFrom(from: number): number {
    for (let position = from; position < this.bytes.size; position = this.start + this.held) {
      this.load(position)
      if (this.held === 0) return -1
      const { i32, u8 } = this.block
      for (let word = 0; word < this.held >> 2; word++) if (i32[word] !== 0) return position + word * 4
      for (let byte = this.held & ~3; byte < this.held; byte++) if (u8[byte] !== 0) return position + byte
    }
    return -1
  }

  private load(position: number): void {
    this.start = position
    this.held = this.bytes.read(this.block.u8, 0, BLOCK_BYTES, position)
  }

  private batch(): Found {
    const { block, at, held } = this
    let sequence = this.sequence
    let headers = 0
    let mark = at
    while (mark + MARK_BYTES <= held && isFrame(block, mark)) {
      const rows = frameRows(block, mark)
      const end = mark + FRAME_HEADER_BYTES + rows * ROW_BYTES
      if (rows < 1 || rows > FRAME_ROWS_MAX) return this.bad(`has a frame of ${rows} rows, at most ${FRAME_ROWS_MAX}`)
      if (frameLayout(block, mark) !== LAYOUT_HASH) return this.bad('has a frame of another layout')
      const first = frameSequence(block, mark)
      if (first !== sequence) return this.bad(`starts at sequence ${first}, expected ${sequence}`)
      if (end - at > BATCH_BYTES_MAX) return this.bad(`has more than ${BATCH_BYTES_MAX} bytes`)
      if (end + MARK_BYTES > held) return this.bad('is cut off')
      if (rowsCrc(block, mark, rows) !== frameCrc(block, mark)) {
        return this.bad(`has rows that are not those written: frame at sequence ${first}`)
      }
      headers = crc32c(block.i32, mark >> 2, FRAME_HEADER_BYTES >> 2, headers)
      sequence += rows
      mark = end
    }
    if (mark + MARK_BYTES > held || !isMark(block, mark, COMMIT_MAGIC)) return this.bad('has no commit')
    const found = readMark(block, mark)
    if (!markHolds(block, mark, headers)) return this.bad('has a commit that is not the one written')
    if (found.sequence !== this.sequence || found.rows !== sequence - this.sequence || found.count !== mark - at) {
      return this.bad(`has a commit of ${found.rows} rows, ${sequence - this.sequence} stand there`)
    }
    this.mark = found
    this.sequence = sequence
    this.batches++
    this.nextPosition = this.start + mark + MARK_BYTES
    return 'batch'
  }

  private end(): Found {
    const { block, at } = this
    const found = readMark(block, at)
    if (!markHolds(block, at, 0)) return this.bad('is an end that is not the one written')
    if (found.sequence !== this.sequence) {
      return this.bad(`is an end before sequence ${found.sequence}, expected ${this.sequence}`)
    }
    this.mark = found
    this.nextPosition = this.position + MARK_BYTES
    return 'end'
  }

  private bad(trouble: string): Found {
    this.trouble = trouble
    return 'bad'
  }

  private isZero(at: number, count: number): boolean {
    const { u8 } = this.block
    for (let byte = at; byte < at + count; byte++) if (u8[byte] !== 0) return false
    return true
  }
}

/** Where the commit of the batch shown stands in the block. */
export const commitAt = ({ at, mark }: SegmentCursor): number => at + mark.count
