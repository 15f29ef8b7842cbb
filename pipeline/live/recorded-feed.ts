import { setImmediate, setTimeout } from 'node:timers/promises'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { microsFromWords } from '../../model/time.ts'
import type { Config } from '../config/config.ts'
import { knownFeeds } from '../read/feeds.ts'
import { chooseWays } from '../read/ways.ts'
import { readerWorker, ReaderThread, workerIsCompiled } from '../read/worker/reader-thread.ts'
import type { Pace } from './pace.ts'

/** Where a feed's rows go. Who takes them says when there is room. */
export interface RowSink {
  /** Called once, before the first row. `nanos`: its time, Unix ns. */
  begin(feeds: readonly string[], nanos: bigint): void
  room(): number
  roomFor(rows: number): Promise<void>
  take(bytes: Uint8Array, at: number, rows: number): void
}

/** Rows that are due together go on together, at most so many: what else waits has its turn then. */
const ROWS_MAX = 1_024
/** A timer may come a little late, never earlier than this. */
const SLEEP_MILLIS_MIN = 1

/**
 * Plays the data files of a configuration to a sink as their event times come due.
 *
 * @param skip Rows that were taken before, from the first on.
 * @param signal Ends the play between two rows.
 * @throws what reading throws; what the sink throws
 */
export async function playRecorded(
  config: Config,
  pace: Pace,
  sink: RowSink,
  skip: number,
  signal: AbortSignal,
): Promise<void> {
  const { instruments, data, engine } = config
  const ways = await chooseWays(engine, data, workerIsCompiled())
  const thread = new ReaderThread(readerWorker())
  const stop = (): void => thread.close()
  signal.addEventListener('abort', stop, { once: true })
  let feeds: readonly string[] = []
  let left = skip
  let begun = false
  let copied: Uint8Array = new Uint8Array()
  const plan = {
    instruments,
    data,
    known: await knownFeeds(
      data,
      data.files.map(() => undefined),
    ),
    sources: [],
    parser: engine.parser ?? ('auto' as const),
  }
  const begin = (names: readonly string[]): void => {
    feeds = names
  }
  const take = (bytes: Uint8Array, at: number, rows: number): boolean => {
    const skipped = Math.min(left, rows)
    left -= skipped
    copied = bytes.slice(at + skipped * ROW_BYTES, at + rows * ROW_BYTES)
    return !signal.aborted
  }
  const pause = async (): Promise<void> => {
    if (copied.length > 0 && !begun) {
      begun = true
      sink.begin(feeds, new DataView(copied.buffer).getBigInt64(8, true))
    }
    await play(copied, pace, sink, signal)
  }
  try {
    await thread.run({ plan, ...(ways.cache === undefined ? {} : { cache: ways.cache }) }, begin, take, pause)
    if (left > 0 && !signal.aborted)
      throw new Error(`the feed has ${skip - left} rows, but ${skip} of it were recorded: it is not the same`)
    // A feed without further rows has begun, too: what comes by hand may follow.
    if (!begun && !signal.aborted) sink.begin(feeds, 0n)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Hands rows on as they come due. */
async function play(bytes: Uint8Array, pace: Pace, sink: RowSink, signal: AbortSignal): Promise<void> {
  const rows = bytes.length / ROW_BYTES
  const words = new Uint32Array(bytes.buffer)
  const signed = new Int32Array(bytes.buffer)
  const wait = (row: number): number => pace.wait(microsFromWords(words[row * 16 + 2], signed[row * 16 + 3]))
  for (let from = 0; from < rows && !signal.aborted;) {
    const millis = wait(from)
    if (millis > 0) {
      await setTimeout(Math.max(SLEEP_MILLIS_MIN, millis), undefined, { signal }).catch(() => undefined)
      continue
    }
    if (sink.room() < 1) {
      await sink.roomFor(Math.min(ROWS_MAX, rows - from))
      continue
    }
    const most = Math.min(rows, from + ROWS_MAX, from + sink.room())
    let to = from + 1
    while (to < most && wait(to) === 0) to++
    sink.take(bytes, from * ROW_BYTES, to - from)
    from = to
    await setImmediate()
  }
}
