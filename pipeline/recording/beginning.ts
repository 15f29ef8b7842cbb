import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Journal } from '../journal/port.ts'
import { oldestGood } from '../snapshot/newest-good.ts'
import type { Found } from '../snapshot/snapshot.ts'
import { isCheckpoint, readCheckpoint } from './checkpoint.ts'
import { RecordingError } from './errors.ts'
import { firstManifest } from './first-manifest.ts'
import { readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import type { RunStart } from './recorded-run.ts'

/** Where a recording can be run from. */
export interface Beginning {
  readonly manifest: Manifest
  /** The state to go on from, where the rows before it are gone; undefined: the first row. */
  readonly start: RunStart | undefined
}

/** A manifest's text as a snapshot has it. */
export const aboutOf = (text: Uint8Array): string => Buffer.from(text).toString('base64')

/**
 * The beginning of a recording: its first row or, where retention removed that, the oldest snapshot that its rows follow.
 * Undefined where nothing was recorded.
 *
 * @param snapshots Folder of its snapshots.
 * @throws {RecordingError} RECORDING_PRUNED where no snapshot stands for the rows that are gone, RECORDING_MANIFEST;
 *   {@link JournalError}
 */
export async function beginningOf(journal: Journal, snapshots: string | undefined): Promise<Beginning | undefined> {
  const first = await firstRow(journal)
  if (first === 1) {
    const manifest = await firstManifest(journal)
    return manifest === undefined ? undefined : { manifest, start: undefined }
  }
  const { found, passedOver } =
    snapshots === undefined ? { found: undefined, passedOver: [] } : await oldestGood(snapshots, first - 1)
  if (found?.about === undefined)
    throw new RecordingError(
      'RECORDING_PRUNED',
      [
        `rows 1 to ${first - 1} were removed by retention, and no snapshot can be gone on from`,
        ...passedOver.map(({ path, reason }) => `${path} ${reason}`),
      ].join('; '),
    )
  return { manifest: readManifest(Buffer.from(found.about, 'base64')), start: await startAt(journal, found) }
}

/** What a run goes on from at a snapshot, by the checkpoint beside it. @throws {RecordingError} RECORDING_MANIFEST */
export async function startAt(journal: Journal, found: Found): Promise<Found & RunStart> {
  for await (const { bytes, rows } of journal.read(found.sequence + 1)) {
    const checkpoint = isCheckpoint(bytes, 0) ? readCheckpoint(bytes.subarray(0, rows * ROW_BYTES), 0) : undefined
    if (checkpoint === undefined) break
    const { feedRows, reportRows } = checkpoint
    return { ...found, feedRows, reportRows }
  }
  throw new RecordingError(
    'RECORDING_MANIFEST',
    `${found.path} stands at row ${found.sequence}, but no checkpoint follows it in the journal`,
  )
}

/** The first row that is there; 1 where none is. */
async function firstRow(journal: Journal): Promise<number> {
  for await (const { firstSequence } of journal.read()) return firstSequence
  return 1
}
