import type { Adjustment, HolderEventKind } from './adjustment.ts'
import type { Book } from './book.ts'

/** An adjustment as the stream carries it: what the hot ledger changed, and why. */
export interface BookedAdjustment extends Adjustment {
  /** Absent: an adjustment without a known cause. */
  readonly event?: HolderEventKind
  /** Of a split. */
  readonly numerator?: bigint
  readonly denominator?: bigint
}

/**
 * Books an adjustment of the hot ledger in a book of lots: splits change every lot, settlements restate every cost,
 * other events bring cash.
 */
export function applyAdjustment(
  book: Book,
  cause: { readonly id: string; readonly timeMicros: number },
  { event, numerator, denominator, lots, cost, cash }: BookedAdjustment,
): void {
  const { id, timeMicros } = cause
  if (event === 'split' && numerator !== undefined && denominator !== undefined) {
    if (book.held !== 0n) book.split(id, timeMicros, numerator, denominator, book.held + lots, cash)
  } else if (event === 'settlement') book.settle(cost)
  else book.adjust(id, timeMicros, lots, cost, cash)
}
