import { describe, expect, test, vi } from 'vitest'
import type { Disk } from '../../pipeline/journal/disk.ts'
import { segmentFiles } from '../../pipeline/journal/folder.ts'
import {
  begunPath,
  factsPath,
  packingPath,
  preparedPath,
  preparingPath,
  removePassing,
} from '../../pipeline/journal/passing.ts'
import { prepareSegment } from '../../pipeline/journal/prepare.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { forwarding, Overlap } from './overlap.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'
import type { ByHand } from './thread-by-hand.ts'

// Many small cases: minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 })

const ROWS = 10
/** Room for the first batch and not for the second. */
const FIRST_BYTES = 1_000
const PREPARED_BYTES = 4_096

/** A journal whose next commit starts its second segment, and what its two threads then do at the same time. */
interface Rotation {
  readonly disk: SimulatedDisk
  readonly journal: ByHand
  readonly write: (disk: Disk) => void
  readonly prepare: (disk: Disk) => void
}

function beforeRotation(prepared: boolean): Rotation {
  const disk = new SimulatedDisk()
  let its: Disk = disk
  const journal = writeByHand(
    forwarding(() => its),
    { firstBytes: FIRST_BYTES },
  )
  journal.append(ROWS)
  journal.committer.step()
  journal.append(ROWS)
  const prepare = (on: Disk): void => prepareSegment(on, FOLDER, journal.epoch, PREPARED_BYTES)
  if (prepared) prepare(disk)
  return {
    disk,
    journal,
    prepare,
    write(on) {
      its = on
      expect(journal.committer.step()).toBe('committed')
      its = disk
    },
  }
}

/** Everything that was acknowledged can be read before the journal is closed, and is sound afterwards. */
function expectWhole({ disk, journal }: Rotation, at: string): void {
  const last = journal.durable()
  expect([last, lastReadable(disk)], at).toEqual([2 * ROWS, last])
  journal.ring.close()
  expect(journal.committer.step(), at).toBe('ended')
  const { findings, head } = verifyJournal(disk, FOLDER)
  expect([findings, head.sequence], at).toEqual([[], last])
}

/** Every operation of one thread, at every place between those of the other; returns how many orders that were. */
function inEveryOrder(prepared: boolean, held: 'write' | 'prepare'): number {
  let orders = 0
  for (let operation = 0; ; operation++) {
    for (let place = 0; ; place++) {
      const rotation = beforeRotation(prepared)
      const overlap = new Overlap(rotation.disk, operation, place)
      overlap.run(rotation[held], rotation[held === 'write' ? 'prepare' : 'write'])
      if (!overlap.reached) return orders
      expectWhole(rotation, overlap.told)
      orders++
      if (!overlap.landedInside) break
    }
  }
}

describe('while the next segment is prepared and the journal’s thread needs it, nothing is lost in any order', () => {
  test.each([
    ['nothing is there yet', false, 150],
    ['one is there already', true, 25],
  ])('of the preparing among the writing: %s', (_name, prepared, least) => {
    expect(inEveryOrder(prepared, 'prepare')).toBeGreaterThanOrEqual(least)
  })

  test.each([
    ['nothing is there yet', false, 150],
    ['one is there already', true, 60],
  ])('of the writing among the preparing: %s', (_name, prepared, least) => {
    expect(inEveryOrder(prepared, 'write')).toBeGreaterThanOrEqual(least)
  })
})

test('what was prepared becomes the segment', () => {
  const rotation = beforeRotation(true)
  rotation.write(rotation.disk)
  const [, second] = segmentFiles(rotation.disk, FOLDER)
  expect(rotation.disk.bytes(second.path)).toHaveLength(PREPARED_BYTES)
  expect(rotation.disk.exists(preparedPath(FOLDER, 1))).toBe(false)
})

test('files on their way are removed up to an epoch, segments never', () => {
  const disk = new SimulatedDisk()
  const segment = `${FOLDER}/00000000-0000000000000001-000011.rows`
  const passing = (epoch: number): string[] => [
    preparingPath(FOLDER, epoch),
    preparedPath(FOLDER, epoch),
    begunPath(FOLDER, epoch),
    packingPath(segment, epoch),
    factsPath(FOLDER, epoch),
  ]
  const others = [...passing(12), segment, `${segment}.packed`, `${FOLDER}/journal.json`]
  for (const path of [...passing(1), ...passing(11), ...others]) disk.close(disk.open(path, 'create'))
  removePassing(disk, FOLDER, 11)
  expect(disk.paths()).toEqual(others)
})
