import { join } from 'node:path'
import { Observable } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { QUOTE_ASK, QUOTE_BID, ROW_BYTES } from '../../model/layout.generated.ts'
import { readFrames } from '../../pipeline/read/frames.ts'
import type { ReadOptions } from '../../pipeline/read/frames.ts'
import type { ReadReport } from '../../pipeline/read/read-report.ts'
import type { ReadWays } from '../../pipeline/read/ways.ts'
import type { Columns } from './hand-loop.ts'
import { FEEDS, instruments, makePool } from './rule.ts'

/** Rows of a frame while files are read: the largest there is, 4 096, gains nothing over it. */
const READ_FRAME_ROWS = 1_024
const START_ROWS = 4_194_304
const NANOS_PER_DAY = 86_400_000_000_000n

/** How the feeds below a folder are read; without ways on this thread and with no rows kept. */
export function readOptions(folder: string, frame: number, ways: ReadWays = {}): ReadOptions {
  const files = FEEDS.map((feed) => ({
    path: join(folder, feed.folder),
    symbol: feed.symbol,
    ...(feed.utcOffset === undefined ? {} : { utcOffset: feed.utcOffset }),
  }))
  return {
    instruments,
    data: { files, evaluations: [], ratingOrder: '5-is-buy', badRows: 'stop' },
    engine: { frame, ...ways },
  }
}

/** All rows of the feeds below a folder, merged by time, 64 bytes each. */
export async function readRows(folder: string): Promise<Uint8Array> {
  const { frames } = readFrames(readOptions(folder, READ_FRAME_ROWS), (universe) => makePool(READ_FRAME_ROWS, universe))
  let rows = new Uint8Array(START_ROWS * ROW_BYTES)
  let used = 0
  await consume(frames, ({ input }) => {
    const bytes = input.count * ROW_BYTES
    if (used + bytes > rows.length) {
      const larger = new Uint8Array(rows.length * 2)
      larger.set(rows)
      rows = larger
    }
    rows.set(input.memory.u8.subarray(input.rows, input.rows + bytes), used)
    used += bytes
  })
  return rows.subarray(0, used)
}

/**
 * The feeds below a folder read several times over as one stream: each pass is moved behind the one before by whole
 * days, and numbered on.
 *
 * @param told Gets what was found when a pass has ended.
 */
export function readPasses(
  folder: string,
  frame: number,
  passes: number,
  ways: ReadWays = {},
  told: (report: ReadReport) => void = () => undefined,
): Observable<Frame> {
  let pool: FramePool | undefined
  return new Observable((subscriber) => {
    let done = 0
    const pass = async (): Promise<void> => {
      for (let at = 0; at < passes && !subscriber.closed; at++) {
        const before = done
        const later = BigInt(at) * 30n * NANOS_PER_DAY
        const { frames, report } = readFrames(
          readOptions(folder, frame, ways),
          (universe) => (pool ??= makePool(frame, universe)),
        )
        await consume(frames, (one) => {
          if (at > 0) move(one, before, later)
          done += one.rowCount
          subscriber.next(one)
        })
        told(report)
      }
      subscriber.complete()
    }
    pass().catch((error: unknown) => subscriber.error(error))
  })
}

function move(frame: Frame, rows: number, nanos: bigint): void {
  const { i64 } = frame.context.memory
  for (const tape of [frame.input, frame.bars, frame.evaluations, frame.signals, frame.decisions]) {
    tape.firstSequence += rows
  }
  for (let row = 0; row < frame.input.count; row++) i64[(frame.input.at(row) >> 3) + 1] += nanos
}

/** Resolves when an observable completes. */
export function consume<T>(observable: Observable<T>, next: (value: T) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    observable.subscribe({ next, error: reject, complete: () => resolve() })
  })
}

/** The quotes of each feed, as typed arrays of prices. */
export function columnsOf(rows: Uint8Array): Columns[] {
  const f64 = new Float64Array(rows.buffer, rows.byteOffset, rows.byteLength / 8)
  const u32 = new Uint32Array(rows.buffer, rows.byteOffset, rows.byteLength / 4)
  const counts = FEEDS.map(() => 0)
  for (let word = 0; word < u32.length; word += 16) counts[u32[word + 1]]++
  const columns = counts.map((count) => ({ bid: new Float64Array(count), ask: new Float64Array(count) }))
  const units = FEEDS.map(({ priceScale }) => 10 ** priceScale)
  const ends = FEEDS.map(() => 0)
  for (let word = 0; word < f64.length; word += 8) {
    const instrument = u32[word * 2 + 1]
    const at = ends[instrument]++
    columns[instrument].bid[at] = f64[word + QUOTE_BID] / units[instrument]
    columns[instrument].ask[at] = f64[word + QUOTE_ASK] / units[instrument]
  }
  return columns
}
