import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quotesConfig, QuoteRows } from '../../bench/explain/quotes.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { snapshotFolder } from '../../pipeline/recording/journal-recording.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import type { RecorderOptions } from '../../pipeline/recording/recorder.ts'
import { snapshotsIn } from '../../pipeline/snapshot/folder.ts'
import { millrace } from './millrace.ts'

const root = mkdtempSync(join(tmpdir(), 'millrace-prune-cli-'))
const folder = join(root, 'journal')
const ROWS = 120_000
const AT_ONCE = 4_000

const options = async (): Promise<RecorderOptions> => {
  const config = await quotesConfig()
  const journal = embeddedJournal(folder, { segmentBytes: 1_100_000 })
  return { journal, config, graph: graph(config), checkpointRows: AT_ONCE, snapshots: snapshotFolder(folder) }
}
const prune = (...args: string[]): ReturnType<typeof millrace> =>
  millrace(['journal', 'prune', 'journal', ...args], root)
const segments = (): string[] => readdirSync(folder).filter((name) => /\.(rows|packed)$/.test(name))

const newest = (): number =>
  Math.max(0, ...snapshotsIn(realDisk, snapshotFolder(folder)).flatMap((one) => (one.passing ? [] : [one.sequence])))

beforeAll(async () => {
  const recorder = await Recorder.open(await options())
  const quotes = new QuoteRows(2)
  recorder.begin(['walk'], quotes.nanos)
  for (let rows = 0; rows < ROWS; rows += AT_ONCE) {
    if (recorder.room() < AT_ONCE) await recorder.roomFor(AT_ONCE)
    recorder.take(quotes.next(AT_ONCE), 0, AT_ONCE)
    // A snapshot is left out where the one before is still being written: most are waited for.
    for (let times = 0; times < 40 && newest() < recorder.sequence - 2; times++) await setTimeout(5)
  }
  await recorder.close()
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('millrace journal prune', () => {
  test('keeps what is younger, what fits, and whatever a snapshot needs', async () => {
    const before = segments()
    expect(before.length).toBeGreaterThan(4)
    const nothing = expect.stringContaining('nothing to do') as string
    for (const args of [
      ['--older-than', '1h'],
      ['--larger-than', '1GB'],
    ])
      expect(await prune(...args)).toMatchObject({ status: 0, stdout: nothing })
    expect(segments()).toEqual(before)
    const pruned = await prune()
    expect(pruned).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^pruned {4}rows 1 to \d+ in \d+ batches/) as string,
    })
    expect(segments().length).toBeLessThan(before.length)
    expect(await prune()).toMatchObject({ status: 0, stdout: nothing })
    expect(await millrace(['journal', 'verify', 'journal'], root)).toMatchObject({ status: 0 })
  })

  test('leaves a journal that is gone on with from each of its snapshots', async () => {
    const recorder = await Recorder.open(await options())
    expect(recorder.recovered).toMatchObject({ feedRows: ROWS, passedOver: [] })
    await recorder.close()
    for (const name of readdirSync(snapshotFolder(folder)).sort().reverse().slice(0, -1)) {
      rmSync(join(snapshotFolder(folder), name))
      const again = await Recorder.open(await options())
      expect(again.recovered.feedRows).toBe(ROWS)
      expect(again.recovered.snapshot).toBeDefined()
      await again.writer.close()
    }
  }, 60_000)

  test('has what was pruned neither replayed nor explained, and says so', async () => {
    const { status, stderr } = await millrace(['replay', 'journal'], root)
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/RECORDING_PRUNED: rows 1 to \d+ were removed by retention/),
    ])
  })

  test('does nothing where no snapshot stands for a row, and refuses what it can’t read', async () => {
    rmSync(snapshotFolder(folder), { recursive: true })
    expect(await prune()).toMatchObject({ status: 0, stdout: expect.stringContaining('no snapshot stands') as string })
    for (const args of [
      ['--older-than', 'long'],
      ['--larger-than', '7'],
    ])
      expect(await prune(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(args[0]) as string })
    expect(await millrace(['journal', 'prune', 'elsewhere'], root)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('elsewhere holds no journal') as string,
    })
  })
})
