import { NONE } from '../image.ts'
import type { Image } from '../image.ts'
import { floorDiv, max, min, MONEY_MAX, PPB, PPM, share } from '../money.ts'
import type { Intent, Side } from './intent.ts'
import { freeCash, reservation, reservePrice } from './reserve.ts'
import { lotsWithin, lotsWorth, marginOf, paidInFull, worth } from './valuation.ts'

const GROUP_SLOTS = 8

/**
 * The largest increase that violates no cap, in closed form: each cap's passing set is a prefix, so the least of their
 * ends is the answer. The compiled kernels use this; the reference bisects instead, and the two are tested against
 * each other and against a scan of every size.
 */
export function largestIncreaseByFormula(image: Image, intent: Intent, side: Side, most: bigint): bigint {
  const { portfolio, instrument } = intent
  const { scope, instrument: record, position } = image
  const { reducing, high, worst } = side
  const entry = high + reducing
  const slack = max(0n, worst - entry)
  let increase = most
  const atMost = (lots: bigint): void => {
    increase = min(increase, max(0n, lots))
  }
  const upTo = (worstMost: bigint, taken: bigint): void => atMost(slack + max(0n, worstMost - taken))
  const grossRoom = (limit: bigint, used: bigint): void => {
    if (limit === NONE) return
    const room = limit - used + worth(image, portfolio, instrument, worst)
    upTo(room < 0n ? 0n : lotsWorth(image, portfolio, instrument, room), worst)
  }

  if (!side.buy && scope.allowShort(portfolio) === 0) atMost(-entry)
  if (record.maxLots(instrument) !== NONE) atMost(record.maxLots(instrument) - reducing)
  const lotsMax = position.lotsMax(image.positionAt(portfolio, instrument))
  if (lotsMax !== NONE) atMost(lotsMax - entry)
  const borrow = record.borrowLots(instrument)
  if (!side.buy && borrow !== NONE) atMost(max(0n, high) + max(0n, borrow - record.shortWorst(instrument)) - entry)
  if (record.maxNotional(instrument) !== NONE)
    atMost(lotsWithin(image, instrument, record.maxNotional(instrument)) - reducing)
  const orderMax = scope.orderNotionalMax(portfolio)
  if (orderMax !== NONE) atMost(lotsWorth(image, portfolio, instrument, orderMax) - reducing)
  for (let at = portfolio; at >= 0; at = scope.parent(at)) {
    const part = (ppm: bigint): bigint => (ppm === NONE ? NONE : share(scope.equity(at), ppm))
    const used = scope.gross(at) + scope.worstExtra(at)
    grossRoom(scope.grossMax(at), used)
    const rate = record.initialMarginPpm(instrument)
    if (rate !== 0n && !paidInFull(image, instrument)) {
      const before = marginOf(image, instrument, worth(image, at, instrument, worst), rate)
      const room = max(0n, scope.equity(at)) - scope.initialMargin(at) + before
      upTo(room < 0n ? 0n : lotsWorth(image, at, instrument, min((room * PPM) / rate, MONEY_MAX)), worst)
    }
    grossRoom(part(scope.leveragePpm(at)), used)
    const concentration = part(scope.concentrationPpm(at))
    if (concentration !== NONE) {
      const taken = at < image.size.portfolios ? worst : image.concentrate.worst(image.concentrateAt(at, instrument))
      upTo(lotsWorth(image, at, instrument, concentration), taken)
    }
    for (let slot = 0; slot < GROUP_SLOTS; slot++) {
      const group = image.groupAt(instrument, slot)
      if (group < 0) break
      const cell = image.exposureAt(at, group)
      grossRoom(part(image.exposure.limitPpm(cell)), image.exposure.gross(cell) + image.exposure.worstExtra(cell))
    }
    if (scope.netMax(at) !== NONE) {
      const before = side.buy ? scope.net(at) + scope.buyExtra(at) : scope.sellExtra(at) - scope.net(at)
      atMost(scope.netMax(at) < before ? 0n : lotsWorth(image, at, instrument, scope.netMax(at) - before) - reducing)
    }
  }
  const free = freeCash(image, portfolio, record.currency(instrument))
  atMost(affordable(image, intent, side.buy, free, increase))
  return increase
}

/** Most lots whose reservation (price and fee, each rounded up) fits `free`: a division, then at most a few steps back. */
function affordable(image: Image, intent: Intent, buy: boolean, free: bigint, most: bigint): bigint {
  const { instrument, type, price } = intent
  const fits = (lots: bigint): boolean => reservation(image, instrument, buy, lots, type, price) <= free
  if (most <= 0n || reservation(image, instrument, buy, most, type, price) === 0n || fits(most)) return most
  if (free <= 0n) return 0n
  const unit = image.instrument.unitValue(instrument)
  const half = reservePrice(image, instrument, buy, type, price)
  const inverse = image.instrument.kind(instrument) === 2
  const fee = image.instrument.takerFeePpb(instrument)
  const rate = paidInFull(image, instrument) && buy ? PPB + fee : fee
  let lots = inverse ? floorDiv(free * PPB * half, unit * rate) : floorDiv(free * PPB, half * unit * rate)
  while (lots > 0n && !fits(lots)) lots--
  return lots
}
