import { evaluator } from './evaluator.ts'
import type { Evaluator } from './evaluator.ts'

interface ImbalanceState {
  smooth: number
  seen: number
  rating: number
}

/**
 * Imbalance at the top of the book: ρ = (bidSize − askSize) ÷ (bidSize + askSize), smoothed exponentially over `span`
 * quotes; rating = 3 + 2ρ. It speaks when the rounded rating changes, and says nothing while sizes are unknown.
 * Source: Cont, Kukanov & Stoikov 2014, "The Price Impact of Order Book Events", J. Financial Econometrics 12(1).
 */
export function imbalance(options: {
  horizonMicros: number
  span?: number
  confidence?: number
}): Evaluator<ImbalanceState, 'quote'> {
  const { horizonMicros, span = 50, confidence = 0.6 } = options
  const rate = 2 / (span + 1)
  return evaluator({
    name: 'imbalance',
    version: '1',
    reads: 'quote' as const,
    warmUp: span,
    state: (): ImbalanceState => ({ smooth: 0, seen: 0, rating: 3 }),
    next(state, quote, emit) {
      const { bidSize, askSize } = quote
      const total = bidSize + askSize
      if (total <= 0) return
      const ratio = (bidSize - askSize) / total
      state.smooth = state.seen++ === 0 ? ratio : state.smooth + (ratio - state.smooth) * rate
      const rating = Math.floor(3.5 + 2 * state.smooth)
      if (rating === state.rating) return
      state.rating = rating
      emit(3 + 2 * state.smooth, confidence, horizonMicros)
    },
  })
}
