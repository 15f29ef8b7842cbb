import { BlockDefects } from './block-defects.ts'
import { byteStreams } from './bytes/byte-streams.ts'
import type { ByteStream } from './bytes/byte-streams.ts'
import type { FeedCache } from './cache/feed-cache.ts'
import type { Parser } from './formats/reader.ts'
import type { DefectSink } from './findings.ts'
import type { Defects } from './read-report.ts'
import { RowBlock } from './row-block.ts'

const WORK_BYTES = 512 * 1024
/** A record longer than this is no record. */
const RECORD_BYTES_MAX = 16 * 1024 * 1024
const NEWLINE = 10

/** How the files of a feed are read. */
export interface FeedReading {
  readonly files: readonly string[]
  /** Opens the feed's parser, which tells what it finds to `sink`. */
  readonly open: (sink: DefectSink) => Parser
  /** Where the feed's defects are counted. */
  readonly defects: Defects
  readonly badRows: 'skip' | 'stop'
  /** Rows of files read before, where there is a cache. */
  readonly cache?: FeedCache
}

/**
 * The rows of a feed's files, one after another, block by block. A block holds rows of one file and is valid until the
 * next is asked for. What a block's parser found is counted before the block is handed on.
 */
export async function* parsedBlocks({ files, open, defects, badRows, cache }: FeedReading): AsyncGenerator<RowBlock> {
  const block = new RowBlock()
  const found = new BlockDefects(badRows)
  const parser = open(found)
  found.handTo(defects, '')
  for (const path of files) {
    const parsed = (): AsyncGenerator<RowBlock> => fileBlocks(path, parser, found, block)
    const blocks = cache === undefined ? parsed() : cache.blocks(path, parsed, block, found)
    for await (const each of blocks) {
      found.handTo(defects, each.file)
      if (each.count > 0) yield each
    }
  }
}

/** The blocks of a file's byte streams; each stream ends with a block, which may be empty. */
async function* fileBlocks(
  path: string,
  parser: Parser,
  found: BlockDefects,
  block: RowBlock,
): AsyncGenerator<RowBlock> {
  for (const stream of await byteStreams(path)) {
    yield* streamBlocks(stream, parser, found, block)
    if (!found.any) continue
    block.count = 0
    yield block
  }
}

/** The bytes that no record was made of yet, and those that came after them. */
class Work {
  bytes = new Uint8Array(WORK_BYTES)
  from = 0
  to = 0

  append(chunk: Uint8Array): void {
    // The first byte of room behind the content is kept for a final newline.
    if (this.to + chunk.length + 1 > this.bytes.length) this.makeRoom(chunk.length + 1)
    this.bytes.set(chunk, this.to)
    this.to += chunk.length
  }

  /** Ends the last line, where a file does not. */
  end(): void {
    if (this.to > this.from && this.bytes[this.to - 1] !== NEWLINE) this.bytes[this.to++] = NEWLINE
  }

  private makeRoom(needed: number): void {
    const kept = this.to - this.from
    const target = kept + needed > this.bytes.length ? new Uint8Array((kept + needed) * 2) : this.bytes
    target.set(this.bytes.subarray(this.from, this.to))
    this.bytes = target
    this.from = 0
    this.to = kept
  }
}

/** The blocks of one byte stream. */
export async function* streamBlocks(
  stream: ByteStream,
  parser: Parser,
  defects: DefectSink,
  block: RowBlock,
): AsyncGenerator<RowBlock> {
  const work = new Work()
  parser.begin(stream.name, stream.stem)
  block.count = 0
  block.file = stream.name
  let first = true
  for await (const chunk of stream.chunks()) {
    work.append(chunk)
    if (first && work.to - work.from >= 3) {
      first = false
      if (work.bytes[0] === 0xef && work.bytes[1] === 0xbb && work.bytes[2] === 0xbf) work.from = 3
    }
    if (!first) yield* drain(work, parser, block)
    if (work.to - work.from > RECORD_BYTES_MAX) {
      throw new Error(`${stream.name}:${parser.line + 1}: a record of more than ${RECORD_BYTES_MAX} bytes`)
    }
  }
  // What stands behind the last whole record of a cut stream is a piece of one, however complete it looks.
  if (!stream.truncated) work.end()
  yield* drain(work, parser, block)
  const rest = work.bytes.subarray(work.from, work.to)
  if (stream.truncated || rest.some((byte) => byte > 32)) {
    defects.reject(
      'ROW_TRUNCATED',
      stream.name,
      parser.line + 1,
      stream.truncated ? 'the compressed stream was cut' : '',
    )
  }
  if (block.count > 0) yield block
}

/** Parses what there is; yields each block that fills. */
function* drain(work: Work, parser: Parser, block: RowBlock): Generator<RowBlock> {
  if (parser.rowsPerRecord > block.capacity) {
    throw new RangeError(`a line makes ${parser.rowsPerRecord} rows, a block holds ${block.capacity}`)
  }
  for (;;) {
    work.from = parser.parse(work.bytes, work.from, work.to, block)
    if (block.count + parser.rowsPerRecord <= block.capacity) return
    yield block
    block.count = 0
  }
}
