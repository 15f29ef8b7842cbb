import { describe, expect, it } from 'vitest'
import { REPORT_EVENT } from '../../kernels/reference/commands.ts'
import { EVENT } from '../../kernels/reference/order-state.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { checkOf, Harness, instrumentOf, NO_CAPS, ofKind, portfolioOf, reasonOf, SECOND } from './harness.ts'
import type { HarnessOptions, Row } from './harness.ts'

const LIMIT = 1
const STOP = 2
const ID = 7n
const LOT_AT_100 = 100_000n
const LATE = { zeroLatency: false, latencyNanos: 2n * SECOND } as const
const eventName = (event: number): string => Object.entries(EVENT).find(([, id]) => id === event)?.[0] ?? '?'
const said = (rows: readonly Row[]): unknown[] =>
  ofKind(rows, 'ORDER').map(({ aux, lots, price }) => [eventName(aux & 0xff), lots, price])
const verdict = (rows: readonly Row[]): string => reasonOf(ofKind(rows, 'VERDICT')[0])
const alerts = (rows: readonly Row[]): string[] => ofKind(rows, 'ALERT').map(({ aux }) => REASON_NAMES[aux & 0xffff])

/** A buy of 10 at 100.00 that rests below the market, or what else. */
function resting(options: HarnessOptions = {}, lots = 10, price = 10_000): Harness {
  const h = new Harness({ venue: 'external', limits: NO_CAPS, ...options })
  h.quote(10_100, 10_102)
  h.submit(lots, { id: ID, type: LIMIT, price })
  if (options.venue === undefined || options.venue === 'external') h.report(REPORT_EVENT.accepted, ID)
  return h
}
const reserved = (h: Harness): bigint => h.image.ledger.reserved(0)
const open = (h: Harness): bigint => h.image.position.openBuys(0)

describe('an amend reserves the larger of old and new until the venue has answered', () => {
  it('more lots', () => {
    const h = resting()
    const rows = h.amend(ID, { lots: 15 })
    expect([verdict(rows), said(rows)]).toEqual(['COMMANDED', [['amendRequested', 15, 10_000]]])
    expect([open(h), reserved(h)]).toEqual([15n, 15n * LOT_AT_100])
    expect(said(h.report(REPORT_EVENT.amended, ID))).toEqual([['amended', 15, 10_000]])
    expect([open(h), reserved(h)]).toEqual([15n, 15n * LOT_AT_100])
  })
  it('fewer lots count as before until the answer', () => {
    const h = resting()
    h.amend(ID, { lots: 4 })
    expect([open(h), reserved(h)]).toEqual([10n, 10n * LOT_AT_100])
    h.report(REPORT_EVENT.amended, ID)
    expect([open(h), reserved(h)]).toEqual([4n, 4n * LOT_AT_100])
  })
  it('a worse price takes cash at once, a better one gives it back with the answer', () => {
    const h = resting()
    h.amend(ID, { price: 10_050 })
    expect([open(h), reserved(h)]).toEqual([10n, 10n * 100_500n])
    h.report(REPORT_EVENT.amended, ID)
    h.amend(ID, { price: 9_000 })
    expect(reserved(h)).toBe(10n * 100_500n)
    h.report(REPORT_EVENT.amended, ID)
    expect(reserved(h)).toBe(10n * 90_000n)
  })
  it('fewer lots at a worse price: item by item', () => {
    const h = resting()
    h.amend(ID, { lots: 8, price: 10_100 })
    expect([open(h), reserved(h)]).toEqual([10n, 10n * LOT_AT_100])
    h.report(REPORT_EVENT.amended, ID)
    expect([open(h), reserved(h)]).toEqual([8n, 8n * 101_000n])
  })
  it('rejected, the old terms stand', () => {
    const h = resting()
    h.amend(ID, { lots: 15, price: 10_050 })
    const rows = h.report(REPORT_EVENT.amendRejected, ID)
    expect(said(rows)).toEqual([['amendRejected', 10, 10_000]])
    expect(ofKind(rows, 'ORDER')[0].aux >>> 24).toBe(105)
    expect([open(h), reserved(h)]).toEqual([10n, 10n * LOT_AT_100])
  })
  it('an order that reduces keeps its freedom where the amend is rejected, and loses it where it is taken', () => {
    const start = (): Harness => {
      const h = new Harness({ venue: 'external', limits: NO_CAPS })
      h.quote(10_000, 10_000)
      h.submit(10, { id: 1n })
      h.report(REPORT_EVENT.filled, 1n, [10_000, 10])
      h.submit(-10, { id: ID, type: LIMIT, price: 10_100 })
      h.amend(ID, { lots: -12 })
      return h
    }
    const [kept, lost, waiting] = [start(), start(), start()]
    kept.report(REPORT_EVENT.amendRejected, ID)
    lost.report(REPORT_EVENT.amended, ID)
    const reduce = (h: Harness): unknown[] => said(h.command(2)).map((one) => (one as unknown[])[0])
    expect([reduce(kept), reduce(lost), reduce(waiting)]).toEqual([[], ['cancelRequested'], ['cancelRequested']])
  })
})

