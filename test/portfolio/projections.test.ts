import { concat, EMPTY, NEVER, take, tap, throwError, toArray } from 'rxjs'
import type { Observable, OperatorFunction } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { COMMAND } from '../../model/layout.generated.ts'
import { fills } from '../../operators/execution/fills.ts'
import { orders } from '../../operators/execution/orders.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { equity } from '../../operators/portfolio/equity.ts'
import { positions } from '../../operators/portfolio/positions.ts'
import { alertLines, alertText, describeAlert } from '../../operators/risk/alert-lines.ts'
import { alerts } from '../../operators/risk/alerts.ts'
import { checks } from '../../operators/risk/checks.ts'
import { verdicts } from '../../operators/risk/verdicts.ts'
import { instrumentOf, portfolioOf } from '../kernels/harness.ts'
import type { PlainRow } from '../signal/rows.ts'
import { outcomesOf, project } from './outcomes.ts'

const SECOND = 1_000_000
/** Quotes of one instrument a second apart; a signal stands on the second and the last. */
const trade: PlainRow[] = [
  { at: 0, quote: [9_999, 10_001] },
  { at: SECOND, quote: [9_999, 10_001], signals: [{ strength: 1 }] },
  { at: 2 * SECOND, quote: [10_099, 10_101] },
  { at: 3 * SECOND, quote: [10_099, 10_101], signals: [{ strength: -0.05 }] },
]
const fees = { instruments: [instrumentOf({ takerFee: '0.001' })] }

describe('what a trade leaves behind', () => {
  it('verdicts()', () => {
    expect(project(trade, verdicts(), fees)).toEqual([
      {
        id: '2.0',
        sequence: 2,
        timeMicros: 1_577_923_201_000_000,
        time: '2020-01-02T00:00:01Z',
        portfolio: 'one',
        instrument: 'ABC',
        verdict: 'approved',
        reason: 'NONE',
        requested: '100',
        approved: '100',
        target: '100',
        mark: '100.000',
        decisionId: '2.0',
      },
      expect.objectContaining({
        id: '4.0',
        requested: '-100',
        approved: '-100',
        target: '0',
        mark: '101.000',
        decisionId: '4.0',
      }),
    ])
  })

  it('orders() and fills() carry the ids of decision and order', () => {
    const [first, second] = project(trade, orders(), fees)
    expect(first).toMatchObject({
      event: 'sent',
      orderId: '2.1',
      decisionId: '2.0',
      side: 'buy',
      quantity: '100',
      type: 'market',
      timeInForce: 'GTC',
      limitPrice: null,
      stopPrice: null,
      reason: 'NONE',
    })
    expect(second).toMatchObject({ side: 'sell', orderId: '4.1' })
    expect(project(trade, fills(), fees)).toEqual([
      expect.objectContaining({
        id: '2.2',
        orderId: '2.1',
        decisionId: '2.0',
        side: 'buy',
        quantity: '100',
        price: '100.01',
        fee: '10.001',
        currency: 'USD',
        maker: false,
        rowsLater: 0,
      }),
      expect.objectContaining({ side: 'sell', price: '100.99', fee: '10.099' }),
    ])
  })

  it('positions(): exact cost, average price for display', () => {
    const [held, flat] = project(trade, positions(), fees)
    expect(held).toMatchObject({
      quantity: '100',
      cost: '10001.000',
      averagePrice: '100.01000',
      realised: '0.000',
      value: '10000.000',
      mark: '100.000',
    })
    expect(flat).toMatchObject({ quantity: '0', cost: '0.000', averagePrice: null, realised: '98.000' })
  })

  it('equity(): at the start, at each fill, with the fall from the highest', () => {
    const found = project(trade, equity(), fees)
    expect(found.map(({ cause, equity: value }) => [cause, value])).toEqual([
      ['interval', '1000000.000'],
      ['fill', '999988.999'],
      ['fill', '1000077.900'],
    ])
    expect(found[1]).toMatchObject({
      portfolio: 'one',
      currency: 'USD',
      gross: '10000.000',
      net: '10000.000',
      highWater: '1000000.000',
    })
    expect(found[1].drawdown).toBeCloseTo(-11.001e-6, 12)
    expect(found[2].drawdown).toBeLessThan(0)
    expect(project(trade, equity(), { portfolios: [portfolioOf({ cash: '0' })] })[0].drawdown).toBeNull()
  })

  it('frames change nothing', () => {
    const all = [verdicts(), checks(), orders(), fills(), positions(), equity(), alerts()] as OperatorFunction<
      Outcome,
      unknown
    >[]
    for (const one of all)
      expect(project(trade, one, { ...fees, frames: [1] })).toEqual(project(trade, one, { ...fees, frames: [3] }))
  })
})

describe('inverse contracts', () => {
  const inverse = {
    instruments: [instrumentOf({ symbol: 'XBT', kind: 'inverse', currency: 'BTC' })],
    portfolios: [portfolioOf({ currency: 'BTC', cash: '10' })],
  }
  it('average price from the face value', () => {
    const [held] = project(trade, positions(), inverse)
    expect(held).toMatchObject({ instrument: 'XBT', currency: 'BTC', quantity: '100' })
    expect(Math.abs(Number(held.averagePrice) - 100.01)).toBeLessThan(1e-4)
  })
})

