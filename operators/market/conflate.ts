import { concat, defer, EMPTY, from, merge, mergeMap, Subject, takeUntil, tap } from 'rxjs'
import type { MonoTypeOperatorFunction, ObservableInput } from 'rxjs'
import { Conflation } from './conflation.ts'
import type { Conflatable } from './conflation.ts'

export interface ConflateOptions {
  /** Each value lets go what waits; the engine gives one when it has drained its input. Its end changes nothing. */
  readonly drainOn: ObservableInput<unknown>
  /** Updates that may wait; one more lets them go without waiting for `drainOn`. */
  readonly capacity?: number
}

const CAPACITY_DEFAULT = 4_096

/**
 * Conflation before the sequencer as an operator: between two values of `drainOn` only the newest update of each key is
 * kept, and all that have none. The end of the source lets go what waits; an error does not, for what follows a fault of
 * a feed is unknown.
 *
 * @throws through the observable, when the capacity is not a count of at least 1 or `drainOn` fails.
 * @example feed.pipe(conflate({ drainOn: idle })).subscribe((update) => sequencer.take(update))
 */
export function conflate<T extends Conflatable>(options: ConflateOptions): MonoTypeOperatorFunction<T> {
  const { drainOn, capacity = CAPACITY_DEFAULT } = options
  return (source) =>
    defer(() => {
      const queue = new Conflation<T>(capacity)
      const done = new Subject<void>()
      const arriving = source.pipe(
        mergeMap((update) => {
          if (queue.offer(update)) return EMPTY
          const waiting = queue.drain()
          queue.offer(update)
          return waiting
        }),
      )
      const rest = defer(() => queue.drain())
      return merge(
        from(drainOn).pipe(
          takeUntil(done),
          mergeMap(() => queue.drain()),
        ),
        concat(arriving, rest).pipe(tap({ complete: () => done.next() })),
      )
    })
}
