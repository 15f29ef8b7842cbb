import { describe, expect, it } from 'vitest'
import { ADJUST, COMMAND, RATE } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { Harness, instrumentOf, NO_CAPS, ofKind, portfolioOf, reasonOf, SECOND } from './harness.ts'
import type { Extra, HarnessOptions, Row } from './harness.ts'

/** Ids by the order of instruments. */
const [USD, EUR] = [0, 1]
const HOME = instrumentOf({ symbol: 'ABC' })
const ABROAD = instrumentOf({ symbol: 'SAP', currency: 'EUR' })
const abroad = { instrument: 1 } as const
const BUY = 1_000_000
const verdict = (rows: readonly Row[]): string => reasonOf(ofKind(rows, 'VERDICT')[0])
const alerts = (rows: readonly Row[]): string[] => ofKind(rows, 'ALERT').map(({ aux }) => REASON_NAMES[aux & 0xffff])
const rate = (h: Harness, price: number, [currency, quote] = [EUR, USD], extra: Extra = {}): Row[] =>
  h.send(RATE, { 0: BigInt(Math.round(price * 1e9)), 1: currency, 2: quote }, extra)
const convert = (h: Harness, from: number, to: number, sold: number, bought: number, source = 0): Row[] =>
  h.send(COMMAND, { 0: 0n, 1: sold, 2: bought }, { aux: 10 | (from << 8) | (to << 16), source })
const adjust = (h: Harness, lots: number, cost: bigint, cash: bigint, extra: Extra = abroad): Row[] =>
  h.send(ADJUST, { 0: lots, 1: cost, 2: cash }, extra)

/** A portfolio in USD with 10 000 EUR, both instruments at 100.00. */
function start(options: HarnessOptions = {}): Harness {
  const h = new Harness({
    instruments: [HOME, ABROAD],
    portfolios: [portfolioOf({ balances: { EUR: '10000' } })],
    limits: NO_CAPS,
    ...options,
  })
  h.quote(10_000, 10_000)
  h.quote(10_000, 10_000, abroad)
  return h
}
const equity = (h: Harness): bigint => h.image.scope.equity(0)
const euros = (h: Harness): bigint => h.image.ledger.cash(h.image.ledgerAt(0, EUR))

describe('an order in another currency', () => {
  it('needs a rate, and one that is not too old; what reduces needs none', () => {
    const h = start({ limits: { ...NO_CAPS, rateStaleAfterNanos: 60n * SECOND } })
    const order = (lots: number): string => verdict(h.submit(lots, {}, abroad))
    expect(order(10)).toBe('RATE_MISSING')
    rate(h, 1.1)
    h.quote(10_000, 10_000, { ...abroad, after: 59n * SECOND })
    expect(order(10)).toBe('COMMANDED')
    const rows = h.submit(10, {}, abroad)
    expect([verdict(rows), ofKind(rows, 'CHECK')[0]]).toMatchObject([
      'RATE_STALE',
      { value: 61n * SECOND, limit: 60n * SECOND },
    ])
    expect(order(-10)).toBe('COMMANDED')
  })
  it('a decision on it is refused without a rate, and sized by it with one', () => {
    const h = start({ sizing: { method: 'fixed-fraction', fraction: '0.5' } })
    const decide = (): Row[] => h.quote(10_000, 10_000, { ...abroad, decisions: [{ target: BUY, instrument: 1 }] })
    expect(verdict(decide())).toBe('RATE_MISSING')
    rate(h, 1.25)
    convert(h, USD, EUR, 500_000_000, 400_000_000)
    // Half of 1 012 500 USD at 125 USD a lot.
    expect(ofKind(decide(), 'VERDICT')[0]['targetLots']).toBe(4_050)
  })
  it('is paid in its own currency', () => {
    const h = start()
    rate(h, 1.1)
    const rows = h.submit(101, {}, abroad)
    expect([verdict(rows), ofKind(rows, 'CHECK')[0]]).toMatchObject([
      'CASH_INSUFFICIENT',
      { value: 10_100_000n, limit: 10_000_000n },
    ])
    h.submit(100, {}, abroad)
    const { ledger } = h.image
    expect([euros(h), ledger.cost(EUR), h.cash()]).toEqual([0n, 10_000_000n, 1_000_000_000n])
    expect(equity(h)).toBe(1_011_000_000n)
  })
  it('reserves cash of its own currency until it fills', () => {
    const h = start({ venue: 'external' })
    rate(h, 1.1)
    h.submit(60, { type: 1, price: 10_000 }, abroad)
    expect([h.image.ledger.reserved(EUR), h.image.ledger.reserved(USD)]).toEqual([6_000_000n, 0n])
    expect(verdict(h.submit(41, { type: 1, price: 10_000 }, abroad))).toBe('CASH_INSUFFICIENT')
    expect(alerts(convert(h, EUR, USD, 4_000_001, 4_000_000))).toEqual(['CASH_INSUFFICIENT'])
  })
  it('counts against limits in the currency of the portfolio, rounded up', () => {
    const h = start({ limits: { ...NO_CAPS, gross: '5555.55' } })
    rate(h, 1.11111)
    const rows = h.submit(50, {}, abroad)
    // 5 000 EUR are 5 555.55 USD exactly; a thousandth more is too much.
    expect(verdict(rows)).toBe('COMMANDED')
    expect(h.image.scope.gross(0)).toBe(5_555_550n)
    rate(h, 1.111110001)
    expect(h.image.scope.gross(0)).toBe(5_555_551n)
  })
  it('scales what an instant asks for to the cash of each currency', () => {
    const h = start({ sizing: { method: 'fixed-lots', lots: { '*': '200' } } })
    rate(h, 1.1)
    const both = [
      { target: BUY, instrument: 0 },
      { target: BUY, instrument: 1 },
    ]
    const rows = h.quote(10_000, 10_000, { ...abroad, decisions: both })
    expect(ofKind(rows, 'VERDICT').map((one) => [reasonOf(one), one['approvedLots']])).toEqual([
      ['BUDGET_SCALED', 100],
      ['BUDGET_SCALED', 100],
    ])
    // Told in dollars: 20 000 EUR needed, 10 000 there.
    expect(ofKind(rows, 'CHECK')[0]).toMatchObject({ value: 22_000_000n, limit: 11_000_000n })
  })
})

