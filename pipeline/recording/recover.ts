import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import type { Journal } from '../journal/port.ts'
import { newestGood } from '../snapshot/newest-good.ts'
import type { Found, PassedOver, Search } from '../snapshot/snapshot.ts'
import { beginningOf, startAt } from './beginning.ts'
import { CHECKPOINT_ROWS } from './checkpoint.ts'
import { assertSame, manifestOf } from './manifest.ts'
import { RecordedRun } from './recorded-run.ts'
import type { RunStart } from './recorded-run.ts'
import { Rerun } from './rerun.ts'

export interface RecoverOptions {
  readonly config: Config
  readonly graph: OperatorFunction<Frame, Outcome>
  readonly graphPath?: string
  /** Folder of the snapshots; absent: every row is stepped again. */
  readonly snapshots?: string
  /** Called while recorded rows are stepped again, about every 100 000 of them. */
  readonly onRecovering?: (sequence: number, last: number) => void
}

/** What was there when a recording was opened. */
export interface Recovered {
  /** Rows that were there. */
  readonly rows: number
  readonly feedRows: number
  /** Reports of a venue outside. */
  readonly reportRows: number
  /** Of all rows, those that were stepped again. */
  readonly stepped: number
  /** Checkpoints that agreed with what the rows led to again. */
  readonly checkpoints: number
  /** The snapshot that the run went on from; absent: it began with the journal's first row. */
  readonly snapshot?: { readonly path: string; readonly sequence: number }
  /** Snapshots that could not be used, newest first, and why. */
  readonly passedOver: readonly PassedOver[]
  readonly seconds: number
}

const TOLD_EVERY = 100_000

/**
 * A run brought to the end of its journal: the newest good snapshot, and the rows behind it. The run is undefined where
 * nothing was recorded yet.
 *
 * @param journal Whose rows are all durable: its writer has been opened.
 * @param id The journal's.
 * @throws {RecordingError} where the rows were recorded by another engine, configuration or graph, or lead to something
 *   else than they did; {@link JournalError}
 */
export async function recover(
  journal: Journal,
  id: string,
  options: RecoverOptions,
  take: (outcome: Outcome) => void,
): Promise<{ readonly run: RecordedRun | undefined; readonly recovered: Recovered }> {
  const startedAt = process.hrtime.bigint()
  const { last } = await journal.extent()
  const { found, passedOver } = await search(journal, id, options, last)
  const run = found === undefined ? await fromFirstRow(journal, options, take) : goOn(found, options, take)
  const checkpoints = run === undefined ? 0 : await stepRest(journal, run, last, options.onRecovering)
  const recovered = {
    rows: last,
    feedRows: run?.feedRows ?? 0,
    reportRows: run?.reportRows ?? 0,
    stepped: last - (found?.sequence ?? 0),
    checkpoints,
    ...(found === undefined ? {} : { snapshot: { path: found.path, sequence: found.sequence } }),
    passedOver,
    seconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
  }
  return { run, recovered }
}

/** The newest good snapshot that has its checkpoint beside it in the journal. */
async function search(
  journal: Journal,
  head: string,
  { config, snapshots }: RecoverOptions,
  last: number,
): Promise<Omit<Search, 'found'> & { readonly found: (Found & RunStart) | undefined }> {
  if (snapshots === undefined) return { found: undefined, passedOver: [] }
  const { found, passedOver } = await newestGood(snapshots, { config, upTo: last - CHECKPOINT_ROWS, head })
  return { found: found === undefined ? undefined : await startAt(journal, found), passedOver }
}

const goOn = (start: RunStart, { config, graph }: RecoverOptions, take: (outcome: Outcome) => void): RecordedRun =>
  new RecordedRun(config, [], graph, take, start)

async function fromFirstRow(
  journal: Journal,
  { config, graph, graphPath }: RecoverOptions,
  take: (outcome: Outcome) => void,
): Promise<RecordedRun | undefined> {
  const beginning = await beginningOf(journal, undefined)
  if (beginning === undefined) return undefined
  const { manifest } = beginning
  const run = new RecordedRun(config, manifest.feeds, graph, take)
  assertSame(manifest, manifestOf(config, manifest.feeds, run.graph.pool.context, graphPath))
  return run
}

/** Steps the rows that the run has not; gives the checkpoints that agreed. */
async function stepRest(
  journal: Journal,
  run: RecordedRun,
  last: number,
  onRecovering: RecoverOptions['onRecovering'],
): Promise<number> {
  const rerun = new Rerun(run)
  let told = run.sequence
  for await (const { bytes, rows } of journal.read(run.sequence + 1)) {
    rerun.take(bytes, rows)
    if (onRecovering === undefined || run.sequence - told < TOLD_EVERY) continue
    told = run.sequence
    onRecovering(told, last)
  }
  run.step()
  return rerun.checkpoints
}
