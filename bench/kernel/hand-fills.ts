import type { Image } from '../../kernels/image.ts'
import type { Tape } from '../../kernels/tape.ts'
import {
  REPORT_CLIENT_ORDER_ID,
  REPORT_EXECUTION_ID,
  REPORT_FEE,
  REPORT_LOTS,
  REPORT_PRICE,
  ROW_BYTES,
} from '../../model/layout.generated.ts'
import { HandBook, ORDER_ROW, OUT_ROW, wideOf } from './hand-book.ts'
import { HandIds } from './hand-ids.ts'
import { E, E_ROW, I, I_GROUPS, I_ROW, P, P_ROW, S, S_ROW } from './hand-state.ts'

const FILLED = 1
const PPM = 1e6

/** Fields of an order's row here: what a fill needs of it. */
const O = { portfolio: 0, instrument: 1, side: 2, lots: 3, filled: 4, reserved: 5 } as const

/**
 * Fills booked as anyone would write it by hand: the order by its id, the execution once, cost and profit by average
 * cost, cash, the sums of portfolio, group and groups of instruments, reservation; a fill, a position and an equity row
 * out. Exact below 2^53 only; no inverse contracts, no second currency, no trading states to change.
 */
export class HandFills extends HandBook {
  /** Row of an order by its id; ids of the bench are small and dense. */
  private readonly rowOf: Int32Array
  private readonly executions: HandIds
  /** Total cost and profit realised, by position. */
  private readonly cost: Float64Array
  private readonly realised: Float64Array

  constructor(image: Image) {
    super(image)
    const { order, position, size } = image
    const live = Array.from({ length: size.orders }, (_, at) => at).filter((at) => order.state(at) !== 0)
    this.rowOf = new Int32Array(live.reduce((most, at) => Math.max(most, Number(order.id(at))), 0) + 1).fill(-1)
    this.executions = new HandIds(2 * size.orders)
    const positions = size.portfolios * size.instruments
    this.cost = Float64Array.from({ length: positions }, (_, at) => Number(position.cost(at)))
    this.realised = Float64Array.from({ length: positions }, (_, at) => Number(position.realised(at)))
    for (const at of live) {
      this.rowOf[Number(order.id(at))] = at
      const row = [order.portfolio(at), order.instrument(at), order.side(at), order.lots(at), order.filled(at)]
      this.order.set([...row, order.reserved(at)].map(Number), at * ORDER_ROW)
    }
  }

  protected override get changing(): Float64Array[] {
    return [...super.changing, this.order, this.cost, this.realised]
  }

  override restore(): void {
    super.restore()
    this.executions.restore()
  }

  /** Steps the REPORT rows [from, to). */
  call({ memory, rows }: Tape, from: number, to: number): void {
    const { u32, f64 } = memory
    this.outRows = 0
    for (let row = from; row < to; row++) {
      const at = rows + row * ROW_BYTES
      const word = at >> 3
      if (u32[(at >> 2) + 5] !== FILLED) throw new Error('the hand-written book knows fills only')
      this.fill(
        wideOf(u32, word + REPORT_CLIENT_ORDER_ID),
        f64[word + REPORT_PRICE],
        Math.abs(f64[word + REPORT_LOTS]),
        wideOf(u32, word + REPORT_FEE),
        wideOf(u32, word + REPORT_EXECUTION_ID),
      )
    }
  }

  private fill(id: number, price: number, lots: number, fee: number, execution: number): void {
    const { order } = this
    const at = id < this.rowOf.length ? this.rowOf[id] : -1
    const o = at * ORDER_ROW
    if (at < 0 || lots > order[o + O.lots] - order[o + O.filled] || this.executions.has(execution))
      throw new Error(`a fill of order ${id} that the hand-written book has no rule for`)
    this.executions.add(execution)
    const portfolio = order[o + O.portfolio] | 0
    const instrument = order[o + O.instrument] | 0
    const buys = order[o + O.side] > 0
    this.book(portfolio, instrument, buys ? lots : -lots, price, fee)
    const open = order[o + O.lots] - order[o + O.filled]
    const reserved = order[o + O.reserved]
    const released = lots === open ? reserved : Math.floor((reserved * lots) / open)
    order[o + O.filled] += lots
    order[o + O.reserved] -= released
    this.scope[portfolio * S_ROW + S.reserved] -= released
    this.tellFill(id, portfolio, instrument, buys ? lots : -lots, price, fee)
    if (lots === open) this.scope[portfolio * S_ROW + S.orders]--
    this.watch(portfolio)
  }

