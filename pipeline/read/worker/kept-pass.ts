import { setImmediate, setTimeout } from 'node:timers/promises'
import { FeedCache } from '../cache/feed-cache.ts'
import { RowCache } from '../cache/row-cache.ts'
import type { CacheOptions } from '../cache/row-cache.ts'
import { feedsOfData, openParser, readingUniverse } from '../feeds.ts'
import type { Feed } from '../feeds.ts'
import type { BlockFindings } from '../findings.ts'
import { readModule } from '../native/read-module.ts'
import type { KeptOutcome, PassModule } from '../native/read-module.ts'
import { Defects, emptyReport } from '../read-report.ts'
import type { ParserName, ReadReport } from '../read-report.ts'
import type { ReadingPlan } from '../reading.ts'
import { wholeReport } from '../whole-report.ts'
import type { FeedPart } from '../whole-report.ts'
import { ringMemory, RingReader } from './ring.ts'

/** Feeds of a pass at most, as `native/src/read/merge.rs` has it. */
const FEEDS_MAX = 32

/** One feed whose rows are kept. */
interface KeptFeed {
  readonly files: readonly string[]
  readonly entries: readonly string[]
  readonly instruments: readonly number[]
  readonly source: number
  readonly parser: ParserName
  /** What was found when its parser was opened. */
  readonly report: ReadReport
}

/**
 * A pass over files of quotes whose rows are all kept, in compiled code on a thread that starts at once: a worker takes
 * 40 to 100 ms to start, and as much processor time as moving three million rows. Whatever is not as plain as that ends
 * the pass after the rows handed over until then; reading goes on by a worker that leaves out as many.
 */
export class KeptPass {
  /** Names of all sources in the order of their ids. */
  readonly sources: readonly string[]
  /** Rows handed over. */
  rows = 0
  /** Of a pass that had ended with all rows, or because no more were wanted. */
  report: ReadReport | undefined
  private readonly plan: ReadingPlan
  private readonly feeds: readonly KeptFeed[]
  private readonly cache: RowCache
  private readonly module: PassModule
  private readonly memory = ringMemory()
  private readonly ring = new RingReader(this.memory)
  private closed = false

  private constructor(
    plan: ReadingPlan,
    feeds: readonly KeptFeed[],
    cache: RowCache,
    sources: readonly string[],
    module: PassModule,
  ) {
    this.plan = plan
    this.feeds = feeds
    this.cache = cache
    this.sources = sources
    this.module = module
  }

  /** A pass, where all that it needs is kept. */
  static async of(plan: ReadingPlan, options: CacheOptions): Promise<KeptPass | undefined> {
    const { data, instruments, known, parser, sources } = plan
    const module = parser === 'javascript' ? undefined : readModule()
    if (module === undefined || data.evaluations.length > 0 || (data.rates ?? []).length > 0) return undefined
    const feeds = await feedsOfData(data, known)
    if (feeds.length === 0 || feeds.length > FEEDS_MAX) return undefined
    const universe = readingUniverse(instruments, sources)
    for (const feed of feeds) universe.sources.id(feed.name)
    const cache = new RowCache(options)
    const find = (symbol: string): number | undefined => universe.symbols.find(symbol)
    const found = feeds.map((feed) => keptFeed(plan, feed, { find, source: universe.sources.id(feed.name) }, cache))
    const kept = (await Promise.all(found)).filter((feed) => feed !== undefined)
    return kept.length < feeds.length ? undefined : new KeptPass(plan, kept, cache, universe.sources.list, module)
  }

  /**
   * Hands all rows over; false where reading has to go on elsewhere.
   *
   * @param take Gets shared bytes, valid inside the call; returns false where no more rows are wanted.
   */
  async run(take: (bytes: Uint8Array, at: number, rows: number) => boolean): Promise<boolean> {
    const { memory, ring, feeds, plan, module } = this
    const { truncateAtMicros = Infinity, badRows } = plan.data
    const each = (bytes: Uint8Array, at: number, rows: number): void => {
      this.rows += rows
      if (!take(bytes, at, rows)) this.close()
    }
    const [control, rows] = [new Int32Array(memory.control), new Uint8Array(memory.rows)]
    const pass = new module.KeptPass(control, rows, feeds, truncateAtMicros, badRows === 'stop')
    let outcome: KeptOutcome
    try {
      while (!this.closed && !ring.ended) {
        // Between two slots signals and timers have their turn. That thread wakes nobody: it is seldom behind.
        if (ring.next(each)) await setImmediate()
        else await setTimeout(1)
      }
    } finally {
      ring.close()
      outcome = pass.result()
    }
    if (outcome.stopped !== undefined && !this.closed) return false
    for (const path of feeds.flatMap(({ entries }) => entries)) this.cache.hit(path)
    await this.cache.settle()
    this.report = this.reportOf(outcome)
    return true
  }

  /** Ends the pass. */
  close(): void {
    this.closed = true
    this.ring.close()
  }

  private reportOf({ told }: KeptOutcome): ReadReport {
    const { feeds, plan, closed, cache } = this
    const parts = feeds.map((feed, at) => partOf(feed, told[at], plan.data.badRows))
    const report = wholeReport(parts, plan.instruments)
    report.complete = !closed
    report.reading.parsers = [...new Set(feeds.map(({ parser }) => parser))].sort()
    report.reading.cache = cache.report()
    return report
  }
}

/** A feed whose rows may be kept, as far as that is known without reading its files. */
async function keptFeed(
  { instruments, data }: ReadingPlan,
  feed: Feed,
  ids: { readonly find: (symbol: string) => number | undefined; readonly source: number },
  cache: RowCache,
): Promise<KeptFeed | undefined> {
  const { detected, evaluations } = feed
  if (evaluations || detected.format !== 'quotes' || detected.order !== 'oldest-first') return undefined
  const target = { instruments, ratingOrder: data.ratingOrder, sources: () => 0, ...ids }
  const report = emptyReport()
  let parser
  try {
    parser = openParser(feed, target, new Defects(report, data.badRows))
  } catch {
    // It says so where it is read.
    return undefined
  }
  const rows = new FeedCache(cache, detected, instruments, target)
  const entries: string[] = []
  for (const path of detected.files) {
    const digest = await cache.digests.known(path)
    if (digest === undefined) return undefined
    entries.push(rows.entry(path, digest))
  }
  return {
    files: detected.files,
    entries,
    instruments: rows.ids.instruments,
    source: ids.source,
    parser: parser.native === true ? 'native' : 'javascript',
    report,
  }
}

/** What a pass told of a feed. */
function partOf({ report, files }: KeptFeed, told: KeptOutcome['told'][number], badRows: 'skip' | 'stop'): FeedPart {
  const { rows, crossed, instrument, firstMicros, lastMicros, findings } = told
  const defects = new Defects(report, badRows)
  for (const { file, text } of findings) {
    const { stream, findings: found } = JSON.parse(text) as { stream: string; findings: BlockFindings }
    defects.take(files[file] + stream, found)
  }
  report.crossed = crossed
  return { report, seen: new Map([[instrument, { rows, spec: 0, firstMicros, lastMicros, missing: 0 }]]) }
}
