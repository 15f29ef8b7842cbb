import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileDate } from '../text/file-date.ts'

const DATA_FILE = /\.(csv|txt|json|jsonl|ndjson)(\.gz)?$|\.zip$/i

/** A file, or a folder of files that continue each other. */
export interface FeedPaths {
  /** Path that names the feed. */
  readonly path: string
  /** Its files, in reading order. */
  readonly files: readonly string[]
}

/**
 * The feeds of a path. A folder whose files all carry a date in their names is one feed, read by date; any other folder
 * stands for the feeds of everything in it.
 */
export async function feedsOf(path: string): Promise<FeedPaths[]> {
  if (!(await stat(path)).isDirectory()) return [{ path, files: [path] }]
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  const files = entries.filter((entry) => !entry.isDirectory() && DATA_FILE.test(entry.name)).map(({ name }) => name)
  if (files.length > 0 && files.every((name) => fileDate(name) !== undefined)) {
    files.sort((a, b) => fileDate(a)! - fileDate(b)! || (a < b ? -1 : 1))
    return [{ path, files: files.map((name) => join(path, name)) }]
  }
  const feeds: FeedPaths[] = files.map((name) => ({ path: join(path, name), files: [join(path, name)] }))
  for (const entry of entries) if (entry.isDirectory()) feeds.push(...(await feedsOf(join(path, entry.name))))
  if (feeds.length === 0) throw new Error(`${path} holds no data files (.csv, .gz, .zip, .json)`)
  return feeds
}
