import type { Image } from '../../kernels/image.ts'
import { ceilDiv, max, PPM } from '../../kernels/money.ts'
import type { Sized } from '../../kernels/reference/probe.ts'
import { worth } from '../../kernels/reference/valuation.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { SizingView } from './explanation.ts'

const METHODS = ['fixed-lots', 'fixed-fraction', 'volatility-target', 'fractional-kelly']

/** How a target became a quantity, on the state that it did so on. */
export function sizingView(image: Image, { portfolio, instrument, target, held, lots }: Sized): SizingView {
  const { scope, position, names } = image
  const index = image.positionAt(portfolio, instrument)
  const equity = scope.equity(portfolio)
  const currency = scope.currency(portfolio)
  const money = (amount: bigint): Decimal => formatDecimal(amount, names.moneyScales[currency])
  const quantity = (amount: bigint): Decimal =>
    formatDecimal(amount, names.universe.instruments[instrument].quantityScale)
  return {
    method: position.policyKind(index) === 0 ? METHODS[scope.sizing(portfolio)] : 'policy',
    equity: money(equity),
    currency: names.currencies[currency],
    target: quantity(target),
    held: quantity(held),
    workingBuys: quantity(position.openBuys(index)),
    workingSells: quantity(position.openSells(index)),
    change: quantity(lots),
    changeWorth: money(worth(image, portfolio, instrument, lots)),
    // The least amount of money that is not below the band.
    band: money(ceilDiv(scope.bandPpm(portfolio) * max(0n, equity), PPM)),
  }
}
