import type { OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { EPOCH, RATE, REPORT, ROW_BYTES } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'
import { stageStatesHash, TAPES } from '../engine/hashes.ts'
import { makePool } from '../engine/memory.ts'
import { frameSizes } from '../read/frame-sizes.ts'
import { Framer } from '../read/framer.ts'
import { restoreNames } from '../snapshot/kept-run.ts'
import type { Found } from '../snapshot/snapshot.ts'
import type { Checkpoint } from './checkpoint.ts'
import { OutputChain } from './output-chain.ts'
import { SteppedGraph } from './stepped-graph.ts'

/** Where a run goes on from: a snapshot, and what the checkpoint beside it says. */
export interface RunStart extends Pick<Found, 'sequence' | 'chains' | 'saved' | 'sources' | 'strategies'> {
  readonly feedRows: number
  readonly reportRows: number
}

const NANOS_AT = 8

/** A graph at the rows of a journal: rows are given in their order, and at any row it can be said what they led to. */
export class RecordedRun {
  readonly graph: SteppedGraph
  /** Rows that came from feeds and files. */
  feedRows: number
  /** Reports of a venue outside. */
  reportRows: number
  /** Sequence of the newest EPOCH row, 0 where none came by. */
  epoch = 0
  /** Time of the newest row, Unix ns. */
  nanos = 0n
  private readonly chain: OutputChain
  private readonly framer: Framer
  private readonly first: number
  /** Where the chains were folded last. */
  private foldedAt: number

  /**
   * @param feeds Names of the feeds and sources of the data, by the ids that rows call them by.
   * @param graph Without a journal or scheduled events around it.
   * @param take Gets each outcome, valid inside the call.
   * @throws what a stage throws when it is opened
   */
  constructor(
    config: Config,
    feeds: readonly string[],
    graph: OperatorFunction<Frame, Outcome>,
    take: (outcome: Outcome) => void,
    start?: RunStart,
  ) {
    const universe = new Universe(config.instruments)
    restoreNames(universe, start ?? { sources: feeds, strategies: [] })
    const pool = makePool(config, universe, start?.saved)
    this.chain = new OutputChain(
      start === undefined ? undefined : TAPES.map((tape) => BigInt(`0x${start.chains[tape]}`)),
    )
    this.feedRows = start?.feedRows ?? 0
    this.reportRows = start?.reportRows ?? 0
    this.first = (start?.sequence ?? 0) + 1
    this.foldedAt = start?.sequence ?? -1
    this.graph = new SteppedGraph(pool, graph, (outcome) => {
      if (outcome.frame.rowCount === 0) return
      this.chain.take(outcome)
      take(outcome)
    })
    const emit = (frame: Frame): boolean => {
      this.graph.emit(frame)
      return true
    }
    this.framer = new Framer(pool, frameSizes(config.engine.frame), emit, this.first)
    this.graph.open(this.first)
  }

  /** Sequence of the last row taken. */
  get sequence(): number {
    return this.first - 1 + this.framer.taken
  }

  /** Takes rows from byte `at` of `bytes` on; they are stepped when a frame is full. @throws what the graph throws */
  take(bytes: Uint8Array, at: number, rows: number): void {
    if (rows === 0) return
    for (let row = 0; row < rows; row++) {
      const kind = bytes[at + row * ROW_BYTES]
      if (kind <= RATE) this.feedRows++
      else if (kind === REPORT) this.reportRows++
      else if (kind === EPOCH) this.epoch = this.sequence + row + 1
    }
    const last = bytes.byteOffset + at + (rows - 1) * ROW_BYTES
    this.nanos = new DataView(bytes.buffer).getBigInt64(last + NANOS_AT, true)
    this.framer.take(bytes, at, rows)
  }

  /** Steps what was taken and did not fill a frame. @throws what the graph throws */
  step(): void {
    this.framer.end()
  }

  /** What the rows so far have led to; the output chains are folded here. */
  checkpoint(): Checkpoint {
    this.step()
    if (this.foldedAt !== this.sequence) this.chain.fold()
    this.foldedAt = this.sequence
    const { last, pool } = this.graph
    return {
      image: last?.kernel.hash() ?? 0n,
      stages: stageStatesHash(pool.context),
      chains: [...this.chain.chains],
      feedRows: this.feedRows,
      reportRows: this.reportRows,
    }
  }
}
