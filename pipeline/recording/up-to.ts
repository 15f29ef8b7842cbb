import { map, takeWhile } from 'rxjs'
import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'

/** Ends a stream of frames behind row `to`; unsubscribes from its source there. Stands before every stage. */
export function upTo(to: number): MonoTypeOperatorFunction<Frame> {
  return (frames) =>
    frames.pipe(
      takeWhile((frame) => frame.firstSequence <= to),
      map((frame) => {
        const rows = to - frame.firstSequence + 1
        if (frame.rowCount > rows) frame.input.count = rows
        return frame
      }),
      takeWhile((frame) => frame.firstSequence + frame.rowCount <= to, true),
    )
}
