#!/usr/bin/env node
// Makes a checkout ready to run: dependencies installed, TypeScript and the WASM desk compiled. Called before
// `npm start`, `npm test` and the like, so it does nothing, quickly, when all is current. Node built-ins only;
// everything it says goes to stderr.
//
//   node tools/setup.mjs [--verbose] [--prepare] [--despite-type-errors]
//
// --prepare              called by npm at the end of its own install: build, and install only where nothing is installed
// --despite-type-errors  write JavaScript even where types do not check (for the generator that mends them)
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exit, argv, env, execPath, platform, stderr, versions } from 'node:process'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'
import { takeLock } from './setup-lock.mjs'
import { assemblyFolder, compiledFolders, listFiles } from './sources.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const flags = new Set(argv.slice(2))
const installStamp = join(root, 'node_modules', '.millrace-setup.json')
const buildStamp = join(root, 'dist', '.millrace-setup.json')
const compilerPath = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js')
const assemblerPath = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js')
const deskPath = join(root, 'dist', 'wasm', 'desk.wasm')
const optimiserPath = join(root, 'node_modules', 'binaryen', 'bin', 'wasm-opt')
/** What asc assumes of an engine, and Node 20 and browsers have. */
const features = ['mutable-globals', 'sign-ext', 'nontrapping-float-to-int', 'bulk-memory'].map(
  (name) => `--enable-${name}`,
)
/** The desk is many small functions, and a call costs as much as what most of them do: nearly all are inlined. */
const inlining = [
  '-O4',
  '--inline-functions-with-loops',
  '--always-inline-max-function-size=80',
  '--flexible-inline-max-function-size=300',
  '--one-caller-inline-max-function-size=4000',
]
const startedAt = Date.now()
const nodeMajorMin = 20
const say = (/** @type {string} */ text) => stderr.write(`millrace set-up: ${text}\n`)

class SetupError extends Error {}

/** @param {string} path @returns {any} the parsed file, or undefined where it is absent or damaged */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {string[]} parts */
const digest = (parts) => {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

// ------------------------------------------------------------------------------------------------ what is current?

const nodeKey = () => `node ${versions.node.split('.')[0]} ${platform} ${process.arch}`

/** @returns {string} what an installation was made from: the lock, and the Node it was made for */
const installKey = () => digest([nodeKey(), readFileSync(join(root, 'package-lock.json'), 'utf8')])

/**
 * Whether `node_modules` already holds what the lock asks for although set-up did not install it (somebody ran
 * `npm ci` or `npm install`). npm keeps its own account in `node_modules/.package-lock.json`.
 */
function installedByHand() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted || !present) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (entry.optional && !present[path])) return true
    return present[path]?.version === entry.version && present[path]?.integrity === entry.integrity
  })
}

function installIsCurrent() {
  const stamp = readJson(installStamp)
  if (stamp?.key === installKey()) return existsSync(compilerPath)
  if (stamp && stamp.node !== nodeKey()) return false
  if (!installedByHand()) return false
  writeInstallStamp()
  return true
}

const writeInstallStamp = () => writeFileSync(installStamp, JSON.stringify({ key: installKey(), node: nodeKey() }))

/** @typedef {{ key: string, files: string[], assembly: string[] }} Build what a build was made from */

/** @returns {Build} */
function buildFromSources() {
  const files = listFiles(root, compiledFolders).filter((path) => !path.endsWith('.md'))
  const parts = [nodeKey()]
  for (const path of ['package-lock.json', 'tsconfig.json', 'package.json', 'tools/bundle.mjs'])
    parts.push(readFileSync(join(root, path), 'utf8'))
  const assembly = listFiles(root, [assemblyFolder])
  for (const path of [...files, ...assembly]) {
    const hash = createHash('sha1').update(readFileSync(join(root, path)))
    parts.push(path, hash.digest('hex'))
  }
  return { key: digest(parts), files, assembly }
}

