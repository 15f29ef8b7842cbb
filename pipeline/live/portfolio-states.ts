import type { Image } from '../../kernels/image.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { reasonName } from '../../operators/projection.ts'

const STATES = ['active', 'reducing', 'halted'] as const

/** A portfolio, or a group of them, as it is now. */
export interface PortfolioState {
  readonly portfolio: string
  readonly state: (typeof STATES)[number]
  /** Why it is in this state; `NONE` where nothing has changed it. */
  readonly reason: string
  /** A flatten stands: it is not yet at zero. */
  readonly flattening: boolean
  readonly equity: Decimal
  readonly currency: string
  readonly openOrders: number
}

/** All portfolios, then the groups. */
export function portfolioStates(image: Image): PortfolioState[] {
  const { scope, names } = image
  return names.scopes.map((portfolio, at) => ({
    portfolio,
    state: STATES[scope.state(at)],
    reason: reasonName(scope.stateReason(at)),
    flattening: scope.flatten(at) !== 0,
    equity: formatDecimal(scope.equity(at), names.moneyScales[scope.currency(at)]),
    currency: names.currencies[scope.currency(at)],
    openOrders: scope.openOrders(at),
  }))
}
