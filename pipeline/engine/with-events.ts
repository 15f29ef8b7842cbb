import { Observable, Subject, takeWhile } from 'rxjs'
import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { barSpecsOf, declareBarSpecs } from '../../operators/stage.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { EventSequencer } from './event-sequencer.ts'

/**
 * Runs a graph over frames with the configuration's dividends, splits, funding, settlements and borrowing costs
 * sequenced in as ADJUST rows, each after every row up to its time. What an event pays depends on the positions at that
 * moment: the frame ends there, the graph steps it, and the rows are computed from the state that results. They are
 * input like any other, so that what follows does not depend on how the stream was cut.
 *
 * Frames come straight from their source, before any stage. Without events the graph is returned as it is.
 *
 * @throws through the observable where an event needs a price and there is none.
 */
export function withEvents(config: Config, graph: OperatorFunction<Frame, Outcome>): OperatorFunction<Frame, Outcome> {
  const { events = [] } = config
  if (events.length === 0) return graph
  return (source) =>
    new Observable<Outcome>((subscriber) => {
      const frames = new Subject<Frame>()
      const specs = barSpecsOf(source)
      const declared = specs === undefined ? frames : declareBarSpecs(frames, specs)
      const sequencer = new EventSequencer(config, events, (frame) => frames.next(frame))
      subscriber.add(
        graph(declared).subscribe({
          next(outcome) {
            sequencer.image = outcome.image
            subscriber.next(outcome)
          },
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      )
      const attempt = (work: () => void): void => {
        try {
          work()
        } catch (error) {
          subscriber.error(error)
        }
      }
      subscriber.add(
        source.pipe(takeWhile(() => !subscriber.closed)).subscribe({
          next: (frame) => attempt(() => sequencer.take(frame)),
          error: (error) => frames.error(error),
          complete: () => {
            attempt(() => sequencer.end())
            frames.complete()
          },
        }),
      )
    })
}
