import type { Decimal } from './decimal.ts'
import type { SessionTable } from './session.ts'

/** How a position is valued: bought outright, or a contract whose profit is linear or inverse in the price. */
export type ContractKind = 'spot' | 'linear' | 'inverse'

/**
 * What is traded, on one venue, as configured; everything the engine needs is resolved to integers when the state
 * image is built. Rates are decimal fractions written as strings (`"0.0025"` is 25 basis points).
 */
export interface Instrument {
  /** Unique name, such as `BTC-USD`. */
  readonly symbol: string
  readonly venue: string
  readonly kind: ContractKind
  /** Currency that cash, cost and profit of this instrument are counted in. */
  readonly currency: string
  /** Decimals of a stored price: a lane holds `price × 10^priceScale`. */
  readonly priceScale: number
  /** Decimals of a stored quantity: a lot is `10^-quantityScale` of the quantity. */
  readonly quantityScale: number
  /** Increment of order prices, by price: the row with the largest `from` not above the price counts. */
  readonly tick: readonly { readonly from: Decimal; readonly tick: Decimal }[]
  /** Increment of order quantities. */
  readonly lotStep: Decimal
  readonly minQuantity: Decimal
  readonly maxQuantity?: Decimal
  readonly minNotional?: Decimal
  readonly maxNotional?: Decimal
  /** Value of one unit of quantity per unit of price (linear, spot), or face value of a contract (inverse). */
  readonly multiplier: Decimal
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** Half of the bid–ask spread as a fraction of the price; used where the data has no quotes. */
  readonly halfSpread: Decimal
  readonly tradable: boolean
  /** Margin that opens a contract, and that keeps it, as fractions of exposure; absent: none. */
  readonly initialMargin?: Decimal
  readonly maintenanceMargin?: Decimal
  /** Quantity that can be borrowed to sell short, by all portfolios together; absent: unlimited. */
  readonly borrow?: Decimal
  readonly session: SessionTable
  readonly sector?: string
  readonly country?: string
  readonly issuer?: string
  /** Free-form groups whose exposure can be limited together; with sector, country, issuer and currency at most 8. */
  readonly groups: readonly string[]
  /** A mark older than this is stale. */
  readonly staleAfterNanos: bigint
  /** A reduction may still be priced by a mark up to this age. */
  readonly reduceMarkAgeMaxNanos: bigint
  /** Size assumed at the touch where quotes carry none. */
  readonly assumedTopSize: Decimal
  /** Volume assumed of a bar that carries none. */
  readonly assumedVolume: Decimal
}
