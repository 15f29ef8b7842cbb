import { basename, join } from 'node:path'
import type { Disk } from './disk.ts'
import { writeAll } from './disk.ts'
import { JournalError } from './errors.ts'
import { readFacts, segmentFiles, segmentPath, writeFacts } from './folder.ts'
import type { JournalFacts, Repair, SegmentFile } from './folder.ts'
import { withSegment } from './segment-bytes.ts'
import { cursorBlock } from './segment-cursor.ts'
import { scanSegment } from './segment-scan.ts'
import type { SegmentScan } from './segment-scan.ts'
import { verifyJournal } from './verify.ts'
import type { VerifyReport } from './verify.ts'

const COPY_BYTES = 2 ** 20

/** What a repair would do, or has done. */
export interface RepairPlan {
  /** The journal ends with this row: what follows can't be trusted, or would follow a gap. */
  readonly keepUpTo: number
  /** Files, set aside as they are. */
  readonly setAside: readonly string[]
  /** journal.json is made again from the segments. */
  readonly factsRebuilt: boolean
  readonly report: VerifyReport
}

/** What it would take to make the journal whole up to the last row before any damage; undefined where it is. */
export function planRepair(disk: Disk, folder: string): RepairPlan | undefined {
  const report = verifyJournal(disk, folder)
  if (report.sound) return undefined
  const keepUpTo = report.head.sequence
  const setAside = segmentFiles(disk, folder)
    .filter((file) => reaches(disk, file, keepUpTo))
    .map(({ path }) => basename(path))
  return { keepUpTo, setAside, factsRebuilt: report.facts === undefined, report }
}

/** The scan of a segment, or words where it can't be read. */
function scanned(disk: Disk, file: SegmentFile): SegmentScan | string {
  try {
    return withSegment(disk, file, (bytes) => scanSegment(bytes, cursorBlock()))
  } catch (error) {
    if (error instanceof JournalError) return error.message
    throw error
  }
}

/** Whether a segment has anything behind a row. */
function reaches(disk: Disk, file: SegmentFile, sequence: number): boolean {
  if (file.firstSequence > sequence) return true
  const scan = scanned(disk, file)
  return typeof scan === 'string' || scan.nextSequence - 1 > sequence || scan.troubles.length > 0
}

/**
 * Ends the journal before the first damage. Nothing is deleted: the files concerned are set aside whole, and the good
 * part of the first of them is written anew. The caller holds the lock.
 */
export function repairJournal(disk: Disk, folder: string, plan: RepairPlan, nowMillis: number): JournalFacts {
  const aside = join(folder, `damaged-${nowMillis}`)
  disk.makeFolder(aside)
  const files = segmentFiles(disk, folder)
  const facts = factsOf(disk, folder, files, plan)
  let newest = -1
  for (const file of files) {
    const name = basename(file.path)
    if (!plan.setAside.includes(name)) {
      newest = file.ordinal
      continue
    }
    disk.rename(file.path, join(aside, name))
    if (file.firstSequence <= plan.keepUpTo) {
      const plain = segmentPath(folder, file.ordinal, file.firstSequence, file.epoch)
      copyGood(disk, { ...file, path: join(aside, name) }, plain, plan.keepUpTo)
      newest = file.ordinal
    }
  }
  disk.syncFolder(aside)
  disk.syncFolder(folder)
  const repair: Repair = {
    timeMillis: nowMillis,
    keptUpTo: plan.keepUpTo,
    setAside: basename(aside),
    findings: plan.report.findings.map(({ kind, place, text }) => `${kind}: ${place}: ${text}`),
  }
  const repaired = { ...facts, newest, repairs: [...(facts.repairs ?? []), repair] }
  writeFacts(disk, folder, repaired)
  return repaired
}

function copyGood(disk: Disk, from: SegmentFile, to: string, keepUpTo: number): void {
  withSegment(disk, from, (bytes) => {
    const scan = scanSegment(bytes, cursorBlock(), { until: keepUpTo + 1 })
    if (typeof scan === 'string') return
    const passing = `${to}.tmp`
    const file = disk.open(passing, 'create')
    try {
      const part = new Uint8Array(COPY_BYTES)
      for (let position = 0; position < scan.bytes; position += part.length) {
        const length = Math.min(part.length, scan.bytes - position)
        bytes.read(part, 0, length, position)
        writeAll(disk, file, part, 0, length, position)
      }
      disk.sync(file)
    } finally {
      disk.close(file)
    }
    disk.rename(passing, to)
  })
}

/** The facts, or what the segments say of them where they are lost. */
function factsOf(
  disk: Disk,
  folder: string,
  files: readonly SegmentFile[],
  { factsRebuilt }: RepairPlan,
): JournalFacts {
  if (!factsRebuilt) return readFacts(disk, folder)!
  let facts: JournalFacts | undefined
  for (const file of files) {
    const scan = scanned(disk, file)
    if (typeof scan === 'string') continue
    const journal = Buffer.from(scan.header.journal).toString('hex')
    facts = { journal, epoch: Math.max(facts?.epoch ?? 0, scan.header.epoch), newest: file.ordinal }
  }
  if (facts === undefined) throw new Error(`no segment of ${folder} says which journal it is of`)
  return facts
}
