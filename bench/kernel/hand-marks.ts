import type { Image } from '../../kernels/image.ts'
import type { Tape } from '../../kernels/tape.ts'
import { QUOTE_ASK, QUOTE_ASK_LOTS, QUOTE_BID, QUOTE_BID_LOTS, ROW_BYTES } from '../../model/layout.generated.ts'
import { HandBook, wideOf } from './hand-book.ts'
import { E, E_ROW, I, I_GROUPS, I_ROW, P, P_ROW, S, S_ROW } from './hand-state.ts'

const PPM = 1e6

/**
 * Marks as anyone would write it by hand: the touch, the mark, and with it the sums of every holder, its group and its
 * groups of instruments; then losses, totals and the limits of each position. Exact below 2^53 only; no open orders, no
 * inverse contracts, no exit rules, no state to change.
 */
export class HandMarks extends HandBook {
  /** Portfolios that hold an instrument. */
  private readonly holders: readonly Int32Array[]

  constructor(image: Image) {
    super(image)
    if (image.control.liveOrders(0) > 0) throw new Error('the hand-written marks know no open orders')
    const portfolios = Array.from({ length: this.portfolios }, (_, at) => at)
    this.holders = Array.from({ length: this.instruments }, (_, instrument) =>
      Int32Array.from(portfolios.filter((at) => image.position.lots(image.positionAt(at, instrument)) !== 0n)),
    )
  }

  /** Steps the QUOTE rows [from, to). */
  call({ memory, rows }: Tape, from: number, to: number): void {
    const { u32, f64 } = memory
    const record = this.instrument
    for (let row = from; row < to; row++) {
      const at = rows + row * ROW_BYTES
      const word = at >> 3
      const instrument = u32[(at >> 2) + 1]
      const i = instrument * I_ROW
      const bid = f64[word + QUOTE_BID]
      const ask = f64[word + QUOTE_ASK]
      record[i + I.bid] = bid
      record[i + I.ask] = ask
      record[i + I.bidLots] = f64[word + QUOTE_BID_LOTS]
      record[i + I.askLots] = f64[word + QUOTE_ASK_LOTS]
      if (bid <= 0 || ask < bid) throw new Error('the hand-written marks know sound quotes only')
      const before = record[i + I.mark]
      record[i + I.mark] = bid + ask
      record[i + I.markAt] = wideOf(u32, word + 1) / 1000
      if (bid + ask !== before) this.move(instrument, before, bid + ask)
      this.watchHolders(instrument)
    }
  }

  /** Moves the sums of every holder. */
  private move(instrument: number, before: number, after: number): void {
    const { position, scope, exposure, cells, instrument: record } = this
    const holders = this.holders[instrument]
    const i = instrument * I_ROW
    const unit = record[i + I.unit]
    const delta = (after - before) * unit
    const spot = record[i + I.spot] === 1
    for (let holder = 0; holder < holders.length; holder++) {
      const portfolio = holders[holder]
      const lots = position[(portfolio * this.instruments + instrument) * P_ROW + P.lots]
      const size = Math.abs(lots)
      const change = lots * delta
      const gross = size * delta
      const margin = spot ? 0 : marginMore(size * unit, before, after, record[i + I.marginPpm])
      const kept = spot ? 0 : marginMore(size * unit, before, after, record[i + I.keptPpm])
      for (let at = portfolio; at >= 0; at = this.parents[at]) {
        const s = at * S_ROW
        scope[s + S.equity] += change
        scope[s + S.gross] += gross
        scope[s + S.net] += change
        if (!spot) {
          scope[s + S.margin] += margin
          scope[s + S.keptMargin] += kept
        }
        const from = at * this.groups
        for (let cell = instrument * I_GROUPS; cell < (instrument + 1) * I_GROUPS; cell++) {
          const group = cells[cell]
          if (group < 0) break
          exposure[(from + group) * E_ROW + E.gross] += gross
        }
      }
    }
  }

  /** Losses and totals of every scope that moved, each once, and the limits of each position. */
  private watchHolders(instrument: number): void {
    const holders = this.holders[instrument]
    let watched = -1
    for (let holder = 0; holder < holders.length; holder++) {
      const portfolio = holders[holder]
      this.watchScope(portfolio)
      const parent = this.parents[portfolio]
      // Members of a group stand side by side.
      if (parent >= 0 && parent !== watched) this.watchScope(parent)
      watched = parent
    }
    for (let holder = 0; holder < holders.length; holder++) this.watchPosition(holders[holder], instrument)
  }

  private watchPosition(portfolio: number, instrument: number): void {
    const { position, scope, exposure, cells, instrument: record } = this
    const i = instrument * I_ROW
    const p = (portfolio * this.instruments + instrument) * P_ROW
    const lots = Math.abs(position[p + P.lots])
    const s = portfolio * S_ROW
    let breached =
      lots > position[p + P.lotsMax] ||
      lots * record[i + I.mark] * record[i + I.unit] > scope[s + S.equity] * scope[s + S.concentration]
    for (let at = portfolio; at >= 0; at = this.parents[at]) {
      const equity = scope[at * S_ROW + S.equity]
      const from = at * this.groups
      for (let cell = instrument * I_GROUPS; cell < (instrument + 1) * I_GROUPS; cell++) {
        const group = cells[cell]
        if (group < 0) break
        const e = (from + group) * E_ROW
        if (exposure[e + E.gross] > equity * exposure[e + E.limit]) breached = true
      }
    }
    if (breached) throw new Error(`portfolio ${portfolio} breaches a limit passively: there is no rule for that here`)
  }
}

function marginMore(size: number, before: number, after: number, ppm: number): number {
  return Math.ceil((size * after * ppm) / PPM) - Math.ceil((size * before * ppm) / PPM)
}