describe('valuation', () => {
  it('is against us: an asset rounded down, a debt up, and never booked', () => {
    const h = start({ portfolios: [portfolioOf({ balances: { EUR: '0.007' } })] })
    rate(h, 1.1)
    expect([equity(h), euros(h)]).toEqual([1_000_000_007n, 7n])
    adjust(h, 0, 0n, -14n)
    expect([equity(h), euros(h)]).toEqual([1_000_000_000n - 8n, -7n])
    expect(h.image.ledger.adjustments(EUR)).toBe(-14n)
  })
  it('follows the rate for cash, positions and open orders, of portfolios and their group', () => {
    const h = start({
      venue: 'external',
      portfolios: [
        portfolioOf({ balances: { EUR: '10000' } }),
        portfolioOf({ name: 'two', cash: '500', balances: { EUR: '1000' } }),
        portfolioOf({ name: 'euro', currency: 'EUR', cash: '700' }),
      ],
      groups: [{ name: 'both', members: ['one', 'two'], limits: {} }],
    })
    rate(h, 2)
    adjust(h, 30, 3_000_000n, -3_000_000n)
    h.submit(20, { type: 1, price: 10_000 }, abroad)
    rate(h, 3)
    const { scope } = h.image
    expect([scope.equity(0), scope.gross(0), scope.worstExtra(0), scope.buyExtra(0)]).toEqual([
      1_030_000_000n,
      9_000_000n,
      6_000_000n,
      6_000_000n,
    ])
    expect([scope.equity(1), scope.equity(2), scope.equity(3)]).toEqual([3_500_000n, 700_000n, 1_033_500_000n])
  })
  it('follows the mark at the rate that stands', () => {
    const h = start()
    rate(h, 1.5)
    h.submit(10, {}, abroad)
    h.quote(11_000, 11_000, abroad)
    expect([equity(h), h.image.scope.gross(0)]).toEqual([1_015_150_000n, 1_650_000n - 0n])
  })
  it('takes a pair either way round', () => {
    const h = start()
    rate(h, 0.8, [USD, EUR])
    expect(equity(h)).toBe(1_012_500_000n)
    rate(h, 1.2)
    expect(equity(h)).toBe(1_012_000_000n)
  })
  it('a first rate is no profit, the next ones are', () => {
    const h = start({ limits: { ...NO_CAPS, lossBudget: { reducing: '1000' }, drawdown: { reducing: '0.1' } } })
    const { scope } = h.image
    rate(h, 1.1)
    expect([scope.paidIn(0), scope.highWater(0), scope.dayStart(0)]).toEqual(
      new Array(3).fill(1_011_000_000n) as bigint[],
    )
    expect(alerts(rate(h, 1))).toEqual(['LOSS_BUDGET'])
  })
  it('contracts settle their profit in their own currency', () => {
    const h = start({ instruments: [HOME, { ...ABROAD, kind: 'linear' }] })
    rate(h, 1.1)
    h.submit(10, {}, abroad)
    h.quote(10_100, 10_100, abroad)
    expect(equity(h)).toBe(1_011_011_000n)
    h.submit(-10, {}, abroad)
    expect([euros(h), equity(h)]).toEqual([10_010_000n, 1_011_011_000n])
  })
  it('values the cost of a contract that nothing is held of', () => {
    const h = start({ instruments: [HOME, { ...ABROAD, kind: 'linear' }], portfolios: [portfolioOf()] })
    rate(h, 1.1)
    adjust(h, 0, 1_000_000n, 0n)
    rate(h, 1.2)
    expect(equity(h)).toBe(998_800_000n)
  })
  it('holds between scales of money, and against its coarsest', () => {
    const yen = instrumentOf({ symbol: 'SONY', currency: 'JPY', priceScale: 0, tick: [{ from: '0', tick: '1' }] })
    const h = start({
      instruments: [HOME, yen],
      portfolios: [portfolioOf({ balances: { JPY: '1000' } })],
    })
    expect(h.image.names.moneyScales).toEqual([3, 2])
    rate(h, 0.0067)
    expect(equity(h)).toBe(1_000_006_700n)
    rate(h, 150, [USD, EUR])
    expect(equity(h)).toBe(1_000_000_000n + 6_666n)
  })
  it('names a rate that makes no sense, or values beyond what an amount can be', () => {
    const h = start()
    for (const [value, pair] of [
      [0, [EUR, USD]],
      [-1, [EUR, USD]],
      [1, [EUR, EUR]],
      [1, [EUR, 9]],
      [1, [9, USD]],
    ] as const)
      expect(alerts(rate(h, value, [...pair]))).toEqual(['COMMAND_INVALID'])
    rate(h, 2)
    adjust(h, 0, 0n, 2n ** 50n)
    const before = [equity(h), h.kernelHash()]
    const rows = h.send(RATE, { 0: 2n ** 60n, 1: EUR, 2: USD })
    expect(alerts(rows)).toEqual(['MONEY_OVERFLOW'])
    expect([equity(h), h.kernelHash()]).toEqual(before)
  })
})

