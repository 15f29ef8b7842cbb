import {
  FRAME_CRC32C,
  FRAME_EPOCH,
  FRAME_FIRST_SEQUENCE,
  FRAME_HEADER_BYTES,
  FRAME_LAYOUT_HASH,
  FRAME_MAGIC,
  FRAME_MAGIC_VALUE,
  FRAME_ROW_COUNT,
  FRAME_ROWS_MAX,
  FRAME_TAPE,
  LAYOUT_HASH,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { crc32c } from '../journal/crc32c.ts'
import { TEXT_OF, TextReader, textRows } from '../recording/text-rows.ts'

/** What a frame between an engine and a venue says (its header's `tape`). */
export const MESSAGE = {
  /** Engine: who it is and what it has; TEXT rows. */
  hello: 256,
  /** Engine: COMMAND rows: orders, amends and cancels. */
  orders: 257,
  /** Engine: it has taken the market rows up to the frame's sequence, and sent what they led to. */
  taken: 258,
  /** Engine: asks for a statement. */
  ask: 259,
  /** Venue: who it is; TEXT rows. */
  welcome: 272,
  /** Venue: why it does not take the engine; TEXT rows. */
  refused: 273,
  /** Venue: market rows; the frame's sequence is the number of the first in the feed. */
  market: 274,
  /** Venue: REPORT rows; the frame's sequence is the number of the first among all reports. */
  reports: 275,
  /** Venue: what it holds for the engine, when all rows and reports before have been taken. */
  statement: 276,
  /** Venue: the feed has ended. */
  end: 277,
} as const
export type MessageKind = (typeof MESSAGE)[keyof typeof MESSAGE]

/** A frame as it came. */
export interface Message {
  readonly kind: number
  readonly first: number
  readonly rows: number
  /** `rows` × 64 bytes of its own, at a multiple of 8. */
  readonly bytes: Uint8Array
}

/** What came over the wire is no frame of this layout. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

const NO_ROWS = new Uint8Array()

/** A frame of rows that stand from byte `at` of `bytes` on. */
export function frameOf(kind: MessageKind, first: number, bytes: Uint8Array = NO_ROWS, at = 0, rows = 0): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + rows * ROW_BYTES)
  frame.set(bytes.subarray(at, at + rows * ROW_BYTES), FRAME_HEADER_BYTES)
  const view = new DataView(frame.buffer)
  view.setUint32(FRAME_MAGIC, FRAME_MAGIC_VALUE, true)
  view.setUint32(FRAME_ROW_COUNT, rows, true)
  view.setBigUint64(FRAME_LAYOUT_HASH, LAYOUT_HASH, true)
  view.setBigUint64(FRAME_FIRST_SEQUENCE, BigInt(first), true)
  view.setBigUint64(FRAME_EPOCH, 0n, true)
  view.setUint32(FRAME_TAPE, kind, true)
  view.setUint32(
    FRAME_CRC32C,
    crc32c(new Int32Array(frame.buffer), FRAME_HEADER_BYTES / 4, (rows * ROW_BYTES) / 4),
    true,
  )
  return frame
}

/** A frame whose rows are the text of a plain object. */
export function textFrame(kind: MessageKind, value: object): Uint8Array {
  const rows = textRows(TEXT_OF.message, 0, Buffer.from(JSON.stringify(value)), 0n)
  return frameOf(kind, 0, rows, 0, rows.length / ROW_BYTES)
}

/** The object that a text frame carries. @throws {WireError} */
export function textOf({ bytes, rows }: Message): unknown {
  const reader = new TextReader()
  for (let row = 0; row < rows; row++) {
    const text = reader.take(bytes, row * ROW_BYTES)
    if (text !== undefined) return JSON.parse(Buffer.from(text.bytes).toString())
  }
  throw new WireError(`a frame of ${rows} rows holds no whole text`)
}

/** Cuts what a socket gives into frames. */
export class FrameReader {
  private readonly parts: Uint8Array[] = []
  private held = 0
  private needed = FRAME_HEADER_BYTES

  /**
   * Takes the bytes that came; returns the frames that are whole now.
   *
   * @throws {WireError} where a header or a checksum is none of this layout
   */
  take(chunk: Uint8Array): Message[] {
    this.parts.push(chunk)
    this.held += chunk.length
    const found: Message[] = []
    if (this.held < this.needed) return found
    const bytes = new Uint8Array(Buffer.concat(this.parts.splice(0)))
    let at = 0
    for (;;) {
      this.needed = FRAME_HEADER_BYTES
      if (bytes.length - at < this.needed) break
      this.needed = FRAME_HEADER_BYTES + rowsOf(bytes, at) * ROW_BYTES
      if (bytes.length - at < this.needed) break
      found.push(messageOf(bytes, at))
      at += this.needed
    }
    this.held = bytes.length - at
    if (this.held > 0) this.parts.push(bytes.subarray(at))
    return found
  }
}

function rowsOf(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FRAME_HEADER_BYTES)
  const magic = view.getUint32(FRAME_MAGIC, true)
  if (magic !== FRAME_MAGIC_VALUE)
    throw new WireError(`a frame begins with ${FRAME_MAGIC_VALUE.toString(16)}, this with ${magic.toString(16)}`)
  const layout = view.getBigUint64(FRAME_LAYOUT_HASH, true)
  if (layout !== LAYOUT_HASH)
    throw new WireError(`the rows have layout ${layout.toString(16)}, here it is ${LAYOUT_HASH.toString(16)}`)
  const rows = view.getUint32(FRAME_ROW_COUNT, true)
  if (rows > FRAME_ROWS_MAX) throw new WireError(`a frame has at most ${FRAME_ROWS_MAX} rows, this has ${rows}`)
  return rows
}

function messageOf(from: Uint8Array, at: number): Message {
  const view = new DataView(from.buffer, from.byteOffset + at, FRAME_HEADER_BYTES)
  const rows = view.getUint32(FRAME_ROW_COUNT, true)
  const bytes = from.slice(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + rows * ROW_BYTES)
  const [told, found] = [view.getUint32(FRAME_CRC32C, true), crc32c(new Int32Array(bytes.buffer), 0, bytes.length / 4)]
  if (told !== found) throw new WireError(`the checksum of a frame is ${told}, its rows have ${found}`)
  return {
    kind: view.getUint32(FRAME_TAPE, true),
    first: Number(view.getBigUint64(FRAME_FIRST_SEQUENCE, true)),
    rows,
    bytes,
  }
}
