import type { FrameContext, SavedRun } from '../../kernels/frame-context.ts'
import { FramePool } from '../../kernels/frame.ts'
import { Memory } from '../../kernels/memory.ts'
import type { Universe } from '../../model/universe.ts'
import type { Config } from '../config/config.ts'
import { frameRowsMax } from '../read/frame-sizes.ts'
import { kernelOf } from './backend.ts'

const MIB = 2 ** 20
/** State image and outcome tape without orders, in address space: pages that are never touched cost nothing. */
const IMAGE_MIB = 128
/** An order's record, its three timers and its report; above what the layout needs, which a test compares. */
const ORDER_BYTES = 1_024
const CLIENT_ID_BYTES = 64
const DERIVED_ROWS_PER_INSTRUMENT = 32

/** Address space for the state image and the outcome tape. */
export function imageBytes({ orders, clientIds }: Config['engine']): number {
  return IMAGE_MIB * MIB + orders * ORDER_BYTES + clientIds * CLIENT_ID_BYTES
}

/**
 * Makes the one memory of a run, initial = maximum, and its frames.
 *
 * @param saved What the run goes on from, if it does not begin.
 */
export function makePool(config: Config, universe: Universe, saved?: SavedRun): FramePool {
  const rows = frameRowsMax(config.engine.frame)
  const derived = rows * config.engine.tapeFactor + universe.instruments.length * DERIVED_ROWS_PER_INSTRUMENT
  const memory = new Memory(FramePool.bytes(rows, derived) + imageBytes(config.engine))
  const context: FrameContext = {
    memory,
    universe,
    kernel: kernelOf(config.engine.backend, rows),
    debug: config.engine.debug,
    stages: [],
    ...(saved === undefined ? {} : { saved }),
  }
  return new FramePool(context, rows, derived)
}
