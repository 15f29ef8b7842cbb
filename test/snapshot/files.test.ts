import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { HEADER_BYTES } from '../../pipeline/snapshot/format.ts'
import { newestGood } from '../../pipeline/snapshot/newest-good.ts'
import { openSnapshots } from '../../pipeline/snapshot/open-snapshots.ts'
import type { SnapshotOptions, Snapshots } from '../../pipeline/snapshot/snapshot.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { builtWorker } from '../read/built-worker.ts'
import { Stepper, rowsOf } from './stepper.ts'
import type { Rows } from './stepper.ts'

const btc = btcFolder()
const thread = builtWorker('pipeline/snapshot/snapshot-worker.ts')
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'millrace-snapshot-'))
  folders.push(made)
  return made
}

let config: Config
let rows: Rows
beforeAll(async () => {
  config = await parseConfig('{ portfolios: [{ name: one, cash: 100000, limits: { allowShort: true } }] }', {
    files: [btc.csv],
  })
  rows = await rowsOf(config)
})

const begin = (into: string, more: Partial<SnapshotOptions> = {}): Snapshots =>
  openSnapshots(into, { config, from: 0, thread, ...more })

/** A run that takes snapshots after the rows named, each durable before the next. */
async function keep(into: string, at: readonly number[], more: Partial<SnapshotOptions> = {}): Promise<Stepper> {
  const run = new Stepper(config, graph, rows)
  const snapshots = begin(into, more)
  for (const sequence of at) {
    expect(snapshots.take(run.to(sequence).moment())).toBe(true)
    await snapshots.settled()
    expect([snapshots.reason, snapshots.durable]).toEqual([undefined, sequence])
  }
  await snapshots.close()
  return run
}

const nameOf = (sequence: number): string => `${String(sequence).padStart(16, '0')}.snapshot`
const search = (where: string, upTo = 3_927) => newestGood(where, { config, upTo, head: 'a journal' })

/** Fault and reason of each snapshot passed over, by sequence; and the one found. */
async function told(where: string, upTo?: number): Promise<unknown> {
  const { found, passedOver } = await search(where, upTo)
  return {
    found: found?.sequence,
    passedOver: passedOver.map(({ sequence, fault, reason }) => [sequence, fault, reason]),
  }
}

function change(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at < 0 ? bytes.length + at : at] ^= 4
  writeFileSync(path, bytes)
}

describe('snapshots of a run', () => {
  it('let another process go on where it was: whole ones, and what changed since', async () => {
    const where = folder()
    const run = await keep(where, [500, 1_000, 1_500, 2_000], { keep: 4 })
    const whole = run.to(3_927).hash()
    const sizes = readdirSync(where).map((name) => statSync(join(where, name)).size)
    expect(sizes).toHaveLength(4)
    expect(Math.max(...sizes.slice(1))).toBeLessThan(sizes[0] / 3)
    for (const upTo of [3_000, 1_999, 1_499, 700]) {
      const { found, passedOver } = await search(where, upTo)
      expect(found!.sequence).toBe(Math.floor(upTo / 500) * 500 - (upTo === 3_000 ? 1_000 : 0))
      expect(passedOver.every(({ fault }) => fault === 'SNAPSHOT_AHEAD')).toBe(true)
      expect(new Stepper(config, graph, rows, found).to(3_927).hash()).toBe(whole)
    }
  })

  it('are kept to the newest, with the whole one they build on', async () => {
    const where = folder()
    await keep(where, [100, 200, 300, 400, 500, 600, 700], { keep: 2, wholeEvery: 4 })
    expect(readdirSync(where).sort()).toEqual([500, 600, 700].map(nameOf))
    expect(await told(where)).toEqual({ found: 700, passedOver: [] })
  })

  it('do not stop the run: while one is written, others are left out, and counted', async () => {
    const where = folder()
    const run = new Stepper(config, graph, rows)
    const snapshots = begin(where)
    expect(snapshots.take(run.to(100).moment())).toBe(true)
    let taken = 1
    for (let sequence = 101; sequence <= 160; sequence++) taken += Number(snapshots.take(run.to(sequence).moment()))
    await snapshots.close()
    expect(snapshots.counts).toEqual({ taken, leftOut: 61 - taken, written: taken, failed: 0 })
    expect(snapshots.counts.leftOut).toBeGreaterThan(0)
    expect(await told(where)).toEqual({ found: snapshots.durable, passedOver: [] })
    expect(snapshots.take(run.to(200).moment())).toBe(false)
  })

  it('are removed where a run goes on before them: what they hold was lost', async () => {
    const where = folder()
    await keep(where, [100, 200, 300])
    writeFileSync(join(where, `${nameOf(400)}.tmp`), 'begun')
    const snapshots = begin(where, { from: 250 })
    expect(snapshots.removed).toEqual([`${nameOf(400)}.tmp`, nameOf(300)].map((name) => join(where, name)))
    await snapshots.close()
    expect(readdirSync(where).sort()).toEqual([100, 200].map(nameOf))
  })

  it('are not taken of a graph with a stage that can’t go on, or whose state is no plain data', async () => {
    const run = new Stepper(config, graph, rows)
    const snapshots = begin(folder())
    const moment = run.to(10).moment()
    const { stages } = moment.context
    stages.push({ name: 'mine', version: '1', parameters: {}, state: () => ({}) })
    expect([snapshots.take(moment), snapshots.reason]).toEqual([
      false,
      "stage mine can't be kept in a snapshot: it has no restore(…)",
    ])
    const shared = [1]
    for (const [state, fault] of [
      [{ a: [new Date(0)] }, 'state of mine.a[0]: a Date is no plain data'],
      [{ a: { b: () => 1 } }, 'state of mine.a.b: a function is no plain data'],
      [{ a: shared, b: [shared] }, 'state of mine.b[0] is what stands at state of mine.a too'],
    ] as const) {
      stages.pop()
      stages.push({ name: 'mine', version: '1', parameters: {}, state: () => state, restores: true })
      expect(snapshots.take(moment)).toBe(false)
      expect(snapshots.reason).toContain(fault)
    }
    expect(snapshots.counts).toEqual({ taken: 4, leftOut: 0, written: 0, failed: 4 })
    stages.pop()
    expect(snapshots.take(moment)).toBe(true)
    await snapshots.close()
    expect([snapshots.durable, snapshots.reason]).toEqual([10, undefined])
  })
})

