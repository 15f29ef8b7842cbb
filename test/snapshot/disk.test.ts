import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Image } from '../../kernels/image.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { parseConfig } from '../../pipeline/config/load.ts'
import { graph } from '../../pipeline/engine/graph.ts'
import { pageBytesOf } from '../../pipeline/snapshot/encode.ts'
import type { Order } from '../../pipeline/snapshot/encode.ts'
import { copyImage, PAGE_BYTES, pagesOf } from '../../pipeline/snapshot/image.ts'
import { stagesOf } from '../../pipeline/snapshot/kept-run.ts'
import { newestGood } from '../../pipeline/snapshot/newest-good.ts'
import { openSnapshots } from '../../pipeline/snapshot/open-snapshots.ts'
import type { Found } from '../../pipeline/snapshot/snapshot.ts'
import { SnapshotWriter } from '../../pipeline/snapshot/snapshot-writer.ts'
import { version } from '../../pipeline/version.ts'
import { Random } from '../fuzz/random.ts'
import { SimulatedDisk } from '../journal/simulated-disk.ts'
import { btcFolder } from '../pipeline/btc.ts'
import { builtWorker } from '../read/built-worker.ts'
import { CHAINS } from './lives.ts'
import { rowsOf, Stepper } from './stepper.ts'
import type { Rows } from './stepper.ts'

