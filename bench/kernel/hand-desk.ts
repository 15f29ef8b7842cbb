import type { Tape } from '../../kernels/tape.ts'
import { APPROVED, REFUSED } from '../../kernels/reference/verdict.ts'
import {
  COMMAND_CLIENT_ORDER_ID,
  COMMAND_LOTS,
  COMMAND_PRICE,
  FLAG_LAST,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import type { Testimony } from './desk.ts'
import { HandBook, LIMIT_ORDER, ORDER_ROW, OUT_ROW } from './hand-book.ts'
import { E, E_ROW, I, I_GROUPS, I_ROW, P, P_ROW, S, S_ROW } from './hand-state.ts'

const TWO_32 = 4_294_967_296
const MONEY_MAX = 2 ** 53

/**
 * The gate as anyone would write it by hand: plain numbers in flat arrays, the same checks on the same rows in the same
 * order, reservation and sums, a verdict and an order out. It is exact only while every amount stays below 2^53, knows
 * no fills, no inverse contracts, no second currency and no volatility, and takes what it lacks as given. It is what
 * the desk's figures are compared with.
 */
export class HandDesk extends HandBook {
  private violations = 0

  /** Counts the verdicts of the last call. */
  override tell(testimony: Testimony): void {
    for (let row = 0; row < this.outRows; row++) {
      const verdict = this.out[row * OUT_ROW]
      if (verdict === APPROVED || verdict === REFUSED) testimony.verdict(verdict, 1)
    }
  }

  /** Steps the COMMAND rows [from, to). */
  call({ memory, rows }: Tape, from: number, to: number): void {
    const { u8, u16, u32, f64 } = memory
    this.outRows = 0
    for (let row = from; row < to; row++) {
      const at = rows + row * ROW_BYTES
      const word = at >> 3
      const micros = (u32[(at >> 2) + 3] * TWO_32 + u32[(at >> 2) + 2]) / 1000
      const idAt = (word + COMMAND_CLIENT_ORDER_ID) << 1
      const portfolio = u16[(at + 2) >> 1]
      this.submit(
        portfolio,
        u32[(at >> 2) + 1],
        f64[word + COMMAND_LOTS],
        f64[word + COMMAND_PRICE],
        (u32[(at >> 2) + 5] >>> 8) & 0xff,
        u32[idAt + 1] * TWO_32 + u32[idAt],
        micros,
      )
      if ((u8[at + 1] & FLAG_LAST) !== 0) this.watch(portfolio)
    }
  }

  private violate(check: number, scope: number, value: number, limit: number): void {
    const { out } = this
    const at = this.outRows++ * OUT_ROW
    out[at] = -check
    out[at + 1] = scope
    out[at + 2] = value
    out[at + 3] = limit
    this.violations++
  }

  /** Checks one order; where nothing is violated, reserves for it and sends it. */
  private submit(
    portfolio: number,
    instrument: number,
    signed: number,
    price: number,
    type: number,
    id: number,
    now: number,
  ): void {
    const { out, scope } = this
    const verdictAt = this.outRows++ * OUT_ROW
    this.violations = 0
    const buy = signed > 0
    const lots = buy ? signed : -signed
    const p = (portfolio * this.instruments + instrument) * P_ROW
    const held = buy ? this.position[p + P.lots] : -this.position[p + P.lots]
    const high = held + this.position[p + (buy ? P.buys : P.sells)]
    const low = held - this.position[p + (buy ? P.sells : P.buys)]
    const worst = Math.max(Math.abs(high), Math.abs(low))
    const reducing = Math.min(lots, Math.max(0, -high))
    const reached = Math.max(Math.abs(high + lots), worst)

    this.integrity(portfolio, instrument, buy, lots, price, type, id, held, reducing)
    if (this.violations === 0) this.state(portfolio, lots > reducing)
    if (this.violations === 0) this.market(portfolio, instrument, price, now, reducing > 0)
    let reserved = 0
    if (this.violations === 0 && lots > reducing) {
      reserved = this.reservation(instrument, buy, lots - reducing, price, type)
      this.caps(portfolio, instrument, buy, lots, high, worst, reached, reserved)
    }
    out[verdictAt] = this.violations === 0 ? APPROVED : REFUSED
    out[verdictAt + 1] = portfolio
    out[verdictAt + 2] = instrument
    out[verdictAt + 3] = signed
    out[verdictAt + 4] = this.violations === 0 ? signed : 0
    out[verdictAt + 5] = this.instrument[instrument * I_ROW + I.mark]
    if (this.violations > 0) return
    const rate = portfolio * S_ROW + (reducing > 0 ? S.reduceRateAt : S.rateAt)
    scope[rate] = Math.max(scope[rate], now) + scope[portfolio * S_ROW + S.period]
    this.send(
      portfolio,
      instrument,
      signed,
      price,
      id,
      reserved,
      high,
      worst,
      Math.max(Math.abs(high + lots), Math.abs(low)),
    )
  }

  private integrity(
    portfolio: number,
    instrument: number,
    buy: boolean,
    lots: number,
    price: number,
    type: number,
    id: number,
    held: number,
    reducing: number,
  ): void {
    if (instrument >= this.instruments) {
      this.violate(Reason.INSTRUMENT_UNKNOWN, portfolio, instrument, this.instruments - 1)
      return
    }
    const record = this.instrument
    const i = instrument * I_ROW
    if (record[i + I.tradable] === 0) this.violate(Reason.INSTRUMENT_NOT_TRADABLE, portfolio, 1, 0)
    if (record[i + I.currency] !== this.scope[portfolio * S_ROW + S.currency])
      this.violate(Reason.RATE_MISSING, portfolio, 1, 0)
    if ((this.orders + 1) * ORDER_ROW > this.order.length)
      this.violate(Reason.ORDER_CAPACITY, portfolio, this.orders + 1, this.orders)
    if (this.scope[portfolio * S_ROW + S.selfTrade] === 1) {
      const own = record[i + (buy ? I.lowestSell : I.highestBuy)]
      const apart = type === LIMIT_ORDER && (buy ? own > price : own < price)
      if (!apart && own > 0) this.violate(Reason.SELF_TRADE, portfolio, own, price)
    }
    if (this.rememberIds && this.ids.has(id)) this.violate(Reason.CLIENT_ID_DUPLICATE, portfolio, 1, 0)
    const tick = price >= record[i + I.coarseFrom] ? record[i + I.coarseTick] : record[i + I.fineTick]
    const off = (price | 0) % (tick | 0)
    if (off !== 0) this.violate(Reason.PRICE_OFF_TICK, portfolio, price, price - off)
    const closes = reducing === lots && lots === Math.abs(held)
    const odd = (lots | 0) % (record[i + I.step] | 0)
    if (odd !== 0 && !closes) this.violate(Reason.QUANTITY_OFF_LOT, portfolio, lots, lots - odd)
    if (lots < record[i + I.minLots] && !closes)
      this.violate(Reason.QUANTITY_BELOW_MIN, portfolio, lots, record[i + I.minLots])
    const notional = lots * record[i + I.mark] * record[i + I.unit]
    if (notional < record[i + I.minNotional] && !closes)
      this.violate(Reason.NOTIONAL_BELOW_MIN, portfolio, notional, record[i + I.minNotional])
  }

  private state(portfolio: number, increases: boolean): void {
    const { scope } = this
    for (let at = portfolio; at >= 0; at = scope[at * S_ROW + S.parent] | 0) {
      const state = scope[at * S_ROW + S.state]
      if (state === 2) this.violate(Reason.TRADING_STATE_HALTED, at, 1, 0)
      if (state === 1 && increases) this.violate(Reason.TRADING_STATE_REDUCING, at, 1, 0)
    }
  }

  private market(portfolio: number, instrument: number, price: number, now: number, reduction: boolean): void {
    const { scope, instrument: record } = this
    const i = instrument * I_ROW
    const s = portfolio * S_ROW
    const mark = record[i + I.mark]
    if (mark === 0) {
      this.violate(Reason.MARK_MISSING, portfolio, 1, 0)
      return
    }
    const age = now - record[i + I.markAt]
    const oldest = record[i + (reduction ? I.staleReduction : I.stale)]
    if (age > oldest) this.violate(Reason.MARK_STALE, portfolio, age, oldest)
    if (!reduction && record[i + I.bid] > record[i + I.ask])
      this.violate(Reason.MARKET_CROSSED, portfolio, record[i + I.bid], record[i + I.ask])
    if (price !== 0) {
      const distance = Math.abs(2 * price - mark) / mark
      const widest = scope[s + S.collar] * (reduction ? 2 : 1)
      if (distance > widest) this.violate(Reason.PRICE_COLLAR, portfolio, distance, widest)
      const last = record[i + I.last]
      const fromLast = last > 0 ? Math.abs(price - last) / last : 0
      if (fromLast > widest) this.violate(Reason.PRICE_COLLAR_LAST, portfolio, fromLast, widest)
    }
    if (!reduction) {
      for (let at = portfolio; at >= 0; at = scope[at * S_ROW + S.parent] | 0) {
        if (scope[at * S_ROW + S.equity] <= 0) this.violate(Reason.EQUITY_NOT_POSITIVE, at, 1, 0)
      }
    }
    const ahead = scope[s + (reduction ? S.reduceRateAt : S.rateAt)] - now
    if (ahead > scope[s + S.burst]) this.violate(Reason.ORDER_RATE, portfolio, ahead, scope[s + S.burst])
    const most = scope[s + S.ordersMax] * (reduction ? 2 : 1)
    if (scope[s + S.orders] >= most) this.violate(Reason.OPEN_ORDERS_MAX, portfolio, scope[s + S.orders] + 1, most)
  }

  private caps(
    portfolio: number,
    instrument: number,
    buy: boolean,
    lots: number,
    high: number,
    worst: number,
    reached: number,
    reserved: number,
  ): void {
    const { scope, instrument: record, position } = this
    const i = instrument * I_ROW
    const s = portfolio * S_ROW
    const value = record[i + I.mark] * record[i + I.unit]
    const notional = lots * value
    const p = (portfolio * this.instruments + instrument) * P_ROW
    if (!buy && scope[s + S.allowShort] === 0 && high + lots > 0)
      this.violate(Reason.SHORT_NOT_ALLOWED, portfolio, high + lots, 0)
    if (lots > record[i + I.maxLots]) this.violate(Reason.QUANTITY_ABOVE_MAX, portfolio, lots, record[i + I.maxLots])
    if (high + lots > position[p + P.lotsMax])
      this.violate(Reason.POSITION_MAX, portfolio, high + lots, position[p + P.lotsMax])
    const short = buy ? 0 : Math.max(0, high + lots) - Math.max(0, high)
    if (short > 0 && record[i + I.shortWorst] + short > record[i + I.borrow])
      this.violate(Reason.BORROW_UNAVAILABLE, portfolio, record[i + I.shortWorst] + short, record[i + I.borrow])
    if (notional > record[i + I.maxNotional])
      this.violate(Reason.NOTIONAL_ABOVE_MAX, portfolio, notional, record[i + I.maxNotional])
    if (notional > scope[s + S.orderMax])
      this.violate(Reason.ORDER_NOTIONAL_MAX, portfolio, notional, scope[s + S.orderMax])
    for (let at = portfolio; at >= 0; at = scope[at * S_ROW + S.parent] | 0) {
      this.scopeCaps(at, instrument, buy, notional, worst, reached, value)
    }
    const free = scope[s + S.cash] - scope[s + S.reserve] - scope[s + S.reserved]
    if (reserved > free) this.violate(Reason.CASH_INSUFFICIENT, portfolio, reserved, free)
  }

  private scopeCaps(
    at: number,
    instrument: number,
    buy: boolean,
    notional: number,
    worst: number,
    reached: number,
    value: number,
  ): void {
    const { scope, exposure, instrument: record } = this
    const s = at * S_ROW
    const equity = scope[s + S.equity]
    const used = scope[s + S.gross] + scope[s + S.worst]
    if (used + reached * value > MONEY_MAX) this.violate(Reason.MONEY_OVERFLOW, at, used, MONEY_MAX)
    if (reached > worst) {
      const added = (reached - worst) * value
      const taken =
        at < this.portfolios ? worst : this.concentrate[(at - this.portfolios) * this.instruments + instrument]
      const concentrated = (taken + reached - worst) * value
      const most = equity * scope[s + S.concentration]
      if (concentrated > most) this.violate(Reason.CONCENTRATION_MAX, at, concentrated, most)
      if (used + added > scope[s + S.grossMax]) this.violate(Reason.GROSS_MAX, at, used + added, scope[s + S.grossMax])
      const margin = this.marginMore(instrument, worst, reached, value)
      if (margin > 0 && scope[s + S.margin] + margin > Math.max(0, equity))
        this.violate(Reason.MARGIN_INSUFFICIENT, at, scope[s + S.margin] + margin, equity)
      const leveraged = equity * scope[s + S.leverage]
      if (used + added > leveraged) this.violate(Reason.LEVERAGE_MAX, at, used + added, leveraged)
      for (let slot = 0; slot < I_GROUPS; slot++) {
        const group = record[instrument * I_ROW + I.groups + slot] | 0
        if (group < 0) break
        const e = (at * this.groups + group) * E_ROW
        const share = exposure[e + E.gross] + exposure[e + E.worst] + added
        const shareMax = equity * exposure[e + E.limit]
        if (share > shareMax) this.violate(exposure[e + E.check], at, share, shareMax)
      }
    }
    const net = buy ? scope[s + S.net] + scope[s + S.buys] : scope[s + S.sells] - scope[s + S.net]
    if (net + notional > scope[s + S.netMax]) this.violate(Reason.NET_MAX, at, net + notional, scope[s + S.netMax])
  }
}
