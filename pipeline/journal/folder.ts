import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { LAYOUT_HASH } from '../../model/layout.generated.ts'
import { readText, replaceText } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import { FORMAT_VERSION, ID_BYTES } from './format.ts'
import { factsPath } from './passing.ts'

export const FACTS_FILE = 'journal.json'
const SEGMENT = /^(\d{8})-(\d{16})-(\d{6,})\.rows(\.packed)?$/

/** Facts of a journal that no single segment knows; replaced as a whole. */
export interface JournalFacts {
  /** Which journal it is: 32 hexadecimal digits. */
  readonly journal: string
  /** Number of its newest writer; 0: it never had one. */
  readonly epoch: number
  /** Ordinal of its newest segment; -1: it never had one. A segment missing at the end is missed by this. */
  readonly newest: number
  /** Every time that the journal was made whole by leaving rows out. */
  readonly repairs?: readonly Repair[]
}

/** What a repair left out, and why. */
export interface Repair {
  readonly timeMillis: number
  readonly keptUpTo: number
  /** Folder that the damaged files were moved to. */
  readonly setAside: string
  readonly findings: readonly string[]
}

/** A segment's file. */
export interface SegmentFile {
  readonly ordinal: number
  readonly firstSequence: number
  /** Of its writer: in the name, so that a writer that was taken over can't take the name of a later one's segment. */
  readonly epoch: number
  readonly packed: boolean
  readonly path: string
}

export const segmentPath = (folder: string, ordinal: number, firstSequence: number, epoch: number): string => {
  const digits = (value: number, count: number): string => String(value).padStart(count, '0')
  return join(folder, `${digits(ordinal, 8)}-${digits(firstSequence, 16)}-${digits(epoch, 6)}.rows`)
}

/** Where a segment lies when it is packed. */
export const packedPath = (path: string): string => `${path}.packed`

/**
 * The segments of a folder in their order. Of two with one ordinal that of the later writer stands: the other's was taken
 * over, and nothing in it was ever acknowledged. Of one segment the plain file stands: its packing may not be done.
 */
export function segmentFiles(disk: Disk, folder: string): SegmentFile[] {
  const files = new Map<number, SegmentFile>()
  for (const file of allSegmentFiles(disk, folder)) {
    const other = files.get(file.ordinal)
    if (other === undefined || other.epoch < file.epoch || (other.epoch === file.epoch && other.packed)) {
      files.set(file.ordinal, file)
    }
  }
  return [...files.values()].sort((a, b) => a.ordinal - b.ordinal)
}

/** Segments that are no part of the journal: a later writer has one with the same ordinal. */
export function supersededFiles(disk: Disk, folder: string): SegmentFile[] {
  const epochs = new Map(segmentFiles(disk, folder).map(({ ordinal, epoch }) => [ordinal, epoch]))
  return allSegmentFiles(disk, folder).filter(({ ordinal, epoch }) => epoch < (epochs.get(ordinal) ?? 0))
}

function allSegmentFiles(disk: Disk, folder: string): SegmentFile[] {
  return disk.list(folder).flatMap((name) => {
    const [, ordinal, first, epoch, packed] = SEGMENT.exec(name) ?? []
    if (ordinal === undefined) return []
    const numbers = { ordinal: Number(ordinal), firstSequence: Number(first), epoch: Number(epoch) }
    return [{ ...numbers, packed: packed !== undefined, path: join(folder, name) }]
  })
}

/** The facts of the journal in a folder; undefined where there is none. @throws {JournalError} */
export function readFacts(disk: Disk, folder: string): JournalFacts | undefined {
  const path = join(folder, FACTS_FILE)
  if (!disk.exists(path)) return undefined
  const text = readText(disk, path)
  try {
    const { format, layout, ...facts } = JSON.parse(text) as JournalFacts & { format: unknown; layout: unknown }
    if (format !== FORMAT_VERSION || layout !== LAYOUT_HASH.toString(16)) {
      throw new JournalError(
        'JOURNAL_LAYOUT',
        `${path} is of format ${String(format)}, layout ${String(layout)}; ` +
          `this version reads format ${FORMAT_VERSION}, layout ${LAYOUT_HASH.toString(16)}`,
      )
    }
    const { journal, epoch, newest } = facts
    const whole = typeof journal === 'string' && Number.isSafeInteger(epoch) && Number.isSafeInteger(newest)
    if (!whole) throw new TypeError('a field is missing')
    return facts
  } catch (error) {
    if (error instanceof JournalError) throw error
    throw new JournalError('JOURNAL_DAMAGED', `${path} can't be read: ${(error as Error).message}`, { cause: error })
  }
}

export function writeFacts(disk: Disk, folder: string, facts: JournalFacts): void {
  const text = JSON.stringify({ format: FORMAT_VERSION, layout: LAYOUT_HASH.toString(16), ...facts })
  replaceText(disk, join(folder, FACTS_FILE), `${text}\n`, factsPath(folder, facts.epoch))
}

export const newFacts = (): JournalFacts => ({ journal: randomBytes(ID_BYTES).toString('hex'), epoch: 0, newest: -1 })
