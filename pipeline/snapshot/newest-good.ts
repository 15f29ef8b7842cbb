import { realDisk } from '../journal/disk.ts'
import type { Disk } from '../journal/disk.ts'
import { version } from '../version.ts'
import { keptOf } from './decode.ts'
import { SnapshotError } from './errors.ts'
import { pathOf, readBytes, snapshotsIn } from './folder.ts'
import type { SnapshotFile } from './folder.ts'
import { readContent } from './format.ts'
import type { Content } from './format.ts'
import { savedRun } from './kept-run.ts'
import type { KeptRun } from './kept-run.ts'
import type { Found, PassedOver, Search, SearchOptions } from './snapshot.ts'

/**
 * Finds the newest snapshot in a folder that a run can go on from, and says why each newer one can't be used.
 *
 * @throws where the folder can't be listed
 */
export async function newestGood(folder: string, options: SearchOptions, disk: Disk = realDisk): Promise<Search> {
  return firstGood(disk, folder, snapshotsIn(disk, folder), options)
}

/**
 * Finds the oldest one that stands at `from` or behind it; the others are passed over where they can't be used.
 *
 * @throws where the folder can't be listed
 */
export async function oldestGood(folder: string, from: number, disk: Disk = realDisk): Promise<Search> {
  const files = snapshotsIn(disk, folder).filter(({ sequence }) => sequence >= from)
  return firstGood(disk, folder, files.reverse(), { upTo: Infinity })
}

async function firstGood(
  disk: Disk,
  folder: string,
  files: readonly SnapshotFile[],
  options: SearchOptions,
): Promise<Search> {
  const passedOver: PassedOver[] = []
  for (const file of files) {
    try {
      return { found: open(disk, folder, file, options), passedOver }
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error
      const { path, sequence } = file
      passedOver.push({ path, sequence, fault: error.fault, reason: error.message })
    }
    // Each may take a while to read: whoever shows progress gets a turn.
    await Promise.resolve()
  }
  return { found: undefined, passedOver }
}

function open(disk: Disk, folder: string, file: SnapshotFile, options: SearchOptions): Found {
  if (file.passing) throw new SnapshotError('SNAPSHOT_TORN', 'was being written when its run ended')
  const content = contentOf(disk, file.path, file.sequence)
  check(content, options)
  const kept = withBase(disk, folder, content)
  const { head, about, chains } = content.facts
  const { sources, strategies } = kept
  return {
    path: file.path,
    sequence: file.sequence,
    saved: savedRun(kept),
    chains,
    head,
    ...(about === undefined ? {} : { about }),
    sources,
    strategies,
  }
}

function contentOf(disk: Disk, path: string, sequence: number): Content {
  const content = readContent(readBytes(disk, path))
  if (content.header.sequence !== sequence)
    throw new SnapshotError('SNAPSHOT_ALTERED', `holds sequence ${content.header.sequence}, its name says ${sequence}`)
  return content
}

/** Whether it belongs to this engine, configuration and journal. */
function check({ header, facts }: Content, { config, stages, head, upTo }: SearchOptions): void {
  if (facts.engine !== version)
    throw new SnapshotError('SNAPSHOT_ENGINE', `was written by engine ${facts.engine}, this is ${version}`)
  if (config !== undefined && header.config !== config.hash)
    throw new SnapshotError('SNAPSHOT_CONFIG', `has configuration ${header.config}, this run has ${config.hash}`)
  if (stages !== undefined && header.stages !== stages)
    throw new SnapshotError('SNAPSHOT_STAGES', `has stages ${header.stages}, this run has ${stages}`)
  if (head !== undefined && facts.head !== head)
    throw new SnapshotError('SNAPSHOT_JOURNAL', `belongs to journal ${facts.head}, this is ${head}`)
  if (header.sequence > upTo)
    throw new SnapshotError('SNAPSHOT_AHEAD', `holds row ${header.sequence}, the journal ends with ${upTo}`)
}

function withBase(disk: Disk, folder: string, content: Content): KeptRun {
  const { baseSequence } = content.header
  if (baseSequence === 0) return keptOf(content)
  const path = pathOf(folder, baseSequence)
  if (!disk.exists(path))
    throw new SnapshotError('SNAPSHOT_TORN', `builds on snapshot ${baseSequence}, which is not there`)
  return keptOf(content, baseOf(disk, path, baseSequence))
}

function baseOf(disk: Disk, path: string, sequence: number): Content {
  try {
    return contentOf(disk, path, sequence)
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error
    throw new SnapshotError(error.fault, `builds on snapshot ${sequence}, which ${error.message}`)
  }
}
