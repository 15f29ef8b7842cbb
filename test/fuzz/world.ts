import type { DeskParameters } from '../../kernels/desk-parameters.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { Limits } from '../../model/limits.ts'
import type { ExitRules, Portfolio } from '../../model/portfolio.ts'
import type { SessionTable } from '../../model/session.ts'
import type { Sizing } from '../../model/sizing.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import type { Random } from './random.ts'

/** A small configuration: every kind of contract, limit, sizing and venue comes up over the seeds. */
export interface World {
  readonly instruments: readonly Instrument[]
  readonly parameters: DeskParameters
  readonly strategies: readonly string[]
  /** Prices, quantities and cash are scaled up to where 64 bits end. */
  readonly huge: boolean
  /** What wakes the policy: 0 there is none, 1 decisions, 2 fills, 3 both. */
  readonly policyWakes: number
}

const DAY = 86_400_000_000
const HOUR = 3_600_000_000
const FIRST_DAY = 18_262
const SECOND_NANOS = 1_000_000_000n
/** First instant of a stream, Unix µs: the second day. */
export const START_MICROS = (FIRST_DAY + 1) * DAY

const session = (name: string, opens: number, closes: number): SessionTable => ({
  name,
  opens: Float64Array.from({ length: 40 }, (_, day) => (FIRST_DAY + day) * DAY + opens),
  closes: Float64Array.from({ length: 40 }, (_, day) => (FIRST_DAY + day) * DAY + closes),
  dates: Int32Array.from({ length: 40 }, (_, day) => FIRST_DAY + day),
})
const SESSIONS = [session('always', 0, DAY), session('day', 8 * HOUR, 16 * HOUR)]

export function worldOf(random: Random): World {
  const huge = random.chance(0.1)
  const instruments = instrumentsOf(random, huge)
  const strategies = ['main', 'alt']
  const portfolios = Array.from({ length: 3 }, (_, at) => portfolioOf(random, at, strategies, instruments, huge))
  const external = random.chance(0.25)
  return {
    instruments,
    strategies,
    huge,
    policyWakes: random.chance(0.3) ? random.integer(1, 3) : 0,
    parameters: {
      limits: { concentration: random.pick(['0.25', '1', '10']), allowShort: random.chance(0.5) },
      sizing: { method: 'fixed-lots', lots: { '*': '100' } },
      venue: external ? 'external' : venueOf(random),
      portfolios: {
        portfolios,
        groups: random.chance(0.7)
          ? [{ name: 'both', members: ['p0', 'p1'], limits: limitsOf(random, instruments, huge, true) }]
          : [],
        equityIntervalNanos: random.chance(0.3) ? 0n : 60n * SECOND_NANOS,
      },
      orders: random.pick([4, 12, 24]),
      clientIds: random.pick([0, 4, 16]),
    },
  }
}

function instrumentsOf(random: Random, huge: boolean): Instrument[] {
  const base = (symbol: string): Instrument => ({
    symbol,
    venue: 'test',
    kind: 'spot',
    currency: 'USD',
    priceScale: 2,
    quantityScale: 0,
    tick: random.chance(0.3)
      ? [
          { from: '0', tick: '0.01' },
          { from: '100', tick: '0.05' },
        ]
      : [{ from: '0', tick: '0.01' }],
    lotStep: random.pick(['1', '1', '5', '10']),
    minQuantity: random.pick(['0', '1', '10']),
    ...optional(
      'maxQuantity',
      random.maybe(0.2, () => (huge ? '1000000000000000' : '500')),
    ),
    ...optional(
      'minNotional',
      random.maybe(0.2, () => '1000'),
    ),
    ...optional(
      'maxNotional',
      random.maybe(0.2, () => '60000'),
    ),
    multiplier: '1',
    makerFee: random.pick(['0', '0.0001', '-0.0001']),
    takerFee: random.pick(['0', '0.0025', '0.00033']),
    halfSpread: random.pick(['0', '0.0002']),
    tradable: !random.chance(0.05),
    session: random.pick(SESSIONS),
    ...optional(
      'country',
      random.maybe(0.3, () => random.pick(['DE', 'US'])),
    ),
    ...optional(
      'issuer',
      random.maybe(0.3, () => random.pick(['one', 'two'])),
    ),
    ...optional(
      'borrow',
      random.maybe(0.2, () => '60'),
    ),
    ...optional(
      'initialMargin',
      random.maybe(0.3, () => random.pick(['0.1', '0.333333', '1'])),
    ),
    ...optional(
      'maintenanceMargin',
      random.maybe(0.7, () => random.pick(['0.05', '0.9', '5'])),
    ),
    ...optional(
      'sector',
      random.maybe(0.6, () => random.pick(['tech', 'energy'])),
    ),
    groups: random.chance(0.5) ? ['g1'] : random.chance(0.3) ? ['g1', 'g2'] : [],
    staleAfterNanos: random.pick([60n, 3_600n, 7_200n]) * SECOND_NANOS,
    reduceMarkAgeMaxNanos: random.pick([600n, 36_000n]) * SECOND_NANOS,
    assumedTopSize: random.pick(['10', '100', '1000']),
    assumedVolume: random.pick(['100', '10000']),
  })
  return [
    base('SPOT'),
    { ...base('LINE'), kind: 'linear', multiplier: random.pick(['1', '0.5', '10']) },
    {
      ...base('INVE'),
      kind: 'inverse',
      multiplier: random.pick(['1', '100']),
      ...(random.chance(0.2) ? { currency: 'JPY' } : {}),
    },
    { ...base('EURO'), ...(random.chance(0.6) ? { currency: 'EUR' } : {}) },
  ]
}

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>)
}

