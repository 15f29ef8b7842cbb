import { describe, expect, it } from 'vitest'
import type { Limits } from '../../model/limits.ts'
import { Reason } from '../../model/reasons.generated.ts'
import {
  checkOf,
  FIXED_LOTS,
  Harness,
  instrumentOf,
  MINUTE,
  NO_CAPS,
  ofKind,
  portfolioOf,
  reasonOf,
  SECOND,
  verdictOf,
} from './harness.ts'
import type { Row } from './harness.ts'

const BUY = 1_000_000
const decide = (target: number, instrument = 0) => ({ decisions: [{ target, instrument }] })
const alerts = (rows: readonly Row[]): unknown[] =>
  ofKind(rows, 'ALERT').map(({ aux, flags }) => [aux & 0xffff, (flags & 32) !== 0])
const verdicts = (rows: readonly Row[]): unknown[] =>
  ofKind(rows, 'VERDICT').map((row) => [verdictOf(row), reasonOf(row), row.approvedLots])

describe('passive breaches of totals', () => {
  const cases: [string, Limits, number][] = [
    ['gross', { gross: '11000' }, Reason.GROSS_MAX],
    ['net', { net: '11000' }, Reason.NET_MAX],
    ['leverage', { leverage: '0.5' }, Reason.LEVERAGE_MAX],
    ['sector', { sectors: { '*': '0.5' } }, Reason.SECTOR_MAX],
    ['group', { groups: { hot: '0.5' } }, Reason.GROUP_MAX],
  ]
  it.each(cases)('%s: alert once, clear once, and reducing where the policy says so', (name, limits, reason) => {
    const make = (passive: NonNullable<Limits['passive']>): Harness => {
      const h = new Harness({
        limits: { ...NO_CAPS, ...limits, passive },
        portfolios: [portfolioOf({ cash: '20000' })],
        instruments: [instrumentOf({ sector: 'tech', groups: ['hot'] })],
      })
      h.quote(10_000, 10_000, decide(BUY))
      return h
    }
    const h = make({})
    expect(alerts(h.quote(12_000, 12_000))).toEqual([[reason, false]])
    expect(alerts(h.quote(12_100, 12_100))).toEqual([])
    expect(alerts(h.quote(9_000, 9_000))).toEqual([[reason, true]])
    expect(h.image.scope.state(0)).toBe(0)
    const key = name === 'sector' || name === 'group' ? 'groups' : name
    const strict = make({ [key]: 'reducing' })
    strict.quote(12_000, 12_000)
    expect([strict.image.scope.state(0), strict.image.scope.stateReason(0)]).toEqual([1, reason])
  })

  it('position: trimmed or reducing', () => {
    // A limit below the position is set after it was taken, as a parameter would.
    const h = new Harness({ limits: { ...NO_CAPS, position: { ABC: '100' }, passive: { position: 'trim' } } })
    h.quote(10_000, 10_000, decide(BUY))
    h.image.position.setLotsMax(0, 60n)
    expect(verdicts(h.quote(10_000, 10_000))).toEqual([[3, 'PASSIVE_TRIM', -40]])
    const strict = new Harness({
      limits: { ...NO_CAPS, position: { '*': '100' }, passive: { position: 'reducing', concentration: 'reducing' } },
    })
    strict.quote(10_000, 10_000, decide(BUY))
    strict.image.position.setLotsMax(0, 60n)
    strict.quote(10_000, 10_000)
    expect(strict.image.scope.state(0)).toBe(1)
  })
})

