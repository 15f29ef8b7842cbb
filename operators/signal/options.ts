/** One strategy's view of the evaluations it listens to. */
export interface StrategySignal {
  readonly strategy: string
  /**
   * Weight of each timeframe, such as `{ '15m': 1, '1h': 2 }`; evaluations of others, or of weight 0, are dropped with a
   * reason. `quote` or `trade` names evaluators that read those. Absent: every timeframe counts 1.
   */
  readonly timeframes?: Readonly<Record<string, number>>
  /** Evaluators and sources listened to; absent: all. */
  readonly sources?: readonly string[]
  /** Evaluations below it are dropped; 0 … 1. */
  readonly minConfidence: number
  /** Age, as a share of the horizon, at which an evaluation's weight has halved; above 0. */
  readonly halfLife: number
}

/** What `signal(…)` takes. */
export interface SignalOptions {
  readonly strategies: readonly StrategySignal[]
}
