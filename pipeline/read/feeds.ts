import { Universe } from '../../model/universe.ts'
import { detectKept, headKept } from './cache/head-cache.ts'
import { detectFeed } from './detect/detect.ts'
import type { DetectedFile } from './detect/detect.ts'
import { feedsOf } from './detect/expand.ts'
import { feedNames } from './feed-names.ts'
import { parsedBlocks } from './feed.ts'
import type { Parser, Target } from './formats/reader.ts'
import { parserOf } from './formats/parsers.ts'
import { mergeOrder } from './merge.ts'
import type { DataOptions, FileOptions } from './options.ts'
import { Defects, emptyReport } from './read-report.ts'
import type { DefectSink } from './findings.ts'

/** Files that continue each other, looked at. */
export interface Feed {
  readonly name: string
  readonly detected: DetectedFile
  readonly evaluations: boolean
  /** Its class among rows of one instant: 0 for market data, 1 for evaluations. */
  readonly order: number
}

/** What detection found before, by the place of the file in the options. */
export type KnownFeeds = readonly (readonly DetectedFile[] | undefined)[]

/** All feeds of a configuration, looked at, in merge order. */
export async function feedsOfData(data: DataOptions, known: KnownFeeds = []): Promise<Feed[]> {
  const feeds: Omit<Feed, 'name'>[] = []
  for (const [at, options] of data.files.entries()) {
    for (const paths of await feedsOf(options.path)) {
      const seen = known[at]?.find(({ path, files }) => path === paths.path && sameFiles(files, paths.files))
      const detected = seen ?? (await detectFeed(paths, options))
      const evaluations = detected.format.startsWith('evaluations')
      feeds.push({ detected, evaluations, order: evaluations ? 1 : 0 })
    }
  }
  for (const path of data.evaluations) {
    const detected = await detectFeed({ path, files: [path] }, { path })
    if (!detected.format.startsWith('evaluations')) {
      throw new Error(
        `${path} is no evaluation file: it needs time, instrument, timeframe, rating, confidence, horizon, source`,
      )
    }
    feeds.push({ detected, evaluations: true, order: 1 })
  }
  const names = feedNames(feeds.map(({ detected }) => detected.path))
  return mergeOrder(feeds.map((feed, at) => ({ ...feed, name: names[at] })))
}

/**
 * What is known, and what the heads of all other files show, looked at together. What fails here fails in reading.
 *
 * @param cache Folder in which what heads showed is kept; absent: it is not.
 */
export async function knownFeeds(data: DataOptions, known: KnownFeeds, cache?: string): Promise<KnownFeeds> {
  const look = async (options: FileOptions): Promise<DetectedFile[]> =>
    Promise.all((await feedsOf(options.path)).map((paths) => detectKept(paths, options, cache)))
  return Promise.all(data.files.map(async (options, at) => known[at] ?? (await look(options).catch(() => undefined))))
}

/** What is known, and what is kept in a folder of all other heads; undefined where a head is not. */
export async function keptHeads(data: DataOptions, known: KnownFeeds, cache: string): Promise<KnownFeeds | undefined> {
  const heads = data.files.map(async (options, at) => {
    const found =
      known[at] ?? (await Promise.all((await feedsOf(options.path)).map((feed) => headKept(feed, options, cache))))
    return found.every((head) => head !== undefined) ? found : undefined
  })
  const all = await Promise.all(heads)
  return all.every((found) => found !== undefined) ? all : undefined
}

const sameFiles = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((path, at) => path === b[at])

/** Opens the parser of a feed. Errors carry the feed's path. */
export function openParser(
  { detected }: Feed,
  target: Omit<Target, 'defects' | 'symbol'>,
  defects: DefectSink,
): Parser {
  const { path, format, layout, symbols } = detected
  const [symbol] = symbols
  if (symbols.length > 1 && format !== 'closes' && !format.startsWith('evaluations')) {
    throw new Error(`${path} holds several instruments (${symbols.slice(0, 5).join(', ')}): one file an instrument`)
  }
  try {
    return parserOf(layout, { ...target, ...(symbol === undefined ? {} : { symbol }), defects })
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error })
  }
}

/** Names of the sources in evaluation files, sorted: a pass of its own, since ids must stand before the first frame. */
export async function evaluationSources(
  feeds: readonly Feed[],
  target: Omit<Target, 'defects' | 'symbol' | 'sources' | 'source'>,
  closed: () => boolean,
): Promise<string[]> {
  const names = new Set<string>()
  const sources = (name: string): number => {
    names.add(name)
    return 0
  }
  for (const feed of feeds) {
    if (!feed.evaluations) continue
    const open = (sink: DefectSink): Parser => openParser(feed, { ...target, source: 0, sources }, sink)
    const defects = new Defects(emptyReport(), 'skip')
    const blocks = parsedBlocks({ files: feed.detected.files, open, defects, badRows: 'skip' })
    // eslint-disable-next-line no-empty
    for await (const _ of blocks) if (closed()) break
  }
  return [...names].sort()
}

/** A universe of its own for reading, in which names have the ids they have in the run's. */
export function readingUniverse(instruments: Universe['instruments'], sources: readonly string[]): Universe {
  const universe = new Universe(instruments)
  for (const name of sources) universe.sources.id(name)
  return universe
}
