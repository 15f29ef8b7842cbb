import { Observable, pipe } from 'rxjs'
import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { FramePool } from '../../kernels/frame.ts'
import type { KernelFactory } from '../../kernels/kernel.ts'
import { barSpecsOf, declareBarSpecs } from '../../operators/stage.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { withEvents } from '../engine/with-events.ts'
import type { FramesOptions, Recording } from './recording.ts'
import { upTo } from './up-to.ts'

export interface ReplayOptions extends FramesOptions {
  /** Rows that end a frame, ascending: behind them every stage, too, stands where it was. */
  readonly ends?: readonly number[]
  /** What the desk runs on, given what it would run on; not asked where the graph names a kernel of its own. */
  readonly kernel?: (made: KernelFactory) => KernelFactory
}

/** Runs a recording again, its events among its rows: `to` and `ends` count them all. */
export function replayed(recording: Recording, options: ReplayOptions = {}): Observable<Outcome> {
  const { config, graph } = recording
  const { ends = [], kernel, to, ...rest } = options
  const stops = to === undefined ? ends : [...ends.filter((row) => row < to), to]
  const early = config.events === undefined || config.events.length === 0
  const frames = recording.frames({ ...rest, ...(to !== undefined && early ? { to } : {}) })
  const last: MonoTypeOperatorFunction<Frame> = to === undefined ? pipe() : upTo(to)
  if (stops.length === 0 && kernel === undefined) return frames.pipe(withEvents(config, graph))
  return frames.pipe(withEvents(config, pipe(reframed(stops, kernel), last, graph)))
}

/** Copies frames so that they end where asked, and gives their desk another kernel. */
function reframed(ends: readonly number[], kernel: ReplayOptions['kernel']): MonoTypeOperatorFunction<Frame> {
  return (source) => {
    const frames = new Observable<Frame>((subscriber) => {
      let pool: FramePool | undefined
      let next = 0
      return source.subscribe({
        next(frame) {
          pool ??= poolLike(frame, kernel)
          const { input } = frame
          for (let from = 0; from < input.count && !subscriber.closed;) {
            const first = input.firstSequence + from
            while (next < ends.length && ends[next] < first) next++
            const to = next < ends.length ? Math.min(input.count, ends[next] - input.firstSequence + 1) : input.count
            const copy = pool.next(first)
            copy.input.count = to - from
            input.memory.u8.copyWithin(copy.input.at(0), input.at(from), input.at(to))
            subscriber.next(copy)
            from = to
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
    const specs = barSpecsOf(source)
    return specs === undefined ? frames : declareBarSpecs(frames, specs)
  }
}

function poolLike({ context, input, bars }: Frame, kernel: ReplayOptions['kernel']): FramePool {
  const own = kernel === undefined ? context : { ...context, kernel: kernel(context.kernel) }
  return new FramePool(own, input.capacity, bars.capacity)
}
