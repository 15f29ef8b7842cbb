import { describe, expect, test } from 'vitest'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { crc32c } from '../../pipeline/journal/crc32c.ts'
import { segmentFiles } from '../../pipeline/journal/folder.ts'
import { batchBytes, MARK_BYTES, SEGMENT_HEADER_BYTES } from '../../pipeline/journal/format.ts'
import { planRepair, repairJournal } from '../../pipeline/journal/repair.ts'
import { verifyJournal } from '../../pipeline/journal/verify.ts'
import { faultOf } from './conformance.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import { FOLDER, lastReadable, writeByHand } from './thread-by-hand.ts'

const ROWS = 4_096
const BATCH = batchBytes(ROWS)

/** Three segments of four batches of 4 096 rows; the last one closed or not. */
function journalOf(end: 'closed' | 'open'): { disk: SimulatedDisk; paths: string[] } {
  const disk = new SimulatedDisk()
  const journal = writeByHand(disk, { segmentBytes: 1_060_000 })
  for (let batch = 0; batch < 12; batch++) {
    journal.append(ROWS)
    journal.committer.step()
  }
  if (end === 'closed') {
    journal.ring.close()
    journal.committer.step()
  }
  journal.release()
  const paths = segmentFiles(disk, FOLDER).map(({ path }) => path)
  if (paths.length !== 3) throw new Error(`expected 3 segments, were ${paths.length}`)
  return { disk, paths }
}

const batchAt = (batch: number): number => SEGMENT_HEADER_BYTES + batch * BATCH

const flip = (position: number) => (bytes: Uint8Array) => {
  bytes[position] ^= 0x10
  return bytes
}

const kinds = (disk: SimulatedDisk): string[] => verifyJournal(disk, FOLDER).findings.map(({ kind }) => kind)

test('a journal that nobody touched is sound, and its head is its last row', () => {
  for (const end of ['closed', 'open'] as const) {
    const { findings, sound, head, segments } = verifyJournal(journalOf(end).disk, FOLDER)
    expect([findings, sound, head.sequence]).toEqual([[], true, 12 * ROWS])
    expect(segments.map((segment) => segment.end)).toEqual(['rotated', 'rotated', end])
  }
})

describe('a torn tail', () => {
  const whole = SEGMENT_HEADER_BYTES + 4 * BATCH
  test.each([
    ['one byte of a batch', 3 * BATCH + SEGMENT_HEADER_BYTES + 1],
    ['half a batch', 3 * BATCH + SEGMENT_HEADER_BYTES + 1_000],
    ['a batch without its commit', whole - MARK_BYTES],
    ['a batch without its last byte', whole - 1],
  ])('of %s is cut off at the last whole batch, and said', (_name, length) => {
    const { disk, paths } = journalOf('open')
    disk.tamper(paths[2], (bytes) => bytes.slice(0, length))
    expect(kinds(disk)).toEqual(['unfinished'])
    expect(verifyJournal(disk, FOLDER).sound).toBe(true)
    expect(lastReadable(disk)).toBe(11 * ROWS)
    const journal = writeByHand(disk)
    expect(journal.found.join()).toContain(`behind sequence ${11 * ROWS}`)
    const last = journal.append(10)
    journal.committer.step()
    expect(lastReadable(disk)).toBe(last)
    expect(kinds(disk)).toEqual([])
  })

  test('with zeros in its middle is cut off, too', () => {
    const { disk, paths } = journalOf('open')
    disk.tamper(paths[2], (bytes) => bytes.fill(0, batchAt(3) + 5_000, batchAt(3) + 9_000))
    expect(kinds(disk)).toEqual(['unfinished'])
    expect(writeByHand(disk).writer.sequence).toBe(11 * ROWS + 1)
  })

  test('whose commit was half written, its chain too, is cut off', () => {
    for (let written = 0; written < MARK_BYTES; written += 4) {
      const { disk, paths } = journalOf('open')
      disk.tamper(paths[2], (bytes) => bytes.fill(0, whole - MARK_BYTES + written))
      expect(kinds(disk)).toEqual(['unfinished'])
      expect(writeByHand(disk).writer.sequence).toBe(11 * ROWS + 1)
    }
  })

  test('whose end was half written is cut off', () => {
    for (let written = 4; written < MARK_BYTES; written += 4) {
      const { disk, paths } = journalOf('closed')
      disk.tamper(paths[2], (bytes) => bytes.fill(0, whole + written))
      expect(kinds(disk)).toEqual(['unfinished'])
      expect(writeByHand(disk).writer.sequence).toBe(12 * ROWS + 1)
    }
  })
})

