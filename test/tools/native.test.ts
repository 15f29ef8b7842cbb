import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { afterAll, describe, expect, it } from 'vitest'
import { repository } from './planted-tree.ts'

// A crate in little, and a cargo that says how it was called and leaves a module.
const tree = mkdtempSync(join(tmpdir(), 'millrace-native-build-'))
afterAll(() => rmSync(tree, { recursive: true, force: true }))
const bin = join(tree, 'bin')
const cargo = `#!${execPath}
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
const args = process.argv.slice(2)
if (args[0] === '--version') { console.log('cargo 1.0.0'); process.exit(0) }
appendFileSync(${JSON.stringify(join(tree, 'calls.txt'))}, args[0] + '\\n')
if (args[0] === 'fetch') process.exit(process.env.FAKE_CARGO === 'offline' ? 101 : 0)
if (process.env.FAKE_CARGO) process.exit(101)
mkdirSync('target/release', { recursive: true })
for (const name of ['libmillrace_native.so', 'libmillrace_native.dylib', 'millrace_native.dll']) writeFileSync('target/release/' + name, 'made')
`
for (const folder of ['tools', 'native/src', 'bin']) mkdirSync(join(tree, folder), { recursive: true })
for (const name of ['native', 'setup-lock', 'sources', 'sanitizer'])
  cpSync(join(repository, 'tools', `${name}.mjs`), join(tree, 'tools', `${name}.mjs`))
for (const name of ['Cargo.toml', 'Cargo.lock', 'build.rs', 'src/lib.rs']) writeFileSync(join(tree, 'native', name), '')
writeFileSync(join(bin, 'cargo'), cargo, { mode: 0o755 })
const module = join(tree, 'native', 'millrace.node')

const run = (args: string[], { path = bin, fake = '' } = {}) => {
  const environment = { ...env, PATH: path, FAKE_CARGO: fake }
  const { status, stderr } = spawnSync(execPath, [join(tree, 'tools', 'native.mjs'), ...args], {
    env: environment,
    encoding: 'utf8',
  })
  return { status, stderr }
}

describe.skipIf(process.platform === 'win32')('npm run native', () => {
  it('says so where there is no cargo, and fails only where the module was asked for', () => {
    const nowhere = join(tree, 'nowhere')
    expect(run([], { path: nowhere })).toMatchObject({ status: 1 })
    const { status, stderr } = run(['--optional'], { path: nowhere })
    expect(status).toBe(0)
    expect(stderr).toContain('there is no cargo, so the native desk is not built; everything else works')
    expect(existsSync(module)).toBe(false)
  })

  it('builds once, and again when a source changes', () => {
    expect(run([]).stderr).toContain(`built ${module}`)
    expect(existsSync(module)).toBe(true)
    expect(run([])).toEqual({ status: 0, stderr: '' })
    writeFileSync(join(tree, 'native', 'src', 'lib.rs'), '// changed')
    expect(run([]).stderr).toContain('built')
  })

  it('builds again when the module was deleted', () => {
    rmSync(module)
    expect(run([]).stderr).toContain('built')
    expect(existsSync(module)).toBe(true)
  })

  it('leaves no module of older sources where they do not compile', () => {
    writeFileSync(join(tree, 'native', 'src', 'lib.rs'), '// wrong')
    expect(run(['--optional'], { fake: 'wrong' }).status).toBe(1)
    expect(existsSync(module)).toBe(false)
  })

  it('goes on without crates that are not to be had, where it is optional', () => {
    const { status, stderr } = run(['--optional'], { fake: 'offline' })
    expect(status).toBe(0)
    expect(stderr).toContain('its crates could not be fetched: going on without it')
    expect(run([], { fake: 'offline' }).status).toBe(1)
  })

  it('says where there is no AddressSanitizer, which is no success', () => {
    expect(run(['--sanitize'], { path: join(tree, 'nowhere') })).toMatchObject({ status: 3 })
    writeFileSync(join(bin, 'rustc'), `#!${execPath}\nconsole.log(${JSON.stringify(tree)} + '\\nabacus')`, {
      mode: 0o755,
    })
    const { status, stderr } = run(['--sanitize'])
    expect(status).toBe(3)
    expect(stderr).toContain(
      `AddressSanitizer not run: there is no runtime of AddressSanitizer in ${join(tree, 'lib', 'rustlib', 'abacus', 'lib')}`,
    )
  })
})
