import { describe, expect, it } from 'vitest'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { TEXT_OF, TextReader, textRowCount, textRows } from '../../pipeline/recording/text-rows.ts'

const text = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 7 + 1) & 0xff)
const readAll = (rows: Uint8Array): unknown[] => {
  const reader = new TextReader()
  return Array.from({ length: rows.length / ROW_BYTES }, (_, at) => reader.take(rows, at * ROW_BYTES))
}

describe('rows of a text', () => {
  it.each([1, 39, 40, 41, 80, 1_000])('carry %i bytes there and back', (length) => {
    const rows = textRows(TEXT_OF.command, 7, text(length), 5n)
    expect(rows.length).toBe(textRowCount(length) * ROW_BYTES)
    expect(new DataView(rows.buffer).getBigInt64(8, true)).toBe(5n)
    const read = readAll(rows)
    expect(read.pop()).toEqual({ of: 1, id: 7, bytes: text(length) })
    expect(read.every((one) => one === undefined)).toBe(true)
  })

  it('are refused where a text ends early or another begins within it', () => {
    const reader = new TextReader()
    const rows = textRows(TEXT_OF.manifest, 1, text(100), 0n)
    reader.take(rows, 0)
    expect(() => reader.take(textRows(TEXT_OF.manifest, 2, text(100), 0n), 0)).toThrow(
      'text 2 of 100 bytes begins within text 1 of 100',
    )
    expect(() => reader.take(new Uint8Array(ROW_BYTES), 0)).toThrow('a text of 100 bytes ended after 40')
  })
})
