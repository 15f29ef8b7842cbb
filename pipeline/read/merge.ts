import { BAR, EVALUATION, FLAG_LAST, QUOTE, TRADE } from '../../model/layout.generated.ts'
import { MergeRuns } from './native/merge-runs.ts'
import type { RunModule } from './native/read-module.ts'
import type { RowBlock } from './row-block.ts'
import type { RowTarget } from './row-target.ts'

const WORDS = 16
const LAST_BIT = FLAG_LAST << 8
/** Fewer rows than this are copied word by word: a view of so few costs more than it saves. */
const VIEW_ROWS_MIN = 8

/** A stream of blocks with its place among the others: the merge's tie-break after time is class, then name. */
export interface MergeSource {
  readonly name: string
  /** −1 for currency rates, 0 for market data, 1 for evaluations: the order of kinds within an instant. */
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

  /**
   * How many rows from the next one on are quotes or trades, at most `most`, none of them the block's last, and each
   * before `other`: such a run is moved as it stands, since quotes and trades are read with LAST set.
   */
  run(other: Head | undefined, most: number): number {
    const { u32, i32, count } = this.block!
    const from = this.row
    const end = Math.min(count - 1, from + most)
    let word = from * WORDS
    let row = from
    for (; row < end; row++, word += WORDS) {
      const kind = u32[word] & 255
      if (kind !== QUOTE && kind !== TRADE) break
      if (other === undefined) continue
      const high = i32[word + 3]
      if (high > other.high) break
      // At one instant with another source, LAST has to be decided.
      if (high === other.high && u32[word + 2] >= other.low) break
    }
    return row - from
  }
}

function before(a: Head, b: Head): boolean {
  if (a.high !== b.high) return a.high < b.high
  if (a.low !== b.low) return a.low < b.low
  return a.rank < b.rank
}

/** Sources in merge order: rates, then market data, then evaluations, each by name. */
export function mergeOrder<S extends Pick<MergeSource, 'name' | 'order'>>(sources: readonly S[]): S[] {
  return [...sources].sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/**
 * Merges sources by (tsEvent, class, source name, line), and sets LAST: quotes and trades are each LAST; of a run of
 * bars with equal tsEvent the last over all sources is; an evaluation joins its instant, so that LAST moves to the last
 * evaluation of it. Rows and flags don't depend on how the stream is cut.
 *
 * Runs of quotes and trades that lie before every other source's next row are moved together. Between blocks the loop
 * awaits.
 */
export class Merge {
  /** Rows handed on. */
  rows = 0
  private readonly target: RowTarget
  private readonly order: Head[] = []
  private readonly runs: MergeRuns | undefined
  private readonly heads: Head[]
  /** First word of the room that is being filled, or −1. */
  private start = -1
  private filled = 0
  /** First 32-bit word of the row whose LAST is still to be decided, or −1. */
  private pending = -1

  /** @param native Merges runs of several sources; absent: they are merged here. */
  constructor(sources: readonly MergeSource[], target: RowTarget, native?: RunModule) {
    this.target = target
    this.runs = native === undefined ? undefined : new MergeRuns(native)
    this.heads = mergeOrder(sources).map((source, rank) => new Head(source, rank))
  }

  /** Moves all rows. What a source throws is thrown when all rows before it are handed on. */
  async run(): Promise<void> {
    try {
      const fills = await Promise.allSettled(this.heads.map((head) => head.fill()))
      // Of several that fail at their beginning the first in merge order is told, whichever failed first.
      for (const fill of fills) if (fill.status === 'rejected') throw fill.reason
      for (const head of this.heads) this.insert(head)
      for (;;) {
        const empty = this.step()
        if (empty === 'stopped') return
        if (empty === undefined) break
        await empty.fill()
        this.insert(empty)
      }
      this.settle()
    } finally {
      // A row whose LAST is not decided is not handed on: a source failed before its instant was whole.
      if (this.pending >= 0) this.filled--
      if (this.filled > 0) this.flush()
    }
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
    const { order, target } = this
    while (order.length > 0) {
      const head = order[0]
      this.settle()
      if (this.filled === target.capacity && !this.flush()) return 'stopped'
      if (this.start < 0 && (this.start = target.room()) < 0) return 'stopped'
      if (order.length > 1 && this.moveRuns()) continue
      const run = head.run(order[1], target.capacity - this.filled)
      if (run > 0) this.move(head, run)
      else {
        this.pending = this.start + this.filled * WORDS
        this.move(head, 1)
      }
      if (head.row === head.block!.count) {
        order.shift()
        return head
      }
      head.look()
      if (order.length > 1 && before(order[1], head)) this.sink(head)
    }
    return undefined
  }

  /** Has compiled code move what it may; false where that is nothing. */
  private moveRuns(): boolean {
    const { runs, order, target, filled } = this
    const { kind, block, row } = order[0]
    if (runs === undefined || (kind !== QUOTE && kind !== TRADE) || row + 1 === block!.count) return false
    const moved = runs.move(order, target.u32, this.start + filled * WORDS, target.capacity - filled)
    if (moved === 0) return false
    this.filled += moved
    const heads = order.splice(0)
    for (const head of heads) {
      head.look()
      this.insert(head)
    }
    return true
  }

  /** Copies the next rows of a source. */
  private move(head: Head, rows: number): void {
    const { u32 } = this.target
    const from = head.block!.u32
    let read = head.row * WORDS
    let write = this.start + this.filled * WORDS
    if (rows >= VIEW_ROWS_MIN) u32.set(from.subarray(read, read + rows * WORDS), write)
    else for (const end = read + rows * WORDS; read < end;) u32[write++] = from[read++]!
    head.row += rows
    this.filled += rows
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
    const { u32, i32 } = this.target
    const kind = u32[pending] & 255
    const next = order[0]
    const joined = next !== undefined && next.low === u32[pending + 2] && next.high === i32[pending + 3]
    if (!joined) u32[pending] = u32[pending] | LAST_BIT
    else if (kind === BAR) this.flag(pending, !this.instantHolds(pending))
    else if (kind === EVALUATION || next.kind === EVALUATION) this.flag(pending, false)
    else u32[pending] = u32[pending] | LAST_BIT
  }

  private flag(word: number, last: boolean): void {
    const { u32 } = this.target
    u32[word] = last ? u32[word] | LAST_BIT : u32[word] & ~LAST_BIT
  }

  /** Whether a bar or an evaluation of the same instant is still to come, from any source. */
  private instantHolds(word: number): boolean {
    const { u32, i32 } = this.target
    for (const { low, high, kind } of this.order) {
      if (low !== u32[word + 2] || high !== i32[word + 3]) return false
      if (kind === BAR || kind === EVALUATION) return true
    }
    return false
  }

  /** Hands the room on. */
  private flush(): boolean {
    const { filled } = this
    this.rows += filled
    this.filled = 0
    this.start = -1
    return this.target.publish(filled)
  }

  /** Ends all sources; their files are closed when the reads under way have come back. */
  async close(): Promise<void> {
    await Promise.all(this.heads.map((head) => head.blocks.return(undefined)))
  }
}
