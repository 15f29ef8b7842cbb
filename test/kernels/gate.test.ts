import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../kernels/image.ts'
import { capViolations, largestIncrease } from '../../kernels/reference/gate-bisect.ts'
import { largestIncreaseByFormula } from '../../kernels/reference/gate-formula.ts'
import { GTC, sideOf } from '../../kernels/reference/intent.ts'
import type { Intent } from '../../kernels/reference/intent.ts'
import { worstLots } from '../../kernels/reference/exposures.ts'
import { exposure } from '../../kernels/reference/valuation.ts'
import type { Limits } from '../../model/limits.ts'
import { Harness, instrumentOf, ofKind, portfolioOf, verdictOf } from './harness.ts'

const kinds = ['spot', 'linear', 'inverse'] as const

/** A desk brought into a random state: positions, open orders on both sides, random limits. */
const scenario = fc.record({
  kind: fc.constantFrom(...kinds),
  price: fc.integer({ min: 50, max: 20_000 }),
  steps: fc.array(fc.record({ portfolio: fc.nat(1), lots: fc.integer({ min: -400, max: 400 }), limit: fc.boolean() }), {
    maxLength: 6,
  }),
  nextPrice: fc.integer({ min: 50, max: 20_000 }),
  order: fc.integer({ min: -2_000, max: 2_000 }).filter((lots) => lots !== 0),
  limit: fc.boolean(),
  initialMargin: fc.option(fc.nat(600).map((milli) => `${milli / 1000}`)),
  borrow: fc.option(fc.nat(600)),
  limits: fc.record(
    {
      position: fc.nat(1_500).map((lots) => ({ '*': String(lots) })),
      concentration: fc.nat(3_000).map((bp) => `${bp / 1000}`),
      gross: fc.nat(200_000).map(String),
      net: fc.nat(200_000).map(String),
      leverage: fc.nat(4_000).map((milli) => `${milli / 1000}`),
      sectors: fc.nat(3_000).map((milli) => ({ '*': `${milli / 1000}` })),
      groups: fc.nat(3_000).map((milli) => ({ hot: `${milli / 1000}` })),
      orderNotional: fc.nat(100_000).map(String),
      cashReserve: fc.nat(50_000).map(String),
      allowShort: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  groupLimits: fc.record(
    {
      gross: fc.nat(300_000).map(String),
      concentration: fc.nat(3_000).map((milli) => `${milli / 1000}`),
      leverage: fc.nat(4_000).map((milli) => `${milli / 1000}`),
      net: fc.nat(200_000).map(String),
    },
    { requiredKeys: [] },
  ),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

/** Brings a desk into the scenario's state without limits, then puts its limits in force. */
function prepare({ kind, price, steps, nextPrice, limits, groupLimits, initialMargin, borrow }: Scenario): Harness {
  const build = (own: Limits, group: Limits): Harness =>
    new Harness({
      instruments: [
        instrumentOf({
          kind,
          currency: 'USD',
          multiplier: kind === 'inverse' ? '100' : '1',
          takerFee: '0.001',
          sector: 'tech',
          groups: ['hot'],
          maxQuantity: '1800',
          ...(initialMargin === null ? {} : { initialMargin }),
        }),
      ],
      limits: own,
      portfolios: [portfolioOf({ cash: '100000' }), portfolioOf({ name: 'two', cash: '100000' })],
      groups: [{ name: 'both', members: ['one', 'two'], limits: group }],
    })
  const h = build({ concentration: '100000', allowShort: true, selfTrade: 'allow' }, {})
  h.quote(price, price + 2)
  for (const { portfolio, lots, limit } of steps) {
    if (lots === 0) continue
    const order = limit ? { type: 1, price: lots > 0 ? Math.max(1, price - 20) : price + 20 } : {}
    h.submit(lots, order, { source: portfolio })
  }
  h.quote(nextPrice, nextPrice + 2, {}, [1, 1])
  const limited = build(limits, groupLimits)
  limited.quote(price, price + 2)
  copyLimits(limited.image, h.image)
  h.image.instrument.setBorrowLots(0, borrow === null ? -1n : BigInt(borrow))
  return h
}

/** Copies the limit fields of every scope, exposure cell and position. */
function copyLimits(from: Image, to: Image): void {
  for (let at = 0; at < from.scopes; at++) {
    to.scope.setGrossMax(at, from.scope.grossMax(at))
    to.scope.setNetMax(at, from.scope.netMax(at))
    to.scope.setLeveragePpm(at, from.scope.leveragePpm(at))
    to.scope.setConcentrationPpm(at, from.scope.concentrationPpm(at))
    to.scope.setOrderNotionalMax(at, from.scope.orderNotionalMax(at))
    to.scope.setCashReserve(at, from.scope.cashReserve(at))
    to.scope.setAllowShort(at, from.scope.allowShort(at))
    for (let group = 0; group < from.size.groups; group++) {
      to.exposure.setLimitPpm(to.exposureAt(at, group), from.exposure.limitPpm(from.exposureAt(at, group)))
    }
  }
  for (let index = 0; index < from.size.portfolios; index++) to.position.setLotsMax(index, from.position.lotsMax(index))
}

const intentOf = ({ order, limit, nextPrice }: Scenario): Intent => ({
  portfolio: 0,
  instrument: 0,
  lots: BigInt(order),
  type: limit ? 1 : 0,
  timeInForce: GTC,
  flags: 0,
  price: limit ? BigInt(nextPrice) : 0n,
  stop: 0n,
  decision: 0n,
  reason: 0,
  ready: false,
  clientId: 0n,
  flatten: false,
  target: 0n,
  standing: 0n,
})

describe('the size that passes', () => {
  it('is the same by scanning every size, by bisection and by formula', () => {
    let clipped = 0
    fc.assert(
      fc.property(scenario, (one) => {
        const { image } = prepare(one)
        const intent = intentOf(one)
        const side = sideOf(image, 0, 0, intent.lots)
        const most = side.quantity - side.reducing
        let scanned = 0n
        while (scanned < most && capViolations(image, intent, side, scanned + 1n).length === 0) scanned++
        expect(largestIncrease(image, intent, side, most)).toBe(scanned)
        expect(largestIncreaseByFormula(image, intent, side, most)).toBe(scanned)
        for (let more = scanned + 1n; more <= most; more += 1n + most / 50n) {
          expect(capViolations(image, intent, side, more)).not.toEqual([])
        }
        if (scanned < most) clipped++
      }),
      { numRuns: 400 },
    )
    expect(clipped).toBeGreaterThan(100)
  })
})

describe('what the gate approves', () => {
  it('never increases a breach, reduces exactly to flat, and a refusal changes nothing', () => {
    fc.assert(
      fc.property(scenario, fc.boolean(), (one, ready) => {
        const h = prepare(one)
        const { image } = h
        const index = 0
        const before = h.kernelHash()
        const held = image.position.lots(index)
        const worstBefore = worstLots(image, index)
        const side = sideOf(image, 0, 0, BigInt(one.order))
        const used = image.scope.gross(0) + image.scope.worstExtra(0)
        const rows = h.submit(one.order, { type: 1, price: one.nextPrice, ...(ready ? {} : {}) }, { after: 0n })
        const [verdict] = ofKind(rows, 'VERDICT')
        if (verdictOf(verdict) === 1) {
          expect(image.position.lots(index)).toBe(held)
          expect(worstLots(image, index)).toBe(worstBefore)
          expect(image.scope.gross(0) + image.scope.worstExtra(0)).toBe(used)
          expect(h.kernelHash()).toBe(before)
          expect(side.reducing === side.quantity && side.quantity === (held < 0n ? -held : held)).toBe(false)
          return
        }
        if (side.reducing === side.quantity) return
        const { scope } = image
        const worst = worstLots(image, index)
        if (worst <= worstBefore) return
        const gross = scope.gross(0) + scope.worstExtra(0)
        if (scope.grossMax(0) >= 0n) expect(gross).toBeLessThanOrEqual(scope.grossMax(0))
        if (scope.leveragePpm(0) >= 0n)
          expect(gross * 1_000_000n).toBeLessThanOrEqual(scope.equity(0) * scope.leveragePpm(0) + 1_000_000n * 100n)
        if (scope.concentrationPpm(0) >= 0n) {
          const limit = (scope.equity(0) * scope.concentrationPpm(0)) / 1_000_000n
          expect(exposure(image, 0, worst)).toBeLessThanOrEqual(limit + 100n)
        }
        if (image.position.lotsMax(index) >= 0n)
          expect(side.high + side.quantity).toBeLessThanOrEqual(image.position.lotsMax(index))
        expect(image.ledger.reserved(0)).toBeLessThanOrEqual(
          image.ledger.cash(0) - scope.cashReserve(0) + (image.ledger.reserved(0) === 0n ? 10n ** 18n : 0n),
        )
      }),
      { numRuns: 400 },
    )
  })
})

describe('single checks, at and one over the limit', () => {
  const at = (limits: Limits, lots: number, extra: { price?: number; type?: number } = {}): number => {
    const h = new Harness({
      limits: { concentration: '1000', allowShort: true, ...limits },
      instruments: [instrumentOf({ sector: 'tech', groups: ['hot'] })],
    })
    h.quote(10_000, 10_000)
    return verdictOf(ofKind(h.submit(lots, { type: 1, price: 10_000, ...extra }), 'VERDICT')[0])
  }
  const cases: [string, Limits, number][] = [
    ['position', { position: { '*': '100' } }, 100],
    ['gross', { gross: '10000' }, 100],
    ['net', { net: '10000' }, 100],
    ['leverage', { leverage: '0.01' }, 100],
    ['concentration', { concentration: '0.01' }, 100],
    ['sector', { sectors: { tech: '0.01' } }, 100],
    ['group', { groups: { hot: '0.01' } }, 100],
    ['order notional', { orderNotional: '10000' }, 100],
    ['cash', { cashReserve: '990000' }, 100],
  ]
  it.each(cases)('%s', (_, limits, lots) => {
    expect(at(limits, lots)).toBe(3)
    expect(at(limits, lots + 1)).toBe(1)
  })

  it('collar, twice as wide for reductions', () => {
    expect(at({ priceCollar: '0.05' }, 10, { price: 9_500 })).toBe(3)
    expect(at({ priceCollar: '0.05' }, 10, { price: 9_499 })).toBe(1)
    const h = new Harness({ limits: { concentration: '1000', priceCollar: '0.05' } })
    h.quote(10_000, 10_000, { decisions: [{ target: 1_000_000 }] })
    expect(verdictOf(ofKind(h.submit(-10, { type: 1, price: 10_900 }), 'VERDICT')[0])).toBe(3)
    expect(verdictOf(ofKind(h.submit(-10, { type: 1, price: 11_001 }), 'VERDICT')[0])).toBe(1)
  })

  it('order rate by event time, reductions from a budget of their own', () => {
    const h = new Harness({ limits: { concentration: '1000', orderRate: { count: 2, perNanos: 60_000_000_000n } } })
    h.quote(10_000, 10_000)
    const kind = (lots: number): number => verdictOf(ofKind(h.submit(lots), 'VERDICT')[0])
    expect([kind(10), kind(10), kind(10)]).toEqual([3, 3, 1])
    expect(kind(-5)).toBe(3)
    h.quote(10_000, 10_000, { after: 60_000_000_000n })
    expect(kind(10)).toBe(3)
  })

  it('open orders, and twice as many for reductions', () => {
    const h = new Harness({ limits: { concentration: '1000', openOrders: 1 } })
    h.quote(10_000, 10_000, { decisions: [{ target: 1_000_000 }] })
    const kind = (lots: number, price: number): number =>
      verdictOf(ofKind(h.submit(lots, { type: 1, price }), 'VERDICT')[0])
    expect([kind(1, 9_000), kind(1, 9_000), kind(-1, 11_000), kind(-1, 11_000)]).toEqual([3, 1, 3, 1])
  })

  it('volatility from a covariance, with a hedge allowed', () => {
    const limits: Limits = {
      concentration: '1000',
      allowShort: true,
      volatility: {
        limit: '0.02',
        instruments: ['A', 'B'],
        covariance: [
          ['0.04', '0.036'],
          ['0.036', '0.04'],
        ],
      },
    }
    const h = new Harness({ limits, instruments: [instrumentOf({ symbol: 'A' }), instrumentOf({ symbol: 'B' })] })
    h.quote(10_000, 10_000, { instrument: 0 })
    h.quote(10_000, 10_000, { instrument: 1 })
    const kind = (lots: number, instrument: number): number =>
      verdictOf(ofKind(h.submit(lots, {}, { instrument }), 'VERDICT')[0])
    // 1 000 lots are a tenth of equity: 0.1 × 0.2 = 0.02
    expect([kind(1_000, 0), kind(1, 0)]).toEqual([3, 1])
    expect([kind(500, 1), kind(-500, 1)]).toEqual([1, 3])
    expect(kind(100, 0)).toBe(3)
  })

  it('a currency the portfolio is not kept in is refused', () => {
    const h = new Harness({ instruments: [instrumentOf({ currency: 'EUR' })] })
    h.quote(10_000, 10_000)
    expect(verdictOf(ofKind(h.submit(1), 'VERDICT')[0])).toBe(1)
  })

  it('the configured number of orders is a named refusal', () => {
    const h = new Harness({ desk: { orders: 2 } })
    h.quote(10_000, 10_000)
    const kind = (): number => verdictOf(ofKind(h.submit(1, { type: 1, price: 9_000 }), 'VERDICT')[0])
    expect([kind(), kind(), kind()]).toEqual([3, 3, 1])
  })
})
