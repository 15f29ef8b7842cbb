import type { Image } from './image.ts'
import type { Tape } from './tape.ts'

/** The tapes of a frame that a kernel reads. */
export interface KernelFrame {
  readonly input: Tape
  readonly evaluations: Tape
  readonly decisions: Tape
}

export type Backend = 'reference' | 'wasm' | 'native'

/**
 * The desk as code over the state image: stateless, so that any frame may run on any backend.
 */
export interface Kernel {
  readonly backend: Backend
  /**
   * Steps the rows [from, to) of a frame, writing to the outcome tape. Returns `to`, or the row it stopped before: one
   * that the rest of the outcome tape might not hold, or, with `control.policyState` 1, one that waits in its middle for
   * a policy to answer for the positions in the pending list; with 2 there, `advance` from that row goes on with it.
   */
  advance(frame: KernelFrame, from: number, to: number): number
  /** XXH64 of the state in canonical order. */
  hash(): bigint
}

export type KernelFactory = (image: Image, outcome: Tape) => Kernel
