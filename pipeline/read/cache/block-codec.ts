import xxhash from 'xxhash-wasm'
import { ROW_BYTES } from '../../../model/layout.generated.ts'
import type { BlockDefects } from '../block-defects.ts'
import type { BlockFindings } from '../findings.ts'
import type { ColumnModule } from '../native/read-module.ts'
import type { RowBlock } from '../row-block.ts'

const { h64Raw } = await xxhash()

const WORDS = ROW_BYTES / 4
/** The 16 words of a row, and the line it came from. */
const COLUMNS = WORDS + 1
const LINE = WORDS
const MAGIC_BLOCK = 0x314b_4c42
const MAGIC_END = 0x3144_4e45
/** Header, in 32-bit words: magic, bytes, rows, meta bytes, checksum (2), widths (5), smallest values (17). */
const AT_BYTES = 1
const AT_ROWS = 2
const AT_META = 3
const AT_CHECKSUM = 4
const AT_WIDTHS = 6
const AT_BASES = 11
const HEADER_WORDS = 28
export const BLOCK_HEADER_BYTES = HEADER_WORDS * 4

/** What stands beside a block's rows. */
interface Meta {
  /** What the name of the stream adds to the path of the file. */
  readonly stream: string
  readonly findings?: BlockFindings
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** How ids in rows are written, so that a file's rows serve in any configuration. */
export interface RowIds {
  /** Dense instrument ids by their place among the feed's symbols. */
  readonly instruments: readonly number[]
  readonly source: number
}

/** What a block was filled with last: a word that stays the same over all rows is not written again. */
export class ConstantWords {
  private readonly values = new Float64Array(WORDS).fill(-1)
  private readonly rows = new Int32Array(WORDS)

  /** Whether `rows` rows hold `value` already; they do from now on. */
  holds(word: number, value: number, rows: number): boolean {
    if (this.values[word] === value && this.rows[word] >= rows) return true
    this.values[word] = value
    this.rows[word] = rows
    return false
  }

  forget(word: number): void {
    this.values[word] = -1
  }

  /** The block was written to by others. */
  forgetAll(): void {
    this.values.fill(-1)
  }
}

/** A block that does not read back: its bytes are not those that were written. */
export class CorruptBlockError extends Error {
  override readonly name = 'CorruptBlockError'
}

/** How a column is stored: bytes a row, and what is added to them. */
interface Narrow {
  readonly width: number
  readonly base: number
}

/** The first two words without the ids of this configuration. */
function stored(word: number, value: number, { instruments }: RowIds): number {
  if (word === 0) return value & 0xffff
  return word === 1 ? instruments.indexOf(value) : value
}

/**
 * Rows in columns of words: a word that all rows of a block share is stored once, others as the difference to the
 * smallest in 1, 2 or 4 bytes. Lines are stored as the difference to consecutive ones. Bits come back as they were.
 */
export class BlockEncoder {
  /** The values of one column, where its rows differ. */
  private column = new Uint32Array(0)
  private buffer = new ArrayBuffer(0)
  /** Bytes of all columns, then the width and then the base of each. */
  private readonly shape = new Uint32Array(1 + 2 * COLUMNS)
  private readonly native: ColumnModule | undefined

  /** @param native Stores columns; absent: it is done here. */
  constructor(native?: ColumnModule) {
    this.native = native
  }

  /** The bytes of a block, valid until the next call. */
  encode(block: RowBlock, path: string, { findings, any }: BlockDefects, ids: RowIds): Uint8Array {
    const rows = block.count
    const meta: Meta = { stream: block.file.slice(path.length), ...(any ? { findings } : {}) }
    const metaBytes = encoder.encode(JSON.stringify(meta))
    if (this.column.length < rows) this.column = new Uint32Array(block.capacity)
    const worst = (HEADER_WORDS + COLUMNS * (rows + 2)) * 4 + metaBytes.length + 16
    if (this.buffer.byteLength < worst) this.buffer = new ArrayBuffer(Math.ceil(worst / 8) * 8)
    const u32 = new Uint32Array(this.buffer)
    const u8 = new Uint8Array(this.buffer)
    u32.fill(0, 0, HEADER_WORDS)
    let at = BLOCK_HEADER_BYTES
    if (rows > 0) {
      const { shape } = this
      if (!this.compiled(block, u8, ids)) this.columns(block, ids)
      at += shape[0]
      u8.set(shape.subarray(1, 1 + COLUMNS), AT_WIDTHS * 4)
      u32.set(shape.subarray(1 + COLUMNS), AT_BASES)
    }
    u8.set(metaBytes, at)
    at = align(at + metaBytes.length)
    u32[0] = MAGIC_BLOCK
    u32[AT_BYTES] = at
    u32[AT_ROWS] = rows
    u32[AT_META] = metaBytes.length
    seal(u32, u8.subarray(0, at))
    return u8.subarray(0, at)
  }

