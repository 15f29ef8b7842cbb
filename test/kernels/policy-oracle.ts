import { NONE } from '../../kernels/image.ts'
import type { Image } from '../../kernels/image.ts'
import { marginOf, worth } from '../../kernels/reference/valuation.ts'

/** Something that a limit in force is put on, with all open orders in their worst case. */
export interface Measure {
  readonly value: bigint
  readonly limit: bigint
}

const PPM = 1_000_000n
const abs = (value: bigint): bigint => (value < 0n ? -value : value)
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const share = (amount: bigint, ppm: bigint): bigint => (amount <= 0n ? 0n : (amount * ppm) / PPM)

/** Lots held, and those of open buys and sells. */
export interface Worst {
  readonly lots: bigint
  readonly buys: bigint
  readonly sells: bigint
}

/** The larger side, all orders of it filled. */
export const largest = ({ lots, buys, sells }: Worst): bigint => max(abs(lots + buys), abs(lots - sells))

/** An order, or the amend of one, that is left out. */
export interface Without {
  readonly order?: number
  readonly amend?: number
}

/**
 * Every limit of the configuration and its measure by name, added up anew from positions and orders: none of the desk's
 * running sums, and nothing of its gate, is used.
 */
export function measures(image: Image, without: Without = {}): Map<string, Measure> {
  const found = new Map<string, Measure>()
  const put = (name: string, value: bigint, limit: bigint): void => {
    if (limit !== NONE) found.set(name, { value, limit })
  }
  const positions = positionsOf(image, without)
  const { instrument, scope, size } = image
  for (let one = 0; one < size.instruments; one++) {
    const shorts = positions.map((row) => max(0n, row[one].sells - row[one].lots))
    put(`borrow of ${one}`, sum(shorts), instrument.borrowLots(one))
  }
  positions.forEach((row, portfolio) => {
    for (let currency = 0; currency < size.currencies; currency++) {
      const kept = currency === scope.currency(portfolio) ? scope.cashReserve(portfolio) : 0n
      const limit = image.ledger.cash(image.ledgerAt(portfolio, currency)) - kept
      found.set(`cash ${currency} of ${portfolio}`, { value: reservedOf(image, portfolio, currency, without), limit })
    }
    row.forEach(({ lots, buys, sells }, one) => {
      const most = image.position.lotsMax(image.positionAt(portfolio, one))
      put(`long ${one} of ${portfolio}`, lots + buys, most)
      put(`short ${one} of ${portfolio}`, sells - lots, most)
      if (scope.allowShort(portfolio) === 0) put(`any short ${one} of ${portfolio}`, sells - lots, 0n)
    })
  })
  for (let at = 0; at < image.scopes; at++) {
    const members = positions.filter((_, portfolio) => portfolio === at || scope.parent(portfolio) === at)
    scopeMeasures(image, at, members, put)
  }
  return found
}

function scopeMeasures(
  image: Image,
  at: number,
  members: readonly (readonly Worst[])[],
  put: (name: string, value: bigint, limit: bigint) => void,
): void {
  const { scope, size, instrument: record } = image
  const equity = scope.equity(at)
  const of = (ppm: bigint): bigint => (ppm === NONE ? NONE : share(equity, ppm))
  /** Over all positions of the scope, or those in some instruments. */
  const total = (value: (worst: Worst, one: number) => bigint, only: (one: number) => boolean = () => true): bigint =>
    sum(members.flatMap((row) => row.flatMap((worst, one) => (only(one) ? [value(worst, one)] : []))))
  const gross = (worst: Worst, one: number): bigint => worth(image, at, one, largest(worst))
  put(`gross of ${at}`, total(gross), scope.grossMax(at))
  put(`leverage of ${at}`, total(gross), of(scope.leveragePpm(at)))
  put(
    `margin of ${at}`,
    total((worst, one) => marginOf(image, one, gross(worst, one), record.initialMarginPpm(one))),
    max(0n, equity),
  )
  const signed = ({ lots }: Worst, one: number): bigint => worth(image, at, one, lots) * (lots < 0n ? -1n : 1n)
  const net = total(signed)
  put(`net long of ${at}`, net + total(({ buys }, one) => worth(image, at, one, buys)), scope.netMax(at))
  put(`net short of ${at}`, total(({ sells }, one) => worth(image, at, one, sells)) - net, scope.netMax(at))
  for (let one = 0; one < size.instruments; one++) {
    const lots = total(largest, (other) => other === one)
    put(`concentration of ${one} in ${at}`, worth(image, at, one, lots), of(scope.concentrationPpm(at)))
  }
  for (let group = 0; group < size.groups; group++) {
    const inside = (one: number): boolean =>
      Array.from({ length: 8 }, (_, slot) => image.groupAt(one, slot)).includes(group)
    put(
      `${image.names.groups[group]} in ${at}`,
      total(gross, inside),
      of(image.exposure.limitPpm(image.exposureAt(at, group))),
    )
  }
}

/** Positions with what is open; an amend that waits counts with the larger of what was and what will be. */
export function positionsOf({ order, amend, position, size }: Image, without: Without): Worst[][] {
  const rows = Array.from({ length: size.portfolios }, (_, portfolio) =>
    Array.from({ length: size.instruments }, (_one, instrument) => ({
      lots: position.lots(portfolio * size.instruments + instrument),
      buys: 0n,
      sells: 0n,
    })),
  )
  for (let at = 0; at < size.orders; at++) {
    if (order.state(at) === 0 || at === without.order) continue
    const row = rows[order.portfolio(at)][order.instrument(at)]
    const open = max(order.lots(at), at === without.amend ? 0n : amend.lots(at)) - order.booked(at)
    if (order.side(at) > 0) row.buys += open
    else row.sells += open
  }
  return rows
}

function reservedOf(image: Image, portfolio: number, currency: number, without: Without): bigint {
  const { order, amend, instrument, size } = image
  const mine = Array.from({ length: size.orders }, (_, at) => at).filter(
    (at) => order.state(at) !== 0 && order.portfolio(at) === portfolio && at !== without.order,
  )
  const paid = mine.filter((at) => instrument.currency(order.instrument(at)) === currency)
  return sum(paid.map((at) => max(order.reserved(at), at === without.amend ? 0n : amend.reserved(at))))
}

const sum = (values: readonly bigint[]): bigint => values.reduce((all, one) => all + one, 0n)
