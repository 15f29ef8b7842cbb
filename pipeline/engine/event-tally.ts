/** What became of the events of a run. */
export interface EventTally {
  /** Events that met the data. */
  applied: number
  /** Positions they changed. */
  positions: number
  /** Events before the first row, or after the last. */
  outside: number
}