describe('losses', () => {
  it('a losing day halts, and the next session starts anew after a resume', () => {
    const h = new Harness({
      limits: { ...NO_CAPS, dailyLoss: { reducing: '0.0005', halted: '0.001' } },
      venue: { zeroLatency: false },
    })
    h.quote(10_000, 10_000, decide(BUY))
    h.quote(10_000, 10_000)
    h.submit(5, { type: 1, price: 5_000 })
    expect(alerts(h.quote(9_500, 9_500))).toEqual([[Reason.DAILY_LOSS, false]])
    expect(h.image.scope.state(0)).toBe(1)
    h.quote(9_500, 9_500)
    expect(h.image.scope.openOrders(0)).toBe(0)
    h.quote(9_000, 9_000)
    expect(h.image.scope.state(0)).toBe(2)
    h.quote(9_000, 9_000, { after: 1_440n * MINUTE })
    expect(h.image.scope.dayStart(0)).toBe(h.image.scope.equity(0))
    h.command(3, { source: 0 })
    expect(h.image.scope.state(0)).toBe(0)
  })

  it('a group of portfolios has losses and limits of its own, and halts its members', () => {
    const h = new Harness({
      portfolios: [portfolioOf(), portfolioOf({ name: 'two' })],
      groups: [
        {
          name: 'both',
          members: ['one', 'two'],
          limits: { drawdown: { halted: '0.001' }, gross: '15000', concentration: '1' },
        },
      ],
    })
    expect(verdicts(h.quote(10_000, 10_000, decide(BUY)))).toEqual([
      [3, 'NONE', 100],
      [2, 'GROSS_MAX', 50],
    ])
    h.quote(8_000, 8_000)
    expect([h.image.scope.state(2), h.image.scope.stateReason(2)]).toEqual([2, Reason.DRAWDOWN])
    expect(verdicts(h.quote(8_000, 8_000, decide(0)))).toEqual([
      [1, 'TRADING_STATE_HALTED', 0],
      [1, 'TRADING_STATE_HALTED', 0],
    ])
  })

  it('nothing is bought on equity of zero or less', () => {
    const h = new Harness({
      portfolios: [portfolioOf({ cash: '5000' })],
      limits: { concentration: '100', allowShort: true },
      sizing: FIXED_LOTS,
    })
    h.quote(10_000, 10_000, decide(-BUY))
    h.quote(30_000, 30_000)
    const rows = h.submit(-1)
    expect(ofKind(rows, 'CHECK').map(checkOf)).toContain('EQUITY_NOT_POSITIVE')
    expect(verdicts(h.quote(30_000, 30_000, decide(0)))).toEqual([[3, 'NONE', 100]])
  })
})

