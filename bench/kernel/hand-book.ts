import type { Image } from '../../kernels/image.ts'
import { SCOPE_SUMS } from './desk.ts'
import type { Testimony } from './desk.ts'
import { HandIds } from './hand-ids.ts'
import {
  concentrateRows,
  E,
  E_ROW,
  exposureRows,
  I,
  I_GROUPS,
  I_ROW,
  instrumentRows,
  P,
  P_ROW,
  positionRows,
  S,
  S_ROW,
  scopeRows,
} from './hand-state.ts'

const OUT_ROWS = 32_768
export const OUT_ROW = 8
export const ORDER_ROW = 8
export const LIMIT_ORDER = 1
const PPB = 1e9
const PPM = 1e6

/** A lane of 64 bits, exact below 2^53; `word` is its index among the 8-byte words. */
export const wideOf = (u32: Uint32Array, word: number): number => u32[2 * word + 1] * 4_294_967_296 + u32[2 * word]

/** State of the hand-written desk: sums, positions and orders, and what a sent order does to them. */
export class HandBook {
  protected readonly instruments: number
  protected readonly portfolios: number
  protected readonly groups: number
  protected readonly instrument: Float64Array
  protected readonly scope: Float64Array
  protected readonly position: Float64Array
  protected readonly exposure: Float64Array
  protected readonly concentrate: Float64Array
  protected readonly order: Float64Array
  /** Groups of each instrument, and the group of each portfolio: −1 where there is none. */
  protected readonly cells: Int32Array
  protected readonly parents: Int32Array
  protected readonly ids: HandIds
  protected readonly rememberIds: boolean
  protected orders: number
  protected readonly out = new Float64Array(OUT_ROWS * OUT_ROW)
  protected outRows = 0
  private start: { arrays: Float64Array[]; orders: number } | undefined

  constructor(image: Image) {
    const { size } = image
    this.instruments = size.instruments
    this.portfolios = size.portfolios
    this.groups = size.groups
    this.instrument = instrumentRows(image)
    this.scope = scopeRows(image)
    this.position = positionRows(image)
    this.exposure = exposureRows(image)
    this.concentrate = concentrateRows(image)
    this.cells = Int32Array.from({ length: size.instruments * I_GROUPS }, (_, at) =>
      image.groupAt(Math.floor(at / I_GROUPS), at % I_GROUPS),
    )
    this.parents = Int32Array.from({ length: image.scopes }, (_, at) => image.scope.parent(at))
    this.order = new Float64Array(size.orders * ORDER_ROW)
    this.orders = image.control.liveOrders(0)
    this.rememberIds = size.clientIds > 0
    this.ids = new HandIds(2 * size.orders)
    for (let at = 0; at < size.orders; at++) if (image.order.state(at) !== 0) this.ids.add(Number(image.order.id(at)))
    this.ids.keep()
  }

  protected get changing(): Float64Array[] {
    return [this.instrument, this.scope, this.position, this.exposure, this.concentrate]
  }

  keep(): void {
    this.start = { arrays: this.changing.map((array) => array.slice()), orders: this.orders }
  }

  restore(): void {
    const { arrays, orders } = this.start!
    this.changing.forEach((array, at) => array.set(arrays[at]))
    this.orders = orders
    this.ids.restore()
  }

  /** Counts the verdicts of the last call: none, where rows are no orders. */
  tell(_testimony: Testimony): void {}

  scopeSums(): Float64Array {
    const sums = new Float64Array((this.scope.length / S_ROW) * SCOPE_SUMS)
    for (let at = 0; at < this.scope.length / S_ROW; at++) {
      sums.set(this.scope.subarray(at * S_ROW, at * S_ROW + SCOPE_SUMS), at * SCOPE_SUMS)
    }
    return sums
  }

