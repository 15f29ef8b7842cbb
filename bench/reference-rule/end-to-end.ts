import { performance } from 'node:perf_hooks'
import { stdout } from 'node:process'
import { parseArgs } from 'node:util'
import type { ReadWays } from '../../pipeline/read/ways.ts'
import { FEEDS_FOLDER, positiveCount } from './arguments.ts'
import { peakRssBytes } from './machine.ts'
import { Tally } from './measure.ts'
import { consume, readPasses } from './rows.ts'
import { ruleGraph } from './rule.ts'

/** What one run from files to result gave; memory is that of the whole process. */
export interface EndToEnd {
  readonly quotes: number
  readonly quotesPerSecond: number
  readonly peakRssBytes: number
  readonly stateHash: string
}

/**
 * Reads the files and runs the graph at once, in a process of its own, so that its peak memory is its own: the ways of
 * reading are those a configuration has where it says nothing. Timed from the subscription, when the modules are
 * loaded, to the last outcome; the thread's start, looking at the files and keeping their rows are in it.
 */
export async function endToEnd(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      frame: { type: 'string', default: '64' },
      passes: { type: 'string', default: '1' },
      cache: { type: 'string' },
    },
  })
  const frame = positiveCount('--frame', values.frame)
  const passes = positiveCount('--passes', values.passes)
  // Rows are kept where --cache says, and not looked for anywhere else.
  const ways: ReadWays = {
    worker: 'auto',
    ...(values.cache === undefined ? {} : { cache: 'auto', cacheFolder: values.cache }),
  }
  const tally = new Tally()
  const from = performance.now()
  await consume(readPasses(positionals[0] ?? FEEDS_FOLDER, frame, passes, ways).pipe(ruleGraph()), (outcome) =>
    tally.take(outcome),
  )
  const { quotes, seconds, stateHash } = tally.result((performance.now() - from) / 1000)
  const result: EndToEnd = {
    quotes,
    quotesPerSecond: Math.round(quotes / seconds),
    peakRssBytes: peakRssBytes(),
    stateHash,
  }
  stdout.write(`${JSON.stringify(result)}\n`)
  return 0
}
