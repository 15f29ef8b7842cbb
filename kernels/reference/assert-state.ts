import type { Image } from '../image.ts'
import { abs, max } from '../money.ts'
import { cashInHome, worstLots } from './exposures.ts'
import { inHome, marginOf, paidInFull, signedValue, worth } from './valuation.ts'

/**
 * Debug mode's proof, after every row: money is conserved in every ledger, every running sum equals the sum over
 * positions and orders made anew, and every open order has its own executions. Throws naming what differs and both numbers.
 */
export function assertState(image: Image): void {
  conservation(image)
  for (let at = 0; at < image.scopes; at++) sums(image, at)
  openQuantities(image)
  executions(image)
  instruments(image)
}

function conservation({ ledger, size }: Image): void {
  for (let at = 0; at < size.portfolios * size.currencies; at++) {
    const left = ledger.cash(at) + ledger.cost(at)
    const right =
      ledger.deposits(at) - ledger.withdrawals(at) + ledger.realised(at) - ledger.fees(at) + ledger.adjustments(at)
    equal(left, right, `ledger ${at}: cash + cost against deposits − withdrawals + realised − fees + adjustments`)
  }
}

function sums(image: Image, at: number): void {
  const { scope, size, position } = image
  let [equity, gross, net, extra, buys, sells] = [0n, 0n, 0n, 0n, 0n, 0n]
  let [initial, maintenance] = [0n, 0n]
  const groups = new Array<bigint>(size.groups).fill(0n)
  for (let portfolio = 0; portfolio < size.portfolios; portfolio++) {
    if (portfolio !== at && scope.parent(portfolio) !== at) continue
    for (let currency = 0; currency < size.currencies; currency++) equity += cashInHome(image, portfolio, currency)
    for (let instrument = 0; instrument < size.instruments; instrument++) {
      const index = image.positionAt(portfolio, instrument)
      const lots = position.lots(index)
      const value = signedValue(image, instrument, lots)
      const size1 = worth(image, at, instrument, lots)
      const own = paidInFull(image, instrument) ? value : value - position.cost(index)
      equity += inHome(image, at, image.instrument.currency(instrument), own)
      gross += size1
      net += lots < 0n ? -size1 : size1
      extra += worth(image, at, instrument, worstLots(image, index)) - size1
      const { initialMarginPpm, maintenanceMarginPpm } = rates(image, instrument)
      initial += marginOf(image, instrument, worth(image, at, instrument, worstLots(image, index)), initialMarginPpm)
      maintenance += marginOf(image, instrument, size1, maintenanceMarginPpm)
      buys += worth(image, at, instrument, position.openBuys(index))
      sells += worth(image, at, instrument, position.openSells(index))
      for (let slot = 0; slot < 8 && image.groupAt(instrument, slot) >= 0; slot++)
        groups[image.groupAt(instrument, slot)] += size1
    }
  }
  const name = image.names.scopes[at]
  equal(scope.equity(at), equity, `${name}: equity`)
  equal(scope.gross(at), gross, `${name}: gross`)
  equal(scope.net(at), net, `${name}: net`)
  equal(scope.worstExtra(at), extra, `${name}: worst-case exposure of open orders`)
  equal(scope.initialMargin(at), initial, `${name}: initial margin`)
  equal(scope.maintenanceMargin(at), maintenance, `${name}: maintenance margin`)
  equal(scope.buyExtra(at), buys, `${name}: open buys`)
  equal(scope.sellExtra(at), sells, `${name}: open sells`)
  groups.forEach((sum, group) =>
    equal(image.exposure.gross(image.exposureAt(at, group)), sum, `${name}: ${image.names.groups[group]}`),
  )
}

function rates(
  { instrument: record }: Image,
  instrument: number,
): { initialMarginPpm: bigint; maintenanceMarginPpm: bigint } {
  return {
    initialMarginPpm: record.initialMarginPpm(instrument),
    maintenanceMarginPpm: record.maintenanceMarginPpm(instrument),
  }
}

/** What instruments keep over all portfolios: short positions in the worst case, best prices of our own orders. */
function instruments(image: Image): void {
  const { instrument: record, position, order, size } = image
  for (let instrument = 0; instrument < size.instruments; instrument++) {
    let [short, highest, lowest] = [0n, 0n, 0n]
    for (let portfolio = 0; portfolio < size.portfolios; portfolio++) {
      const index = image.positionAt(portfolio, instrument)
      short += max(0n, position.openSells(index) - position.lots(index))
      for (let at = position.firstOrder(index); at >= 0; at = order.nextOfPosition(at)) {
        for (const price of [order.price(at), image.amend.price(at)]) {
          if (price === 0n) continue
          if (order.side(at) > 0) highest = max(highest, price)
          else if (lowest === 0n || price < lowest) lowest = price
        }
      }
    }
    const { symbol } = image.names.universe.instruments[instrument]
    equal(record.shortWorst(instrument), short, `${symbol}: short in the worst case`)
    if (record.looseBuys(instrument) === 0) equal(record.highestBuy(instrument), highest, `${symbol}: highest own buy`)
    if (record.looseSells(instrument) === 0) equal(record.lowestSell(instrument), lowest, `${symbol}: lowest own sell`)
    if (record.highestBuy(instrument) < highest || (lowest !== 0n && record.lowestSell(instrument) > lowest))
      throw new Error(`${symbol}: an own order is better than the best price kept`)
  }
}

function openQuantities(image: Image): void {
  const { order, amend, position, size } = image
  const open = new Map<number, bigint>()
  const reserved = new Array<bigint>(size.portfolios * size.currencies).fill(0n)
  for (let at = 0; at < size.orders; at++) {
    if (order.state(at) === 0) continue
    const index = image.positionAt(order.portfolio(at), order.instrument(at))
    const rest = (max(order.lots(at), amend.lots(at)) - order.booked(at)) * BigInt(order.side(at))
    const key = rest < 0n ? -1 - index : index
    open.set(key, (open.get(key) ?? 0n) + abs(rest))
    const currency = image.instrument.currency(order.instrument(at))
    reserved[image.ledgerAt(order.portfolio(at), currency)] += max(order.reserved(at), amend.reserved(at))
  }
  for (let index = 0; index < size.portfolios * size.instruments; index++) {
    equal(position.openBuys(index), open.get(index) ?? 0n, `position ${index}: open buys`)
    equal(position.openSells(index), open.get(-1 - index) ?? 0n, `position ${index}: open sells`)
  }
  reserved.forEach((sum, at) => equal(image.ledger.reserved(at), sum, `ledger ${at}: reserved cash`))
}

/** The executions listed for an open order are its own, and the list ends where it says. */
function executions({ execution, order, size }: Image): void {
  for (let at = 0; at < size.orders; at++) {
    if (order.state(at) === 0) continue
    let last = -1
    for (let one = order.firstExecution(at); one >= 0; one = execution.following(one)) {
      equal(execution.order(one), order.id(at), `execution ${one}: its order`)
      last = one
    }
    equal(BigInt(order.lastExecution(at)), BigInt(last), `order ${at}: its last execution`)
  }
}

function equal(kept: bigint, made: bigint, what: string): void {
  if (kept !== made) throw new Error(`${what}: kept ${kept}, should be ${made}`)
}
