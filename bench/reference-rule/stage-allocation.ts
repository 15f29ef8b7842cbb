import { memoryUsage, stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { FEEDS_FOLDER, positiveCount } from './arguments.ts'
import { StageRun } from './measure.ts'
import { readRows } from './rows.ts'

const QUOTES = 1_000_000

/** What the stages before the desk allocate. */
export interface StageAllocation {
  readonly quotes: number
  readonly bytesPerQuote: number
}

/**
 * Growth of the heap while the last million quotes pass the stages, warmed up by those before. Meant for `node --expose-gc --min-semi-space-size=256
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
  const rows = await readRows(positionals[0] ?? FEEDS_FOLDER)
  const count = rows.length / ROW_BYTES
  const quotes = Math.min(QUOTES, Math.floor(count / 2))
  const run = new StageRun(rows, frame)
  run.send(0, count - quotes)
  gc()
  const before = memoryUsage().heapUsed
  run.send(count - quotes, count)
  const bytes = memoryUsage().heapUsed - before
  const result: StageAllocation = { quotes, bytesPerQuote: Number((bytes / quotes).toFixed(3)) }
  stdout.write(`${JSON.stringify(result)}\n`)
  return 0
}
