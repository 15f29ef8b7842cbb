import { describe, expect, test, vi } from 'vitest'
import type { Disk } from '../../pipeline/journal/disk.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { forwarding, Overlap } from './overlap.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'
import type { ByHand } from './thread-by-hand.ts'

// Many small cases: minutes on a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 })

const ROWS = 10
/** Room for one batch of them. */
const FIRST_BYTES = 1_000

/** Operations that change something: what is between two of them can't tell one from the other. */
const CHANGES = new Set(['write', 'sync', 'truncate', 'rename', 'link', 'remove', 'syncFolder'])

/** A writer that is about to commit its second batch, in the same segment or in a new one. */
function about(rotates: boolean): { disk: SimulatedDisk; first: ByHand; write: (disk: Disk) => void } {
  const disk = new SimulatedDisk()
  let its: Disk = disk
  const on = forwarding(() => its)
  const first = writeByHand(on, rotates ? { firstBytes: FIRST_BYTES } : {})
  first.append(ROWS)
  first.committer.step()
  first.append(ROWS)
  return {
    disk,
    first,
    write(through) {
      its = through
      first.committer.step()
      its = disk
    },
  }
}

/** Everything that either writer was told is durable is there, and nothing is in doubt. */
function expectWhole(disk: SimulatedDisk, first: ByHand, second: ByHand, at: string): void {
  expect(lastReadable(disk), at).toBe(second.durable())
  expect(first.durable(), at).toBeLessThanOrEqual(second.durable())
  const { sound, findings } = verifyJournal(disk, FOLDER)
  expect([sound, findings.filter(({ kind }) => kind === 'altered' || kind === 'missing')], at).toEqual([true, []])
  const third = writeByHand(disk, { takeOver: true })
  expect(third.writer.sequence, at).toBe(second.durable() + 1)
}

describe('a journal that is taken over while its writer is held up in an operation', () => {
  test.each([
    ['of a commit', false, 30],
    ['of a commit that starts a segment', true, 200],
  ])('%s loses nothing that was acknowledged', (_name, rotates, least) => {
    let orders = 0
    for (let operation = 0, ended = false; !ended; operation++) {
      for (let place = 0, inside = true; inside; place++) {
        const { disk, first, write } = about(rotates)
        const overlap = new Overlap(disk, operation, place, (name) => CHANGES.has(name))
        let second: ByHand | undefined
        overlap.run(write, (on) => {
          second = writeByHand(on, { takeOver: true })
          second.append(3)
          while (second.committer.step() !== 'committed');
        })
        ended = !overlap.reached
        inside = overlap.landedInside
        if (ended) continue
        orders++
        expectWhole(disk, first, second!, overlap.told)
      }
    }
    expect(orders).toBeGreaterThan(least)
  })
})
