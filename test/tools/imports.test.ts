import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome, PlantedTree } from './planted-tree.ts'
import { plantTree, repository, runNode } from './planted-tree.ts'

const imports = join(repository, 'tools', 'imports.mjs')
const from = (path: string): string => `import { a } from '${path}'\nexport const b = a\n`
const typeFrom = (path: string): string => `import type { A } from '${path}'\nexport type B = A\n`
const leaf = 'export const a = 1\nexport type A = number\n'

/** A violation per rule: what imports what. */
const planted: [rule: string, path: string, text: string][] = [
  ['model-imports', 'model/up.ts', from('../kernels/leaf.ts')],
  ['model-imports', 'model/up-type.ts', typeFrom('../operators/leaf.ts')],
  ['kernels-imports', 'kernels/up.ts', from('../operators/leaf.ts')],
  ['kernels-imports', 'kernels/aside.ts', from('../analytics/leaf.ts')],
  ['operators-imports', 'operators/up.ts', from('../pipeline/leaf.ts')],
  ['operators-imports', 'operators/aside.ts', from('../analytics/leaf.ts')],
  ['analytics-imports', 'analytics/aside.ts', from('../operators/leaf.ts')],
  ['analytics-imports', 'analytics/to-bench.ts', from('../bench/leaf.ts')],
  ['pipeline-imports', 'pipeline/up.ts', from('../server/leaf.ts')],
  ['pipeline-imports', 'pipeline/to-test.ts', from('../test/leaf.ts')],
  ['learning-imports', 'learning/aside.ts', from('../kernels/leaf.ts')],
  ['web-imports', 'web/up.ts', from('../kernels/leaf.ts')],
  ['web-knows-the-wire-only', 'web/value.ts', from('../model/leaf.ts')],
  ['server-enters-by-the-front-door', 'server/side-door.ts', from('../pipeline/leaf.ts')],
  ['pipeline-is-the-top', 'analytics/up.ts', from('../pipeline/leaf.ts')],
  ['gate-formula-stands-alone', 'kernels/reference/gate-formula.ts', from('./between.ts')],
  ['gate-bisect-stands-alone', 'kernels/reference/gate-bisect.ts', from('./gate-formula.ts')],
  ['no-cycles', 'pipeline/one.ts', "import type { B } from './two.ts'\nexport type A = B | 1\n"],
  ['imports-resolve', 'pipeline/nowhere.ts', from('./absent.ts')],
  ['model-needs-nothing', 'model/reads.ts', "import { readFileSync } from 'node:fs'\nexport const r = readFileSync\n"],
  ['kernels-need-xxhash-only', 'kernels/uses-rxjs.ts', "import { map } from 'rxjs'\nexport const m = map\n"],
  [
    'kernels-run-anywhere',
    'kernels/reads.ts',
    "import { readFileSync } from 'node:fs'\nexport const r = readFileSync\n",
  ],
  ['operators-need-rxjs-only', 'operators/uses-yaml.ts', "import { parse } from 'yaml'\nexport const p = parse\n"],
  ['operators-run-anywhere', 'operators/reads.ts', "import { env } from 'node:process'\nexport const e = env\n"],
  ['product-needs-no-dev-packages', 'pipeline/uses-dev.ts', "import fc from 'fast-check'\nexport const f = fc\n"],
]

const fine: Record<string, string> = {
  ...Object.fromEntries(
    ['model', 'kernels', 'operators', 'pipeline', 'analytics', 'server', 'bench', 'test'].map((folder) => [
      `${folder}/leaf.ts`,
      leaf,
    ]),
  ),
  'kernels/down.ts': from('../model/leaf.ts'),
  'kernels/hash.ts': "import { h64 } from 'xxhash-wasm'\nexport const h = h64\n",
  'kernels/generate-fine.ts': "import { readFileSync } from 'node:fs'\nexport const r = readFileSync\n",
  'operators/down.ts': `import { map } from 'rxjs'\nexport const m = map\n${from('../kernels/leaf.ts')}`,
  'pipeline/down.ts': from('../operators/leaf.ts'),
  'pipeline/to-analytics.ts': from('../analytics/leaf.ts'),
  'pipeline/index.ts': "import { parse } from 'yaml'\nexport const a = parse\n",
  'analytics/down.ts': from('../kernels/leaf.ts'),
  'server/front-door.ts': from('../pipeline/index.ts'),
  'bench/any.ts': from('../pipeline/leaf.ts'),
  'test/any.ts': from('../pipeline/leaf.ts'),
  'web/wire.ts': typeFrom('../model/leaf.ts'),
}

const packages = ['rxjs', 'yaml', 'xxhash-wasm', 'fast-check']
const grow = (files: Record<string, string>): PlantedTree =>
  plantTree({
    'package.json': JSON.stringify({
      dependencies: { rxjs: '1.0.0', yaml: '1.0.0', 'xxhash-wasm': '1.0.0' },
      devDependencies: { 'fast-check': '1.0.0' },
    }),
    ...Object.fromEntries(
      packages.flatMap((name) => [
        [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'dist/index.js' })],
        [`node_modules/${name}/dist/index.js`, ''],
      ]),
    ),
    ...files,
  })

describe('import directions', () => {
  let tree: PlantedTree
  let outcome: Outcome

  beforeAll(async () => {
    tree = grow({
      ...fine,
      ...Object.fromEntries(planted.map(([, path, text]) => [path, text])),
      'pipeline/two.ts': "import type { A } from './one.ts'\nexport type B = A | 2\n",
      'kernels/reference/between.ts': from('./gate-bisect.ts'),
    })
    outcome = await runNode([imports, tree.root], tree.root)
  }, 60_000)
  afterAll(() => tree.remove())

  it('fails', () => expect(outcome.status).toBe(1))

  it.each(planted)('%s: refuses %s', (rule, path) => {
    expect(outcome.stderr.split('\n')).toContainEqual(
      expect.stringMatching(new RegExp(`^${rule}: (.* -> )?${path} -> `)),
    )
  })

  it('refuses nothing that is allowed', () => {
    const refused = outcome.stderr.split('\n').flatMap((line) => /^[a-z-]+: (\S+) -> /.exec(line)?.[1] ?? [])
    expect(refused.filter((path) => path in fine)).toEqual([])
  })

  it('has a planted violation for each of its rules', async () => {
    const { default: configuration } = (await import('../../.dependency-cruiser.cjs')) as {
      default: { forbidden: { name: string }[] }
    }
    // Folders that do not exist yet get their plants when they come.
    const names = configuration.forbidden.map((rule) => rule.name)
    const later = ['native-imports', 'wasm-imports', 'server-imports']
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(names.filter((name) => !later.includes(name))))
  })

  it('passes a tree that keeps to the directions', async () => {
    const good = grow(fine)
    try {
      const { status, stderr } = await runNode([imports, good.root], good.root)
      expect(stderr).toBe('')
      expect(status).toBe(0)
    } finally {
      good.remove()
    }
  }, 60_000)

  it('fails where there is nothing to check', async () => {
    const empty = grow({})
    try {
      const { status, stderr } = await runNode([imports, empty.root], empty.root)
      expect(stderr).toBe('no modules found: nothing was checked\n')
      expect(status).toBe(1)
    } finally {
      empty.remove()
    }
  }, 60_000)
})
