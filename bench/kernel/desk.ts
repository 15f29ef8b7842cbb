import xxhash from 'xxhash-wasm'
import { buildImage } from '../../kernels/image-build.ts'
import { NONE } from '../../kernels/image.ts'
import type { Image } from '../../kernels/image.ts'
import type { Kernel, KernelFactory, KernelFrame } from '../../kernels/kernel.ts'
import { Memory } from '../../kernels/memory.ts'
import { Tape } from '../../kernels/tape.ts'
import {
  FLAG_LAST,
  FRAME_ROWS_MAX,
  ROW_BYTES,
  TAPE_DECISIONS,
  TAPE_EVALUATIONS,
  TAPE_INPUT,
  TAPE_OUTCOME,
  VERDICT,
} from '../../model/layout.generated.ts'
import { KIND_NAMES } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Answer } from '../harness/question.ts'
import { START_NANOS } from './world.ts'
import type { World } from './world.ts'

const { create64 } = await xxhash()

/** Outcome rows a call may write; more than half of them are kept free for one row. */
const OUTCOME_ROWS = 32_768
const ROW_NANOS = 1_000n
const CHUNK_BYTES = 2 ** 20

/** What stands in one input row. */
export interface RowText {
  readonly kind: number
  readonly source?: number
  readonly instrument?: number
  readonly aux?: number
  /** By lane; a bigint is written as i64, a number as f64. */
  readonly lanes: readonly (bigint | number)[]
  /** Whether the row ends an instant; default: it does. */
  readonly last?: boolean
}

/** A frame of prepared rows. */
export interface Prepared extends KernelFrame {
  readonly decisions: Tape
}

/**
 * A desk on a memory of its own: image, kernel, outcome tape, prepared frames, and a copy of the state that every block
 * of rows starts from, so that each round does the same.
 */
export class BenchDesk {
  readonly world: World
  readonly image: Image
  readonly memory: Memory
  readonly outcome: Tape
  readonly kernel: Kernel
  readonly frames: Prepared[] = []
  private readonly evaluations: Tape
  private readonly setUpFrame: Prepared
  private sequence = 1
  private start: Uint8Array[] = []

  /** @param frames Prepared frames that will be made, of 4 096 rows each. */
  constructor(world: World, kernel: KernelFactory, frames: number) {
    const { instruments, portfolios, openOrders, room } = world.size
    const orders = openOrders + room
    const covariance = world.parameters.limits.volatility === undefined ? 0 : portfolios * instruments * instruments * 8
    const memory = new Memory(
      2 ** 21 +
        orders * 640 +
        portfolios * instruments * 512 +
        portfolios * 4_096 +
        instruments * 1_024 +
        covariance +
        (OUTCOME_ROWS + (2 * frames + 8) * FRAME_ROWS_MAX) * ROW_BYTES,
    )
    const universe = new Universe(world.instruments)
    for (const { strategy } of world.parameters.portfolios.portfolios) universe.strategies.id(strategy)
    this.world = world
    this.memory = memory
    this.image = buildImage(memory, universe, world.parameters, false)
    // The default limit of concentration can't be configured away; a PARAMETER row of −1 takes it off like this.
    if (world.without === 'concentration') {
      for (let at = 0; at < this.image.scopes; at++) this.image.scope.setConcentrationPpm(at, NONE)
    }
    this.outcome = new Tape(memory, TAPE_OUTCOME, OUTCOME_ROWS, 'outcome')
    this.evaluations = new Tape(memory, TAPE_EVALUATIONS, 1, 'evaluations')
    this.setUpFrame = this.frame()
    this.kernel = kernel(this.image, this.outcome)
  }

  private frame(): Prepared {
    return {
      input: new Tape(this.memory, TAPE_INPUT, FRAME_ROWS_MAX, 'input'),
      evaluations: this.evaluations,
      decisions: new Tape(this.memory, TAPE_DECISIONS, FRAME_ROWS_MAX, 'decisions'),
    }
  }

  /** Time of the next row. */
  get now(): bigint {
    return START_NANOS + BigInt(this.sequence) * ROW_NANOS
  }

  /** Steps rows at once, to bring the desk to where the measured rows begin. */
  setUp(rows: Iterable<RowText>): void {
    const { setUpFrame } = this
    this.begin(setUpFrame)
    for (const row of rows) {
      if (setUpFrame.input.count === FRAME_ROWS_MAX) this.flush()
      this.write(setUpFrame, row)
    }
    this.flush()
  }

  /** Prepares rows for the rounds; they are stepped from the state that `keep` keeps. */
  prepare(rows: Iterable<RowText>, decide?: (frame: Prepared, row: number) => void): void {
    let frame: Prepared | undefined
    for (const row of rows) {
      if (frame === undefined || frame.input.count === FRAME_ROWS_MAX) {
        frame = this.frame()
        this.begin(frame)
        this.frames.push(frame)
      }
      this.write(frame, row)
      decide?.(frame, frame.input.count - 1)
    }
  }

