import type { Image } from '../../kernels/image.ts'
import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import type { Instrument } from '../../model/instrument.ts'
import {
  CHECK,
  CHECK_HEADROOM,
  CHECK_LIMIT,
  CHECK_VALUE,
  COMMAND,
  FLAG_LAST,
  QUOTE,
  ROW_AUX,
  TRADE,
  VERDICT,
} from '../../model/layout.generated.ts'
import type { Limits } from '../../model/limits.ts'
import type { PortfolioGroup } from '../../model/portfolio.ts'
import { Side } from '../fuzz/side.ts'
import { START_MICROS } from '../fuzz/world.ts'

const SECOND = 1_000_000_000n
const DAY = 86_400_000_000
const FIRST_DAY = 18_262

/** What a case of the table is about: one instrument (a second where groups need it), one portfolio, few limits. */
export interface Setting {
  readonly instrument?: Partial<Instrument>
  readonly second?: Partial<Instrument>
  readonly limits?: Limits
  readonly group?: Limits
  readonly cash?: string
  readonly orders?: number
  readonly clientIds?: number
  readonly external?: boolean
}

/** A violated check, as its row says it. */
export interface Told {
  readonly check: number
  readonly value: bigint
  readonly limit: bigint
  readonly headroom: bigint
}

/** What became of an order. */
export interface Answer {
  /** 1 refused, 2 reduced, 3 approved. */
  readonly verdict: number
  readonly reason: number
  readonly checks: readonly Told[]
}

const base = (symbol: string): Instrument => ({
  symbol,
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
  session: {
    name: 'always',
    opens: Float64Array.from({ length: 40 }, (_, day) => (FIRST_DAY + day) * DAY),
    closes: Float64Array.from({ length: 40 }, (_, day) => (FIRST_DAY + day + 1) * DAY),
    dates: Int32Array.from({ length: 40 }, (_, day) => FIRST_DAY + day),
  },
  groups: [],
  staleAfterNanos: 600n * SECOND,
  reduceMarkAgeMaxNanos: 3_600n * SECOND,
  assumedTopSize: '1000000',
  assumedVolume: '1000000',
})

/** A desk of one backend that is told rows one at a time. */
export class ReachDesk {
  readonly image: Image
  private readonly side: Side
  private readonly backend: Backend
  private now = BigInt(START_MICROS) * 1000n

  constructor(backend: Backend, factory: KernelFactory, setting: Setting) {
    const groups: PortfolioGroup[] =
      setting.group === undefined ? [] : [{ name: 'both', members: ['one', 'two'], limits: setting.group }]
    const portfolio = (name: string) => ({ name, currency: 'USD', cash: setting.cash ?? '1000000', strategy: 'main' })
    this.backend = backend
    this.side = new Side(
      {
        huge: false,
        policyWakes: 0,
        strategies: ['main'],
        instruments: [
          { ...base('ABC'), ...setting.instrument },
          { ...base('DEF'), ...setting.second },
        ],
        parameters: {
          limits: { concentration: '1000', allowShort: true, ...setting.limits },
          sizing: { method: 'fixed-lots', lots: { '*': '1' } },
          venue:
            setting.external === true
              ? 'external'
              : {
                  latencyNanos: 0n,
                  reportLatencyNanos: 0n,
                  zeroLatency: true,
                  participation: '1',
                  slippage: '0',
                  remainder: 'wait',
                  walkStep: '0',
                  crossedQuotes: 'refuse',
                  plantSameCloseFill: false,
                },
          portfolios: { portfolios: [portfolio('one'), portfolio('two')], groups, equityIntervalNanos: 0n },
          orders: setting.orders ?? 16,
          clientIds: setting.clientIds ?? 8,
        },
      },
      { [backend]: factory },
      1,
    )
    this.image = this.side.image
  }

  /** Lets time pass. */
  wait(seconds: number): this {
    this.now += BigInt(seconds) * SECOND
    return this
  }

  quote(bid: number, ask: number, instrument = 0): this {
    this.tell(QUOTE, 0, instrument, 0, [bid, ask, 0, 0, 0n])
    return this
  }

  trade(price: number, lots: number): this {
    this.tell(TRADE, 0, 0, 0, [price, lots, 0n])
    return this
  }

  command(verb: number, source = 0): this {
    this.tell(COMMAND, source, 0, verb, [0n, 0, 0, 0, 0n])
    return this
  }

  /** Submits an order: signed lots, a limit price or 0 for the market. */
  submit(
    lots: number,
    price = 0,
    more: { id?: bigint; instrument?: number; portfolio?: number; stop?: number } = {},
  ): Answer {
    const type = price > 0 ? 1 : more.stop === undefined ? 0 : 2
    const lanes = [more.id ?? 0n, lots, price, more.stop ?? 0, 0n]
    this.tell(COMMAND, more.portfolio ?? 0, more.instrument ?? 0, 5 | (type << 8), lanes)
    return this.answer()
  }

  private tell(
    kind: number,
    source: number,
    instrument: number,
    aux: number,
    lanes: readonly (bigint | number)[],
  ): void {
    this.now += SECOND
    this.side.begin()
    this.side.push({ kind, flags: FLAG_LAST, source, instrument, nanos: this.now, aux, lanes, decisions: [] })
    const error = this.side.step(this.backend)
    if (error !== undefined) throw new Error(error)
  }

  private answer(): Answer {
    const { outcome } = this.side
    const { u8, u32, i64 } = outcome.memory
    const checks: Told[] = []
    let [verdict, reason] = [0, 0]
    for (let row = 0; row < outcome.count; row++) {
      const at = outcome.at(row)
      const aux = u32[(at + ROW_AUX) >> 2]
      if (u8[at] === VERDICT && verdict === 0) [verdict, reason] = [aux & 0xff, aux >>> 16]
      if (u8[at] !== CHECK) continue
      const word = at >> 3
      checks.push({
        check: aux & 0xffff,
        value: i64[word + CHECK_VALUE],
        limit: i64[word + CHECK_LIMIT],
        headroom: i64[word + CHECK_HEADROOM],
      })
    }
    return { verdict, reason, checks }
  }
}
