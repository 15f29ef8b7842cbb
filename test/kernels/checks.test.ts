import { describe, expect, it } from 'vitest'
import { Harness, checkOf, instrumentOf, NO_CAPS, ofKind, portfolioOf, reasonOf, SECOND } from './harness.ts'
import type { Row } from './harness.ts'
import type { Limits } from '../../model/limits.ts'

const LIMIT = 1
const loose = { ...NO_CAPS, selfTrade: 'refuse' } as const

/** Verdict reason, approved lots, and the check's value, limit and headroom. */
function told(rows: readonly Row[], code: string): unknown {
  const [verdict] = ofKind(rows, 'VERDICT')
  const check = ofKind(rows, 'CHECK').find((row) => checkOf(row) === code)
  return check === undefined
    ? [reasonOf(verdict), verdict['approvedLots']]
    : [reasonOf(verdict), verdict['approvedLots'], check['value'], check['limit'], check['headroom']]
}
const approved = (rows: readonly Row[]): unknown => ofKind(rows, 'VERDICT')[0]['approvedLots']

describe('restricted list', () => {
  it('lets positions only be reduced', () => {
    const h = new Harness({ limits: loose })
    h.quote(10_000, 10_000)
    h.submit(10)
    h.send(7, { 0: 1n }, { aux: 64 })
    expect(told(h.submit(1), 'RESTRICTED')).toEqual(['RESTRICTED', 0, 1n, 0n, -1n])
    expect(approved(h.submit(-10))).toBe(-10)
    h.send(7, { 0: 0n }, { aux: 64 })
    expect(approved(h.submit(1))).toBe(1)
  })
  it('comes from the configuration, per portfolio', () => {
    const portfolios = [portfolioOf({ limits: { restricted: ['ABC'] } }), portfolioOf({ name: 'two' })]
    const h = new Harness({ limits: loose, portfolios })
    h.quote(10_000, 10_000)
    expect(told(h.submit(1), 'RESTRICTED')).toEqual(['RESTRICTED', 0, 1n, 0n, -1n])
    expect(approved(h.submit(1, {}, { source: 1 }))).toBe(1)
    expect(() => new Harness({ limits: { restricted: ['XYZ'] } }).quote(1, 1)).toThrow(/no instrument "XYZ"/)
  })
})

describe('self-trade prevention', () => {
  it('refuses what could meet an open order of our own, in any portfolio, and nothing else', () => {
    const portfolios = [portfolioOf(), portfolioOf({ name: 'two' })]
    const h = new Harness({ limits: loose, portfolios, venue: { zeroLatency: false, latencyNanos: SECOND } })
    h.quote(10_000, 10_002)
    h.submit(5, { type: LIMIT, price: 9_990 })
    h.submit(5, { type: LIMIT, price: 9_980 })
    const sell = (price: number): unknown => told(h.submit(-5, { type: LIMIT, price }, { source: 1 }), 'SELF_TRADE')
    expect(sell(9_990)).toEqual(['SELF_TRADE', 0, 9_990n, 9_990n, 0n])
    expect(sell(9_985)).toEqual(['SELF_TRADE', 0, 9_990n, 9_985n, -5n])
    expect(told(h.submit(-5, {}, { source: 1 }), 'SELF_TRADE')).toEqual(['SELF_TRADE', 0, 9_990n, 0n, -9_990n])
    expect(sell(10_050)).toEqual(['COMMANDED', -5])
    expect(told(h.submit(5, { type: LIMIT, price: 10_051 }), 'SELF_TRADE')).toEqual([
      'SELF_TRADE',
      0,
      10_050n,
      10_051n,
      1n,
    ])
    h.command(7, { source: 0 })
    h.quote(10_000, 10_002)
    h.quote(10_000, 10_002)
    h.command(7, { source: 1 })
    h.quote(10_000, 10_002)
    h.quote(10_000, 10_002)
    expect(sell(9_980)).toEqual(['COMMANDED', -5])
  })
  it('can be allowed', () => {
    const h = new Harness({ limits: NO_CAPS })
    h.quote(10_000, 10_002)
    h.submit(5, { type: LIMIT, price: 9_990 })
    expect(approved(h.submit(-5, { type: LIMIT, price: 9_990 }))).toBe(-5)
  })
})

