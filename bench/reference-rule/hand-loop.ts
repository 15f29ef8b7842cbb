import { FAST_SPAN, FIRST_QUOTE, SLOW_SPAN, weightOf } from './rule.ts'
import type { Feed } from './rule.ts'

/** Decimals of money: half a price unit of the finest feed. */
export const MONEY_SCALE = 6

/** The quotes of one feed in order: prices in doubles. */
export interface Columns {
  readonly bid: Float64Array
  readonly ask: Float64Array
}

/** What the rule did on one feed. Money in 10^-MONEY_SCALE dollars. */
export interface HandResult {
  readonly crossings: number
  /** Units held at the end, signed. */
  readonly units: number
  /** Cash won, and the open leg at its touch. */
  readonly profit: bigint
}

/**
 * The reference rule as anyone would write it: one loop over two typed arrays, no engine.
 *
 * Money is exact: a fill is worth less than 10^12 millionths of a dollar, far below 2^53.
 * Commission is rounded up at each fill, as the ledger does: 0.2 bp is one part in 50 000.
 */
export function handLoop({ bid, ask }: Columns, { units, priceScale }: Feed): HandResult {
  const fastWeight = weightOf(FAST_SPAN)
  const slowWeight = weightOf(SLOW_SPAN)
  const fastKept = 1 - fastWeight
  const slowKept = 1 - slowWeight
  const priceUnits = 10 ** priceScale
  const moneyUnits = 10 ** (MONEY_SCALE - priceScale)
  const count = bid.length
  if (count === 0) return { crossings: 0, units: 0, profit: 0n }
  let fast = (bid[0] + ask[0]) / 2
  let slow = fast
  let above = false
  let position = 0
  let cash = 0
  let crossings = 0
  for (let at = 1; at < count; at++) {
    const mid = (bid[at] + ask[at]) / 2
    fast = fastWeight * mid + fastKept * fast
    slow = slowWeight * mid + slowKept * slow
    if (fast > slow === above || at < FIRST_QUOTE - 1) continue
    above = fast > slow
    if (at === FIRST_QUOTE - 1) continue
    crossings++
    const target = above ? units : -units
    const lots = target - position
    const value = lots * Math.round((lots > 0 ? ask[at] : bid[at]) * priceUnits) * moneyUnits
    cash -= value + Math.ceil(Math.abs(value) / COMMISSION_DIVISOR)
    position = target
  }
  const touch = Math.round((position > 0 ? bid[count - 1] : ask[count - 1]) * priceUnits)
  return { crossings, units: position, profit: BigInt(cash + position * touch * moneyUnits) }
}

const COMMISSION_DIVISOR = 50_000
