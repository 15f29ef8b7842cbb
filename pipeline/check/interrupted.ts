import { Observable, Subject, takeWhile, tap } from 'rxjs'
import type { MonoTypeOperatorFunction, OperatorFunction, Subscription } from 'rxjs'
import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import type { Image } from '../../kernels/image.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { barSpecsOf, declareBarSpecs } from '../../operators/stage.ts'
import type { Config } from '../config/config.ts'
import { makePool } from '../engine/memory.ts'
import { registerRun, runInfoOf } from '../engine/run-info.ts'
import { restoreNames, savedRun } from '../snapshot/kept-run.ts'
import type { KeptRun } from '../snapshot/kept-run.ts'

/**
 * Runs a graph as if it had ended after some rows and gone on from a snapshot: there it is kept, and opened anew in
 * another memory with another universe. What comes out has to be what comes out without.
 *
 * @param at Sequences after which it ends, ascending.
 * @param keep Keeps a run: by way of a snapshot's bytes, if it wants.
 * @param configs The configuration of each life, such as one with another backend; by turns.
 */
export function interrupted(
  configs: readonly Config[],
  graph: (config: Config) => OperatorFunction<Frame, Outcome>,
  at: readonly number[],
  keep: (image: Image, context: FrameContext) => KeptRun,
): OperatorFunction<Frame, Outcome> {
  return (source) =>
    new Observable<Outcome>((subscriber) => {
      const specs = barSpecsOf(source)
      let lives = 0
      let life: Life | undefined
      const open = ({ context }: Frame): Life => {
        const config = configs[lives++ % configs.length]
        const kept = life?.keep(keep)
        return new Life(config, kept, context, (frames, seen) =>
          frames.pipe(declared(specs), graph(config), tap(seen)).subscribe({
            next: (outcome) => subscriber.next(outcome),
            error: (error) => subscriber.error(error),
          }),
        )
      }
      const take = (frame: Frame): void => {
        for (let from = 0; from < frame.rowCount && !subscriber.closed;) {
          life ??= open(frame)
          const end = (at[lives - 1] ?? Number.POSITIVE_INFINITY) - frame.firstSequence + 1
          const to = Math.min(frame.rowCount, end)
          life.step(frame, from, to)
          if (to === end) life = open(frame)
          from = to
        }
      }
      subscriber.add(() => life?.end())
      // `tap` hands what it throws to the error below, where a subscriber would throw it out of reach.
      subscriber.add(
        source
          .pipe(
            tap(take),
            takeWhile(() => !subscriber.closed),
          )
          .subscribe({
            error: (error) => subscriber.error(error),
            complete: () => subscriber.complete(),
          }),
      )
    })
}

const declared =
  (specs: ReadonlySet<number> | undefined): MonoTypeOperatorFunction<Frame> =>
  (frames) =>
    specs === undefined ? frames : declareBarSpecs(frames, specs)

type Open = (frames: Observable<Frame>, seen: (outcome: Outcome) => void) => Subscription

/** A graph from one interruption to the next. */
class Life {
  private readonly pool: FramePool
  private readonly frames = new Subject<Frame>()
  private readonly running: Subscription
  private image: Image | undefined

  /**
   * @param kept What it goes on from; undefined: it is the first.
   * @param origin Context of the frames that rows are copied from.
   */
  constructor(config: Config, kept: KeptRun | undefined, origin: FrameContext, open: Open) {
    const universe = new Universe(config.instruments)
    restoreNames(universe, kept ?? { sources: origin.universe.sources.list, strategies: [] })
    this.pool = makePool(config, universe, kept === undefined ? undefined : savedRun(kept))
    const info = runInfoOf(origin)
    if (info !== undefined) registerRun(this.pool.context, info)
    this.running = open(this.frames, (outcome) => {
      this.image = outcome.image
    })
  }

  /** Steps copies of the rows [from, to) of a frame. */
  step({ input, firstSequence }: Frame, from: number, to: number): void {
    const { pool } = this
    for (let row = from; row < to;) {
      const end = Math.min(to, row + pool.rows)
      const frame = pool.next(firstSequence + row)
      frame.input.count = end - row
      pool.context.memory.u8.set(
        input.memory.u8.subarray(input.at(row), input.at(row) + (end - row) * ROW_BYTES),
        frame.input.at(0),
      )
      this.frames.next(frame)
      row = end
    }
  }

  /** Ends it, and gives what another can go on from. */
  keep(keep: (image: Image, context: FrameContext) => KeptRun): KeptRun {
    if (this.image === undefined) throw new Error('a run that has stepped no row has nothing to go on from')
    const kept = keep(this.image, this.pool.context)
    this.end()
    return kept
  }

  end(): void {
    this.running.unsubscribe()
  }
}
