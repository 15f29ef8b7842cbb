import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readText, replaceText } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import type { JournalFacts } from './folder.ts'
import { firstChain } from './format.ts'

const TOMBSTONE_FILE = 'pruned.json'

/** A segment that retention removed: what is left of it. */
export interface PrunedSegment {
  readonly ordinal: number
  readonly firstSequence: number
  /** Sequence behind its last row. */
  readonly nextSequence: number
  readonly batches: number
  /** Chain before its header and behind its end, hexadecimal. */
  readonly previousChain: string
  readonly chain: string
}

/** What stands for the rows that were removed. */
export interface SnapshotMark {
  /** Sequence of the last row it holds. */
  readonly sequence: number
  readonly sha256: string
}

/** One act of retention. */
export interface Tombstone {
  readonly segments: readonly PrunedSegment[]
  readonly snapshot: SnapshotMark
  /** Which rule removed them, in words. */
  readonly rule: string
  readonly timeMillis: number
  /** SHA-256 of the hash of the tombstone before and of this one without its hash. */
  readonly hash: string
}

export const tombstoneHash = (before: string, stone: Omit<Tombstone, 'hash'>): string => {
  const { segments, snapshot, rule, timeMillis } = stone
  return createHash('sha256')
    .update(before)
    .update(JSON.stringify([segments, snapshot, rule, timeMillis]))
    .digest('hex')
}

/** All tombstones, oldest first. @throws {JournalError} JOURNAL_DAMAGED where one is not what was written */
export function readTombstones(disk: Disk, folder: string, { journal }: JournalFacts): Tombstone[] {
  const path = join(folder, TOMBSTONE_FILE)
  if (!disk.exists(path)) return []
  const stones = parsed(path, readText(disk, path))
  let before = journal
  for (const [index, stone] of stones.entries()) {
    const hash = tombstoneHash(before, stone)
    if (hash !== stone.hash) {
      const text = `tombstone ${index + 1} of ${path} has the hash ${stone.hash}, its text has ${hash}`
      throw new JournalError('JOURNAL_DAMAGED', text)
    }
    before = hash
  }
  return stones
}

function parsed(path: string, text: string): Tombstone[] {
  try {
    return JSON.parse(text) as Tombstone[]
  } catch (error) {
    throw new JournalError('JOURNAL_DAMAGED', `${path} can't be read: ${(error as Error).message}`, { cause: error })
  }
}

/** Writes one more tombstone; the segments go after that. */
export function addTombstone(
  disk: Disk,
  folder: string,
  facts: JournalFacts,
  stone: Omit<Tombstone, 'hash'>,
): Tombstone {
  const stones = readTombstones(disk, folder, facts)
  const made = { ...stone, hash: tombstoneHash(stones.at(-1)?.hash ?? facts.journal, stone) }
  replaceText(disk, join(folder, TOMBSTONE_FILE), `${JSON.stringify([...stones, made], undefined, 1)}\n`)
  return made
}

/** Where the journal starts now: behind what was pruned. */
export function prunedUpTo(
  disk: Disk,
  folder: string,
  facts: JournalFacts,
): { readonly ordinal: number; readonly sequence: number; readonly chain: Uint8Array } {
  const last = readTombstones(disk, folder, facts).at(-1)?.segments.at(-1)
  return last === undefined
    ? { ordinal: 0, sequence: 1, chain: firstChain(Buffer.from(facts.journal, 'hex')) }
    : { ordinal: last.ordinal + 1, sequence: last.nextSequence, chain: Buffer.from(last.chain, 'hex') }
}