describe('refusals and reductions', () => {
  it('checks() give value, limit and headroom in their unit', () => {
    const setting = {
      instruments: [instrumentOf({ sector: 'Energy' })],
      limits: { concentration: '0.005', position: { ABC: '80' }, sectors: { Energy: '0.004' }, allowShort: true },
    }
    const found = project(trade.slice(0, 2), checks(), setting)
    expect(
      found.map(({ check, scope, unit, value, limit, headroom, subject }) => [
        check,
        scope,
        unit,
        value,
        limit,
        headroom,
        subject,
      ]),
    ).toEqual([
      ['POSITION_MAX', 'one', 'quantity', '100', '80', '80', null],
      ['CONCENTRATION_MAX', 'one', 'money', '10000.000', '5000.000', '5000.000', null],
      ['SECTOR_MAX', 'one', 'money', '10000.000', '4000.000', '4000.000', 'sector:Energy'],
    ])
    expect(found[0]).toMatchObject({ portfolio: 'one', instrument: 'ABC', quantity: '100' })
    expect(project(trade.slice(0, 2), verdicts(), setting)).toMatchObject([
      { verdict: 'reduced', reason: 'POSITION_MAX', approved: '40' },
    ])
  })

  it('ratios, prices, times and counts', () => {
    const collar = project(
      [...trade.slice(0, 1), { at: SECOND, raw: { kind: COMMAND, aux: 5 | (1 << 8), lanes: [7n, 10, 12_000] } }],
      checks(),
      { limits: { concentration: '1000', priceCollar: '0.1' } },
    )
    expect(collar).toMatchObject([{ check: 'PRICE_COLLAR', unit: 'ratio', value: '0.200000', limit: '0.100000' }])
    const crossed = project(
      [
        { at: 0, quote: [9_999, 10_001] },
        { at: 1, quote: [10_003, 10_001], signals: [{ strength: 1 }] },
      ],
      checks(),
    )
    expect(crossed).toMatchObject([{ check: 'MARKET_CROSSED', unit: 'price', value: '100.03', limit: '100.01' }])
    const stale = project(
      [
        { at: 0, quote: [9_999, 10_001] },
        { at: 7_200 * SECOND, signals: [{ strength: 1 }] },
      ],
      checks(),
    )
    expect(stale).toMatchObject([
      { check: 'MARK_STALE', unit: 'nanoseconds', value: '7200000000000', limit: '3600000000000' },
    ])
    const halted = project(trade.slice(0, 2), checks(), { limits: { tradingState: 'halted' } })
    expect(halted).toMatchObject([{ check: 'TRADING_STATE_HALTED', unit: 'none', value: '1', limit: '0' }])
    const missing = project([{ at: 0, signals: [{ strength: 1 }] }], verdicts())
    expect(missing).toMatchObject([{ verdict: 'refused', reason: 'MARK_MISSING', mark: null }])
  })

  it('an instrument that is not configured keeps its number', () => {
    const rows: PlainRow[] = [
      { at: 0, quote: [9_999, 10_001] },
      { at: 1, instrument: 9, raw: { kind: COMMAND, aux: 5, lanes: [1n, 10] } },
    ]
    expect(project(rows, verdicts())).toMatchObject([
      {
        instrument: '#9',
        verdict: 'refused',
        reason: 'INSTRUMENT_UNKNOWN',
        requested: '10',
        mark: null,
        decisionId: null,
      },
    ])
  })

  it('a ready limit order is shown as it was sent, and as it ended', () => {
    const rows: PlainRow[] = [
      { at: 0, quote: [9_999, 10_001] },
      { at: SECOND, raw: { kind: COMMAND, aux: 5 | (3 << 8), lanes: [0n, -10, 9_900, 9_950] } },
      { at: 2 * SECOND, raw: { kind: COMMAND, source: 65_535, aux: 7 } },
      { at: 3 * SECOND, quote: [9_999, 10_001] },
    ]
    expect(project(rows, orders())).toMatchObject([
      {
        event: 'sent',
        type: 'stop-limit',
        side: 'sell',
        quantity: '10',
        limitPrice: '99.00',
        stopPrice: '99.50',
        decisionId: null,
      },
      { event: 'cancelled', reason: 'ORDER_CANCELLED', side: 'sell', quantity: '10' },
    ])
  })
})

