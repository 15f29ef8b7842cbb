import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { LAYOUT_HASH } from '../../../model/layout.generated.ts'
import type { BlockDefects } from '../block-defects.ts'
import { READER_VERSION } from '../reader-version.ts'
import type { RowBlock } from '../row-block.ts'
import { BLOCK_HEADER_BYTES, blockBytes, BlockEncoder, CorruptBlockError, decodeBlock } from './block-codec.ts'
import type { ConstantWords, RowIds } from './block-codec.ts'

const MAGIC = 0x5377_4f52_524d_5352n
const HEADER_BYTES = 32
const BUFFER_BYTES = 256 * 1024
/** A block larger than this is none. */
const BLOCK_BYTES_MAX = 64 * 1024 * 1024

function header(): Uint8Array {
  return new Uint8Array(new BigUint64Array([MAGIC, BigInt(READER_VERSION), LAYOUT_HASH, 0n]).buffer)
}

/** Writes the blocks of one file, until `keep` or `drop`. */
export class EntryWriter {
  bytes = 0
  private readonly path: string
  private readonly handle: FileHandle
  private readonly encoder: BlockEncoder
  private readonly buffer = new Uint8Array(BUFFER_BYTES)
  private used = 0
  private rows = 0

  private constructor(path: string, handle: FileHandle, encoder: BlockEncoder) {
    this.path = path
    this.handle = handle
    this.encoder = encoder
  }

  /** @param path Where nothing is yet. */
  static async create(path: string, encoder: BlockEncoder): Promise<EntryWriter> {
    const writer = new EntryWriter(path, await open(path, 'wx'), encoder)
    await writer.write(header())
    return writer
  }

  async add(block: RowBlock, path: string, found: BlockDefects, ids: RowIds): Promise<void> {
    this.rows += block.count
    await this.write(this.encoder.encode(block, path, found, ids))
  }

  /** Ends the entry; it is whole now. */
  async end(): Promise<void> {
    await this.write(this.encoder.end(this.rows))
    await this.flush()
    await this.handle.close()
  }

  /** Removes what was written. */
  async drop(): Promise<void> {
    await this.handle.close().catch(() => undefined)
    await rm(this.path, { force: true }).catch(() => undefined)
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.bytes += bytes.length
    if (this.used + bytes.length > this.buffer.length) await this.flush()
    if (bytes.length > this.buffer.length) {
      await writeAll(this.handle, bytes)
      return
    }
    this.buffer.set(bytes, this.used)
    this.used += bytes.length
  }

  private async flush(): Promise<void> {
    await writeAll(this.handle, this.buffer.subarray(0, this.used))
    this.used = 0
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, from, bytes.length - from)
    from += bytesWritten
  }
}

/** Reads the blocks of one entry back. */
export class EntryReader {
  private readonly handle: FileHandle
  private buffer = new ArrayBuffer(BUFFER_BYTES)
  private from = 0
  private to = 0
  private rows = 0

  private constructor(handle: FileHandle) {
    this.handle = handle
  }

  /** Undefined where there is no entry. Throws {@link CorruptBlockError} where its header is not one. */
  static async open(path: string): Promise<EntryReader | undefined> {
    let handle: FileHandle
    try {
      handle = await open(path, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new CorruptBlockError((error as Error).message)
    }
    const reader = new EntryReader(handle)
    try {
      await reader.need(HEADER_BYTES)
      const found = new Uint8Array(reader.buffer, 0, HEADER_BYTES)
      if (header().some((byte, at) => byte !== found[at])) throw new CorruptBlockError('its header is another’s')
      reader.from = HEADER_BYTES
      return reader
    } catch (error) {
      await reader.close()
      throw error
    }
  }

  /**
   * Reads the next block into `block` and `found`; false at the end of the entry. Throws {@link CorruptBlockError}
   * where the bytes are not those that were written, or end early.
   */
  async next(
    path: string,
    block: RowBlock,
    found: BlockDefects,
    ids: RowIds,
    constants: ConstantWords,
  ): Promise<boolean> {
    await this.need(BLOCK_HEADER_BYTES)
    const bytes = blockBytes(new Uint32Array(this.buffer, this.from, 2), 0, BLOCK_BYTES_MAX)
    await this.need(bytes)
    const total = decodeBlock(this.buffer, this.from, bytes, path, block, found, ids, constants)
    this.from += bytes
    if (total === undefined) {
      this.rows += block.count
      return true
    }
    if (total !== this.rows) throw new CorruptBlockError(`${this.rows} rows of ${total}`)
    return false
  }

  async close(): Promise<void> {
    await this.handle.close().catch(() => undefined)
  }

  /** Makes the next bytes stand in the buffer. */
  private async need(bytes: number): Promise<void> {
    if (this.to - this.from >= bytes) return
    const target = bytes > this.buffer.byteLength ? new ArrayBuffer(align(bytes)) : this.buffer
    new Uint8Array(target).set(new Uint8Array(this.buffer, this.from, this.to - this.from))
    this.buffer = target
    this.to -= this.from
    this.from = 0
    const free = new Uint8Array(target)
    while (this.to < bytes) {
      const { bytesRead } = await this.handle.read(free, this.to, free.length - this.to, null).catch((error: Error) => {
        throw new CorruptBlockError(error.message)
      })
      if (bytesRead === 0) throw new CorruptBlockError('it ends early')
      this.to += bytesRead
    }
  }
}

const align = (bytes: number): number => (bytes + 7) & ~7