describe('a snapshot that can’t be used is named, and an older one taken', () => {
  it('torn: too short, never finished, or without the whole one it builds on', async () => {
    const where = folder()
    await keep(where, [100, 200, 300, 400], { keep: 9, wholeEvery: 3 })
    const path = (sequence: number): string => join(where, nameOf(sequence))
    const { size } = statSync(path(400))
    truncateSync(path(400), size - 1)
    writeFileSync(`${path(500)}.tmp`, 'begun')
    expect(await told(where)).toEqual({
      found: 300,
      passedOver: [
        [500, 'SNAPSHOT_TORN', 'was being written when its run ended'],
        [400, 'SNAPSHOT_TORN', `has ${size - 1} bytes of ${size}`],
      ],
    })
    truncateSync(path(400), 100)
    rmSync(path(100))
    expect(await told(where)).toEqual({
      found: undefined,
      passedOver: [
        [500, 'SNAPSHOT_TORN', 'was being written when its run ended'],
        [400, 'SNAPSHOT_TORN', `has 100 bytes, a header alone has ${HEADER_BYTES}`],
        [300, 'SNAPSHOT_TORN', 'builds on snapshot 100, which is not there'],
        [200, 'SNAPSHOT_TORN', 'builds on snapshot 100, which is not there'],
      ],
    })
  })

  it('altered: any one bit of it, of what it builds on, or its name', async () => {
    const where = folder()
    await keep(where, [100, 200], { wholeEvery: 1 })
    const path = join(where, nameOf(200))
    const { length } = readFileSync(path)
    for (const at of [0, 9, 20, 121, HEADER_BYTES + 5, length >> 1, -33, -1]) {
      change(path, at)
      const { found, passedOver } = await search(where)
      expect([found?.sequence, passedOver[0]?.fault], `byte ${at}`).toEqual([100, 'SNAPSHOT_ALTERED'])
      change(path, at)
    }
    expect(await told(where)).toEqual({ found: 200, passedOver: [] })
    writeFileSync(join(where, nameOf(300)), readFileSync(path))
    expect(await told(where)).toEqual({
      found: 200,
      passedOver: [[300, 'SNAPSHOT_ALTERED', 'holds sequence 200, its name says 300']],
    })
  })

  it('altered: the whole one that it builds on, or another in its place', async () => {
    const where = folder()
    await keep(where, [100, 200])
    const path = join(where, nameOf(100))
    change(path, -40)
    const { found, passedOver } = await search(where)
    expect(found).toBeUndefined()
    expect(passedOver.map(({ fault, reason }) => [fault, reason.slice(0, 40)])).toEqual([
      ['SNAPSHOT_ALTERED', 'builds on snapshot 100, which has bytes '],
      ['SNAPSHOT_ALTERED', passedOver[1].reason.slice(0, 40)],
    ])
    const elsewhere = folder()
    await keep(elsewhere, [50, 100], { wholeEvery: 1 })
    writeFileSync(path, readFileSync(join(elsewhere, nameOf(100))))
    const other = await parseConfig('{ portfolios: [{ name: one, cash: 9, limits: { allowShort: true } }] }', {
      files: [btc.csv],
    })
    const run = new Stepper(other, graph, rows)
    const snapshots = openSnapshots(elsewhere, { config, from: 99, thread })
    snapshots.take(run.to(100).moment())
    await snapshots.close()
    writeFileSync(path, readFileSync(join(elsewhere, nameOf(100))))
    expect((await search(where)).passedOver).toMatchObject([
      { sequence: 200, reason: 'builds on another snapshot 100 than the one that is there' },
    ])
  })
})
