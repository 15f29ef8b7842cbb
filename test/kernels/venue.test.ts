import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { Harness, instrumentOf, MINUTE, ofKind, SECOND } from './harness.ts'
import type { Row } from './harness.ts'

const BUY = 1_000_000
const waiting = { zeroLatency: false } as const
const prices = (rows: readonly Row[]): unknown[] => ofKind(rows, 'FILL').map(({ price, lots }) => [price, lots])
const endings = (rows: readonly Row[]): number[] => ofKind(rows, 'ORDER').map(({ aux }) => aux >>> 24)
const [LIMIT, STOP, STOP_LIMIT] = [1, 2, 3]
const [DAY, IOC, FOK] = [1, 2, 3]
const [POST_ONLY, REDUCE_ONLY] = [1, 2]

describe('market orders larger than the touch', () => {
  const send = (remainder: 'wait' | 'walk' | 'cancel'): [Harness, Row[]] => {
    const h = new Harness({
      venue: { ...waiting, remainder, walkStep: '0.001' },
      instruments: [instrumentOf({ assumedTopSize: '40' })],
    })
    h.quote(10_000, 10_000, { decisions: [{ target: BUY }] })
    return [h, h.quote(10_000, 10_000)]
  }
  it('wait for the next touch', () => {
    const [h, rows] = send('wait')
    expect(prices([...rows, ...h.quote(10_010, 10_010), ...h.quote(10_020, 10_020)])).toEqual([
      [10_000, 40],
      [10_000, 40],
      [10_010, 20],
    ])
  })
  it('walk: each further level costs a step more', () => {
    const [, rows] = send('walk')
    expect(prices(rows)).toEqual([
      [10_000, 40],
      [10_010, 40],
      [10_020, 20],
    ])
  })
  it('give up the rest', () => {
    const [, rows] = send('cancel')
    expect([prices(rows), endings(rows)]).toEqual([[[10_000, 40]], [100]])
  })
  it('walk on the other side, and stop walking at the last level', () => {
    const h = new Harness({
      venue: { ...waiting, remainder: 'walk', walkStep: '0.001' },
      instruments: [instrumentOf({ assumedTopSize: '1' })],
    })
    h.quote(10_000, 10_000, { decisions: [{ target: -BUY }] })
    const fills = prices(h.quote(10_000, 10_000)) as [number, number][]
    expect(fills[0]).toEqual([10_000, -1])
    expect(fills.at(-1)).toEqual([9_360, -36])
    expect(h.lots()).toBe(-100n)
  })
})

describe('trades as the only feed', () => {
  const start = (): Harness => {
    const h = new Harness({ venue: waiting, instruments: [instrumentOf({ halfSpread: '0.001' })] })
    h.trade(10_000, 50)
    return h
  }
  it('fill market orders at the next trade plus half the spread, up to its size', () => {
    const h = start()
    h.submit(80)
    expect(prices([...h.trade(10_000, 50), ...h.trade(10_020, 0)])).toEqual([
      [10_010, 50],
      [10_031, 30],
    ])
  })
  it('fill limits only when they go through them', () => {
    const h = start()
    h.submit(10, { type: LIMIT, price: 9_990 })
    expect(prices(h.trade(9_990, 50))).toEqual([])
    expect(prices(h.trade(9_989, 50))).toEqual([[9_990, 10]])
    h.submit(-10, { type: LIMIT, price: 10_100 })
    expect(prices(h.trade(10_101, 50))).toEqual([[10_100, -10]])
  })
  it('trigger stops', () => {
    const h = start()
    h.submit(10, { type: STOP, stop: 10_050 })
    h.submit(-10, { type: STOP, stop: 9_950 })
    expect(prices(h.trade(10_060, 50))).toEqual([[10_071, 10]])
    expect(prices(h.trade(9_940, 50))).toEqual([[9_930, -10]])
  })
  it('end immediate orders that do not fill', () => {
    const h = start()
    h.submit(80, { type: LIMIT, price: 10_100, timeInForce: FOK })
    expect(endings(h.trade(10_000, 50))).toEqual([99])
    h.submit(80, { type: LIMIT, price: 9_000, timeInForce: IOC })
    expect(endings(h.trade(10_000, 50))).toEqual([100])
  })
  it('do not mark or fill where there are quotes', () => {
    const h = new Harness({ venue: waiting })
    h.quote(10_000, 10_002)
    h.trade(20_000, 5)
    expect(h.image.instrument.mark(0)).toBe(20_002n)
  })
})

