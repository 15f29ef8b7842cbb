import { join } from 'node:path'
import { Observable } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import { loadGraph } from '../check/graph-file.ts'
import type { GraphFile } from '../check/graph-file.ts'
import type { Config } from '../config/config.ts'
import { chain } from '../engine/graph.ts'
import { makePool } from '../engine/memory.ts'
import { realDisk } from '../journal/disk.ts'
import { embeddedJournal } from '../journal/embedded-journal.ts'
import type { Journal } from '../journal/port.ts'
import { frameSizes } from '../read/frame-sizes.ts'
import { Framer } from '../read/framer.ts'
import { snapshotsIn } from '../snapshot/folder.ts'
import { restoreNames } from '../snapshot/kept-run.ts'
import { newestGood } from '../snapshot/newest-good.ts'
import { version } from '../version.ts'
import { RecordingError } from './errors.ts'
import { beginningOf } from './beginning.ts'
import type { Manifest } from './manifest.ts'
import type { FramesOptions, Recording } from './recording.ts'
import { replay } from './replay.ts'

/** Folder of the snapshots of the journal in a folder. */
export const snapshotFolder = (folder: string): string => join(folder, 'snapshots')

/**
 * Opens the journal of a live run, also while it runs: rows up to the last one there is now.
 *
 * @throws {RecordingError} where nothing was recorded, or by another engine; {@link JournalError}
 */
export async function journalRecording(folder: string): Promise<Recording> {
  const journal = embeddedJournal(folder)
  const beginning = await beginningOf(journal, snapshotFolder(folder))
  if (beginning === undefined) throw new RecordingError('RECORDING_MANIFEST', `${folder}: nothing was recorded`)
  const { manifest, start } = beginning
  if (manifest.engine !== version)
    throw new RecordingError(
      'RECORDING_ENGINE',
      `${folder} was recorded by millrace ${manifest.engine}, this is ${version}`,
    )
  // Paths in a manifest are as they were given to the run, whose folder this need not be.
  const file = manifest.graph === undefined ? undefined : await loadGraph(manifest.graph)
  // What events led to is among the rows.
  const { events: _events, ...config } = manifest.config
  return recordingOf({ folder, journal, manifest, first: (start?.sequence ?? 0) + 1, file }, config)
}

interface Opened {
  readonly folder: string
  readonly journal: Journal
  readonly manifest: Manifest
  readonly first: number
  readonly file: GraphFile | undefined
}

function recordingOf(opened: Opened, config: Config): Recording {
  const { folder, journal, manifest, first, file } = opened
  const asRecorded = config.hash === manifest.config.hash
  return {
    name: folder,
    config,
    first,
    graph: (file ?? chain)(config),
    frames: (options = {}) => framesOf(opened, config, options),
    under: (other) => recordingOf(opened, other),
    // A state that was kept is of the configuration it was kept under.
    nearest: (sequence) => (asRecorded ? Math.max(first - 1, ...keptBefore(folder, sequence)) + 1 : first),
    sequenceAt: (micros) => lastAt(journal, lastNanos(micros)),
    // Under other settings it leads to something else.
    ...(asRecorded ? { agrees: (upTo) => agrees(opened, upTo) } : {}),
  }
}

/** The last instant of a microsecond, Unix ns. */
const lastNanos = (micros: number): bigint => BigInt(micros) * 1000n + 999n

async function agrees({ folder, journal, file }: Opened, upTo: number | undefined): Promise<boolean> {
  const { divergence } = await replay(journal, {
    graph: file ?? chain,
    snapshots: snapshotFolder(folder),
    ...(upTo === undefined ? {} : { to: { nanos: lastNanos(upTo) } }),
  })
  return divergence === undefined
}

const keptBefore = (folder: string, sequence: number): number[] =>
  snapshotsIn(realDisk, snapshotFolder(folder)).flatMap((file) =>
    !file.passing && file.sequence < sequence ? [file.sequence] : [],
  )

function framesOf(opened: Opened, given: Config, options: FramesOptions): Observable<Frame> {
  const { frame, backend, from = opened.first, to } = options
  const config = {
    ...given,
    engine: {
      ...given.engine,
      ...(frame === undefined ? {} : { frame }),
      ...(backend === undefined ? {} : { backend }),
    },
  }
  return new Observable<Frame>((subscriber) => {
    const emit = (next: Frame): boolean => {
      subscriber.next(next)
      return !subscriber.closed
    }
    const give = async (): Promise<void> => {
      const framer = await framerAt(opened, config, from, emit)
      for await (const { firstSequence, rows, bytes } of opened.journal.read(from)) {
        const wanted = to === undefined ? rows : Math.min(rows, to - firstSequence + 1)
        if (subscriber.closed || (wanted > 0 && !framer.take(bytes, 0, wanted)) || wanted < rows) break
      }
      if (!subscriber.closed) framer.end()
    }
    give().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    )
  })
}

/** What cuts rows from `from` on into frames, with the state that stood before them. */
async function framerAt(
  { folder, manifest }: Opened,
  config: Config,
  from: number,
  emit: (frame: Frame) => boolean,
): Promise<Framer> {
  const universe = new Universe(config.instruments)
  const found = from === 1 ? undefined : await keptAt(folder, config, from - 1)
  restoreNames(universe, found ?? { sources: manifest.feeds, strategies: [] })
  return new Framer(makePool(config, universe, found?.saved), frameSizes(config.engine.frame), emit, from)
}

async function keptAt(folder: string, config: Config, sequence: number) {
  const { found, passedOver } = await newestGood(snapshotFolder(folder), { config, upTo: sequence })
  if (found?.sequence === sequence) return found
  const reason = passedOver.find((one) => one.sequence === sequence)?.reason ?? 'there is none'
  throw new RecordingError(
    'RECORDING_UNREADABLE',
    `${folder}: the snapshot at row ${sequence} can't be used: ${reason}`,
  )
}

/** Last row at or before an instant, Unix ns; 0 where there is none. Times of rows don't fall. */
async function lastAt(journal: Journal, nanos: bigint): Promise<number> {
  const { first, last } = await journal.extent()
  let [low, high] = [first - 1, last]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((await timeOf(journal, middle)) <= nanos) low = middle
    else high = middle - 1
  }
  return low < first ? 0 : low
}

async function timeOf(journal: Journal, sequence: number): Promise<bigint> {
  for await (const { bytes } of journal.read(sequence))
    return new DataView(bytes.buffer, bytes.byteOffset, ROW_BYTES).getBigInt64(8, true)
  throw new RecordingError('RECORDING_UNREADABLE', `row ${sequence} is not there any more`)
}