describe('late fills', () => {
  it('are booked under both terms', () => {
    const h = resting()
    h.amend(ID, { lots: 20, price: 10_050 })
    expect(reserved(h)).toBe(20n * 100_500n)
    h.report(REPORT_EVENT.filled, ID, [10_000, 4])
    expect([open(h), reserved(h)]).toEqual([16n, 16n * 100_500n])
    h.report(REPORT_EVENT.amendRejected, ID)
    expect([open(h), reserved(h)]).toEqual([6n, 6n * LOT_AT_100])
  })
  it('of all the old lots leave the order until the amend is answered', () => {
    const h = resting()
    h.amend(ID, { lots: 20 })
    h.report(REPORT_EVENT.filled, ID, [10_000, 10])
    expect([open(h), h.image.scope.openOrders(0)]).toEqual([10n, 1])
    expect(said(h.report(REPORT_EVENT.amendRejected, ID))).toEqual([['amendRejected', 10, 10_000]])
    expect([open(h), reserved(h), h.image.scope.openOrders(0)]).toEqual([0n, 0n, 0])
  })
  it('of more than the old lots are the answer', () => {
    const h = resting()
    h.amend(ID, { lots: 20 })
    const rows = h.report(REPORT_EVENT.filled, ID, [10_000, 12])
    expect(rows.map(({ kind }) => kind).slice(0, 2)).toEqual(['ORDER', 'FILL'])
    expect(said(rows)).toEqual([['amended', 20, 10_000]])
    expect([open(h), h.lots()]).toEqual([8n, 12n])
    expect(alerts(h.report(REPORT_EVENT.filled, ID, [10_000, 9]))).toEqual(['FILL_BEYOND_ORDER'])
    expect(alerts(h.report(REPORT_EVENT.amended, ID))).toEqual(['COMMAND_INVALID'])
  })
  it('of as much as is asked leave nothing open', () => {
    const h = resting()
    h.amend(ID, { lots: 4 })
    h.report(REPORT_EVENT.filled, ID, [10_000, 6])
    expect(said(h.report(REPORT_EVENT.amended, ID))).toEqual([['amended', 6, 10_000]])
    expect([open(h), reserved(h), h.image.scope.openOrders(0)]).toEqual([0n, 0n, 0])
  })
  it('a cancel that comes through ends the amend with the order', () => {
    const h = resting()
    h.amend(ID, { lots: 15 })
    h.cancel(ID)
    expect(said(h.report(REPORT_EVENT.cancelled, ID))).toEqual([
      ['amendRejected', 10, 10_000],
      ['cancelled', 10, 10_000],
    ])
    expect([open(h), reserved(h)]).toEqual([0n, 0n])
  })
  it('a cancel that the venue rejects leaves the order working', () => {
    const h = resting()
    h.cancel(ID)
    expect(verdict(h.amend(ID, { lots: 12 }))).toBe('ORDER_PENDING')
    expect(said(h.report(REPORT_EVENT.cancelRejected, ID))).toEqual([['cancelRejected', 10, 10_000]])
    expect(alerts(h.report(REPORT_EVENT.cancelRejected, ID))).toEqual(['COMMAND_INVALID'])
    expect(verdict(h.amend(ID, { lots: 12 }))).toBe('COMMANDED')
  })
})

