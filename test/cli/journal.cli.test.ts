import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import { appendUpTo } from '../journal/rows.ts'
import { millrace } from './millrace.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-journal-cli-'))
const ROWS = 30_000

beforeAll(async () => {
  const writer = await embeddedJournal(join(folder, 'journal'), { segmentBytes: 1_200_000 }).writer()
  await appendUpTo(writer, ROWS, 1_000)
  await writer.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const journal = (...args: string[]): ReturnType<typeof millrace> => millrace(['journal', ...args], folder)

describe('millrace journal', () => {
  test('ls names the segments, verify finds every row', async () => {
    const listed = await journal('ls', 'journal')
    expect(listed.stdout).toContain('00000000-0000000000000001-000001.rows  rows 1 to ')
    const { status, stdout } = await journal('verify', 'journal')
    expect([status, stdout]).toEqual([0, expect.stringContaining(`read      ${ROWS} rows`)])
    const [, head] = /^head {6}(.*)$/m.exec(stdout) ?? []
    expect(head).toMatch(/^30000:[0-9a-f]{64}$/)
    expect((await journal('verify', 'journal', '--head', head)).status).toBe(0)
    const forged = await journal('verify', 'journal', '--head', `30000:${'0'.repeat(64)}`)
    expect([forged.status, forged.stdout]).toEqual([1, expect.stringContaining('at sequence 30000 the chain was 0000')])
  })

  test('export writes rows as JSON lines', async () => {
    const { stdout } = await journal('export', 'journal', '--from', '4095', '--to', '8200')
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 4_106 }, (_, index) => 4_095 + index))
    expect(rows[0]).toMatchObject({ kind: 'QUOTE', tsEvent: '1700000000000004095', bid: 4_095 * 31 + 3, flags: [] })
  })

  test('export writes rows as a Parquet file', async () => {
    const args = ['export', 'journal', '--from', '4095', '--to', '8200', '--format', 'parquet']
    const unnamed = await journal(...args)
    expect([unnamed.status, unnamed.stderr]).toEqual([1, expect.stringContaining('give --out')])
    const { status, stdout } = await journal(...args, '--out', 'rows.parquet')
    expect([status, stdout]).toEqual([0, '4106 rows in rows.parquet\n'])
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    const found = await connection.runAndReadAll(
      `SELECT count(*), min(sequence), max(sequence), min(bid), max(kind) FROM '${join(folder, 'rows.parquet')}'`,
    )
    expect(found.getRows()).toEqual([[4_106n, 4_095n, 8_200n, 4_095 * 31 + 3, 'QUOTE']])
    connection.closeSync()
    instance.closeSync()
  })

  test('verify names one flipped bit, repair keeps what stands before it', async () => {
    const [first, second] = readdirSync(join(folder, 'journal')).filter((name) => name.endsWith('.rows'))
    const path = join(folder, 'journal', second)
    const bytes = readFileSync(path)
    bytes[300_000] ^= 4
    writeFileSync(path, bytes)
    const found = await journal('verify', 'journal')
    expect([found.status, found.stdout]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^altered {3}${second} at byte \\d+`)),
    ])
    const only = await journal('repair', 'journal')
    expect([only.status, only.stdout]).toEqual([1, expect.stringContaining('not done: give --yes')])
    expect((await journal('repair', 'journal', '--yes')).status).toBe(0)
    const after = await journal('verify', 'journal')
    expect([after.status, after.stdout]).toEqual([0, expect.stringContaining('sound')])
    expect((await journal('ls', 'journal')).stdout).toMatch(/repaired {2}.*the rest is in damaged-/)
    expect(readdirSync(join(folder, 'journal'))).toContain(first)
  })

  test('says so where there is none', async () => {
    const { status, stderr } = await journal('ls', 'nothing')
    expect([status, stderr]).toEqual([1, 'millrace: nothing is not there\n'])
  })
})
