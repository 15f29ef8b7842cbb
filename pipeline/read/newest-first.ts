import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RowBlock } from './row-block.ts'

const ROW = 64
/** Blocks kept in memory before rows go to a temporary file: 8 MiB of rows. */
const HELD_MAX = 64

/**
 * Turns the blocks of a newest-first feed round. Rows are held in memory up to 64 blocks (131 072 rows), beyond that in
 * a temporary file, so that memory stays bounded. Rows of one line (wide files) keep their order.
 */
export async function* oldestFirst(blocks: AsyncIterable<RowBlock>, block = new RowBlock()): AsyncGenerator<RowBlock> {
  const held: RowBlock[] = []
  let spill: Spill | undefined
  try {
    for await (const full of blocks) {
      if (held.length === HELD_MAX) {
        spill ??= await Spill.create()
        for (const each of held.splice(0)) await spill.write(each)
      }
      held.push(copyOf(full))
    }
    while (held.length > 0) yield turned(held.pop()!, block)
    for (let index = (spill?.count ?? 0) - 1; index >= 0; index--) yield turned(await spill!.read(index), block)
  } finally {
    await spill?.close()
  }
}

function copyOf(block: RowBlock): RowBlock {
  const copy = new RowBlock(block.count)
  copy.u32.set(block.u32.subarray(0, (block.count * ROW) / 4))
  copy.lines.set(block.lines.subarray(0, block.count))
  copy.count = block.count
  copy.file = block.file
  return copy
}

/** The rows of `from`, lines backwards, rows within a line forwards. */
function turned(from: RowBlock, into: RowBlock): RowBlock {
  let to = 0
  let end = from.count
  while (end > 0) {
    let start = end - 1
    while (start > 0 && from.lines[start - 1] === from.lines[start]) start--
    for (let row = start; row < end; row++) from.copyTo(row, into, to++)
    end = start
  }
  into.count = from.count
  into.file = from.file
  return into
}

/** Blocks in a temporary file. */
class Spill {
  readonly places: { at: number; rows: number; file: string }[] = []
  private readonly folder: string
  private readonly handle: Awaited<ReturnType<typeof open>>
  private end = 0

  private constructor(folder: string, handle: Awaited<ReturnType<typeof open>>) {
    this.folder = folder
    this.handle = handle
  }

  static async create(): Promise<Spill> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-'))
    return new Spill(folder, await open(join(folder, 'rows'), 'w+'))
  }

  get count(): number {
    return this.places.length
  }

  async write(block: RowBlock): Promise<void> {
    this.places.push({ at: this.end, rows: block.count, file: block.file })
    for (const bytes of views(block)) {
      await this.handle.write(bytes, 0, bytes.length, this.end)
      this.end += bytes.length
    }
  }

  async read(index: number): Promise<RowBlock> {
    const place = this.places[index]
    const block = new RowBlock(place.rows)
    let { at } = place
    for (const bytes of views(block, place.rows)) {
      await this.handle.read(bytes, 0, bytes.length, at)
      at += bytes.length
    }
    block.count = place.rows
    block.file = place.file
    return block
  }

  async close(): Promise<void> {
    await this.handle.close()
    await rm(this.folder, { recursive: true, force: true })
  }
}

function views(block: RowBlock, rows = block.count): Uint8Array[] {
  return [new Uint8Array(block.u32.buffer, 0, rows * ROW), new Uint8Array(block.lines.buffer, 0, rows * 4)]
}