/** Damage that no crash explains: where it is made, what `verify` calls it, the last row that can be trusted. */
const damages: readonly (readonly [string, (disk: SimulatedDisk, paths: string[]) => void, string, number])[] = [
  ['a bit of a row', (disk, paths) => disk.tamper(paths[1], flip(batchAt(1) + 64 + 77 * ROW_BYTES)), 'altered', 5],
  ['a bit of a frame header', (disk, paths) => disk.tamper(paths[1], flip(batchAt(1) + 50)), 'altered', 5],
  ['a bit of a commit', (disk, paths) => disk.tamper(paths[1], flip(batchAt(2) - MARK_BYTES + 17)), 'altered', 5],
  ['a bit of a chain', (disk, paths) => disk.tamper(paths[1], flip(batchAt(2) - 1)), 'altered', 5],
  [
    'a bit of the last batch of a closed journal',
    (disk, paths) => disk.tamper(paths[2], flip(batchAt(3) + 99)),
    'altered',
    11,
  ],
  ['a bit of a segment’s header', (disk, paths) => disk.tamper(paths[1], flip(70)), 'altered', 4],
  ['a bit of an end', (disk, paths) => disk.tamper(paths[0], flip(batchAt(4) + 9)), 'altered', 4],
  ['a deleted batch', (disk, paths) => disk.tamper(paths[1], cut(batchAt(1), batchAt(2))), 'altered', 5],
  ['a deleted batch at the end', (disk, paths) => disk.tamper(paths[1], cut(batchAt(3), batchAt(4))), 'altered', 7],
  [
    'a deleted part of a batch',
    (disk, paths) => disk.tamper(paths[1], cut(batchAt(1) + 7, batchAt(1) + 20)),
    'altered',
    5,
  ],
  ['a batch written twice', (disk, paths) => disk.tamper(paths[1], twice(batchAt(1), batchAt(2))), 'altered', 6],
  ['two batches in another order', (disk, paths) => disk.tamper(paths[1], swapped), 'altered', 5],
  [
    'a segment cut short',
    (disk, paths) => disk.tamper(paths[1], (bytes) => bytes.slice(0, batchAt(2) + 9)),
    'altered',
    6,
  ],
  ['a missing segment', (disk, paths) => disk.remove(paths[1]), 'missing', 4],
  ['a missing first segment', (disk, paths) => disk.remove(paths[0]), 'missing', 0],
  ['a missing newest segment', (disk, paths) => disk.remove(paths[2]), 'missing', 8],
  ['no journal.json', (disk) => disk.remove(`${FOLDER}/journal.json`), 'missing', 12],
]

const cut = (from: number, to: number) => (bytes: Uint8Array) =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]))

const twice = (from: number, to: number) => (bytes: Uint8Array) =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]))

const swapped = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      bytes.subarray(0, batchAt(1)),
      bytes.subarray(batchAt(2), batchAt(3)),
      bytes.subarray(batchAt(1), batchAt(2)),
      bytes.subarray(batchAt(3)),
    ]),
  )

describe('damage is found, named, never skipped, and repaired without deleting anything:', () => {
  test.each(damages)('%s', (_name, damage, kind, goodBatches) => {
    const { disk, paths } = journalOf('closed')
    damage(disk, paths)
    const { findings, sound, head } = verifyJournal(disk, FOLDER)
    expect(sound).toBe(false)
    expect(findings[0].kind).toBe(kind)
    expect(head.sequence).toBe(goodBatches * ROWS)

    const plan = planRepair(disk, FOLDER)!
    expect(plan.keepUpTo).toBe(goodBatches * ROWS)
    const files = disk.paths().length
    repairJournal(disk, FOLDER, plan, 1_800_000_000_000)
    expect(disk.paths().length).toBeGreaterThanOrEqual(files)
    expect(verifyJournal(disk, FOLDER)).toMatchObject({ sound: true, head: { sequence: goodBatches * ROWS } })
    expect(lastReadable(disk)).toBe(goodBatches * ROWS)
    const journal = writeByHand(disk)
    journal.append(5)
    journal.committer.step()
    expect(lastReadable(disk)).toBe(goodBatches * ROWS + 5)
    expect(verifyJournal(disk, FOLDER).facts?.repairs).toHaveLength(1)
  })

  test.each(damages.filter(([name]) => !/chain|journal.json|an end|at the end/.test(name)))(
    'a read that comes to %s stops there',
    (_name, damage, _kind, goodBatches) => {
      const { disk, paths } = journalOf('closed')
      damage(disk, paths)
      const seen = { rows: 0 }
      expect(faultOf(() => lastReadable(disk, 1, seen))).toBe('JOURNAL_DAMAGED')
      expect(seen.rows).toBe(goodBatches * ROWS)
    },
  )

  test.each(damages.filter(([name]) => /newest|missing|last batch|journal.json/.test(name)))(
    'a writer does not go on after %s',
    (_name, damage) => {
      const { disk, paths } = journalOf('closed')
      damage(disk, paths)
      expect(faultOf(() => void writeByHand(disk))).toBe('JOURNAL_DAMAGED')
    },
  )

  test('rows changed with every CRC made right again break the chain', () => {
    const { disk, paths } = journalOf('closed')
    disk.tamper(paths[1], (bytes) => {
      const at = batchAt(1)
      bytes[at + 64 + 9 * ROW_BYTES + 24] ^= 1
      const words = new Int32Array(bytes.buffer)
      const view = new DataView(bytes.buffer)
      view.setUint32(at + 32, crc32c(words, (at + 64) / 4, (ROWS * ROW_BYTES) / 4), true)
      const mark = batchAt(2) - MARK_BYTES
      view.setUint32(mark + 28, 0, true)
      view.setUint32(mark + 28, crc32c(words, mark / 4, MARK_BYTES / 4, crc32c(words, at / 4, 16)), true)
      return bytes
    })
    const { sound, findings, head } = verifyJournal(disk, FOLDER)
    expect([sound, findings.length, head.sequence]).toEqual([false, 1, 5 * ROWS])
    expect(findings[0]).toMatchObject({ kind: 'altered', rows: { from: 5 * ROWS + 1, to: 6 * ROWS } })
    expect(findings[0].text).toContain('chained')
  })

  test('a segment of another journal is found', () => {
    const { disk } = journalOf('closed')
    const other = journalOf('closed')
    const bytes = other.disk.bytes(other.paths[1])
    disk.tamper(other.paths[1], () => bytes)
    expect(verifyJournal(disk, FOLDER).sound).toBe(false)
    expect(kinds(disk)).toContain('altered')
  })
})