describe('alerts', () => {
  const drift: PlainRow[] = [
    ...trade.slice(0, 2),
    { at: 2 * SECOND, quote: [14_999, 15_001] },
    { at: 3 * SECOND, quote: [14_999, 15_001] },
    { at: 4 * SECOND, quote: [9_999, 10_001] },
    { at: 5 * SECOND, raw: { kind: COMMAND, source: 65_535, aux: 1 } },
  ]
  const setting = { limits: { concentration: '0.012', allowShort: true } }

  it('begin once and end once, with severity and policy', () => {
    expect(project(drift, alerts(), setting)).toEqual([
      {
        id: expect.any(String) as string,
        sequence: 3,
        timeMicros: 1_577_923_202_000_000,
        time: '2020-01-02T00:00:02Z',
        severity: 'warning',
        reason: 'CONCENTRATION_MAX',
        cleared: false,
        portfolio: 'one',
        instrument: 'ABC',
        subject: null,
        unit: 'money',
        value: '15000.000',
        limit: expect.any(String) as string,
        policy: 'alert',
        state: 'active',
      },
      expect.objectContaining({ sequence: 5, reason: 'CONCENTRATION_MAX', cleared: true, severity: 'info' }),
      expect.objectContaining({
        reason: 'COMMANDED',
        severity: 'error',
        state: 'halted',
        instrument: null,
        unit: 'none',
      }),
    ])
  })

  it('a policy that trips a state speaks of the portfolio, the desk of none', () => {
    const passive = {
      limits: { concentration: '0.012', allowShort: true, passive: { concentration: 'reducing' as const } },
    }
    expect(project(drift.slice(0, 3), alerts(), passive)).toMatchObject([
      { severity: 'warning', instrument: 'ABC', policy: 'reducing' },
      { severity: 'error', instrument: null, portfolio: 'one', state: 'reducing' },
    ])
    const stale = project([...trade.slice(0, 2), { at: 9_000 * SECOND }], alerts())
    expect(stale).toMatchObject([{ reason: 'MARK_STALE', portfolio: null, instrument: 'ABC', unit: 'nanoseconds' }])
  })

  it('lines of JSON and lines for people; the alerts pass on', () => {
    const [json, text]: string[][] = [[], []]
    const both: OperatorFunction<Outcome, unknown> = (source) =>
      source.pipe(
        alerts(),
        alertLines((line) => json.push(line)),
        alertText((line) => text.push(line)),
      )
    const found = project(drift, both, setting)
    expect(json.map((line) => JSON.parse(line) as unknown)).toEqual(found)
    expect(text).toEqual([
      expect.stringMatching(
        /^2020-01-02T00:00:02Z warning CONCENTRATION_MAX one ABC: 15000\.000, limit 12\d+\.\d+ \(policy: alert\)$/,
      ) as string,
      expect.stringMatching(
        /^2020-01-02T00:00:04Z info CONCENTRATION_MAX cleared one ABC: 10000\.000, limit 1\d+\.\d+$/,
      ) as string,
      '2020-01-02T00:00:05Z error COMMANDED one, now halted',
    ])
  })

  it('in words without numbers or names', () => {
    const [first] = project(drift, alerts(), setting)
    expect(describeAlert({ ...first, portfolio: null, instrument: null, value: '0', limit: '0' })).toBe(
      '2020-01-02T00:00:02Z warning CONCENTRATION_MAX',
    )
  })
})

describe('as operators', () => {
  const outcomes = (): Observable<Outcome> => outcomesOf(trade, { ...fees, frames: [1] })
  const run = (source: Observable<Outcome>): { values: string[]; end: unknown } => {
    const values: string[] = []
    let end: unknown = 'open'
    source.pipe(fills()).subscribe({
      next: ({ id }) => values.push(id),
      error: (error) => {
        end = error
      },
      complete: () => {
        end = 'complete'
      },
    })
    return { values, end }
  }

  it('never, empty, one, many, error', () => {
    expect(run(NEVER)).toEqual({ values: [], end: 'open' })
    expect(run(EMPTY)).toEqual({ values: [], end: 'complete' })
    expect(run(outcomesOf(trade.slice(0, 2), fees))).toEqual({ values: ['2.2'], end: 'complete' })
    expect(run(outcomes())).toEqual({ values: ['2.2', '4.2'], end: 'complete' })
    const failure = new Error('broken')
    expect(
      run(
        concat(
          outcomes(),
          throwError(() => failure),
        ),
      ),
    ).toEqual({ values: ['2.2', '4.2'], end: failure })
  })

  it('endless and early unsubscribe: nothing more is read once one has what one wanted', () => {
    let seen = 0
    let found: unknown
    const rows = Array.from({ length: 200 }, (_, at): PlainRow => ({
      at: at * SECOND,
      quote: [9_999, 10_001],
      signals: [{ strength: at % 2 === 0 ? 1 : -1 }],
    }))
    outcomesOf(rows, { ...fees, frames: [1] })
      .pipe(
        tap(() => seen++),
        fills(),
        take(2),
        toArray(),
      )
      .subscribe((some) => {
        found = some
      })
    expect(found).toHaveLength(2)
    expect(seen).toBe(2)
  })

  it('a row that cannot be read is an error of the stream', () => {
    let failure: unknown
    outcomes()
      .pipe(
        tap(({ tape }) => {
          for (let row = 0; row < tape.count; row++) tape.memory.f64[(tape.at(row) >> 3) + 5] = 0.5
        }),
        fills(),
      )
      .subscribe({
        error: (error) => {
          failure = error
        },
      })
    expect(String(failure)).toContain('RangeError')
  })
})
