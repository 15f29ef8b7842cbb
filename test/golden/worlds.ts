import type { Instrument } from '../../model/instrument.ts'
import type { Portfolio } from '../../model/portfolio.ts'
import type { SessionTable } from '../../model/session.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import type { World } from '../fuzz/world.ts'

const HOUR = 3_600_000_000
const DAY = 24 * HOUR
const FIRST_DAY = 18_262
const DAYS = 4
const SECOND = 1_000_000_000n

/** 2020-01-02 09:00 UTC, in ns. */
export const START_NANOS = BigInt((FIRST_DAY + 1) * DAY + 9 * HOUR) * 1000n

const session = (name: string, opens: number, closes: number): SessionTable => ({
  name,
  opens: Float64Array.from({ length: DAYS }, (_, day) => (FIRST_DAY + day) * DAY + opens),
  closes: Float64Array.from({ length: DAYS }, (_, day) => (FIRST_DAY + day) * DAY + closes),
  dates: Int32Array.from({ length: DAYS }, (_, day) => FIRST_DAY + day),
})
const ALWAYS = session('always', 0, DAY)
const FLOOR = session('floor', 8 * HOUR, 16 * HOUR)

const share: Instrument = {
  symbol: 'SHARE',
  venue: 'test',
  kind: 'spot',
  currency: 'USD',
  priceScale: 2,
  quantityScale: 0,
  tick: [
    { from: '0', tick: '0.01' },
    { from: '100', tick: '0.05' },
  ],
  lotStep: '10',
  minQuantity: '10',
  maxQuantity: '2000',
  minNotional: '50',
  multiplier: '1',
  makerFee: '0.0001',
  takerFee: '0.0025',
  halfSpread: '0.0002',
  tradable: true,
  borrow: '5000',
  session: FLOOR,
  sector: 'tech',
  country: 'US',
  issuer: 'acme',
  groups: ['growth'],
  staleAfterNanos: 3_600n * SECOND,
  reduceMarkAgeMaxNanos: 36_000n * SECOND,
  assumedTopSize: '500',
  assumedVolume: '10000',
}
const future: Instrument = {
  ...share,
  symbol: 'FUTURE',
  kind: 'linear',
  multiplier: '10',
  lotStep: '1',
  minQuantity: '1',
  initialMargin: '0.2',
  maintenanceMargin: '0.1',
  session: ALWAYS,
  sector: 'energy',
}
const perpetual: Instrument = { ...future, symbol: 'PERPETUAL', kind: 'inverse', multiplier: '100', country: 'MT' }
const fund: Instrument = { ...share, symbol: 'FUND', lotStep: '5', borrow: '20', sector: 'energy' }

const venue: SimulatedVenue = {
  latencyNanos: 2n * SECOND,
  reportLatencyNanos: SECOND / 2n,
  zeroLatency: false,
  participation: '0.05',
  slippage: '0.0001',
  remainder: 'walk',
  walkStep: '0.0001',
  crossedQuotes: 'refuse',
  plantSameCloseFill: false,
}

const portfolio = (name: string, overrides: Partial<Portfolio>): Portfolio => ({
  name,
  currency: 'USD',
  cash: '100000',
  strategy: 'main',
  ...overrides,
})

const portfolios: readonly Portfolio[] = [
  portfolio('first', {
    limits: {
      concentration: '0.6',
      allowShort: true,
      gross: '90000',
      net: '80000',
      leverage: '3',
      sectors: { '*': '0.8' },
      countries: { '*': '1.5' },
      issuers: { '*': '1.5' },
      openOrders: 3,
      priceCollar: '0.05',
      lossBudget: { reducing: '800', halted: '4000' },
      passive: { concentration: 'trim', gross: 'reducing' },
    },
    sizing: { method: 'fixed-fraction', fraction: '0.5', noTradeBand: '0.01' },
    exits: { stop: '0.01', trailing: '0.02', coolDownNanos: 60n * SECOND },
  }),
  portfolio('second', {
    cash: '60000',
    limits: {
      concentration: '1.5',
      allowShort: true,
      position: { '*': '400' },
      orderNotional: '30000',
      orderRate: { count: 3, perNanos: 20n * SECOND },
      cashReserve: '1000',
      selfTrade: 'refuse',
      dailyLoss: { reducing: '0.02', halted: '0.05' },
      drawdown: { reducing: '0.03', halted: '0.08' },
      passive: { position: 'trim' },
    },
    sizing: { method: 'volatility-target', volatilityTarget: '0.2', maxFraction: '1' },
    exits: { target: '0.02', minHoldingNanos: 10n * SECOND, maxHoldingNanos: 1_200n * SECOND },
  }),
]

function world(instruments: readonly Instrument[], venueOf: SimulatedVenue | 'external', more: Partial<World>): World {
  return {
    instruments,
    strategies: ['main', 'alt'],
    huge: false,
    policyWakes: 0,
    parameters: {
      limits: {},
      sizing: { method: 'fixed-lots', lots: { '*': '100' } },
      venue: venueOf,
      portfolios: {
        portfolios,
        groups: [{ name: 'both', members: ['first', 'second'], limits: { concentration: '1', gross: '150000' } }],
        equityIntervalNanos: 60n * SECOND,
      },
      orders: 12,
      clientIds: 4,
    },
    ...more,
  }
}

const volatile = (name: string, method: 'fractional-kelly' | 'fixed-lots'): Portfolio =>
  portfolio(name, {
    limits: {
      concentration: '5',
      allowShort: true,
      volatility: {
        limit: '0.25',
        instruments: ['PERPETUAL', 'SHARE'],
        valueAtRisk: { limit: '0.4', quantile: '1.645' },
        covariance: [
          ['0.04', '0.01'],
          ['0.01', '0.09'],
        ],
      },
    },
    sizing: { method, kelly: '0.5', maxFraction: '2', lots: { '*': '200' } },
  })

const bars = world([perpetual, share], { ...venue, remainder: 'wait', participation: '0.01' }, { policyWakes: 3 })

/** Small configurations that together have every kind of contract, venue, sizing and limit. */
export const WORLDS: Readonly<Record<'quotes' | 'bars' | 'external', World>> = {
  quotes: world([share, future], venue, {}),
  bars: {
    ...bars,
    parameters: {
      ...bars.parameters,
      portfolios: {
        ...bars.parameters.portfolios,
        portfolios: [volatile('kelly', 'fractional-kelly'), volatile('fixed', 'fixed-lots')],
        groups: [],
      },
    },
  },
  external: world([share, fund], 'external', {}),
}
