import type { RowBlock } from '../row-block.ts'
import type { RunModule } from './read-module.ts'

/** A source at its next row. */
interface RunHead {
  readonly rank: number
  readonly block: RowBlock | undefined
  row: number
}

/** Sources of a call at most, as `native/src/read/merge.rs` has it. */
const HEADS_MAX = 32

/** Runs of quotes and trades of several sources, merged by compiled code: 9 ns a row where sources alternate, here 32. */
export class MergeRuns {
  private readonly module: RunModule
  /** First word and rows of the room, then row and rows of each source. */
  private readonly order = new Int32Array(2 + 2 * HEADS_MAX)
  private readonly heads: RunHead[] = []
  private readonly blocks: Uint8Array[] = []

  constructor(module: RunModule) {
    this.module = module
  }

  /**
   * Moves rows of heads that have one into `rows` rows of room from a 32-bit word on, until LAST has to be decided of one
   * or it is its block's last; returns how many. The rows that the heads are at have moved on.
   */
  move(heads: readonly RunHead[], room: Uint32Array, start: number, rows: number): number {
    const { order, heads: ranked, blocks } = this
    const count = heads.length
    if (count > HEADS_MAX) return 0
    for (let at = 0; at < count; at++) ranked[at] = heads[at]
    ranked.length = count
    blocks.length = count
    ranked.sort(byRank)
    order[0] = start
    order[1] = rows
    for (let at = 0; at < count; at++) {
      const { row, block } = ranked[at]
      blocks[at] = block!.u8
      order[2 + 2 * at] = row
      order[3 + 2 * at] = block!.count
    }
    this.module.mergeRuns(order, room, blocks)
    for (let at = 0; at < count; at++) ranked[at].row = order[2 + 2 * at]
    return order[0]
  }
}

const byRank = (a: RunHead, b: RunHead): number => a.rank - b.rank
