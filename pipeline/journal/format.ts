import { createHash } from 'node:crypto'
import {
  FRAME_CRC32C,
  FRAME_EPOCH,
  FRAME_FIRST_SEQUENCE,
  FRAME_HEADER_BYTES,
  FRAME_LAYOUT_HASH,
  FRAME_MAGIC,
  FRAME_MAGIC_VALUE,
  FRAME_ROW_COUNT,
  FRAME_ROWS_MAX,
  FRAME_TAPE,
  LAYOUT_HASH,
  ROW_BYTES,
  TAPE_INPUT,
} from '../../model/layout.generated.ts'
import { crc32c } from './crc32c.ts'
import type { Durability } from './port.ts'

/** Version of the segment format (docs/JOURNAL.md); the layout of rows has its own hash. */
export const FORMAT_VERSION = 1

/** "MLRS", "MLRC", "MLRE", little-endian. */
export const SEGMENT_MAGIC = 0x5352_4c4d
export const COMMIT_MAGIC = 0x4352_4c4d
export const END_MAGIC = 0x4552_4c4d

export const SEGMENT_HEADER_BYTES = 128
/** A commit and an end are as long as a row. */
export const MARK_BYTES = 64
export const CHAIN_BYTES = 32
export const ID_BYTES = 16

/** Rows of one commit at most: 1 MiB, so that one does not hold up the next for more than a few milliseconds. */
export const BATCH_ROWS_MAX = 4 * FRAME_ROWS_MAX
export const BATCH_BYTES_MAX = BATCH_ROWS_MAX * ROW_BYTES + 4 * FRAME_HEADER_BYTES + MARK_BYTES

/** Bytes of a batch of rows, its frame headers and its commit. */
export const batchBytes = (rows: number): number =>
  rows * ROW_BYTES + Math.ceil(rows / FRAME_ROWS_MAX) * FRAME_HEADER_BYTES + MARK_BYTES

const DURABILITIES: readonly Durability[] = ['off', 'group', 'every']

/** Bytes under all the views that the format needs. */
export interface Block {
  readonly u8: Uint8Array
  readonly i32: Int32Array
  readonly view: DataView
}

/** @param bytes A multiple of 16. */
export function blockOf(bytes: number): Block {
  const buffer = new ArrayBuffer(bytes)
  return { u8: new Uint8Array(buffer), i32: new Int32Array(buffer), view: new DataView(buffer) }
}

const u64 = ({ view }: Block, at: number): number => Number(view.getBigUint64(at, true))
const setU64 = ({ view }: Block, at: number, value: number): void => view.setBigUint64(at, BigInt(value), true)
const u32 = ({ view }: Block, at: number): number => view.getUint32(at, true)
const setU32 = ({ view }: Block, at: number, value: number): void => view.setUint32(at, value, true)

const SEGMENT_VERSION = 4
const SEGMENT_LAYOUT = 8
const SEGMENT_FIRST = 16
const SEGMENT_EPOCH = 24
const SEGMENT_ID = 32
const SEGMENT_CREATED = 48
const SEGMENT_DURABILITY = 56
const SEGMENT_ORDINAL = 60
const SEGMENT_PREVIOUS = 64
const SEGMENT_CRC = 124

/** What stands at the beginning of a segment. */
export interface SegmentHeader {
  readonly journal: Uint8Array
  /** Segments before it, counted from the first the journal ever had. */
  readonly ordinal: number
  readonly firstSequence: number
  readonly epoch: number
  readonly durability: Durability
  readonly createdMillis: number
  /** Chain at the end of the segment before; of the journal's id for the first. */
  readonly previousChain: Uint8Array
}

