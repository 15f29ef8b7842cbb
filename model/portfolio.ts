import type { Decimal } from './decimal.ts'
import type { Limits } from './limits.ts'
import type { Sizing } from './sizing.ts'

/** Rules that close a position without a new decision. Ratios are decimal fractions of the average entry price. */
export interface ExitRules {
  readonly stop?: Decimal
  readonly target?: Decimal
  /** Fall from the best price since entry. */
  readonly trailing?: Decimal
  readonly minHoldingNanos?: bigint
  readonly maxHoldingNanos?: bigint
  /** Time after an exit in which the position is not reopened. */
  readonly coolDownNanos?: bigint
}

/** One pot of capital that follows one strategy. */
export interface Portfolio {
  readonly name: string
  readonly currency: string
  readonly cash: Decimal
  /** Cash of other currencies at the start. It counts from the first rate of its currency on. */
  readonly balances?: Readonly<Record<string, Decimal>>
  readonly strategy: string
  /** Overrides, key by key, of the limits given to `risk(…)`. */
  readonly limits?: Limits
  /** Overrides, key by key, of the sizing given to `sizing(…)`. */
  readonly sizing?: Partial<Sizing>
  readonly exits?: ExitRules
  /** Session whose end is the end of this portfolio's loss day; default: the first instrument's. */
  readonly session?: string
}

/** Several portfolios whose summed exposure and equity have limits of their own. */
export interface PortfolioGroup {
  readonly name: string
  readonly members: readonly string[]
  readonly limits: Limits
}

export interface Portfolios {
  readonly portfolios: readonly Portfolio[]
  readonly groups: readonly PortfolioGroup[]
  /** Least time between two equity rows that nothing else caused. */
  readonly equityIntervalNanos: bigint
}
