import type { Frame, FramePool } from '../../kernels/frame.ts'
import { BAR, EVALUATION, FLAG_LAST } from '../../model/layout.generated.ts'
import type { RowBlock } from './row-block.ts'

const WORDS = 16
const LAST_BIT = FLAG_LAST << 8

/** A stream of blocks with its place among the others: the merge's tie-break after time is class, then name. */
export interface MergeSource {
  readonly name: string
  /** 0 for market data, 1 for evaluations: the order of kinds within an instant. */
  readonly order: number
  readonly blocks: AsyncGenerator<RowBlock>
}

/** A source at its next row. */
class Head {
  readonly blocks: AsyncGenerator<RowBlock>
  readonly rank: number
  block: RowBlock | undefined
  row = 0
  low = 0
  high = 0
  kind = 0

  constructor(source: MergeSource, rank: number) {
    this.blocks = source.blocks
    this.rank = rank
  }

  /** Loads blocks until there is a row, or no more. */
  async fill(): Promise<void> {
    for (;;) {
      const { value, done } = await this.blocks.next()
      this.block = done === true ? undefined : value
      this.row = 0
      if (this.block === undefined || this.block.count > 0) break
    }
    this.look()
  }

  look(): void {
    const { block } = this
    if (block === undefined) return
    const word = this.row * WORDS
    this.kind = block.u32[word] & 255
    this.low = block.u32[word + 2]!
    this.high = block.i32[word + 3]!
  }
}

function before(a: Head, b: Head): boolean {
  if (a.high !== b.high) return a.high < b.high
  if (a.low !== b.low) return a.low < b.low
  return a.rank < b.rank
}

/** Sources in merge order: market data before evaluations, each by name. */
export function mergeOrder<S extends Pick<MergeSource, 'name' | 'order'>>(sources: readonly S[]): S[] {
  return [...sources].sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/**
 * Merges sources by (tsEvent, class, source name, line) into frames, and sets LAST: quotes and trades are each LAST; of
 * a run of bars with equal tsEvent the last over all sources is; an evaluation joins its instant, so that LAST moves to
 * the last evaluation of it. Flags don't depend on how the stream is cut.
 *
 * `emit` is called with each full frame and the last one; it returns false to stop. Between blocks the loop awaits.
 *
 * @param sizes Rows of the next frame, at most the pool's.
 */
export class Merge {
  rows = 0
  private readonly pool: FramePool
  private readonly sizes: () => number
  private readonly emit: (frame: Frame) => boolean
  private readonly order: Head[] = []
  private readonly heads: Head[]
  private sequence = 1
  private frame: Frame | undefined
  private filled = 0
  private size = 0
  /** First 32-bit word of the row whose LAST is still to be decided, or −1. */
  private pending = -1

  constructor(sources: readonly MergeSource[], pool: FramePool, sizes: () => number, emit: (frame: Frame) => boolean) {
    this.pool = pool
    this.sizes = sizes
    this.emit = emit
    this.heads = mergeOrder(sources).map((source, rank) => new Head(source, rank))
  }

  async run(): Promise<void> {
    await Promise.all(this.heads.map((head) => head.fill()))
    for (const head of this.heads) this.insert(head)
    for (;;) {
      const empty = this.step()
      if (empty === 'stopped') return
      if (empty === undefined) break
      await empty.fill()
      this.insert(empty)
    }
    this.settle()
    if (this.filled > 0) this.flush()
  }

  /** Puts a source where it belongs; one without rows leaves. */
  private insert(head: Head): void {
    const { order } = this
    if (head.block === undefined) return
    let at = order.length
    order.push(head)
    while (at > 0 && before(head, order[at - 1])) {
      order[at] = order[at - 1]!
      at--
    }
    order[at] = head
  }

  /** Moves rows until a source needs its next block. */
  private step(): Head | 'stopped' | undefined {
    const { order } = this
    const { u32 } = this.pool.context.memory
    while (order.length > 0) {
      const head = order[0]
      this.settle()
      if (this.filled === this.size && !this.turn()) return 'stopped'
      const from = head.block!.u32
      let read = head.row * WORDS
      const start = this.frame!.input.at(this.filled) >> 2
      let write = start
      for (const end = read + WORDS; read < end;) u32[write++] = from[read++]!
      this.pending = start
      this.filled++
      if (++head.row === head.block!.count) {
        order.shift()
        return head
      }
      head.look()
      if (order.length > 1 && before(order[1], head)) this.sink(head)
    }
    return undefined
  }

  /** Moves the first source down to where its next row belongs. */
  private sink(head: Head): void {
    const { order } = this
    let at = 0
    while (at + 1 < order.length && before(order[at + 1], head)) {
      order[at] = order[at + 1]!
      at++
    }
    order[at] = head
  }

  /** Decides LAST of the row moved last, now that the next row is known. */
  private settle(): void {
    const { pending, order } = this
    if (pending < 0) return
    this.pending = -1
    const { u32, i32 } = this.pool.context.memory
    const kind = u32[pending] & 255
    const next = order[0]
    const joined = next !== undefined && next.low === u32[pending + 2] && next.high === i32[pending + 3]
    if (!joined) u32[pending] = u32[pending] | LAST_BIT
    else if (kind === BAR) this.flag(pending, !this.instantHolds(pending))
    else if (kind === EVALUATION || next.kind === EVALUATION) this.flag(pending, false)
    else u32[pending] = u32[pending] | LAST_BIT
  }

  private flag(word: number, last: boolean): void {
    const { u32 } = this.pool.context.memory
    u32[word] = last ? u32[word] | LAST_BIT : u32[word] & ~LAST_BIT
  }

  /** Whether a bar or an evaluation of the same instant is still to come, from any source. */
  private instantHolds(word: number): boolean {
    const { u32, i32 } = this.pool.context.memory
    for (const { low, high, kind } of this.order) {
      if (low !== u32[word + 2] || high !== i32[word + 3]) return false
      if (kind === BAR || kind === EVALUATION) return true
    }
    return false
  }

  /** Hands the full frame on and takes the next. */
  private turn(): boolean {
    if (this.frame !== undefined && !this.flush()) return false
    this.frame = this.pool.next(this.sequence)
    this.size = Math.min(this.sizes(), this.pool.rows)
    this.filled = 0
    return true
  }

  private flush(): boolean {
    const frame = this.frame!
    frame.input.count = this.filled
    this.sequence += this.filled
    this.rows += this.filled
    this.filled = 0
    this.frame = undefined
    this.size = 0
    return this.emit(frame)
  }

  /** Ends all sources; their files are closed when the reads under way have come back. */
  async close(): Promise<void> {
    await Promise.all(this.heads.map((head) => head.blocks.return(undefined)))
  }
}
