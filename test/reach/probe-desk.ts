import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import {
  ADJUST,
  CLOCK,
  COMMAND,
  FLAG_LAST,
  LANES,
  PARAMETER,
  QUOTE,
  RATE,
  TRADE,
  VERDICT,
} from '../../model/layout.generated.ts'
import { findOrder } from '../../kernels/reference/orders.ts'
import { Side } from '../fuzz/side.ts'
import { START, worldOf } from './setting.ts'
import type { Setting } from './setting.ts'

export const LIMIT = 1
/** Money that a lot is worth at a price of 10 000. */
export const LOT = 100_000n

/** An outcome row, decoded. */
export interface Said {
  readonly kind: number
  readonly scope: number
  readonly aux: number
  readonly lanes: Readonly<Record<string, bigint | number>>
}

export interface Ask {
  readonly portfolio?: number
  readonly instrument?: number
  readonly type?: number
  readonly price?: number
  readonly stop?: number
  readonly id?: bigint
}

interface Words {
  readonly source?: number
  readonly instrument?: number
  readonly aux?: number
  readonly target?: number
  /** Instead of the row's. */
  readonly instruments?: readonly number[]
}

/** A desk of one backend that a case brings to its order, row by row. */
export class ProbeDesk {
  /** Drops market rows: the marks stay missing. */
  private readonly blind: boolean
  private readonly side: Side
  private readonly backend: Backend
  private now = START

  constructor(setting: Setting, backend: Backend, factory: KernelFactory, blind: boolean) {
    this.side = new Side(worldOf(setting), { [backend]: factory }, 1)
    this.backend = backend
    this.blind = blind
  }

  private send(kind: number, lanes: readonly (bigint | number)[], words: Words = {}): Said[] {
    const { side } = this
    const { source = 0, instrument = 0, aux = 0, target, instruments = [instrument] } = words
    side.begin()
    const decided = { strategy: 0, targetPpm: target ?? 0, volatilityPpm: 0, edgePpm: 0 }
    const decisions = target === undefined ? [] : instruments.map((one) => ({ ...decided, instrument: one }))
    side.push({ kind, flags: FLAG_LAST, source, instrument, nanos: this.now, aux: aux >>> 0, lanes, decisions })
    const error = side.step(this.backend)
    if (error !== undefined) throw new Error(error)
    return Array.from({ length: side.outcome.count }, (_, row) => this.decode(side.outcome.at(row)))
  }

  private decode(at: number): Said {
    const { u8, u16, u32, f64, i64 } = this.side.image.memory
    const word = (at >> 3) + 3
    const lanes = LANES[u8[at]].map(([name, type], lane) => [name, (type === 'f64' ? f64 : i64)[word + lane]] as const)
    return { kind: u8[at], scope: u16[(at + 2) >> 1], aux: u32[(at + 20) >> 2], lanes: Object.fromEntries(lanes) }
  }

  quote(bid = 10_000, ask = bid, instrument = 0): void {
    if (!this.blind) this.send(QUOTE, [bid, ask, 0, 0, 0n], { instrument })
  }

  trade(price: number): void {
    if (!this.blind) this.send(TRADE, [price, 1, 0n])
  }

  /** What one of the first instrument's currency is in that of the portfolios, in 1e-9. */
  rate(value: bigint): void {
    const { currencies } = this.side.image.names
    this.send(RATE, [value, this.side.image.instrument.currency(0), currencies.indexOf('USD')])
  }

  /** Time passes: a row that is no price. */
  wait(nanos: bigint): void {
    this.now += nanos
    this.send(CLOCK, [])
  }

  /** Lots appear, as if bought at 10 000: of what is paid in full the cash is gone, of a contract nothing is. */
  hold(lots: number, { portfolio = 0, instrument = 0, paid = true } = {}): void {
    const cost = BigInt(lots) * LOT
    this.send(ADJUST, [lots, cost, paid ? -cost : 0n], { source: portfolio, instrument })
  }

  /** Cash appears, or goes. */
  cash(amount: bigint, portfolio = 0): void {
    this.send(ADJUST, [0, 0n, amount], { source: portfolio })
  }

  command(verb: number, source = 0): void {
    this.send(COMMAND, [], { aux: verb, source })
  }

  parameter(id: number, value: bigint, source = 0): void {
    this.send(PARAMETER, [value, 0], { aux: id, source })
  }

  /** A ready order: refused where a target would be reduced. */
  order(lots: number, ask: Ask = {}): Said[] {
    const { type = 0, price = 0, stop = 0, id = 0n, portfolio = 0, instrument = 0 } = ask
    return this.send(COMMAND, [id, lots, price, stop, 0n], { source: portfolio, instrument, aux: 5 | (type << 8) })
  }

  /** Other terms of an open order: the whole of its lots, and its limit; 0 leaves them. */
  amend(id: bigint, lots: number, price = 0): Said[] {
    return this.send(COMMAND, [id, lots, price, 0, 0n], { aux: 9 })
  }

  /** Whether an order of this id is open. */
  isOpen(id: bigint): boolean {
    return findOrder(this.side.image, id) >= 0
  }

  /** Puts the first portfolio into a trading state, without what follows from it. */
  state(state: number): void {
    this.side.image.scope.setState(0, state)
  }

  /** Decisions of one instant; what was said from the last verdict on. */
  targets(ppm: number, instruments: readonly number[]): Said[] {
    const rows = this.send(CLOCK, [], { target: ppm, instruments })
    return rows.slice(rows.findLastIndex(({ kind }) => kind === VERDICT))
  }

  /** A decision: all lots long or short. */
  target(ppm: number, instrument = 0): Said[] {
    return this.send(CLOCK, [], { instrument, target: ppm })
  }
}