describe('price collar', () => {
  it('holds against the mid and against the last trade', () => {
    const h = new Harness({ limits: { ...loose, priceCollar: '0.01' } })
    h.trade(9_800, 10)
    h.quote(10_000, 10_000)
    expect(told(h.submit(1, { type: LIMIT, price: 9_898 }), 'PRICE_COLLAR')).toEqual([
      'PRICE_COLLAR',
      0,
      10_200n,
      10_000n,
      -200n,
    ])
    expect(told(h.submit(1, { type: LIMIT, price: 9_900 }), 'PRICE_COLLAR_LAST')).toEqual([
      'PRICE_COLLAR_LAST',
      0,
      10_204n,
      10_000n,
      -204n,
    ])
    h.trade(9_900, 1)
    expect(approved(h.submit(1, { type: LIMIT, price: 9_950 }))).toBe(1)
  })
})

describe('country, issuer and currency', () => {
  it.each([
    ['countries', 'COUNTRY_MAX'],
    ['issuers', 'ISSUER_MAX'],
    ['currencies', 'CURRENCY_MAX'],
  ] as const)('limits.%s bounds the exposure of its members', (table, code) => {
    const own = { country: 'DE', issuer: 'DE' }
    const h = new Harness({
      instruments: [instrumentOf(own), instrumentOf({ ...own, symbol: 'DEF' })],
      limits: { ...loose, [table]: { [table === 'currencies' ? 'USD' : 'DE']: '0.1' } },
      portfolios: [portfolioOf({ cash: '10000' })],
    })
    h.quote(10_000, 10_000)
    h.quote(10_000, 10_000, { instrument: 1 })
    expect(approved(h.submit(4))).toBe(4)
    expect(told(h.submit(7, {}, { instrument: 1 }), code)).toEqual([code, 0, 1_100_000n, 1_000_000n, 600_000n])
    expect(approved(h.submit(6, {}, { instrument: 1 }))).toBe(6)
  })
  it('needs an instrument that is in it', () => {
    expect(() => new Harness({ limits: { countries: { FR: '0.1' } } }).quote(1, 1)).toThrow(
      /limits\.countries: no instrument is in "FR"/,
    )
  })
})

describe('margin', () => {
  const contract = { kind: 'linear', initialMargin: '0.1', maintenanceMargin: '0.05' } as const
  it('a contract needs its initial margin, open orders in their worst case', () => {
    const h = new Harness({
      instruments: [instrumentOf(contract)],
      limits: loose,
      portfolios: [portfolioOf({ cash: '1000' })],
      venue: { zeroLatency: false, latencyNanos: SECOND },
    })
    h.quote(10_000, 10_000)
    expect(told(h.submit(101), 'MARGIN_INSUFFICIENT')).toEqual([
      'MARGIN_INSUFFICIENT',
      0,
      1_010_000n,
      1_000_000n,
      1_000_000n,
    ])
    expect(approved(h.submit(60))).toBe(60)
    expect(told(h.submit(41), 'MARGIN_INSUFFICIENT')).toEqual([
      'MARGIN_INSUFFICIENT',
      0,
      1_010_000n,
      1_000_000n,
      400_000n,
    ])
    expect(approved(h.submit(40))).toBe(40)
  })
  it('below the maintenance margin only reductions leave, and nothing is liquidated', () => {
    const h = new Harness({
      instruments: [instrumentOf(contract)],
      limits: loose,
      portfolios: [portfolioOf({ cash: '1000' })],
    })
    h.quote(10_000, 10_000)
    h.submit(90)
    h.quote(9_400, 9_400)
    expect(h.image.scope.state(0)).toBe(0)
    const [alert] = ofKind(h.quote(9_300, 9_300), 'ALERT')
    expect([alert['aux'] & 0xffff, alert['value'], alert['limit']]).toEqual([84, 418_500n, 370_000n])
    expect(h.image.scope.state(0)).toBe(1)
    expect(h.lots()).toBe(90n)
    expect(told(h.submit(1), 'TRADING_STATE_REDUCING')).toEqual(['TRADING_STATE_REDUCING', 0, 1n, 0n, -1n])
    expect(approved(h.submit(-10))).toBe(-10)
  })
})

describe('borrow', () => {
  it('bounds the short positions of all portfolios together', () => {
    const h = new Harness({
      instruments: [instrumentOf({ borrow: '15' })],
      limits: loose,
      portfolios: [portfolioOf(), portfolioOf({ name: 'two' })],
    })
    h.quote(10_000, 10_000)
    h.submit(3, {}, { source: 1 })
    expect(approved(h.submit(-10))).toBe(-10)
    expect(told(h.submit(-9, {}, { source: 1 }), 'BORROW_UNAVAILABLE')).toEqual(['BORROW_UNAVAILABLE', 0, 16n, 15n, 5n])
    expect(approved(h.submit(-8, {}, { source: 1 }))).toBe(-8)
    h.send(7, { 0: 20n }, { aux: 32 })
    expect(approved(h.submit(-5))).toBe(-5)
    h.send(7, { 0: -1n }, { aux: 32 })
    expect(approved(h.submit(-500))).toBe(-500)
  })
})

