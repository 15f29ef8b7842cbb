import { describe, expect, test, vi } from 'vitest'
import type { Durability } from '../../pipeline/journal/port.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import type { Finding } from '../../pipeline/journal/verify.ts'
import { Random } from '../fuzz/random.ts'
import type { Operation } from './simulated-disk.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'

// Many small cases: minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 })

interface Life {
  readonly after: SimulatedDisk
  readonly acknowledged: number
  readonly accepted: number
  readonly at: string
}

interface Death {
  /** Operations from now on; the last one is not done. */
  readonly operations: number
  /** The process alone dies: what it wrote is there, whether it was synced or not. */
  readonly killed?: boolean
  /** Share of syncs that fail before that. */
  readonly failing?: number
}

/** Opens the journal, appends, and dies. */
function life(disk: SimulatedDisk, random: Random, durability: Durability, death: Death): Life {
  const { killed = false, failing = 0 } = death
  let left = death.operations
  const lost: { after?: SimulatedDisk; at: string } = { at: '' }
  const whole = random.pick([0, 0.3, 0.5, 0.9, 1])
  disk.faults = {
    before(operation, path) {
      if (lost.after !== undefined) return 'KILLED'
      if (--left > 0) return operation === 'sync' && random.chance(failing) ? 'EIO' : undefined
      lost.at = `${operation} ${kindOf(path)}`
      lost.after = killed ? disk : disk.powerLoss(() => random.chance(whole))
      return killed ? 'KILLED' : undefined
    },
  }
  let acknowledged = 0
  let accepted = 0
  try {
    const journal = writeByHand(disk, { durability, takeOver: true, segmentBytes: 1_060_000 })
    accepted = journal.writer.sequence - 1
    acknowledged = accepted
    while (lost.after === undefined) {
      for (let appends = random.integer(1, 4); appends > 0; appends--) accepted = journal.append(random.integer(1, 400))
      // Larger at times, so that segments end.
      if (random.chance(0.2)) for (let more = 0; more < 3; more++) accepted = journal.append(4_096)
      while (journal.committer.step() === 'committed') acknowledged = journal.durable()
    }
  } catch (error) {
    if (lost.after === undefined && failing === 0) throw error
  }
  disk.faults = undefined
  const { after = disk, at } = lost
  return { after, acknowledged, accepted, at }
}

const kindOf = (path: string): string =>
  /rows$|zeros$|segment$/.test(path) ? 'segment' : /json/.test(path) ? 'facts' : /lock/.test(path) ? 'lock' : 'folder'

describe('when the power goes at any operation, with any part of what was not synced on the disk,', () => {
  test.each<Durability>(['group', 'every'])(
    'nothing acknowledged is lost, and nothing made up, under %s',
    (durability) => {
      const phases = new Map<string, number>()
      for (let seed = 1; seed <= 80; seed++) {
        const random = new Random(seed)
        let disk = new SimulatedDisk()
        let kept = 0
        for (let turn = 0; turn < 4; turn++) {
          const { after, acknowledged, accepted, at } = life(disk, random, durability, {
            operations: random.integer(1, 60),
          })
          phases.set(at, (phases.get(at) ?? 0) + 1)
          disk = after
          const journal = writeByHand(disk, { durability, takeOver: true })
          const last = journal.writer.sequence - 1
          expect(last, `seed ${seed}, turn ${turn}, power gone at ${at}`).toBeGreaterThanOrEqual(
            Math.max(acknowledged, kept),
          )
          expect(last).toBeLessThanOrEqual(Math.max(accepted, kept))
          expect(lastReadable(disk)).toBe(last)
          kept = last
        }
      }
      for (const phase of ['write segment', 'sync segment', 'rename facts', 'sync facts', 'syncFolder folder']) {
        expect(phases.get(phase), phase).toBeGreaterThan(4)
      }
    },
  )

  test('under off a prefix of what was accepted is there', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed)
      const { after, accepted } = life(new SimulatedDisk(), random, 'off', { operations: random.integer(1, 60) })
      const journal = writeByHand(after, { durability: 'off', takeOver: true })
      expect(journal.writer.sequence - 1).toBeLessThanOrEqual(accepted)
      expect(lastReadable(after)).toBe(journal.writer.sequence - 1)
    }
  })

  test('the operations are real: without syncs, rows that were acknowledged are lost', () => {
    let lost = 0
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed)
      const disk = new SimulatedDisk()
      disk.sync = () => undefined
      const { after, acknowledged } = life(disk, random, 'group', { operations: random.integer(20, 60) })
      try {
        const journal = writeByHand(after, { takeOver: true })
        if (journal.writer.sequence - 1 < acknowledged) lost++
      } catch {
        lost++
      }
    }
    expect(lost).toBeGreaterThan(5)
  })
})

// A kill alone keeps what was written; the power may go long after, when more has been chained to it.
test.each<Durability>(['group', 'every', 'off'])(
  'what a killed writer left in the system’s hands is on the disk before it is built on, under %s',
  (durability) => {
    const killedAt = new Set<string>()
    for (let seed = 1; seed <= 150; seed++) {
      const random = new Random(seed)
      let disk = new SimulatedDisk()
      let kept = 0
      for (let turn = 0; turn < 6; turn++) {
        const killed = random.chance(0.7)
        const death = { operations: random.integer(1, 40), killed, failing: random.pick([0, 0.1, 0.3]) }
        const { after, acknowledged, at } = life(disk, random, durability, death)
        disk = after
        if (killed) killedAt.add(at)
        if (durability !== 'off') kept = Math.max(kept, acknowledged)
        const where = `seed ${seed}, turn ${turn}, ${killed ? 'killed' : 'power gone'} at ${at}`
        // Under `off` what a loss of power leaves is put in order when it is opened next.
        if (durability === 'off') continue
        expect(wrongIn(disk), where).toEqual([])
        expect(lastReadable(disk), where).toBeGreaterThanOrEqual(kept)
      }
      const last = writeByHand(disk, { durability, takeOver: true }).writer.sequence - 1
      expect(wrongIn(disk), `seed ${seed}`).toEqual([])
      expect(lastReadable(disk), `seed ${seed}`).toBe(last)
    }
    for (const at of ['write segment', 'sync segment', 'rename facts']) expect(killedAt).toContain(at)
  },
)

const wrongIn = (disk: SimulatedDisk): Finding[] =>
  verifyJournal(disk, FOLDER).findings.filter(({ kind }) => kind === 'altered' || kind === 'missing')

const operations: Operation[] = ['write', 'sync', 'truncate', 'rename', 'syncFolder']

describe('when operations fail now and then,', () => {
  test.each(operations)('%s: what is acknowledged is there, and the journal goes on', (failing) => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = new Random(seed)
      const disk = new SimulatedDisk()
      const journal = writeByHand(disk, { segmentBytes: 1_060_000 })
      disk.faults = {
        before(operation, _path, bytes) {
          if (operation === 'write' && random.chance(0.3)) return random.integer(1, bytes)
          return operation === failing && random.chance(0.4) ? random.pick(['ENOSPC', 'EIO', 'EROFS']) : undefined
        },
      }
      let last = 0
      for (let turn = 0; turn < 30; turn++) {
        last = journal.append(random.integer(1, 4_096))
        journal.committer.step()
      }
      const acknowledged = journal.durable()
      disk.faults = undefined
      expect(lastReadable(disk)).toBeGreaterThanOrEqual(acknowledged)
      while (journal.committer.step() !== 'idle');
      expect(journal.durable()).toBe(last)
      expect(journal.ring.state).toBe('available')
      expect(lastReadable(disk)).toBe(last)
    }
  })
})
