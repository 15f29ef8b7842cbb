import type { Tape } from '../../kernels/tape.ts'
import {
  SIGNAL,
  SIGNAL_HORIZON_MICROS,
  VERDICT,
  VERDICT_APPROVED_LOTS,
  VERDICT_MARK,
  VERDICT_REQUESTED_LOTS,
} from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { microsAt } from './mentions.ts'

/** Lots that an intent asked for and did not get, and until when that is held against their reason. */
export interface Missed {
  readonly portfolio: number
  readonly instrument: number
  readonly reason: number
  /** Signed lots. */
  readonly lots: bigint
  /** Half price units when it was said; 0 where there was none. */
  readonly half: bigint
  /** End of the signal's horizon, Unix µs. */
  readonly untilMicros: number
  /** Row behind which it is valued; known when it has come. */
  until: number
}

/**
 * Follows what was refused or cut until the signal's horizon ends, or the portfolio is asked about the instrument again,
 * whichever comes first: lots that are refused at every signal are not counted twice.
 */
export class MissedLots {
  readonly all: Missed[] = []
  private readonly open = new Map<string, Missed>()

  /** @param counts Whether a row lies in the window. */
  take(outcome: Outcome, counts: (micros: number) => boolean): void {
    const { frame, to, tape } = outcome
    const { u8, u16, u32, f64 } = tape.memory
    for (let row = 0; row < tape.count; row++) {
      const at = tape.at(row)
      if (u8[at] !== VERDICT) continue
      const word = at >> 3
      const position = tape.position(row)
      const portfolio = u16[(at + 2) >> 1]
      const instrument = u32[(at >> 2) + 1]
      const micros = microsAt(frame, position)
      const key = `${portfolio} ${instrument}`
      this.end(outcome, key, position)
      const lots = BigInt(f64[word + VERDICT_REQUESTED_LOTS]) - BigInt(f64[word + VERDICT_APPROVED_LOTS])
      const aux = u32[(at >> 2) + 5]
      const kind = aux & 0xffff
      if ((kind !== 1 && kind !== 2) || lots === 0n || !counts(micros)) continue
      const strategy = portfolio < outcome.image.size.portfolios ? outcome.image.scope.strategy(portfolio) : -1
      const horizon = horizonAt(frame.signals, position, strategy, instrument)
      const half = BigInt(f64[word + VERDICT_MARK])
      const missed = { portfolio, instrument, reason: aux >>> 16, lots, half, untilMicros: micros + horizon, until: 0 }
      this.all.push(missed)
      this.open.set(key, missed)
    }
    const last = microsAt(frame, to - 1)
    for (const [key, missed] of this.open) if (missed.untilMicros < last) this.end(outcome, key, to - 1)
  }

  /** What is still open ends with the last row. */
  finish(sequence: number): void {
    for (const missed of this.open.values()) missed.until = sequence
    this.open.clear()
  }

  /** Ends what is open at a position, or where its horizon ended before that. */
  private end({ frame, from }: Outcome, key: string, position: number): void {
    const missed = this.open.get(key)
    if (missed === undefined) return
    let row = position
    while (row >= from && microsAt(frame, row) > missed.untilMicros) row--
    missed.until = frame.firstSequence + row
    this.open.delete(key)
  }
}

function horizonAt(signals: Tape, position: number, strategy: number, instrument: number): number {
  const { u8, u16, u32, f64 } = signals.memory
  for (let row = signals.count - 1; row >= 0; row--) {
    const at = signals.at(row)
    if (signals.position(row) < position) break
    if (signals.position(row) !== position || u8[at] !== SIGNAL) continue
    if (u16[(at + 2) >> 1] === strategy && u32[(at >> 2) + 1] === instrument)
      return f64[(at >> 3) + SIGNAL_HORIZON_MICROS]
  }
  return Number.POSITIVE_INFINITY
}
