import type { Decimal } from '../../model/decimal.ts'
import type { VerdictEvent } from '../../operators/risk/verdicts.ts'

/** A window of time, Unix µs, both ends included. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** What the gate said under one of two settings. */
export interface GateArm {
  readonly approved: number
  readonly reduced: number
  readonly refused: number
  /** By first reason. */
  readonly refusals: Readonly<Record<string, number>>
}

interface GateAnswer {
  readonly verdict: VerdictEvent['verdict']
  readonly reason: string
  readonly approved: Decimal
}

/** An intent of which the gate says something else. */
export interface GateDifference {
  readonly sequence: number
  readonly time: string
  readonly portfolio: string
  readonly instrument: string
  readonly requested: Decimal
  readonly recorded: GateAnswer
  readonly changed: GateAnswer
}

export interface WhatIfGate {
  readonly mode: 'gate'
  readonly rowsRun: number
  readonly recorded: GateArm
  readonly changed: GateArm
  /** Intents of which the gate says something else; the first thousand are told. */
  readonly different: number
  readonly differences: readonly GateDifference[]
}

/** A portfolio's window, under one of two settings. */
export interface PortfolioArm {
  readonly name: string
  readonly currency: string
  readonly equity: Decimal
  /** Change of equity in the window, deposits apart. */
  readonly profit: Decimal
  /** Largest fall from a peak in the window ÷ that peak, by the equity rows. */
  readonly drawdown: number
}

export interface SimArm extends GateArm {
  readonly inBand: number
  readonly orders: number
  readonly fills: number
  readonly portfolios: readonly PortfolioArm[]
  /** Of all tapes and the state, for runs of the whole recording. */
  readonly hash: string | null
}

/** How far the simulated venue is from what was recorded. */
export interface ModelError {
  /** Simulated before: its fills are the model's own. External: they were a venue's. */
  readonly recordedVenue: 'simulated' | 'external'
  /** Whether the recorded rows lead to what they led to when they were recorded; null where that is not known. */
  readonly asRecorded: boolean | null
  /** Baseline less recorded. */
  readonly orders: number
  readonly fills: number
  readonly profit: Readonly<Record<string, Decimal>>
}

export interface WhatIfSim {
  readonly mode: 'sim'
  readonly rowsRun: number
  readonly baseline: SimArm
  readonly changed: SimArm
  readonly modelError: ModelError
}

/** What other settings would have led to, beside what the recorded ones did. */
export type WhatIf = (WhatIfGate | WhatIfSim) & { readonly set: readonly string[] }
