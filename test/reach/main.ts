/**
 * `npm run reach [-- --backends reference,wasm,native]`: brings the desk to an order just under, exactly at and just over
 * the limit of every check, with the mark missing and stale, and to one that reduces; prints what was reached.
 */
import { argv, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Backend } from '../../kernels/kernel.ts'
import { BACKENDS, kernelOf } from '../../pipeline/engine/backend.ts'
import { reach, table, unreached } from './reach.ts'

const { values } = parseArgs({
  args: argv.slice(2),
  options: { backends: { type: 'string', default: BACKENDS.join(',') } },
})
const backends = values.backends.split(',') as Backend[]
const found = reach(Object.fromEntries(backends.map((name) => [name, kernelOf(name)])))
const misses = found.filter(({ miss }) => miss !== undefined).length
const holes = unreached()
stdout.write(`reach: a mark for each of ${backends.join(' · ')}\n\n${table(found, backends)}\n\n`)
for (const hole of holes) stdout.write(`${hole}\n`)
stdout.write(`${found.length} orders, ${misses} not as they should be, ${holes.length} not reached\n`)
exit(misses + holes.length > 0 ? 1 : 0)