function venueOf(random: Random): SimulatedVenue {
  return {
    latencyNanos: random.pick([0n, 1_000_000n, 2n * SECOND_NANOS]),
    reportLatencyNanos: random.pick([0n, 0n, 500_000_000n]),
    zeroLatency: random.chance(0.4),
    participation: random.pick(['1', '0.05', '0.5']),
    slippage: random.pick(['0', '0.0001']),
    remainder: random.pick(['wait', 'walk', 'cancel'] as const),
    walkStep: random.pick(['0', '0.0001', '0.01']),
    crossedQuotes: random.pick(['refuse', 'trade'] as const),
    plantSameCloseFill: random.chance(0.05),
  }
}

function portfolioOf(
  random: Random,
  at: number,
  strategies: readonly string[],
  instruments: readonly Instrument[],
  huge: boolean,
): Portfolio {
  return {
    name: `p${at}`,
    currency: at === 2 && random.chance(0.3) ? 'EUR' : 'USD',
    ...optional(
      'balances',
      random.maybe(0.7, () => ({
        [at === 2 ? 'GBP' : 'EUR']: random.pick(['0', '50000', '0.07']),
        JPY: random.pick(['0', '5000000', '700']),
      })),
    ),
    cash: huge ? random.pick(['10000000000', '1000000000']) : random.pick(['10000', '100000', '1000000', '0']),
    strategy: strategies[at === 2 ? 1 : 0],
    limits: limitsOf(random, instruments, huge, false),
    sizing: sizingOf(random, huge),
    ...optional(
      'exits',
      random.maybe(0.5, () => exitsOf(random)),
    ),
    session: random.pick([...new Set(instruments.map((one) => one.session.name))]),
  }
}

