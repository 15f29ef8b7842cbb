import { basename } from 'node:path'
import { writeAll } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { BATCH_BYTES_MAX, firstChain, MARK_BYTES } from './format.ts'
import { newFacts, readFacts, segmentFiles } from './folder.ts'
import type { JournalFacts, SegmentFile } from './folder.ts'
import { withSegment } from './segment-bytes.ts'
import { cursorBlock } from './segment-cursor.ts'
import { scanSegment } from './segment-scan.ts'
import type { SegmentScan } from './segment-scan.ts'
import type { JournalTail } from './segment-writer.ts'
import { prunedUpTo } from './tombstone.ts'

/** What stood in the way of the next row, in words, each with its numbers. */
export interface Recovery {
  readonly facts: JournalFacts
  readonly tail: JournalTail
  /** Things that were put in order; empty after an orderly end. */
  readonly found: readonly string[]
}

/**
 * Finds where the next row goes: removes what an interrupted writer left unfinished at the end, and tells it. Reads the
 * newest segment only; the others are looked at by `verify` and by who reads them.
 *
 * @throws {JournalError} JOURNAL_DAMAGED where anything else is not what was written, JOURNAL_LAYOUT
 */
export function recover(disk: Disk, folder: string): Recovery {
  const read = readFacts(disk, folder)
  const files = segmentFiles(disk, folder)
  if (read === undefined) {
    if (files.length > 0) throw damaged(`${folder} has ${files.length} segments but no journal.json`)
    const made = newFacts()
    return { facts: made, tail: { ordinal: 0, sequence: 1, chain: chainOf(made) }, found: [] }
  }
  // A writer that was taken over may have put its own facts back: the files say more.
  const facts = { ...read, epoch: Math.max(read.epoch, ...files.map(({ epoch }) => epoch)) }
  const found: string[] = []
  const last = newestSegment(disk, folder, facts, files)
  if (last === undefined) return { facts, tail: emptyTail(disk, folder, facts), found }
  const { file, scan } = last
  if (scan.batches === 0) {
    // Nothing was ever committed in it: the next one takes its name.
    const { ordinal, firstSequence: sequence, previousChain: chain } = scan.header
    return { facts, tail: { ordinal, sequence, chain }, found }
  }
  settle(disk, file, scan, found)
  return { facts, tail: { ordinal: file.ordinal + 1, sequence: scan.nextSequence, chain: scan.chain }, found }
}

const chainOf = ({ journal }: JournalFacts): Uint8Array => firstChain(Buffer.from(journal, 'hex'))

const damaged = (text: string): JournalError => new JournalError('JOURNAL_DAMAGED', text)

function emptyTail(disk: Disk, folder: string, facts: JournalFacts): JournalTail {
  const pruned = prunedUpTo(disk, folder, facts)
  if (facts.newest >= pruned.ordinal) {
    throw damaged(`segment ${facts.newest} is the newest of ${folder}, but no segment is there`)
  }
  return pruned
}

function newestSegment(
  disk: Disk,
  folder: string,
  facts: JournalFacts,
  files: readonly SegmentFile[],
): { file: SegmentFile; scan: SegmentScan } | undefined {
  assertNoneMissing(disk, folder, facts, files)
  const file = files[files.length - 1]
  if (file === undefined) return undefined
  const scan = withSegment(disk, file, (bytes) => scanSegment(bytes, cursorBlock()))
  if (typeof scan === 'string') throw damaged(`${file.path} ${scan}`)
  return { file, scan }
}

function assertNoneMissing(disk: Disk, folder: string, facts: JournalFacts, files: readonly SegmentFile[]): void {
  if (files.length === 0) return
  let expected = prunedUpTo(disk, folder, facts).ordinal
  // A prune that was interrupted leaves segments that the tombstone has already.
  for (const { ordinal, path } of files.filter((file) => file.ordinal >= expected)) {
    if (ordinal !== expected) throw damaged(`segment ${expected} is missing in ${folder}: ${basename(path)} comes next`)
    expected++
  }
  if (expected <= facts.newest)
    throw damaged(`segment ${facts.newest} is the newest of ${folder}, but ${expected} is missing`)
}

/**
 * Cuts off what a writer had not finished when it ended, and makes durable what stays, before anything is chained to it:
 * of a writer that was killed the system may still hold the last batch, or have failed to sync it. Anything else that is
 * wrong is damage.
 */
function settle(disk: Disk, file: SegmentFile, scan: SegmentScan, found: string[]): void {
  const [trouble] = scan.troubles
  const name = basename(file.path)
  const open = scan.end === 'open'
  if (open && trouble?.resumesAt !== undefined && scan.header.durability !== 'off') {
    throw damaged(
      `${name} at byte ${trouble.position}: ${trouble.text}; rows ${trouble.sequence} to ${trouble.resumesAt - 1} ` +
        'can’t be trusted, whole batches follow: see millrace journal verify and repair',
    )
  }
  // A packed one was read back before it got its name.
  if (!file.packed) {
    const handle = disk.open(file.path, 'write')
    try {
      if (open && disk.size(handle) > scan.bytes) disk.truncate(handle, scan.bytes)
      // Under `off` nothing was synced; else all but the last batch and the end.
      const from = scan.header.durability === 'off' ? 0 : Math.max(0, scan.bytes - BATCH_BYTES_MAX - MARK_BYTES)
      rewrite(disk, handle, from, scan.bytes)
      disk.sync(handle)
    } finally {
      disk.close(handle)
    }
  }
  if (trouble === undefined) return
  // Behind an end, a writer that was fenced has written once more: it was never told that those rows are durable.
  found.push(
    open
      ? `${name}: cut off at byte ${scan.bytes}, behind sequence ${scan.nextSequence - 1}: what stood there was never ` +
          `finished (${trouble.text})`
      : `${name}: ${trouble.text}: not part of the journal`,
  )
}

/** Writes bytes of a file once more: after a sync that failed, the system takes them for written (docs/JOURNAL.md). */
function rewrite(disk: Disk, file: number, from: number, to: number): void {
  const bytes = new Uint8Array(Math.min(to - from, REWRITE_BYTES))
  for (let at = from; at < to; at += bytes.length) {
    const count = disk.read(file, bytes, 0, Math.min(bytes.length, to - at), at)
    writeAll(disk, file, bytes, 0, count, at)
  }
}

const REWRITE_BYTES = 2 ** 20
