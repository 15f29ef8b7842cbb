import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { pausing } from '../../pipeline/journal/disk.ts'
import { packNext } from '../../pipeline/journal/pack.ts'
import { preparedPath } from '../../pipeline/journal/passing.ts'
import { prepareSegment } from '../../pipeline/journal/prepare.ts'
import { RingConsumer, RingHelper, RingProducer, rowRingMemory } from '../../pipeline/journal/row-ring.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { forwarding } from './overlap.ts'
import { rowsFrom } from './rows.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'

const PREPARED_BYTES = 4_096

test('packing pauses before each read, and a segment is prepared in between', () => {
  const disk = new SimulatedDisk()
  const journal = writeByHand(disk, { segmentBytes: 1_060_000 })
  let last = 0
  for (let batch = 0; batch < 8; batch++) {
    last = journal.append(4_096)
    journal.committer.step()
  }
  let pauses = 0
  const gentle = pausing(
    forwarding(() => disk),
    () => {
      if (pauses++ === 3) prepareSegment(disk, FOLDER, journal.epoch, PREPARED_BYTES)
    },
  )
  expect(packNext(gentle, FOLDER, journal.epoch)).toMatchObject({ rows: 4 * 4_096 })
  expect(pauses).toBeGreaterThan(8)
  expect(disk.bytes(preparedPath(FOLDER, journal.epoch))).toHaveLength(PREPARED_BYTES)
  expect(lastReadable(disk)).toBe(last)
  expect(verifyJournal(disk, FOLDER)).toMatchObject({ sound: true, findings: [] })
})

test('the thread that packs sees whether rows come, and rests no longer than until a segment is wanted', () => {
  const memory = rowRingMemory()
  const [producer, consumer, helper] = [new RingProducer(memory), new RingConsumer(memory), new RingHelper(memory)]
  expect(helper.rowsCame()).toBe(false)
  producer.publish(rowsFrom(1, 5), 0, 5)
  expect([helper.rowsCame(), helper.rowsCame()]).toEqual([true, false])
  const from = performance.now()
  helper.rest(20)
  expect(performance.now() - from).toBeGreaterThan(15)
  expect(helper.called).toBe(false)
  consumer.wantNext()
  helper.rest(60_000)
  expect([helper.called, helper.wanted(), helper.called]).toEqual([true, true, false])
  producer.close()
  helper.rest(60_000)
  expect([helper.called, helper.wanted()]).toEqual([true, false])
}, 30_000)
