import { describe, expect, test } from 'vitest'
import { crc32c } from '../../pipeline/journal/crc32c.ts'

const of = (bytes: readonly number[], at = 0, count = bytes.length / 4, before?: number): number =>
  crc32c(new Int32Array(Uint8Array.from(bytes).buffer), at, count, before)

const filled = (byte: (index: number) => number): number[] => Array.from({ length: 32 }, (_, index) => byte(index))

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4.
  test.each([
    ['32 bytes of zeros', filled(() => 0), 0x8a91_36aa],
    ['32 bytes of ones', filled(() => 0xff), 0x62a8_ab43],
    ['32 bytes counting up', filled((index) => index), 0x46dd_794e],
    ['32 bytes counting down', filled((index) => 31 - index), 0x113f_db5c],
  ])('of %s is that of the standard', (_name, bytes, expected) => {
    expect(of(bytes)).toBe(expected)
  })

  test('goes on from the bytes before', () => {
    const bytes = filled((index) => index)
    expect(of(bytes, 4, 4, of(bytes, 0, 4))).toBe(0x46dd_794e)
  })
})
