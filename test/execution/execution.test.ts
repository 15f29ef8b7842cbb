import { tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { COMMAND, REPORT } from '../../model/layout.generated.ts'
import type { SimulatedVenue } from '../../model/venue.ts'
import { execution, external } from '../../operators/execution/execution.ts'
import { fills } from '../../operators/execution/fills.ts'
import { orders } from '../../operators/execution/orders.ts'
import { simulated } from '../../operators/execution/simulated.ts'
import { sendTo } from '../../operators/execution/venue-port.ts'
import type { VenueOrder, VenuePort } from '../../operators/execution/venue-port.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { project } from '../portfolio/outcomes.ts'
import { MINUTE } from '../signal/rows.ts'
import type { PlainRow } from '../signal/rows.ts'

describe('simulated(…)', () => {
  it('fills in what is not given, and nothing of it is free', () => {
    expect(simulated()).toEqual({
      latencyNanos: 50_000_000n,
      reportLatencyNanos: 10_000_000n,
      zeroLatency: false,
      participation: '0.05',
      slippage: '0.0001',
      remainder: 'walk',
      walkStep: '0.00005',
      crossedQuotes: 'refuse',
      plantSameCloseFill: false,
    })
    expect(simulated({ remainder: 'wait', latencyNanos: 1n })).toMatchObject({
      remainder: 'wait',
      latencyNanos: 1n,
      participation: '0.05',
    })
  })

  it('a bar’s market order fills at the next open, slippage against it, at most 5 % of the volume', () => {
    const bar = (at: number, open: number): PlainRow => ({
      at,
      raw: { kind: 3, aux: 2 * 2 ** 28 + 1, lanes: [open, open + 50, open - 50, open, 1_000] },
    })
    const rows: PlainRow[] = [
      { ...bar(0, 10_000), signals: [{ strength: 1 }] },
      bar(MINUTE, 10_100),
      bar(2 * MINUTE, 10_200),
      bar(3 * MINUTE, 10_300),
    ]
    const venue = simulated()
    expect(project(rows, fills(), { venue })).toMatchObject([
      // 101.00 and 102.00 + 1 bp, rounded up to a price unit; 50 of 1 000 lots a bar.
      { price: '101.02', quantity: '50', rowsLater: 1 },
      { price: '102.02', quantity: '50', rowsLater: 2 },
    ])
  })

  it('on quotes a market order beyond the touch walks', () => {
    const rows: PlainRow[] = [
      { at: 0, raw: { kind: 1, lanes: [9_999, 10_001, 60, 60] }, signals: [{ strength: 1 }] },
      { at: 1_000_000, raw: { kind: 1, lanes: [9_999, 10_001, 60, 60] } },
      { at: 2_000_000, raw: { kind: 1, lanes: [9_999, 10_001, 60, 60] } },
    ]
    const found = project(rows, fills(), { venue: simulated() })
    expect(found.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['100.01', '60'],
      ['100.02', '40'],
    ])
    const waits = project(rows, fills(), { venue: simulated({ remainder: 'wait' }) })
    expect(waits.map(({ price, quantity }) => [price, quantity])).toEqual([
      ['100.01', '60'],
      ['100.01', '40'],
    ])
  })
})

describe('execution(…)', () => {
  it('gives the desk its third part', () => {
    expect(execution(external())).toEqual({ part: 'execution', venue: 'external' })
    expect(execution(simulated())).toEqual({ part: 'execution', venue: simulated() })
  })

  it.each<[string, Partial<SimulatedVenue>]>([
    ['venue.latencyNanos must be at least 0 ns, was -1', { latencyNanos: -1n }],
    ['venue.reportLatencyNanos must be at least 0 ns, was -1', { reportLatencyNanos: -1n }],
    ['venue.participation must be above 0, was 0', { participation: '0' }],
    ['venue.participation must be at most 1, was 1.01', { participation: '1.01' }],
    ['venue.slippage must be at least 0, was -0.1', { slippage: '-0.1' }],
    ['venue.walkStep must be at most 1, was 2', { walkStep: '2' }],
    ['venue.remainder must be one of wait, walk, cancel, was "hope"', { remainder: 'hope' as never }],
    ['venue.crossedQuotes must be one of refuse, trade, was "keep"', { crossedQuotes: 'keep' as never }],
  ])('%s', (message, overrides) => {
    expect(() => execution(simulated(overrides))).toThrow(message)
  })
})

