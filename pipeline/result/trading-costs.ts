import type { Image } from '../../kernels/image.ts'
import { BAR } from '../../model/layout.generated.ts'
import type { FillEvent } from '../../operators/execution/fills.ts'

const INVERSE = 2
const PPB = 1e9

/**
 * What fills cost beyond their fees, in money: on bars the venue fills at a price moved against us by the half-spread
 * and the slippage, which is known exactly; what the touch of a quote cost is not, and makes the whole unknown.
 */
export class TradingCosts {
  spread = 0
  slippage = 0
  /** All fills so far came from bars. */
  known = true

  /** @param factor What turns amounts of the instrument's currency into the portfolio's. */
  take({ instrument: symbol, price, quantity, side, maker }: FillEvent, image: Image, factor = 1): void {
    const { universe } = image.names
    const instrument = universe.symbols.find(symbol)
    if (instrument === undefined) return
    const { instrument: record, control } = image
    if (record.feed(instrument) !== BAR || record.kind(instrument) === INVERSE) this.known = false
    if (maker) return
    const half = Number(record.halfSpreadPpb(instrument)) / PPB
    const slip = Number(control.slippagePpb(0)) / PPB
    const multiplier = Number(universe.instruments[instrument].multiplier)
    const moved = side === 'buy' ? 1 + half + slip : 1 - half - slip
    const fair = (Number(price) * Number(quantity) * multiplier * factor) / moved
    this.spread += fair * half
    this.slippage += fair * slip
  }
}
