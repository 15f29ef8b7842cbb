/**
 * `npm run fuzz -- --commands N [--seed S] [--backends reference,wasm,native]`: seeded adversarial streams through all
 * backends side by side, compared after every row. Prints the histogram of reasons; a difference is shrunk and printed.
 */
import { argv, exit, hrtime, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { cuts } from './cuts.ts'
import { Histogram } from './histogram.ts'
import { runSeed } from './lockstep.ts'
import type { Factories } from './lockstep.ts'
import { report } from './report.ts'

const ROWS_PER_WORLD = 2_000
/** Rows in which every reason has come up, however unlikely. */
const ALL_REASONS_FROM = 1_000_000
const PROGRESS_NANOS = 10_000_000_000n

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    commands: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Number(hrtime.bigint() % 1_000_000_007n)) },
    backends: { type: 'string', default: 'reference,wasm,native' },
  },
})
const commands = Number(values.commands)
const seed = Number(values.seed)
const factories: Factories = Object.fromEntries(
  values.backends.split(',').map((name) => [name, kernelOf(name as Backend)]),
)
stdout.write(`fuzz: ${commands} rows, seed ${seed}, ${Object.keys(factories).join(' · ')}\n`)

const histogram = new Histogram()
let rows = 0
let told = hrtime.bigint()
for (let world = 0; rows < commands; world++) {
  const outcome = runSeed(
    (Math.imul(seed, 1_000_003) + world) >>> 0,
    Math.min(ROWS_PER_WORLD, commands - rows),
    factories,
    (side) => histogram.take(side),
  )
  const failure = outcome.failure ?? cuts(outcome, factories)
  if (failure !== undefined) {
    stdout.write(report({ ...outcome, failure }, factories))
    exit(1)
  }
  rows += outcome.steps.length
  if (hrtime.bigint() - told > PROGRESS_NANOS) {
    told = hrtime.bigint()
    stdout.write(`  ${rows} rows, ${world + 1} worlds\n`)
  }
}
stdout.write(`${histogram.print()}\n`)
const missing = histogram.missing()
if (missing.length > 0) stdout.write(`never seen: ${missing.join(', ')}\n`)
stdout.write(`${rows} rows, no difference\n`)
exit(missing.length > 0 && commands >= ALL_REASONS_FROM ? 1 : 0)
