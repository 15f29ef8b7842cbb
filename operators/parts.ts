import type { Limits } from '../model/limits.ts'
import type { Portfolios } from '../model/portfolio.ts'
import type { Sizing } from '../model/sizing.ts'
import type { SimulatedVenue } from '../model/venue.ts'

/** The four parts of the desk's loop; the tuple makes a missing or misplaced one a type error. */
export interface Risk {
  readonly part: 'risk'
  readonly limits: Limits
}
export interface SizingPart {
  readonly part: 'sizing'
  readonly sizing: Sizing
}
export interface Execution {
  readonly part: 'execution'
  /** `external`: fills arrive as REPORT rows; no venue is simulated. */
  readonly venue: SimulatedVenue | 'external'
}
export interface PortfolioPart {
  readonly part: 'portfolio'
  readonly portfolios: Portfolios
}
export type Loop = readonly [Risk, SizingPart, Execution, PortfolioPart]