describe('commands', () => {
  it('halt, reduce, resume, flatten, cancel all, deposit: for one portfolio, a group, or all', () => {
    const h = new Harness({
      venue: { zeroLatency: false },
      portfolios: [portfolioOf(), portfolioOf({ name: 'two' })],
      groups: [{ name: 'both', members: ['one', 'two'], limits: {} }],
    })
    h.quote(10_000, 10_000)
    h.submit(5, { type: 1, price: 9_000 })
    h.submit(5, { type: 1, price: 9_000 }, { source: 1 })
    h.command(7, { source: 2 })
    h.quote(10_000, 10_000)
    expect([h.image.scope.openOrders(0), h.image.scope.openOrders(1)]).toEqual([0, 0])
    h.command(2, { source: 2 })
    expect(h.image.scope.state(2)).toBe(1)
    expect(verdicts(h.submit(5, {}, { source: 1 }))).toEqual([[1, 'TRADING_STATE_REDUCING', 0]])
    h.command(3, { source: 2 }, 1)
    h.send(8, { 1: 500_000 }, { aux: 8, source: 0 })
    expect(h.cash(0)).toBe(1_000_500_000n)
    h.send(8, { 1: -500_000 }, { aux: 8, source: 0 })
    expect(h.image.ledger.withdrawals(0)).toBe(500_000n)
    h.command(4, { source: 2 }, 16)
    expect([h.image.scope.flatten(0), h.image.scope.flatten(1)]).toEqual([0, 0])
    expect(alerts(h.command(99))).toEqual([[Reason.COMMAND_INVALID, false]])
  })

  it('names what it does not know', () => {
    const h = new Harness()
    h.quote(10_000, 10_000)
    expect(alerts(h.send(8, { 0: 77n }, { aux: 6 }))).toEqual([[Reason.ORDER_UNKNOWN, false]])
    expect(alerts(h.command(1, { source: 9 }))).toEqual([[Reason.COMMAND_INVALID, false]])
    const nonsense = [
      h.submit(0),
      h.submit(1, {}, { source: 9 }),
      h.submit(1, { type: 4 }),
      h.submit(1, { timeInForce: 4 }),
      h.submit(1, { flags: 4 }),
      h.submit(1, { type: 1 }),
      h.submit(1, { price: 5 }),
      h.submit(1, { type: 2 }),
      h.submit(1, { type: 2, stop: -5 }),
      h.send(11, { 0: 1 }, { source: 9 }),
      h.send(8, { 1: 1 }, { aux: 8, source: 9 }),
    ]
    for (const outcome of nonsense) expect(alerts(outcome)).toEqual([[Reason.COMMAND_INVALID, false]])
    expect(alerts(h.send(10, { 0: 5n }, { aux: 1 }))).toEqual([[Reason.COMMAND_INVALID, false]])
    const outside = new Harness({ venue: 'external' })
    expect(alerts(outside.send(10, { 0: 5n }, { aux: 1 }))).toEqual([[Reason.ORDER_UNKNOWN, false]])
  })

  it('parameters change limits; unknown ones are refused', () => {
    const h = new Harness()
    for (let id = 1; id <= 11; id++) h.send(7, { 0: 1_000n }, { aux: id })
    const { scope } = h.image
    expect([
      scope.concentrationPpm(0),
      scope.grossMax(0),
      scope.netMax(0),
      scope.leveragePpm(0),
      scope.bandPpm(0),
      scope.fractionPpm(0),
    ]).toEqual(Array.from({ length: 6 }, () => 1_000n))
    expect([
      scope.dayReducingPpm(0),
      scope.dayHaltedPpm(0),
      scope.drawdownReducingPpm(0),
      scope.drawdownHaltedPpm(0),
      scope.cashReserve(0),
    ]).toEqual(Array.from({ length: 5 }, () => 1_000n))
    for (const [aux, value] of [
      [99, 1n],
      [1, -2n],
      [1, 2n ** 61n + 1n],
    ] as const)
      expect(alerts(h.send(7, { 0: value }, { aux }))).toEqual([[Reason.COMMAND_INVALID, false]])
    expect(scope.concentrationPpm(0)).toBe(1_000n)
  })

  it('a split restates the best price that a trailing stop is measured from', () => {
    const exits = { trailing: '0.1' }
    const h = new Harness({ portfolios: [portfolioOf({ exits })] })
    h.quote(10_000, 10_000)
    h.submit(10)
    h.quote(12_000, 12_000)
    h.send(11, { 0: 10, 1: 0n, 2: 0n, 3: 2, 4: 1 }, { source: 0, last: false })
    expect(h.image.position.peak(0)).toBe(12_000n)
    h.quote(5_500, 5_500)
    expect(h.lots()).toBe(20n)
    h.quote(5_400, 5_400)
    expect(h.lots()).toBe(0n)
  })

  it('adjustments from the cold ledger book lots, cost and cash', () => {
    const h = new Harness()
    h.quote(10_000, 10_000, decide(BUY))
    const rows = h.send(11, { 0: 100, 1: 0n, 2: 7n })
    expect(ofKind(rows, 'POSITION')[0]).toMatchObject({ lots: 200 })
    expect(h.image.ledger.adjustments(0)).toBe(7n)
  })

  it('an external venue accepts, cancels, rejects and expires', () => {
    const h = new Harness({ venue: 'external' })
    h.quote(10_000, 10_000)
    const send = (): bigint => ofKind(h.submit(10, { type: 1, price: 9_000 }), 'ORDER')[0].clientOrderId as bigint
    for (const [event, name] of [
      [2, 1],
      [3, 3],
      [4, 2],
    ] as const) {
      const id = send()
      h.send(10, { 0: id }, { aux: 0 })
      expect(ofKind(h.send(10, { 0: id }, { aux: event }), 'ORDER')[0].aux & 0xff).toBe(name)
    }
    const id = send()
    expect(ofKind(h.send(8, { 0: id }, { aux: 6 }), 'ORDER')[0].aux & 0xff).toBe(4)
    expect(h.image.scope.openOrders(0)).toBe(1)
  })

  it('forgets the oldest client ids', () => {
    const h = new Harness()
    h.quote(10_000, 10_000)
    for (let id = 1n; id <= 40n; id++) h.submit(1, { id })
    expect(verdicts(h.submit(1, { id: 40n }))).toEqual([[1, 'CLIENT_ID_DUPLICATE', 0]])
    expect(verdicts(h.submit(1, { id: 25n }))).toEqual([[1, 'CLIENT_ID_DUPLICATE', 0]])
    expect(verdicts(h.submit(1, { id: 24n }))).toEqual([[3, 'COMMANDED', 1]])
    const none = new Harness({ desk: { clientIds: 0 } })
    none.quote(10_000, 10_000)
    none.submit(1, { id: 1n })
    expect(verdicts(none.submit(1, { id: 1n }))).toEqual([[3, 'COMMANDED', 1]])
  })
})

