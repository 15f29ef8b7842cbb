/**
 * `npm run crash -- --points N [--seed S] [--only K] [--jobs J]`: kills engines at N places, lets the power go at most
 * of them, starts them again and checks that nothing they answered for is lost. Prints how often each phase was hit; ends
 * with 1 where something was lost, or a phase was hit less than 5 times per 100 points.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, exit, hrtime, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { Backend } from '../../kernels/kernel.ts'
import { nativeFault } from '../../pipeline/engine/native-kernel.ts'
import type { Phase } from './phase.ts'
import { planOf } from './plan.ts'
import type { Story } from './plan.ts'
import { missed, summary } from './print.ts'
import { play, PointError } from './story.ts'
import type { Crash } from './story.ts'
import type { World } from './world.ts'
import { makeWorld, writeWorld } from './world.ts'

/** Those that an engine comes by today. */
const PHASES_THERE: readonly Phase[] = ['append', 'sync', 'rename', 'snapshot', 'send']

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    points: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Number(hrtime.bigint() % 1_000_000_007n)) },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
  },
})
const seed = Number(values.seed)
const only = values.only === undefined ? undefined : Number(values.only)
const points = only ?? Number(values.points)
// The reference is too slow to be crashed often, and stands in where there is no other one to replay with.
const backends: Backend[] = nativeFault() === undefined ? ['wasm', 'native'] : ['wasm']
const replays: Backend[] = [...backends, 'reference']
const stories = planOf(seed, points, PHASES_THERE, backends)
const wanted = only === undefined ? stories : stories.slice(-1)
stdout.write(`crash: ${points} points, seed ${seed}\n`)

const folder = mkdtempSync(join(tmpdir(), 'mr-crash-'))
const worlds = new Map<number, Promise<World>>()
const crashes: Crash[] = []
const failures: PointError[] = []
const startedAt = performance.now()
let toldAt = startedAt
try {
  await writeWorld(folder)
  const queue = [...wanted]
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => work(queue)))
} finally {
  if (failures.length === 0) rmSync(folder, { recursive: true, force: true })
}
const seconds = (performance.now() - startedAt) / 1_000
stdout.write(summary(crashes, PHASES_THERE, seconds))
for (const { number, message, cause } of failures) {
  stdout.write(`point ${number}: ${message}\n  again: npm run crash -- --seed ${seed} --only ${number}\n`)
  if (cause instanceof TypeError || cause instanceof RangeError) stdout.write(`${cause.stack ?? ''}\n`)
}
if (failures.length > 0) stdout.write(`${failures.length} stories FAILED; what they left is in ${folder}\n`)
const rare = only === undefined ? missed(crashes, PHASES_THERE) : []
for (const text of rare) stdout.write(`${text}\n`)
exit(failures.length > 0 || rare.length > 0 ? 1 : 0)

/** Plays stories until there are none left. */
async function work(queue: Story[]): Promise<void> {
  for (;;) {
    const story = queue.shift()
    if (story === undefined) return
    try {
      await play(story, { folder, worldOf, backends: replays, onCrash })
    } catch (error) {
      if (!(error instanceof PointError)) throw error
      failures.push(error)
      stdout.write(`  point ${error.number} FAILED: ${error.message}\n`)
    }
  }
}

/** Made once: all stories of so many instruments are played in it. */
function worldOf(instruments: number): Promise<World> {
  const known = worlds.get(instruments)
  if (known !== undefined) return known
  const made = makeWorld(folder, instruments)
  worlds.set(instruments, made)
  return made
}

function onCrash(crash: Crash): void {
  crashes.push(crash)
  const now = performance.now()
  if (now - toldAt < 10_000) return
  toldAt = now
  stdout.write(`  ${crashes.length} of ${points} points, ${((now - startedAt) / 1_000).toFixed(0)} s\n`)
}