export function writeSegmentHeader(block: Block, header: SegmentHeader): void {
  block.u8.fill(0, 0, SEGMENT_HEADER_BYTES)
  setU32(block, 0, SEGMENT_MAGIC)
  setU32(block, SEGMENT_VERSION, FORMAT_VERSION)
  block.view.setBigUint64(SEGMENT_LAYOUT, LAYOUT_HASH, true)
  setU64(block, SEGMENT_FIRST, header.firstSequence)
  setU64(block, SEGMENT_EPOCH, header.epoch)
  block.u8.set(header.journal, SEGMENT_ID)
  setU64(block, SEGMENT_CREATED, header.createdMillis)
  setU32(block, SEGMENT_DURABILITY, DURABILITIES.indexOf(header.durability))
  setU32(block, SEGMENT_ORDINAL, header.ordinal)
  block.u8.set(header.previousChain, SEGMENT_PREVIOUS)
  setU32(block, SEGMENT_CRC, headerCrc(block))
}

// The last word is left out; the CRC takes four words at a time.
function headerCrc(block: Block): number {
  const stored = u32(block, SEGMENT_CRC)
  setU32(block, SEGMENT_CRC, 0)
  const crc = crc32c(block.i32, 0, SEGMENT_HEADER_BYTES / 4)
  setU32(block, SEGMENT_CRC, stored)
  return crc
}

/** Reads a header, or says in words what is wrong with it. */
export function readSegmentHeader(block: Block): SegmentHeader | string {
  if (u32(block, 0) !== SEGMENT_MAGIC) return 'is no segment of a journal'
  const version = u32(block, SEGMENT_VERSION)
  if (headerCrc(block) !== u32(block, SEGMENT_CRC)) return 'has a damaged header'
  if (version !== FORMAT_VERSION) return `has format ${version}, this version reads ${FORMAT_VERSION}`
  const layout = block.view.getBigUint64(SEGMENT_LAYOUT, true)
  if (layout !== LAYOUT_HASH) {
    return `has rows of layout ${layout.toString(16)}, this version reads ${LAYOUT_HASH.toString(16)}`
  }
  return {
    journal: block.u8.slice(SEGMENT_ID, SEGMENT_ID + ID_BYTES),
    ordinal: u32(block, SEGMENT_ORDINAL),
    firstSequence: u64(block, SEGMENT_FIRST),
    epoch: u64(block, SEGMENT_EPOCH),
    durability: DURABILITIES[u32(block, SEGMENT_DURABILITY)] ?? 'off',
    createdMillis: u64(block, SEGMENT_CREATED),
    previousChain: block.u8.slice(SEGMENT_PREVIOUS, SEGMENT_PREVIOUS + CHAIN_BYTES),
  }
}

export function writeFrameHeader(block: Block, at: number, rows: number, firstSequence: number, epoch: number): void {
  block.u8.fill(0, at, at + FRAME_HEADER_BYTES)
  setU32(block, at + FRAME_MAGIC, FRAME_MAGIC_VALUE)
  setU32(block, at + FRAME_ROW_COUNT, rows)
  block.view.setBigUint64(at + FRAME_LAYOUT_HASH, LAYOUT_HASH, true)
  setU64(block, at + FRAME_FIRST_SEQUENCE, firstSequence)
  setU64(block, at + FRAME_EPOCH, epoch)
  setU32(block, at + FRAME_CRC32C, rowsCrc(block, at, rows))
  setU32(block, at + FRAME_TAPE, TAPE_INPUT)
}

/** CRC-32C of the rows of the frame whose header stands at `at`. */
export const rowsCrc = ({ i32 }: Block, at: number, rows: number): number =>
  crc32c(i32, (at + FRAME_HEADER_BYTES) >> 2, (rows * ROW_BYTES) >> 2)

export const isFrame = (block: Block, at: number): boolean => u32(block, at) === FRAME_MAGIC_VALUE
export const frameRows = (block: Block, at: number): number => u32(block, at + FRAME_ROW_COUNT)
export const frameSequence = (block: Block, at: number): number => u64(block, at + FRAME_FIRST_SEQUENCE)
export const frameEpoch = (block: Block, at: number): number => u64(block, at + FRAME_EPOCH)
export const frameLayout = (block: Block, at: number): bigint => block.view.getBigUint64(at + FRAME_LAYOUT_HASH, true)
export const frameCrc = (block: Block, at: number): number => u32(block, at + FRAME_CRC32C)

