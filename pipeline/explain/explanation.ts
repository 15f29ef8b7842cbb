import type { Decimal } from '../../model/decimal.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'
import type { OrderEvent } from '../../operators/execution/orders.ts'
import type { CheckUnit } from '../../operators/risk/check-units.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'
import type { Question } from './question.ts'
import type { NoChange, SmallestChange } from './smallest-change.ts'

/** Why there was a trade, or none: one row of a recording, regenerated from its inputs. Money and prices are decimals. */
export interface Explanation {
  readonly question: Question
  /** The row it is about. */
  readonly sequence: number
  readonly time: string
  readonly instrument: string
  readonly market: MarketView
  /** Newest of each source and timeframe that a strategy holds, and what came in this instant. */
  readonly evaluations: readonly EvaluationView[]
  /** Evaluators that have not seen enough rows of the instrument yet. */
  readonly warmUps: readonly WarmUpView[]
  /** One for each portfolio. */
  readonly chains: readonly Chain[]
  /** Where an instant was asked for that came later than the row: what came between. */
  readonly later?: { readonly seconds: Decimal; readonly rows: number; readonly newest: MarketRow | null }
}

export interface MarketRow {
  readonly kind: string
  readonly sequence: number
  readonly time: string
  readonly lanes: Readonly<Record<string, Decimal>>
}

export interface MarketView {
  /** Rows of the instrument in this instant. */
  readonly rows: readonly MarketRow[]
  /** What positions are valued at; null where there has been no good price. */
  readonly mark: Decimal | null
  readonly markAgeSeconds: Decimal | null
  readonly bid: Decimal | null
  readonly ask: Decimal | null
  readonly last: Decimal | null
  readonly crossed: boolean
}

export interface EvaluationView {
  readonly source: string
  readonly timeframe: string
  readonly rating: number
  readonly confidence: number
  readonly asOf: string
  readonly horizonSeconds: number
  /** It came in this instant. */
  readonly isNew: boolean
  readonly expired: boolean
  /** Strategies that hold it. */
  readonly strategies: readonly string[]
}

export interface WarmUpView {
  readonly evaluator: string
  readonly timeframe: string
  readonly seen: number
  readonly needed: number
}

export interface DropView {
  readonly source: string
  readonly timeframe: string
  readonly rating: number
  readonly confidence: number
  readonly reason: string
}

export interface SignalView {
  readonly strength: number
  readonly confidence: number
  readonly quality: number
  readonly consensus: number
  readonly evaluations: number
}

export interface DecisionView {
  readonly id: string
  readonly reason: string
  /** Share of full conviction, signed. */
  readonly target: number
  readonly previous: number
  readonly reaffirmed: boolean
}

/** How a target became a quantity. */
export interface SizingView {
  readonly method: string
  readonly equity: Decimal
  readonly currency: string
  readonly target: Decimal
  readonly held: Decimal
  readonly workingBuys: Decimal
  readonly workingSells: Decimal
  /** What is left to send, signed. */
  readonly change: Decimal
  readonly changeWorth: Decimal
  /** Changes worth less than this are left alone. */
  readonly band: Decimal
}

export interface CheckView {
  readonly check: string
  readonly status: 'passed' | 'violated'
  /** False: the gate had refused before it came to it. */
  readonly reached: boolean
  readonly scope: string
  readonly subject: string | null
  readonly unit: CheckUnit
  readonly value: Decimal
  readonly limit: Decimal
  /** What was left before the order. */
  readonly headroom: Decimal
}

export interface OrderView {
  readonly id: string
  readonly sent: OrderEvent
  /** What became of it besides fills. */
  readonly events: readonly OrderEvent[]
  readonly fills: readonly FillEvent[]
  readonly filled: Decimal
  readonly state: 'filled' | 'ended' | 'open'
}

/** One intent of the row. */
export interface Judgement {
  readonly verdict: VerdictEvent
  readonly sizing: SizingView | null
  /** All that concern it, in the order of the gate. */
  readonly checks: readonly CheckView[]
  /** Checks of the gate that don't: there is no such limit, or they are of other orders. */
  readonly notAsked: readonly string[]
  readonly changes: readonly (SmallestChange | NoChange)[]
  readonly orders: readonly OrderView[]
}

export const STAGES = ['market', 'evaluation', 'signal', 'decision', 'sizing', 'gate', 'venue', 'none'] as const

/** The first thing on the way that stopped it, or cut it; `none`: nothing did. */
export interface FirstReason {
  readonly stage: (typeof STAGES)[number]
  readonly code: string
  readonly text: string
}

/** From the evaluations to the fills, for one portfolio. */
export interface Chain {
  readonly portfolio: string
  readonly strategy: string
  readonly drops: readonly DropView[]
  readonly signal: SignalView | null
  readonly decision: DecisionView | null
  readonly judgements: readonly Judgement[]
  readonly first: FirstReason
}
