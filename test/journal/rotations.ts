import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import type { JournalThreads } from '../../pipeline/journal/embedded-writer.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { appendUpTo, readAll, rowsFrom } from './rows.ts'

/** The smallest that there are, so that they end often. */
const SEGMENT_BYTES = 1_060_000

/** How many rows came back of those written, how many segments they lay in, and what was wrong with them in words. */
export interface Written {
  readonly segments: number
  readonly wrong: readonly string[]
}

/**
 * Writes and closes a journal in a folder of its own, with real threads on the real disk, and reads it back. Its size
 * changes from round to round, so that it is closed at every stage of the preparing.
 */
export async function rotations(folder: string, threads: JournalThreads, round: number): Promise<Written> {
  const path = join(folder, `rotations-${round}`)
  const journal = embeddedJournal(path, { threads, segmentBytes: SEGMENT_BYTES, pack: round % 2 === 0 })
  const rows = 16_000 + (round % 16) * 3_000
  for (const last of [rows / 2, rows]) {
    const writer = await journal.writer()
    await appendUpTo(writer, last, 500 + (round % 7) * 500)
    await writer.close()
  }
  const { sound, findings, head, segments } = verifyJournal(realDisk, path)
  const wrong = findings.map(({ kind, place, text }) => `${kind}: ${place}: ${text}`)
  if (!sound || head.sequence !== rows) wrong.push(`${rows} rows were written, verify found ${head.sequence}`)
  const { bytes } = await readAll(journal, 1)
  if (Buffer.compare(bytes, rowsFrom(1, rows)) !== 0) wrong.push(`the ${rows} rows written are not those read`)
  const left = realDisk.list(path).filter((name) => !/\.rows(\.packed)?$|^journal\.json$/.test(name))
  if (left.length > 0) wrong.push(`left behind: ${left.join(', ')}`)
  rmSync(path, { recursive: true })
  return { segments: segments.length, wrong }
}
