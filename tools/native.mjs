#!/usr/bin/env node
// Builds the native desk (native/, Rust) and puts it at native/millrace.node. Does nothing, quickly, when that is
// current; where there is no cargo it says so, and Millrace runs on its other backends. Node built-ins only.
//
//   node tools/native.mjs [--optional] [--checks | --sanitize]
//
// --optional  where there is no cargo, say so and succeed (for `npm test`)
// --checks    run the checks of the crate instead: rustfmt, clippy, cargo test
// --sanitize  run its tests under AddressSanitizer instead; exit status 3 where this machine's Rust has none
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { argv, env, exit, platform, stderr, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { sanitizer } from './sanitizer.mjs'
import { takeLock } from './setup-lock.mjs'
import { listFiles } from './sources.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const crate = join(root, 'native')
const target = join(crate, 'millrace.node')
const stamp = join(crate, 'target', '.millrace-native.json')
const flags = new Set(argv.slice(2))
const say = (/** @type {string} */ text) => stderr.write(`millrace native: ${text}\n`)

/** @param {string[]} args */
const cargo = (args) => spawnSync('cargo', args, { cwd: crate, env, stdio: ['ignore', 2, 2] }).status

/** The version of the compiler, or undefined where there is none. */
function compiler() {
  const { status, stdout } = spawnSync('cargo', ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** What the module is made from. @param {string} version */
function key(version) {
  const hash = createHash('sha1').update(`${version}\0${platform} ${process.arch} ${versions.modules}\0`)
  const files = ['Cargo.toml', 'Cargo.lock', 'build.rs'].map((name) => `native/${name}`)
  for (const path of [...files, ...listFiles(root, ['native/src'])])
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

/** @param {string} wanted */
function isCurrent(wanted) {
  try {
    return existsSync(target) && JSON.parse(readFileSync(stamp, 'utf8')).key === wanted
  } catch {
    return false
  }
}

/** @param {string} wanted */
async function build(wanted) {
  const release = await takeLock(join(root, '.setup-lock-native'), say)
  try {
    if (isCurrent(wanted)) return
    say('building the desk in Rust (cargo build --release) …')
    const startedAt = Date.now()
    if (cargo(['build', '--release', '--locked', '--target-dir', join(crate, 'target')]) !== 0) {
      // A module of older sources would be worse than none.
      rmSync(target, { force: true })
      say('cargo could not build it; without it: --backend wasm or reference')
      // Crates that are neither here nor to be had are no fault of the sources.
      const unfetched = flags.has('--optional') && cargo(['fetch', '--locked', '--offline']) !== 0
      if (unfetched) say('its crates could not be fetched: going on without it')
      exit(unfetched ? 0 : 1)
    }
    const names = { win32: 'millrace_native.dll', darwin: 'libmillrace_native.dylib' }
    const made = /** @type {Record<string, string>} */ (names)[platform] ?? 'libmillrace_native.so'
    // Renamed into place: a process that has loaded the old module keeps it.
    copyFileSync(join(crate, 'target', 'release', made), `${target}.new`)
    renameSync(`${target}.new`, target)
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, JSON.stringify({ key: wanted }))
    say(`built ${target} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  } finally {
    release()
  }
}

/**
 * The tests of the crate under AddressSanitizer. It is an unstable option of a compiler that is stable, so the compiler is
 * told to allow it.
 */
function sanitize() {
  const found = sanitizer()
  if ('fault' in found) {
    say(`AddressSanitizer not run: ${found.fault}`)
    exit(3)
  }
  env['RUSTC_BOOTSTRAP'] = '1'
  env['RUSTFLAGS'] = '-Zsanitizer=address --cfg sanitized'
  env['PROPTEST_CASES'] ??= '4000'
  const test = ['test', '--locked', '--target', found.host, '--target-dir', join(crate, 'target', 'sanitized')]
  if (cargo(test) !== 0) exit(1)
  say('the same with a read beyond a table, which must fail:')
  const planted = [...test, '--test', 'desk', '--', '--ignored', 'planted']
  const { status, stderr: said } = spawnSync('cargo', planted, { cwd: crate, env, encoding: 'utf8' })
  const guarded = status !== 0 && said.includes('AddressSanitizer: use-after-poison')
  say(guarded ? 'found: AddressSanitizer guards the memory' : `not found: AddressSanitizer guards nothing\n${said}`)
  exit(guarded ? 0 : 1)
}

const version = compiler()
if (version === undefined) {
  say('there is no cargo, so the native desk is not built; everything else works (--backend auto, wasm, reference)')
  exit(flags.has('--sanitize') ? 3 : flags.has('--optional') || flags.has('--checks') ? 0 : 1)
}
if (flags.has('--checks')) {
  for (const args of [
    ['fmt', '--check'],
    ['clippy', '--locked', '--all-targets', '--', '-D', 'warnings'],
    ['test', '--locked'],
  ])
    if (cargo(args) !== 0) exit(1)
} else if (flags.has('--sanitize')) {
  sanitize()
} else {
  const wanted = key(version)
  if (!isCurrent(wanted)) await build(wanted)
}
