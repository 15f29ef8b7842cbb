import { performance } from 'node:perf_hooks'
import { cpuUsage, stdout } from 'node:process'
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
  /** Of all threads together, in the time that counts. */
  readonly processorSeconds: number
  /** What read the files. */
  readonly parsers: readonly string[]
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
      parser: { type: 'string', default: 'auto' },
    },
  })
  const frame = positiveCount('--frame', values.frame)
  const passes = positiveCount('--passes', values.passes)
  const { parser } = values
  if (parser !== 'auto' && parser !== 'javascript')
    throw new Error(`--parser must be auto or javascript, was ${parser}`)
  // Rows are kept where --cache says, and not looked for anywhere else.
  const kept: ReadWays = values.cache === undefined ? {} : { cache: 'auto', cacheFolder: values.cache }
  const ways: ReadWays = { worker: 'auto', parser, ...kept }
  const tally = new Tally()
  let parsers: readonly string[] = []
  const before = cpuUsage()
  const from = performance.now()
  const frames = readPasses(positionals[0] ?? FEEDS_FOLDER, frame, passes, ways, ({ reading }) => {
    parsers = reading.parsers
  })
  await consume(frames.pipe(ruleGraph()), (outcome) => tally.take(outcome))
  const { quotes, seconds, stateHash } = tally.result((performance.now() - from) / 1000)
  const { user, system } = cpuUsage(before)
  const result: EndToEnd = {
    quotes,
    quotesPerSecond: Math.round(quotes / seconds),
    processorSeconds: (user + system) / 1e6,
    parsers,
    peakRssBytes: peakRssBytes(),
    stateHash,
  }
  stdout.write(`${JSON.stringify(result)}\n`)
  return 0
}