function limitsOf(random: Random, instruments: readonly Instrument[], huge: boolean, group: boolean): Limits {
  const amount = (): string => (huge ? '5000000000' : random.pick(['5000', '50000', '400000']))
  const ratio = (): string => random.pick(['0.1', '0.25', '1', '3'])
  const sectors = [...new Set(instruments.flatMap(({ sector }) => sector ?? []))]
  const groups = [...new Set(instruments.flatMap((one) => one.groups))]
  const countries = instruments.flatMap(({ country }) => country ?? [])
  const issuers = instruments.flatMap(({ issuer }) => issuer ?? [])
  const policy = random.pick(['alert', 'trim', 'reducing'] as const)
  const total = policy === 'trim' ? 'alert' : policy
  return {
    concentration: random.pick(['0.25', '0.5', '2', '100']),
    allowShort: random.chance(0.5),
    ...optional(
      'position',
      random.maybe(0.3, () => ({ '*': random.pick(['50', '300']) })),
    ),
    ...optional('orderNotional', random.maybe(0.3, amount)),
    ...optional('gross', random.maybe(0.4, amount)),
    ...optional('net', random.maybe(0.4, amount)),
    ...optional('leverage', random.maybe(0.4, ratio)),
    ...optional('sectors', sectors.length > 0 ? random.maybe(0.5, () => ({ '*': ratio() })) : undefined),
    ...optional('groups', groups.length > 0 ? random.maybe(0.5, () => ({ '*': ratio() })) : undefined),
    ...optional('countries', countries.length > 0 ? random.maybe(0.5, () => ({ '*': ratio() })) : undefined),
    ...optional('issuers', issuers.length > 0 ? random.maybe(0.5, () => ({ '*': ratio() })) : undefined),
    ...optional(
      'currencies',
      random.maybe(0.2, () => ({ USD: ratio() })),
    ),
    ...optional(
      'restricted',
      random.maybe(0.1, () => [random.pick(instruments).symbol]),
    ),
    selfTrade: random.pick(['allow', 'refuse'] as const),
    ...optional(
      'lossBudget',
      random.maybe(0.2, () => ({ reducing: '100', halted: '2000' })),
    ),
    ...optional(
      'cashReserve',
      random.maybe(0.2, () => '1000'),
    ),
    ...optional(
      'orderRate',
      random.maybe(0.2, () => ({ count: random.integer(1, 4), perNanos: 10n * SECOND_NANOS })),
    ),
    ...optional(
      'openOrders',
      random.maybe(0.2, () => random.integer(1, 6)),
    ),
    ...optional(
      'rateStaleAfterNanos',
      random.maybe(0.4, () => random.pick([60n, 3_600n]) * SECOND_NANOS),
    ),
    ...optional(
      'priceCollar',
      random.maybe(0.3, () => '0.05'),
    ),
    ...optional(
      'dailyLoss',
      random.maybe(0.3, () => ({ reducing: '0.01', halted: '0.03' })),
    ),
    ...optional(
      'drawdown',
      random.maybe(0.3, () => ({ reducing: '0.02', halted: '0.05' })),
    ),
    ...optional('volatility', group ? undefined : random.maybe(0.25, () => volatilityOf(random, instruments))),
    passive: { concentration: policy, position: policy, gross: total, net: total, leverage: total, groups: total },
  }
}

function volatilityOf(random: Random, instruments: readonly Instrument[]): NonNullable<Limits['volatility']> {
  return {
    limit: random.pick(['0.02', '0.2', '0.9']),
    instruments: instruments.map(({ symbol }) => symbol),
    ...optional(
      'valueAtRisk',
      random.maybe(0.8, () => ({ limit: random.pick(['0.02', '0.1']), quantile: '1.645' })),
    ),
    ...optional(
      'correlation',
      random.maybe(0.6, () => ({ limit: random.pick(['0.05', '0.3']), threshold: random.pick(['0.25', '0.3']) })),
    ),
    covariance: instruments.map((_, row) => instruments.map((_other, column) => (row === column ? '0.04' : '-0.01'))),
  }
}

function sizingOf(random: Random, huge: boolean): Sizing {
  return {
    method: random.pick(['fixed-lots', 'fixed-fraction', 'volatility-target', 'fractional-kelly'] as const),
    lots: { '*': huge ? '100000000000000' : random.pick(['7', '100', '1000']) },
    fraction: random.pick(['0.1', '0.5', '1']),
    volatilityTarget: random.pick(['0.05', '0.2']),
    kelly: random.pick(['0.25', '1']),
    maxFraction: random.pick(['0.3', '1', '2']),
    noTradeBand: random.pick(['0', '0.01', '0.1']),
  }
}

function exitsOf(random: Random): ExitRules {
  return {
    ...optional(
      'stop',
      random.maybe(0.5, () => '0.01'),
    ),
    ...optional(
      'target',
      random.maybe(0.5, () => '0.01'),
    ),
    ...optional(
      'trailing',
      random.maybe(0.5, () => '0.02'),
    ),
    ...optional(
      'minHoldingNanos',
      random.maybe(0.3, () => 60n * SECOND_NANOS),
    ),
    ...optional(
      'maxHoldingNanos',
      random.maybe(0.3, () => 600n * SECOND_NANOS),
    ),
    ...optional(
      'coolDownNanos',
      random.maybe(0.5, () => 120n * SECOND_NANOS),
    ),
  }
}