  /** The bytes that end an entry. */
  end(rows: number): Uint8Array {
    const u32 = new Uint32Array(HEADER_WORDS)
    u32[0] = MAGIC_END
    u32[AT_BYTES] = BLOCK_HEADER_BYTES
    u32[AT_BASES] = rows % 4_294_967_296
    u32[AT_BASES + 1] = Math.floor(rows / 4_294_967_296)
    const bytes = new Uint8Array(u32.buffer)
    seal(u32, bytes)
    return bytes
  }

  /** Has compiled code store the columns, as a feed of one instrument has them: 145 → 40 ns a row; false where it did not. */
  private compiled({ u8: rows, lines, count }: RowBlock, into: Uint8Array, ids: RowIds): boolean {
    const { native, shape } = this
    if (native === undefined) return false
    shape[0] = count
    native.encodeColumns(shape, rows, lines, into.subarray(BLOCK_HEADER_BYTES))
    // Ids are told in the words that name the configuration's: where these differ, each has to be looked up.
    if (shape[1] !== 0 || shape[2] !== 0) return false
    for (let word = 0; word < 2; word++) shape[1 + COLUMNS + word] = stored(word, shape[1 + COLUMNS + word], ids)
    return true
  }

  private columns(block: RowBlock, ids: RowIds): void {
    const { shape } = this
    let at = BLOCK_HEADER_BYTES
    for (let column = 0; column < COLUMNS; column++) {
      const { width, base } = column === LINE ? this.lines(block) : this.words(block, column, ids)
      shape[1 + column] = width
      shape[1 + COLUMNS + column] = base
      at += this.write(block.count, base, width, at)
    }
    shape[0] = at - BLOCK_HEADER_BYTES
  }

  /** Takes one word of all rows, with ids that don't depend on the configuration; width 0 where they are equal. */
  private words({ u32, count }: RowBlock, word: number, ids: RowIds): Narrow {
    const first = u32[word]
    const end = count * WORDS
    let at = word + WORDS
    while (at < end && u32[at] === first) at += WORDS
    if (at >= end) return { width: 0, base: stored(word, first, ids) }
    const { column } = this
    for (let row = 0, from = word; row < count; row++, from += WORDS) column[row] = u32[from]!
    if (word < 2) for (let row = 0; row < count; row++) column[row] = stored(word, column[row], ids)
    return this.narrow(count)
  }

  private lines({ lines, count }: RowBlock): Narrow {
    for (let row = 0; row < count; row++) this.column[row] = lines[row] - row
    return this.narrow(count)
  }

  private narrow(rows: number): Narrow {
    const { column } = this
    let least = column[0]
    let most = least
    for (let row = 1; row < rows; row++) {
      const value = column[row]
      if (value < least) least = value
      else if (value > most) most = value
    }
    const span = most - least
    return { width: span === 0 ? 0 : span < 256 ? 1 : span < 65_536 ? 2 : 4, base: least }
  }

