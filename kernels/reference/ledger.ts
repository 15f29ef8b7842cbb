import type { Image } from '../image.ts'
import { Fault } from '../faults.ts'
import { abs, ceilDiv, fits, LOTS_MAX, PPB } from '../money.ts'
import { changeCash, contribute, sumsFit, updateHolder } from './exposures.ts'
import { fail } from './fail.ts'
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

/**
 * Books a fill of signed `lots` at `price` with `fee`, of which `open` lots were open orders until now. A fill is a
 * fact: one that the ledger can't hold halts the engine (fault `moneyOverflow`).
 */
export function bookFill(image: Image, index: number, lots: bigint, price: bigint, fee: bigint, open = 0n): void {
  const instrument = image.instrumentOf(index)
  const portfolio = image.portfolioOf(index)
  const { position, ledger, control } = image
  const account = image.ledgerAt(portfolio, image.instrument.currency(instrument))
  const held = position.lots(index)
  const value = valueAt(image, instrument, lots, 2n * price)
  if (!fits(value)) fail(image, Fault.moneyOverflow, value)
  const booking = netting(held, position.cost(index), lots, value)
  const inventory = paidInFull(image, instrument)
  const cashChange = (inventory ? -value : booking.realised) - fee
  const costChange = inventory ? booking.cost - position.cost(index) : 0n

  contribute(image, index, -1n)
  ledger.setCost(account, ledger.cost(account) + costChange)
  ledger.setRealised(account, ledger.realised(account) + booking.realised)
  ledger.setFees(account, ledger.fees(account) + fee)
  position.setLots(index, booking.lots)
  position.setCost(index, booking.cost)
  position.setRealised(index, position.realised(index) + booking.realised)
  position.setFees(index, position.fees(index) + fee)
  if (lots > 0n) position.setOpenBuys(index, position.openBuys(index) - open)
  else position.setOpenSells(index, position.openSells(index) - open)
  if (held === 0n || held > 0n !== booking.lots > 0n) {
    position.setOpenedAt(index, control.now(0))
    position.setPeak(index, image.instrument.mark(instrument))
  }
  contribute(image, index, 1n)
  changeCash(image, portfolio, image.instrument.currency(instrument), cashChange)
  updateHolder(image, index)
  if (!positionFits(image, index, account)) fail(image, Fault.moneyOverflow, value)
}

/** Whether a position, its account and the sums it enters hold amounts that may stand. */
function positionFits(image: Image, index: number, account: number): boolean {
  const { position, ledger } = image
  return (
    abs(position.lots(index)) <= LOTS_MAX &&
    fits(position.cost(index)) &&
    fits(ledger.cash(account)) &&
    fits(ledger.cost(account)) &&
    fits(ledger.realised(account)) &&
    fits(ledger.fees(account)) &&
    fits(ledger.adjustments(account)) &&
    sumsFit(image, image.portfolioOf(index))
  )
}

/**
 * A currency conversion: a fill with two integer legs, recorded as adjustments of both ledgers. False, with nothing
 * changed, where an amount would not fit.
 */
export function convert(
  image: Image,
  portfolio: number,
  from: number,
  to: number,
  sold: bigint,
  bought: bigint,
): boolean {
  const { ledger } = image
  const legs = [
    { account: image.ledgerAt(portfolio, from), currency: from, amount: -sold },
    { account: image.ledgerAt(portfolio, to), currency: to, amount: bought },
  ]
  const enter = (sign: 1n | -1n): void => {
    for (const { account, currency, amount } of legs) {
      changeCash(image, portfolio, currency, sign * amount)
      ledger.setAdjustments(account, ledger.adjustments(account) + sign * amount)
    }
  }
  enter(1n)
  const fit = legs.every(({ account }) => fits(ledger.cash(account)) && fits(ledger.adjustments(account)))
  if (fit && sumsFit(image, portfolio)) return true
  enter(-1n)
  return false
}

/**
 * Cash paid in (positive) or out (negative); it moves the day's start and the high water, so it is no profit or loss.
 * False, with nothing changed, where an amount would not fit.
 */
export function deposit(image: Image, portfolio: number, amount: bigint): boolean {
  const { ledger, scope } = image
  const account = image.homeLedger(portfolio)
  const enter = (change: bigint): void => {
    changeCash(image, portfolio, scope.currency(portfolio), change)
    if (amount >= 0n) ledger.setDeposits(account, ledger.deposits(account) + change)
    else ledger.setWithdrawals(account, ledger.withdrawals(account) - change)
    for (let at = portfolio; at >= 0; at = scope.parent(at)) {
      scope.setPaidIn(at, scope.paidIn(at) + change)
      scope.setDayStart(at, scope.dayStart(at) + change)
      scope.setHighWater(at, scope.highWater(at) + change)
    }
  }
  enter(amount)
  let fit = fits(ledger.cash(account)) && fits(ledger.deposits(account)) && fits(ledger.withdrawals(account))
  for (let at = portfolio; at >= 0; at = scope.parent(at))
    fit &&= fits(scope.paidIn(at)) && fits(scope.dayStart(at)) && fits(scope.highWater(at))
  if (fit && sumsFit(image, portfolio)) return true
  enter(-amount)
  return false
}

/**
 * An adjustment from outside the kernel: lots, cost and cash change together, the rest is `adjustments`. False, with
 * nothing changed, where an amount would not fit.
 */
export function adjust(image: Image, index: number, lots: bigint, cost: bigint, cash: bigint): boolean {
  const instrument = image.instrumentOf(index)
  const portfolio = image.portfolioOf(index)
  const { ledger, position } = image
  const account = image.ledgerAt(portfolio, image.instrument.currency(instrument))
  const booked = paidInFull(image, instrument) ? cost : 0n
  const enter = (sign: 1n | -1n): void => {
    contribute(image, index, -1n)
    position.setLots(index, position.lots(index) + sign * lots)
    position.setCost(index, position.cost(index) + sign * cost)
    ledger.setCost(account, ledger.cost(account) + sign * booked)
    ledger.setAdjustments(account, ledger.adjustments(account) + sign * (cash + booked))
    contribute(image, index, 1n)
    changeCash(image, portfolio, image.instrument.currency(instrument), sign * cash)
  }
  if (!fits(cost) || !fits(cash)) return false
  enter(1n)
  if (!positionFits(image, index, account)) {
    enter(-1n)
    return false
  }
  updateHolder(image, index)
  return true
}
