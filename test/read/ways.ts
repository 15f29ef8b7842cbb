import { readFrames } from '../../pipeline/read/frames.ts'
import type { ReadOptions } from '../../pipeline/read/frames.ts'
import type { ReadReport, ReadingReport } from '../../pipeline/read/read-report.ts'
import type { ReadWays } from '../../pipeline/read/ways.ts'
import { makePool } from './read-rows.ts'

/** All bytes that a way of reading gave, and what it told of them. */
export interface WayResult {
  readonly bytes: Buffer
  readonly sources: readonly string[]
  readonly report: Omit<ReadReport, 'reading'>
  readonly reading: ReadingReport
  readonly error: (Error & { reason?: string; place?: string; code?: string }) | undefined
}

/** Reads everything in one way; what is thrown stands in the result beside the rows before it. */
export async function readWay(
  config: ReadOptions,
  ways: ReadWays,
  worker?: URL,
  each: () => void = () => undefined,
): Promise<WayResult> {
  const own = { ...config, engine: { ...config.engine, ...ways } }
  const { frames, report } = readFrames(own, makePool(config.engine.frame), [], worker)
  const pieces: Buffer[] = []
  let sources: readonly string[] = []
  const error = await new Promise<Error | undefined>((resolve) => {
    frames.subscribe({
      next({ context, input, rowCount }) {
        const { u8 } = context.memory
        each()
        sources = context.universe.sources.list
        pieces.push(Buffer.from(u8.slice(input.at(0), input.at(rowCount))))
      },
      error: resolve,
      complete: () => resolve(undefined),
    })
  })
  const { reading, ...rest } = report
  return { bytes: Buffer.concat(pieces), sources: [...sources], report: rest, reading, error }
}
