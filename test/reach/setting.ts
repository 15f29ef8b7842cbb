import type { Instrument } from '../../model/instrument.ts'
import type { Limits } from '../../model/limits.ts'
import type { SessionTable } from '../../model/session.ts'
import type { World } from '../fuzz/world.ts'

const DAY = 86_400_000_000
const FIRST_DAY = 18_262
export const SECOND = 1_000_000_000n
/** 2020-01-02 00:00 UTC, Unix ns. */
export const START = BigInt((FIRST_DAY + 1) * DAY) * 1000n

const session: SessionTable = {
  name: 'always',
  opens: Float64Array.from({ length: 40 }, (_, day) => (FIRST_DAY + day) * DAY),
  closes: Float64Array.from({ length: 40 }, (_, day) => (FIRST_DAY + day + 1) * DAY),
  dates: Int32Array.from({ length: 40 }, (_, day) => FIRST_DAY + day),
}

/**
 * What a case sets; the rest is out of the way: one instrument `ABC` (spot, steps of one, no fees), portfolios with a
 * million each, no limit but those named, orders that arrive at once. At a price of 10 000 (100.00) a lot is worth
 * 100 000 minor units of money.
 */
export interface Setting {
  readonly instruments?: readonly Partial<Instrument>[]
  readonly limits?: Limits
  readonly cash?: string
  /** Cash of other currencies. */
  readonly balances?: Readonly<Record<string, string>>
  readonly portfolios?: number
  /** Limits of a group of all portfolios; its scope comes behind them. */
  readonly group?: Limits
  readonly orders?: number
  /** Orders and cancels that take their time to the venue; by default orders arrive at once. */
  readonly latencyNanos?: bigint
  /** Lots that a full target stands for. */
  readonly targetLots?: string
}

/** The setting as a configuration of the desk. */
export function worldOf(setting: Setting): World {
  const names = Array.from({ length: setting.portfolios ?? 1 }, (_, at) => `p${at}`)
  return {
    instruments: (setting.instruments ?? [{}]).map((one, at) => ({ ...instrumentOf(at), ...one })),
    strategies: ['main'],
    huge: false,
    policyWakes: 0,
    parameters: {
      limits: { concentration: '1000', allowShort: true, selfTrade: 'allow', ...setting.limits },
      sizing: { method: 'fixed-lots', lots: { '*': setting.targetLots ?? '1000' } },
      venue: {
        latencyNanos: setting.latencyNanos ?? 0n,
        reportLatencyNanos: 0n,
        zeroLatency: setting.latencyNanos === undefined,
        participation: '1',
        slippage: '0',
        remainder: 'wait',
        walkStep: '0',
        crossedQuotes: 'refuse',
        plantSameCloseFill: false,
      },
      portfolios: {
        portfolios: names.map((name) => ({
          name,
          currency: 'USD',
          cash: setting.cash ?? '1000000',
          balances: setting.balances ?? {},
          strategy: 'main',
        })),
        groups: setting.group === undefined ? [] : [{ name: 'all', members: names, limits: setting.group }],
        equityIntervalNanos: 0n,
      },
      orders: setting.orders ?? 16,
      clientIds: 8,
    },
  }
}

function instrumentOf(at: number): Instrument {
  return {
    symbol: ['ABC', 'DEF', 'GHI'][at],
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
    session,
    groups: [],
    staleAfterNanos: 3_600n * SECOND,
    reduceMarkAgeMaxNanos: 36_000n * SECOND,
    assumedTopSize: '1000000',
    assumedVolume: '1000000',
  }
}
