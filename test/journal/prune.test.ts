import { describe, expect, test, vi } from 'vitest'
import { codeOf } from '../../pipeline/journal/disk.ts'
import type { Disk } from '../../pipeline/journal/disk.ts'
import { segmentFiles } from '../../pipeline/journal/folder.ts'
import { packNext } from '../../pipeline/journal/pack.ts'
import { pruneJournal } from '../../pipeline/journal/prune.ts'
import type { Retention } from '../../pipeline/journal/prune.ts'
import { framesFrom } from '../../pipeline/journal/read-frames.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { faultOf } from './conformance.ts'
import { Overlap } from './overlap.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'

// Many small cases: minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 })

const ROWS = 16_384
const NOW = 1_800_000_000_000
const snapshot = (sequence: number): Retention['snapshot'] => ({ sequence, sha256: 'ab'.repeat(32) })

/** Five segments of one batch each. */
function journalOf(): SimulatedDisk {
  const disk = new SimulatedDisk()
  const journal = writeByHand(disk, { segmentBytes: 1_060_000 })
  for (let batch = 0; batch < 5; batch++) {
    for (let append = 0; append < 4; append++) journal.append(ROWS / 4)
    journal.committer.step()
  }
  journal.ring.close()
  journal.committer.step()
  journal.release()
  return disk
}

/** Four segments of ten rows, each of a writer of its own. */
function journalOfFour(): SimulatedDisk {
  const disk = new SimulatedDisk()
  for (let writer = 0; writer < 4; writer++) {
    const journal = writeByHand(disk)
    journal.append(10)
    journal.committer.step()
    journal.ring.close()
    journal.committer.step()
    journal.release()
  }
  return disk
}

const pruneFirst = (disk: Disk): void => void pruneJournal(disk, FOLDER, { snapshot: snapshot(15) }, NOW)

