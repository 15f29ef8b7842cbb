import type { Violation } from './intent.ts'

export const IN_BAND = 0
export const REFUSED = 1
export const REDUCED = 2
export const APPROVED = 3

/** What the gate says of an intent. */
export interface Verdict {
  readonly kind: typeof REFUSED | typeof REDUCED | typeof APPROVED
  /** Signed lots that may leave. */
  readonly lots: bigint
  /** The part of them that reduces the position even if every open order fills. */
  readonly reducing: bigint
  /** Every check that the intent, as asked, violates. */
  readonly violations: readonly Violation[]
  readonly reason: number
}

/** What the increases of an instant are scaled by, and why. */
export interface Budget {
  readonly ppm: bigint
  readonly need: bigint
  readonly room: bigint
}
