import type { Image } from '../image.ts'
import { max, min } from '../money.ts'

/** Best prices of our own open priced orders of an instrument: one more order. */
export function widen({ instrument: record }: Image, instrument: number, buy: boolean, price: bigint): void {
  if (price === 0n) return
  if (buy) {
    record.setPricedBuys(instrument, record.pricedBuys(instrument) + 1)
    record.setHighestBuy(instrument, max(record.highestBuy(instrument), price))
  } else {
    record.setPricedSells(instrument, record.pricedSells(instrument) + 1)
    const lowest = record.lowestSell(instrument)
    record.setLowestSell(instrument, lowest === 0n ? price : min(lowest, price))
  }
}

/** The same, one order less: where it was the best, the bound is loose until someone needs it. */
export function narrow({ instrument: record }: Image, instrument: number, buy: boolean, price: bigint): void {
  if (price === 0n) return
  if (buy) {
    const left = record.pricedBuys(instrument) - 1
    record.setPricedBuys(instrument, left)
    if (left === 0) record.setHighestBuy(instrument, 0n)
    if (left === 0) record.setLooseBuys(instrument, 0)
    else if (price === record.highestBuy(instrument)) record.setLooseBuys(instrument, 1)
  } else {
    const left = record.pricedSells(instrument) - 1
    record.setPricedSells(instrument, left)
    if (left === 0) record.setLowestSell(instrument, 0n)
    if (left === 0) record.setLooseSells(instrument, 0)
    else if (price === record.lowestSell(instrument)) record.setLooseSells(instrument, 1)
  }
}

/** Makes the best price of our own open buys, or sells, exact. */
export function tighten(image: Image, instrument: number, buy: boolean): void {
  const { instrument: record, order, position, size } = image
  if ((buy ? record.looseBuys(instrument) : record.looseSells(instrument)) === 0) return
  let best = 0n
  for (let portfolio = 0; portfolio < size.portfolios; portfolio++) {
    const index = image.positionAt(portfolio, instrument)
    for (let at = position.firstOrder(index); at >= 0; at = order.nextOfPosition(at)) {
      for (const price of [order.price(at), image.amend.price(at)]) {
        if (price === 0n || order.side(at) > 0 !== buy) continue
        best = best === 0n ? price : buy ? max(best, price) : min(best, price)
      }
    }
  }
  if (buy) {
    record.setHighestBuy(instrument, best)
    record.setLooseBuys(instrument, 0)
  } else {
    record.setLowestSell(instrument, best)
    record.setLooseSells(instrument, 0)
  }
}
