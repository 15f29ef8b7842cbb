import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Outcome, PlantedTree } from './planted-tree.ts'
import { plantTree, repository, runNode } from './planted-tree.ts'

// A checkout in little: set-up itself, two sources, and an npm that says how it was called and installs no more than a
// compiler: this repository's TypeScript where the test is about it, else one that copies (0.1 s instead of 0.7 s).
const lock = {
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/typescript': { version: '1.0.0', integrity: 'x' } },
}
const fakeNpm = `
const { mkdirSync, symlinkSync, rmSync, writeFileSync, readFileSync, appendFileSync } = require('node:fs')
const { NODE_ENV, npm_config_json } = process.env
appendFileSync('npm-calls.txt', JSON.stringify({ args: process.argv.slice(2), NODE_ENV, npm_config_json }) + '\\n')
if (process.env.FAKE_NPM === 'fail') { console.error('npm error ENOSUCH: planted'); process.exit(7) }
const finish = () => {
  rmSync('node_modules', { recursive: true, force: true })
  mkdirSync('node_modules')
  const compiler = process.env.REAL_TSC ? ${JSON.stringify(join(repository, 'node_modules'))} : 'npm'
  symlinkSync(require('node:path').resolve(compiler, 'typescript'), 'node_modules/typescript')
  writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'))
}
if (process.env.FAKE_NPM === 'slow') setTimeout(finish, 60_000)
else finish()
`
const fakeTsc = `
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs')
mkdirSync('dist/model', { recursive: true })
for (const name of readdirSync('model').filter((name) => name.endsWith('.ts'))) {
  for (const end of ['.js', '.d.ts']) {
    writeFileSync('dist/model/' + name.replace('.ts', end), readFileSync('model/' + name))
  }
}
`
const compilerOptions = {
  rootDir: '.',
  outDir: 'dist',
  module: 'nodenext',
  target: 'es2022',
  types: [],
  declaration: true,
  rewriteRelativeImportExtensions: true,
  noEmitOnError: true,
  incremental: true,
  tsBuildInfoFile: 'dist/.tsbuildinfo',
}

let tree: PlantedTree
afterEach(() => tree.remove())

