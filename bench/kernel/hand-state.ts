import { NONE } from '../../kernels/image.ts'
import type { Image } from '../../kernels/image.ts'

/** The hand-written desk's state: records of doubles in flat arrays, one row an instrument, scope or position. */

/** Fields of an instrument's row. */
export const I = {
  unit: 0,
  step: 1,
  minLots: 2,
  maxLots: 3,
  minNotional: 4,
  maxNotional: 5,
  feePpb: 6,
  spreadPpb: 7,
  stale: 8,
  staleReduction: 9,
  mark: 10,
  markAt: 11,
  bid: 12,
  ask: 13,
  coarseFrom: 14,
  fineTick: 15,
  coarseTick: 16,
  tradable: 17,
  currency: 18,
  spot: 19,
  groups: 20,
  last: 25,
  lowestSell: 26,
  highestBuy: 27,
  borrow: 28,
  shortWorst: 29,
  marginPpm: 30,
  keptPpm: 31,
  bidLots: 32,
  askLots: 33,
} as const
export const I_ROW = 40
/** Groups of an instrument. */
export const I_GROUPS = 5

/** Fields of a scope's row: a portfolio, or a group of portfolios. The first eight are the sums that are compared. */
export const S = {
  equity: 0,
  gross: 1,
  net: 2,
  worst: 3,
  buys: 4,
  sells: 5,
  reserved: 6,
  orders: 7,
  parent: 8,
  state: 9,
  grossMax: 10,
  netMax: 11,
  leverage: 12,
  concentration: 13,
  orderMax: 14,
  reserve: 15,
  collar: 16,
  period: 17,
  burst: 18,
  rateAt: 19,
  reduceRateAt: 20,
  ordersMax: 21,
  cash: 22,
  currency: 23,
  floor: 24,
  allowShort: 25,
  margin: 26,
  keptMargin: 27,
  selfTrade: 28,
  highWater: 29,
} as const
export const S_ROW = 32

/** Fields of a position's row. */
export const P = { lots: 0, buys: 1, sells: 2, lotsMax: 3 } as const
export const P_ROW = 4

/** Fields of the row of a (scope, sector or free group). */
export const E = { gross: 0, worst: 1, limit: 2, check: 3 } as const
export const E_ROW = 4

const limit = (value: bigint, unit = 1): number => (value === NONE ? Infinity : Number(value) / unit)
const micros = (nanos: bigint): number => Number(nanos / 1000n)

export function instrumentRows(image: Image): Float64Array {
  const { instrument: record, tick, size } = image
  const rows = new Float64Array(size.instruments * I_ROW)
  for (let at = 0; at < size.instruments; at++) {
    const start = record.tickStart(at)
    const coarse = start + record.tickCount(at) - 1
    rows.set(
      [
        Number(record.unitValue(at)),
        Number(record.lotStep(at)),
        Number(record.minLots(at)),
        limit(record.maxLots(at)),
        Number(record.minNotional(at)),
        limit(record.maxNotional(at)),
        Number(record.takerFeePpb(at)),
        Number(record.halfSpreadPpb(at)),
        micros(record.staleNanos(at)),
        micros(record.reduceMarkAgeNanos(at)),
        Number(record.mark(at)),
        micros(record.markAt(at)),
        Number(record.bid(at)),
        Number(record.ask(at)),
        Number(tick.from(coarse)),
        Number(tick.tick(start)),
        Number(tick.tick(coarse)),
        record.tradable(at),
        record.currency(at),
        record.kind(at) === 0 ? 1 : 0,
        ...[0, 1, 2, 3, 4].map((slot) => image.groupAt(at, slot)),
        Number(record.last(at)),
        Number(record.lowestSell(at)),
        Number(record.highestBuy(at)),
        limit(record.borrowLots(at)),
        Number(record.shortWorst(at)),
        Number(record.initialMarginPpm(at)),
        Number(record.maintenanceMarginPpm(at)),
        Number(record.bidLots(at)),
        Number(record.askLots(at)),
      ],
      at * I_ROW,
    )
  }
  return rows
}

export function scopeRows(image: Image): Float64Array {
  const { scope, ledger } = image
  const rows = new Float64Array(image.scopes * S_ROW)
  for (let at = 0; at < image.scopes; at++) {
    const period = scope.ratePeriodNanos(at)
    rows.set(
      [
        Number(scope.equity(at)),
        Number(scope.gross(at)),
        Number(scope.net(at)),
        Number(scope.worstExtra(at)),
        Number(scope.buyExtra(at)),
        Number(scope.sellExtra(at)),
        at < image.size.portfolios ? Number(ledger.reserved(image.homeLedger(at))) : 0,
        scope.openOrders(at),
        scope.parent(at),
        scope.state(at),
        limit(scope.grossMax(at)),
        limit(scope.netMax(at)),
        limit(scope.leveragePpm(at), 1e6),
        limit(scope.concentrationPpm(at), 1e6),
        limit(scope.orderNotionalMax(at)),
        Number(scope.cashReserve(at)),
        limit(scope.collarPpm(at), 1e6),
        period === NONE ? 0 : micros(period),
        period === NONE ? Infinity : micros(scope.rateBurstNanos(at)),
        micros(scope.rateAt(at)),
        micros(scope.reduceRateAt(at)),
        scope.openOrdersMax(at) < 0 ? Infinity : scope.openOrdersMax(at),
        at < image.size.portfolios ? Number(ledger.cash(image.homeLedger(at))) : 0,
        scope.currency(at),
        Number(scope.lossFloor(at)),
        scope.allowShort(at),
        Number(scope.initialMargin(at)),
        Number(scope.maintenanceMargin(at)),
        scope.selfTrade(at),
        Number(scope.highWater(at)),
      ],
      at * S_ROW,
    )
  }
  return rows
}

export function positionRows({ position, size }: Image): Float64Array {
  const rows = new Float64Array(size.portfolios * size.instruments * P_ROW)
  for (let at = 0; at < size.portfolios * size.instruments; at++) {
    rows.set(
      [
        Number(position.lots(at)),
        Number(position.openBuys(at)),
        Number(position.openSells(at)),
        limit(position.lotsMax(at)),
      ],
      at * P_ROW,
    )
  }
  return rows
}

export function exposureRows({ exposure, group, scopes, size }: Image): Float64Array {
  const rows = new Float64Array(scopes * size.groups * E_ROW)
  for (let at = 0; at < scopes * size.groups; at++) {
    rows.set(
      [
        Number(exposure.gross(at)),
        Number(exposure.worstExtra(at)),
        limit(exposure.limitPpm(at), 1e6),
        group.check(at % size.groups),
      ],
      at * E_ROW,
    )
  }
  return rows
}

/** Worst case of the members' positions, by portfolio group and instrument. */
export function concentrateRows({ concentrate, size }: Image): Float64Array {
  return Float64Array.from({ length: size.portfolioGroups * size.instruments }, (_, at) =>
    Number(concentrate.worst(at)),
  )
}
