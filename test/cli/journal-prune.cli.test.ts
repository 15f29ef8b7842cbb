import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quotesConfig, QuoteRows } from '../../bench/explain/quotes.ts'
import { formatRowId, rowId } from '../../model/row-id.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { snapshotFolder } from '../../pipeline/recording/journal-recording.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import { replay } from '../../pipeline/recording/replay.ts'
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

const kept = (): number[] =>
  snapshotsIn(realDisk, snapshotFolder(folder)).flatMap((one) => (one.passing ? [] : [one.sequence]))
const newest = (): number => Math.max(0, ...kept())
const oldest = (): number => Math.min(...kept())

/** Of the journal before anything was pruned. */
let whole: Awaited<ReturnType<typeof millrace>>
const decisions: string[] = []
/** What was said of some, by id. */
const explained = new Map<string, string>()
const sequenceOf = (id: string): number => Number(id.split('.')[0])

interface Arms {
  readonly baseline: unknown
  readonly changed: unknown
  readonly modelError: { readonly asRecorded: boolean }
}

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
  whole = await millrace(['replay', 'journal', '--json'], root)
  await replay(embeddedJournal(folder), {
    graph,
    onOutcome({ frame: { decisions: tape, firstSequence }, from }) {
      if (from > 0) return
      for (let row = 0; row < tape.count; row++)
        decisions.push(formatRowId(rowId(firstSequence + tape.position(row), tape.sub(row))))
    },
  })
  const later = decisions.filter((id) => sequenceOf(id) > oldest())
  for (const id of [later[0], later.at(-1)!])
    explained.set(id, (await millrace(['explain', 'journal', '--decision', id], root)).stdout)
}, 120_000)
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

  test('leaves a journal that is replayed, explained and asked from its oldest snapshot on', async () => {
    const { hash, first } = JSON.parse(whole.stdout) as { hash: string; first: number }
    expect(first).toBe(1)
    const replayed = await millrace(['replay', 'journal', '--json', '--frame', '7'], root)
    const again = JSON.parse(replayed.stdout) as { hash: string; first: number; checkpoints: number }
    expect([replayed.status, again.hash]).toEqual([0, hash])
    expect(again.first).toBe(oldest() + 1)
    expect((await millrace(['replay', 'journal'], root)).stdout).toContain(
      `from     row ${again.first}, by the snapshot`,
    )
    // Of decisions, those are told as before that the rows which are there lead to.
    expect(sequenceOf(decisions[0])).toBeLessThan(oldest())
    expect(explained.size).toBe(2)
    for (const [id, text] of explained) {
      expect(text).toContain(`row ${sequenceOf(id)}`)
      const { status, stdout } = await millrace(['explain', 'journal', '--decision', id], root)
      expect([status, stdout]).toEqual([0, text])
    }
    const gone = await millrace(['explain', 'journal', '--decision', decisions[0]], root)
    expect([gone.status, gone.stderr]).toEqual([1, expect.stringMatching(/rows before \d+ can't be run again/)])
    expect(await millrace(['why-not', 'journal'], root)).toMatchObject({ status: 0 })
    const whatIf = (...args: string[]) => millrace(['whatif', 'journal', '--mode', 'sim', '--json', ...args], root)
    const same = JSON.parse((await whatIf('--set', 'portfolios.two.limits.concentration=0.05')).stdout) as Arms
    expect(same.changed).toEqual(same.baseline)
    expect(same.modelError.asRecorded).toBe(true)
    const other = JSON.parse((await whatIf('--set', 'portfolios.two.limits.concentration=0.01')).stdout) as Arms
    expect(other.changed).not.toEqual(same.changed)
    expect(await whatIf('--set', 'signal.main.minConfidence=0.6')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/whole recording: retention removed the rows before \d+/) as string,
    })
  }, 120_000)

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

  test('does nothing where no snapshot stands for a row, and refuses what it can’t read', async () => {
    rmSync(snapshotFolder(folder), { recursive: true })
    expect(await millrace(['replay', 'journal'], root)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/RECORDING_PRUNED: rows 1 to \d+ were removed by retention/) as string,
    })
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
