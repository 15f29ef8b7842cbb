import { performance } from 'node:perf_hooks'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { chain } from '../../pipeline/engine/graph.ts'
import { embeddedJournal } from '../../pipeline/journal/embedded-journal.ts'
import type { Durability } from '../../pipeline/journal/port.ts'
import { snapshotFolder } from '../../pipeline/recording/journal-recording.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import type { RecorderOptions } from '../../pipeline/recording/recorder.ts'
import { QuoteRows } from '../explain/quotes.ts'

export const ROWS_AT_ONCE = 1_024
/** Rows between two checkpoints: far fewer than a run has, so that there is always a snapshot to go on from. */
export const CHECKPOINT_ROWS = 2 ** 18

/** What a recorder is opened with, whichever time. */
export const recorderOptions = (
  folder: string,
  config: Config,
  durability: Durability,
  snapshots: boolean,
): RecorderOptions => ({
  journal: embeddedJournal(folder),
  durability,
  config,
  graph: chain(config),
  checkpointRows: CHECKPOINT_ROWS,
  ...(snapshots ? { snapshots: snapshotFolder(folder) } : {}),
})

/** A recording as fast as it goes, with its snapshots; in it, so many rows stand behind the last snapshot. */
export async function record(folder: string, config: Config, rows: number): Promise<number> {
  const recorder = await Recorder.open(recorderOptions(folder, config, 'group', true))
  const quotes = new QuoteRows(config.instruments.length)
  recorder.begin(['walk'], quotes.nanos)
  const all = quotes.next(Math.min(rows, 2 ** 20))
  const from = performance.now()
  for (let done = 0; done < rows; done += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, rows - done)
    if (recorder.room() < count) await recorder.roomFor(count)
    const at = done % (all.length / ROW_BYTES)
    if (at === 0 && done > 0) all.set(quotes.next(all.length / ROW_BYTES))
    recorder.take(all, at * ROW_BYTES, count)
    // A snapshot is written behind the engine's back: it is begun when the one before has ended.
    if (done % (64 * ROWS_AT_ONCE) === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await recorder.writer.settled(recorder.sequence)
  const seconds = (performance.now() - from) / 1_000
  await recorder.close()
  return seconds
}