/** @param {Build} build */
const buildIsCurrent = (build) =>
  readJson(buildStamp)?.key === build.key && (build.assembly.length === 0 || existsSync(deskPath))

// ------------------------------------------------------------------------------------------------ running a command

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()

/**
 * Runs a command, saying every few seconds that it still runs; gives its exit status and what it printed.
 *
 * @param {string} title @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<{ status: number, output: string }>}
 */
function runWithProgress(title, command, args, environment) {
  return new Promise((resolve, reject) => {
    const since = Date.now()
    const seconds = () => ((Date.now() - since) / 1000).toFixed(1)
    let output = ''
    say(`${title} …`)
    const timer = setInterval(
      () => (stderr.isTTY ? stderr.write(`\r  ${seconds()} s`) : say(`${title} … ${seconds()} s`)),
      stderr.isTTY ? 500 : 5000,
    )
    const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    children.add(child)
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    const ended = () => {
      clearInterval(timer)
      children.delete(child)
      if (stderr.isTTY) stderr.write('\r            \r')
    }
    child.on('error', (error) => {
      ended()
      reject(new SetupError(`${title}: cannot run ${command}: ${error.message}`))
    })
    child.on('close', (status, signal) => {
      ended()
      if (status === 0) say(`${title}: done in ${seconds()} s`)
      resolve({ status: status ?? (signal ? 1 : 0), output })
    })
  })
}

/** @param {string} output @param {number} lines */
const tail = (output, lines) => output.trimEnd().split('\n').slice(-lines).join('\n')

// ------------------------------------------------------------------------------------------------ the two steps

