import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { realDisk } from '../../pipeline/journal/disk.ts'
import { SEGMENT_BYTES } from '../../pipeline/journal/embedded-journal.ts'
import { newFacts } from '../../pipeline/journal/folder.ts'
import { firstChain } from '../../pipeline/journal/format.ts'
import { prepareSegment } from '../../pipeline/journal/prepare.ts'
import { SegmentWriter } from '../../pipeline/journal/segment-writer.ts'
import { quoteRows } from './measure.ts'

/** Of the package `lmdb`, what is used of it: it is no dependency of this one. */
interface Lmdb {
  open(options: Readonly<Record<string, unknown>>): {
    transactionSync(work: () => void): void
    putSync(key: number, value: Uint8Array, options: { append: true }): boolean
    close(): Promise<void>
  }
}

/** Rows a second, every commit durable before the next, on one thread. */
export interface Against {
  readonly commitRows: number
  /** Rows of a value of LMDB. */
  readonly valueRows: number
  readonly lmdb: number
  readonly growing: number
  readonly prepared: number
}

const CASES = [
  [1, 1],
  [64, 1],
  [4_096, 1],
  [4_096, 4_096],
  [16_384, 4_096],
]

/**
 * The same rows into LMDB and into segments, in turn on one disk.
 *
 * @param from Folder that `lmdb` is installed in: `npm install --prefix FOLDER lmdb@3.5.6`
 */
export async function againstLmdb(folder: string, from: string, seconds: number): Promise<Against[]> {
  const lmdb = createRequire(join(resolve(from), 'package.json'))('lmdb') as Lmdb
  const rows = quoteRows(16_384)
  const found: Against[] = []
  for (const [index, [commitRows, valueRows]] of CASES.entries()) {
    const place = (name: string): string => join(folder, `against-${index}-${name}`)
    found.push({
      commitRows,
      valueRows,
      lmdb: await lmdbRate(lmdb, place('lmdb'), rows, commitRows, valueRows, seconds),
      growing: segmentRate(place('growing'), rows, commitRows, seconds, false),
      prepared: segmentRate(place('prepared'), rows, commitRows, seconds, true),
    })
  }
  return found
}

async function lmdbRate(
  { open }: Lmdb,
  path: string,
  rows: Uint8Array,
  commitRows: number,
  valueRows: number,
  seconds: number,
): Promise<number> {
  const options = { encoding: 'binary', keyEncoding: 'uint32', compression: false, overlappingSync: false }
  const store = open({ path, ...options, mapSize: 2 ** 33 })
  let key = 0
  const rate = perSecond(commitRows, seconds, () => {
    store.transactionSync(() => {
      for (let row = 0; row < commitRows; row += valueRows) {
        const value = rows.subarray(row * ROW_BYTES, (row + valueRows) * ROW_BYTES)
        store.putSync(key++, value, { append: true })
      }
    })
  })
  await store.close()
  return rate
}

/** What the journal's thread does, without its ring: the next segment is prepared outside the time that counts. */
function segmentRate(folder: string, rows: Uint8Array, commitRows: number, seconds: number, prepared: boolean): number {
  realDisk.makeFolder(folder)
  const facts = { ...newFacts(), epoch: 1 }
  const prepare = (): void => {
    if (prepared) prepareSegment(realDisk, folder, 1, SEGMENT_BYTES)
  }
  prepare()
  let lost = 0
  const tail = { ordinal: 0, sequence: 1, chain: firstChain(Buffer.from(facts.journal, 'hex')) }
  const writer = new SegmentWriter(realDisk, folder, facts, tail, {
    durability: 'group',
    segmentBytes: SEGMENT_BYTES,
    nowMillis: () => 1_700_000_000_000,
    holds: () => true,
    wantNext() {
      const from = performance.now()
      prepare()
      lost += performance.now() - from
    },
  })
  const copy = (target: Uint8Array, at: number, from: number, count: number): void =>
    target.set(rows.subarray(from * ROW_BYTES, (from + count) * ROW_BYTES), at)
  const rate = perSecond(
    commitRows,
    seconds,
    () => writer.commit(commitRows, copy),
    () => lost,
  )
  writer.close()
  return rate
}

function perSecond(rows: number, seconds: number, commit: () => void, lostMillis: () => number = () => 0): number {
  const from = performance.now()
  let commits = 0
  do {
    commit()
    commits++
  } while (performance.now() - from - lostMillis() < seconds * 1000)
  return (commits * rows) / ((performance.now() - from - lostMillis()) / 1000)
}
