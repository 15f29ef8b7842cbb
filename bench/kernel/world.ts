import type { DeskParameters } from '../../kernels/desk-parameters.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { Limits } from '../../model/limits.ts'
import type { SessionTable } from '../../model/session.ts'
import type { SimulatedVenue } from '../../model/venue.ts'

/** Start of every stream, Unix ns: 2014-05-01. */
export const START_NANOS = 1_398_902_400_000_000_000n
const MICROS_OF_2100 = 4_102_444_800_000_000

/** A limit or a table that a desk can be configured without. */
export type Check =
  | 'clientIds'
  | 'selfTrade'
  | 'collar'
  | 'rate'
  | 'openOrders'
  | 'quantityMax'
  | 'notionalMin'
  | 'notionalMax'
  | 'orderNotional'
  | 'position'
  | 'concentration'
  | 'gross'
  | 'leverage'
  | 'sectors'
  | 'countries'
  | 'issuers'
  | 'currencies'
  | 'groups'
  | 'margin'
  | 'borrow'
  | 'net'
  | 'dailyLoss'
  | 'drawdown'
  | 'lossBudget'
  | 'portfolioGroups'

export const CHECKS: readonly Check[] = [
  'clientIds',
  'selfTrade',
  'collar',
  'rate',
  'openOrders',
  'quantityMax',
  'notionalMin',
  'notionalMax',
  'orderNotional',
  'position',
  'concentration',
  'gross',
  'leverage',
  'sectors',
  'countries',
  'issuers',
  'currencies',
  'groups',
  'margin',
  'borrow',
  'net',
  'dailyLoss',
  'drawdown',
  'lossBudget',
  'portfolioGroups',
]

/** Sizes of a desk. */
export interface DeskSize {
  readonly instruments: number
  readonly portfolios: number
  /** Orders that stand before a round begins. */
  readonly openOrders: number
  /** Order records beyond those. */
  readonly room: number
}

export interface WorldOptions extends DeskSize {
  readonly without?: Check
  /** Adds the volatility limit, whose cost grows with the square of the instruments; otherwise it is left out. */
  readonly volatility?: boolean
  readonly venue?: SimulatedVenue | 'external'
}

export interface World {
  readonly size: DeskSize
  readonly instruments: readonly Instrument[]
  readonly parameters: DeskParameters
  readonly without: Check | undefined
}

/** Portfolios of one portfolio group. */
const GROUP_MEMBERS = 8
const SECTORS = 8
const COUNTRIES = 6
const FREE_GROUPS = 4

/** Largest order that every limit lets pass, and one that several refuse. */
export const LOTS_MAX = 100_000
export const CASH = '1000000000'

const always: SessionTable = {
  name: 'always',
  opens: Float64Array.of(0),
  closes: Float64Array.of(MICROS_OF_2100),
  dates: Int32Array.of(0),
}

/** A venue inside the desk, a microsecond away. */
export const SIMULATED: SimulatedVenue = {
  latencyNanos: 1_000n,
  reportLatencyNanos: 0n,
  zeroLatency: false,
  participation: '1',
  slippage: '0',
  remainder: 'walk',
  walkStep: '0.0001',
  crossedQuotes: 'refuse',
  plantSameCloseFill: false,
}

/**
 * A desk with every check configured, limits so high that all are evaluated and pass: two levels (portfolio, group of
 * eight portfolios); sector, country, issuer, currency and a free group for each instrument; one in four is a contract
 * with margin. Shorts are allowed: a short sale that is not is
 * always a violation, so that check can't be evaluated and pass.
 */
