/** How a closing fill finds the lots it closes. `average` pools all lots into one. */
export const LOT_METHODS = ['fifo', 'lifo', 'hifo', 'average', 'specific'] as const
export type LotMethod = (typeof LOT_METHODS)[number]

/** What was acquired at once and is still held. Its side is its book's. */
export interface Lot {
  /** Name of the fill that opened it; `specific` closes lots by it. */
  readonly id: string
  readonly openedMicros: number
  /** Above zero, in lots ÷ the book's denominator. */
  quantity: bigint
  /** Signed total cost in minor units: above zero for what was bought, below for what was sold short. */
  cost: bigint
  /** Fees of the opening that closings have not taken yet; already inside `cost` where fees go into the basis. */
  fees: bigint
  /** Variation margin received for what is still held. */
  settled: bigint
}

/** A lot, or a part of one, that was closed. */
export interface Closing {
  readonly lot: string
  readonly closedBy: string
  readonly cause: 'fill' | 'cash-in-lieu'
  readonly side: 'long' | 'short'
  /** In lots ÷ `denominator`: only what splits left is no whole number of lots. */
  readonly quantity: bigint
  readonly denominator: bigint
  readonly openedMicros: number
  readonly closedMicros: number
  /** closedMicros − openedMicros. */
  readonly holdingMicros: number
  /** Share of the lot's signed cost that was released. */
  readonly cost: bigint
  /** Signed: what closing paid out (long) or, below zero, cost (short). */
  readonly proceeds: bigint
  /** Fees of opening and closing that belong to this quantity. */
  readonly fees: bigint
  /** Variation margin received before, for this quantity. */
  readonly settled: bigint
  /** proceeds − cost + settled; where fees go into the basis, after them. */
  readonly realised: bigint
}

/** Whether `a` cost more per unit than `b`; for shorts, whether it brought less. Compared exactly. */
const dearer = (a: Lot, b: Lot): boolean => a.cost * b.quantity > b.cost * a.quantity

/**
 * Lots in the order in which they are closed. `lots` are in order of acquisition. HIFO takes first the lot whose closing
 * realises least: the highest cost of a long, the lowest proceeds of a short; ties go by acquisition.
 */
export function closingOrder(lots: readonly Lot[], method: LotMethod, picks: readonly string[] = []): Lot[] {
  switch (method) {
    case 'lifo':
      return lots.toReversed()
    case 'hifo':
      return lots.toSorted((a, b) => (dearer(a, b) ? -1 : dearer(b, a) ? 1 : 0))
    case 'specific': {
      const picked = picks.flatMap((id) => lots.find((lot) => lot.id === id) ?? [])
      return [...new Set([...picked, ...lots])]
    }
    default:
      return [...lots]
  }
}
