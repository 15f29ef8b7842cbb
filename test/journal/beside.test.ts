import { expect, test } from 'vitest'
import { prepareSegment } from '../../pipeline/journal/prepare.ts'
import { framesFrom } from '../../pipeline/journal/read-frames.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { forwarding } from './overlap.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'
import type { ByHand } from './thread-by-hand.ts'

/** Bytes that the first of the writes meanwhile has put on the disk when it is looked at: none, some of the batch, all. */
const BEGUN = [0, 64, 300, 10_000].flatMap((bytes) => [[bytes, false] as const, [bytes, true] as const])

/** A journal, and on its disk the beginning of the batch that its writer is at. */
function atWork(bytes: number, prepared: boolean): { disk: SimulatedDisk; journal: ByHand } {
  const disk = new SimulatedDisk()
  if (prepared) prepareSegment(disk, FOLDER, 1, 16_384)
  const journal = writeByHand(disk)
  journal.append(20)
  journal.committer.step()
  let taken = 0
  disk.faults = {
    before(operation) {
      if (operation !== 'write') return undefined
      taken++
      return taken === 1 && bytes > 0 ? bytes : 'EIO'
    },
  }
  journal.append(30)
  journal.committer.step()
  disk.faults = undefined
  return { disk, journal }
}

/** Looks at the journal while its writer commits three times behind the `at`-th read; false: there was none. */
function besideCommits(
  bytes: number,
  prepared: boolean,
  at: number,
  look: (disk: ReturnType<typeof forwarding>) => void,
): boolean {
  const { disk, journal } = atWork(bytes, prepared)
  let reads = 0
  const watched = forwarding(
    () => disk,
    (name, _args, effect) => {
      const result = effect()
      if (name === 'read' && reads++ === at) {
        for (let commits = 0; commits < 3; commits++) {
          if (commits > 0) journal.append(10)
          journal.committer.step()
        }
      }
      return result
    },
  )
  look(watched)
  return reads > at
}

test.each(BEGUN)(
  'verify beside a writer with %i bytes of a batch on the disk finds nothing altered; prepared: %s',
  (bytes, prepared) => {
    let at = 0
    const verified = (disk: ReturnType<typeof forwarding>): void => {
      const { sound, findings } = verifyJournal(disk, FOLDER)
      expect([sound, findings.filter(({ kind }) => kind !== 'unfinished')], `read ${at}`).toEqual([true, []])
    }
    while (besideCommits(bytes, prepared, at, verified)) at++
    expect(at).toBeGreaterThan(1)
  },
)

test.each(BEGUN)(
  'a read beside a writer with %i bytes of a batch on the disk gives whole batches; prepared: %s',
  (bytes, prepared) => {
    let at = 0
    const read = (disk: ReturnType<typeof forwarding>): void => {
      expect([20, 50, 60, 70], `read ${at}`).toContain(lastReadable(disk))
      for (const { rows } of framesFrom(disk, FOLDER, 20)) expect(rows).toBeGreaterThan(0)
    }
    while (besideCommits(bytes, prepared, at, read)) at++
    expect(at).toBeGreaterThan(1)
  },
)
