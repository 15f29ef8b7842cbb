import type { Instrument } from '../../model/instrument.ts'
import type { Universe } from '../../model/universe.ts'
import { FeedCache } from './cache/feed-cache.ts'
import type { RowCache } from './cache/row-cache.ts'
import { evaluationSources, feedsOfData, openParser, readingUniverse } from './feeds.ts'
import type { Feed, KnownFeeds } from './feeds.ts'
import { parsedBlocks } from './feed.ts'
import type { DetectedFile } from './detect/detect.ts'
import type { Parser, Target } from './formats/reader.ts'
import { Merge } from './merge.ts'
import type { MergeSource } from './merge.ts'
import { readModule } from './native/read-module.ts'
import { oldestFirst } from './newest-first.ts'
import type { DataOptions } from './options.ts'
import { rateSource } from './rates.ts'
import { Defects, emptyReport } from './read-report.ts'
import type { DefectSink } from './findings.ts'
import type { ParserName, ReadReport } from './read-report.ts'
import type { RowBlock } from './row-block.ts'
import type { RowTarget } from './row-target.ts'
import { SequenceCheck } from './sequence-check.ts'
import { wholeReport } from './whole-report.ts'
import type { FeedPart } from './whole-report.ts'

/** What a pass over the files needs; plain data, so that it can be sent to another thread. */
export interface ReadingPlan {
  readonly instruments: readonly Instrument[]
  readonly data: DataOptions
  readonly known: KnownFeeds
  /** Names that have ids as sources already. */
  readonly sources: readonly string[]
  /** Which parser reads; absent: compiled code where there is some. */
  readonly parser?: 'auto' | 'javascript'
}

/**
 * One pass over the files: bytes to rows, checked, merged by (tsEvent, class, feed name, line) into a target. It knows
 * neither frames nor threads.
 */
export class Reading {
  private readonly plan: ReadingPlan
  private readonly cache: RowCache | undefined
  private readonly universe: Universe
  private readonly parts: FeedPart[] = []
  private readonly parsers = new Set<ParserName>()
  private readonly native: ReturnType<typeof readModule>
  private merge: Merge | undefined
  private closed = false
  private finished = false

  constructor(plan: ReadingPlan, cache?: RowCache) {
    this.plan = plan
    this.cache = cache
    this.universe = readingUniverse(plan.instruments, plan.sources)
    this.native = plan.parser === 'javascript' ? undefined : readModule()
  }

  /**
   * Reads everything.
   *
   * @param begin Gets the names of all sources in the order of their ids, before the first row.
   */
  async run(target: RowTarget, begin: (sources: readonly string[]) => void): Promise<void> {
    const { universe, plan } = this
    const feeds = await feedsOfData(plan.data, plan.known)
    if (this.closed) return
    // Ids are given in the order of names before the first frame, so that they depend on neither cuts nor arguments.
    for (const feed of feeds) if (!feed.evaluations) universe.sources.id(feed.name)
    const named = await evaluationSources(feeds, this.target(), () => this.closed)
    for (const name of named) universe.sources.id(name)
    if (this.closed) return
    begin(universe.sources.list)
    const { rates = [], truncateAtMicros } = plan.data
    const sources = feeds.map((feed) => this.source(feed))
    const all = rates.length === 0 ? sources : [rateSource(rates, truncateAtMicros), ...sources]
    this.merge = new Merge(all, target, this.native)
    try {
      await this.merge.run()
      this.finished = !this.closed
    } finally {
      await this.merge.close()
      await this.cache?.settle()
    }
  }

  /** Ends the pass; files are closed when the reads under way have come back. */
  close(): void {
    this.closed = true
    void this.merge?.close()
  }

  /** What was found, feed by feed in merge order. */
  report(): ReadReport {
    const report = wholeReport(this.parts, this.plan.instruments)
    report.rows = this.merge?.rows ?? 0
    report.complete = this.finished
    report.reading.parsers = [...this.parsers].sort()
    if (this.cache !== undefined) report.reading.cache = this.cache.report()
    return report
  }

  private target() {
    const { plan, universe } = this
    return {
      instruments: plan.instruments,
      find: (name: string) => universe.symbols.find(name),
      ratingOrder: plan.data.ratingOrder,
      parser: plan.parser ?? ('auto' as const),
    }
  }

  private source(feed: Feed): MergeSource {
    const { plan, universe } = this
    const { name, order, detected, evaluations } = feed
    const report = emptyReport()
    const defects = new Defects(report, plan.data.badRows)
    const check = new SequenceCheck(plan.instruments, defects, plan.data.truncateAtMicros)
    this.parts.push({ report, seen: check.seen })
    const source = evaluations ? 0 : universe.sources.id(name)
    const sources = (each: string): number => universe.sources.id(each)
    const target = { ...this.target(), source, sources }
    // Opened here too, so that a feed that can't be read fails before the first row of any.
    const { native } = openParser(feed, target, new Defects(emptyReport(), 'skip'))
    this.parsers.add(native === true ? 'native' : 'javascript')
    const open = (sink: DefectSink): Parser => openParser(feed, target, sink)
    // Rows of evaluations name instruments and sources of their own: they are always parsed.
    const cache = evaluations ? undefined : this.feedCache(detected, target)
    const parsed = parsedBlocks({
      files: detected.files,
      open,
      defects,
      badRows: plan.data.badRows,
      ...(cache === undefined ? {} : { cache }),
    })
    const blocks = detected.order === 'newest-first' ? oldestFirst(parsed) : parsed
    return { name, order, blocks: checked(blocks, check) }
  }

  private feedCache(detected: DetectedFile, target: Pick<Target, 'find' | 'source'>): FeedCache | undefined {
    return this.cache === undefined
      ? undefined
      : new FeedCache(this.cache, detected, this.plan.instruments, target, this.native)
  }
}

/** The blocks of a feed without their bad rows, until one lies behind the cut. */
async function* checked(blocks: AsyncIterable<RowBlock>, check: SequenceCheck): AsyncGenerator<RowBlock> {
  for await (const block of blocks) {
    check.apply(block)
    if (block.count > 0) yield block
    if (check.ended) return
  }
}
