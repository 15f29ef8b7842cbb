import type { Decimal } from '../../model/decimal.ts'
import { decimalsOf, formatDecimal, parseDecimal } from '../../model/decimal.ts'

/** What a run cost; an absent kind is not known and is therefore still inside `gross`. */
export interface Costs {
  readonly fees: Decimal
  readonly spread?: Decimal
  readonly slippage?: Decimal
  readonly financing?: Decimal
  /** Change of equity, after all of them. */
  readonly net: Decimal
}

/** One line of the way from gross to net: what it adds or takes, and what stands after it. */
export interface CostStep {
  readonly kind: 'gross' | 'fees' | 'spread' | 'slippage' | 'financing' | 'net'
  /** Signed: costs are negative, rebates positive. */
  readonly amount: Decimal
  readonly after: Decimal
}

const KINDS = ['spread', 'slippage', 'fees', 'financing'] as const

/**
 * The way from the result before costs to the result after them, exactly: `gross = net + Σ known costs`.
 * All amounts are printed with the decimals of the finest one.
 *
 * @example costBreakdown({ net: '-219.09', fees: '186.38' })
 * // gross −32.71, fees −186.38 (after: −219.09), net −219.09
 */
export function costBreakdown(costs: Costs): CostStep[] {
  const known = KINDS.filter((kind) => costs[kind] !== undefined)
  const scale = Math.max(decimalsOf(costs.net), ...known.map((kind) => decimalsOf(costs[kind]!)))
  const units = known.map((kind) => parseDecimal(costs[kind]!, scale))
  const net = parseDecimal(costs.net, scale)
  const text = (amount: bigint): Decimal => formatDecimal(amount, scale)
  let stands = units.reduce((sum, cost) => sum + cost, net)
  const steps: CostStep[] = [{ kind: 'gross', amount: text(stands), after: text(stands) }]
  known.forEach((kind, at) => {
    stands -= units[at]
    steps.push({ kind, amount: text(-units[at]), after: text(stands) })
  })
  return [...steps, { kind: 'net', amount: text(net), after: text(net) }]
}