  /** Books signed lots, and takes them off the open ones. */
  private book(portfolio: number, instrument: number, lots: number, price: number, fee: number): void {
    const { position, scope, cost, realised, instrument: record } = this
    const i = instrument * I_ROW
    const index = portfolio * this.instruments + instrument
    const p = index * P_ROW
    const unit = record[i + I.unit]
    const mark = record[i + I.mark] * unit
    const spot = record[i + I.spot] === 1
    const held = position[p + P.lots]
    const buys = position[p + P.buys]
    const sells = position[p + P.sells]
    const now = held + lots
    const buysNow = lots > 0 ? buys - lots : buys
    const sellsNow = lots > 0 ? sells : sells + lots

    // Average cost: what is closed releases its share, the rest opens at its own value.
    const value = lots * 2 * price * unit
    let newCost = cost[index] + value
    let profit = 0
    if (held !== 0 && held > 0 !== lots > 0) {
      const size = Math.abs(held)
      const quantity = Math.abs(lots)
      const closed = Math.min(size, quantity)
      const closedValue = closed === quantity ? value : Math.trunc((value * closed) / quantity)
      const released = closed === size ? cost[index] : Math.trunc((cost[index] * closed) / size)
      newCost = cost[index] - released + (value - closedValue)
      profit = -closedValue - released
    }
    const cash = (spot ? -value : profit) - fee
    const unrealised = spot ? 0 : cost[index] - newCost
    cost[index] = newCost
    realised[index] += profit
    position[p + P.lots] = now
    position[p + P.buys] = buysNow
    position[p + P.sells] = sellsNow
    scope[portfolio * S_ROW + S.cash] += cash
    record[i + I.shortWorst] += Math.max(0, sellsNow - now) - Math.max(0, sells - held)

    const worst = Math.max(Math.abs(held + buys), Math.abs(held - sells))
    const worstNow = Math.max(Math.abs(now + buysNow), Math.abs(now - sellsNow))
    const gross = (Math.abs(now) - Math.abs(held)) * mark
    const extra = (worstNow - worst) * mark - gross
    const margin = this.marginMore(instrument, worst, worstNow, mark)
    const kept = this.keptMore(instrument, Math.abs(held) * mark, Math.abs(now) * mark)
    for (let at = portfolio; at >= 0; at = this.parents[at]) {
      const s = at * S_ROW
      scope[s + S.equity] += cash + lots * mark + unrealised
      scope[s + S.gross] += gross
      scope[s + S.net] += lots * mark
      scope[s + S.worst] += extra
      scope[s + S.buys] += (buysNow - buys) * mark
      scope[s + S.sells] += (sellsNow - sells) * mark
      scope[s + S.margin] += margin
      scope[s + S.keptMargin] += kept
      for (let cell = instrument * I_GROUPS; cell < (instrument + 1) * I_GROUPS; cell++) {
        const group = this.cells[cell]
        if (group < 0) break
        const e = (at * this.groups + group) * E_ROW
        this.exposure[e + E.gross] += gross
        this.exposure[e + E.worst] += extra
      }
      if (at >= this.portfolios)
        this.concentrate[(at - this.portfolios) * this.instruments + instrument] += worstNow - worst
    }
  }

  /** Maintenance margin that a larger exposure takes more. */
  private keptMore(instrument: number, before: number, after: number): number {
    const record = this.instrument
    const i = instrument * I_ROW
    const ppm = record[i + I.spot] === 1 ? 0 : record[i + I.keptPpm]
    return ppm === 0 ? 0 : Math.ceil((after * ppm) / PPM) - Math.ceil((before * ppm) / PPM)
  }

  /** A fill, a position and an equity row. */
  private tellFill(id: number, portfolio: number, instrument: number, lots: number, price: number, fee: number): void {
    const { out, scope, instrument: record } = this
    const index = portfolio * this.instruments + instrument
    const held = this.position[index * P_ROW + P.lots]
    const mark = record[instrument * I_ROW + I.mark]
    const s = portfolio * S_ROW
    let at = this.outRows * OUT_ROW
    this.outRows += 3
    out[at] = id
    out[at + 1] = portfolio
    out[at + 2] = instrument
    out[at + 3] = lots
    out[at + 4] = price
    out[at + 5] = fee
    at += OUT_ROW
    out[at] = held
    out[at + 1] = this.cost[index]
    out[at + 2] = this.realised[index]
    out[at + 3] = held * mark * record[instrument * I_ROW + I.unit]
    out[at + 4] = mark
    at += OUT_ROW
    out[at] = scope[s + S.equity]
    out[at + 1] = scope[s + S.cash]
    out[at + 2] = scope[s + S.gross]
    out[at + 3] = scope[s + S.net]
  }
}