/** The npm that belongs to this Node: the one that called us, else the one beside the binary, else the one on PATH. */
function npmCommand() {
  const beside = join(dirname(execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  const script = [env.npm_execpath, beside].find((path) => path && /npm-cli\.[cm]?js$/.test(path) && existsSync(path))
  return script
    ? { command: execPath, args: [script] }
    : { command: platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}

/** The environment without what an outer `npm --silent --json …` or NODE_ENV would impose on an inner npm. */
function npmEnvironment() {
  const environment = { ...env }
  const imposed = [
    'json',
    'loglevel',
    'dry_run',
    'omit',
    'include',
    'only',
    'production',
    'global',
    'location',
    'ignore_scripts',
  ]
  for (const name of imposed) delete environment[`npm_config_${name}`]
  delete environment.NODE_ENV
  return environment
}

async function install() {
  const { command, args } = npmCommand()
  const npmArgs = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, output } = await runWithProgress(
    'installing dependencies (npm ci)',
    command,
    [...args, ...npmArgs],
    npmEnvironment(),
  )
  if (status !== 0) {
    throw new SetupError(`npm ci failed (exit status ${status}). The end of what it said:\n${tail(output, 25)}`)
  }
  writeInstallStamp()
}

/**
 * Removes what earlier builds made of sources that are gone. Where no earlier list is known, everything goes.
 *
 * @param {string[]} files
 */
function removeStale(files) {
  const dist = join(root, 'dist')
  const earlier = readJson(buildStamp)?.files
  if (!Array.isArray(earlier)) return rmSync(dist, { recursive: true, force: true })
  const present = new Set(files)
  for (const path of earlier) {
    if (present.has(path)) continue
    const base = path.replace(/\.ts$/, '')
    const made = path.endsWith('.ts') ? [`${base}.js`, `${base}.d.ts`] : [path]
    for (const name of made) rmSync(join(dist, name), { force: true })
  }
}

/** @param {Build} build */
async function compile(build) {
  removeStale(build.files)
  const results = await Promise.allSettled([compileTypeScript(build), compileAssembly(build)])
  for (const result of results) if (result.status === 'rejected') throw result.reason
  if (results.some((result) => result.status === 'fulfilled' && !result.value)) return
  copyAssets(build.files)
  await bundle(root)
  makeRunnable()
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, JSON.stringify(build))
}

/**
 * The desk in AssemblyScript becomes dist/wasm/desk.wasm, at the same time as tsc runs.
 *
 * @param {Build} build @returns {Promise<boolean>} false where it has errors and they were to be borne
 */
async function compileAssembly(build) {
  const entry = `${assemblyFolder}/desk.ts`
  if (!build.assembly.includes(entry)) return true
  for (const path of [assemblerPath, optimiserPath])
    if (!existsSync(path)) throw new SetupError(`${path} is missing: run npm ci --include=dev`)
  const module = 'dist/wasm/desk.wasm'
  const args = [assemblerPath, entry, '--config', `${assemblyFolder}/asconfig.json`, '--outFile', module]
  const assembled = await runWithProgress('compiling the WASM desk (asc)', execPath, args, env)
  if (assembled.status !== 0) return bear(`asc found errors:\n${tail(assembled.output, 40)}`)
  const options = [optimiserPath, ...features, ...inlining, module, '-o', module]
  const optimised = await runWithProgress('optimising the WASM desk (wasm-opt)', execPath, options, env)
  return optimised.status === 0 || bear(`wasm-opt found errors:\n${tail(optimised.output, 40)}`)
}

/** Errors of a compiler end set-up, unless it was told to go on. @param {string} message */
function bear(message) {
  if (!flags.has('--despite-type-errors')) throw new SetupError(message)
  say(`${message}\n(going on despite them)`)
  return false
}

/** @param {Build} build @returns {Promise<boolean>} false where types do not check and that was to be borne */
async function compileTypeScript(build) {
  const sources = build.files.filter((path) => path.endsWith('.ts'))
  const lenient = flags.has('--despite-type-errors')
  if (sources.length > 0) {
    const args = [
      compilerPath,
      '-p',
      'tsconfig.json',
      '--pretty',
      'false',
      ...(lenient ? ['--noEmitOnError', 'false'] : []),
    ]
    const title = `compiling ${sources.length} TypeScript files (tsc)`
    const { status, output } = await runWithProgress(title, execPath, args, env)
    return status === 0 || bear(`tsc found errors:\n${tail(output, 40)}`)
  }
  say('no TypeScript sources yet: nothing to compile')
  return true
}

/** Every file that is not TypeScript (JSON, HTML, CSS, SQL …) lies in dist where its neighbours expect it. @param {string[]} files */
function copyAssets(files) {
  for (const path of files) {
    if (!path.endsWith('.ts')) cpSync(join(root, path), join(root, 'dist', path), { recursive: true })
  }
}

function makeRunnable() {
  const bins = Object.values(readJson(join(root, 'package.json'))?.bin ?? {})
  for (const path of bins) if (existsSync(join(root, path))) chmodSync(join(root, path), 0o755)
}

// ------------------------------------------------------------------------------------------------ main

async function main() {
  if (Number(versions.node.split('.')[0]) < nodeMajorMin) {
    throw new SetupError(`Millrace needs Node ${nodeMajorMin} or later, this is Node ${versions.node}`)
  }
  const preparing = flags.has('--prepare')
  if (preparing && existsSync(join(root, 'node_modules')) && !existsSync(compilerPath)) {
    say('installed without devDependencies, so there is no compiler: nothing built')
    return
  }
  const mayInstall = !preparing || !existsSync(compilerPath)
  const ready = () => (!mayInstall || installIsCurrent()) && buildIsCurrent(buildFromSources())
  const readyLine = () => say(`ready (${Date.now() - startedAt} ms)`)
  if (ready()) {
    if (flags.has('--verbose')) readyLine()
    return
  }

  const release = await takeLock(join(root, '.setup-lock'), say)
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    for (const child of children) child.kill(signal)
    release()
    say(`stopped by ${signal}; run the same command again to finish`)
    exit(signal === 'SIGINT' ? 130 : 143)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop)
  try {
    if (mayInstall && !installIsCurrent()) await install()
    const build = buildFromSources()
    if (!buildIsCurrent(build)) await compile(build)
  } finally {
    release()
  }
  readyLine()
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  exit(1)
}