export function worldOf(options: WorldOptions): World {
  const { instruments: count, portfolios, openOrders, room, without, volatility = false, venue = 'external' } = options
  const instruments = Array.from({ length: count }, (_, at) => instrumentOf(at, without))
  const names = Array.from({ length: portfolios }, (_, at) => `p${at}`)
  const shared = limitsOf(without)
  const limits: Limits = volatility ? { ...shared, volatility: volatilityOf(instruments) } : shared
  const groups = Array.from({ length: Math.ceil(portfolios / GROUP_MEMBERS) }, (_, at) => ({
    name: `g${at}`,
    members: names.slice(at * GROUP_MEMBERS, (at + 1) * GROUP_MEMBERS),
    limits: shared,
  }))
  return {
    size: { instruments: count, portfolios, openOrders, room },
    instruments,
    without,
    parameters: {
      limits,
      sizing: { method: 'fixed-lots', lots: { '*': '1000' } },
      venue,
      portfolios: {
        portfolios: names.map((name) => ({ name, currency: 'USD', cash: CASH, strategy: name })),
        groups: without === 'portfolioGroups' ? [] : groups,
        equityIntervalNanos: 0n,
      },
      orders: openOrders + room,
      clientIds: without === 'clientIds' ? 0 : Math.max(4_096, 2 ** Math.ceil(Math.log2(openOrders + room))),
    },
  }
}

function instrumentOf(at: number, without: Check | undefined): Instrument {
  return {
    symbol: `I${at}`,
    venue: 'bench',
    kind: at % 4 === 3 ? 'linear' : 'spot',
    currency: 'USD',
    priceScale: 2,
    quantityScale: 0,
    tick: [
      { from: '0', tick: '0.01' },
      { from: '50', tick: '0.05' },
    ],
    lotStep: '5',
    minQuantity: '5',
    ...(without === 'quantityMax' ? {} : { maxQuantity: String(LOTS_MAX) }),
    ...(without === 'notionalMin' ? {} : { minNotional: '1' }),
    ...(without === 'notionalMax' ? {} : { maxNotional: '100000000' }),
    multiplier: '1',
    makerFee: '0.0001',
    takerFee: '0.00025',
    halfSpread: '0.0001',
    tradable: true,
    session: always,
    ...(without === 'margin' ? {} : { initialMargin: '0.1', maintenanceMargin: '0.05' }),
    ...(without === 'borrow' ? {} : { borrow: '1000000000' }),
    sector: `s${at % SECTORS}`,
    country: `c${at % COUNTRIES}`,
    issuer: `i${at >> 1}`,
    groups: [`f${at % FREE_GROUPS}`],
    staleAfterNanos: 1_000_000_000_000_000n,
    reduceMarkAgeMaxNanos: 2_000_000_000_000_000n,
    assumedTopSize: '1000',
    assumedVolume: '10000',
  }
}

function limitsOf(without: Check | undefined): Limits {
  const kept = (check: Check, limits: Partial<Limits>): Partial<Limits> => (check === without ? {} : limits)
  return {
    concentration: '100',
    allowShort: true,
    ...kept('position', { position: { '*': String(10 * LOTS_MAX) } }),
    ...kept('orderNotional', { orderNotional: '90000000' }),
    ...kept('gross', { gross: '900000000000' }),
    ...kept('net', { net: '800000000000' }),
    ...kept('leverage', { leverage: '700' }),
    ...kept('sectors', { sectors: { '*': '400' } }),
    ...kept('countries', { countries: { '*': '450' } }),
    ...kept('issuers', { issuers: { '*': '300' } }),
    ...kept('currencies', { currencies: { '*': '600' } }),
    ...kept('groups', { groups: { '*': '500' } }),
    selfTrade: without === 'selfTrade' ? 'allow' : 'refuse',
    cashReserve: '1000',
    ...kept('rate', { orderRate: { count: 1_000_000, perNanos: 1_000_000_000n } }),
    ...kept('openOrders', { openOrders: 10_000_000 }),
    ...kept('collar', { priceCollar: '0.2' }),
    ...kept('dailyLoss', { dailyLoss: { reducing: '0.5', halted: '0.6' } }),
    ...kept('lossBudget', { lossBudget: { reducing: '600000000', halted: '700000000' } }),
    ...kept('drawdown', { drawdown: { reducing: '0.7', halted: '0.8' } }),
  }
}

function volatilityOf(instruments: readonly Instrument[]): NonNullable<Limits['volatility']> {
  return {
    limit: '100',
    valueAtRisk: { limit: '200', quantile: '1.645' },
    instruments: instruments.map(({ symbol }) => symbol),
    covariance: instruments.map((_, row) => instruments.map((_other, column) => (row === column ? '0.04' : '0.01'))),
  }
}
