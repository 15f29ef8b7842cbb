import { Observable } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { fixedMicros, parseBarSpec } from '../../model/bar-spec.ts'
import type { Instrument } from '../../model/instrument.ts'
import { Universe } from '../../model/universe.ts'
import { declareBarSpecs } from '../../operators/stage.ts'
import { detectFeed } from './detect/detect.ts'
import type { DetectedFile } from './detect/detect.ts'
import { feedsOf } from './detect/expand.ts'
import { feedNames } from './feed-names.ts'
import { parsedBlocks } from './feed.ts'
import { readerOf } from './formats/registry.ts'
import type { Target } from './formats/reader.ts'
import { frameSizes } from './frame-sizes.ts'
import { Merge, mergeOrder } from './merge.ts'
import type { MergeSource } from './merge.ts'
import { oldestFirst } from './newest-first.ts'
import type { DataOptions } from './options.ts'
import { Defects, emptyReport } from './read-report.ts'
import type { InstrumentReport, ReadReport } from './read-report.ts'
import type { RowBlock } from './row-block.ts'
import { intervalsBetween, SequenceCheck } from './sequence-check.ts'
import type { FeedInstrument } from './sequence-check.ts'

/** The part of a configuration that reading takes. */
export interface ReadOptions {
  readonly instruments: readonly Instrument[]
  readonly data: DataOptions
  readonly engine: { readonly frame: number | 'ragged' }
}

export interface ReadFrames {
  /**
   * Frames of rows numbered from 1: synchronous for each frame, asynchronous between chunks of the files.
   * Unsubscribing closes the files. Errors: a file that can't be read or understood, and under `badRows: stop` a
   * {@link BadRowError}. The next frame may reuse the memory of the one before the last: copy inside the call.
   */
  readonly frames: Observable<Frame>
  /** Filled while the frames are read; complete when they are. */
  readonly report: ReadReport
}

/**
 * Reads all files of a configuration, merged by (tsEvent, class, feed name, line), into frames.
 *
 * @param make Makes the frame pool (memory and context) for a universe; called at each subscription.
 * @param detected Feeds already looked at by `detect`, so that it is not done twice.
 */
