import { argv, exit, stderr, stdout } from 'node:process'
import { explainBench } from './explain/explain.ts'
import { benchCommand, USAGE, variantCommand } from './harness/command.ts'
import { journalBench } from './journal/journal.ts'
import { endToEnd } from './reference-rule/end-to-end.ts'
import { referenceRule } from './reference-rule/reference-rule.ts'
import { stageAllocation } from './reference-rule/stage-allocation.ts'
import { replayBench } from './replay/replay.ts'
import { snapshotBench } from './snapshot/snapshot.ts'

interface Bench {
  readonly about: string
  /** Returns the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>
}

/** Benches with a report of their own. */
const others: Readonly<Record<string, Bench>> = {
  'reference-rule': {
    about: '[DIR] [--json] [--frames 64,1,1024] [--memory]  one rule on three tick feeds, against a loop by hand',
    run: referenceRule,
  },
  'end-to-end': {
    about: '[DIR] [--frame 64] [--passes 1]  files to result: quotes a second and peak memory, as JSON',
    run: endToEnd,
  },
  explain: {
    about: '[DIR] [--rows 2000000] [--questions 40] [--json]  why, from a journal of so many rows written to DIR',
    run: explainBench,
  },
  journal: {
    about: '[DIR] [--seconds 1] [--lmdb FOLDER] [--json]  the embedded journal on the disk of DIR; LMDB beside it',
    run: journalBench,
  },
  replay: {
    about:
      '[DIR] [--rows 4000000] [--seconds 5] [--json]  a live run recorded in DIR, run again, gone on with; how soon it decides',
    run: replayBench,
  },
  snapshot: {
    about:
      '[DIR] [--rows 16384] [--json]  pause, bytes and seconds of snapshots written to DIR, and of going on from one',
    run: snapshotBench,
  },
  'stage-allocation': {
    about: '[DIR] [--frame 64]  bytes the stages before the desk allocate a quote, as JSON (node --expose-gc)',
    run: stageAllocation,
  },
}

const usage = `${USAGE}
With reports of their own:
${Object.entries(others)
  .map(([name, { about }]) => `  ${name.padEnd(16)}  ${about}\n`)
  .join('')}`

const [name = '', ...args] = argv.slice(2)

async function run(): Promise<number> {
  if (name === '--help' || name === '-h') {
    stdout.write(usage)
    return 0
  }
  if (Object.hasOwn(others, name)) return others[name].run(args)
  return name === 'variant' ? variantCommand(args) : benchCommand(argv.slice(2))
}

try {
  exit(await run())
} catch (error) {
  stderr.write(`${name === '' ? 'bench' : name}: ${error instanceof Error ? error.message : String(error)}\n`)
  exit(2)
}
