import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { linesMax, linesWarn, rules } from '../../tools/tidy-rules.mjs'
import { plantTree, repository, runNode } from './planted-tree.ts'

const tidy = join(repository, 'tools', 'tidy.mjs')
const clean = {
  'operators/gate.ts': "// Math.exp, Date.now() and 'http://x' may be named in a comment\nexport const a = 1\n",
}
const lines = (count: number): string => 'export {}\n'.repeat(count)

// Written so that tidy does not find them in this file.
const unfinishedWords = ['TO-DO', 'FIX-ME'].map((word) => word.replace('-', ''))
const only = ['.', 'only'].join('')

/** For each rule: files that break it, each with the line that tidy must name (0: the file as a whole). */
const planted: Record<string, { path: string; text: string; line: number }[]> = {
  'folder-name': ['utils', 'util', 'common', 'misc', 'helpers', 'shared'].map((name) => ({
    path: `operators/${name}/sum.ts`,
    text: '',
    line: 0,
  })),
  'file-name': [
    { path: 'kernels/gateFormula.ts', text: '', line: 0 },
    { path: 'pipeline/Read/quotes.ts', text: '', line: 0 },
    { path: 'test/risk/gate_formula.test.ts', text: '', line: 0 },
  ],
  'machine-path': ['work/main/x', 'root/.npmrc', 'home/ann/x', 'Users/ann/x'].map((path, index) => ({
    path: `docs/page-${index}.md`,
    text: `first\nsee /${path} there\n`,
    line: 2,
  })),
  'registry-host': [
    { path: 'package-lock.json', text: '{\n "resolved": "https://registry.example/x.tgz"\n}\n', line: 2 },
    { path: '.npmrc', text: 'registry=https://registry.example/\n', line: 1 },
  ],
  'file-length': [{ path: 'analytics/tca.ts', text: lines(linesMax + 1), line: 0 }],
  unfinished: unfinishedWords.map((word) => ({
    path: `model/${word.toLowerCase()}.ts`,
    text: `// ${word}: later\n`,
    line: 1,
  })),
  'focused-test': [
    { path: 'test/risk/gate.test.ts', text: `\nit${only}('x', () => {})\n`, line: 2 },
    { path: 'test/risk/desk.test.ts', text: `describe.skipIf(true)${only} ('x', f)\n`, line: 1 },
  ],
  'deterministic-maths': ['exp', 'log', 'pow', 'tanh', 'sin', 'cos', 'random', 'hypot', 'cbrt', 'atan2'].map(
    (name) => ({
      path: `operators/${name}.ts`,
      text: `// a comment\nexport const f = (x: number) => Math.${name}(x)\n`,
      line: 2,
    }),
  ),
  'no-wall-clock': ['Date.now()', 'new Date()', 'new Date', 'performance.now()', 'process.hrtime.bigint()'].map(
    (call, index) => ({ path: `kernels/clock-${index}.ts`, text: `\nexport const t = ${call}\n`, line: 2 }),
  ),
  'no-timers': ['setTimeout(f, 1)', 'setInterval(f, 1)', 'setImmediate(f)', 'queueMicrotask(f)'].map((call, index) => ({
    path: `operators/timer-${index}.ts`,
    text: `${call}\n`,
    line: 1,
  })),
  'no-scheduled-operators': ['debounceTime', 'withLatestFrom', 'combineLatest', 'observeOn', 'delay as later'].map(
    (name, index) => ({
      path: `operators/joined-${index}.ts`,
      text: `export {}\nimport {\n  map,\n  ${name},\n} from 'rxjs'\n`,
      line: 2,
    }),
  ),
}

describe('tidy', () => {
  it('has a planted violation for each of its rules', () => {
    expect(Object.keys(planted)).toEqual(rules.map((rule) => rule.name))
  })

  it.each(Object.entries(planted))('refuses what breaks %s', async (rule, files) => {
    const tree = plantTree({ ...clean, ...Object.fromEntries(files.map(({ path, text }) => [path, text])) })
    try {
      const { status, stderr } = await runNode([tidy, tree.root], tree.root)
      expect(status).toBe(1)
      for (const { path, line } of files) {
        expect(stderr).toContain(`${line > 0 ? `${path}:${line}` : path}: ${rule}: `)
      }
      expect(stderr.trimEnd().split('\n')).toHaveLength(files.length)
    } finally {
      tree.remove()
    }
  })

  it('passes a clean tree, and warns of a file that grows long', async () => {
    const tree = plantTree({ ...clean, 'model/long.ts': lines(linesWarn + 1), 'dist/utils/Bad.ts': 'Math.exp(1)' })
    try {
      const { status, stdout, stderr } = await runNode([tidy, tree.root], tree.root)
      expect(stderr).toBe(
        `model/long.ts: warning: file-length: look again at ${linesWarn} lines, was ${linesWarn + 1}\n`,
      )
      expect(stdout).toContain('2 files')
      expect(status).toBe(0)
    } finally {
      tree.remove()
    }
  })

  it('allows outside the stages what it refuses inside them', async () => {
    const tree = plantTree({ 'bench/load.ts': 'export const t = Date.now() * Math.random()\n' })
    try {
      expect((await runNode([tidy, tree.root], tree.root)).status).toBe(0)
    } finally {
      tree.remove()
    }
  })

  it('fails where there is nothing to check', async () => {
    const tree = plantTree({})
    try {
      expect((await runNode([tidy, tree.root], tree.root)).status).toBe(1)
    } finally {
      tree.remove()
    }
  })
})