export function readFrames(
  config: ReadOptions,
  make: (universe: Universe) => FramePool,
  detected: readonly DetectedFile[] = [],
): ReadFrames {
  const report = emptyReport()
  const frames = new Observable<Frame>((subscriber) => {
    const reading = new Reading(config, make(new Universe(config.instruments)), report, detected)
    reading
      .run((frame) => {
        subscriber.next(frame)
        return !subscriber.closed
      })
      .then(
        () => subscriber.complete(),
        (error) => subscriber.error(error),
      )
    return () => reading.close()
  })
  const specs = specsOf(config.data, detected)
  return { frames: specs === undefined ? frames : declareBarSpecs(frames, specs), report }
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

interface Feed {
  readonly name: string
  readonly detected: DetectedFile
  readonly evaluations: boolean
}

/** One pass over the files. */
class Reading {
  private readonly config: ReadOptions
  private readonly pool: FramePool
  private readonly universe: Universe
  private readonly report: ReadReport
  private readonly defects: Defects
  private readonly known: readonly DetectedFile[]
  private readonly checks: SequenceCheck[] = []
  private merge: Merge | undefined
  private closed = false

  constructor(config: ReadOptions, pool: FramePool, report: ReadReport, known: readonly DetectedFile[]) {
    this.config = config
    this.pool = pool
    this.universe = pool.context.universe
    this.report = Object.assign(report, emptyReport())
    delete report.firstMicros
    delete report.lastMicros
    this.defects = new Defects(report, config.data.badRows)
    this.known = known
  }

  async run(emit: (frame: Frame) => boolean): Promise<void> {
    const { config, pool, report, universe } = this
    const feeds = mergeOrder((await this.feeds()).map((feed) => ({ ...feed, order: feed.evaluations ? 1 : 0 })))
    if (this.closed) return
    // Ids are given in the order of names before the first frame, so that they depend on neither cuts nor arguments.
    for (const feed of feeds) if (!feed.evaluations) universe.sources.id(feed.name)
    for (const name of await this.evaluationSources(feeds)) universe.sources.id(name)
    if (this.closed) return
    const sources = feeds.map((feed) => this.source(feed, feed.order))
    this.merge = new Merge(sources, pool, frameSizes(config.engine.frame), emit)
    try {
      await this.merge.run()
      report.rows = this.merge.rows
      this.summarise()
      report.complete = !this.closed
    } finally {
      await this.merge.close()
    }
  }

  close(): void {
    this.closed = true
    void this.merge?.close()
  }

  /** All feeds of the configuration, looked at. */
  private async feeds(): Promise<Feed[]> {
    const { data } = this.config
    const feeds: Omit<Feed, 'name'>[] = []
    for (const options of data.files) {
      for (const paths of await feedsOf(options.path)) {
        const seen = this.known.find(({ path }) => path === paths.path)
        const plain = Object.keys(options).every((key) => key === 'path' || key === 'adjustment')
        const detected = seen !== undefined && plain ? seen : await detectFeed(paths, options)
        feeds.push({ detected, evaluations: detected.format.startsWith('evaluations') })
      }
    }
    for (const path of data.evaluations) {
      const detected = await detectFeed({ path, files: [path] }, { path })
      if (!detected.format.startsWith('evaluations')) {
        throw new Error(
          `${path} is no evaluation file: it needs time, instrument, timeframe, rating, confidence, horizon, source`,
        )
      }
      feeds.push({ detected, evaluations: true })
    }
    const names = feedNames(feeds.map(({ detected }) => detected.path))
    return feeds.map((feed, at) => ({ ...feed, name: names[at] }))
  }

  /** Names of the sources in evaluation files, sorted: a pass of its own, since ids must stand before the first frame. */
  private async evaluationSources(feeds: readonly Feed[]): Promise<string[]> {
    const names = new Set<string>()
    for (const { detected, evaluations } of feeds) {
      if (!evaluations) continue
      const collect = (name: string): number => {
        names.add(name)
        return 0
      }
      const defects = new Defects(emptyReport(), 'skip')
      const parser = readerOf(detected.format).open(detected.layout, this.target(0, detected, defects, collect))
      const blocks = parsedBlocks(detected.files, parser, defects)
      // eslint-disable-next-line no-empty
      for await (const _ of blocks) if (this.closed) break
    }
    return [...names].sort()
  }

  private target(source: number, detected: DetectedFile, defects: Defects, sources: Target['sources']): Target {
    const { config, universe } = this
    const [symbol] = detected.symbols
    if (detected.symbols.length > 1 && detected.format !== 'closes' && !detected.format.startsWith('evaluations')) {
      throw new Error(
        `${detected.path} holds several instruments (${detected.symbols.slice(0, 5).join(', ')}): one file an instrument`,
      )
    }
    return {
      source,
      instruments: config.instruments,
      find: (name) => universe.symbols.find(name),
      ...(symbol === undefined ? {} : { symbol }),
      sources,
      ratingOrder: config.data.ratingOrder,
      defects,
    }
  }

  private source({ name, detected, evaluations }: Feed, order: number): MergeSource {
    const { config, universe, defects } = this
    const id = evaluations ? 0 : universe.sources.id(name)
    const check = new SequenceCheck(config.instruments, defects, config.data.truncateAtMicros)
    this.checks.push(check)
    const target = this.target(id, detected, defects, (source) => universe.sources.id(source))
    let parser
    try {
      parser = readerOf(detected.format).open(detected.layout, target)
    } catch (error) {
      throw new Error(`${detected.path}: ${(error as Error).message}`, { cause: error })
    }
    const parsed = parsedBlocks(detected.files, parser, defects)
    const blocks = detected.order === 'newest-first' ? oldestFirst(parsed) : parsed
    return { name, order, blocks: checked(blocks, check) }
  }

  /** Gathers what the feeds delivered of each instrument. */
  private summarise(): void {
    const { report, config } = this
    config.instruments.forEach(({ symbol, session }, id) => {
      const parts = this.checks.flatMap((check) => check.seen.get(id) ?? []).filter(({ rows }) => rows > 0)
      if (parts.length === 0) return
      parts.sort((a, b) => a.firstMicros - b.firstMicros)
      const whole: InstrumentReport = {
        symbol,
        rows: parts.reduce((sum, { rows }) => sum + rows, 0),
        firstMicros: parts[0].firstMicros,
        lastMicros: Math.max(...parts.map(({ lastMicros }) => lastMicros)),
        missing: parts.reduce((sum, part, at) => sum + part.missing + missingBetween(parts[at - 1], part, session), 0),
      }
      report.instruments.push(whole)
      report.firstMicros = Math.min(report.firstMicros ?? Infinity, whole.firstMicros)
      report.lastMicros = Math.max(report.lastMicros ?? -Infinity, whole.lastMicros)
    })
  }
}

/** Missing intervals between two files that continue each other. */
function missingBetween(a: FeedInstrument | undefined, b: FeedInstrument, session: Instrument['session']): number {
  if (a === undefined || a.spec !== b.spec || b.spec === 0) return 0
  const length = fixedMicros(b.spec)
  if (length === undefined || b.firstMicros - a.lastMicros <= length) return 0
  return intervalsBetween(session, a.lastMicros, b.firstMicros - length, length)
}

/** The blocks of a feed without their bad rows, until one lies behind the cut. */
async function* checked(blocks: AsyncIterable<RowBlock>, check: SequenceCheck): AsyncGenerator<RowBlock> {
  for await (const block of blocks) {
    check.apply(block)
    if (block.count > 0) yield block
    if (check.ended) return
  }
}
