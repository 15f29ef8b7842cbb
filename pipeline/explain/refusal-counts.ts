import { REASON_NAMES } from '../../model/reasons.generated.ts'

/** Refusals by their first reason. */
export class RefusalCounts {
  private readonly counts = new Map<string, number>()

  add(reason: number): void {
    const name = REASON_NAMES[reason]
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  /** By reason, the most frequent first. */
  view(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([, a], [, b]) => b - a))
  }
}
