import xxhash from 'xxhash-wasm'
import type { Backend } from '../../kernels/kernel.ts'
import { RECORD_BYTES, writeRecord } from '../../pipeline/engine/tape-record.ts'
import type { Factories, Outcome } from './lockstep.ts'
import { Random } from './random.ts'
import { Side } from './side.ts'

const { create64 } = await xxhash()
const CUTS = [1, 2, 7, 64, 1_024, 0] as const
const RAGGED_MAX = 200

/**
 * Runs recorded steps once more in one memory, cut into frames and with the backends taking turns frame by frame; tells
 * what differs from frames of one row on the first backend.
 */
export function cuts({ seed, world, steps }: Outcome, factories: Factories): string | undefined {
  const random = new Random(seed)
  const expected = digest({ seed, world, steps }, factories, 1, () => 0)
  const backends = Object.keys(factories).length
  const cut = random.pick(CUTS)
  let turn = 0
  const found = digest({ seed, world, steps }, factories, cut, () => turn++ % backends)
  return found === expected
    ? undefined
    : `frames of ${cut === 0 ? 'ragged size' : cut} with backends in turn differ: ${found} against ${expected}`
}

function digest(outcome: Outcome, factories: Factories, cut: number, turn: () => number): string {
  const side = new Side(outcome.world, factories, cut === 0 ? RAGGED_MAX : cut)
  const said = digestOn(side, outcome, factories, cut, turn)
  side.release()
  return said
}

function digestOn(side: Side, { seed, steps }: Outcome, factories: Factories, cut: number, turn: () => number): string {
  const random = new Random(seed + 1)
  const backends = Object.keys(factories) as Backend[]
  const hash = create64()
  const record = new Uint32Array(RECORD_BYTES / 4)
  const bytes = new Uint8Array(record.buffer)
  for (let from = 0; from < steps.length;) {
    const size = Math.min(steps.length - from, cut === 0 ? random.integer(1, RAGGED_MAX) : cut)
    side.begin()
    for (let at = from; at < from + size; at++) side.push(steps[at])
    const backend = backends[turn()]
    for (let row = 0; row < size;) {
      side.outcome.clear()
      let to: number
      try {
        to = side.advance(backend, row, size)
      } catch (error) {
        // A fault ends a run; rows before it in the frame are not handed out, so only the fault itself counts.
        return (error as Error).message
      }
      for (let one = 0; one < side.outcome.count; one++) {
        writeRecord(side.outcome, one, record, 0)
        hash.update(bytes)
      }
      if (to === row) return `row ${from + row} was not stepped`
      row = to
    }
    from += size
  }
  return `${hash.digest().toString(16)} ${side.kernel(backends[0]).hash().toString(16)}`
}
