import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryUsage, stdout } from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { pruneJournal } from '../../pipeline/journal/prune.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { builtJournal } from '../journal/built-journal.ts'
import { rowsFrom } from '../journal/rows.ts'

const threads = builtJournal()
const folder = mkdtempSync(join(tmpdir(), 'millrace-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ROWS = Number(process.env['MILLRACE_MEMORY_ROWS'] ?? 100_000_000)
const FRAME_ROWS = 4_096
/** Times that the memory is looked at; the first ones are before everything has its size. */
const LOOKS = 20
const WARM_LOOKS = 5
/** Rows kept: retention removes the others as it would for a snapshot. */
const KEPT_ROWS = 4_000_000
const GROWTH_BYTES_MAX = 64 * 2 ** 20

test('memory is flat over 100 M rows, appended, packed and pruned', { timeout: 7_200_000 }, async () => {
  const journal = embeddedJournal(folder, { threads })
  const writer = await journal.writer()
  const rows = rowsFrom(1, FRAME_ROWS)
  const seen: number[] = []
  while (writer.next <= ROWS) {
    if (writer.room() < FRAME_ROWS) await writer.roomFor(FRAME_ROWS)
    writer.append(writer.next, rows, 0, FRAME_ROWS)
    if (writer.next > (ROWS / LOOKS) * (seen.length + 1)) {
      await writer.settled(writer.next - 1)
      const snapshot = { sequence: Math.max(0, writer.durable - KEPT_ROWS), sha256: '0'.repeat(64) }
      pruneJournal(realDisk, folder, { snapshot }, Date.now())
      seen.push(memoryUsage().rss)
      stdout.write(`${writer.next - 1} rows, ${(seen[seen.length - 1] / 2 ** 20).toFixed(0)} MiB resident\n`)
    }
  }
  await writer.close()
  const warm = seen.slice(WARM_LOOKS)
  expect(warm.length).toBeGreaterThanOrEqual(LOOKS - WARM_LOOKS)
  expect(Math.max(...warm) - warm[0]).toBeLessThan(GROWTH_BYTES_MAX)
  const { sound, head } = verifyJournal(realDisk, folder)
  expect([sound, head.sequence]).toEqual([true, writer.next - 1])
})
