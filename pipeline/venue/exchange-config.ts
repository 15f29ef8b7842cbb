import type { OperatorFunction } from 'rxjs'
import xxhash from 'xxhash-wasm'
import type { Frame } from '../../kernels/frame.ts'
import { scalesOf } from '../../kernels/image-build.ts'
import { MONEY_MAX } from '../../kernels/money.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { Portfolio } from '../../model/portfolio.ts'
import { currencyNames } from '../../model/universe.ts'
import { desk } from '../../operators/desk.ts'
import { execution } from '../../operators/execution/execution.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { portfolio } from '../../operators/portfolio/portfolio.ts'
import { risk } from '../../operators/risk/risk.ts'
import { sizing } from '../../operators/sizing/sizing.ts'
import { canonical } from '../canonical.ts'
import type { Config } from '../config/config.ts'
import { withHash } from '../config/load.ts'

const { h64ToString } = await xxhash()

/** An exchange does not refuse an order because its own last price is old. */
const NEVER_STALE_NANOS = 2n ** 62n
/** Shares of equity are counted up to the most that money may be. */
const NO_CONCENTRATION = '4'
/** A venue has no strategy; accounts are only ever given orders. */
const NOBODY = 'orders'

/** Where the accounts of a venue are: one for each portfolio of the engine and currency that instruments settle in. */
export class Accounts {
  /** By id: the same that the engine gives them. */
  readonly currencies: readonly string[]
  private readonly ofInstrument: readonly number[]

  constructor(instruments: readonly Instrument[]) {
    this.currencies = currencyNames(instruments, []).list
    this.ofInstrument = instruments.map(({ currency }) => this.currencies.indexOf(currency))
  }

  /** The venue's account for an order of a portfolio; −1 where there is no such instrument. */
  account(portfolioId: number, instrument: number): number {
    const currency = this.ofInstrument[instrument]
    return currency === undefined ? -1 : portfolioId * this.currencies.length + currency
  }

  /** Ids of the instruments that settle in a currency. */
  instrumentsIn(currency: number): number[] {
    return this.ofInstrument.flatMap((one, instrument) => (one === currency ? [instrument] : []))
  }

  /** Id of the currency an instrument settles in. */
  currencyOf(instrument: number): number {
    return this.ofInstrument[instrument]
  }

  /** The engine's portfolio that an account is of. */
  portfolio(account: number): number {
    return Math.floor(account / this.currencies.length)
  }
}

/**
 * The configuration of a venue for an engine's: an account for each portfolio and currency, so rich that nothing is ever
 * refused for want of money, without limits, and the engine's own assumptions about the venue.
 */
export function exchangeConfig(config: Config): Config {
  const { instruments, portfolios } = config
  const names = currencyNames(instruments, portfolios.portfolios).list
  const scales = scalesOf(names, instruments, portfolios.portfolios)
  const accounts = new Accounts(instruments)
  // The last digit keeps money at the engine's scale.
  const units = (MONEY_MAX / 40n) * 10n + 1n
  const cash = (currency: string): string => formatDecimal(units, scales[names.indexOf(currency)])
  return withHash({
    ...config,
    instruments: instruments.map(({ initialMargin: _initial, maintenanceMargin: _kept, borrow: _borrow, ...one }) => ({
      ...one,
      staleAfterNanos: NEVER_STALE_NANOS,
      reduceMarkAgeMaxNanos: NEVER_STALE_NANOS,
    })),
    limits: { allowShort: true, selfTrade: 'allow', concentration: NO_CONCENTRATION },
    sizing: { method: 'fixed-fraction', fraction: '1' },
    portfolios: {
      portfolios: portfolios.portfolios.flatMap(({ name }) =>
        accounts.currencies.map((currency): Portfolio => ({
          name: `${name} ${currency}`,
          currency,
          cash: cash(currency),
          strategy: NOBODY,
        })),
      ),
      groups: [],
      equityIntervalNanos: 0n,
    },
    engine: { ...config.engine, orders: 2 * config.engine.orders },
  })
}

/** The graph of a venue: a desk that is only ever given orders. */
export function exchangeGraph(config: Config): OperatorFunction<Frame, Outcome> {
  return desk([risk(config.limits), sizing(config.sizing), execution(config.venue), portfolio(config.portfolios)], {
    orders: config.engine.orders,
    clientIds: config.engine.clientIds,
  })
}

/** The configuration of a run whose orders go to a venue outside. */
export const externalConfig = (config: Config): Config => withHash({ ...config, external: true })

/** What an engine and its venue must agree on: what rows call by numbers. */
export const worldHash = ({ instruments, portfolios }: Config): string =>
  h64ToString(
    canonical({ instruments, portfolios: portfolios.portfolios.map(({ name, currency }) => ({ name, currency })) }),
  )
