import { Fault } from '../faults.ts'
import type { Image } from '../image.ts'
import { fail } from './fail.ts'

const words = new Uint32Array(2)
const wide = new BigInt64Array(words.buffer)
const WORD = 4_294_967_296
const LIMIT = 2 ** 53

/**
 * A lane that holds an integer within ±2^53; anything else halts the engine. By way of two words of memory, because
 * BigInt's constructor is a call into the engine's runtime: 40 ns each, and a quote has five of them.
 */
export function integer(image: Image, value: number): bigint {
  if (value === Math.floor(value)) {
    if (value >= 0 && value <= LIMIT) {
      words[0] = value
      words[1] = value / WORD
      return wide[0]
    }
    if (value < 0 && value >= -LIMIT) return BigInt(value)
  }
  return fail(image, Fault.rowNotInteger, 0n)
}