describe('sendTo(port)', () => {
  interface Venue extends VenuePort {
    readonly sent: VenueOrder[]
    readonly amended: VenueOrder[]
    readonly cancelled: string[]
  }
  const port = (): Venue => {
    const [sent, amended, cancelled]: [VenueOrder[], VenueOrder[], string[]] = [[], [], []]
    return {
      sent,
      amended,
      cancelled,
      send: (order) => sent.push(order),
      amend: (order) => amended.push(order),
      cancel: (one) => cancelled.push(one),
    }
  }
  const SECOND = 1_000_000
  const id = (2n << 20n) | 1n
  const rows: PlainRow[] = [
    { at: 0, quote: [9_999, 10_001] },
    { at: SECOND, quote: [9_999, 10_001], signals: [{ strength: 1 }] },
    { at: 2 * SECOND, raw: { kind: REPORT, aux: 1, lanes: [id, 10_001, 40, 12n, 1n] } },
    { at: 3 * SECOND, raw: { kind: COMMAND, source: 65_535, aux: 7 } },
    { at: 4 * SECOND, raw: { kind: REPORT, aux: 2, lanes: [id] } },
  ]

  it('hands over what leaves, asks for cancels, and passes outcomes on', () => {
    const venue = port()
    const events = project(rows, (source) => source.pipe(sendTo(venue), orders()), { venue: 'external', frames: [1] })
    expect(venue.sent).toEqual([
      {
        orderId: '2.1',
        portfolio: 'one',
        instrument: 'ABC',
        side: 'buy',
        quantity: '100',
        type: 'market',
        timeInForce: 'GTC',
        limitPrice: null,
        stopPrice: null,
      },
    ])
    expect(venue.cancelled).toEqual(['2.1'])
    expect(events.map(({ event, quantity }) => [event, quantity])).toEqual([
      ['sent', '100'],
      ['cancel-requested', '60'],
      ['cancelled', '60'],
    ])
    expect(project(rows, fills(), { venue: 'external' })).toMatchObject([
      { quantity: '40', price: '100.01', fee: '0.012' },
    ])
  })

  it('hands over amends, with the quantity and the limit asked for', () => {
    const venue = port()
    const amend = { kind: COMMAND, source: 0, aux: 9, lanes: [id, 70, 0, 0] }
    const answered = [
      ...rows.slice(0, 3),
      { at: 3 * SECOND, raw: amend },
      { at: 4 * SECOND, raw: { kind: REPORT, aux: 5, lanes: [id] } },
    ]
    const events = project(answered, (source) => source.pipe(sendTo(venue), orders()), { venue: 'external' })
    expect(venue.amended).toMatchObject([{ orderId: '2.1', quantity: '70', limitPrice: null }])
    expect(events.slice(1).map(({ event, quantity, reason }) => [event, quantity, reason])).toEqual([
      ['amend-requested', '70', 'COMMANDED'],
      ['amended', '70', 'COMMANDED'],
    ])
  })

  it('refuses a desk that simulates, and an order without a reservation', () => {
    expect(() => project(rows.slice(0, 2), sendTo(port()))).toThrow('needs execution(external())')
    const forget = tap(({ image }: Outcome) => {
      for (let at = 0; at < image.size.orders; at++) image.order.setState(at, 0)
    })
    expect(() =>
      project(rows.slice(0, 2), (source) => source.pipe(forget, sendTo(port())), { venue: 'external' }),
    ).toThrow('order 2.1 holds no reservation: not sent')
  })
})
