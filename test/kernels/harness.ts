import { Subject } from 'rxjs'
import { Frame } from '../../kernels/frame.ts'
import type { FrameContext } from '../../kernels/frame-context.ts'
import type { Image } from '../../kernels/image.ts'
import { Memory } from '../../kernels/memory.ts'
import type { Backend } from '../../kernels/kernel.ts'
import { assertState } from '../../kernels/reference/assert-state.ts'
import type { Tape } from '../../kernels/tape.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import type { Instrument } from '../../model/instrument.ts'
import {
  BAR,
  COMMAND,
  DECISION,
  FLAG_LAST,
  KIND_NAMES,
  LANES,
  QUOTE,
  REPORT,
  TRADE,
} from '../../model/layout.generated.ts'
import type { Limits } from '../../model/limits.ts'
import type { Portfolio, PortfolioGroup } from '../../model/portfolio.ts'
import { CHECKS, REASON_NAMES } from '../../model/reasons.generated.ts'
import type { SessionTable } from '../../model/session.ts'
import type { Sizing } from '../../model/sizing.ts'
import { Universe } from '../../model/universe.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import { desk } from '../../operators/desk.ts'
import type { DeskOptions } from '../../operators/desk.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'

const DAY = 86_400_000_000

/** 00:00–24:00 UTC, 2020-01-01 … 2020-04-09. */
export const alwaysOpen: SessionTable = {
  name: 'crypto',
  opens: Float64Array.from({ length: 100 }, (_, day) => (18_262 + day) * DAY),
  closes: Float64Array.from({ length: 100 }, (_, day) => (18_263 + day) * DAY),
  dates: Int32Array.from({ length: 100 }, (_, day) => 18_262 + day),
}

/** 2020-01-02 00:00 UTC, in ns. */
export const START = BigInt(18_263 * DAY) * 1000n
export const SECOND = 1_000_000_000n
export const MINUTE = 60n * SECOND

export function instrumentOf(overrides: Partial<Instrument> = {}): Instrument {
  return {
    symbol: 'ABC',
    venue: 'test',
    kind: 'spot',
    currency: 'USD',
    priceScale: 2,
    quantityScale: 0,
    tick: [{ from: '0', tick: '0.01' }],
    lotStep: '1',
    minQuantity: '1',
    multiplier: '1',
    makerFee: '0',
    takerFee: '0',
    halfSpread: '0',
    tradable: true,
    session: alwaysOpen,
    groups: [],
    staleAfterNanos: 3_600n * SECOND,
    reduceMarkAgeMaxNanos: 36_000n * SECOND,
    assumedTopSize: '1000000',
    assumedVolume: '100000000',
    ...overrides,
  }
}

export const venueOf = (overrides: Partial<SimulatedVenue> = {}): SimulatedVenue => ({
  latencyNanos: 0n,
  reportLatencyNanos: 0n,
  zeroLatency: true,
  participation: '1',
  slippage: '0',
  remainder: 'wait',
  walkStep: '0',
  crossedQuotes: 'refuse',
  plantSameCloseFill: false,
  ...overrides,
})

export interface HarnessOptions {
  readonly instruments?: readonly Instrument[]
  readonly limits?: Limits
  readonly sizing?: Sizing
  readonly venue?: Partial<SimulatedVenue> | 'external'
  readonly portfolios?: readonly Portfolio[]
  readonly groups?: readonly PortfolioGroup[]
  readonly equityIntervalNanos?: bigint
  readonly desk?: DeskOptions
  readonly frameRows?: number
  /** By default the reference. */
  readonly backend?: Backend
}

/** A decoded outcome row: names for ids, lanes by name. */
export interface Row {
  readonly kind: string
  readonly sequence: number
  readonly sub: number
  readonly source: number
  readonly instrument: number
  readonly aux: number
  readonly flags: number
  readonly time: bigint
  readonly [lane: string]: bigint | number | string
}

export const NO_CAPS: Limits = { concentration: '1000', allowShort: true, selfTrade: 'allow' }
export const FIXED_LOTS: Sizing = { method: 'fixed-lots', lots: { '*': '100' } }

