#!/usr/bin/env node
// Fuzzes the byte parsers in Rust (native/src/read), led by coverage, under AddressSanitizer; then plants a fault, which
// must be found. Exit status 3 where this machine's Rust has no sanitizer, or the fuzzer can't be fetched or built.
// Node built-ins only.
//
//   node tools/native-fuzz.mjs [--seconds N]
//
// native/fuzz has the layout of cargo-fuzz. It isn't needed: it would set the same flags, and takes minutes to install.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { env, exit, stderr } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sanitizer } from './sanitizer.mjs'

const NOT_TO_BE_HAD = 3
const PLANTED_SECONDS_MAX = 120
const INPUT_BYTES_MAX = 512
/** What cargo-fuzz gives the compiler: blocks and comparisons are told to libFuzzer. */
const FLAGS = [
  '-Zsanitizer=address',
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
  '-Ccodegen-units=1',
  '--cfg fuzzing',
].join(' ')

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const crate = join(root, 'native', 'fuzz')
const target = join(root, 'native', 'target', 'fuzz')
const say = (/** @type {string} */ text) => stderr.write(`millrace native: ${text}\n`)
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } })

/** @returns {string} the fuzzer */
function build() {
  const found = sanitizer()
  if ('fault' in found) return none(found.fault)
  // An unstable option of a compiler that is stable: it is told to allow it.
  const variables = { ...env, RUSTC_BOOTSTRAP: '1', RUSTFLAGS: FLAGS }
  /** @param {string[]} args */
  const cargo = (args) => spawnSync('cargo', args, { cwd: crate, env: variables, stdio: ['ignore', 2, 2] }).status
  if (cargo(['fetch', '--locked']) !== 0) return none('its crates could not be fetched')
  if (spawnSync(env['CXX'] ?? 'c++', ['--version']).status !== 0) return none('libFuzzer needs a compiler of C++')
  if (cargo(['build', '--release', '--locked', '--target', found.host, '--target-dir', target]) !== 0) exit(1)
  return join(target, found.host, 'release', 'lines')
}

/** @param {string} fault @returns {never} */
function none(fault) {
  say(`parsers not fuzzed: ${fault}`)
  exit(NOT_TO_BE_HAD)
}

/** @param {string} fuzzer @param {string} corpus @param {number} seconds @param {NodeJS.ProcessEnv} [variables] */
function fuzz(fuzzer, corpus, seconds, variables = {}) {
  const artifacts = join(corpus, '..', 'found-')
  const args = [`-max_total_time=${seconds}`, `-max_len=${INPUT_BYTES_MAX}`, '-timeout=10', '-print_final_stats=1']
  return spawnSync(fuzzer, [...args, `-artifact_prefix=${artifacts}`, corpus, join(crate, 'seeds')], {
    env: { ...env, ...variables },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
}

const seconds = Number(values.seconds)
if (!(seconds > 0)) {
  say(`--seconds must be above 0, was ${values.seconds}`)
  exit(2)
}
const fuzzer = build()
// What was reached once is where the next run begins.
const corpus = join(target, 'corpus')
mkdirSync(corpus, { recursive: true })
const { status, stderr: told } = fuzz(fuzzer, corpus, seconds)
if (status !== 0) {
  stderr.write(told.slice(-8_000))
  exit(1)
}
const stat = (/** @type {string} */ name) => new RegExp(`stat::${name}: +(\\d+)`).exec(told)?.[1]
const covered = [...told.matchAll(/cov: (\d+) ft: (\d+) corp: (\d+)/g)].at(-1)
say(`parsers fuzzed: ${stat('number_of_executed_units')} inputs in ${seconds} s, ${covered?.[0]}`)
const empty = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'))
mkdirSync(join(empty, 'corpus'))
const planted = fuzz(fuzzer, join(empty, 'corpus'), PLANTED_SECONDS_MAX, { MILLRACE_FUZZ_PLANTED: '1' })
rmSync(empty, { recursive: true })
const found = planted.status !== 0 && planted.stderr.includes('planted')
say(found ? 'found: a planted fault, led by coverage' : `a planted fault is not found\n${planted.stderr.slice(-4_000)}`)
exit(found ? 0 : 1)
