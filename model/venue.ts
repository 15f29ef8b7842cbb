import type { Decimal } from './decimal.ts'

/** What the simulated venue does with a quote whose bid is above its ask. */
export type CrossedQuotes = 'refuse' | 'trade'

/** What becomes of the part of a market order that the touch could not fill. */
export type MarketRemainder = 'wait' | 'walk' | 'cancel'

export interface SimulatedVenue {
  /** From the desk to the venue. */
  readonly latencyNanos: bigint
  /** From a fill to the report that books it. */
  readonly reportLatencyNanos: bigint
  /** Market orders fill on the very row that caused them; only for benchmarks against engines that do so. */
  readonly zeroLatency: boolean
  /** Largest share of a bar's volume that our orders may take. */
  readonly participation: Decimal
  /** Added to the half-spread against us on bars, as a fraction of the price. */
  readonly slippage: Decimal
  readonly remainder: MarketRemainder
  /** Each further touch-size of a walking market order costs this much more, as a fraction of the price. */
  readonly walkStep: Decimal
  readonly crossedQuotes: CrossedQuotes
  /** Fill at the close that caused the order: a planted look-ahead, only to prove that the audit finds it. */
  readonly plantSameCloseFill: boolean
}