describe('targets', () => {
  const sized = (sizing: object, decision: object): number => {
    const h = new Harness({ sizing: { method: 'fixed-fraction', ...sizing } as never })
    const [verdict] = ofKind(h.quote(10_000, 10_000, { decisions: [{ target: BUY, ...decision }] }), 'VERDICT')
    return verdict.approvedLots as number
  }
  it('are sized by fraction, volatility or Kelly', () => {
    expect(sized({ fraction: '0.1' }, {})).toBe(1_000)
    expect(sized({ fraction: '0.1' }, { target: -500_000 })).toBe(-500)
    expect(sized({ method: 'volatility-target', volatilityTarget: '0.1' }, { volatility: 400_000 })).toBe(2_500)
    expect(sized({ method: 'volatility-target', volatilityTarget: '0.1' }, {})).toBe(0)
    expect(sized({ method: 'fractional-kelly', kelly: '0.5' }, { volatility: 400_000, edge: 40_000 })).toBe(1_250)
    expect(
      sized({ method: 'fractional-kelly', kelly: '0.5' }, { target: -BUY, volatility: 400_000, edge: -40_000 }),
    ).toBe(-1_250)
    expect(sized({ method: 'fractional-kelly', kelly: '0.5' }, { volatility: 400_000, edge: -40_000 })).toBe(0)
    expect(sized({ method: 'fractional-kelly', kelly: '0.5' }, { edge: 40_000 })).toBe(0)
  })
  it('are nothing on equity of zero', () => {
    const h = new Harness({
      sizing: { method: 'fixed-fraction', fraction: '0.1' },
      portfolios: [portfolioOf({ cash: '0' })],
    })
    expect(verdicts(h.quote(10_000, 10_000, decide(BUY)))).toEqual([[0, 'TARGET_REACHED', 0]])
  })
  it('leave small changes alone, but always close', () => {
    const h = new Harness({ sizing: { method: 'fixed-fraction', fraction: '0.1', noTradeBand: '0.05' } })
    h.quote(10_000, 10_000, decide(BUY))
    expect(verdicts(h.quote(10_000, 10_000, decide(BUY * 0.8)))).toEqual([[0, 'IN_BAND', 0]])
    expect(verdicts(h.quote(10_000, 10_000, decide(0)))).toEqual([[3, 'NONE', -1_000]])
  })
  it('are held for the minimum time', () => {
    const h = new Harness({ portfolios: [portfolioOf({ exits: { minHoldingNanos: MINUTE } })] })
    h.quote(10_000, 10_000, decide(BUY))
    expect(verdicts(h.quote(10_000, 10_000, decide(0)))).toEqual([[0, 'MIN_HOLDING', 0]])
    expect(verdicts(h.quote(10_000, 10_000, { after: MINUTE, ...decide(0) }))).toEqual([[3, 'NONE', -100]])
  })
  it('cancel working orders that go too far or the other way', () => {
    const h = new Harness({ venue: { zeroLatency: false, latencyNanos: 10n * SECOND } })
    h.quote(10_000, 10_000, decide(BUY))
    expect(verdicts(h.quote(10_000, 10_000, decide(BUY / 2)))).toEqual([[0, 'WORKING_CANCELLED', 0]])
    expect(verdicts(h.quote(10_000, 10_000, decide(-BUY)))).toEqual([[3, 'NONE', -100]])
    expect(verdicts(h.quote(10_000, 10_000, decide(-BUY)))).toEqual([[0, 'WORKING_CANCELLED', 0]])
  })
  it('refuse while there is no good mark', () => {
    const h = new Harness()
    expect(verdicts(h.quote(10_010, 10_000, decide(BUY)))).toEqual([[1, 'WARMING_UP', 0]])
    expect(verdicts(h.submit(1))).toEqual([[1, 'WARMING_UP', 0]])
  })
  it('an exit of the same instant stands against a decision', () => {
    const h = new Harness({ portfolios: [portfolioOf({ exits: { stop: '0.05' } })] })
    h.quote(10_000, 10_000, decide(BUY))
    expect(verdicts(h.quote(9_000, 9_000, decide(BUY)))).toEqual([
      [0, 'COOLING_DOWN', 0],
      [3, 'EXIT_STOP', -100],
    ])
    expect(h.image.control.decisionsSeen(0)).toBe(h.image.control.intentsMade(0))
  })
  it('that the budget leaves nothing of are refused by name', () => {
    const h = new Harness({ limits: { ...NO_CAPS, leverage: '0.0001', gross: '50' } })
    expect(verdicts(h.quote(10_000, 10_000, decide(BUY)))).toEqual([[1, 'BUDGET_SCALED', 0]])
  })
  it('below the smallest order are refused', () => {
    const h = new Harness({
      limits: { ...NO_CAPS, position: { '*': '5' } },
      instruments: [instrumentOf({ minQuantity: '10', minNotional: '500', maxNotional: '100000' })],
    })
    expect(verdicts(h.quote(10_000, 10_000, decide(BUY)))).toEqual([[1, 'POSITION_MAX', 0]])
    expect(ofKind(h.submit(1), 'CHECK').map(checkOf)).toEqual(['QUANTITY_BELOW_MIN', 'NOTIONAL_BELOW_MIN'])
  })
  it('a short one trails its lowest price', () => {
    const h = new Harness({ portfolios: [portfolioOf({ exits: { trailing: '0.05' } })] })
    h.quote(10_000, 10_000, decide(-BUY))
    h.quote(9_000, 9_000)
    expect(verdicts(h.quote(9_450, 9_450))).toEqual([[3, 'EXIT_TRAILING', 100]])
  })
})

