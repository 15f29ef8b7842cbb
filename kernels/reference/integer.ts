const words = new Uint32Array(2)
const wide = new BigInt64Array(words.buffer)
const WORD = 4_294_967_296

/**
 * `BigInt(value)` of a lane that holds an integer. By way of two words of memory, because the constructor is a call into
 * the engine's runtime: 40 ns each, and a quote has five of them.
 *
 * @throws {RangeError} as `BigInt` does, where it is no integer.
 */
export function integer(value: number): bigint {
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER) || value !== Math.floor(value)) return BigInt(value)
  words[0] = value
  words[1] = value / WORD
  return wide[0]
}
