import { describe, expect, it } from 'vitest'
import type { Backend } from '../../kernels/kernel.ts'
import { REPORT_EVENT, VERB } from '../../kernels/reference/commands.ts'
import { ADJUST, COMMAND } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { BACKENDS } from '../../pipeline/engine/backend.ts'
import { Harness, instrumentOf, ofKind, portfolioOf, SECOND } from './harness.ts'
import type { HarnessOptions, Row } from './harness.ts'

const LIMIT = 1
const names = (rows: readonly Row[]): string[] => ofKind(rows, 'ALERT').map(({ aux }) => REASON_NAMES[aux & 0xffff])
const endings = (rows: readonly Row[]): [number, string][] =>
  ofKind(rows, 'ORDER').map(({ aux, lots }) => [lots as number, REASON_NAMES[aux >>> 24]])

describe.each(BACKENDS as readonly Backend[])('a split while orders are open, by the %s desk', (backend) => {
  /** A venue that needs a second to hear and ten to answer. */
  const start = (more: HarnessOptions = {}): Harness => {
    const h = new Harness({
      backend,
      venue: { zeroLatency: false, latencyNanos: SECOND, reportLatencyNanos: 10n * SECOND },
      instruments: [instrumentOf({ assumedTopSize: '30' }), instrumentOf({ symbol: 'B' })],
      portfolios: [portfolioOf(), portfolioOf({ name: 'two' })],
      ...more,
    })
    h.quote(10_000, 10_000)
    h.quote(10_000, 10_000, { instrument: 1 })
    return h
  }
  const endOrders = (h: Harness, instrument = 0): Row[] =>
    h.send(COMMAND, {}, { aux: VERB.endOrders, source: 65_535, instrument, last: false, after: 1n })
  /** Four new for one old, for a position of the first portfolio. */
  const split = (h: Harness, lots: bigint, source = 0): Row[] =>
    h.send(ADJUST, { 0: Number(lots), 1: 0n, 2: 0n, 3: 4, 4: 1 }, { aux: 2, source, last: false, after: 1n })
  const ledger = ({ image }: Harness): bigint => image.ledger.cash(0) + image.ledger.cost(0)

  it('fills on their way are booked in the lots and prices they have, then restated with the rest', () => {
    const h = start()
    h.submit(50)
    // It takes the old touch as it arrives, and the new one.
    h.quote(10_100, 10_100, { after: 2n * SECOND })
    expect([h.image.order.filled(0), h.lots()]).toEqual([50n, 0n])
    const before = ledger(h)
    const rows = endOrders(h)
    expect(ofKind(rows, 'FILL').map(({ price, lots }) => [price, lots])).toEqual([
      [10_000, 30],
      [10_100, 20],
    ])
    const cost = h.image.position.cost(0)
    split(h, 3n * h.lots())
    expect([h.lots(), h.image.position.cost(0), ledger(h)]).toEqual([200n, cost, before])
    // What was booked before its time is not booked at it.
    const later = h.quote(2_500, 2_500, { after: 60n * SECOND })
    expect([ofKind(later, 'FILL'), h.lots(), h.image.control.liveOrders(0)]).toEqual([[], 200n, 0])
  })

  it('fills of several orders and instruments keep their order; other instruments are left alone', () => {
    const h = start({ venue: { zeroLatency: false, reportLatencyNanos: 10n * SECOND } })
    h.submit(5, { id: 1n })
    h.submit(6, { id: 2n }, { instrument: 1 })
    h.submit(-7, { id: 3n }, { source: 1 })
    h.submit(8, { id: 4n })
    h.quote(10_000, 10_000)
    h.quote(10_000, 10_000, { instrument: 1 })
    const ids = (rows: readonly Row[]): unknown[] => ofKind(rows, 'FILL').map(({ clientOrderId }) => clientOrderId)
    expect(ids(endOrders(h))).toEqual([1n, 3n, 4n])
    expect([h.lots(), h.lots(1), h.lots(0, 1)]).toEqual([13n, -7n, 0n])
    expect(ids(h.send(9, {}, { after: 20n * SECOND }))).toEqual([2n])
  })

  it('orders end at once, wherever they are: on their way, at the venue, pending amend or cancel', () => {
    const h = start()
    h.submit(10, { id: 1n, type: LIMIT, price: 9_000 })
    h.submit(11, { id: 2n, type: LIMIT, price: 9_000 })
    h.submit(12, { id: 3n, type: LIMIT, price: 9_000 }, { source: 1 })
    h.quote(10_000, 10_000, { after: 2n * SECOND })
    h.amend(1n, { lots: 20 }, { after: 1n })
    h.cancel(2n, { after: 1n })
    h.submit(13, { id: 4n }, { after: 1n })
    const rows = endOrders(h)
    expect(endings(rows).sort(([a], [b]) => a - b)).toEqual([
      [10, 'AMEND_REJECTED'],
      [10, 'ORDER_SPLIT'],
      [11, 'ORDER_SPLIT'],
      [12, 'ORDER_SPLIT'],
      [13, 'ORDER_SPLIT'],
    ])
    expect([h.image.control.liveOrders(0), h.image.ledger.reserved(0), h.image.scope.openOrders(0)]).toEqual([0, 0n, 0])
    // Timers of theirs that are still to come do nothing, not even to orders in their places.
    h.submit(9, { id: 5n, type: LIMIT, price: 9_000 }, { after: 1n })
    expect(ofKind(h.send(9, {}, { after: 20n * SECOND }), 'ORDER')).toEqual([])
    const at = h.image.instrument.firstOrder(0)
    expect([h.image.scope.openOrders(0), h.image.order.id(at), h.image.order.next(at)]).toEqual([1, 5n, -1])
  })

  it('an order of the instant in the place of one that ended in it arrives once', () => {
    const h = start()
    h.submit(10, {}, { after: 5n * SECOND })
    h.send(COMMAND, {}, { aux: VERB.endOrders, source: 65_535, after: 0n })
    h.submit(10, {}, { after: 0n })
    h.quote(10_000, 10_000, { after: SECOND })
    expect([h.image.order.filled(0), h.image.instrument.firstOrder(0)]).toEqual([10n, -1])
    h.send(9, {}, { after: 60n * SECOND })
    expect([h.lots(), h.image.control.liveOrders(0), h.image.instrument.firstOrder(0)]).toEqual([10n, 0, -1])
  })

  it('a split beside an order in old lots, of whatever portfolio, is refused and changes nothing', () => {
    const h = start()
    h.submit(5, { type: LIMIT, price: 9_000 }, { source: 1 })
    const before = h.kernelHash()
    expect(names(split(h, 30n))).toEqual(['COMMAND_INVALID'])
    expect(h.kernelHash()).toBe(before)
    endOrders(h)
    expect(names(split(h, 30n))).toEqual([])
    expect(h.lots()).toBe(30n)
  })

  it('an unknown instrument has no orders to end', () => {
    const h = start()
    expect(names(endOrders(h, 7))).toEqual(['COMMAND_INVALID'])
  })

  it('an external venue is asked to cancel; what it still fills in old lots is named, and not booked', () => {
    const h = start({ venue: 'external' })
    h.submit(10, { id: 1n })
    h.submit(4, { id: 2n }, { source: 1 })
    h.report(REPORT_EVENT.filled, 1n, [10_000, 4], 501n)
    expect(endings(endOrders(h))).toEqual([
      [6, 'ORDER_CANCELLED'],
      [4, 'ORDER_CANCELLED'],
    ])
    expect(names(split(h, 12n))).toEqual([])
    h.quote(2_500, 2_500)
    for (const [id, lots] of [
      [1n, 6],
      [2n, 4],
    ] as const) {
      const before = h.kernelHash()
      const [alert] = h.report(REPORT_EVENT.filled, id, [10_000, lots], 502n)
      expect(alert).toMatchObject({ kind: 'ALERT', source: id === 1n ? 0 : 1, value: BigInt(lots) })
      expect(names([alert])).toEqual(['FILL_BEFORE_SPLIT'])
      expect(h.kernelHash()).toBe(before)
    }
    // A fill that was booked before it is a duplicate, as ever.
    expect(names(h.report(REPORT_EVENT.filled, 1n, [10_000, 4], 501n))).toEqual(['FILL_DUPLICATE'])
    h.report(REPORT_EVENT.cancelRejected, 1n)
    expect(names(h.amend(1n, { lots: 20 }))).toEqual(['COMMAND_INVALID'])
    h.report(REPORT_EVENT.cancelled, 1n)
    h.report(REPORT_EVENT.cancelled, 2n)
    expect([h.lots(), h.image.control.liveOrders(0), h.image.ledger.reserved(0)]).toEqual([16n, 0, 0n])
    // Orders after the split are of the new lots.
    h.submit(8, { id: 1n })
    h.submit(8, { id: 3n })
    expect(ofKind(h.report(REPORT_EVENT.filled, 3n, [2_500, 8]), 'FILL')).toHaveLength(1)
    expect(h.lots()).toBe(24n)
  })

  it('orders of an external venue that a split met without a word before are asked to end then', () => {
    const h = start({ venue: 'external' })
    h.submit(10, { id: 1n })
    expect(endings(split(h, 0n))).toEqual([[10, 'ORDER_CANCELLED']])
    expect(names(h.report(REPORT_EVENT.filled, 1n, [10_000, 4]))).toEqual(['FILL_BEFORE_SPLIT'])
  })
})
