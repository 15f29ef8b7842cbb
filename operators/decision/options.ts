/** When a signal becomes a target, for all strategies or by name. */
export interface StrategyDecision {
  /** |strength| from which a target is entered; above 0, at most 1. */
  readonly enter: number
  /** Strength along the target's side below which it is left; 0 … enter. */
  readonly exit: number
  /** Signals below it enter, reverse and enlarge nothing; leaving needs no confidence. */
  readonly minConfidence: number
  /** The same for quality. */
  readonly minQuality: number
  /** Least time from a change of side to the next entry or reversal; leaving is always possible. */
  readonly coolDownMicros: number
  /** Smallest change of a standing target's size that is followed (fraction of conviction). */
  readonly step: number
  /** `full`: conviction ±1; `strength`: conviction as strong as the signal. */
  readonly conviction: 'full' | 'strength'
  /** Yearly volatility above which conviction is scaled down by calmVolatility ÷ volatility; absent: not adapted. */
  readonly calmVolatility?: number
  /** Half-life, in bars, of the volatility estimate; at least 1. It is unknown until as many returns were seen. */
  readonly volatilityHalfLife: number
  /** Bar spec the volatility is estimated on; absent: the shortest made or read. */
  readonly volatilitySpec?: string
  /** Expected yearly return at full strength and confidence, for Kelly sizing. */
  readonly edge: number
}

/** What `decision(…)` takes. */
export interface DecisionOptions {
  readonly defaults: StrategyDecision
  readonly strategies: Readonly<Record<string, Partial<StrategyDecision>>>
}