const btc = btcFolder()
const thread = builtWorker('pipeline/snapshot/snapshot-worker.ts')
const folder = mkdtempSync(join(tmpdir(), 'millrace-small-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

let config: Config
let rows: Rows
beforeAll(async () => {
  config = await parseConfig('engine: { orders: 64, clientIds: 64 }', { files: [btc.csv] })
  rows = await rowsOf(config)
})

const remount = (how: string): number | null => spawnSync('mount', ['-o', `remount,${how}`, folder]).status

// Only who may mount a file system can have a small disk; the same is tested everywhere on a simulated one.
describe.runIf(mounted)('a real disk of 4 MB', () => {
  it('that is full, or can only be read: the run goes on, what is there stays, and it is said why', async () => {
    const where = join(folder, 'snapshots')
    const run = new Stepper(config, graph, rows)
    const snapshots = openSnapshots(where, { config, from: 0, thread })
    const take = async (sequence: number): Promise<unknown[]> => {
      expect(snapshots.take(run.to(sequence).moment())).toBe(true)
      await snapshots.settled()
      const { found, passedOver } = await newestGood(where, { config, upTo: 9_999 })
      return [snapshots.reason, snapshots.durable, found?.sequence, passedOver]
    }
    expect(await take(100)).toEqual([undefined, 100, 100, []])
    const ballast: string[] = []
    for (let size = 2 ** 22; size >= 4_096; size /= 2) {
      const path = join(folder, `ballast-${size}`)
      ballast.push(path)
      try {
        writeFileSync(path, new Uint8Array(size))
      } catch {
        // As much of it as fits is there.
      }
    }
    expect(await take(200)).toEqual(['the disk said ENOSPC', 100, 100, []])
    expect(readdirSync(where)).toHaveLength(1)
    for (const path of ballast) rmSync(path, { force: true })
    expect(await take(300)).toEqual([undefined, 300, 300, []])
    expect(remount('ro')).toBe(0)
    try {
      expect(await take(400)).toEqual(['the disk said EROFS', 300, 300, []])
      expect(() => openSnapshots(where, { config, from: 250, thread })).toThrow('EROFS')
      // Node says ENOENT where it can't make a folder on such a disk.
      expect(() => openSnapshots(join(folder, 'other'), { config, from: 0, thread })).toThrow(/EROFS|ENOENT/)
    } finally {
      expect(remount('rw')).toBe(0)
    }
    expect(await take(500)).toEqual([undefined, 500, 500, []])
    expect(snapshots.counts).toEqual({ taken: 5, leftOut: 0, written: 3, failed: 2 })
    await snapshots.close()
    const { found } = await newestGood(where, { config, upTo: 9_999 })
    expect(new Stepper(config, graph, rows, found).to(900).hash()).toBe(run.to(900).hash())
  })
})

/** A run as it was at some rows. */
interface Kept {
  readonly order: Omit<Order, 'base'>
  readonly state: Uint8Array
}
const TURNS = 12
const kept: Kept[] = []
let image: Image
beforeAll(() => {
  const run = new Stepper(config, graph, rows)
  for (let turn = 1; turn <= TURNS + 1; turn++) {
    const { sequence, context, ...moment } = run.to(turn * 10).moment()
    image = moment.image
    const { stateBytes, size } = image
    const facts = { engine: version, head: 'j', chains: CHAINS, size, ...structuredClone(stagesOf(context)) }
    const state = new Uint8Array(pageBytesOf(stateBytes))
    copyImage(image, state.subarray(0, stateBytes))
    kept.push({ order: { sequence, config: config.hash, facts, stateBytes }, state })
  }
})

/** Takes snapshots on a disk of its own, as the thread does; tells which were acknowledged. */
class ByHand {
  acknowledged = 0
  private readonly writer: SnapshotWriter
  private readonly changed = new Uint8Array(pagesOf(image.stateBytes))
  private before: Uint8Array = new Uint8Array(0)

  constructor(disk: SimulatedDisk) {
    this.writer = new SnapshotWriter(disk, '/s', 2, 4)
  }

  take(turn: number): void {
    const { order, state } = kept[turn - 1]
    const page = (bytes: Uint8Array, at: number): Uint8Array => bytes.subarray(at * PAGE_BYTES, (at + 1) * PAGE_BYTES)
    for (let at = 0; at < this.changed.length; at++)
      if (Buffer.compare(page(state, at), page(this.before, at)) !== 0) this.changed[at] = 1
    this.before = state
    this.writer.write(order, state, this.changed)
    this.acknowledged = order.sequence
    this.writer.prune()
  }
}

const search = (disk: SimulatedDisk) => newestGood('/s', { config, upTo: 9_999 }, disk)

/** Whether what was found is the run as it was then. */
function expectKept({ sequence, saved }: Found): void {
  const { order, state } = kept[sequence / 10 - 1]
  expect(saved.stages.map((stage) => stage.state())).toEqual(order.facts.stages.map((stage) => stage.state))
  saved.restoreImage(image)
  const found = new Uint8Array(image.stateBytes)
  copyImage(image, found)
  expect(Buffer.compare(found, state.subarray(0, image.stateBytes))).toBe(0)
}

const OPERATIONS = ['open', 'write', 'sync', 'rename', 'syncFolder', 'remove'] as const

describe('a disk that loses what was not synced, or fails', () => {
  it.each(OPERATIONS)('power gone at %s: the newest acknowledged is there, and it is the state it says', async (at) => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed)
      const disk = new SimulatedDisk()
      const share = random.pick([0, 0.3, 0.7, 1])
      let left = random.integer(1, at === 'write' ? 60 : 8)
      let after: SimulatedDisk | undefined
      disk.faults = {
        before(operation) {
          if (operation !== at || --left > 0 || after !== undefined) return undefined
          after = disk.powerLoss(() => random.chance(share))
          return undefined
        },
      }
      const hand = new ByHand(disk)
      let turn = 0
      try {
        while (turn < TURNS) hand.take(++turn)
      } catch (error) {
        if (after === undefined) throw error
      }
      expect(after, `seed ${seed}`).toBeDefined()
      const { found } = await search(after!)
      expect(found?.sequence ?? 0, `seed ${seed}`).toBeGreaterThanOrEqual(hand.acknowledged)
      expect(found?.sequence ?? 0).toBeLessThanOrEqual(turn * 10)
      if (found !== undefined) expectKept(found)
    }
  })

  it('is told from one that does not sync', async () => {
    let lost = 0
    for (let seed = 1; seed <= 10; seed++) {
      const disk = new SimulatedDisk()
      disk.sync = () => undefined
      const hand = new ByHand(disk)
      for (let turn = 1; turn <= 3; turn++) hand.take(turn)
      const random = new Random(seed)
      const { found } = await search(disk.powerLoss(() => random.chance(0.5)))
      if ((found?.sequence ?? 0) < hand.acknowledged) lost++
    }
    expect(lost).toBeGreaterThan(3)
  })

  it.each(OPERATIONS)('%s fails now and then: what was acknowledged stays, and it goes on', async (failing) => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = new Random(seed)
      const disk = new SimulatedDisk()
      const hand = new ByHand(disk)
      let failures = 0
      for (let turn = 1; turn <= TURNS; turn++) {
        disk.faults = {
          before(operation, _path, bytes) {
            if (operation === 'write' && random.chance(0.3)) return random.integer(1, bytes)
            return operation === failing && random.chance(0.3) ? random.pick(['ENOSPC', 'EIO', 'EROFS']) : undefined
          },
        }
        try {
          hand.take(turn)
        } catch (error) {
          expect((error as Error).message).toMatch(/^E|the disk said E/)
          failures++
        }
        disk.faults = undefined
        expect((await search(disk)).found?.sequence ?? 0).toBeGreaterThanOrEqual(hand.acknowledged)
      }
      expect(failures).toBeGreaterThan(0)
      hand.take(TURNS + 1)
      const { found } = await search(disk)
      expect(found?.sequence).toBe((TURNS + 1) * 10)
      expectKept(found!)
    }
  })
})
