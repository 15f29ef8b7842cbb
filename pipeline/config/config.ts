import type { Instrument } from '../../model/instrument.ts'
import type { Limits } from '../../model/limits.ts'
import type { Portfolios } from '../../model/portfolio.ts'
import type { Sizing } from '../../model/sizing.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import type { DecisionOptions } from '../../operators/decision/options.ts'
import type { SignalOptions } from '../../operators/signal/options.ts'
import type { DataOptions } from '../read/options.ts'
import type { ReadWays } from '../read/ways.ts'
import type { ScheduledEvent } from '../read/scheduled-events.ts'

/** How the engine runs; nothing here changes a result, unless a capacity is used up: what then happens is named. */
export interface EngineOptions extends ReadWays {
  /** Input rows a frame, or `ragged`: sizes 1 … 1 024 from a fixed sequence. */
  readonly frame: number | 'ragged'
  /** Derived rows a tape holds per input row. */
  readonly tapeFactor: number
  /** Open orders the desk can hold, and fills that can be on their way from the simulated venue at once. */
  readonly orders: number
  /** Ids remembered: of client orders, and as many of reported executions. */
  readonly clientIds: number
  readonly backend: 'auto' | 'reference' | 'wasm' | 'native'
  /** Asserts conservation after every row, poisons cursors. */
  readonly debug: boolean
}

/** A configuration with every name resolved and every default filled in. */
export interface Config {
  readonly instruments: readonly Instrument[]
  readonly data: DataOptions
  /** Dividends, splits, funding, settlements and borrowing costs, in order. */
  readonly events?: readonly ScheduledEvent[]
  /** Bar specs the graph makes. */
  readonly bars: readonly string[]
  /** Names of the shipped evaluators to run; absent: all that fit the data. */
  readonly evaluators?: readonly string[]
  readonly signal: SignalOptions
  readonly decision: DecisionOptions
  readonly sizing: Sizing
  readonly limits: Limits
  readonly portfolios: Portfolios
  readonly venue: SimulatedVenue
  /** Orders go to a venue outside this process, and its reports are rows of the input: nothing is simulated here. */
  readonly external?: true
  readonly engine: EngineOptions
  /** XXH64 of the resolved configuration, as 16 hex digits. */
  readonly hash: string
}
