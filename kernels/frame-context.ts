import type { Universe } from '../model/universe.ts'
import type { Image } from './image.ts'
import type { KernelFactory } from './kernel.ts'
import type { Memory } from './memory.ts'

/** What a stage declares about itself: it enters the fingerprint, its state enters snapshots and the state hash. */
export interface StageRecord {
  readonly name: string
  readonly version: string
  readonly parameters: unknown
  /** Plain data, with sorted keys when hashed. */
  readonly state: () => unknown
  /** Whether it can go on from a state: without, what was recorded is run again from its beginning. */
  readonly restores?: boolean
}

/** What a stage's state was when it was kept. */
export interface SavedStage {
  readonly name: string
  readonly version: string
  /** Whether its parameters were these. */
  readonly fits: (parameters: unknown) => boolean
  /** The caller’s own: made anew for each. */
  readonly state: () => unknown
}

/** What a recovered run goes on from. */
export interface SavedRun {
  /** In graph order, the policy of the desk among them. */
  readonly stages: readonly SavedStage[]
  /** Fills the desk's image, which was built for the same configuration. */
  readonly restoreImage: (image: Image) => void
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
  /** Where the run goes on from, if it does not begin. */
  readonly saved?: SavedRun
}
