import { Observable } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import type { Instrument } from '../../model/instrument.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import { declareBarSpecs } from '../../operators/stage.ts'
import { RowCache } from './cache/row-cache.ts'
import type { CacheOptions } from './cache/row-cache.ts'
import type { DetectedFile } from './detect/detect.ts'
import { detectedBefore } from './detect/remembered.ts'
import { keptHeads, knownFeeds } from './feeds.ts'
import type { KnownFeeds } from './feeds.ts'
import { frameSizes } from './frame-sizes.ts'
import { Framer } from './framer.ts'
import type { DataOptions, FileOptions } from './options.ts'
import { emptyReport } from './read-report.ts'
import type { ReadReport } from './read-report.ts'
import { Reading } from './reading.ts'
import type { ReadingPlan } from './reading.ts'
import { BatchTarget } from './row-target.ts'
import { chooseWays } from './ways.ts'
import type { ReadWays } from './ways.ts'
import { KeptPass } from './worker/kept-pass.ts'
import { readerWorker, ReaderThread, workerIsCompiled } from './worker/reader-thread.ts'

/** The part of a configuration that reading takes. */
export interface ReadOptions {
  readonly instruments: readonly Instrument[]
  readonly data: DataOptions
  readonly engine: { readonly frame: number | 'ragged' } & ReadWays
}

export interface ReadFrames {
  /**
   * Frames of rows numbered from 1: synchronous for each frame, asynchronous between chunks of the files.
   * Unsubscribing closes the files. Errors: a file that can't be read or understood, and under `badRows: stop` a
   * {@link BadRowError}. The next frame may reuse the memory of the one before the last: copy inside the call.
   */
  readonly frames: Observable<Frame>
  /** Filled when the last subscription to the frames has ended; `settled` says when. */
  readonly report: ReadReport
  /** Resolves when files, threads and cache of the last subscription are closed; at once where there was none. */
  readonly settled: () => Promise<void>
}

/**
 * Reads all files of a configuration, merged by (tsEvent, class, feed name, line), into frames.
 *
 * @param make Makes the frame pool (memory and context) for a universe; called at each subscription.
 * @param detected Feeds already looked at by `detect`, so that it is not done twice.
 * @param worker The reader's compiled worker.
 */
export function readFrames(
  config: ReadOptions,
  make: (universe: Universe) => FramePool,
  detected: readonly DetectedFile[] = [],
  worker = readerWorker(),
): ReadFrames {
  const report = emptyReport()
  let settled: Promise<void> = Promise.resolve()
  const frames = new Observable<Frame>((subscriber) => {
    const pass = new Pass(config, make(new Universe(config.instruments)), detected, worker)
    settled = pass
      .run((frame) => {
        subscriber.next(frame)
        return !subscriber.closed
      })
      .then(
        () => take(report, pass),
        (error: unknown) => {
          take(report, pass)
          subscriber.error(error)
        },
      )
      .then(() => subscriber.complete())
    return () => pass.close()
  })
  const specs = specsOf(config.data, detected)
  return {
    frames: specs === undefined ? frames : declareBarSpecs(frames, specs),
    report,
    settled: () => settled,
  }
}

/** Puts what a pass found into the report that was given out. */
function take(report: ReadReport, pass: Pass): void {
  delete report.firstMicros
  delete report.lastMicros
  Object.assign(report, pass.report())
}

/** Bar specs the files deliver, if that is known before they are opened. */
function specsOf(data: DataOptions, detected: readonly DetectedFile[]): number[] | undefined {
  const specs = new Set<number>()
  for (const { path, format, spec } of data.files) {
    if (format === 'quotes' || format === 'trades') continue
    const found = detected.filter((feed) => feed.path === path || feed.path.startsWith(`${path}/`))
    if (spec === undefined && found.length === 0) return undefined
    for (const each of spec === undefined ? found.map((feed) => feed.spec) : [spec]) {
      if (each !== undefined) specs.add(parseBarSpec(each))
    }
  }
  return [...specs]
}