/** Feeds rows to a desk: conservation and all sums are asserted after every row. */
export class Harness {
  readonly rows: Row[] = []
  image!: Image
  kernelHash = (): bigint => 0n
  now = START
  private sequence = 1
  private nextExecution = 1_000_001n
  private readonly frame: Frame
  private readonly source = new Subject<Frame>()
  private readonly context: FrameContext
  private failure: unknown

  constructor(options: HarnessOptions = {}) {
    // Hundreds are made by one property: what is asked for calls the collector, used or not.
    const memory = new Memory(2 * 2 ** 20)
    const universe = new Universe(options.instruments ?? [instrumentOf()])
    this.context = {
      memory,
      universe,
      kernel: kernelOf(options.backend ?? 'reference'),
      debug: true,
      stages: [],
    }
    universe.strategies.id('main')
    this.frame = new Frame(this.context, options.frameRows ?? 1, 256)
    const portfolios = options.portfolios ?? [portfolioOf()]
    this.source
      .pipe(
        desk(
          [
            { part: 'risk', limits: options.limits ?? NO_CAPS },
            { part: 'sizing', sizing: options.sizing ?? FIXED_LOTS },
            { part: 'execution', venue: options.venue === 'external' ? 'external' : venueOf(options.venue) },
            {
              part: 'portfolio',
              portfolios: {
                portfolios,
                groups: options.groups ?? [],
                equityIntervalNanos: options.equityIntervalNanos ?? 0n,
              },
            },
          ],
          { orders: 64, clientIds: 16, outcomeRows: 4_096, ...options.desk },
        ),
      )
      .subscribe({
        next: ({ tape, image, kernel }) => {
          this.image = image
          this.kernelHash = () => kernel.hash()
          for (let row = 0; row < tape.count; row++) this.rows.push(decode(tape, row))
        },
        error: (error) => {
          this.failure = error
        },
      })
  }

  /** Sends one input row and, with it, decisions; returns the outcome rows it caused. */
  send(kind: number, lanes: Record<number, number | bigint>, extra: Extra = {}): Row[] {
    const { memory, universe } = this.context
    this.now += extra.after ?? SECOND
    this.frame.begin(this.sequence)
    const at = this.frame.input.push()
    const word = at >> 3
    memory.u8[at] = kind
    memory.u8[at + 1] = extra.last === false ? 0 : FLAG_LAST
    memory.u16[(at + 2) >> 1] = extra.source ?? 0
    memory.u32[(at + 4) >> 2] = extra.instrument ?? 0
    memory.i64[word + 1] = this.now
    memory.u32[(at + 20) >> 2] = extra.aux ?? 0
    for (const [lane, value] of Object.entries(lanes)) {
      if (typeof value === 'bigint') memory.i64[word + 3 + Number(lane)] = value
      else memory.f64[word + 3 + Number(lane)] = value
    }
    for (const decision of extra.decisions ?? []) {
      const strategy = universe.strategies.id(decision.strategy ?? 'main')
      const row = this.frame.decisions.append(0, at, DECISION, 0, strategy, decision.instrument ?? 0, 160)
      memory.f64.set([decision.target, decision.volatility ?? 0, decision.edge ?? 0, 0, 0], (row >> 3) + 3)
    }
    this.sequence++
    const before = this.rows.length
    this.source.next(this.frame)
    if (this.failure !== undefined) throw this.failure as Error
    assertState(this.image)
    return this.rows.slice(before)
  }

  quote(bid: number, ask: number, extra: Extra = {}, sizes: [number, number] = [0, 0]): Row[] {
    return this.send(QUOTE, { 0: bid, 1: ask, 2: sizes[0], 3: sizes[1] }, extra)
  }

  trade(price: number, lots: number, extra: Extra = {}): Row[] {
    return this.send(TRADE, { 0: price, 1: lots }, extra)
  }

