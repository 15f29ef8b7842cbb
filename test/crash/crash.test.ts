import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { Random } from '../fuzz/random.ts'
import { FallenDisk } from './fallen-disk.ts'
import { encodeOperation, operationsOf } from './operation-log.ts'
import type { Operation } from './operation-log.ts'
import { PHASES } from './phase.ts'
import { planOf } from './plan.ts'
import { missed } from './print.ts'

const MAIN = fileURLToPath(new URL('../../dist/test/crash/main.js', import.meta.url))
const crash = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)(execPath, [MAIN, ...args])
const LONG = 300_000

describe('crash', () => {
  it(
    'engines and venues that are killed lose nothing that they answered for',
    async () => {
      const { stdout } = await crash('--points', '8', '--seed', '3')
      expect(stdout).toMatch(/\n8 points: \d+ engines and \d+ venues; the power went at \d+ of them/)
    },
    LONG,
  )

  it(
    'notices a disk that syncs nothing, and says how to see it again',
    async () => {
      const said = await crash('--points', '12', '--seed', '1', '--plant', 'lost syncs').catch(
        (error: unknown) => error,
      )
      const { code, stdout } = said as { code: number; stdout: string }
      expect(code).toBe(1)
      expect(stdout).toMatch(/ again: npm run crash -- --seed 1 --only \d+\n/)
      expect(stdout).toMatch(/rows \d+ to \d+ were said to be durable, the journal ends at \d+|is not sound/)
    },
    LONG,
  )

  it('plans the same for the same seed, whatever the number of points', () => {
    const some = planOf(9, 40, ['wasm']).flatMap(({ points }) => points)
    expect(some.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
    expect(planOf(9, 12, ['wasm']).flatMap(({ points }) => points)).toEqual(some.slice(0, 12))
    const aimed = planOf(9, 400, ['wasm']).flatMap(({ points }) =>
      points.flatMap(({ fates }) => [fates.engine, fates.venue].map(({ target }) => target.stop?.phase)),
    )
    for (const phase of PHASES) expect(aimed.filter((one) => one === phase).length, phase).toBeGreaterThan(30)
  })

  it('tells a phase that was hit too rarely', () => {
    expect(missed([], 100)).toContain('report was hit 0 times at 100 points, has to be 5')
    expect(missed([], 19)).toEqual([])
  })
})

describe('a disk that falls', () => {
  const root = mkdtempSync(join(tmpdir(), 'millrace-fallen-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const log = join(root, 'log')
  const folder = join(root, 'disk')
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  const text = (operations: readonly (readonly [Operation, string?])[]): Buffer =>
    Buffer.concat(operations.map(([operation, bytes = '']) => encodeOperation(operation, Buffer.from(bytes))))

  it('keeps what was synced, names too, and what a kill alone leaves', () => {
    const disk = new FallenDisk(folder)
    writeFileSync(second, 'kept and lost')
    writeFileSync(
      log,
      text([
        [{ of: 'open', file: 7, path: first, mode: 'create' }],
        [{ of: 'write', file: 7, position: 0 }, 'kept'],
        [{ of: 'sync', file: 7 }],
        [{ of: 'sync folder', folder }],
        [{ of: 'write', file: 7, position: 4 }, ' and lost'],
        [{ of: 'rename', from: first, to: second }],
      ]),
    )
    disk.follow(log)
    disk.put()
    expect(readFileSync(second, 'utf8')).toBe('kept and lost')
    disk.losePower(new Random(1), 0)
    disk.put()
    expect(readdirSync(folder)).toEqual(['first'])
    expect(readFileSync(first, 'utf8')).toBe('kept')
  })

  it('refuses a log that does not lead to what is there', () => {
    const disk = new FallenDisk(folder)
    for (const name of ['third', 'fourth']) writeFileSync(join(folder, name), name)
    writeFileSync(log, '')
    expect(() => disk.follow(log)).toThrow(/^the log of the disk does not lead to what is there: /)
  })

  it('leaves out the record that a kill cut short', () => {
    const one = text([[{ of: 'sync', file: 1 }]])
    const whole = Buffer.concat([one, text([[{ of: 'write', file: 1, position: 0 }, 'abc']])])
    expect([...operationsOf(whole)]).toHaveLength(2)
    for (let left = one.length; left < whole.length; left++)
      expect([...operationsOf(whole.subarray(0, left))]).toHaveLength(1)
  })
})
