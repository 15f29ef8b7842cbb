import { performance } from 'node:perf_hooks'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Config } from '../../pipeline/config/config.ts'
import { Recorder } from '../../pipeline/recording/recorder.ts'
import { QuoteRows } from '../explain/quotes.ts'
import { histogram, latencyOf, record } from '../journal/measure.ts'
import type { Latency } from '../journal/measure.ts'
import { CHECKPOINT_ROWS, recorderOptions } from './recording.ts'

/** What a rate of rows leads to, however long earlier ones took. */
export interface Decisions {
  readonly rowsPerSecond: number
  /** µs from when a frame was due until what it leads to was decided, and until that might leave. */
  readonly decided: Latency
  readonly released: Latency
  /** µs that a frame was late because the loop stood still while it did nothing but look at the clock: the machine's own. */
  readonly hiccup: Latency
}

/** Shorter ones are what looking takes. */
const PAUSE_MILLIS_MIN = 0.02

/** Steps frames of a live run at their times, journaled under `group`. */
export async function decisionsAtRate(
  folder: string,
  config: Config,
  { rate, rowsAFrame, seconds }: { rate: number; rowsAFrame: number; seconds: number },
): Promise<Decisions> {
  const recorder = await Recorder.open(recorderOptions(folder, config, 'group', false))
  const quotes = new QuoteRows(config.instruments.length)
  const frames = Math.floor((rate * seconds) / rowsAFrame)
  // Two checkpoints among them.
  const warm = Math.floor(frames / 4) + Math.ceil((2 * CHECKPOINT_ROWS) / rowsAFrame)
  recorder.begin(['walk'], quotes.nanos)
  const bytes = quotes.next((warm + frames) * rowsAFrame)
  const [decided, released, hiccup] = [histogram(), histogram(), histogram()]
  const take = (frame: number): void => recorder.take(bytes, frame * rowsAFrame * ROW_BYTES, rowsAFrame)
  for (let frame = 0; frame < warm; frame++) {
    if (recorder.room() < rowsAFrame) await recorder.roomFor(rowsAFrame)
    take(frame)
  }
  await recorder.writer.settled(recorder.sequence)
  const { writer } = recorder
  const everyMillis = (rowsAFrame / rate) * 1_000
  const ends = new Float64Array(frames)
  const from = performance.now() + 5
  let [sent, settled, looked] = [0, 0, from - 5]
  const pause = { from: 0, to: 0 }
  while (settled < frames) {
    const now = performance.now()
    if (now - looked > PAUSE_MILLIS_MIN) Object.assign(pause, { from: looked, to: now })
    const { releasable } = writer
    for (; settled < sent && ends[settled] <= releasable; settled++)
      record(released, now - (from + settled * everyMillis))
    const due = from + sent * everyMillis
    if (sent < frames && now >= due && recorder.room() >= rowsAFrame) {
      take(warm + sent)
      ends[sent] = recorder.sequence
      record(decided, performance.now() - due)
      record(hiccup, due > pause.from && due < pause.to ? pause.to - due : 0)
      sent++
    }
    // What was done since is not the machine's.
    looked = performance.now()
  }
  const rowsPerSecond = (frames * rowsAFrame) / ((performance.now() - from) / 1_000)
  await recorder.close()
  return { rowsPerSecond, decided: latencyOf(decided), released: latencyOf(released), hiccup: latencyOf(hiccup) }
}
