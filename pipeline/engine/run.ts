import { performance } from 'node:perf_hooks'
import { Subscription, tap } from 'rxjs'
import type { Observable } from 'rxjs'
import type { Outcome } from '../../operators/outcome.ts'
import type { AlertEvent } from '../../operators/risk/alerts.ts'
import { Collector } from '../result/collector.ts'
import { RunResult } from '../result/run-result.ts'
import { stateHash, TapeHashes } from './hashes.ts'
import { runInfoMadeBy, runInfoOf } from './run-info.ts'
import type { RunInfo } from './run-info.ts'

export interface RunOptions {
  /** Ends the run early; what was processed so far is the result. */
  readonly signal?: AbortSignal
  readonly onAlert?: (alert: AlertEvent) => void
  /** Called about once a second with the rows done. */
  readonly onProgress?: (events: number) => void
}

const PROGRESS_MILLIS = 1_000

/**
 * Runs a graph to its end and gathers the result. The collected record is bounded, whatever the length of the run.
 *
 * @throws what the graph throws: a fault of the configuration, the data under `badRows: stop`, or of a user's stage.
 */
export function run(outcomes: Observable<Outcome>, options: RunOptions = {}): Promise<RunResult> {
  const collector = new Collector(options.onAlert)
  const hashes = new TapeHashes()
  const startedAt = performance.now()
  let toldAt = startedAt
  let info: RunInfo | undefined
  const finish = (interrupted: boolean): RunResult => {
    const { last } = collector
    const known = info ?? (last === undefined ? undefined : runInfoOf(last.frame.context))
    return new RunResult({
      collector,
      ...(known === undefined ? {} : { info: known }),
      outputHashes: hashes.digests(),
      stateHash: last === undefined ? '0'.repeat(16) : stateHash(last),
      seconds: (performance.now() - startedAt) / 1000,
      interrupted,
    })
  }
  const take = (outcome: Outcome): void => {
    hashes.take(outcome)
    collector.take(outcome)
    if (options.onProgress === undefined || outcome.to < outcome.frame.rowCount) return
    const now = performance.now()
    if (now - toldAt < PROGRESS_MILLIS) return
    toldAt = now
    options.onProgress(collector.events)
  }
  return new Promise((resolve, reject) => {
    const { signal } = options
    const subscription = new Subscription()
    const end = (settle: () => void): void => {
      signal?.removeEventListener('abort', stop)
      subscription.unsubscribe()
      settle()
    }
    // A run that was ended is done when its files and threads are closed and the report says what was read.
    const stop = (): void =>
      end(() => {
        const result = finish(true)
        const closed = result.parts.info?.settled() ?? Promise.resolve()
        void closed.then(() => resolve(result))
      })
    if (signal?.aborted === true) {
      stop()
      return
    }
    signal?.addEventListener('abort', stop, { once: true })
    info = runInfoMadeBy(() => {
      subscription.add(
        // `tap` hands what it throws to the error below, where a subscriber would throw it out of reach.
        outcomes.pipe(tap(take)).subscribe({
          error: (error) => end(() => reject(error as Error)),
          complete: () => end(() => resolve(finish(false))),
        }),
      )
    })
  })
}
