import type { FrameContext, SavedRun, StageRecord } from '../../kernels/frame-context.ts'
import type { Image, ImageSize } from '../../kernels/image.ts'
import type { Universe } from '../../model/universe.ts'
import { canonical } from '../canonical.ts'
import { copyImage, restoreImage } from './image.ts'
import { checkPlain } from './plain-state.ts'

/** A stage and what it knew: plain data. */
export interface KeptStage {
  readonly name: string
  readonly version: string
  /** Canonical text. */
  readonly parameters: string
  readonly state: unknown
}

/** All that a run has beside its image: plain data. */
export interface KeptStages {
  readonly stages: readonly KeptStage[]
  /** `universe.sources` and `universe.strategies`, in order. */
  readonly sources: readonly string[]
  readonly strategies: readonly string[]
}

/** A run between two rows, as plain data: another can go on from it, in this process or another. */
export interface KeptRun extends KeptStages {
  readonly size: ImageSize
  /** The state's bytes (`copyImage`). */
  readonly image: Uint8Array
}

/**
 * What the stages know, still shared with them: to be copied before the next row.
 *
 * @throws where a stage can't go on from it: it has no `restore`, or a state that is no plain data
 */
export function stagesOf({ stages, universe }: FrameContext): KeptStages {
  const { sources, strategies } = universe
  return { stages: stages.map(keptStage), sources: [...sources.list], strategies: [...strategies.list] }
}

function keptStage({ name, version, parameters, state: stateOf, restores }: StageRecord): KeptStage {
  if (restores !== true) throw new Error(`stage ${name} can't be kept in a snapshot: it has no restore(…)`)
  const state = stateOf()
  checkPlain(state, `state of ${name}`)
  return { name, version, parameters: canonical(parameters), state }
}

/** A copy of a run, from which another can go on. */
export function keepRun(image: Image, context: FrameContext): KeptRun {
  const bytes = new Uint8Array(image.stateBytes)
  copyImage(image, bytes)
  return { ...structuredClone(stagesOf(context)), size: image.size, image: bytes }
}

/** For `FrameContext.saved`, of as many runs as wanted. */
export function savedRun({ stages, size, image: bytes }: KeptRun): SavedRun {
  return {
    stages: stages.map(({ name, version, parameters, state }) => ({
      name,
      version,
      fits: (found) => canonical(found) === parameters,
      state: () => structuredClone(state),
    })),
    restoreImage: (image) => restoreImage(image, size, bytes),
  }
}

/**
 * Gives names their ids again, before a stage opens.
 *
 * @throws where one has another id already
 */
export function restoreNames(
  universe: Universe,
  { sources, strategies }: Pick<KeptStages, 'sources' | 'strategies'>,
): void {
  for (const [names, saved] of [
    [universe.sources, sources],
    [universe.strategies, strategies],
  ] as const) {
    saved.forEach((name, id) => {
      const given = names.id(name)
      if (given !== id) throw new Error(`${name} has the id ${given}, in the snapshot it has ${id}`)
    })
  }
}
