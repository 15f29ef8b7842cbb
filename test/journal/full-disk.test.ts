import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import type { JournalState, JournalWriter } from '../../pipeline/journal/port.ts'
import { BUFFERED_ROWS_MAX } from '../../pipeline/journal/row-ring.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { builtJournal } from './built-journal.ts'
import { faultOf, rejectedFault } from './conformance.ts'
import { appendRows, readAll, rowsFrom } from './rows.ts'

const threads = builtJournal()
const folder = mkdtempSync(join(tmpdir(), 'millrace-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

const remount = (how: string): number | null => spawnSync('mount', ['-o', `remount,${how}`, folder]).status

async function becomes(writer: JournalWriter, state: JournalState): Promise<void> {
  while (writer.state !== state && writer.state !== 'closed') await setTimeout(10)
  expect(writer.state).toBe(state)
}

/** Fills the buffer of a writer whose disk takes nothing; returns the last sequence that was accepted. */
function fill(writer: JournalWriter): number {
  while (writer.room() >= 500) appendRows(writer, 500)
  expect(faultOf(() => void appendRows(writer, 500))).toBe('JOURNAL_UNAVAILABLE')
  return writer.next - 1
}

// Only who may mount a file system can have a small disk; the same is tested everywhere on a simulated one.
describe.runIf(mounted)('a real disk of 6 MB', () => {
  test('that is full: rows are buffered, then refused by name; it goes on by itself when there is room', async () => {
    const journal = embeddedJournal(join(folder, 'full'), { threads, segmentBytes: 1_200_000 })
    const writer = await journal.writer()
    const before = appendRows(writer, 1_000)
    await writer.settled(before)
    const ballast = join(folder, 'ballast')
    for (let size = 2 ** 23; size >= 4_096; size /= 2) {
      try {
        writeFileSync(`${ballast}-${size}`, new Uint8Array(size))
      } catch {
        // As much of it as fits is there.
      }
    }
    while (writer.state === 'available' && writer.next < 100_000) {
      const last = appendRows(writer, 500)
      await Promise.race([writer.settled(last), becomes(writer, 'unavailable')])
    }
    await becomes(writer, 'unavailable')
    expect(writer.reason).toBe('the disk said ENOSPC')
    const durable = writer.durable
    const last = fill(writer)
    expect(last - durable).toBeLessThanOrEqual(BUFFERED_ROWS_MAX)
    expect(writer.releasable).toBe(durable)
    for (const name of realDisk.list(folder).filter((one) => one.startsWith('ballast')))
      realDisk.remove(join(folder, name))
    await writer.settled(last)
    expect([writer.state, writer.reason, writer.durable]).toEqual(['available', undefined, last])
    await writer.close()
    const { bytes } = await readAll(journal, 1)
    expect(Buffer.compare(bytes, rowsFrom(1, last))).toBe(0)
    expect(verifyJournal(realDisk, join(folder, 'full'))).toMatchObject({ sound: true, findings: [] })
  })

  test('that can only be read: no writer, but every row', async () => {
    const journal = embeddedJournal(join(folder, 'read-only'), { threads, segmentBytes: 1_200_000 })
    const writer = await journal.writer()
    appendRows(writer, 100)
    await writer.close()
    expect(remount('ro')).toBe(0)
    try {
      await expect(journal.writer()).rejects.toMatchObject({ code: 'EROFS' })
      expect((await readAll(journal, 1)).rows).toBe(100)
    } finally {
      expect(remount('rw')).toBe(0)
    }
    const again = await journal.writer()
    expect([again.next, again.found]).toEqual([101, []])
    await again.close()
    expect(await rejectedFault(again.roomFor(1))).toBe('JOURNAL_CLOSED')
  })
})
