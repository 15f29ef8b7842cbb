#!/usr/bin/env node
// Checks the coverage of the last run (`npm run coverage`, or `npm test` with CI set) against what each part must have:
// the parts that decide about money are covered to 95 %, line by line and branch by branch.
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { argv, exit, stderr, stdout } from 'node:process'
import { listFiles } from './sources.mjs'

const percentMin = 95
const parts = ['kernels', 'operators/risk', 'operators/sizing', 'operators/portfolio']

// What vitest.config.ts leaves out: generated files, and the generator, which runs as a process of its own.
const excused = /\.generated\.ts$|\.d\.ts$|^kernels\/generate(-\w+)?\.ts$/

const root = resolve(argv[2] ?? '.')
const summaryPath = join(root, 'coverage', 'lines', 'coverage-summary.json')
if (!existsSync(summaryPath)) {
  stderr.write('coverage: no summary; run `npm run coverage`\n')
  exit(1)
}
/** @typedef {Record<'lines' | 'branches', { total: number, covered: number }>} Counts */
/** @type {Record<string, Counts>} */
const summary = JSON.parse(readFileSync(summaryPath, 'utf8'))
const files = Object.entries(summary)
  .filter(([path]) => path !== 'total')
  .map(([path, counts]) => ({ path: relative(root, path).replaceAll('\\', '/'), counts }))

/** @param {typeof files} rows @param {'lines' | 'branches'} kind */
function percent(rows, kind) {
  const total = rows.reduce((sum, row) => sum + row.counts[kind].total, 0)
  const covered = rows.reduce((sum, row) => sum + row.counts[kind].covered, 0)
  return total === 0 ? 100 : (100 * covered) / total
}

let failures = 0
for (const part of parts) {
  const rows = files.filter((file) => file.path.startsWith(`${part}/`))
  const sources = listFiles(root, [part]).filter((path) => path.endsWith('.ts') && !excused.test(path))
  const unmeasured = sources.filter((path) => !rows.some((row) => row.path === path))
  if (sources.length === 0) {
    stdout.write(`coverage: ${part}: has no sources\n`)
    failures++
    continue
  }
  const lines = percent(rows, 'lines')
  const branches = percent(rows, 'branches')
  const low = lines < percentMin || branches < percentMin || unmeasured.length > 0
  const figures = `lines ${lines.toFixed(1)} %, branches ${branches.toFixed(1)} %`
  stdout.write(`coverage: ${part}: ${figures}, ${rows.length} files${low ? ` (each at least ${percentMin} %)` : ''}\n`)
  for (const path of unmeasured) stderr.write(`  not measured: ${path}\n`)
  if (!low) continue
  failures++
  for (const row of rows) {
    const ofFile = { lines: percent([row], 'lines'), branches: percent([row], 'branches') }
    if (ofFile.lines >= percentMin && ofFile.branches >= percentMin) continue
    stderr.write(`  ${row.path}: lines ${ofFile.lines.toFixed(1)} %, branches ${ofFile.branches.toFixed(1)} %\n`)
  }
}
exit(failures > 0 ? 1 : 0)