function plantCheckout(): void {
  tree = plantTree({
    'package.json': JSON.stringify({ name: 'millrace', type: 'module', bin: { millrace: 'dist/model/two.js' } }),
    'package-lock.json': JSON.stringify(lock),
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['model/**/*.ts'] }),
    'model/one.ts': 'export const one: number = 1\n',
    'model/two.ts': "import { one } from './one.ts'\nexport const two = one + one\n",
    'model/page.html': '<p>\n',
    'npm/npm-cli.js': fakeNpm,
    'npm/typescript/lib/tsc.js': fakeTsc,
    'npm/package.json': '{}',
  })
  mkdirSync(join(tree.root, 'tools'))
  for (const name of ['setup.mjs', 'setup-lock.mjs', 'bundle.mjs', 'sources.mjs']) {
    copyFileSync(join(repository, 'tools', name), join(tree.root, 'tools', name))
  }
}

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  npm_execpath: join(tree.root, 'npm', 'npm-cli.js'),
  ...more,
})
const setUp = (args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
  runNode(['tools/setup.mjs', ...args], tree.root, environment(env))
const dist = (path: string): string => join(tree.root, 'dist', path)
const npmCalls = (): { args: string[]; NODE_ENV?: string; npm_config_json?: string }[] => {
  const path = join(tree.root, 'npm-calls.txt')
  if (!existsSync(path)) return []
  // Whole lines only: npm may be between creating the file and writing to it.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line))
}

describe('set-up', () => {
  it('installs and compiles a fresh checkout, then does nothing and says nothing', async () => {
    plantCheckout()
    const first = await setUp([], { REAL_TSC: '1' })
    expect(first.status, first.stderr).toBe(0)
    expect(first.stdout).toBe('')
    expect(readFileSync(dist('model/two.js'), 'utf8')).toMatch(/from ['"].[/]one.js['"]/)
    expect(readFileSync(dist('model/page.html'), 'utf8')).toBe('<p>\n')
    expect(npmCalls()).toHaveLength(1)

    expect(await setUp()).toEqual({ status: 0, stdout: '', stderr: '' })
    const verbose = await setUp(['--verbose'])
    expect(verbose.stderr).toMatch(/^millrace set-up: ready \(\d+ ms\)\n$/)
    expect(npmCalls()).toHaveLength(1)
  })

  it('installs devDependencies whatever NODE_ENV and an outer npm say', async () => {
    plantCheckout()
    await setUp([], { NODE_ENV: 'production', npm_config_json: 'true', npm_config_omit: 'dev' })
    const [call] = npmCalls()
    expect(call.args).toEqual(expect.arrayContaining(['ci', '--ignore-scripts', '--include=dev']))
    expect(call).not.toHaveProperty('NODE_ENV')
    expect(call).not.toHaveProperty('npm_config_json')
  })

  it('compiles again when a source changed, without installing, and takes back what a removed source had made', async () => {
    plantCheckout()
    await setUp()
    tree.write({ 'model/one.ts': 'export const one: number = 3\n', 'model/three.ts': 'export {}\n' })
    expect((await setUp()).stderr).toContain('compiling 3 TypeScript files')
    expect(readFileSync(dist('model/one.js'), 'utf8')).toContain('= 3')
    rmSync(join(tree.root, 'model/three.ts'))
    rmSync(join(tree.root, 'model/page.html'))
    await setUp()
    expect(['three.js', 'three.d.ts', 'page.html'].filter((name) => existsSync(dist(`model/${name}`)))).toEqual([])
    expect(existsSync(dist('model/two.js'))).toBe(true)
    expect(npmCalls()).toHaveLength(1)
  })

  it('installs again when the lock asks for something else or node_modules is gone', async () => {
    plantCheckout()
    await setUp()
    const other = { version: '2.0.0', integrity: 'y' }
    tree.write({
      'package-lock.json': JSON.stringify({ ...lock, packages: { ...lock.packages, 'node_modules/a': other } }),
    })
    await setUp()
    expect(npmCalls()).toHaveLength(2)
    rmSync(join(tree.root, 'node_modules'), { recursive: true })
    await setUp()
    expect(npmCalls()).toHaveLength(3)
  })

  it('accepts what somebody installed by hand', async () => {
    plantCheckout()
    mkdirSync(join(tree.root, 'node_modules'))
    symlinkSync(join(tree.root, 'npm', 'typescript'), join(tree.root, 'node_modules', 'typescript'))
    tree.write({ 'node_modules/.package-lock.json': JSON.stringify(lock) })
    expect((await setUp()).status).toBe(0)
    expect(npmCalls()).toHaveLength(0)
  })

  it('as the last step of an npm install builds, and installs only where nothing is installed', async () => {
    plantCheckout()
    await setUp(['--prepare'])
    expect(npmCalls()).toHaveLength(1)
    tree.write({ 'package-lock.json': JSON.stringify({ ...lock, name: 'other' }) })
    await setUp(['--prepare'])
    expect(npmCalls()).toHaveLength(1)
    rmSync(join(tree.root, 'dist'), { recursive: true })
    await setUp(['--prepare'])
    expect(existsSync(dist('model/two.js'))).toBe(true)
    rmSync(join(tree.root, 'node_modules', 'typescript'))
    const omitted = await setUp(['--prepare'])
    expect(omitted).toMatchObject({ status: 0, stderr: expect.stringContaining('there is no compiler: nothing built') })
    expect(npmCalls()).toHaveLength(1)
  })

  it('shows what npm said when it fails', async () => {
    plantCheckout()
    const { status, stderr } = await setUp([], { FAKE_NPM: 'fail' })
    expect(status).toBe(1)
    expect(stderr).toContain('npm ci failed (exit status 7)')
    expect(stderr).toContain('npm error ENOSUCH: planted')
    expect(existsSync(join(tree.root, '.setup-lock'))).toBe(false)
  })

  it('shows the type errors, keeps the last good build, and does not call itself current', async () => {
    plantCheckout()
    await setUp([], { REAL_TSC: '1' })
    tree.write({ 'model/one.ts': "export const one: number = 'one'\n" })
    for (let attempt = 0; attempt < 2; attempt++) {
      const { status, stderr } = await setUp()
      expect(status).toBe(1)
      expect(stderr).toContain('model/one.ts(1,14): error TS2322')
    }
    expect(readFileSync(dist('model/one.js'), 'utf8')).toContain('= 1')
    const lenient = await setUp(['--despite-type-errors'])
    expect(lenient.status).toBe(0)
    expect(readFileSync(dist('model/one.js'), 'utf8')).toContain("= 'one'")
    expect((await setUp()).status).toBe(1)
  })

  it('works once when called several times at once', async () => {
    plantCheckout()
    const outcomes = await Promise.all([setUp(), setUp(), setUp()])
    expect(outcomes.map((outcome) => outcome.status)).toEqual([0, 0, 0])
    expect(outcomes.filter((outcome) => outcome.stderr.includes('compiling'))).toHaveLength(1)
    expect(npmCalls()).toHaveLength(1)
  })

  it('takes over the lock of a process that died', async () => {
    plantCheckout()
    const gone = spawn(execPath, ['-e', ''])
    await new Promise((resolve) => gone.on('close', resolve))
    tree.write({ '.setup-lock/owner.json': JSON.stringify({ pid: gone.pid, host: hostname() }) })
    expect((await setUp()).status).toBe(0)
    expect(existsSync(join(tree.root, '.setup-lock'))).toBe(false)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s, and the next one starts over', async (signal) => {
    plantCheckout()
    const child = spawn(execPath, ['tools/setup.mjs'], { cwd: tree.root, env: environment({ FAKE_NPM: 'slow' }) })
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
    while (npmCalls().length === 0) await sleep(20)
    child.kill(signal)
    expect(await closed).toBe(signal === 'SIGINT' ? 130 : 143)
    expect(existsSync(join(tree.root, '.setup-lock'))).toBe(false)
    expect((await setUp()).status).toBe(0)
    expect(npmCalls()).toHaveLength(2)
  })
})
