import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { crc32c, crc32cByTable } from '../../pipeline/journal/crc32c.ts'
import { NATIVE_PATH, nativeModule } from '../../pipeline/native-module.ts'
import { Random } from '../fuzz/random.ts'

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

  test('is the same by the table, and by the processor where the native module is built', () => {
    const random = new Random(3)
    const words = Int32Array.from({ length: 4_096 }, () => random.integer(-(2 ** 31), 2 ** 31 - 1))
    const native = existsSync(NATIVE_PATH) ? nativeModule().crc32c! : crc32cByTable
    let crc = 0
    for (let times = 0; times < 200; times++) {
      const at = random.integer(0, 1_000)
      const count = 4 * random.integer(0, 768)
      const found = crc32cByTable(words, at, count, crc)
      expect(native(words, at, count, crc)).toBe(found)
      expect(crc32c(words, at, count, crc)).toBe(found)
      crc = found
    }
  })

  test.runIf(existsSync(NATIVE_PATH))('of words that are not there is refused', () => {
    expect(() => nativeModule().crc32c!(new Int32Array(8), 4, 8, 0)).toThrow('8 words are wanted at 4 of 8')
  })

  test('goes on from the bytes before', () => {
    const bytes = filled((index) => index)
    expect(of(bytes, 4, 4, of(bytes, 0, 4))).toBe(0x46dd_794e)
  })
})
