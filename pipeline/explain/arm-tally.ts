import type { Image } from '../../kernels/image.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { EQUITY, EQUITY_EQUITY, FILL, ORDER, VERDICT } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { microsAt } from './mentions.ts'
import { RefusalCounts } from './refusal-counts.ts'
import type { SimArm, Window } from './what-if-answer.ts'

const KINDS = ['inBand', 'refused', 'reduced', 'approved'] as const

interface Money {
  readonly equity: bigint
  readonly paidIn: bigint
}

/** What one arm came to in a window. */
export class ArmTally {
  rows = 0
  private readonly window: Window
  private readonly counts = { inBand: 0, refused: 0, reduced: 0, approved: 0 }
  private readonly refusals = new RefusalCounts()
  private orders = 0
  private fills = 0
  private first: Money[] | undefined
  private last: Money[] | undefined
  private readonly peaks: bigint[] = []
  private readonly falls: number[] = []
  private image: Image | undefined

  constructor(window: Window) {
    this.window = window
  }

  begins(image: Image): void {
    this.first = moneyOf(image)
  }

  ends(image: Image): void {
    this.last = moneyOf(image)
  }

  take({ frame, from, to, tape, image }: Outcome): void {
    this.image = image
    this.rows += to - from
    const { u8, u16, u32, i64 } = tape.memory
    for (let row = 0; row < tape.count; row++) {
      const at = tape.at(row)
      const micros = microsAt(frame, tape.position(row))
      if (micros < this.window.from || micros > this.window.to) continue
      const aux = u32[(at >> 2) + 5]
      if (u8[at] === VERDICT) this.verdict(aux & 0xffff, aux >>> 16)
      else if (u8[at] === ORDER && (aux & 0xff) === 0) this.orders++
      else if (u8[at] === FILL) this.fills++
      else if (u8[at] === EQUITY) this.equity(u16[(at + 2) >> 1], i64[(at >> 3) + EQUITY_EQUITY])
    }
  }

  view(hash: string | null): SimArm {
    const { image } = this
    const { inBand, ...counts } = this.counts
    const portfolios = image === undefined ? [] : this.portfolios(image)
    const refusals = this.refusals.view()
    return { ...counts, refusals, inBand, orders: this.orders, fills: this.fills, portfolios, hash }
  }

  private portfolios(image: Image): SimArm['portfolios'] {
    const end = this.last ?? moneyOf(image)
    // Without rows in the window nothing was won or lost.
    const begin = this.first ?? end
    return end.map(({ equity, paidIn }, at) => {
      const currency = image.scope.currency(at)
      const money = (amount: bigint): string => formatDecimal(amount, image.names.moneyScales[currency])
      return {
        name: image.names.scopes[at],
        currency: image.names.currencies[currency],
        equity: money(equity),
        profit: money(equity - paidIn - (begin[at].equity - begin[at].paidIn)),
        drawdown: this.falls[at] ?? 0,
      }
    })
  }

  private verdict(kind: number, reason: number): void {
    this.counts[KINDS[kind]]++
    if (kind === 1) this.refusals.add(reason)
  }

  private equity(portfolio: number, equity: bigint): void {
    const peak = this.peaks[portfolio]
    if (peak === undefined || equity > peak) this.peaks[portfolio] = equity
    else if (peak > 0n) {
      const fall = Number(peak - equity) / Number(peak)
      this.falls[portfolio] = Math.max(this.falls[portfolio] ?? 0, fall)
    }
  }
}

function moneyOf({ scope, size }: Image): Money[] {
  return Array.from({ length: size.portfolios }, (_, at) => ({ equity: scope.equity(at), paidIn: scope.paidIn(at) }))
}
