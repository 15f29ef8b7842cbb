#!/usr/bin/env node
// House rules that no compiler or linter knows (tidy-rules.mjs), over every text file of the tree.
//
//   node tools/tidy.mjs [ROOT]
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { argv, exit, stderr, stdout } from 'node:process'
import { rules } from './tidy-rules.mjs'

const root = resolve(argv[2] ?? '.')
const notOurs = new Set(['.git', '.millrace', 'coverage', 'dist', 'node_modules', 'target'])
const hiddenToo = new Set([
  '.ci',
  '.npmrc',
  '.oxlintrc.json',
  '.dependency-cruiser.cjs',
  '.gitignore',
  '.prettierignore',
])
const binary = /\.(png|jpe?g|gif|ico|woff2?|wasm|node|gz|zip|parquet|bin|tsbuildinfo)$/

/** @param {string} folder relative to root, '' for the root @returns {string[]} */
function textFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name) || (entry.name.startsWith('.') && !hiddenToo.has(entry.name))) return []
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) return textFiles(path)
    return entry.isFile() && !binary.test(path) ? [path] : []
  })
}

const files = textFiles('').sort()
let errors = 0
let warnings = 0
for (const path of files) {
  const text = readFileSync(join(root, path), 'utf8')
  for (const rule of rules) {
    if (!rule.applies(path)) continue
    for (const finding of rule.check(path, text)) {
      if (finding.warning) warnings++
      else errors++
      const place = finding.line > 0 ? `${path}:${finding.line}` : path
      stderr.write(`${place}: ${finding.warning ? 'warning: ' : ''}${rule.name}: ${finding.text}\n`)
    }
  }
}
if (files.length === 0) {
  stderr.write('no files found: nothing was checked\n')
  errors++
}
stdout.write(`tidy: ${files.length} files, ${rules.length} rules, ${errors} errors, ${warnings} warnings\n`)
exit(errors > 0 ? 1 : 0)
