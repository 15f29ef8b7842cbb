import { describe, expect, test, vi } from 'vitest'
import { segmentFiles } from '../../pipeline/journal/folder.ts'
import { packNext } from '../../pipeline/journal/pack.ts'
import { pruneJournal } from '../../pipeline/journal/prune.ts'
import { planRepair, repairJournal } from '../../pipeline/journal/repair.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { Random } from '../fuzz/random.ts'
import { faultOf } from './conformance.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'

// Many small cases: minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 })

const ROWS = 4_096

/** Four segments of four batches. */
function journalOf(): SimulatedDisk {
  const disk = new SimulatedDisk()
  const journal = writeByHand(disk, { segmentBytes: 1_060_000 })
  for (let batch = 0; batch < 16; batch++) {
    journal.append(ROWS)
    journal.committer.step()
  }
  journal.release()
  return disk
}

function packAll(disk: SimulatedDisk): number {
  let packed = 0
  while (packNext(disk, FOLDER, 1) !== undefined) packed++
  return packed
}

describe('packed segments', () => {
  test('hold the same rows and the same chain in less room; the newest stays as it is', () => {
    const disk = journalOf()
    const before = verifyJournal(disk, FOLDER)
    expect(packAll(disk)).toBe(3)
    const after = verifyJournal(disk, FOLDER)
    expect([after.sound, after.findings, after.head]).toEqual([true, [], before.head])
    expect(after.segments.map(({ packed }) => packed)).toEqual([true, true, true, false])
    expect(lastReadable(disk)).toBe(16 * ROWS)
    expect(lastReadable(disk, 5 * ROWS + 77)).toBe(16 * ROWS)
    for (const { path, packed } of segmentFiles(disk, FOLDER)) {
      if (packed) expect(disk.bytes(path).length).toBeLessThan(300_000)
    }
    const journal = writeByHand(disk)
    expect([journal.writer.sequence, journal.found]).toEqual([16 * ROWS + 1, []])
  })

  test('are pruned and repaired like others', () => {
    const disk = journalOf()
    packAll(disk)
    pruneJournal(disk, FOLDER, { snapshot: { sequence: 4 * ROWS, sha256: '00' } }, 1_800_000_000_000)
    expect(lastReadable(disk, 4 * ROWS + 1)).toBe(16 * ROWS)
    const [, second] = segmentFiles(disk, FOLDER)
    disk.tamper(second.path, (bytes) => bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 9))
    const plan = planRepair(disk, FOLDER)
    expect(plan?.keepUpTo).toBeGreaterThanOrEqual(8 * ROWS)
    repairJournal(disk, FOLDER, plan!, 1_800_000_000_000)
    expect(verifyJournal(disk, FOLDER).sound).toBe(true)
    expect(lastReadable(disk, 4 * ROWS + 1)).toBe(plan?.keepUpTo)
  })

  test('with any byte changed are found to be, or hold the same rows', () => {
    const disk = journalOf()
    packAll(disk)
    const { path } = segmentFiles(disk, FOLDER)[1]
    const bytes = disk.bytes(path)
    const { head } = verifyJournal(disk, FOLDER)
    const random = new Random(7)
    let found = 0
    for (let trial = 0; trial < 60; trial++) {
      const at = trial < 40 ? trial : random.integer(0, bytes.length - 1)
      disk.tamper(path, () => {
        const changed = bytes.slice()
        changed[at] ^= 1 << random.integer(0, 7)
        return changed
      })
      const report = verifyJournal(disk, FOLDER)
      if (report.sound) expect(report.head).toEqual(head)
      else {
        found++
        // Who reads looks at the CRCs: what only the chain or the bytes behind the end show, `verify` sees alone.
        const fault = faultOf(() => void lastReadable(disk))
        if (fault === undefined) expect(lastReadable(disk)).toBe(16 * ROWS)
        else expect(fault).toBe('JOURNAL_DAMAGED')
      }
    }
    expect(found).toBeGreaterThan(45)
  })

  test('survive a loss of power at any operation of the packing', () => {
    for (let left = 1; left < 24; left += 2) {
      const random = new Random(left)
      const disk = journalOf()
      const lost: { after?: SimulatedDisk } = {}
      let operations = left
      disk.faults = {
        before() {
          if (--operations === 0) lost.after = disk.powerLoss(() => random.chance(0.5))
          return undefined
        },
      }
      try {
        packAll(disk)
      } catch (error) {
        if (lost.after === undefined) throw error
      }
      const after = lost.after!
      expect(verifyJournal(after, FOLDER)).toMatchObject({ sound: true, findings: [] })
      expect(lastReadable(after)).toBe(16 * ROWS)
      packAll(after)
      expect(verifyJournal(after, FOLDER)).toMatchObject({ sound: true, findings: [] })
      expect(segmentFiles(after, FOLDER).filter(({ packed }) => packed)).toHaveLength(3)
    }
  })
})
