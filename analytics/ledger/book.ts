import { abs } from '../../kernels/money.ts'
import { Apportion, gcd } from './apportion.ts'
import { closingOrder } from './lot.ts'
import type { Closing, Lot, LotMethod } from './lot.ts'
import { fitting, LedgerError, paidInFull, valueOf } from './terms.ts'
import type { Terms } from './terms.ts'

/** An execution as the cold ledger books it. */
export interface LedgerFill {
  readonly id: string
  readonly timeMicros: number
  /** Signed. */
  readonly lots: bigint
  /** Price units. */
  readonly price: bigint
  /** Minor units; below zero for a rebate. */
  readonly fee: bigint
}

export interface BookOptions {
  readonly method: LotMethod
  /**
   * `expense` (default): fees are counted beside the result, as the hot ledger does. `basis`: an opening fee raises the
   * lot's cost (lowers a short's proceeds), a closing fee lowers what the closing realises.
   */
  readonly fees?: 'expense' | 'basis'
  /** Of `specific`: lots that a closing fill closes first, by the fill's id; what they don't cover goes by FIFO. */
  readonly picks?: ReadonlyMap<string, readonly string[]>
}

/** When and by what something was closed. */
interface Cause {
  readonly id: string
  readonly timeMicros: number
  readonly cause: Closing['cause']
}

/**
 * The lots of one portfolio in one instrument. Every amount is an integer; costs are conserved to the unit, because a
 * part of a lot releases `trunc(cost · part ÷ lot)` and the rest stays until the last quantity takes it.
 */
export class Book {
  readonly terms: Terms
  readonly method: LotMethod
  /** Lots in order of acquisition, all on one side. */
  readonly lots: Lot[] = []
  /** Signed net position in whole lots. */
  held = 0n
  /** Profit of closings and of variation margin. */
  realised = 0n
  /** All fees of fills, also those that went into the basis. */
  fees = 0n
  /** Dividends, funding, interest and other cash that no closing brought. */
  income = 0n
  /** A lot's quantity is counted in lots ÷ this: splits such as 3:2 leave fractions in single lots. */
  denominator = 1n
  private readonly options: BookOptions
  private readonly onClosing: (closing: Closing) => void

  constructor(terms: Terms, options: BookOptions, onClosing: (closing: Closing) => void = () => undefined) {
    this.terms = terms
    this.method = options.method
    this.options = options
    this.onClosing = onClosing
  }

  /** Signed total cost of what is held. */
  get cost(): bigint {
    return this.lots.reduce((sum, { cost }) => sum + cost, 0n)
  }

  /** Value at `half` half price units less cost. */
  unrealised(half: bigint): bigint {
    return this.held === 0n ? 0n : valueOf(this.terms, this.held, half) - this.cost
  }

  /** Books a fill: what is against the position closes lots, what goes beyond it opens one on the other side. */
  execute(fill: LedgerFill): void {
    const { id, timeMicros, lots, price, fee } = fill
    if (lots === 0n) throw new LedgerError(`fill ${id} has no lots`)
    this.trade(id, timeMicros, lots, valueOf(this.terms, lots, 2n * price), fee)
  }

  /** Like {@link execute}, at a signed value in minor units instead of a price. */
  trade(id: string, timeMicros: number, lots: bigint, value: bigint, fee = 0n): void {
    const size = abs(lots)
    const held = abs(this.held)
    const opposite = this.held !== 0n && this.held > 0n !== lots > 0n
    const closed = !opposite ? 0n : size < held ? size : held
    const values = new Apportion(value, size)
    const fees = new Apportion(fee, size)
    if (closed > 0n) {
      this.take(closed * this.denominator, -values.take(closed), fees.take(closed), { id, timeMicros, cause: 'fill' })
    }
    if (size > closed) this.open(id, timeMicros, size - closed, values.take(size - closed), fees.take(size - closed))
    this.held += lots
    this.fees = fitting(this.fees + fee)
    if (this.lots.length === 0) this.denominator = 1n
  }

  /** Closes `lots` (unsigned) of what is held. Throws when there are fewer. */
  close(fill: LedgerFill): void {
    const held = abs(this.held)
    if (abs(fill.lots) > held || this.held > 0n === fill.lots > 0n)
      throw new LedgerError(`${this.terms.symbol}: fill ${fill.id} closes ${fill.lots} lots, ${this.held} are held`)
    this.execute(fill)
  }

  /** Cash that changes no lot. */
  receive(cash: bigint): void {
    this.income = fitting(this.income + cash)
  }

