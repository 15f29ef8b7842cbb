import type { Image } from '../image.ts'
import { abs, ceilDiv, money, PPB } from '../money.ts'
import { addEquity, contribute, updateHolder } from './exposures.ts'
import { exposureAt, paidInFull, valueAt } from './valuation.ts'

/**
 * The ledger books fills at total cost, in integers. Per (portfolio, currency), always:
 * cash + cost = deposits − withdrawals + realised − fees + adjustments.
 */

/** Fee on a fill of `lots` at `price` (price units), rounded against us. */
export function feeOf(image: Image, instrument: number, lots: bigint, price: bigint, maker: boolean): bigint {
  const rate = maker ? image.instrument.makerFeePpb(instrument) : image.instrument.takerFeePpb(instrument)
  return rate === 0n ? 0n : ceilDiv(exposureAt(image, instrument, lots, 2n * price) * rate, PPB)
}

/** What a fill does to a position, worked out before anything is written. */
export interface Booking {
  readonly lots: bigint
  readonly cost: bigint
  readonly realised: bigint
  readonly value: bigint
}

/**
 * Average-cost netting: the same side adds value to cost; the other side releases `trunc(cost·q/n)` and realises the
 * difference, the last lot takes all; what crosses zero opens at its own value. `lots` is signed; nothing is rounded
 * but the value itself and the released share.
 */
export function netting(held: bigint, cost: bigint, lots: bigint, value: bigint): Booking {
  const opposite = held !== 0n && held > 0n !== lots > 0n
  if (!opposite) return { lots: held + lots, cost: cost + value, realised: 0n, value }
  const size = abs(held)
  const closed = abs(lots) < size ? abs(lots) : size
  const closedValue = closed === abs(lots) ? value : (value * closed) / abs(lots)
  const released = closed === size ? cost : (cost * closed) / size
  return {
    lots: held + lots,
    cost: cost - released + (value - closedValue),
    realised: -closedValue - released,
    value,
  }
}

/** Books a fill of signed `lots` at `price` with `fee`. Throws MoneyOverflow, with nothing changed, if it does not fit. */
export function bookFill(image: Image, index: number, lots: bigint, price: bigint, fee: bigint): void {
  const instrument = image.instrumentOf(index)
  const portfolio = image.portfolioOf(index)
  const { position, ledger, control } = image
  const account = image.ledgerAt(portfolio, image.instrument.currency(instrument))
  const held = position.lots(index)
  const value = money(valueAt(image, instrument, lots, 2n * price))
  const booking = netting(held, position.cost(index), lots, value)
  const inventory = paidInFull(image, instrument)
  const cashChange = (inventory ? -value : booking.realised) - fee
  const cash = money(ledger.cash(account) + cashChange)
  const cost = money(booking.cost)
  const total = inventory ? money(ledger.cost(account) + booking.cost - position.cost(index)) : ledger.cost(account)
  const realised = money(ledger.realised(account) + booking.realised)

  contribute(image, index, -1n)
  ledger.setCash(account, cash)
  ledger.setCost(account, total)
  ledger.setRealised(account, realised)
  ledger.setFees(account, ledger.fees(account) + fee)
  position.setLots(index, booking.lots)
  position.setCost(index, cost)
  position.setRealised(index, position.realised(index) + booking.realised)
  position.setFees(index, position.fees(index) + fee)
  if (held === 0n || held > 0n !== booking.lots > 0n) {
    position.setOpenedAt(index, control.now(0))
    position.setPeak(index, image.instrument.mark(instrument))
  }
  contribute(image, index, 1n)
  addEquity(image, portfolio, cashChange)
  updateHolder(image, index)
}

/** A currency conversion: a fill with two integer legs, recorded as adjustments of both ledgers. */
export function convert(image: Image, portfolio: number, from: number, to: number, sold: bigint, bought: bigint): void {
  const { ledger, scope } = image
  for (const [currency, amount] of [
    [from, -sold],
    [to, bought],
  ] as const) {
    const account = image.ledgerAt(portfolio, currency)
    ledger.setCash(account, money(ledger.cash(account) + amount))
    ledger.setAdjustments(account, money(ledger.adjustments(account) + amount))
    if (currency === scope.currency(portfolio)) addEquity(image, portfolio, amount)
  }
}

/** Cash paid in (positive) or out (negative); it moves the day's start and the high water, so it is no profit or loss. */
export function deposit(image: Image, portfolio: number, amount: bigint): void {
  const { ledger, scope } = image
  const account = image.homeLedger(portfolio)
  ledger.setCash(account, money(ledger.cash(account) + amount))
  if (amount >= 0n) ledger.setDeposits(account, money(ledger.deposits(account) + amount))
  else ledger.setWithdrawals(account, money(ledger.withdrawals(account) - amount))
  addEquity(image, portfolio, amount)
  for (let at = portfolio; at >= 0; at = scope.parent(at)) {
    scope.setDayStart(at, money(scope.dayStart(at) + amount))
    scope.setHighWater(at, money(scope.highWater(at) + amount))
  }
}

/** An adjustment from outside the kernel: lots, cost and cash change together, the rest is `adjustments`. */
export function adjust(image: Image, index: number, lots: bigint, cost: bigint, cash: bigint): void {
  const instrument = image.instrumentOf(index)
  const portfolio = image.portfolioOf(index)
  const { ledger, position } = image
  const account = image.ledgerAt(portfolio, image.instrument.currency(instrument))
  const booked = paidInFull(image, instrument) ? cost : 0n
  contribute(image, index, -1n)
  position.setLots(index, position.lots(index) + lots)
  position.setCost(index, money(position.cost(index) + cost))
  ledger.setCash(account, money(ledger.cash(account) + cash))
  ledger.setCost(account, money(ledger.cost(account) + booked))
  ledger.setAdjustments(account, money(ledger.adjustments(account) + cash + booked))
  contribute(image, index, 1n)
  addEquity(image, portfolio, cash)
  updateHolder(image, index)
}
