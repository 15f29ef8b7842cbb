/** When a signal becomes a target, for all strategies or by name. */
export interface StrategyDecision {
  /** |strength| at which a target is entered. */
  readonly enter: number
  /** |strength| below which it is left. */
  readonly exit: number
  readonly minConfidence: number
  readonly minQuality: number
  /** Least time between two changes of direction. */
  readonly coolDownMicros: number
  /** Smallest change of a standing target's size that is followed (fraction of conviction). */
  readonly step: number
  /** `full`: conviction ±1; `strength`: conviction as strong as the signal. */
  readonly conviction: 'full' | 'strength'
  /** Yearly volatility above which conviction is scaled down; absent: not adapted. */
  readonly calmVolatility?: number
  /** Half-life, in bars, of the volatility estimate. */
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
