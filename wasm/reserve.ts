import { control, instrumentOf, ledgerOf, scopeOf } from './image.ts'
import { MARKET_ORDER, STOP_ORDER } from './intent.ts'
import { ceilOfProduct, PPB } from './money.ts'
import { Instrument, Order } from './records.generated.ts'
import { exposureAt, paidInFull } from './valuation.ts'

/** Price, in half price units and against us, that an order is reserved at: its limit, or the touch plus costs. */
export function reservePrice(instrument: Instrument, buy: bool, type: i32, price: i64): i64 {
  if (type != MARKET_ORDER && type != STOP_ORDER) return 2 * price
  const touch = buy ? max(instrument.mark, 2 * instrument.ask) : instrument.mark
  const costs = instrument.halfSpreadPpb + control.slippagePpb
  return costs == 0 ? touch : ceilOfProduct(touch, PPB + costs, PPB)
}

/**
 * Cash that `lots` opened by an order take until they fill: price and fee for what is bought outright, the fee alone
 * for contracts and for short sales (whose proceeds come in).
 */
export function reservation(instrument: Instrument, buy: bool, lots: i64, type: i32, price: i64): i64 {
  if (lots <= 0) return 0
  const amount = exposureAt(instrument, lots, reservePrice(instrument, buy, type, price))
  const rate = instrument.takerFeePpb
  const fee = rate == 0 ? 0 : ceilOfProduct(amount, rate, PPB)
  return paidInFull(instrument) && buy ? amount + fee : fee
}

/** Cash of a currency that is neither kept, as that of the portfolio's own may be, nor reserved. */
export function freeCash(portfolio: i32, currency: i32): i64 {
  const scope = scopeOf(portfolio)
  const ledger = ledgerOf(portfolio, currency)
  return ledger.cash - (currency == scope.currency ? scope.cashReserve : 0) - ledger.reserved
}

/** Changes what is reserved of the cash that an order is paid with. */
export function reserve(order: Order, change: i64): void {
  ledgerOf(order.portfolio, instrumentOf(order.instrument).currency).reserved += change
}