describe('a conversion', () => {
  it('is two integer legs, each ledger conserved', () => {
    const h = start()
    rate(h, 1.1)
    const rows = convert(h, EUR, USD, 5_000_000, 5_490_000)
    expect(rows.map(({ kind }) => kind)).toEqual(['EQUITY'])
    expect([euros(h), h.cash(), equity(h)]).toEqual([5_000_000n, 1_005_490_000n, 1_010_990_000n])
    const { ledger } = h.image
    expect([ledger.adjustments(USD), ledger.adjustments(EUR)]).toEqual([5_490_000n, -5_000_000n])
  })
  it('sells no more than is free, and names what makes no sense', () => {
    const h = start({ limits: { ...NO_CAPS, cashReserve: '999000' } })
    expect(alerts(convert(h, EUR, USD, 10_000_001, 1))).toEqual(['CASH_INSUFFICIENT'])
    expect(alerts(convert(h, USD, EUR, 1_000_001, 1))).toEqual(['CASH_INSUFFICIENT'])
    expect(alerts(convert(h, USD, EUR, 1_000_000, 1))).toEqual([])
    for (const [from, to, sold, bought, portfolio] of [
      [EUR, EUR, 1, 1, 0],
      [EUR, 9, 1, 1, 0],
      [9, EUR, 1, 1, 0],
      [EUR, USD, 0, 1, 0],
      [EUR, USD, 1, 0, 0],
      [EUR, USD, 1, -1, 0],
      [EUR, USD, 1, 1, 5],
    ])
      expect(alerts(convert(h, from, to, sold, bought, portfolio))).toEqual(['COMMAND_INVALID'])
  })
})
