/** `npm run generate` ends with this: the desk's vectors, from the reference. With `--check` it only compares. */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'
import { makeVectors, printVectors } from './vectors.ts'

const root = new URL(import.meta.url.includes('/dist/') ? '../../../' : '../../', import.meta.url)
const target = new URL('kernels/vectors/desk.json', root)
const text = printVectors(makeVectors())
let current = ''
try {
  current = readFileSync(target, 'utf8')
} catch {
  current = ''
}
if (current === text) stdout.write('the vectors of the desk are current\n')
else if (argv.includes('--check')) {
  stdout.write('kernels/vectors/desk.json is stale, run "npm run generate"\n')
  exit(1)
} else {
  writeFileSync(target, text)
  stdout.write('wrote kernels/vectors/desk.json\n')
}