  /**
   * Every lot becomes `numerator` for `denominator`, at the cost it had. `lots` is the signed position afterwards;
   * what the ratio leaves beyond it is closed for `cash`.
   */
  split(id: string, timeMicros: number, numerator: bigint, denominator: bigint, lots: bigint, cash: bigint): void {
    if (numerator <= 0n || denominator <= 0n)
      throw new LedgerError(`a split is n for d with both above 0, was ${numerator} for ${denominator}`)
    for (const lot of this.lots) lot.quantity *= numerator
    this.denominator *= denominator
    const total = this.lots.reduce((sum, { quantity }) => sum + quantity, 0n)
    const excess = total - abs(lots) * this.denominator
    if (excess < 0n || (lots !== 0n && lots > 0n !== this.held > 0n)) {
      const split = `${this.held} lots ${numerator} for ${denominator}`
      throw new LedgerError(`${this.terms.symbol}: ${split} can't leave ${lots}`)
    }
    if (excess > 0n) this.take(excess, cash, 0n, { id, timeMicros, cause: 'cash-in-lieu' })
    else this.receive(cash)
    this.held = lots
    this.reduce()
  }

  /** Daily settlement: `gained` has been paid (below zero) or received, and every lot's share of it joins its cost. */
  settle(gained: bigint): void {
    const whole = abs(this.held) * this.denominator
    if (whole === 0n) return
    const value = new Apportion(this.cost + gained, whole)
    for (const lot of this.lots) {
      const cost = value.take(lot.quantity)
      lot.settled += cost - lot.cost
      lot.cost = cost
    }
    this.realised = fitting(this.realised + gained)
  }

  /** An adjustment without a cause of its own: lots enter or leave at the cost named, cash beside them. */
  adjust(id: string, timeMicros: number, lots: bigint, cost: bigint, cash: bigint): void {
    const whole = abs(this.held) * this.denominator
    if (lots === 0n && cost !== 0n && whole === 0n)
      throw new LedgerError(`${this.terms.symbol}: adjustment ${id} gives a cost of ${cost} to no lots`)
    this.receive(cash + (paidInFull(this.terms) ? cost : 0n))
    if (lots !== 0n) {
      this.trade(id, timeMicros, lots, cost)
      return
    }
    if (cost === 0n) return
    const costs = new Apportion(cost, whole)
    for (const lot of this.lots) lot.cost += costs.take(lot.quantity)
  }

  private open(id: string, openedMicros: number, lots: bigint, value: bigint, fee: bigint): void {
    const quantity = lots * this.denominator
    const cost = fitting(value + (this.options.fees === 'basis' ? fee : 0n))
    const pool = this.method === 'average' ? this.lots[0] : undefined
    if (pool !== undefined) {
      pool.quantity += quantity
      pool.cost = fitting(pool.cost + cost)
      pool.fees += fee
      return
    }
    const after = this.lots.findIndex((lot) => lot.openedMicros > openedMicros)
    const lot: Lot = { id, openedMicros, quantity, cost, fees: fee, settled: 0n }
    this.lots.splice(after < 0 ? this.lots.length : after, 0, lot)
  }

  /** Takes `quantity` out of the lots, for signed `proceeds`. */
  private take(quantity: bigint, proceeds: bigint, fee: bigint, { id, timeMicros, cause }: Cause): void {
    const shares = new Apportion(proceeds, quantity)
    const fees = new Apportion(fee, quantity)
    const basis = this.options.fees === 'basis'
    let rest = quantity
    for (const lot of closingOrder(this.lots, this.method, this.options.picks?.get(id))) {
      if (rest === 0n) break
      const part = lot.quantity < rest ? lot.quantity : rest
      const [cost, openingFees, settled] = release(lot, part)
      const [paid, closingFee] = [shares.take(part), fees.take(part)]
      const profit = paid - cost - (basis ? closingFee : 0n)
      rest -= part
      this.realised = fitting(this.realised + profit)
      this.onClosing({
        lot: lot.id,
        closedBy: id,
        cause,
        side: this.held > 0n ? 'long' : 'short',
        quantity: part,
        denominator: this.denominator,
        openedMicros: lot.openedMicros,
        closedMicros: timeMicros,
        holdingMicros: timeMicros - lot.openedMicros,
        cost,
        proceeds: paid,
        fees: openingFees + closingFee,
        settled,
        realised: profit + settled,
      })
    }
    for (let at = this.lots.length - 1; at >= 0; at--) if (this.lots[at].quantity === 0n) this.lots.splice(at, 1)
  }

  /** Brings quantities and denominator to their smallest terms. */
  private reduce(): void {
    const shared = this.lots.reduce((divisor, { quantity }) => gcd(divisor, quantity), this.denominator)
    if (shared === 1n) return
    this.denominator /= shared
    for (const lot of this.lots) lot.quantity /= shared
  }
}

/** Takes `part` out of a lot: its cost, opening fees and variation margin, truncated; the last part takes all. */
function release(lot: Lot, part: bigint): [cost: bigint, fees: bigint, settled: bigint] {
  const share = (amount: bigint): bigint => (part === lot.quantity ? amount : (amount * part) / lot.quantity)
  const [cost, fees, settled] = [share(lot.cost), share(lot.fees), share(lot.settled)]
  lot.quantity -= part
  lot.cost -= cost
  lot.fees -= fees
  lot.settled -= settled
  return [cost, fees, settled]
}
