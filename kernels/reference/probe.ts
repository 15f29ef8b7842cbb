import type { Image } from '../image.ts'
import type { Intent } from './intent.ts'
import type { Budget, Verdict } from './verdict.ts'

/** What a decision comes to for one portfolio, before band and gate. */
export interface Sized {
  readonly portfolio: number
  readonly instrument: number
  /** Signed lots: what the position should be, what it is, and what is left to send beside working orders. */
  readonly target: bigint
  readonly held: bigint
  readonly lots: bigint
}

/**
 * Hears what the reference desk does at a row, on the state it does it on. It must leave that state as it is: explain
 * and what-if ask their own questions of it.
 */
export interface Probe {
  sized?(image: Image, sized: Sized): void
  /** The increases of an instant, before their budget is made. */
  increases?(image: Image, increases: readonly Intent[]): void
  /** An intent that is about to be judged. */
  judged?(image: Image, intent: Intent, budget: Budget | undefined): void
  /** What was made of it, after its row was written. */
  passed?(image: Image, intent: Intent, verdict: Verdict): void
}