describe('loss budget', () => {
  it('trips on money lost since the beginning, deposits apart', () => {
    const h = new Harness({
      limits: { ...loose, lossBudget: { reducing: '50', halted: '100' } },
      portfolios: [portfolioOf({ cash: '10000' })],
    })
    h.quote(10_000, 10_000)
    h.submit(10)
    h.send(8, { 1: 500_000 }, { aux: 8, source: 0 })
    h.quote(9_501, 9_501)
    expect(h.image.scope.state(0)).toBe(0)
    const [alert] = ofKind(h.quote(9_500, 9_500), 'ALERT')
    expect([alert['aux'] & 0xffff, alert['value'], alert['limit'], h.image.scope.state(0)]).toEqual([
      83,
      50_000n,
      50_000n,
      1,
    ])
    h.quote(9_000, 9_000)
    expect(h.image.scope.state(0)).toBe(2)
  })
})

describe('value at risk', () => {
  it('is a multiple of the volatility, answered yes or no', () => {
    const h = new Harness({
      limits: {
        ...loose,
        volatility: {
          limit: '1',
          instruments: ['ABC'],
          covariance: [['0.0001']],
          valueAtRisk: { limit: '0.01', quantile: '2' },
        },
      },
      portfolios: [portfolioOf({ cash: '10000' })],
    })
    h.quote(10_000, 10_000)
    expect(approved(h.submit(50))).toBe(50)
    expect(told(h.submit(1), 'VALUE_AT_RISK_MAX')).toEqual(['VALUE_AT_RISK_MAX', 0, 10_200n, 10_000n, 0n])
  })
})

describe('correlation groups', () => {
  const limits = (threshold: string): Limits => ({
    ...loose,
    allowShort: true,
    volatility: {
      limit: '10',
      instruments: ['ABC', 'DEF', 'GHI'],
      // Correlations of 0.8, −0.8 and 0.
      covariance: [
        ['0.01', '0.016', '-0.008'],
        ['0.016', '0.04', '0'],
        ['-0.008', '0', '0.01'],
      ],
      correlation: { limit: '0.5', threshold },
    },
  })
  const desk = (threshold: string): Harness => {
    const h = new Harness({
      instruments: ['ABC', 'DEF', 'GHI'].map((symbol) => instrumentOf({ symbol })),
      limits: limits(threshold),
      portfolios: [portfolioOf({ cash: '10000' })],
    })
    for (const instrument of [0, 1, 2]) h.quote(10_000, 10_000, { instrument })
    return h
  }

  it('an instrument and those that move with it are limited together, yes or no', () => {
    const h = desk('0.8')
    expect(approved(h.submit(30))).toBe(30)
    expect(approved(h.submit(15, {}, { instrument: 1 }))).toBe(15)
    expect(told(h.submit(10, {}, { instrument: 1 }), 'CORRELATION_MAX')).toContain('CORRELATION_MAX')
    // A third that moves against the first: a hedge when bought, more of the same when sold.
    expect(approved(h.submit(20, {}, { instrument: 2 }))).toBe(20)
    expect(approved(h.submit(15))).toBe(15)
    expect(told(h.submit(-90, {}, { instrument: 2 }), 'CORRELATION_MAX')).toContain('CORRELATION_MAX')
  })

  it('a correlation below the threshold ties nothing', () => {
    const h = desk('0.800001')
    expect(approved(h.submit(40))).toBe(40)
    expect(approved(h.submit(40, {}, { instrument: 1 }))).toBe(40)
  })
})

describe('executions', () => {
  it('a report that repeats one is named and not applied', () => {
    const h = new Harness({ venue: 'external' })
    h.quote(10_000, 10_000)
    h.submit(10, { id: 7n })
    const id = h.image.order.id(0)
    const fill = (execution: bigint): Row[] => h.send(10, { 0: id, 1: 10_000, 2: 4, 3: 0n, 4: execution }, { aux: 1 })
    expect(ofKind(fill(501n), 'FILL')).toHaveLength(1)
    const again = fill(501n)
    expect(ofKind(again, 'FILL')).toHaveLength(0)
    expect(ofKind(again, 'ALERT').map((row) => row['aux'] & 0xffff)).toEqual([104])
    expect(h.lots()).toBe(4n)
    expect(ofKind(fill(502n), 'FILL')).toHaveLength(1)
    expect(h.lots()).toBe(8n)
  })
})
