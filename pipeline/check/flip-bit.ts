import { tap } from 'rxjs'
import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'

/** The lowest bit of an event's time: a change that every kind of row can carry. */
export const BIT_DEFAULT = 64
const BITS = ROW_BYTES * 8

/**
 * Plants a fault: flips one bit of one input row before anything has read it.
 *
 * @param sequence Row, counted from 1 in the order of the merged input.
 * @param bit 0 … 511, the lowest of byte 0 first; default: the lowest bit of the event's time.
 */
export function flipBit(sequence: number, bit = BIT_DEFAULT): MonoTypeOperatorFunction<Frame> {
  if (!Number.isInteger(sequence) || sequence < 1) throw new RangeError(`rows are counted from 1, was ${sequence}`)
  if (!Number.isInteger(bit) || bit < 0 || bit >= BITS)
    throw new RangeError(`a row has bits 0 to ${BITS - 1}, was ${bit}`)
  return tap(({ input }) => {
    const row = sequence - input.firstSequence
    if (row < 0 || row >= input.count) return
    input.memory.u8[input.at(row) + (bit >> 3)] ^= 1 << (bit & 7)
  })
}
