#!/usr/bin/env node
// Checks the directions of imports (.dependency-cruiser.cjs) in every source folder that there is.
//
//   node tools/imports.mjs [ROOT]     ROOT: another tree to check by the same rules (the tests plant faults in one)
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { argv, chdir, stderr, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { cruise } from 'dependency-cruiser'
import { productFolders } from './sources.mjs'

const home = dirname(dirname(fileURLToPath(import.meta.url)))
const root = resolve(argv[2] ?? home)
const { forbidden, options } = createRequire(import.meta.url)(join(home, '.dependency-cruiser.cjs'))
chdir(root)

const folders = [...productFolders, 'bench', 'test'].filter((folder) => existsSync(join(root, folder)))
const rules = { ruleSet: { forbidden }, validate: true }
const result = await cruise(folders, { ...options, ...rules, baseDir: root }, { bustTheCache: true })
if (typeof result.output === 'string') throw new TypeError('dependency-cruiser gave a report instead of a result')
const { violations, totalCruised, totalDependenciesCruised } = result.output.summary
for (const violation of violations) {
  const way = violation.cycle ?? violation.via
  const path = way ? [violation.from, ...way.map((step) => step.name)] : [violation.from, violation.to]
  stderr.write(
    `${violation.rule.name}: ${path.join(' -> ')}\n    ${violation.comment ?? ruleComment(violation.rule.name)}\n`,
  )
}
stdout.write(
  `import directions: ${totalCruised} modules, ${totalDependenciesCruised} imports, ${violations.length} violations\n`,
)
if (violations.length > 0) process.exitCode = 1
if (totalCruised === 0) {
  stderr.write('no modules found: nothing was checked\n')
  process.exitCode = 1
}

/** @param {string} name */
function ruleComment(name) {
  return forbidden.find((/** @type {{ name: string }} */ rule) => rule.name === name)?.comment ?? ''
}
