import type { TapeName } from '../engine/hashes.ts'

/** The stage whose output a tape is. */
export const STAGES: Readonly<Record<TapeName, string>> = {
  input: 'reading',
  bars: 'bars',
  evaluations: 'evaluate',
  signals: 'signal',
  decisions: 'decision',
  outcome: 'desk',
}