  protected reservation(instrument: number, buy: boolean, lots: number, price: number, type: number): number {
    const record = this.instrument
    const i = instrument * I_ROW
    let half = 2 * price
    if (type !== LIMIT_ORDER) {
      const mark = record[i + I.mark]
      const touch = buy ? Math.max(mark, 2 * record[i + I.ask]) : mark
      half = Math.ceil((touch * (PPB + record[i + I.spreadPpb])) / PPB)
    }
    const amount = lots * half * record[i + I.unit]
    const fee = Math.ceil((amount * record[i + I.feePpb]) / PPB)
    return record[i + I.spot] === 1 && buy ? amount + fee : fee
  }

  /** Margin that a larger worst case takes more. */
  protected marginMore(instrument: number, worst: number, reached: number, value: number): number {
    const record = this.instrument
    const i = instrument * I_ROW
    const ppm = record[i + I.spot] === 1 ? 0 : record[i + I.marginPpm]
    return ppm === 0 ? 0 : Math.ceil((reached * value * ppm) / PPM) - Math.ceil((worst * value * ppm) / PPM)
  }

  /** Reserves cash and quantity, moves the sums, keeps the order. */
  protected send(
    portfolio: number,
    instrument: number,
    signed: number,
    price: number,
    id: number,
    reserved: number,
    high: number,
    worst: number,
    reached: number,
  ): void {
    const { scope, exposure, instrument: record, position, order, out } = this
    const buy = signed > 0
    const lots = buy ? signed : -signed
    const i = instrument * I_ROW
    const value = record[i + I.mark] * record[i + I.unit]
    const worse = reached - worst
    const margin = this.marginMore(instrument, worst, reached, value)
    position[(portfolio * this.instruments + instrument) * P_ROW + (buy ? P.buys : P.sells)] += lots
    if (!buy) record[i + I.shortWorst] += Math.max(0, high + lots) - Math.max(0, high)
    if (price !== 0) {
      if (buy) record[i + I.highestBuy] = Math.max(record[i + I.highestBuy], price)
      else if (record[i + I.lowestSell] === 0 || price < record[i + I.lowestSell]) record[i + I.lowestSell] = price
    }
    for (let at = portfolio; at >= 0; at = scope[at * S_ROW + S.parent] | 0) {
      const s = at * S_ROW
      scope[s + S.worst] += worse * value
      scope[s + S.margin] += margin
      scope[s + (buy ? S.buys : S.sells)] += lots * value
      for (let slot = 0; slot < I_GROUPS; slot++) {
        const group = record[i + I.groups + slot] | 0
        if (group < 0) break
        exposure[(at * this.groups + group) * E_ROW + E.worst] += worse * value
      }
      if (at >= this.portfolios) this.concentrate[(at - this.portfolios) * this.instruments + instrument] += worse
    }
    scope[portfolio * S_ROW + S.reserved] += reserved
    scope[portfolio * S_ROW + S.orders]++
    if (this.rememberIds) this.ids.add(id)
    const o = this.orders++ * ORDER_ROW
    order[o] = id
    order[o + 1] = portfolio
    order[o + 2] = instrument
    order[o + 3] = signed
    order[o + 4] = price
    order[o + 5] = reserved
    const at = this.outRows++ * OUT_ROW
    out[at] = 0
    out[at + 1] = id
    out[at + 2] = portfolio
    out[at + 3] = instrument
    out[at + 4] = signed
    out[at + 5] = price
  }

  /** Loss floors and totals of a portfolio and its group. */
  protected watch(portfolio: number): void {
    const { scope } = this
    for (let at = portfolio; at >= 0; at = scope[at * S_ROW + S.parent] | 0) this.watchScope(at)
  }

  protected watchScope(at: number): void {
    const { scope } = this
    const s = at * S_ROW
    const gross = scope[s + S.gross]
    const equity = scope[s + S.equity]
    if (equity > scope[s + S.highWater]) scope[s + S.highWater] = equity
    if (
      equity < scope[s + S.floor] ||
      gross > scope[s + S.grossMax] ||
      Math.abs(scope[s + S.net]) > scope[s + S.netMax] ||
      gross > equity * scope[s + S.leverage] ||
      scope[s + S.keptMargin] > equity
    )
      throw new Error(`scope ${at} breaches a limit passively: the hand-written desk has no rule for that`)
  }
}
