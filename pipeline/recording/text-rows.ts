import { ROW_BYTES, TEXT } from '../../model/layout.generated.ts'

/** What a text is of (source of TEXT rows). */
export const TEXT_OF = { manifest: 0, command: 1, message: 2 } as const
export type TextOf = (typeof TEXT_OF)[keyof typeof TEXT_OF]

const LANES_AT = 24
const PART_BYTES = ROW_BYTES - LANES_AT

/** Rows that carry a text of `bytes` bytes. */
export const textRowCount = (bytes: number): number => Math.ceil(bytes / PART_BYTES)

/**
 * A text as consecutive TEXT rows of 40 bytes each.
 *
 * @param id What later rows call it by.
 * @param nanos tsEvent of the rows.
 */
export function textRows(of: TextOf, id: number, text: Uint8Array, nanos: bigint): Uint8Array {
  const rows = new Uint8Array(textRowCount(text.length) * ROW_BYTES)
  const view = new DataView(rows.buffer)
  for (let at = 0, from = 0; at < rows.length; at += ROW_BYTES, from += PART_BYTES) {
    view.setUint8(at, TEXT)
    view.setUint16(at + 2, of, true)
    view.setUint32(at + 4, id, true)
    view.setBigInt64(at + 8, nanos, true)
    view.setUint32(at + 20, text.length, true)
    rows.set(text.subarray(from, from + PART_BYTES), at + LANES_AT)
  }
  return rows
}

/** A text as it was put together from its rows. */
export interface Text {
  readonly of: number
  readonly id: number
  readonly bytes: Uint8Array
}

/** Puts texts together again from rows that come one after another. */
export class TextReader {
  private of = 0
  private id = 0
  private bytes: Uint8Array | undefined
  private filled = 0

  /**
   * Takes the row at byte `at`; returns the text that it completes.
   *
   * @throws where a TEXT row does not go on with the text begun before it
   */
  take(rows: Uint8Array, at: number): Text | undefined {
    if (rows[at] !== TEXT) {
      if (this.bytes !== undefined) throw new Error(`a text of ${this.bytes.length} bytes ended after ${this.filled}`)
      return undefined
    }
    const view = new DataView(rows.buffer, rows.byteOffset + at, ROW_BYTES)
    const [of, id, length] = [view.getUint16(2, true), view.getUint32(4, true), view.getUint32(20, true)]
    if (this.bytes === undefined) {
      this.of = of
      this.id = id
      this.bytes = new Uint8Array(length)
      this.filled = 0
    } else if (of !== this.of || id !== this.id || length !== this.bytes.length) {
      throw new Error(`text ${id} of ${length} bytes begins within text ${this.id} of ${this.bytes.length}`)
    }
    const part = Math.min(PART_BYTES, length - this.filled)
    this.bytes.set(rows.subarray(at + LANES_AT, at + LANES_AT + part), this.filled)
    this.filled += part
    if (this.filled < length) return undefined
    const text = { of, id, bytes: this.bytes }
    this.bytes = undefined
    return text
  }
}
