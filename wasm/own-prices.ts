/** Best prices of our own open priced orders of an instrument, for what would trade against them. */
import { amendOf, control, instrumentOf, orderOf, positionIndex, positionOf } from './image.ts'
import { AMENDING } from './intent.ts'
import { Instrument } from './records.generated.ts'

/** Best prices of our own open priced orders of an instrument: one more order. */
export function widen(instrument: Instrument, buy: bool, price: i64): void {
  if (price == 0) return
  if (buy) {
    instrument.pricedBuys++
    instrument.highestBuy = max(instrument.highestBuy, price)
  } else {
    instrument.pricedSells++
    const lowest = instrument.lowestSell
    instrument.lowestSell = lowest == 0 ? price : min(lowest, price)
  }
}

/** The same, one order less: where it was the best, the bound is loose until someone needs it. */
export function narrow(instrument: Instrument, buy: bool, price: i64): void {
  if (price == 0) return
  if (buy) {
    instrument.pricedBuys--
    if (instrument.pricedBuys == 0) {
      instrument.highestBuy = 0
      instrument.looseBuys = 0
    } else if (price == instrument.highestBuy) instrument.looseBuys = 1
  } else {
    instrument.pricedSells--
    if (instrument.pricedSells == 0) {
      instrument.lowestSell = 0
      instrument.looseSells = 0
    } else if (price == instrument.lowestSell) instrument.looseSells = 1
  }
}

/** Makes the best price of our own open buys, or sells, exact. */
export function tighten(instrumentId: i32, buy: bool): void {
  const instrument = instrumentOf(instrumentId)
  if ((buy ? instrument.looseBuys : instrument.looseSells) == 0) return
  let best: i64 = 0
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    let at = positionOf(positionIndex(portfolio, instrumentId)).firstOrder
    for (; at >= 0; at = orderOf(at).nextOfPosition) {
      const price = orderOf(at).price
      if (price == 0 || orderOf(at).side > 0 != buy) continue
      best = best == 0 ? price : buy ? max(best, price) : min(best, price)
      const asked = (orderOf(at).flags & AMENDING) != 0 ? amendOf(at).price : price
      best = buy ? max(best, asked) : min(best, asked)
    }
  }
  if (buy) {
    instrument.highestBuy = best
    instrument.looseBuys = 0
  } else {
    instrument.lowestSell = best
    instrument.looseSells = 0
  }
}
