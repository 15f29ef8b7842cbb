import type { Image } from '../image.ts'
import { ceilDiv, max, PPB } from '../money.ts'
import { MARKET_ORDER, STOP_ORDER } from './intent.ts'
import { exposureAt, paidInFull } from './valuation.ts'

/** Price, in half price units and against us, that an order is reserved at: its limit, or the touch plus costs. */
export function reservePrice(image: Image, instrument: number, buy: boolean, type: number, price: bigint): bigint {
  if (type !== MARKET_ORDER && type !== STOP_ORDER) return 2n * price
  const { instrument: record, control } = image
  const mark = record.mark(instrument)
  const touch = buy ? max(mark, 2n * record.ask(instrument)) : mark
  const costs = record.halfSpreadPpb(instrument) + control.slippagePpb(0)
  return ceilDiv(touch * (PPB + costs), PPB)
}

/**
 * Cash that `lots` opened by an order take until they fill: price and fee for what is bought outright, the fee alone
 * for contracts and for short sales (whose proceeds come in).
 */
export function reservation(
  image: Image,
  instrument: number,
  buy: boolean,
  lots: bigint,
  type: number,
  price: bigint,
): bigint {
  if (lots <= 0n) return 0n
  const amount = exposureAt(image, instrument, lots, reservePrice(image, instrument, buy, type, price))
  const fee = ceilDiv(amount * image.instrument.takerFeePpb(instrument), PPB)
  return paidInFull(image, instrument) && buy ? amount + fee : fee
}

/** Cash of a currency that is neither kept, as that of the portfolio's own may be, nor reserved. */
export function freeCash(image: Image, portfolio: number, currency: number): bigint {
  const { scope, ledger } = image
  const account = image.ledgerAt(portfolio, currency)
  const kept = currency === scope.currency(portfolio) ? scope.cashReserve(portfolio) : 0n
  return ledger.cash(account) - kept - ledger.reserved(account)
}

/** Changes what is reserved of the cash that an order is paid with. */
export function reserve(image: Image, at: number, change: bigint): void {
  const { order, ledger } = image
  const account = image.ledgerAt(order.portfolio(at), image.instrument.currency(order.instrument(at)))
  ledger.setReserved(account, ledger.reserved(account) + change)
}
