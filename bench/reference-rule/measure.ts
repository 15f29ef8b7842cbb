import { performance } from 'node:perf_hooks'
import { Observable } from 'rxjs'
import type { Subscriber } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { Universe } from '../../model/universe.ts'
import { FILL, ORDER, ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../pipeline/index.ts'
import { stateHash } from '../../pipeline/engine/hashes.ts'
import { fromRows } from '../../pipeline/read/memory-source.ts'
import { EVENT } from '../../kernels/reference/order-state.ts'
import { handLoop, MONEY_SCALE } from './hand-loop.ts'
import type { Columns } from './hand-loop.ts'
import { instruments, FEEDS, makePool, ruleGraph, stages } from './rule.ts'
import type { Reading } from './rule.ts'
import { parseDecimal } from '../../model/decimal.ts'
import { CASH } from './rule.ts'

/** What the graph made of the quotes. */
export interface GraphResult {
  readonly quotes: number
  readonly seconds: number
  /** By feed: evaluations, of which each is a crossing. */
  readonly crossings: readonly number[]
  readonly orders: number
  readonly fills: number
  /** In 10^-MONEY_SCALE dollars, the open legs at their touches. */
  readonly profit: bigint
  readonly stateHash: string
}

/** Counts what a run of the graph gives; reads no row but those the graph wrote. */
export class Tally {
  readonly crossings = FEEDS.map(() => 0)
  quotes = 0
  orders = 0
  fills = 0
  private last: Outcome | undefined

  take(outcome: Outcome): void {
    const { frame, tape, from, to } = outcome
    const { u8, u32 } = frame.context.memory
    this.last = outcome
    this.quotes += to - from
    if (from === 0 && frame.evaluations.count > 0) {
      for (let row = 0; row < frame.evaluations.count; row++)
        this.crossings[u32[(frame.evaluations.at(row) >> 2) + 1]]++
    }
    for (let row = 0; row < tape.count; row++) {
      const at = tape.at(row)
      if (u8[at] === ORDER && (u32[(at >> 2) + 5] & 0xff) === EVENT.sent) this.orders++
      else if (u8[at] === FILL) this.fills++
    }
  }

  result(seconds: number): GraphResult {
    const { last, crossings, quotes, orders, fills } = this
    return {
      quotes,
      seconds,
      crossings,
      orders,
      fills,
      profit: last === undefined ? 0n : profitOf(last),
      stateHash: last === undefined ? '' : stateHash(last),
    }
  }
}

/** Cash won, and every open leg at what its touch would give. */
function profitOf({ image }: Outcome): bigint {
  const scale = image.names.moneyScales[image.scope.currency(0)]
  if (scale !== MONEY_SCALE) throw new RangeError(`money must have ${MONEY_SCALE} decimals, had ${scale}`)
  let profit = image.ledger.cash(image.homeLedger(0)) - parseDecimal(CASH, scale)
  for (let instrument = 0; instrument < instruments.length; instrument++) {
    const lots = image.position.lots(image.positionAt(0, instrument))
    const touch = lots > 0n ? image.instrument.bid(instrument) : image.instrument.ask(instrument)
    profit += lots * touch * 2n * image.instrument.unitValue(instrument)
  }
  return profit
}

/** Sends rows that are in memory through the graph. */
export function runGraph(
  rows: Uint8Array,
  frame: number,
  backend: Backend | 'auto' = 'auto',
  reading: Reading = 'cursor',
): GraphResult {
  const tally = new Tally()
  const from = performance.now()
  let failure: unknown
  fromRows(rows, () => makePool(frame, new Universe(instruments), backend), frame)
    .pipe(ruleGraph(reading))
    .subscribe({
      next: (outcome) => tally.take(outcome),
      error: (error: unknown) => {
        failure = error
      },
    })
  if (failure !== undefined) throw failure as Error
  return tally.result((performance.now() - from) / 1000)
}

/** The stages before the desk, fed from memory by a source that allocates nothing. */
export class StageRun {
  /** Quotes that came out. */
  quotes = 0
  /** Decisions that came out. */
  decisions = 0
  private readonly rows: Uint32Array
  private readonly pool: FramePool
  private subscriber!: Subscriber<Frame>

  constructor(rows: Uint8Array, frame: number) {
    this.rows = new Uint32Array(rows.buffer, rows.byteOffset, rows.byteLength / 4)
    this.pool = makePool(frame)
    // No Subject: it copies its list of observers at every value.
    const source = new Observable<Frame>((subscriber) => {
      this.subscriber = subscriber
    })
    source.pipe(stages()).subscribe(({ rowCount, decisions }) => {
      this.quotes += rowCount
      this.decisions += decisions.count
    })
  }

  /** Sends the rows [from, to). */
  send(from: number, to: number): void {
    const { rows, pool, subscriber } = this
    const { u32 } = pool.context.memory
    for (let row = from; row < to;) {
      const frame = pool.next(row + 1)
      const count = Math.min(pool.rows, to - row)
      const target = frame.input.at(0) >> 2
      const start = row * WORDS
      for (let word = 0; word < count * WORDS; word++) u32[target + word] = rows[start + word]
      frame.input.count = count
      row += count
      subscriber.next(frame)
    }
  }
}

const WORDS = ROW_BYTES / 4

/** The same rule in one loop over typed arrays. */
export interface HandRun {
  readonly crossings: readonly number[]
  readonly profit: bigint
  readonly seconds: number
}

export function runHandLoop(columns: readonly Columns[]): HandRun {
  const from = performance.now()
  const results = columns.map((one, feed) => handLoop(one, FEEDS[feed]))
  const seconds = (performance.now() - from) / 1000
  return {
    crossings: results.map(({ crossings }) => crossings),
    profit: results.reduce((sum, { profit }) => sum + profit, 0n),
    seconds,
  }
}

/** The fastest of several runs, the first of which only warm up. */
export function fastest<T extends { readonly seconds: number }>(warmUps: number, runs: number, run: () => T): T {
  for (let at = 0; at < warmUps; at++) run()
  let best = run()
  for (let at = 1; at < runs; at++) {
    const next = run()
    if (next.seconds < best.seconds) best = next
  }
  return best
}
