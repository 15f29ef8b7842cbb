import type { Universe } from '../model/universe.ts'
import type { KernelFactory } from './kernel.ts'
import type { Memory } from './memory.ts'

/** What a stage declares about itself: it enters the fingerprint, its state enters snapshots and the state hash. */
export interface StageRecord {
  readonly name: string
  readonly version: string
  readonly parameters: unknown
  /** Plain data, with sorted keys when hashed. */
  readonly state: () => unknown
}

/** What all frames of one run share. */
export interface FrameContext {
  readonly memory: Memory
  readonly universe: Universe
  /** Makes the backend the desk runs on, unless the desk was given one. */
  readonly kernel: KernelFactory
  /** Poisons cursors and asserts conservation. */
  readonly debug: boolean
  /** Stages in graph order, as they opened. */
  readonly stages: StageRecord[]
}
