import { map, Observable } from 'rxjs'
import type { MonoTypeOperatorFunction } from 'rxjs'
import type { FrameContext, SavedStage } from '../kernels/frame-context.ts'
import type { Frame } from '../kernels/frame.ts'

/** An operator on frames. It may append to the frame's derived tapes; it never touches the input. */
export type Stage = MonoTypeOperatorFunction<Frame>

/** A stage's running half, made at the first frame of a subscription. */
export interface OpenStage {
  /** Processes one frame. A throw means a programmer's mistake and ends the graph with an error. */
  step(frame: Frame): void
  /** Plain data: enters snapshots and the state hash. */
  state(): unknown
  /**
   * Takes over what `state` gave before a restart, read back from its text. A stage without it is right too: what was
   * recorded is run again from its beginning.
   */
  restore?(state: unknown): void
}

export interface StageDefinition {
  readonly name: string
  readonly version: string
  /** Plain data: enters the fingerprint. */
  readonly parameters: unknown
  /** Bar specs this stage makes, for {@link barSpecsOf}. */
  readonly makes?: readonly number[]
  /** Called with the bar specs made upstream (undefined: not known); throws when one it reads is missing. */
  readonly require?: (available: ReadonlySet<number> | undefined) => void
  open(context: FrameContext): OpenStage
}

const made = new WeakMap<Observable<unknown>, ReadonlySet<number> | undefined>()

/** Declares which bar specs a source of frames delivers as input rows. */
export function declareBarSpecs<T>(source: Observable<T>, specs: Iterable<number>): Observable<T> {
  made.set(source, new Set(specs))
  return source
}

/**
 * Bar specs known to be on the frames of an observable, through ordinary RxJS operators too (each keeps its source);
 * undefined where the origin is not known.
 */
export function barSpecsOf(source: Observable<unknown>): ReadonlySet<number> | undefined {
  let at: Observable<unknown> | undefined = source
  while (at !== undefined) {
    if (made.has(at)) return made.get(at)
    at = (at as { source?: Observable<unknown> }).source
  }
  return undefined
}

/** Makes an operator of a stage: opened at the first frame, one `step` a frame, frames passed on as they are. */
export function stage(definition: StageDefinition): Stage {
  return (source) => {
    const upstream = barSpecsOf(source)
    const result = new Observable<Frame>((subscriber) => {
      try {
        definition.require?.(upstream)
      } catch (error) {
        subscriber.error(error)
        return undefined
      }
      let running: OpenStage | undefined
      const step = map((frame: Frame) => {
        running ??= open(definition, frame.context)
        running.step(frame)
        return frame
      })
      // `map` hands the subscriber on, so that a source that emits while it is being subscribed to sees it close.
      return source.pipe(step).subscribe(subscriber)
    })
    made.set(result, upstream === undefined ? undefined : new Set([...upstream, ...(definition.makes ?? [])]))
    return result
  }
}

function open(definition: StageDefinition, context: FrameContext): OpenStage {
  const running = definition.open(context)
  const { name, version, parameters } = definition
  const saved = savedStage(context, definition)
  if (saved !== undefined) {
    if (running.restore === undefined)
      throw new Error(`stage ${name} can't go on from a snapshot: it has no restore(…)`)
    running.restore(saved.state())
  }
  const restores = running.restore !== undefined
  context.stages.push({ name, version, parameters, state: () => running.state(), restores })
  return running
}

/**
 * What the stage opened next goes on from; undefined where a run begins.
 *
 * @throws where the saved run has another stage at this place, or other parameters
 */
export function savedStage(
  { saved, stages }: FrameContext,
  { name, version, parameters }: Pick<StageDefinition, 'name' | 'version' | 'parameters'>,
): SavedStage | undefined {
  if (saved === undefined) return undefined
  const found = saved.stages[stages.length]
  const where = `stage ${stages.length + 1} of the graph`
  if (found === undefined)
    throw new Error(`${where} is ${name} ${version}, the snapshot has no more than ${stages.length}`)
  if (found.name !== name || found.version !== version)
    throw new Error(`${where} is ${name} ${version}, in the snapshot it was ${found.name} ${found.version}`)
  if (!found.fits(parameters)) throw new Error(`${where}, ${name}, had other parameters in the snapshot`)
  return found
}