  bar(open: number, high: number, low: number, close: number, lots: number, extra: Extra = {}): Row[] {
    const after = extra.after ?? MINUTE
    return this.send(BAR, { 0: open, 1: high, 2: low, 3: close, 4: lots }, { aux: parseBarSpec('1m'), ...extra, after })
  }

  /** A ready order. */
  submit(lots: number, order: Order = {}, extra: Extra = {}): Row[] {
    const aux = 5 | ((order.type ?? 0) << 8) | ((order.timeInForce ?? 0) << 16) | ((order.flags ?? 0) << 24)
    return this.send(
      COMMAND,
      { 0: order.id ?? 0n, 1: lots, 2: order.price ?? 0, 3: order.stop ?? 0 },
      { aux: aux >>> 0, ...extra },
    )
  }

  /** Another quantity, of the whole order and signed, or another limit; 0 leaves it. */
  amend(id: bigint, { lots = 0, price = 0 }: { lots?: number; price?: number }, extra: Extra = {}): Row[] {
    return this.send(COMMAND, { 0: id, 1: lots, 2: price, 3: 0 }, { aux: 9, ...extra })
  }

  cancel(id: bigint, extra: Extra = {}): Row[] {
    return this.send(COMMAND, { 0: id }, { aux: 6, ...extra })
  }

  /** What an external venue says of an order; an execution not named is a new one. */
  report(
    event: number,
    id: bigint,
    [price, lots]: [number, number] = [0, 0],
    execution = this.nextExecution++,
    extra: Extra = {},
  ): Row[] {
    return this.send(REPORT, { 0: id, 1: price, 2: lots, 3: 0n, 4: execution }, { aux: event, ...extra })
  }

  command(verb: number, extra: Extra = {}, flags = 0): Row[] {
    return this.send(COMMAND, {}, { aux: (verb | (flags << 24)) >>> 0, source: 65_535, ...extra })
  }

  lots(portfolio = 0, instrument = 0): bigint {
    return this.image.position.lots(this.image.positionAt(portfolio, instrument))
  }

  cash(portfolio = 0): bigint {
    return this.image.ledger.cash(this.image.homeLedger(portfolio))
  }
}

export interface Extra {
  readonly instrument?: number
  readonly source?: number
  readonly aux?: number
  readonly last?: boolean
  /** Time since the row before, ns. */
  readonly after?: bigint
  readonly decisions?: readonly {
    target: number
    strategy?: string
    instrument?: number
    volatility?: number
    edge?: number
  }[]
}

export interface Order {
  readonly id?: bigint
  readonly type?: number
  readonly timeInForce?: number
  readonly flags?: number
  readonly price?: number
  readonly stop?: number
}

export function portfolioOf(overrides: Partial<Portfolio> = {}): Portfolio {
  return { name: 'one', currency: 'USD', cash: '1000000', strategy: 'main', ...overrides }
}

export function decode(tape: Tape, row: number): Row {
  const { memory } = tape
  const at = tape.at(row)
  const kind = memory.u8[at]
  const lanes = Object.fromEntries(
    LANES[kind].map(([name, type], lane) => {
      const word = (at >> 3) + 3 + lane
      return [name, type === 'f64' ? memory.f64[word] : memory.i64[word]]
    }),
  )
  return {
    kind: KIND_NAMES[kind],
    sequence: tape.firstSequence + tape.position(row),
    sub: tape.sub(row),
    source: memory.u16[(at + 2) >> 1],
    instrument: memory.u32[(at + 4) >> 2],
    aux: memory.u32[(at + 20) >> 2],
    flags: memory.u8[at + 1],
    time: memory.i64[(at >> 3) + 1],
    ...lanes,
  }
}

export const ofKind = (rows: readonly Row[], kind: string): Row[] => rows.filter((row) => row.kind === kind)
export const reasonOf = (verdict: Row): string => REASON_NAMES[verdict.aux >>> 16]
export const verdictOf = (verdict: Row): number => verdict.aux & 0xffff
export const checkOf = (check: Row): string =>
  CHECKS.find(({ id }) => id === (check.aux & 0xffff))?.code ?? REASON_NAMES[check.aux & 0xffff]
