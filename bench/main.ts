import { argv, exit, stderr, stdout } from 'node:process'
import { endToEnd } from './reference-rule/end-to-end.ts'
import { stageAllocation } from './reference-rule/stage-allocation.ts'
import { referenceRule } from './reference-rule/reference-rule.ts'

interface Bench {
  readonly about: string
  /** Returns the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>
}

const benches: Readonly<Record<string, Bench>> = {
  'reference-rule': {
    about: '[DIR] [--json] [--frames 64,1,1024] [--memory]  one rule on three tick feeds, against a loop by hand',
    run: referenceRule,
  },
  'end-to-end': {
    about: '[DIR] [--frame 64] [--passes 1]  files to result: quotes a second and peak memory, as JSON',
    run: endToEnd,
  },
  'stage-allocation': {
    about: '[DIR] [--frame 64]  bytes the stages before the desk allocate a quote, as JSON (node --expose-gc)',
    run: stageAllocation,
  },
}

const [name = '', ...args] = argv.slice(2)
if (Object.hasOwn(benches, name)) {
  try {
    exit(await benches[name].run(args))
  } catch (error) {
    stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    exit(2)
  }
} else {
  const width = Math.max(...Object.keys(benches).map(({ length }) => length))
  if (name !== '') stderr.write(`there is no bench ${name}\n`)
  stdout.write(
    `npm run --silent bench -- NAME [args]\n${Object.entries(benches)
      .map(([key, { about }]) => `  ${key.padEnd(width)}  ${about}\n`)
      .join('')}`,
  )
  exit(name === '' ? 0 : 2)
}
