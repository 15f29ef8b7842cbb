import { Committer } from '../../pipeline/journal/committer.ts'
import type { Disk } from '../../pipeline/journal/disk.ts'
import { writeFacts } from '../../pipeline/journal/folder.ts'
import type { Durability } from '../../pipeline/journal/port.ts'
import { framesFrom } from '../../pipeline/journal/read-frames.ts'
import { recover } from '../../pipeline/journal/recover.ts'
import { RingConsumer, RingProducer, rowRingMemory } from '../../pipeline/journal/row-ring.ts'
import { SegmentWriter } from '../../pipeline/journal/segment-writer.ts'
import { claimLock, holdsLock, releaseLock } from '../../pipeline/journal/writer-lock.ts'
import { rowsFrom } from './rows.ts'

export const FOLDER = '/journal'

/** What the embedded journal does on its thread, stepped by a test on a disk of its choice. */
export interface ByHand {
  readonly ring: RingProducer
  readonly committer: Committer
  readonly writer: SegmentWriter
  readonly found: readonly string[]
  readonly epoch: number
  /** Appends rows that know their sequence; returns that of the last. */
  append(rows: number): number
  /** Last sequence that was acknowledged as durable. */
  durable(): number
  release(): void
}

export interface ByHandOptions {
  readonly durability?: Durability
  readonly segmentBytes?: number
  /** Bytes of its first segment, where that is to be shorter. */
  readonly firstBytes?: number
  readonly takeOver?: boolean
}

export function writeByHand(disk: Disk, options: ByHandOptions = {}): ByHand {
  const { durability = 'group', segmentBytes = 1_200_000, takeOver = false } = options
  const { token } = claimLock(disk, FOLDER, takeOver)
  const { facts, tail, found } = recover(disk, FOLDER)
  const own = { ...facts, epoch: facts.epoch + 1 }
  writeFacts(disk, FOLDER, own)
  let now = 1_700_000_000_000
  const holds = (): boolean => holdsLock(disk, FOLDER, token)
  const { firstBytes = segmentBytes } = options
  const nowMillis = (): number => now++
  const writer = new SegmentWriter(disk, FOLDER, own, tail, { durability, segmentBytes, firstBytes, nowMillis, holds })
  const memory = rowRingMemory()
  const ring = new RingProducer(memory)
  const committer = new Committer(new RingConsumer(memory), writer, durability, holds)
  let next = tail.sequence
  return {
    ring,
    committer,
    writer,
    found,
    epoch: own.epoch,
    append(rows) {
      ring.publish(rowsFrom(next, rows), 0, rows)
      next += rows
      return next - 1
    },
    durable: () => next - 1 - ring.unsynced,
    release: () => releaseLock(disk, FOLDER, token),
  }
}

/**
 * Reads everything back; throws at a row that is not the one its sequence says. Returns the last sequence.
 *
 * @param seen Counts the rows, also of a read that fails.
 */
export function lastReadable(disk: Disk, from = 1, seen = { rows: 0 }): number {
  let next = from
  for (const { firstSequence, rows, bytes } of framesFrom(disk, FOLDER, from)) {
    if (firstSequence !== next) throw new Error(`a frame starts at ${firstSequence}, expected ${next}`)
    if (Buffer.compare(bytes, rowsFrom(next, rows)) !== 0) throw new Error(`rows from ${next} are others`)
    next += rows
    seen.rows += rows
  }
  return next - 1
}