describe('the gate', () => {
  const refusal = (options: HarnessOptions, terms: { lots?: number; price?: number }): string => {
    const h = resting(options)
    const before = [open(h), reserved(h)]
    const rows = h.amend(ID, terms)
    expect(said(rows)).toEqual([])
    expect([open(h), reserved(h)]).toEqual(before)
    return verdict(rows)
  }
  it('refuses what is added beyond a limit, and says how much of it the whole takes', () => {
    const h = resting({ limits: { ...NO_CAPS, position: { '*': '12' } } })
    const rows = h.amend(ID, { lots: 13 })
    expect(ofKind(rows, 'CHECK')).toMatchObject([{ value: 13n, limit: 12n, headroom: 2n, lots: 13 }])
    expect(verdict(h.amend(ID, { lots: 12 }))).toBe('COMMANDED')
  })
  it('counts the whole order where an order alone is limited', () => {
    expect(refusal({ limits: { ...NO_CAPS, orderNotional: '1112' } }, { lots: 12 })).toBe('ORDER_NOTIONAL_MAX')
    expect(refusal({ instruments: [instrumentOf({ maxQuantity: '11' })] }, { lots: 12 })).toBe('QUANTITY_ABOVE_MAX')
    expect(refusal({ instruments: [instrumentOf({ maxNotional: '1112' })] }, { lots: 12 })).toBe('NOTIONAL_ABOVE_MAX')
  })
  it('asks for the cash that is missing', () => {
    const options = { portfolios: [portfolioOf({ cash: '1005' })] }
    const h = resting(options)
    const rows = h.amend(ID, { price: 10_051 })
    expect(ofKind(rows, 'CHECK')).toMatchObject([{ value: 5_100n, limit: 5_000n, headroom: 5_000n }])
    expect(checkOf(ofKind(rows, 'CHECK')[0])).toBe('CASH_INSUFFICIENT')
    expect(verdict(h.amend(ID, { price: 10_050 }))).toBe('COMMANDED')
  })
  it('judges form, price and state', () => {
    expect(refusal({ limits: { ...NO_CAPS, priceCollar: '0.01' } }, { price: 10_300 })).toBe('PRICE_COLLAR')
    expect(refusal({ instruments: [instrumentOf({ tick: [{ from: '0', tick: '0.5' }] })] }, { price: 10_001 })).toBe(
      'PRICE_OFF_TICK',
    )
    const steps = { instruments: [instrumentOf({ lotStep: '5' })] }
    expect(refusal(steps, { lots: 12 })).toBe('QUANTITY_OFF_LOT')
    const after = (change: (h: Harness) => void, terms = { lots: 12 }): string => {
      const h = resting()
      change(h)
      return verdict(h.amend(ID, terms))
    }
    expect(after((h) => h.image.scope.setState(0, 1))).toBe('TRADING_STATE_REDUCING')
    expect(after((h) => h.image.scope.setState(0, 2))).toBe('TRADING_STATE_HALTED')
    expect(after((h) => h.image.position.setRestricted(0, 1))).toBe('RESTRICTED')
    expect(after((h) => h.image.instrument.setTradable(0, 0))).toBe('INSTRUMENT_NOT_TRADABLE')
    expect(after((h) => h.quote(10_110, 10_100))).toBe('MARKET_CROSSED')
    expect(after((h) => (h.now += 4_000n * SECOND))).toBe('MARK_STALE')
  })
  it('an order rate counts amends that add, not those that take away', () => {
    const h = resting({ limits: { ...NO_CAPS, orderRate: { count: 1, perNanos: 100n * SECOND } } })
    expect(verdict(h.amend(ID, { lots: 12 }))).toBe('ORDER_RATE')
    expect(verdict(h.amend(ID, { lots: 9, price: 9_990 }))).toBe('COMMANDED')
  })
  it('a worse price meets no order of our own', () => {
    const h = resting({ limits: { ...NO_CAPS, selfTrade: 'refuse' } })
    h.submit(-5, { id: 8n, type: LIMIT, price: 10_200 })
    expect(verdict(h.amend(ID, { price: 10_200 }))).toBe('SELF_TRADE')
    // The price that is asked for counts until the answer.
    h.amend(ID, { price: 10_150 })
    const sell = (): string => verdict(h.submit(-5, { type: LIMIT, price: 10_150 }))
    expect(sell()).toBe('SELF_TRADE')
    h.report(REPORT_EVENT.amendRejected, ID)
    expect(sell()).toBe('COMMANDED')
  })
  it('lets fewer lots and better prices through whatever the limits are', () => {
    const h = resting()
    h.image.scope.setGrossMax(0, 1n)
    h.image.scope.setState(0, 2)
    h.image.position.setRestricted(0, 1)
    h.now += 40_000n * SECOND
    expect(verdict(h.amend(ID, { lots: 9, price: 9_990 }))).toBe('COMMANDED')
  })
  it('an order that reduces may be enlarged to flat whatever the limits are, and no further', () => {
    const h = new Harness({ venue: 'external', limits: NO_CAPS })
    h.quote(10_000, 10_000)
    h.submit(10, { id: 1n })
    h.report(REPORT_EVENT.filled, 1n, [10_000, 10])
    h.submit(-6, { id: ID, type: LIMIT, price: 10_100 })
    h.image.scope.setGrossMax(0, 1n)
    h.image.scope.setState(0, 1)
    expect(verdict(h.amend(ID, { lots: -10, price: 9_000 }))).toBe('COMMANDED')
    h.report(REPORT_EVENT.amended, ID)
    expect(reserved(h)).toBe(0n)
    expect(verdict(h.amend(ID, { lots: -11 }))).toBe('TRADING_STATE_REDUCING')
  })
  it('names what can not be amended', () => {
    const h = resting()
    expect(alerts(h.amend(99n, { lots: 5 }))).toEqual(['ORDER_UNKNOWN'])
    for (const terms of [{}, { lots: -5 }, { lots: 10 }, { price: -1 }, { lots: 10, price: 10_000 }])
      expect(alerts(h.amend(ID, terms))).toEqual(['COMMAND_INVALID'])
    h.submit(5, { id: 9n, type: STOP, stop: 10_500 })
    expect(alerts(h.amend(9n, { price: 10_400 }))).toEqual(['COMMAND_INVALID'])
    expect(verdict(h.amend(9n, { lots: 3 }))).toBe('COMMANDED')
    expect(verdict(h.amend(9n, { lots: 2 }))).toBe('ORDER_PENDING')
    expect(alerts(h.report(REPORT_EVENT.amended, ID))).toEqual(['COMMAND_INVALID'])
    expect(alerts(h.report(REPORT_EVENT.amendRejected, ID))).toEqual(['COMMAND_INVALID'])
    expect(alerts(h.report(77, ID))).toEqual(['COMMAND_INVALID'])
  })
})