  /** Every block of rows starts from the state as it is now. */
  keep(): void {
    const { image } = this
    const end = image.base + image.stateBytes
    this.start = Array.from({ length: Math.ceil(image.stateBytes / CHUNK_BYTES) }, (_, at) => {
      const from = image.base + at * CHUNK_BYTES
      return this.memory.u8.slice(from, Math.min(end, from + CHUNK_BYTES))
    })
  }

  /**
   * Copied from its end to its beginning: where the state is larger than the cache, the tables that every order touches
   * (instruments, scopes, positions), which come first, are what the cache keeps, as when orders never pause.
   */
  restore(): void {
    const { start } = this
    for (let at = start.length - 1; at >= 0; at--) this.memory.u8.set(start[at], this.image.base + at * CHUNK_BYTES)
  }

  /** Steps the rows [from, to) of a frame as one call; the outcome tape is emptied first, as the engine does. */
  call(frame: KernelFrame, from: number, to: number): void {
    this.outcome.clear()
    const stopped = this.kernel.advance(frame, from, to)
    if (stopped !== to) throw new Error(`the desk stopped before row ${stopped} of ${to}`)
  }

  private begin(frame: Prepared): void {
    frame.input.begin(this.sequence)
    frame.decisions.begin(this.sequence)
  }

  private write({ input }: Prepared, { kind, source = 0, instrument = 0, aux = 0, lanes, last = true }: RowText): void {
    const { u8, u16, u32, i64, f64 } = this.memory
    const at = input.push()
    const word = at >> 3
    u8[at] = kind
    u8[at + 1] = last ? FLAG_LAST : 0
    u16[(at + 2) >> 1] = source
    u32[(at + 4) >> 2] = instrument
    i64[word + 1] = this.now
    u32[(at + 20) >> 2] = aux
    lanes.forEach((value, lane) => {
      if (typeof value === 'bigint') i64[word + 3 + lane] = value
      else f64[word + 3 + lane] = value
    })
    this.sequence++
  }

  private flush(): void {
    const { setUpFrame, outcome } = this
    const { count } = setUpFrame.input
    this.evaluations.begin(this.sequence)
    for (let row = 0; row < count;) {
      outcome.clear()
      row = this.kernel.advance(setUpFrame, row, count)
    }
    this.begin(setUpFrame)
  }
}

/** Collects what a desk says: outcome rows by kind and all of their bytes, and the sums of every scope. */
export class Testimony {
  private readonly bytes = create64()
  private readonly sums = create64()
  private readonly kinds = new Float64Array(256)
  private readonly verdicts = new Float64Array(256)

  /** Takes the rows of the outcome tape. */
  rows({ outcome, memory }: BenchDesk): void {
    const { u8, u32 } = memory
    this.bytes.update(u8.subarray(outcome.rows, outcome.rows + outcome.count * ROW_BYTES))
    for (let row = 0; row < outcome.count; row++) {
      const at = outcome.at(row)
      this.kinds[u8[at]]++
      if (u8[at] === VERDICT) this.verdicts[u32[(at + 20) >> 2] & 0xff]++
    }
  }

  /** Takes verdicts that are no rows. */
  verdict(kind: number, count: number): void {
    this.verdicts[kind] += count
  }

  /** Takes the sums of every scope as they are now, as the hand-written desk keeps them too. */
  scopes(sums: Float64Array): void {
    this.sums.update(new Uint8Array(sums.buffer, sums.byteOffset, sums.byteLength))
  }

  /** What every variant can say. */
  get common(): Answer {
    const [, refused, reduced, approved] = this.verdicts
    return { verdicts: `${approved} approved, ${reduced} reduced, ${refused} refused`, sums: hex(this.sums) }
  }

  /** What only desks with outcome rows and an image can say. */
  full(desk: BenchDesk): Answer {
    const rows = Object.entries(KIND_NAMES).flatMap(([kind, name]) =>
      this.kinds[Number(kind)] === 0 ? [] : [`${this.kinds[Number(kind)]} ${name}`],
    )
    return {
      ...this.common,
      rows: rows.join(', '),
      bytes: hex(this.bytes),
      state: desk.kernel.hash().toString(16).padStart(16, '0'),
    }
  }
}

const hex = (hash: { digest(): bigint }): string => hash.digest().toString(16).padStart(16, '0')

/** Sums of a scope that `scopeSums` lists. */
export const SCOPE_SUMS = 8

/** Equity, gross, net, worst case, open buys and sells, reserved cash and open orders of every scope, as doubles. */
export function scopeSums(image: Image): Float64Array {
  const { scope, scopes, ledger, size } = image
  const sums = new Float64Array(scopes * SCOPE_SUMS)
  for (let at = 0; at < scopes; at++) {
    sums.set(
      [
        Number(scope.equity(at)),
        Number(scope.gross(at)),
        Number(scope.net(at)),
        Number(scope.worstExtra(at)),
        Number(scope.buyExtra(at)),
        Number(scope.sellExtra(at)),
        at < size.portfolios ? Number(ledger.reserved(image.homeLedger(at))) : 0,
        scope.openOrders(at),
      ],
      at * SCOPE_SUMS,
    )
  }
  return sums
}
