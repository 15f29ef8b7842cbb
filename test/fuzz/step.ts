/** One input row and the decisions that stand at it, independent of any memory. */
export interface Step {
  readonly kind: number
  readonly flags: number
  readonly source: number
  readonly instrument: number
  readonly nanos: bigint
  readonly aux: number
  /** By lane; a bigint is written as i64, a number as f64. */
  readonly lanes: readonly (bigint | number)[]
  readonly decisions: readonly DecisionStep[]
}

export interface DecisionStep {
  readonly strategy: number
  readonly instrument: number
  readonly targetPpm: number
  readonly volatilityPpm: number
  readonly edgePpm: number
}
