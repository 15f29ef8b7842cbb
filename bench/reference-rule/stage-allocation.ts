import { memoryUsage, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { FEEDS_FOLDER, positiveCount } from './arguments.ts'
import { runStages } from './measure.ts'
import { readRows } from './rows.ts'

const QUOTES = 1_000_000

/** What the stages before the desk allocate. */
export interface StageAllocation {
  readonly quotes: number
  readonly bytesPerQuote: number
}

/**
 * Growth of the heap while a million quotes pass the stages. Meant for `node --expose-gc --min-semi-space-size=256
 * --max-semi-space-size=256`, where nothing is collected in between: otherwise what was collected is not seen.
 */
export async function stageAllocation(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { frame: { type: 'string', default: '64' } },
  })
  const { gc } = globalThis
  if (gc === undefined) {
    stderr.write('run with node --expose-gc\n')
    return 2
  }
  const frame = positiveCount('--frame', values.frame)
  const rows = (await readRows(positionals[0] ?? FEEDS_FOLDER)).subarray(0, QUOTES * ROW_BYTES)
  runStages(rows, frame)
  runStages(rows, frame)
  gc()
  const before = memoryUsage().heapUsed
  const quotes = runStages(rows, frame)
  const bytes = memoryUsage().heapUsed - before
  const result: StageAllocation = { quotes, bytesPerQuote: Number((bytes / quotes).toFixed(3)) }
  stdout.write(`${JSON.stringify(result)}\n`)
  return 0
}
