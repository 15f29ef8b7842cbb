import { FRAME_FIRST_SEQUENCE, FRAME_MAGIC_VALUE } from '../../model/layout.generated.ts'
import { END_MAGIC } from './format.ts'
import type { Block } from './format.ts'
import { SegmentCursor } from './segment-cursor.ts'
import type { SegmentBytes } from './segment-cursor.ts'

const CHUNK_BYTES = 2 ** 20
/** A magic and the sequence behind it, in frames and in ends. */
const HEAD_BYTES = FRAME_FIRST_SEQUENCE + 8
const END_SEQUENCE = 8

/** Where something whole stands, and the sequence that it starts at. */
export interface Whole {
  readonly position: number
  readonly sequence: number
}

/**
 * The first whole batch, or end of the segment, behind a position, at any byte, with rows from `sequence` on: what tells
 * damage in the middle from a tail that was never finished.
 */
export function wholeBehind(bytes: SegmentBytes, block: Block, position: number, sequence: number): Whole | undefined {
  const cursor = new SegmentCursor(bytes, block)
  for (const candidate of candidates(bytes, position + 1)) {
    if (candidate.sequence < sequence) continue
    cursor.seek(candidate.position, candidate.sequence)
    const found = cursor.next()
    if (found === 'batch' || found === 'end') return candidate
  }
  return undefined
}

/** Places where a frame or an end may start. */
function* candidates(bytes: SegmentBytes, from: number): Generator<Whole> {
  const chunk = Buffer.alloc(CHUNK_BYTES + HEAD_BYTES)
  const frame = magicBytes(FRAME_MAGIC_VALUE)
  const end = magicBytes(END_MAGIC)
  for (let start = from; start < bytes.size; start += CHUNK_BYTES) {
    const held = chunk.subarray(0, bytes.read(chunk, 0, chunk.length, start))
    for (let at = first(held, frame, end, 0); at !== -1 && at < CHUNK_BYTES; at = first(held, frame, end, at + 1)) {
      const sequenceAt = at + (held.readUInt32LE(at) === END_MAGIC ? END_SEQUENCE : FRAME_FIRST_SEQUENCE)
      if (sequenceAt + 8 > held.length) continue
      const sequence = Number(held.readBigUInt64LE(sequenceAt))
      if (Number.isSafeInteger(sequence)) yield { position: start + at, sequence }
    }
  }
}

function first(held: Buffer, a: Buffer, b: Buffer, from: number): number {
  const atA = held.indexOf(a, from)
  const atB = held.indexOf(b, from)
  if (atA === -1 || atB === -1) return Math.max(atA, atB)
  return Math.min(atA, atB)
}

function magicBytes(magic: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(magic)
  return bytes
}