describe('stops, stop-limits and reduce-only on quotes', () => {
  const start = (): Harness => {
    const h = new Harness({ venue: waiting })
    h.quote(10_000, 10_002)
    return h
  }
  it('a stop-limit rests at its limit once triggered', () => {
    const h = start()
    h.submit(10, { type: STOP_LIMIT, stop: 10_050, price: 10_055 })
    expect(prices(h.quote(10_058, 10_060))).toEqual([])
    expect(prices(h.quote(10_050, 10_054))).toEqual([[10_054, 10]])
    h.submit(-10, { type: STOP, stop: 10_000 })
    expect(prices(h.quote(9_998, 10_000))).toEqual([[9_998, -10]])
  })
  it('a reduce-only order never increases: it is cut to the position, and cancelled without one', () => {
    const h = start()
    h.submit(10)
    h.quote(10_000, 10_002)
    h.submit(-5, { type: LIMIT, price: 10_100, flags: REDUCE_ONLY })
    h.submit(-5, {})
    h.quote(10_000, 10_002)
    h.submit(-5, {})
    h.quote(10_000, 10_002)
    expect(h.lots()).toBe(0n)
    expect(endings(h.quote(10_200, 10_202))).toEqual([101])
  })
  it('a post-only order that would not take rests', () => {
    const h = start()
    h.submit(10, { type: LIMIT, price: 10_000, flags: POST_ONLY })
    expect(endings(h.quote(10_000, 10_002))).toEqual([])
    expect(ofKind(h.quote(9_990, 9_995), 'FILL')).toMatchObject([{ price: 10_000, flags: 8 }])
  })
  it('nothing fills on a quote without that side', () => {
    const h = start()
    h.quote(10_000, 0)
    expect(ofKind(h.submit(10), 'VERDICT')[0].aux).toBe(3 | (79 << 16))
    expect(prices(h.quote(10_000, 0))).toEqual([])
    expect(prices(h.quote(9_990, 10_000))).toEqual([[10_000, 10]])
  })
})

