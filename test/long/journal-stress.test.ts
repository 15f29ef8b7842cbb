import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { builtJournal } from '../journal/built-journal.ts'
import { rotations } from '../journal/rotations.ts'

const threads = builtJournal()
const folder = mkdtempSync(join(tmpdir(), 'millrace-stress-'))
/** As many threads as there are cores do nothing but take the time away from everyone else. */
const busy = Array.from({ length: availableParallelism() }, () => new Worker('for (;;) ;', { eval: true }))
afterAll(async () => {
  await Promise.all(busy.map((worker) => worker.terminate()))
  rmSync(folder, { recursive: true, force: true })
})

const ROUNDS = Number(process.env['MILLRACE_STRESS_ROUNDS'] ?? 400)
const AT_ONCE = 4

test('on a busy machine every row of every journal comes back', { timeout: 3_600_000 }, async () => {
  let segments = 0
  for (let round = 0; round < ROUNDS; round += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, index) => rotations(folder, threads, round + index))
    for (const written of await Promise.all(some)) {
      expect(written.wrong, `after ${round} rounds`).toEqual([])
      segments += written.segments
    }
  }
  expect(segments).toBeGreaterThan(3 * ROUNDS)
})
