import type { Frame } from '../../kernels/frame.ts'
import type { OperatorFunction } from 'rxjs'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import type { Journal } from '../journal/port.ts'
import { RecordingError } from './errors.ts'
import { beginningOf } from './beginning.ts'
import { assertSame, manifestOf } from './manifest.ts'
import { RecordedRun } from './recorded-run.ts'
import { DivergedError, Rerun } from './rerun.ts'
import type { Divergence } from './rerun.ts'

export interface ReplayOptions {
  /** Makes the graph that was recorded, for its configuration. */
  readonly graph: (config: Config) => OperatorFunction<Frame, Outcome>
  /** Rows a frame, and the desk's backend, where not those of the recording; they change no result. */
  readonly engine?: Partial<Pick<Config['engine'], 'frame' | 'backend' | 'debug'>>
  /** Folder of the snapshots: where retention removed the first rows, the oldest of them is begun with. */
  readonly snapshots?: string
  /** Stops after this row, or after the last row up to this instant (Unix ns). */
  readonly to?: { readonly sequence: number } | { readonly nanos: bigint }
  readonly onOutcome?: (outcome: Outcome) => void
  /** Called before the rows of a frame of the journal are stepped, with the time of the first; may wait. */
  readonly pace?: (nanos: bigint) => Promise<void> | undefined
  /** Called with the rows done, after each frame of the journal. */
  readonly onProgress?: (rows: number) => void
}

/** What a replay came to. */
export interface Replayed {
  /** The row that was stepped first: 1, or the first behind a snapshot. */
  readonly first: number
  /** Sequence of the last row that was stepped. */
  readonly sequence: number
  /** Time of that row, Unix ns. */
  readonly nanos: bigint
  /** Checkpoints that agreed. */
  readonly checkpoints: number
  /** Where the run is not the recorded one; absent where it is. */
  readonly divergence?: Divergence
  /** Of the outputs and the state there: that of the live run at its end, where it goes to its end. */
  readonly hash: string
  readonly seconds: number
}

const NANOS_AT = 8

/**
 * Runs the rows of a journal again, from the first that can be, and compares with what was noted when they were recorded.
 *
 * @throws {RecordingError} where the engine, the layout or the graph is not the recorded one; {@link JournalError}
 */
export async function replay(journal: Journal, options: ReplayOptions): Promise<Replayed> {
  const beginning = await beginningOf(journal, options.snapshots)
  if (beginning === undefined) throw new RecordingError('RECORDING_MANIFEST', 'nothing was recorded')
  const { manifest, start } = beginning
  // Scheduled events are among the rows.
  const { events: _events, ...recorded } = manifest.config
  const config: Config = { ...recorded, engine: { ...recorded.engine, ...options.engine } }
  const startedAt = process.hrtime.bigint()
  const take = options.onOutcome ?? ((): void => undefined)
  const run = new RecordedRun(config, manifest.feeds, options.graph(config), take, start)
  const first = run.sequence + 1
  assertSame(manifest, manifestOf(config, manifest.feeds, run.graph.pool.context))
  const rerun = new Rerun(run)
  let divergence: Divergence | undefined
  try {
    for await (const { firstSequence, rows, bytes } of journal.read(first)) {
      const wanted = rowsUpTo(options.to, firstSequence, bytes, rows)
      if (wanted > 0) await options.pace?.(nanosAt(bytes, 0))
      rerun.take(bytes, wanted)
      options.onProgress?.(run.sequence)
      if (wanted < rows) break
    }
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error
    divergence = error.divergence
  }
  const { hash } = rerun
  run.graph.close()
  return {
    first,
    sequence: run.sequence,
    nanos: run.nanos,
    checkpoints: rerun.checkpoints,
    ...(divergence === undefined ? {} : { divergence }),
    hash,
    seconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
  }
}

/** Rows of a frame of the journal that lie before where the replay is to stop. */
function rowsUpTo(to: ReplayOptions['to'], firstSequence: number, bytes: Uint8Array, rows: number): number {
  if (to === undefined) return rows
  if ('sequence' in to) return Math.max(0, Math.min(rows, to.sequence - firstSequence + 1))
  let wanted = rows
  while (wanted > 0 && nanosAt(bytes, wanted - 1) > to.nanos) wanted--
  return wanted
}

const nanosAt = (bytes: Uint8Array, row: number): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(row * ROW_BYTES + NANOS_AT, true)
