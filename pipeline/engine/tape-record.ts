import type { Tape } from '../../kernels/tape.ts'

/**
 * Bytes of a derived row as it is hashed and compared: its own 64, with the position in the frame (bytes 16–19) replaced
 * by (sequence u64, sub u32), so that it says the same however the stream was cut.
 */
export const RECORD_BYTES = 72

/** Writes a derived row as a record, from word `word` of 4 bytes on. */
export function writeRecord(tape: Tape, row: number, into: Uint32Array, word: number): void {
  const { u32 } = tape.memory
  const from = tape.at(row) >> 2
  const sequence = tape.firstSequence + tape.position(row)
  for (let at = 0; at < 4; at++) into[word + at] = u32[from + at]
  into[word + 4] = sequence % 4_294_967_296
  into[word + 5] = Math.floor(sequence / 4_294_967_296)
  into[word + 6] = tape.sub(row)
  for (let at = 5; at < 16; at++) into[word + at + 2] = u32[from + at]
}