describe('prices that stop', () => {
  it('alert when someone holds the instrument, and clear when they come back', () => {
    const h = new Harness({ instruments: [instrumentOf(), instrumentOf({ symbol: 'B' })] })
    h.quote(10_000, 10_000, decide(BUY))
    const hour = 3_600n * SECOND
    h.quote(5_000, 5_000, { instrument: 1, after: hour / 2n })
    expect(alerts(h.quote(5_000, 5_000, { instrument: 1, after: hour }))).toEqual([[Reason.MARK_STALE, false]])
    expect(alerts(h.quote(10_000, 10_000))).toEqual([[Reason.MARK_STALE, true]])
    expect(alerts(h.send(9, {}, { after: 3n * hour }))).toEqual([[Reason.MARK_STALE, false]])
  })
  it('a mark whose value does not fit is named and not taken', () => {
    const h = new Harness({
      instruments: [instrumentOf({ maxQuantity: '1000000000000' })],
      portfolios: [portfolioOf({ cash: '9000000000000' })],
    })
    h.quote(1, 1)
    h.submit(1_000_000_000)
    expect(alerts(h.quote(9_000_000_000, 9_000_000_000))).toEqual([[Reason.MONEY_OVERFLOW, false]])
    expect(h.image.instrument.mark(0)).toBe(2n)
    const dear = new Harness()
    dear.quote(10_000_000, 10_000_000)
    expect(verdicts(dear.submit(2 ** 50))).toEqual([[1, 'MONEY_OVERFLOW', 0]])
  })
  it('a mark that overflows the second holder leaves the first as it was', () => {
    const h = new Harness({
      instruments: [instrumentOf()],
      portfolios: [portfolioOf({ cash: '9000000000000' }), portfolioOf({ name: 'two', cash: '9000000000000' })],
    })
    h.quote(1, 1)
    h.submit(1_000_000_000, {}, { source: 1 })
    h.submit(10, {}, { source: 0 })
    h.submit(10, { type: 1, price: 1 }, { source: 0 })
    expect(alerts(h.quote(9_000_000_000, 9_000_000_000))).toEqual([[Reason.MONEY_OVERFLOW, false]])
  })
})

describe('the outcome tape', () => {
  it('is given out in parts when it is small, and refuses a row that does not fit', () => {
    const h = new Harness({ desk: { outcomeRows: 8 } })
    for (let i = 0; i < 5; i++) h.quote(10_000 + i, 10_000 + i, decide(i % 2 === 0 ? BUY : -BUY))
    expect(ofKind(h.rows, 'FILL')).toHaveLength(5)
    const tiny = new Harness({ desk: { outcomeRows: 2 } })
    expect(() => tiny.quote(10_000, 10_000, decide(BUY))).toThrow(/causes more rows than the outcome tape of \d+ holds/)
  })
  it('carries equity at intervals', () => {
    const h = new Harness({ equityIntervalNanos: MINUTE })
    const rows = [h.quote(10_000, 10_000), h.quote(10_000, 10_000), h.quote(10_000, 10_000, { after: MINUTE })]
    expect(rows.map((one) => ofKind(one, 'EQUITY').length)).toEqual([1, 0, 1])
  })
})
