import { abs, floorDiv } from '../../kernels/money.ts'
import { decimalsOf, parseDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { fitting, halfUnits, LedgerError, paidInFull, shareOfNotional, valueOf } from './terms.ts'
import type { Terms } from './terms.ts'

/** What happens to holders of an instrument without a trade. Amounts are decimals in the instrument's currency. */
export type HolderEvent =
  /** `amount` for one unit of the quantity, of which `withheld` (a fraction) never arrives at a long. */
  | { readonly kind: 'dividend'; readonly amount: Decimal; readonly withheld?: Decimal }
  /** `ratio` new for old, such as 4:1; fractions are paid in cash at `price`, a price after the split. */
  | { readonly kind: 'split'; readonly numerator: bigint; readonly denominator: bigint; readonly price?: Decimal }
  /** Longs pay `rate` of the notional at the funding mark, shorts receive it; below zero the other way round. */
  | { readonly kind: 'funding'; readonly rate: Decimal; readonly price?: Decimal }
  /** Profit since the last settlement is paid in cash, and `price` becomes the cost. */
  | { readonly kind: 'settlement'; readonly price?: Decimal }
  /** Shorts pay `rate` of the value they borrowed. */
  | { readonly kind: 'borrow'; readonly rate: Decimal; readonly price?: Decimal }

export type HolderEventKind = HolderEvent['kind']
export const HOLDER_EVENT_KINDS = ['dividend', 'split', 'funding', 'settlement', 'borrow'] as const

/** What of a position the hot ledger changes: all in integers, lots signed. */
export interface Adjustment {
  readonly lots: bigint
  readonly cost: bigint
  readonly cash: bigint
}

/** The part of a position that an event looks at. */
export interface Holding {
  /** Signed. */
  readonly lots: bigint
  /** Signed total cost. */
  readonly cost: bigint
  /** Half price units; 0 where nothing was marked yet. */
  readonly half: bigint
}

/**
 * What an event does to a position kept at average cost. Cash is rounded down: received less, paid more. Conserved:
 * lots × ratio = lots kept + fraction paid out; cost before = cost kept + cost of that fraction.
 *
 * @throws LedgerError where the kind of contract has no such event, or a price is needed and there is none.
 */
export function adjustmentOf(terms: Terms, event: HolderEvent, holding: Holding): Adjustment {
  refuse(terms, event.kind)
  const { lots } = holding
  if (lots === 0n) return { lots: 0n, cost: 0n, cash: 0n }
  switch (event.kind) {
    case 'dividend':
      return { lots: 0n, cost: 0n, cash: dividend(terms, lots, event.amount, event.withheld ?? '0') }
    case 'split':
      return split(terms, holding, event)
    case 'funding': {
      const cash = -shareOfNotional(terms, lots, markOf(terms, event, holding), event.rate)
      return { lots: 0n, cost: 0n, cash }
    }
    case 'settlement': {
      const gained = valueOf(terms, lots, markOf(terms, event, holding)) - holding.cost
      return { lots: 0n, cost: gained, cash: gained }
    }
    default: {
      const owed = lots < 0n ? shareOfNotional(terms, -lots, markOf(terms, event, holding), event.rate) : 0n
      return { lots: 0n, cost: 0n, cash: -owed }
    }
  }
}

/** Kinds of contract that an event can't happen to. */
export function refuse({ kind, symbol }: Terms, event: HolderEventKind): void {
  const spot = kind === 'spot'
  const contract = event === 'funding' || event === 'settlement'
  if (contract && spot) throw new LedgerError(`${symbol} is spot: it is paid in full and has no ${event}`)
  if (!contract && kind === 'inverse') throw new LedgerError(`${symbol} is an inverse contract: it has no ${event}`)
}

function markOf(terms: Terms, event: { kind: string; price?: Decimal }, { half }: Holding): bigint {
  const used = event.price === undefined ? half : halfUnits(event.price, terms)
  if (used <= 0n) throw new LedgerError(`${terms.symbol} has no mark yet: ${event.kind} needs a price`)
  return used
}

function dividend(terms: Terms, lots: bigint, amount: Decimal, withheld: Decimal): bigint {
  const { multiplier, quantityScale, moneyScale } = terms
  const kept = lots > 0n ? subtract('1', withheld) : '1'
  const parts = [amount, multiplier, kept].map((text) => ({ text, decimals: decimalsOf(text) }))
  const product = parts.reduce((all, { text, decimals }) => all * parseDecimal(text, decimals), lots)
  const scale = parts.reduce((sum, { decimals }) => sum + decimals, quantityScale)
  return fitting(floorDiv(product * 10n ** BigInt(moneyScale), 10n ** BigInt(scale)))
}

function subtract(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(decimalsOf(a), decimalsOf(b))
  const units = parseDecimal(a, scale) - parseDecimal(b, scale)
  const text = units.toString().padStart(scale + 1, '0')
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`
}

function split(terms: Terms, holding: Holding, event: HolderEvent & { kind: 'split' }): Adjustment {
  const { numerator, denominator } = event
  const size = abs(holding.lots)
  const sign = holding.lots > 0n ? 1n : -1n
  const whole = size * numerator
  const kept = (whole / (denominator * terms.step)) * terms.step
  const excess = whole - kept * denominator
  if (excess === 0n) return { lots: sign * kept - holding.lots, cost: 0n, cash: 0n }
  if (!paidInFull(terms)) {
    const left = `${excess}/${denominator} lots`
    throw new LedgerError(`${terms.symbol} is a contract: a split leaves ${left} that can't be paid out`)
  }
  const released = kept === 0n ? holding.cost : (holding.cost * excess) / whole
  const cash = fitting(inLieu(terms, event, holding, sign * excess))
  return { lots: sign * kept - holding.lots, cost: -released, cash }
}

/** What `excess` ÷ denominator new lots are worth: at the price given, or at the mark restated by the ratio. */
function inLieu(terms: Terms, event: HolderEvent & { kind: 'split' }, holding: Holding, excess: bigint): bigint {
  const half = markOf(terms, event, holding)
  return floorDiv(excess * half * terms.unit, event.price === undefined ? event.numerator : event.denominator)
}
