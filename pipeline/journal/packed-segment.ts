import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { crc32c } from './crc32c.ts'
import { writeAll } from './disk.ts'
import type { Disk } from './disk.ts'
import { JournalError } from './errors.ts'
import type { SegmentBytes } from './segment-cursor.ts'

/** "MLRP", little-endian. */
const PACKED_MAGIC = 0x5052_4c4d
const PACKED_VERSION = 1
/** Bytes of a segment that are packed together. */
const BLOCK_BYTES = 2 ** 18
const HEAD_BYTES = 32
const AT_VERSION = 4
const AT_SIZE = 8
const AT_BLOCK = 16
const AT_BLOCKS = 20
const AT_CRC = 24

/**
 * Packs a segment's bytes: blocks of 256 KiB, in each the first bytes of all rows, then the second ones …, deflated. On
 * recorded quotes 7.8 bytes a row, where zstd −3 of the file as it is takes 8.9 (docs/adr/0011-packed-segments.md).
 */
export function writePacked(disk: Disk, target: number, bytes: SegmentBytes, size: number): void {
  const blocks = Math.ceil(size / BLOCK_BYTES)
  const head = Buffer.alloc(indexedBytes(blocks))
  head.writeUInt32LE(PACKED_MAGIC)
  head.writeUInt32LE(PACKED_VERSION, AT_VERSION)
  head.writeBigUInt64LE(BigInt(size), AT_SIZE)
  head.writeUInt32LE(BLOCK_BYTES, AT_BLOCK)
  head.writeUInt32LE(blocks, AT_BLOCKS)
  const plain = new Uint8Array(BLOCK_BYTES)
  const turned = new Uint8Array(BLOCK_BYTES)
  let position = head.length
  for (let block = 0; block < blocks; block++) {
    const from = block * BLOCK_BYTES
    const length = bytes.read(plain, 0, Math.min(BLOCK_BYTES, size - from), from)
    transpose(plain, turned, length)
    const packed = deflateRawSync(turned.subarray(0, length), { level: constants.Z_BEST_SPEED })
    head.writeUInt32LE(packed.length, HEAD_BYTES + block * 4)
    writeAll(disk, target, packed, 0, packed.length, position)
    position += packed.length
  }
  head.writeUInt32LE(headCrc(head), AT_CRC)
  writeAll(disk, target, head, 0, head.length, 0)
}

/** The bytes of a packed segment as they were. A block that can't be unpacked reads as ones, which no segment holds. */
export class PackedBytes implements SegmentBytes {
  readonly size: number
  private readonly disk: Disk
  private readonly file: number
  private readonly starts: number[]
  private readonly block = new Uint8Array(BLOCK_BYTES)
  private held = -1

  /** @throws {JournalError} JOURNAL_DAMAGED where the index is not what was written */
  constructor(disk: Disk, file: number, path: string) {
    this.disk = disk
    this.file = file
    const head = Buffer.alloc(HEAD_BYTES)
    const read = disk.read(file, head, 0, HEAD_BYTES, 0)
    const blocks = head.readUInt32LE(AT_BLOCKS)
    const length = indexedBytes(blocks)
    const damaged = (text: string): JournalError => new JournalError('JOURNAL_DAMAGED', `${path} ${text}`)
    if (read < HEAD_BYTES || head.readUInt32LE() !== PACKED_MAGIC) throw damaged('is no packed segment')
    if (length > disk.size(file)) throw damaged(`names ${blocks} blocks, it has ${disk.size(file)} bytes`)
    const index = Buffer.alloc(length)
    disk.read(file, index, 0, length, 0)
    if (headCrc(index) !== index.readUInt32LE(AT_CRC)) throw damaged('has a damaged index')
    const version = head.readUInt32LE(AT_VERSION)
    if (version !== PACKED_VERSION) throw damaged(`is packed as version ${version}, this reads ${PACKED_VERSION}`)
    this.size = Number(head.readBigUInt64LE(AT_SIZE))
    this.starts = [length]
    for (let block = 0; block < blocks; block++) {
      this.starts.push(this.starts[block] + index.readUInt32LE(HEAD_BYTES + block * 4))
    }
  }

  read(bytes: Uint8Array, at: number, length: number, position: number): number {
    const end = Math.min(this.size, position + length)
    let from = position
    while (from < end) {
      const block = Math.floor(from / BLOCK_BYTES)
      if (block !== this.held) this.unpack(block)
      const inside = from - block * BLOCK_BYTES
      const count = Math.min(BLOCK_BYTES - inside, end - from)
      bytes.set(this.block.subarray(inside, inside + count), at + from - position)
      from += count
    }
    return Math.max(0, end - position)
  }

  close(): void {
    this.disk.close(this.file)
  }

  private unpack(block: number): void {
    const packed = new Uint8Array(this.starts[block + 1] - this.starts[block])
    this.disk.read(this.file, packed, 0, packed.length, this.starts[block])
    const length = Math.min(BLOCK_BYTES, this.size - block * BLOCK_BYTES)
    this.held = block
    try {
      const turned = inflateRawSync(packed, { maxOutputLength: BLOCK_BYTES })
      if (turned.length === length) untranspose(turned, this.block, length)
      else this.block.fill(0xff)
    } catch {
      this.block.fill(0xff)
    }
  }
}

/** Bytes of the head and the index: a multiple of 16, as the CRC takes them. */
const indexedBytes = (blocks: number): number => Math.ceil((HEAD_BYTES + blocks * 4) / 16) * 16

function headCrc(head: Buffer): number {
  const words = new Int32Array(new Uint8Array(head).buffer)
  words[AT_CRC / 4] = 0
  return crc32c(words, 0, words.length)
}

/** All units of 64 bytes: byte 0 of each, byte 1 of each …; what is left over as it is. */
function transpose(from: Uint8Array, to: Uint8Array, length: number): void {
  const units = Math.floor(length / ROW_BYTES)
  let at = 0
  for (let byte = 0; byte < ROW_BYTES; byte++) {
    for (let read = byte, end = units * ROW_BYTES; read < end; read += ROW_BYTES) to[at++] = from[read]
  }
  to.set(from.subarray(at, length), at)
}

function untranspose(from: Uint8Array, to: Uint8Array, length: number): void {
  const units = Math.floor(length / ROW_BYTES)
  let at = 0
  for (let byte = 0; byte < ROW_BYTES; byte++) {
    for (let write = byte, end = units * ROW_BYTES; write < end; write += ROW_BYTES) to[write] = from[at++]
  }
  to.set(from.subarray(at, length), at)
}
