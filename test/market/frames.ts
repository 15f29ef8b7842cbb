import { FramePool } from '../../kernels/frame.ts'
import type { Frame } from '../../kernels/frame.ts'
import { Memory } from '../../kernels/memory.ts'
import type { Tape } from '../../kernels/tape.ts'
import type { Instrument } from '../../model/instrument.ts'
import { Universe } from '../../model/universe.ts'
import type { Stage } from '../../operators/stage.ts'
import { fromRows } from '../../pipeline/read/memory-source.ts'
import type { PlainRow } from '../../pipeline/read/memory-source.ts'
import { decode } from '../kernels/harness.ts'
import type { Row } from '../kernels/harness.ts'

export type { PlainRow } from '../../pipeline/read/memory-source.ts'

/** A memory no larger than its frames: an unused mebibyte of each would call the collector all the time. */
export const poolOf = (instruments: readonly Instrument[], rows = 64, debug = true): FramePool =>
  new FramePool(
    {
      memory: new Memory(FramePool.bytes(rows, rows * 8 + 64) + 2 ** 16),
      universe: new Universe(instruments),
      kernel: () => {
        throw new Error('no desk in this graph')
      },
      debug,
      stages: [],
    },
    rows,
    rows * 8 + 64,
  )

/** The rows a chain of stages leaves on a tape, at a cut. */
export function derived(
  rows: readonly PlainRow[],
  instruments: readonly Instrument[],
  stages: readonly Stage[],
  tape: (frame: Frame) => Tape,
  cut: number | 'ragged' = 64,
  specs: readonly number[] = [],
): Row[] {
  const found: Row[] = []
  let failure: unknown
  const source = fromRows(rows, () => poolOf(instruments, cut === 'ragged' ? 1_024 : cut), cut, specs)
  const graph = stages.reduce((stream, stage) => stage(stream), source)
  graph.subscribe({
    next: (frame) => {
      const one = tape(frame)
      for (let row = 0; row < one.count; row++) found.push(decode(one, row))
    },
    error: (error) => {
      failure = error
    },
  })
  if (failure !== undefined) throw failure as Error
  return found
}