describe('the simulated venue', () => {
  const fillsOf = (rows: readonly Row[]): unknown[] => ofKind(rows, 'FILL').map(({ price, lots }) => [price, lots])

  it('has the amend after its latency; until then the old terms trade', () => {
    const h = resting({ venue: LATE })
    h.quote(10_100, 10_102, { after: 5n * SECOND })
    h.amend(ID, { lots: 15, price: 10_050 })
    expect(fillsOf(h.quote(9_998, 10_000, {}, [4, 4]))).toEqual([[10_000, 4]])
    const rows = h.quote(10_040, 10_045, { after: 3n * SECOND })
    expect(said(rows)).toEqual([['amended', 15, 10_050]])
    // It arrives at the quote before: 10 000 is better than its new limit, but only 4 were there.
    expect(fillsOf(rows)).toEqual([[10_050, 11]])
    expect([h.lots(), open(h), reserved(h)]).toEqual([15n, 0n, 0n])
  })
  it('trades at once where the new limit reaches the touch', () => {
    const h = resting({ venue: LATE })
    h.quote(10_100, 10_102, { after: 5n * SECOND })
    h.amend(ID, { price: 10_200 })
    const rows = h.quote(10_150, 10_152, { after: 3n * SECOND })
    expect(fillsOf(rows)).toEqual([[10_102, 10]])
    expect(ofKind(rows, 'FILL')[0].flags).toBe(0)
  })
  it('rejects an amend that comes after the last fill', () => {
    const h = resting({ venue: { ...LATE, reportLatencyNanos: 10n * SECOND } })
    h.quote(10_100, 10_102, { after: 5n * SECOND })
    h.amend(ID, { lots: 15 })
    h.quote(9_998, 10_000)
    expect(open(h)).toBe(15n)
    const rows = h.quote(9_998, 10_000, { after: 2n * SECOND })
    expect(said(rows)).toEqual([['amendRejected', 10, 10_000]])
    expect(open(h)).toBe(10n)
    h.quote(9_998, 10_000, { after: 20n * SECOND })
    expect([open(h), reserved(h), h.lots(), h.image.scope.openOrders(0)]).toEqual([0n, 0n, 10n, 0])
  })
  it('keeps the place in the queue for fewer lots, not for a new price', () => {
    const start = (terms: { lots?: number; price?: number }): unknown[] => {
      const h = resting({ venue: LATE })
      h.submit(10, { id: 8n, type: LIMIT, price: 10_000 })
      h.quote(10_100, 10_102, { after: 5n * SECOND })
      h.amend(ID, terms)
      h.quote(10_100, 10_102, { after: 5n * SECOND })
      const fills = ofKind(h.quote(9_900, 9_902, {}, [3, 3]), 'FILL')
      return fills.map(({ clientOrderId, lots }) => [clientOrderId, lots])
    }
    expect(start({ lots: 9 })).toEqual([[ID, 3]])
    expect(start({ lots: 11 })).toEqual([[8n, 3]])
    expect(start({ price: 10_010 })).toEqual([[8n, 3]])
  })
  it('on bars counts a new price from the first bar that opened not before it was sent', () => {
    const h = new Harness({ venue: { zeroLatency: false } })
    h.bar(10_000, 10_000, 10_000, 10_000, 1_000)
    h.submit(10, { id: ID, type: LIMIT, price: 9_000 }, { after: 0n })
    h.bar(10_000, 10_000, 10_000, 10_000, 1_000)
    h.amend(ID, { price: 9_900 })
    expect(fillsOf(h.bar(10_000, 10_000, 9_800, 10_000, 1_000, { after: 59n * SECOND }))).toEqual([])
    expect(fillsOf(h.bar(10_000, 10_000, 9_800, 10_000, 1_000))).toEqual([[9_900, 10]])
  })
  it('ends the amend with a day order that expires first', () => {
    const h = new Harness({ venue: { zeroLatency: false, latencyNanos: 3_600n * SECOND } })
    h.quote(10_100, 10_102)
    h.submit(10, { id: ID, type: LIMIT, price: 10_000, timeInForce: 1 })
    h.quote(10_100, 10_102, { after: 86_390n * SECOND - 3n * SECOND })
    h.amend(ID, { lots: 15 })
    expect(said(h.quote(10_100, 10_102, { after: 20n * SECOND }))).toEqual([
      ['amendRejected', 10, 10_000],
      ['expired', 10, 10_000],
    ])
    h.quote(10_100, 10_102, { after: 7_200n * SECOND })
    expect([open(h), reserved(h)]).toEqual([0n, 0n])
  })
})
