import xxhash from 'xxhash-wasm'
import type { Image } from './image.ts'
import { AMENDING } from './reference/intent.ts'

const { create64 } = await xxhash()

/**
 * XXH64 of the state in canonical order: ledgers, scopes and positions ascending, instruments' market state, open
 * orders by id. No free lists, capacities or counters.
 */
export function hashImage(image: Image): bigint {
  const hash = create64()
  const buffer = new BigInt64Array(64)
  const bytes = new Uint8Array(buffer.buffer)
  const put = (...values: (bigint | number)[]): void => {
    values.forEach((value, at) => {
      buffer[at] = BigInt(value)
    })
    hash.update(bytes.subarray(0, values.length * 8))
  }
  const { scope, ledger, position, instrument, order, amend, rate, size } = image
  for (let at = 0; at < size.portfolios * size.currencies; at++) {
    put(
      ledger.cash(at),
      ledger.cost(at),
      ledger.deposits(at),
      ledger.withdrawals(at),
      ledger.realised(at),
      ledger.fees(at),
      ledger.adjustments(at),
      ledger.reserved(at),
    )
  }
  for (let at = 0; at < size.currencies ** 2; at++)
    if (rate.numerator(at) !== 0n) put(at, rate.numerator(at), rate.denominator(at), rate.markedAt(at))
  for (let at = 0; at < image.scopes; at++) {
    put(scope.equity(at), scope.gross(at), scope.net(at), scope.worstExtra(at), scope.buyExtra(at), scope.sellExtra(at))
    put(scope.highWater(at), scope.dayStart(at), scope.paidIn(at), scope.rateAt(at), scope.reduceRateAt(at))
    put(scope.alerts(at), scope.state(at), scope.stateReason(at), scope.openOrders(at), scope.flatten(at))
  }
  for (let at = 0; at < size.portfolios * size.instruments; at++) {
    put(
      position.lots(at),
      position.cost(at),
      position.realised(at),
      position.fees(at),
      position.openBuys(at),
      position.openSells(at),
    )
    put(
      position.hasTarget(at),
      position.targetPpm(at),
      position.targetVolatilityPpm(at),
      position.targetEdgePpm(at),
      position.targetDecision(at),
    )
    put(position.openedAt(at), position.peak(at), position.cooledAt(at), position.alerts(at), position.restricted(at))
  }
  for (let at = 0; at < size.instruments; at++) {
    put(instrument.bid(at), instrument.ask(at), instrument.bidLots(at), instrument.askLots(at), instrument.mark(at))
    put(
      instrument.markAt(at),
      instrument.lastAt(at),
      instrument.crossed(at),
      instrument.staleWatch(at),
      instrument.last(at),
      instrument.borrowLots(at),
      instrument.tradable(at),
    )
  }
  for (const at of openOrdersById(image)) {
    put(
      order.id(at),
      order.portfolio(at),
      order.instrument(at),
      order.side(at),
      order.type(at),
      order.timeInForce(at),
      order.flags(at),
    )
    put(
      order.lots(at),
      order.filled(at),
      order.booked(at),
      order.price(at),
      order.stop(at),
      order.reserved(at),
      order.state(at),
    )
    put(order.sentAt(at), order.sentSequence(at), order.decision(at), order.expiresAt(at), order.cancelAt(at))
    if ((order.flags(at) & AMENDING) !== 0)
      put(amend.lots(at), amend.price(at), amend.reserved(at), amend.arrivesAt(at))
  }
  return hash.digest()
}

function openOrdersById({ order, size }: Image): number[] {
  const open: number[] = []
  for (let at = 0; at < size.orders; at++) if (order.state(at) !== 0) open.push(at)
  return open.sort((a, b) => (order.id(a) < order.id(b) ? -1 : order.id(a) > order.id(b) ? 1 : 0))
}
