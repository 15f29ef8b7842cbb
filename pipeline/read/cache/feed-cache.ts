import { basename } from 'node:path'
import { canonical } from '../../canonical.ts'
import { LAYOUT_HASH } from '../../../model/layout.generated.ts'
import type { Instrument } from '../../../model/instrument.ts'
import type { BlockDefects } from '../block-defects.ts'
import type { DetectedFile } from '../detect/detect.ts'
import { READER_VERSION } from '../reader-version.ts'
import type { RowBlock } from '../row-block.ts'
import { fileDate } from '../text/file-date.ts'
import type { ColumnModule } from '../native/read-module.ts'
import { BlockEncoder, ConstantWords, CorruptBlockError } from './block-codec.ts'
import type { RowIds } from './block-codec.ts'
import { identity } from './digests.ts'
import { EntryReader, EntryWriter } from './entry.ts'
import type { RowCache } from './row-cache.ts'

/** The cached rows of one feed's files. */
export class FeedCache {
  private readonly cache: RowCache
  private readonly dated: boolean
  private readonly settings: string
  readonly ids: RowIds
  private readonly constants = new ConstantWords()
  private readonly encoder: BlockEncoder

  constructor(
    cache: RowCache,
    { layout, symbols }: DetectedFile,
    instruments: readonly Instrument[],
    { find, source }: { readonly find: (symbol: string) => number | undefined; readonly source: number },
    native?: ColumnModule,
  ) {
    this.cache = cache
    this.encoder = new BlockEncoder(native)
    const found = symbols.map((symbol) => find(symbol))
    this.ids = { instruments: found.map((id) => id ?? -1), source }
    this.dated = layout.time.numbers === 'ms-of-day'
    const measures = found.map((id) => {
      if (id === undefined) return null
      const { priceScale, quantityScale, session } = instruments[id]
      return { priceScale, quantityScale, session }
    })
    this.settings = canonical({ reader: READER_VERSION, rows: LAYOUT_HASH, layout, symbols, measures })
  }

  /** Where the rows of a file with a digest are, if they are kept. */
  entry(path: string, digest: string): string {
    return this.cache.path(this.settings, this.dated ? `${fileDate(basename(path))}` : '', digest)
  }

  /**
   * The blocks of a file: those kept, where there are any, else those parsed, which are kept on the way. Where an entry
   * turns out to be damaged in its middle, parsing takes over at that block: blocks are the same either way.
   *
   * @param parse Parses the file into `block`, telling `found`.
   */
  async *blocks(
    path: string,
    parse: () => AsyncGenerator<RowBlock>,
    block: RowBlock,
    found: BlockDefects,
  ): AsyncGenerator<RowBlock> {
    const before = await identity(path)
    const entry = this.entry(path, await this.cache.digests.of(path))
    const kept = yield* this.kept(entry, path, block, found)
    if (kept === 'all') return
    this.cache.miss()
    this.constants.forgetAll()
    const writer = await this.writer()
    let whole = false
    let count = 0
    try {
      for await (const each of parse()) {
        if (found.findings.rejected['ROW_TRUNCATED'] !== undefined) writer.failed = true
        await writer.add(each, path, found, this.ids)
        if (count++ < kept) found.clear()
        else yield each
      }
      whole = (await identity(path)) === before
    } finally {
      // A file left early, or changed while it was read, has no entry.
      await (whole ? writer.keep(entry) : writer.drop())
    }
  }

  /** Yields what is kept; returns `all`, or the number of blocks that could be used. */
  private async *kept(
    entry: string,
    path: string,
    block: RowBlock,
    found: BlockDefects,
  ): AsyncGenerator<RowBlock, number | 'all'> {
    let reader: EntryReader | undefined
    let damaged = false
    let count = 0
    try {
      reader = await EntryReader.open(entry)
      if (reader === undefined) return 0
      while (await reader.next(path, block, found, this.ids, this.constants)) {
        count++
        yield block
      }
      return 'all'
    } catch (error) {
      if (!(error instanceof CorruptBlockError)) throw error
      damaged = true
      found.clear()
      this.cache.corrupt(entry, error.message)
      return count
    } finally {
      await reader?.close()
      // Also where no more rows were wanted.
      if (reader !== undefined && !damaged) this.cache.hit(entry)
    }
  }

  private async writer(): Promise<Keeping> {
    const temporary = await this.cache.temporary()
    return new Keeping(this.cache, temporary, this.encoder)
  }
}

/** An entry being written; the first thing that goes wrong ends the writing and nothing else. */
class Keeping {
  failed: boolean
  private readonly cache: RowCache
  private readonly temporary: string | undefined
  private readonly encoder: BlockEncoder
  private writer: EntryWriter | undefined

  constructor(cache: RowCache, temporary: string | undefined, encoder: BlockEncoder) {
    this.cache = cache
    this.encoder = encoder
    this.temporary = temporary
    this.failed = temporary === undefined
  }

  async add(block: RowBlock, path: string, found: BlockDefects, ids: RowIds): Promise<void> {
    await this.attempt(async (temporary) => {
      this.writer ??= await EntryWriter.create(temporary, this.encoder)
      await this.writer.add(block, path, found, ids)
      // One entry must not push all others out.
      if (this.writer.bytes > this.cache.options.bytesMax) this.failed = true
    })
  }

  async keep(entry: string): Promise<void> {
    await this.attempt(async (temporary) => {
      this.writer ??= await EntryWriter.create(temporary, this.encoder)
      await this.writer.end()
      await this.cache.keep(temporary, entry)
    })
    if (this.failed) await this.drop()
  }

  async drop(): Promise<void> {
    this.failed = true
    await this.writer?.drop()
  }

  private async attempt(write: (temporary: string) => Promise<void>): Promise<void> {
    if (this.failed || this.temporary === undefined) return
    try {
      await write(this.temporary)
    } catch (error) {
      this.failed = true
      this.cache.note(`rows are not kept: ${(error as Error).message}`)
    }
  }
}
