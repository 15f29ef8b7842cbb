/** What every shipped evaluator of bars takes. */
export interface BarEvaluatorOptions {
  /** Bar spec read, such as `15m`. */
  readonly reads: string
  /** How long an evaluation holds, µs. */
  readonly horizonMicros: number
  /** Stated confidence where the method gives none of its own, 0 … 1; not calibrated. */
  readonly confidence?: number
}
