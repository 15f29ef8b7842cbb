import { describe, expect, it } from 'vitest'
import type { Backend } from '../../kernels/kernel.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'
import { Harness, instrumentOf, ofKind, SECOND } from './harness.ts'
import type { HarnessOptions, Row } from './harness.ts'

const [LIMIT, IOC, FOK] = [1, 2, 3]
const reasons = (rows: readonly Row[]): number[] => ofKind(rows, 'ALERT').map(({ aux }) => aux & 0xffff)
const filled = (rows: readonly Row[]): unknown[] => ofKind(rows, 'FILL').map(({ price, lots }) => [price, lots])
const endings = (rows: readonly Row[]): [number, number][] =>
  ofKind(rows, 'ORDER').flatMap(({ aux }) => ((aux & 0xff) === 0 ? [] : [[aux & 0xff, aux >>> 24]]))

describe.each(BACKENDS as readonly Backend[])('fills on their way to the ledger, by the %s desk', (backend) => {
  /** Reports take ten seconds, and a touch holds one lot. */
  const start = (orders: number, remainder: 'wait' | 'walk' | 'cancel', more: HarnessOptions = {}): Harness => {
    const h = new Harness({
      backend,
      venue: { zeroLatency: false, reportLatencyNanos: 10n * SECOND, remainder },
      desk: { orders },
      instruments: [instrumentOf({ assumedTopSize: '1' })],
      ...more,
    })
    h.quote(10_000, 10_000)
    return h
  }

  it('an order that no report record is free for keeps its place, and is named once', () => {
    const h = start(4, 'wait')
    h.submit(6)
    // It arrives at the first, and takes what both offer.
    const rows = [1, 2, 3].flatMap(() => h.quote(10_000, 10_000))
    expect([filled(rows), reasons(rows)]).toEqual([[], []])
    const waits = h.quote(10_000, 10_000)
    expect(ofKind(waits, 'ALERT')).toMatchObject([{ source: 0, instrument: 0, value: 5n, limit: 4n }])
    expect(reasons(waits)).toEqual([Reason.REPORT_CAPACITY])
    expect(h.quote(10_000, 10_000)).toEqual([])
    // What the touch offered was not taken: it is there for others.
    expect(h.image.instrument.askLots(0)).toBe(1n)
    expect(h.image.order.filled(0)).toBe(4n)
  })

  it('it fills whole as records come free: no lot is lost or doubled', () => {
    const h = start(4, 'wait')
    h.submit(30)
    const rows = Array.from({ length: 120 }, () => h.quote(10_000, 10_000)).flat()
    expect([h.lots(), filled(rows).length, h.image.scope.openOrders(0)]).toEqual([30n, 30, 0])
    expect([h.image.ledger.reserved(0), h.image.control.liveOrders(0)]).toEqual([0n, 0])
    // Each time it had to wait again it said so.
    expect(new Set(reasons(rows))).toEqual(new Set([Reason.REPORT_CAPACITY]))
    expect(reasons(rows).length).toBeLessThan(30)
  })

  it('a walk through the levels stops where the records end, and goes on with the next quote', () => {
    const h = start(4, 'walk')
    h.submit(50)
    expect(reasons(h.quote(10_000, 10_000))).toEqual([Reason.REPORT_CAPACITY])
    expect(h.image.order.filled(0)).toBe(4n)
    const rows = Array.from({ length: 80 }, () => h.quote(10_000, 10_000, { after: 5n * SECOND })).flat()
    expect([h.lots(), filled(rows).length]).toEqual([50n, 50])
  })

  it('a market order whose remainder would be cancelled waits whole', () => {
    const h = start(1, 'cancel', {
      instruments: [instrumentOf({ assumedTopSize: '1' }), instrumentOf({ symbol: 'B' })],
    })
    h.submit(1)
    h.quote(10_000, 10_000)
    // Its record is taken: the order record is not free until the report is there.
    expect(ofKind(h.submit(1), 'CHECK')).toHaveLength(1)
    h.quote(10_000, 10_000, { after: 11n * SECOND })
    expect(h.lots()).toBe(1n)
  })

  it('an immediate order does not wait: it ends, by its own name', () => {
    for (const [timeInForce, reason] of [
      [IOC, Reason.IOC_REMAINDER],
      [FOK, Reason.FOK_NOT_FILLABLE],
    ]) {
      const h = start(3, 'wait')
      h.submit(6)
      for (let quotes = 0; quotes < 3; quotes++) h.quote(10_000, 10_000)
      expect(h.image.order.filled(0)).toBe(3n)
      h.submit(1, { type: LIMIT, price: 10_000, timeInForce })
      const rows = h.quote(10_000, 10_000)
      expect(reasons(rows)).toEqual([Reason.REPORT_CAPACITY])
      expect(endings(rows)).toEqual([[1, reason]])
    }
  })

  it.each(['trades', 'bars'])('%s: an order that has to wait uses up nothing of what the volume allows', (feed) => {
    const h = new Harness({
      backend,
      venue: { zeroLatency: false, reportLatencyNanos: 500n * SECOND },
      desk: { orders: 2 },
    })
    const prices = (lots: number): Row[] =>
      feed === 'trades' ? h.trade(10_000, lots) : h.bar(10_000, 10_000, 10_000, 10_000, lots)
    prices(100)
    h.submit(10)
    h.submit(10)
    prices(4)
    prices(4)
    expect([0, 1].map((at) => h.image.order.filled(at))).toEqual([8n, 0n])
    expect(reasons(prices(7))).toEqual([Reason.REPORT_CAPACITY, Reason.REPORT_CAPACITY])
    expect([h.image.instrument.volumeLeft(0), h.lots()]).toEqual([7n, 0n])
    h.send(9, {}, { after: 600n * SECOND })
    expect(h.lots()).toBe(8n)
    prices(100)
    h.send(9, {}, { after: 600n * SECOND })
    expect([h.lots(), h.image.scope.openOrders(0), h.image.ledger.reserved(0)]).toEqual([20n, 0, 0n])
  })

  it('a reported venue without latency needs no records', () => {
    const h = start(1, 'walk', { venue: { zeroLatency: false, remainder: 'walk' } })
    h.submit(50)
    expect(filled(h.quote(10_000, 10_000))).toHaveLength(50)
  })
})