/** Packs a segment, unless it goes while that is done. */
function packOrNot(disk: Disk): void {
  try {
    packNext(disk, FOLDER, 4)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** Operations that see or change which files there are. */
const NAMING = new Set(['open', 'exists', 'list', 'rename', 'remove'])

const names = (disk: SimulatedDisk): number[] => segmentFiles(disk, FOLDER).map(({ ordinal }) => ordinal)

describe('retention', () => {
  test.each<[string, Retention, number[]]>([
    ['removes what a snapshot stands for', { snapshot: snapshot(3 * ROWS) }, [3, 4]],
    ['removes no row that it does not stand for', { snapshot: snapshot(3 * ROWS - 1) }, [2, 3, 4]],
    ['keeps the newest segment', { snapshot: snapshot(9 * ROWS) }, [4]],
    ['by size stops at the limit', { snapshot: snapshot(9 * ROWS), bytesMax: 3_200_000 }, [2, 3, 4]],
    ['by size removes nothing below it', { snapshot: snapshot(9 * ROWS), bytesMax: 9_000_000 }, [0, 1, 2, 3, 4]],
    [
      'by age keeps the young',
      { snapshot: snapshot(9 * ROWS), ageMillisMax: 2 * (NOW - 1_700_000_000_000) },
      [0, 1, 2, 3, 4],
    ],
    ['by age removes the old', { snapshot: snapshot(2 * ROWS), ageMillisMax: 1_000 }, [2, 3, 4]],
  ])('%s', (_name, retention, left) => {
    const disk = journalOf()
    pruneJournal(disk, FOLDER, retention, NOW)
    expect(names(disk)).toEqual(left)
    const { sound, findings, tombstones, head } = verifyJournal(disk, FOLDER)
    expect([sound, findings, head.sequence]).toEqual([true, [], 5 * ROWS])
    expect(tombstones.flatMap(({ segments }) => segments.map(({ ordinal }) => ordinal))).toEqual(
      [0, 1, 2, 3, 4].slice(0, left[0]),
    )
    const first = left[0] * ROWS + 1
    expect(lastReadable(disk, first)).toBe(5 * ROWS)
    const early = faultOf(() => void [...framesFrom(disk, FOLDER, first - 1)])
    expect(early).toBe(first === 1 ? 'JOURNAL_SEQUENCE' : 'JOURNAL_PRUNED')
    const writer = writeByHand(disk)
    expect(writer.writer.sequence).toBe(5 * ROWS + 1)
  })

  test('twice makes two tombstones, each hashed onto the one before', () => {
    const disk = journalOf()
    const first = pruneJournal(disk, FOLDER, { snapshot: snapshot(ROWS) }, NOW)
    const second = pruneJournal(disk, FOLDER, { snapshot: snapshot(3 * ROWS) }, NOW)
    expect(second?.hash).not.toBe(first?.hash)
    expect(pruneJournal(disk, FOLDER, { snapshot: snapshot(3 * ROWS) }, NOW)).toBeUndefined()
    expect(verifyJournal(disk, FOLDER)).toMatchObject({ sound: true, tombstones: [first, second] })
  })

  test('tells pruned from tampered: a segment that went without a tombstone is missing', () => {
    const disk = journalOf()
    pruneJournal(disk, FOLDER, { snapshot: snapshot(2 * ROWS) }, NOW)
    disk.remove(segmentFiles(disk, FOLDER)[0].path)
    const { sound, findings } = verifyJournal(disk, FOLDER)
    expect(sound).toBe(false)
    expect(findings[0]).toMatchObject({ kind: 'missing', rows: { from: 2 * ROWS + 1, to: 3 * ROWS } })
  })

  test.each<[string, (text: string) => string]>([
    ['its text changed', (text) => text.replace(`"sequence": ${2 * ROWS}`, `"sequence": ${2 * ROWS + 1}`)],
    ['its rule changed', (text) => text.replace('a snapshot stands', 'somebody stands')],
  ])('a tombstone with %s is found', (_name, change) => {
    const disk = journalOf()
    pruneJournal(disk, FOLDER, { snapshot: snapshot(2 * ROWS) }, NOW)
    disk.tamper(`${FOLDER}/pruned.json`, (bytes) => {
      const text = new TextDecoder().decode(bytes)
      if (change(text) === text) throw new Error('nothing was changed')
      return new TextEncoder().encode(change(text))
    })
    const { sound, findings } = verifyJournal(disk, FOLDER)
    expect([sound, findings[0].kind]).toEqual([false, 'altered'])
  })

  test('a deleted tombstone leaves segments missing', () => {
    const disk = journalOf()
    pruneJournal(disk, FOLDER, { snapshot: snapshot(2 * ROWS) }, NOW)
    disk.remove(`${FOLDER}/pruned.json`)
    expect(verifyJournal(disk, FOLDER).findings[0]).toMatchObject({ kind: 'missing', rows: { from: 1, to: 2 * ROWS } })
  })

  test.each(['prune', 'pack'] as const)('beside packing leaves what is to stay, in every order: %s', (held) => {
    let orders = 0
    for (let operation = 0, ended = false; !ended; operation++) {
      for (let place = 0, inside = true; inside; place++) {
        const disk = journalOfFour()
        const overlap = new Overlap(disk, operation, place, (name) => NAMING.has(name))
        overlap.run(held === 'prune' ? pruneFirst : packOrNot, held === 'prune' ? packOrNot : pruneFirst)
        ended = !overlap.reached
        inside = overlap.landedInside
        if (ended) continue
        orders++
        expect(lastReadable(disk, 11), overlap.told).toBe(40)
        // What was packed behind the prune goes with the next one.
        pruneJournal(disk, FOLDER, { snapshot: snapshot(25) }, NOW)
        const { findings, head } = verifyJournal(disk, FOLDER)
        expect([findings, head.sequence, lastReadable(disk, 21)], overlap.told).toEqual([[], 40, 40])
      }
    }
    expect(orders).toBeGreaterThan(100)
  })

  test('that was interrupted after the tombstone is finished by the next', () => {
    const disk = journalOf()
    disk.faults = { before: (operation) => (operation === 'remove' ? 'EIO' : undefined) }
    expect(() => pruneJournal(disk, FOLDER, { snapshot: snapshot(2 * ROWS) }, NOW)).toThrow('EIO')
    disk.faults = undefined
    expect(verifyJournal(disk, FOLDER)).toMatchObject({ sound: true })
    expect(lastReadable(disk, 2 * ROWS + 1)).toBe(5 * ROWS)
    pruneJournal(disk, FOLDER, { snapshot: snapshot(2 * ROWS) }, NOW)
    expect(names(disk)).toEqual([2, 3, 4])
    expect(verifyJournal(disk, FOLDER).findings).toEqual([])
  })
})
