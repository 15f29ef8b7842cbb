import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, DuckDBListValue, DuckDBTimestampNanosecondsValue } from '@duckdb/node-api'
import type { DuckDBValue } from '@duckdb/node-api'
import { afterAll, expect, test } from 'vitest'
import { LANES, ROW_BYTES, ROW_KIND, SIGNAL } from '../../model/layout.generated.ts'
import { rowLines } from '../../pipeline/journal/export-lines.ts'
import { exportParquet } from '../../pipeline/journal/export-parquet.ts'
import type { JournalFrame } from '../../pipeline/journal/port.ts'
import { rowObject } from '../../pipeline/journal/row-text.ts'
import { Random } from '../fuzz/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const UNKNOWN = 31
const KINDS = [...Object.keys(LANES).map(Number), UNKNOWN].filter((kind) => kind < SIGNAL)
const EDGES = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) + 1n]

/** Frames of 1 to `most` rows with any bits in them, of all kinds. */
function framesOf(random: Random, rows: number, most: number): JournalFrame[] {
  const frames: JournalFrame[] = []
  for (let next = 1; next <= rows;) {
    const count = Math.min(rows - next + 1, random.integer(1, most))
    const bytes = new Uint8Array(count * ROW_BYTES)
    for (let at = 0; at < bytes.length; at++) bytes[at] = random.integer(0, 255)
    const view = new DataView(bytes.buffer)
    for (let row = 0; row < count; row++) {
      bytes[row * ROW_BYTES + ROW_KIND] = random.pick(KINDS)
      const word = random.integer(1, 7)
      if (random.chance(0.3)) view.setBigInt64(row * ROW_BYTES + word * 8, random.pick(EDGES), true)
    }
    frames.push({ firstSequence: next, rows: count, bytes, epoch: 1 + Math.floor(next / 100) })
    next += count
  }
  return frames
}

async function rowsIn(path: string): Promise<Record<string, DuckDBValue>[]> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(`SELECT * FROM '${path}'`)
  const rows = reader.getRowObjects()
  connection.closeSync()
  instance.closeSync()
  return rows
}

/** The one zero that a Parquet file has. */
const zero = (value: unknown): unknown => (value === 0 ? 0 : value)

/** A row as `rowObject` gives it: what is null is not there. */
function plain(row: Record<string, DuckDBValue>): Record<string, unknown> {
  const known = Object.entries(row).filter(([, value]) => value !== null)
  return Object.fromEntries(
    known.map(([name, value]) => {
      if (value instanceof DuckDBTimestampNanosecondsValue) return [name, String(value.nanos)]
      if (value instanceof DuckDBListValue) return [name, value.items]
      if (name === 'sequence' || name === 'epoch') return [name, Number(value)]
      return [name, typeof value === 'bigint' ? String(value) : zero(value)]
    }),
  )
}

/** Lanes of a kind that is not known are columns of their own instead of bytes. */
function expected(frame: JournalFrame, row: number): Record<string, unknown> {
  const { bytes, ...others } = rowObject(frame, row)
  if (bytes === undefined) return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, zero(value)]))
  const raw = Buffer.from(bytes as string, 'hex')
  const lanes = [0, 1, 2, 3, 4].map((lane) => [`lane${lane}`, String(raw.readBigUInt64LE(lane * 8))])
  return { ...others, kind: String(others['kind']), ...Object.fromEntries(lanes) }
}

test.each([
  ['rows one by one', 700, 1],
  ['ragged frames over several chunks', 6_000, 3_000],
])('a Parquet file holds every bit of %s', async (_name, rows, most) => {
  const frames = framesOf(new Random(rows), rows, most)
  const path = join(folder, `it's ${rows}.parquet`)
  expect(await exportParquet(frames, rows, path)).toBe(rows)
  const found = await rowsIn(path.replaceAll("'", "''"))
  expect(found.map(plain)).toEqual(
    frames.flatMap((frame) => Array.from({ length: frame.rows }, (_, row) => expected(frame, row))),
  )
  expect(new Set(found.map(({ kind }) => kind)).size).toBe(KINDS.length)
})

test('JSON lines and Parquet end with the last row asked for', async () => {
  const frames = framesOf(new Random(1), 300, 70)
  for (const to of [1, 150, 299, 300]) {
    const path = join(folder, `to-${to}.parquet`)
    expect(await exportParquet(frames, to, path)).toBe(to)
    const lines = [...rowLines(frames, to)].join('').trimEnd().split('\n')
    expect([lines.length, (await rowsIn(path)).at(-1)?.['sequence']]).toEqual([to, BigInt(to)])
    expect(JSON.parse(lines[to - 1])).toMatchObject({ sequence: to })
  }
})

test('what can’t be read on leaves no file, and says why', async () => {
  const frames = framesOf(new Random(2), 10_000, 4_096)
  const broken = function* (): Generator<JournalFrame> {
    yield frames[0]
    throw new RangeError('row 4 711 is damaged')
  }
  await expect(exportParquet(broken(), 10_000, join(folder, 'broken.parquet'))).rejects.toThrow(
    new RangeError('row 4 711 is damaged'),
  )
  expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([])
})
