import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Observable } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { barSpecsOf, declareBarSpecs } from '../../operators/stage.ts'
import type { Config } from '../config/config.ts'
import { readFrames } from '../read/frames.ts'
import type { FileOptions } from '../read/options.ts'
import { makePool } from './memory.ts'
import { registerRun, RunInfo } from './run-info.ts'

/**
 * The configuration's data files as a stream of frames, in event-time order.
 *
 * Synchronous within a frame, asynchronous between chunks of the files; unsubscribing closes them. Errors: a file that
 * can't be read; under `badRows: stop`, the first bad row.
 */
export function feed(config: Config): Observable<Frame> {
  let info: RunInfo | undefined
  const { frames, report, settled } = readFrames(config, (universe) => {
    const pool = makePool(config, universe)
    info = new RunInfo(config, report, settled)
    registerRun(pool.context, info)
    return pool
  })
  const timed = new Observable<Frame>((subscriber) =>
    frames.subscribe({
      next(frame) {
        const from = performance.now()
        subscriber.next(frame)
        const millis = performance.now() - from
        if (info === undefined) return
        info.latencyNanos.recordValue(Math.max(1, Math.round(millis * 1e6)))
        info.steppingMillis += millis
      },
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  )
  const specs = barSpecsOf(frames)
  return specs === undefined ? timed : declareBarSpecs(timed, specs)
}

/**
 * Frames of one or several files, read as the configuration says where it names them, and as detected where not.
 *
 * @example run(csv('btc-usd.csv', config).pipe(bars('15m'), …))
 */
export function csv(path: string | readonly string[], config: Config): Observable<Frame> {
  const files = [path].flat().map((one): FileOptions => {
    const wanted = resolve(one)
    return config.data.files.find((file) => resolve(file.path) === wanted) ?? { path: wanted }
  })
  return feed({ ...config, data: { ...config.data, files } })
}
