import { describe, expect, it } from 'vitest'
import { FRAME_CRC32C, FRAME_HEADER_BYTES, FRAME_LAYOUT_HASH, ROW_BYTES } from '../../model/layout.generated.ts'
import { addressOf } from '../../pipeline/venue/address.ts'
import { FrameReader, frameOf, MESSAGE, textFrame, textOf } from '../../pipeline/venue/wire.ts'
import type { Message } from '../../pipeline/venue/wire.ts'
import { Random } from '../fuzz/random.ts'

function rowsAtRandom(random: Random, rows: number): Uint8Array {
  return Uint8Array.from({ length: rows * ROW_BYTES }, () => random.integer(0, 255))
}

describe('frames over a wire', () => {
  it('come whole however the bytes are cut', () => {
    const random = new Random(5)
    const sent = Array.from({ length: 40 }, (_, at) => {
      const rows = at % 7 === 0 ? 0 : random.integer(1, 40)
      return { kind: MESSAGE.market, first: at * 1_000, rows, bytes: rowsAtRandom(random, rows) }
    })
    const wire = Buffer.concat(sent.map(({ kind, first, rows, bytes }) => frameOf(kind, first, bytes, 0, rows)))
    for (const most of [1, 63, 64, 65, 1_000, wire.length]) {
      const reader = new FrameReader()
      const found: Message[] = []
      for (let at = 0; at < wire.length;) {
        const to = Math.min(wire.length, at + (most === 1 ? 1 : random.integer(1, most)))
        found.push(...reader.take(wire.subarray(at, to)))
        at = to
      }
      expect(found).toEqual(sent)
    }
  })

  it('carry texts', () => {
    const value = { venue: 'ü'.repeat(100), feeds: ['a', 'b'] }
    const [message] = new FrameReader().take(textFrame(MESSAGE.welcome, value))
    expect(textOf(message)).toEqual(value)
  })

  it('are refused by name where they are none of this layout', () => {
    const frame = frameOf(MESSAGE.market, 1, new Uint8Array(ROW_BYTES), 0, 1)
    const changed = (at: number): Uint8Array => {
      const bytes = frame.slice()
      bytes[at] ^= 1
      return bytes
    }
    const read = (bytes: Uint8Array) => () => new FrameReader().take(bytes)
    expect(read(frame)()).toHaveLength(1)
    expect(read(changed(0))).toThrow('a frame begins with')
    expect(read(changed(FRAME_LAYOUT_HASH))).toThrow(/the rows have layout [0-9a-f]+, here it is [0-9a-f]+/)
    expect(read(changed(6))).toThrow('a frame has at most 4096 rows, this has 65537')
    expect(read(changed(FRAME_CRC32C))).toThrow('the checksum of a frame is')
    expect(read(changed(FRAME_HEADER_BYTES + 9))).toThrow('the checksum of a frame is')
  })
})

describe('an address', () => {
  it('is a path, a port or a host with a port', () => {
    expect(addressOf('var/venue.sock')).toEqual({ path: 'var/venue.sock' })
    expect(addressOf('4010')).toEqual({ host: '127.0.0.1', port: 4010 })
    expect(addressOf('exchange.example:4010')).toEqual({ host: 'exchange.example', port: 4010 })
    expect(() => addressOf('70000')).toThrow('a port is 1 to 65535, was 70000')
    expect(() => addressOf(`/${'x'.repeat(110)}`)).toThrow('at most 103 bytes')
  })
})
