import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { builtJournal } from './built-journal.ts'
import { rotations } from './rotations.ts'

const threads = builtJournal()
const folder = mkdtempSync(join(tmpdir(), 'millrace-rotation-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('segments follow each other and journals are closed at any moment: every row comes back', async () => {
  const written = await Promise.all([0, 1, 2, 3, 4, 5].map((round) => rotations(folder, threads, round)))
  expect(written.flatMap(({ wrong }) => wrong)).toEqual([])
  expect(Math.min(...written.map(({ segments }) => segments))).toBeGreaterThan(1)
})
