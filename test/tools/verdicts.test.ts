// The tools that turn a run into a verdict: the counts of .ci/run, the coverage check, the shared-data summary.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Outcome, PlantedTree } from './planted-tree.ts'
import { plantTree, repository, runNode } from './planted-tree.ts'

let tree: PlantedTree
afterEach(() => tree.remove())
const tool = (name: string): string => join(repository, 'tools', name)

describe('test counts', () => {
  const results = (passed: number, failed: number, files: object[] = []): Record<string, string> => ({
    'tests.json': JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: files }),
  })
  const cases: [what: string, files: Record<string, string>, status: number, counts: string][] = [
    ['a run that passed', results(12, 0), 0, '12 0'],
    ['failed tests', results(10, 2), 1, '10 2'],
    ['a file that cannot be loaded', results(10, 0, [{ status: 'failed', assertionResults: [] }]), 1, '10 1'],
    ['a run that failed though no test did', results(10, 0), 1, '10 1'],
    ['a run without tests', results(0, 0), 0, '0 1'],
    ['a run that left no results', {}, 1, '0 1'],
  ]
  it.each(cases)('counts %s', async (_what, files, status, counts) => {
    tree = plantTree(files)
    const { stdout } = await runNode([tool('test-counts.mjs'), 'tests.json', String(status)], tree.root)
    expect(stdout).toBe(`${counts}\n`)
  })
})

describe('coverage check', () => {
  const parts = ['kernels', 'operators/risk', 'operators/sizing', 'operators/portfolio']
  const counts = (covered: number): object => ({ total: 100, covered })
  const plantCoverage = (lines: number, branches: number, measured = parts): void => {
    tree = plantTree(Object.fromEntries(parts.map((part) => [`${part}/gate.ts`, ''])))
    tree.write({
      'coverage/lines/coverage-summary.json': JSON.stringify(
        Object.fromEntries(
          measured.map((part) => [
            join(tree.root, part, 'gate.ts'),
            part === 'operators/risk'
              ? { lines: counts(lines), branches: counts(branches) }
              : { lines: counts(95), branches: counts(95) },
          ]),
        ),
      ),
    })
  }
  const check = (): Promise<Outcome> => runNode([tool('coverage.mjs'), tree.root], tree.root)

  it('passes at 95 %', async () => {
    plantCoverage(95, 95)
    expect((await check()).status).toBe(0)
  })
  it.each([
    [94, 100],
    [100, 94],
  ])('fails at lines %i %%, branches %i %%', async (lines, branches) => {
    plantCoverage(lines, branches)
    const { status, stdout, stderr } = await check()
    expect(status).toBe(1)
    expect(stdout).toContain('operators/risk: lines')
    expect(stderr).toContain('operators/risk/gate.ts')
  })
  it('fails where a source was not measured, a part has no sources, or nothing was measured at all', async () => {
    plantCoverage(95, 95, parts.slice(1))
    expect((await check()).stderr).toContain('not measured: kernels/gate.ts')
    tree.remove()
    tree = plantTree({ 'coverage/lines/coverage-summary.json': '{}' })
    expect(await check()).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('operators/sizing: has no sources'),
    })
    tree.remove()
    tree = plantTree({})
    expect((await check()).status).toBe(1)
  })
})

describe('shared data', () => {
  const suite = `
    import { it } from 'vitest'
    import { describeShared, itShared, sharedData } from '../shared-data.ts'
    describeShared('block', () => { it('reads', () => { if (!sharedData('ticks.csv')) throw new Error('absent') }) })
    itShared('reads alone', () => { if (!sharedData('ticks.csv')) throw new Error('absent') })
    it('needs none', () => {})
  `
  const run = (more: Record<string, string>, env: NodeJS.ProcessEnv = {}, args: string[] = []): Promise<Outcome> => {
    tree = plantTree({ 'package.json': '{"type":"module"}', 'test/area/a.test.ts': suite, ...more })
    symlinkSync(join(repository, 'node_modules'), join(tree.root, 'node_modules'))
    symlinkSync(join(repository, 'test', 'shared-data.ts'), join(tree.root, 'test', 'shared-data.ts'))
    const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs')
    const config = join(repository, 'vitest.config.ts')
    const child: NodeJS.ProcessEnv = { ...process.env, MILLRACE_SHARED: join(tree.root, 'data'), NO_COLOR: '1', ...env }
    for (const name of Object.keys(child))
      if (/^(CI|VITEST.*|FORCE_COLOR|TEST|NODE_ENV)$/.test(name)) delete child[name]
    return runNode([vitest, 'run', '--root', tree.root, '--config', config, ...args], tree.root, child)
  }
  const data = { 'data/ticks.csv': '1\n' }

  it('runs such tests where there is data, and says how many', async () => {
    const { status, stdout } = await run(data)
    expect(stdout).toContain('shared data: 2 ran, 0 skipped\n')
    expect(status).toBe(0)
  })
  it('skips them where there is none, and says so', async () => {
    const { status, stdout } = await run({})
    expect(stdout).toContain('shared data: 0 ran, 2 skipped (no data folder beside the repository)\n')
    expect(status).toBe(0)
  })
  it('fails the run where there is data and one was skipped', async () => {
    const { status, stdout } = await run({
      ...data,
      'test/area/a.test.ts': suite.replace(`it('reads'`, `it.skip('reads'`),
    })
    expect(stdout).toContain('shared data: 1 ran, 1 skipped\n')
    expect(stdout).toContain('skipped although the data is there: test/area/a.test.ts: block > reads')
    expect(status).toBe(1)
  })
  it('fails where the data lacks the file asked for', async () => {
    const { status, stdout, stderr } = await run({ 'data/other.csv': '' })
    expect(stdout + stderr).toContain('the shared data folder has no ticks.csv')
    expect(status).toBe(1)
  })
  it('lets a choice by name skip the others', async () => {
    const { status, stdout } = await run(data, {}, ['-t', 'needs none'])
    expect(stdout).toContain('shared data: 0 ran, 2 skipped\n')
    expect(status).toBe(0)
  })
})
