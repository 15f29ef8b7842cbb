import { chainAt, END_ROTATED, headerChain, nextChain, sameBytes } from './format.ts'
import type { Block, SegmentHeader } from './format.ts'
import { commitAt, SegmentCursor } from './segment-cursor.ts'
import type { SegmentBytes } from './segment-cursor.ts'
import { wholeBehind } from './segment-search.ts'

/** How the good part of a segment ends: the next segment follows, its writer closed the journal, or neither is said. */
export type SegmentEnd = 'rotated' | 'closed' | 'open'

/** Bytes of a segment that are not what was written. */
export interface SegmentTrouble {
  readonly position: number
  /** Sequence of the first row that is missing or can't be trusted. */
  readonly sequence: number
  /** Sequence at which whole batches stand again, where they do. */
  readonly resumesAt?: number
  readonly text: string
}

/** What is in a segment: the figures are those of its good part, up to the first trouble. */
export interface SegmentScan {
  readonly header: SegmentHeader
  readonly batches: number
  /** Sequence behind the last good row. */
  readonly nextSequence: number
  /** Bytes of the good part, the header and, where there is one, the end among them. */
  readonly bytes: number
  /** Chain there, computed from the bytes. */
  readonly chain: Uint8Array
  /** When its last batch was committed, or the segment was made. */
  readonly timeMillis: number
  readonly end: SegmentEnd
  /** Something stands behind the row that the scan was to stop before. */
  readonly more: boolean
  readonly troubles: readonly SegmentTrouble[]
}

export interface ScanOptions {
  readonly seen?: ChainSeen
  /** Sequence to stop before, where a batch starts with it. */
  readonly until?: number
}

const TROUBLES_MAX = 100

/** Told the last sequence and the chain behind every batch, and behind the end. */
export type ChainSeen = (sequence: number, chain: Uint8Array) => void

/** Reads a segment, CRCs and chain checked; returns words where its header can't be read. */
export function scanSegment(bytes: SegmentBytes, block: Block, options: ScanOptions = {}): SegmentScan | string {
  const cursor = new SegmentCursor(bytes, block)
  const header = cursor.open()
  return typeof header === 'string' ? header : new Scan(bytes, cursor, header, options).run()
}

class Scan {
  private readonly bytes: SegmentBytes
  private readonly cursor: SegmentCursor
  private readonly header: SegmentHeader
  private readonly troubles: SegmentTrouble[] = []
  /** Unknown behind a trouble. */
  private chain: Uint8Array | undefined
  private good: Omit<SegmentScan, 'header' | 'more' | 'troubles'>
  private ended = false
  private more = false
  private readonly options: ScanOptions

  constructor(bytes: SegmentBytes, cursor: SegmentCursor, header: SegmentHeader, options: ScanOptions) {
    this.options = options
    this.bytes = bytes
    this.cursor = cursor
    this.header = header
    const chain = headerChain(cursor.block)
    this.chain = chain
    this.good = {
      batches: 0,
      nextSequence: header.firstSequence,
      bytes: cursor.nextPosition,
      chain,
      timeMillis: header.createdMillis,
      end: 'open',
    }
  }

  run(): SegmentScan {
    while (!this.ended && this.troubles.length < TROUBLES_MAX) this.step()
    return { header: this.header, ...this.good, more: this.more, troubles: this.troubles }
  }

  private step(): void {
    const { cursor } = this
    const { sequence } = cursor
    if (sequence === this.options.until && this.troubles.length === 0) {
      this.ended = true
      this.more = cursor.notZeroFrom(cursor.nextPosition) !== -1
      return
    }
    const found = cursor.next()
    if (found === 'batch') return this.batch()
    if (found === 'end') return this.end()
    if (found === 'bad')
      return this.trouble(cursor.position, sequence, `the batch at sequence ${sequence} ${cursor.trouble}`)
    const place = cursor.notZeroFrom(cursor.position)
    if (place === -1) this.ended = true
    else this.trouble(place, sequence, `bytes stand behind the last batch, which ends before sequence ${sequence}`)
  }

  private batch(): void {
    const { cursor } = this
    const chain = this.follow(commitAt(cursor), `the batch at sequence ${cursor.mark.sequence}`)
    if (this.troubles.length > 0) return
    this.good = {
      batches: cursor.batches,
      nextSequence: cursor.sequence,
      bytes: cursor.nextPosition,
      chain,
      timeMillis: cursor.mark.timeMillis,
      end: 'open',
    }
  }

  private end(): void {
    const { cursor } = this
    const chain = this.follow(cursor.at, 'the end')
    const { rows, timeMillis } = cursor.mark
    const { sequence, nextPosition } = cursor
    this.ended = true
    if (this.troubles.length > 0) return
    this.good = {
      ...this.good,
      bytes: nextPosition,
      chain,
      timeMillis,
      end: rows === END_ROTATED ? 'rotated' : 'closed',
    }
    const place = cursor.notZeroFrom(nextPosition)
    if (place !== -1) {
      this.troubles.push({ position: place, sequence, text: 'bytes stand behind the end of the segment' })
    }
  }

  /** Computes the chain over what was found, and goes on with the one stored. */
  private follow(mark: number, what: string): Uint8Array {
    const { block, at, position } = this.cursor
    const stored = chainAt(block, mark)
    if (this.chain !== undefined && !sameBytes(nextChain(block, this.chain, at, mark), stored)) {
      const { sequence } = this.cursor.mark
      const text = `${what} is not the one that was chained to what stands before it`
      this.troubles.push({ position, sequence, resumesAt: this.cursor.sequence, text })
    }
    this.chain = stored
    this.options.seen?.(this.cursor.sequence - 1, stored)
    return stored
  }

  private trouble(position: number, sequence: number, text: string): void {
    const { cursor, bytes } = this
    const whole = wholeBehind(bytes, cursor.block, position, sequence)
    // A writer may have been at it; what stands behind it was written later, so that it is done now if it ever is.
    const again = cursor.again()
    if (again === 'batch') return this.batch()
    if (again === 'end') return this.end()
    if (whole === undefined) {
      this.troubles.push({ position, sequence, text })
      this.ended = true
      return
    }
    this.troubles.push({ position, sequence, resumesAt: whole.sequence, text })
    this.chain = undefined
    cursor.seek(whole.position, whole.sequence)
  }
}
