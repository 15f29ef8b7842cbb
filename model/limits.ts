import type { Decimal } from './decimal.ts'

/** What happens when a limit is breached by a price instead of an order. */
export type PassivePolicy = 'alert' | 'trim' | 'reducing'
export type TotalPolicy = Exclude<PassivePolicy, 'trim'>

/**
 * Limits of a portfolio or a portfolio group. Money is in the portfolio's currency; ratios are decimal fractions of
 * equity. An absent limit is not checked, except `concentration`, which defaults to `"0.25"`, and `allowShort`, which
 * defaults to false.
 */
export interface Limits {
  readonly tradingState?: 'active' | 'reducing' | 'halted'
  /** Largest position, in units of quantity, by instrument symbol; `"*"` is the default. */
  readonly position?: Readonly<Record<string, Decimal>>
  /** Largest order, in money. */
  readonly orderNotional?: Decimal
  /** Sum of absolute position values with open orders in their worst case, in money. */
  readonly gross?: Decimal
  /** Absolute value of the sum of signed position values, in money. */
  readonly net?: Decimal
  /** Gross exposure ÷ equity. */
  readonly leverage?: Decimal
  /** Exposure to one instrument ÷ equity. */
  readonly concentration?: Decimal
  /** Exposure ÷ equity of every sector (`"*"`) or a named one. */
  readonly sectors?: Readonly<Record<string, Decimal>>
  /** Exposure ÷ equity of every country, issuer or currency (`"*"`) or a named one. */
  readonly countries?: Readonly<Record<string, Decimal>>
  readonly issuers?: Readonly<Record<string, Decimal>>
  readonly currencies?: Readonly<Record<string, Decimal>>
  /** Exposure ÷ equity of named free groups. */
  readonly groups?: Readonly<Record<string, Decimal>>
  /** Instruments that may only be reduced. */
  readonly restricted?: readonly string[]
  /** What becomes of an order that could trade against an open order of our own; default `refuse`. */
  readonly selfTrade?: 'allow' | 'refuse'
  /** Cash that orders may not touch, in money. */
  readonly cashReserve?: Decimal
  readonly allowShort?: boolean
  /** Loss since the portfolio began, deposits and withdrawals apart, in money. */
  readonly lossBudget?: { readonly reducing?: Decimal; readonly halted?: Decimal }
  /** Orders per interval, by event time; reductions have a budget of the same size of their own. */
  readonly orderRate?: { readonly count: number; readonly perNanos: bigint }
  readonly openOrders?: number
  /** Age beyond which the rate of another currency is too old to add to what settles in it; default 96 hours. */
  readonly rateStaleAfterNanos?: bigint
  /** Distance of an order's price from the mark, as a fraction; reductions are allowed twice as far. */
  readonly priceCollar?: Decimal
  /** Loss since the session's start ÷ equity at its start. */
  readonly dailyLoss?: { readonly reducing?: Decimal; readonly halted?: Decimal }
  /** Fall from the highest equity ÷ that equity. */
  readonly drawdown?: { readonly reducing?: Decimal; readonly halted?: Decimal }
  /** Volatility of the positions' profit ÷ equity, from a given covariance of returns. */
  readonly volatility?: {
    readonly limit: Decimal
    readonly instruments: readonly string[]
    readonly covariance: readonly (readonly Decimal[])[]
    /** Value at risk ÷ equity: `quantile` standard deviations, such as `"1.645"` for 95 % of a normal distribution. */
    readonly valueAtRisk?: { readonly limit: Decimal; readonly quantile: Decimal }
    /**
     * Correlation groups: an instrument and all whose correlation with it, by the same covariance, is at least `threshold`
     * in size. Their worst cases, each with the sign of its correlation, are together at most `limit` of equity.
     */
    readonly correlation?: { readonly limit: Decimal; readonly threshold: Decimal }
  }
  /** Totals can't be trimmed by one order, so their policies are to alert or to go `reducing`. */
  readonly passive?: {
    readonly concentration?: PassivePolicy
    readonly position?: PassivePolicy
    readonly gross?: TotalPolicy
    readonly net?: TotalPolicy
    readonly leverage?: TotalPolicy
    /** Sectors and free groups. */
    readonly groups?: TotalPolicy
  }
}