const MARK_ROWS = 4
const MARK_SEQUENCE = 8
const MARK_TIME = 16
const MARK_COUNT = 24
const MARK_CRC = 28
const MARK_CHAIN = 32
/** What the chain takes of a mark: everything before its CRC, which holds the chain. */
const MARK_CHAINED_BYTES = MARK_CRC

/** The end of a batch, or of a segment: the same fields, told apart by the magic. */
export interface Mark {
  /** Rows of the batch; at an end: why the segment ends. */
  readonly rows: number
  /** First sequence of the batch; at an end: the sequence that comes next. */
  readonly sequence: number
  readonly timeMillis: number
  /** Bytes of the batch without its commit; at an end: batches of the segment. */
  readonly count: number
}

/** Why a segment ends: the next follows, or the writer closed the journal. */
export const END_ROTATED = 1
export const END_CLOSED = 2

/**
 * Writes a commit or an end; gives the chain behind it.
 *
 * @param before Chain before it.
 * @param from Where the bytes that it ends begin: at an end, the end itself.
 * @param headers CRC-32C of the batch's frame headers; 0 at an end.
 */
export function writeMark(
  block: Block,
  at: number,
  magic: number,
  mark: Mark,
  { before, from, headers }: { before: Uint8Array; from: number; headers: number },
): Uint8Array {
  setU32(block, at, magic)
  setU32(block, at + MARK_ROWS, mark.rows)
  setU64(block, at + MARK_SEQUENCE, mark.sequence)
  setU64(block, at + MARK_TIME, mark.timeMillis)
  setU32(block, at + MARK_COUNT, mark.count)
  const chain = nextChain(block, before, from, at)
  block.u8.set(chain, at + MARK_CHAIN)
  setU32(block, at + MARK_CRC, markCrc(block, at, headers))
  return chain
}

export const readMark = (block: Block, at: number): Mark => ({
  rows: u32(block, at + MARK_ROWS),
  sequence: u64(block, at + MARK_SEQUENCE),
  timeMillis: u64(block, at + MARK_TIME),
  count: u32(block, at + MARK_COUNT),
})

/** Whether the words of a mark are those that were written, given the CRC-32C it goes on from. */
export const markHolds = (block: Block, at: number, before: number): boolean =>
  u32(block, at + MARK_CRC) === markCrc(block, at, before)

export const isMark = (block: Block, at: number, magic: number): boolean => u32(block, at) === magic

function markCrc(block: Block, at: number, before: number): number {
  const stored = u32(block, at + MARK_CRC)
  setU32(block, at + MARK_CRC, 0)
  const crc = crc32c(block.i32, at >> 2, MARK_BYTES / 4, before)
  setU32(block, at + MARK_CRC, stored)
  return crc
}

export const chainAt = ({ u8 }: Block, at: number): Uint8Array =>
  u8.slice(at + MARK_CHAIN, at + MARK_CHAIN + CHAIN_BYTES)

/** Chain of the first segment's predecessor. */
export const firstChain = (journal: Uint8Array): Uint8Array => createHash('sha256').update(journal).digest()

/** Chain after a segment's header: it holds the chain before it. */
export const headerChain = ({ u8 }: Block): Uint8Array =>
  createHash('sha256').update(u8.subarray(0, SEGMENT_HEADER_BYTES)).digest()

/** Chain after a batch or an end: SHA-256 of the chain before it, the bytes from `from`, and its mark up to the CRC. */
export const nextChain = ({ u8 }: Block, before: Uint8Array, from: number, mark: number): Uint8Array =>
  createHash('sha256')
    .update(before)
    .update(u8.subarray(from, mark + MARK_CHAINED_BYTES))
    .digest()

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