  /** Writes a column; returns its bytes, padded. */
  private write(rows: number, base: number, width: number, at: number): number {
    const { column } = this
    const into = viewOf(this.buffer, at, rows, width)
    if (into === undefined) return 0
    for (let row = 0; row < rows; row++) into[row] = column[row] - base
    return align(rows * width)
  }
}

const align = (bytes: number): number => (bytes + 7) & ~7

function viewOf(
  buffer: ArrayBufferLike,
  at: number,
  rows: number,
  width: number,
): Uint8Array | Uint16Array | Uint32Array | undefined {
  if (width === 0) return undefined
  if (width === 1) return new Uint8Array(buffer, at, rows)
  return width === 2 ? new Uint16Array(buffer, at, rows) : new Uint32Array(buffer, at, rows)
}

/** Checksum over everything else in a block. */
function checksum(bytes: Uint8Array): bigint {
  return h64Raw(bytes.subarray((AT_CHECKSUM + 2) * 4), h64Raw(bytes.subarray(0, AT_CHECKSUM * 4)))
}

function seal(u32: Uint32Array, bytes: Uint8Array): void {
  const sum = checksum(bytes)
  u32[AT_CHECKSUM] = Number(sum & 0xffff_ffffn)
  u32[AT_CHECKSUM + 1] = Number(sum >> 32n)
}

/** Bytes of the block whose header stands at a byte offset (a multiple of 8). Throws {@link CorruptBlockError}. */
export function blockBytes(u32: Uint32Array, at: number, most: number): number {
  const word = at >> 2
  const bytes = u32[word + AT_BYTES]
  const known = u32[word] === MAGIC_BLOCK || u32[word] === MAGIC_END
  if (!known || bytes < BLOCK_HEADER_BYTES || bytes % 8 !== 0 || bytes > most)
    throw new CorruptBlockError('no block begins where one should')
  return bytes
}

/**
 * Reads the block of `bytes` bytes at a byte offset into `block` and `found`; returns the entry's total of rows where
 * it is the end, undefined otherwise. Throws {@link CorruptBlockError}.
 */
export function decodeBlock(
  buffer: ArrayBuffer,
  at: number,
  bytes: number,
  path: string,
  block: RowBlock,
  found: BlockDefects,
  ids: RowIds,
  constants: ConstantWords,
): number | undefined {
  const u32 = new Uint32Array(buffer, at, bytes >> 2)
  const u8 = new Uint8Array(buffer, at, bytes)
  const sum = checksum(u8)
  if (u32[AT_CHECKSUM] !== Number(sum & 0xffff_ffffn) || u32[AT_CHECKSUM + 1] !== Number(sum >> 32n))
    throw new CorruptBlockError('a checksum differs')
  if (u32[0] === MAGIC_END) return u32[AT_BASES] + u32[AT_BASES + 1] * 4_294_967_296
  const rows = u32[AT_ROWS]
  if (rows > block.capacity)
    throw new CorruptBlockError(`a block of ${rows} rows, at most ${block.capacity} are written`)
  const columns = rows > 0 ? COLUMNS : 0
  let from = at + BLOCK_HEADER_BYTES
  for (let column = 0; column < columns; column++) {
    const width = u8[AT_WIDTHS * 4 + column]
    const base = u32[AT_BASES + column]
    const values = viewOf(buffer, from, rows, width)
    if (column === LINE) spreadLines(block.lines, rows, base, values)
    else if (values === undefined) {
      const value = constant(column, base, ids)
      if (!constants.holds(column, value, rows)) fill(block.u32, column, rows, value)
    } else if (column === 1) spreadIds(block.u32, rows, base, values, ids)
    else spread(block.u32, column, rows, column === 0 ? constant(0, base, ids) : base, values)
    if (values !== undefined && column !== LINE) constants.forget(column)
    from += align(rows * width)
  }
  const metaBytes = u32[AT_META]
  const meta = JSON.parse(decoder.decode(u8.subarray(from - at, from - at + metaBytes))) as Meta
  block.count = rows
  block.file = path + meta.stream
  if (meta.findings !== undefined) found.load(meta.findings)
  return undefined
}

/** A word that all rows share, with the ids of this configuration. */
function constant(column: number, base: number, { instruments, source }: RowIds): number {
  if (column === 0) return (base | (source << 16)) >>> 0
  return column === 1 ? instruments[base] : base
}

function fill(u32: Uint32Array, column: number, rows: number, value: number): void {
  const end = rows * WORDS
  for (let at = column; at < end; at += WORDS) u32[at] = value
}

function spread(
  u32: Uint32Array,
  column: number,
  rows: number,
  base: number,
  values: Uint8Array | Uint16Array | Uint32Array,
): void {
  if (values instanceof Uint8Array)
    for (let row = 0, at = column; row < rows; row++, at += WORDS) u32[at] = base + values[row]
  else if (values instanceof Uint16Array)
    for (let row = 0, at = column; row < rows; row++, at += WORDS) u32[at] = base + values[row]
  else for (let row = 0, at = column; row < rows; row++, at += WORDS) u32[at] = base + values[row]
}

function spreadIds(
  u32: Uint32Array,
  rows: number,
  base: number,
  values: Uint8Array | Uint16Array | Uint32Array,
  { instruments }: RowIds,
): void {
  for (let row = 0, at = 1; row < rows; row++, at += WORDS) u32[at] = instruments[base + values[row]]
}

function spreadLines(
  lines: Uint32Array,
  rows: number,
  base: number,
  values: Uint8Array | Uint16Array | Uint32Array | undefined,
): void {
  if (values === undefined) for (let row = 0; row < rows; row++) lines[row] = base + row
  else for (let row = 0; row < rows; row++) lines[row] = base + values[row] + row
}