describe('bars', () => {
  const start = (venue = {}): Harness => {
    const h = new Harness({ venue: { ...waiting, ...venue }, instruments: [instrumentOf({ halfSpread: '0.001' })] })
    h.bar(10_000, 10_000, 10_000, 10_000, 1_000)
    return h
  }
  const now = { after: 0n }
  it('move market orders against us by half-spread and slippage', () => {
    const h = start({ slippage: '0.0005' })
    h.submit(10, {}, now)
    h.submit(-4, {}, now)
    expect(prices(h.bar(10_000, 10_000, 10_000, 10_000, 0))).toEqual([
      [10_015, 10],
      [9_985, -4],
    ])
  })
  it('an order sent inside a bar waits for the next one', () => {
    const h = start()
    h.submit(10, {}, { after: SECOND })
    expect(prices(h.bar(10_000, 10_000, 10_000, 10_000, 0, { after: MINUTE - SECOND }))).toEqual([])
    expect(prices(h.bar(10_000, 10_000, 10_000, 10_000, 0))).toHaveLength(1)
  })
  it('a limit through which the bar opens fills no worse than its price', () => {
    const h = start()
    h.submit(10, { type: LIMIT, price: 9_905 }, now)
    h.submit(-10, { type: LIMIT, price: 9_895 }, now)
    expect(prices(h.bar(9_900, 9_900, 9_900, 9_900, 0))).toEqual([
      [9_905, 10],
      [9_895, -10],
    ])
  })
  it('stops fill at their price plus costs, in the order that is worse for the holder', () => {
    const h = start()
    h.submit(10, {}, now)
    h.bar(10_000, 10_000, 10_000, 10_000, 0)
    h.submit(-10, { type: STOP, stop: 9_900 }, now)
    h.submit(-10, { type: LIMIT, price: 10_200, flags: REDUCE_ONLY }, now)
    expect(prices(h.bar(10_000, 10_300, 9_800, 10_000, 0))).toEqual([[9_890, -10]])
    expect(h.lots()).toBe(0n)
  })
  it('a buy stop, a stop-limit, a sell limit', () => {
    const h = start()
    h.submit(10, { type: STOP, stop: 10_100 }, now)
    h.submit(10, { type: STOP_LIMIT, stop: 10_100, price: 10_050 }, now)
    h.submit(-10, { type: LIMIT, price: 10_150 }, now)
    expect(prices(h.bar(10_000, 10_200, 10_000, 10_180, 0))).toEqual([
      [10_111, 10],
      [10_150, -10],
    ])
    expect(prices(h.bar(10_040, 10_060, 10_040, 10_040, 0))).toEqual([[10_050, 10]])
  })
  it('immediate orders see one open', () => {
    const h = start({ participation: '0.05' })
    h.submit(80, { timeInForce: IOC }, now)
    h.submit(80, { timeInForce: FOK }, now)
    h.submit(10, { type: LIMIT, price: 9_000, timeInForce: FOK }, now)
    h.submit(10, { type: LIMIT, price: 10_100, flags: POST_ONLY }, now)
    const rows = h.bar(10_000, 10_000, 10_000, 10_000, 1_000)
    expect(prices(rows)).toEqual([[10_010, 50]])
    expect(endings(rows).sort((a, b) => a - b)).toEqual([98, 99, 99, 100])
  })
  it('the planted fill at the close that caused it has distance 0', () => {
    const h = new Harness({ venue: { ...waiting, plantSameCloseFill: true } })
    expect(ofKind(h.bar(10_000, 10_000, 10_000, 10_000, 0, { decisions: [{ target: BUY }] }), 'FILL')).toMatchObject([
      { aux: 0, price: 10_000 },
    ])
  })
  it('daily, two-day and weekly bars open with their first session', () => {
    for (const [spec, days] of [
      ['1d', 1n],
      ['2d', 2n],
      ['1w', 7n],
      ['1mo', 31n],
    ] as const) {
      const h = new Harness({ venue: waiting })
      const day = 1_440n * MINUTE
      const bar = (): Row[] =>
        h.bar(10_000, 10_000, 10_000, 10_000, 0, { aux: parseBarSpec(spec) >>> 0, after: days * day })
      bar()
      h.submit(10, {}, now)
      expect(prices(bar())).toHaveLength(1)
      h.submit(10, {}, { after: SECOND })
      h.now -= SECOND
      expect(prices(bar()), spec).toHaveLength(0)
    }
  })
  it('only bars of one spec are walked; others mark', () => {
    const h = start()
    h.submit(10, {}, now)
    expect(prices(h.bar(10_100, 10_100, 10_100, 10_100, 0, { aux: parseBarSpec('5m') }))).toEqual([])
    expect(h.image.instrument.mark(0)).toBe(20_200n)
  })
  it('a DAY order past the table of sessions never expires', () => {
    const h = start()
    h.submit(10, { type: LIMIT, price: 9_000, timeInForce: DAY }, { after: 200n * 1_440n * MINUTE })
    expect(h.image.order.expiresAt(0)).toBe(0n)
  })
})

describe('reports and cancels on their way', () => {
  it('a fill that is on its way when the order is cancelled is still booked', () => {
    const h = new Harness({
      venue: { ...waiting, reportLatencyNanos: 10n * SECOND, remainder: 'wait' },
      instruments: [instrumentOf({ assumedTopSize: '40' })],
    })
    h.quote(10_000, 10_000)
    const [order] = ofKind(h.submit(100), 'ORDER')
    h.quote(10_000, 10_000, { after: 1n })
    h.send(8, { 0: order.clientOrderId as bigint }, { aux: 6, after: 1n })
    h.quote(10_000, 0, { after: 1n })
    expect([h.lots(), h.image.scope.openOrders(0)]).toEqual([0n, 1])
    h.quote(10_000, 10_000, { after: 20n * SECOND })
    expect(h.lots()).toBeGreaterThanOrEqual(40n)
    expect([h.image.scope.openOrders(0), h.image.ledger.reserved(0)]).toEqual([0, 0n])
  })
})