type Begin = (sources: readonly string[]) => void
/** Gets bytes of rows, valid inside the call; returns false where no more are wanted. */
type Taken = (bytes: Uint8Array, at: number, rows: number) => boolean

/** Leaves out the first rows, which were taken already. */
function without(rows: number, taken: Taken): Taken {
  let left = rows
  return (bytes, at, count) => {
    const out = Math.min(left, count)
    left -= out
    return out === count || taken(bytes, at + out * ROW_BYTES, count - out)
  }
}

/** One pass over the files into frames, on this thread or with a reader's thread beside it. */
class Pass {
  private readonly config: ReadOptions
  private readonly pool: FramePool
  private readonly known: KnownFeeds
  private readonly worker: URL
  private source: Reading | ReaderThread | KeptPass | undefined
  private framer: Framer | undefined
  private closed = false

  constructor(config: ReadOptions, pool: FramePool, detected: readonly DetectedFile[], worker: URL) {
    this.config = config
    this.pool = pool
    this.known = config.data.files.map((file) => detectedBefore(file) ?? knownOf(file, detected))
    this.worker = worker
  }

  async run(emit: (frame: Frame) => boolean): Promise<void> {
    const { config, pool, known } = this
    const { instruments, data, engine } = config
    const ways = await chooseWays(engine, data, workerIsCompiled())
    if (this.closed) return
    const framer = new Framer(pool, frameSizes(engine.frame), emit)
    this.framer = framer
    const { sources } = pool.context.universe
    const plan: ReadingPlan = { instruments, data, known, sources: [...sources.list], parser: engine.parser ?? 'auto' }
    const begin: Begin = (names) => names.forEach((name) => sources.id(name))
    const taken: Taken = (bytes, at, rows) => framer.take(bytes, at, rows)
    if (ways.worker) await this.beside(plan, ways.cache, begin, taken)
    else {
      const reading = new Reading(plan, ways.cache === undefined ? undefined : new RowCache(ways.cache))
      this.source = reading
      await reading.run(new BatchTarget(taken), begin)
    }
    if (!this.closed) framer.end()
  }

  /** Reads on a thread of its own. */
  private async beside(plan: ReadingPlan, cache: CacheOptions | undefined, begin: Begin, taken: Taken): Promise<void> {
    const heads = cache === undefined ? undefined : await keptHeads(plan.data, plan.known, cache.folder)
    const kept = cache && heads && (await KeptPass.of({ ...plan, known: heads }, cache))
    let rest = taken
    if (kept !== undefined && !this.closed) {
      this.source = kept
      begin(kept.sources)
      if (await kept.run(taken)) return
      rest = without(kept.rows, taken)
    }
    if (this.closed) return
    const thread = new ReaderThread(this.worker)
    this.source = thread
    // While the thread starts, this one looks at the files.
    const known = await knownFeeds(plan.data, heads ?? plan.known, cache?.folder)
    await thread.run({ plan: { ...plan, known }, ...(cache === undefined ? {} : { cache }) }, begin, rest)
  }

  close(): void {
    this.closed = true
    this.source?.close()
  }

  report(): ReadReport {
    const { source, framer } = this
    const report = (source instanceof Reading ? source.report() : source?.report) ?? emptyReport()
    // Rows handed on in frames, however far reading was ahead of them.
    report.rows = framer?.rows ?? 0
    report.complete &&= !this.closed
    if (source !== undefined && !(source instanceof Reading)) report.reading.thread = 'worker'
    return report
  }
}

/** What was detected of a file, where nothing was said that detection would not find. */
function knownOf(options: FileOptions, detected: readonly DetectedFile[]): readonly DetectedFile[] | undefined {
  const plain = Object.keys(options).every((key) => key === 'path' || key === 'adjustment')
  return plain ? detected : undefined
}
