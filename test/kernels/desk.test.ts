import { describe, expect, it } from 'vitest'
import { BAR } from '../../model/layout.generated.ts'
import {
  checkOf,
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

const BUY = 1_000_000
const SELL = -1_000_000
const decide = (target: number, instrument = 0) => ({ decisions: [{ target, instrument }] })

describe('a decision becomes a position', () => {
  it('buys at the ask on the same quote where latency is zero', () => {
    const h = new Harness()
    const rows = h.quote(10_000, 10_002, decide(BUY))
    expect(rows.map(({ kind }) => kind)).toEqual(['EQUITY', 'VERDICT', 'ORDER', 'FILL', 'POSITION', 'EQUITY'])
    const [fill] = ofKind(rows, 'FILL')
    expect(fill).toMatchObject({ price: 10_002, lots: 100, fee: 0n, aux: 0 })
    expect(h.lots()).toBe(100n)
    // money scale: 2 price decimals + half units = 3
    expect(h.cash()).toBe(1_000_000_000n - 100n * 100_020n)
    expect(h.image.scope.equity(0)).toBe(1_000_000_000n - 100n * 10n)
  })

  it('sends with latency: a market order takes the touch that prevails when it arrives', () => {
    const h = new Harness({
      venue: { zeroLatency: false, latencyNanos: 1_500_000_000n, reportLatencyNanos: 100_000_000n },
    })
    h.quote(10_000, 10_002, decide(BUY))
    h.quote(10_010, 10_012)
    const rows = h.quote(10_020, 10_022)
    // arrival at +1.5 s meets the quote of +1 s; the report comes 0.1 s later
    const [fill] = ofKind(rows, 'FILL')
    expect(fill).toMatchObject({ price: 10_012, lots: 100 })
    expect(fill.time).toBe(h.now - 400_000_000n)
  })

  it('on bars fills at the next open, never at the close that caused it', () => {
    const h = new Harness({ venue: { zeroLatency: false } })
    expect(ofKind(h.bar(10_000, 10_100, 9_900, 10_050, 1_000, decide(BUY)), 'FILL')).toEqual([])
    const [fill] = ofKind(h.bar(10_070, 10_200, 10_000, 10_100, 1_000), 'FILL')
    expect(fill).toMatchObject({ price: 10_070, lots: 100, aux: 1 })
  })

  it('takes at most the configured share of a bar and goes on at the next', () => {
    const h = new Harness({ venue: { zeroLatency: false, participation: '0.05' } })
    h.bar(10_000, 10_000, 10_000, 10_000, 1_000, decide(BUY))
    expect(ofKind(h.bar(10_000, 10_000, 10_000, 10_000, 1_000), 'FILL')[0]).toMatchObject({ lots: 50 })
    expect(ofKind(h.bar(10_010, 10_010, 10_010, 10_010, 400), 'FILL')[0]).toMatchObject({ lots: 20, price: 10_010 })
    expect(ofKind(h.bar(10_010, 10_010, 10_010, 10_010, 4_000), 'FILL')[0]).toMatchObject({ lots: 30 })
    expect(h.lots()).toBe(100n)
  })

  it('flips in one order: a close and an open', () => {
    const h = new Harness()
    h.quote(10_000, 10_000, decide(BUY))
    const rows = h.quote(10_100, 10_100, decide(SELL))
    expect(ofKind(rows, 'FILL')[0]).toMatchObject({ lots: -200 })
    expect(h.lots()).toBe(-100n)
    const index = 0
    expect(h.image.position.realised(index)).toBe(100n * 1_000n)
    expect(h.image.position.cost(index)).toBe(-100n * 101_000n)
  })

  it('does nothing when the target is reached, and says so', () => {
    const h = new Harness()
    h.quote(10_000, 10_000, decide(BUY))
    const [verdict] = ofKind(h.quote(10_000, 10_000, decide(BUY)), 'VERDICT')
    expect([verdictOf(verdict), reasonOf(verdict)]).toEqual([0, 'TARGET_REACHED'])
  })

  it('charges fees rounded against us', () => {
    const h = new Harness({ instruments: [instrumentOf({ takerFee: '0.0000333' })] })
    const [fill] = ofKind(h.quote(10_000, 10_001, decide(BUY)), 'FILL')
    // 100 × 100.01 = 10 001.000 → × 0.0000333 = 0.3330333
    expect(fill.fee).toBe(334n)
  })

  it('closes exactly to flat, whatever the lot step', () => {
    const h = new Harness({ instruments: [instrumentOf({ lotStep: '10', minQuantity: '10' })] })
    h.quote(10_000, 10_000, decide(BUY))
    h.quote(10_000, 10_000, decide(0))
    expect(h.lots()).toBe(0n)
    expect(h.image.position.cost(0)).toBe(0n)
  })
})

describe('the instant', () => {
  const two = [instrumentOf({ symbol: 'A' }), instrumentOf({ symbol: 'B' })]

  it('scales all increases by one factor when they exceed the cash', () => {
    const h = new Harness({
      instruments: two,
      portfolios: [portfolioOf({ cash: '15000' })],
    })
    h.bar(10_000, 10_000, 10_000, 10_000, 0, { last: false, instrument: 0 })
    const rows = h.bar(10_000, 10_000, 10_000, 10_000, 0, {
      instrument: 1,
      after: 0n,
      decisions: [
        { target: BUY, instrument: 0 },
        { target: BUY, instrument: 1 },
      ],
    })
    const verdicts = ofKind(rows, 'VERDICT')
    expect(verdicts.map(reasonOf)).toEqual(['BUDGET_SCALED', 'BUDGET_SCALED'])
    expect(verdicts.map(({ approvedLots }) => approvedLots)).toEqual([75, 75])
    expect(checkOf(ofKind(rows, 'CHECK')[0])).toBe('BUDGET_SCALED')
  })

  it('does reductions first, and what they will free is not spent', () => {
    const h = new Harness({ instruments: two, portfolios: [portfolioOf({ cash: '10000' })] })
    h.quote(10_000, 10_000, { instrument: 0, ...decide(BUY, 0) })
    h.quote(10_000, 10_000, { instrument: 1, last: false })
    const rows = h.quote(10_000, 10_000, {
      instrument: 0,
      decisions: [
        { target: BUY, instrument: 1 },
        { target: 0, instrument: 0 },
      ],
    })
    expect(ofKind(rows, 'VERDICT').map(({ instrument, approvedLots }) => [instrument, approvedLots])).toEqual([
      [0, -100],
      [1, 100],
    ])
  })

  it('keeps the identity: decisions × followers = intents', () => {
    const h = new Harness({
      portfolios: [portfolioOf(), portfolioOf({ name: 'two' }), portfolioOf({ name: 'other', strategy: 'else' })],
    })
    h.quote(10_000, 10_000, decide(BUY))
    h.quote(10_000, 10_000, decide(SELL))
    expect(h.image.control.decisionsSeen(0)).toBe(4n)
    expect(h.image.control.intentsMade(0)).toBe(4n)
    expect(ofKind(h.rows, 'VERDICT')).toHaveLength(4)
    expect(h.lots(2)).toBe(0n)
  })
})

describe('the gate', () => {
  it('reduces to the concentration limit by default and shows value, limit and headroom', () => {
    const h = new Harness({ limits: {}, portfolios: [portfolioOf({ cash: '20000' })] })
    const rows = h.quote(10_000, 10_000, decide(BUY))
    const [verdict] = ofKind(rows, 'VERDICT')
    expect([verdictOf(verdict), reasonOf(verdict), verdict.approvedLots]).toEqual([2, 'CONCENTRATION_MAX', 50])
    expect(ofKind(rows, 'CHECK')[0]).toMatchObject({ value: 10_000_000n, limit: 5_000_000n, headroom: 5_000_000n })
    expect(h.lots()).toBe(50n)
  })

  it('refuses shorts unless allowed, but lets a long be closed', () => {
    const h = new Harness({ limits: { concentration: '10' } })
    const [refusal] = ofKind(h.quote(10_000, 10_000, decide(SELL)), 'VERDICT')
    expect([verdictOf(refusal), reasonOf(refusal)]).toEqual([1, 'SHORT_NOT_ALLOWED'])
    h.quote(10_000, 10_000, decide(BUY))
    const [cut] = ofKind(h.quote(10_000, 10_000, decide(SELL)), 'VERDICT')
    expect([verdictOf(cut), cut.approvedLots]).toEqual([2, -100])
    expect(h.lots()).toBe(0n)
  })

  it('refuses before the first price and on a stale one, and still lets a holder out', () => {
    const h = new Harness({ limits: NO_CAPS, instruments: [instrumentOf(), instrumentOf({ symbol: 'X' })] })
    const [early] = ofKind(h.quote(10_000, 10_000, { instrument: 1, ...decide(BUY, 0) }), 'VERDICT')
    expect(reasonOf(early)).toBe('MARK_MISSING')
    h.quote(10_000, 10_000, decide(BUY))
    const [stale] = ofKind(
      h.quote(1, 1, { instrument: 1, after: 7_200n * SECOND, decisions: [{ target: 2 * BUY, instrument: 0 }] }),
      'VERDICT',
    )
    expect(reasonOf(stale)).toBe('MARK_STALE')
    const [out] = ofKind(h.quote(1, 1, { instrument: 1, ...decide(0, 0) }), 'VERDICT')
    expect(verdictOf(out)).toBe(3)
    expect(h.lots()).toBe(0n)
  })

  it('does not mark or fill on a crossed quote, and refuses to increase', () => {
    const h = new Harness()
    h.quote(10_000, 10_002)
    const [verdict] = ofKind(h.quote(10_010, 10_004, decide(BUY)), 'VERDICT')
    expect(reasonOf(verdict)).toBe('MARKET_CROSSED')
    expect(h.image.instrument.mark(0)).toBe(20_002n)
  })

  it('treats a crossed quote as any where configured', () => {
    const h = new Harness({ venue: { crossedQuotes: 'trade' } })
    expect(ofKind(h.quote(10_010, 10_004, decide(BUY)), 'FILL')[0]).toMatchObject({ price: 10_004 })
  })

  it('reserves cash for open orders', () => {
    const h = new Harness({ portfolios: [portfolioOf({ cash: '15000' })] })
    h.quote(10_000, 10_000)
    h.submit(100, { type: 1, price: 9_000 })
    const rows = h.submit(100, { type: 1, price: 9_000 })
    expect(reasonOf(ofKind(rows, 'VERDICT')[0])).toBe('CASH_INSUFFICIENT')
    expect(ofKind(rows, 'CHECK')[0]).toMatchObject({ value: 9_000_000n, limit: 6_000_000n })
  })

  it('two full-size sells do not flip a position', () => {
    const h = new Harness({ limits: { concentration: '10' } })
    h.quote(10_000, 10_000, decide(BUY))
    h.submit(-100, { type: 1, price: 11_000 })
    const rows = h.submit(-100, { type: 1, price: 11_000 })
    expect(reasonOf(ofKind(rows, 'VERDICT')[0])).toBe('SHORT_NOT_ALLOWED')
  })

  it('names each integrity fault of a ready order', () => {
    const h = new Harness({
      instruments: [instrumentOf({ lotStep: '10', minQuantity: '20', tick: [{ from: '0', tick: '0.05' }] })],
    })
    h.quote(10_000, 10_000)
    const rows = h.submit(15, { type: 1, price: 9_999 })
    expect(ofKind(rows, 'CHECK').map(checkOf)).toEqual(['PRICE_OFF_TICK', 'QUANTITY_OFF_LOT', 'QUANTITY_BELOW_MIN'])
    h.submit(20, { id: 7n, type: 1, price: 9_000 })
    expect(reasonOf(ofKind(h.submit(20, { id: 7n, type: 1, price: 9_000 }), 'VERDICT')[0])).toBe('CLIENT_ID_DUPLICATE')
    expect(reasonOf(ofKind(h.submit(20, {}, { instrument: 9 }), 'VERDICT')[0])).toBe('INSTRUMENT_UNKNOWN')
  })
})

describe('trading states', () => {
  it('a drawdown trips reducing, then halted; resuming needs a reset', () => {
    const h = new Harness({ limits: { ...NO_CAPS, drawdown: { reducing: '0.001', halted: '0.002' } } })
    h.quote(10_000, 10_000, decide(BUY))
    expect(ofKind(h.quote(9_001, 9_001), 'ALERT')).toEqual([])
    // 100 lots, 10.00 down: a loss of 1 000.00 is 0.1 % of 1 000 000
    expect(ofKind(h.quote(9_000, 9_000), 'ALERT')).toMatchObject([{ value: 1_000_000n, limit: 1_000_000n }])
    expect(h.image.scope.state(0)).toBe(1)
    expect(reasonOf(ofKind(h.quote(9_000, 9_000, decide(2 * BUY)), 'VERDICT')[0])).toBe('TRADING_STATE_REDUCING')
    h.quote(8_000, 8_000)
    expect(h.image.scope.state(0)).toBe(2)
    expect(reasonOf(ofKind(h.quote(8_000, 8_000, decide(0)), 'VERDICT')[0])).toBe('TRADING_STATE_HALTED')
    h.command(3)
    expect(h.image.scope.state(0)).toBe(2)
    h.command(3, {}, 1)
    expect(h.image.scope.state(0)).toBe(0)
    h.quote(8_000, 8_000, decide(0))
    expect(h.lots()).toBe(0n)
  })

  it('an evaluation that knows the future halts everything', () => {
    const h = new Harness()
    h.quote(10_000, 10_000, decide(BUY))
    const rows = h.send(5, { 0: 5, 1: 1, 2: 1e6, 3: h.now + 2n * SECOND })
    expect(ofKind(rows, 'ALERT')[0].aux & 0xffff).toBe(78)
    expect(h.image.scope.state(0)).toBe(2)
  })

  it('flatten stands until nothing is left', () => {
    const h = new Harness({ venue: { zeroLatency: false, latencyNanos: 10n * SECOND } })
    h.quote(10_000, 10_000, decide(BUY))
    h.quote(10_000, 10_000, { after: 20n * SECOND })
    expect(h.lots()).toBe(100n)
    h.submit(50, { type: 1, price: 9_000 })
    h.command(1)
    h.command(4)
    for (let i = 0; i < 5; i++) h.quote(10_000, 10_000, { after: 11n * SECOND })
    expect([h.lots(), h.image.scope.openOrders(0), h.image.scope.flatten(0)]).toEqual([0n, 0, 0])
  })
})

describe('passive breaches', () => {
  it('alert once while they stand, and once when they end', () => {
    const h = new Harness({
      limits: { concentration: '0.5', allowShort: true },
      portfolios: [portfolioOf({ cash: '20000' })],
    })
    h.quote(10_000, 10_000, decide(BUY))
    const raised = ofKind(h.quote(12_000, 12_000), 'ALERT')
    expect(raised.map(({ aux, flags }) => [aux & 0xffff, flags & 32])).toEqual([[25, 0]])
    expect(ofKind(h.quote(12_100, 12_100), 'ALERT')).toEqual([])
    const cleared = ofKind(h.quote(9_000, 9_000), 'ALERT')
    expect(cleared.map(({ flags }) => flags & 32)).toEqual([32])
  })

  it('trim back to the limit where the policy says so', () => {
    const h = new Harness({
      limits: { concentration: '0.5', allowShort: true, passive: { concentration: 'trim' } },
      portfolios: [portfolioOf({ cash: '20000' })],
    })
    h.quote(10_000, 10_000, decide(BUY))
    const rows = h.quote(12_000, 12_000)
    expect(reasonOf(ofKind(rows, 'VERDICT')[0])).toBe('PASSIVE_TRIM')
    // equity 22 000, half of it at 120 = 91 lots
    expect(h.lots()).toBe(91n)
  })
})

describe('resting orders', () => {
  it('a limit fills at its price when the ask comes down to it; a stop at the touch that triggered it', () => {
    const h = new Harness({ venue: { zeroLatency: false } })
    h.quote(10_000, 10_002)
    h.submit(10, { type: 1, price: 9_990 })
    h.submit(10, { type: 2, stop: 10_050 })
    expect(ofKind(h.quote(9_995, 9_997), 'FILL')).toEqual([])
    expect(ofKind(h.quote(9_980, 9_985), 'FILL')).toMatchObject([{ price: 9_990, lots: 10, flags: 8 }])
    expect(ofKind(h.quote(10_058, 10_060), 'FILL')).toMatchObject([{ price: 10_060, lots: 10 }])
  })

  it('post-only is rejected when it would take, IOC and FOK end at once, DAY at the session end', () => {
    const h = new Harness({ venue: { zeroLatency: false } })
    h.quote(10_000, 10_002, {}, [50, 50])
    h.submit(10, { type: 1, price: 10_010, flags: 1 })
    expect(ofKind(h.quote(10_000, 10_002, {}, [50, 50]), 'ORDER')[0].aux >>> 24).toBe(98)
    h.submit(80, { type: 1, price: 10_010, timeInForce: 2 })
    const ioc = h.quote(10_000, 10_002, {}, [50, 50])
    expect([ofKind(ioc, 'FILL')[0].lots, ofKind(ioc, 'ORDER')[0].aux >>> 24]).toEqual([50, 100])
    h.submit(80, { type: 1, price: 10_010, timeInForce: 3 })
    const fok = h.quote(10_000, 10_002, {}, [50, 50])
    expect([ofKind(fok, 'FILL').length, ofKind(fok, 'ORDER')[0].aux >>> 24]).toEqual([0, 99])
    h.submit(10, { type: 1, price: 9_000, timeInForce: 1 })
    const day = h.quote(10_000, 10_002, { after: 86_400n * SECOND })
    expect(ofKind(day, 'ORDER')[0].aux >>> 24).toBe(96)
    expect(h.image.scope.openOrders(0)).toBe(0)
  })

  it('on bars: a gapping stop fills at the open, a limit needs trade-through by a tick', () => {
    const h = new Harness({ venue: { zeroLatency: false } })
    h.bar(10_000, 10_000, 10_000, 10_000, 0)
    h.submit(-10, { type: 2, stop: 9_900 }, { after: 0n })
    h.submit(10, { type: 1, price: 9_500 }, { after: 0n })
    expect(ofKind(h.bar(9_800, 9_850, 9_500, 9_600, 0), 'FILL')).toMatchObject([{ price: 9_800, lots: -10 }])
    expect(ofKind(h.bar(9_600, 9_650, 9_499, 9_600, 0), 'FILL')).toMatchObject([{ price: 9_500, lots: 10, flags: 8 }])
  })

  it('a cancel counts until the venue has it', () => {
    const h = new Harness({ venue: { zeroLatency: false, latencyNanos: 5n * SECOND } })
    h.quote(10_000, 10_000)
    const [order] = ofKind(h.submit(10, { type: 1, price: 9_000 }), 'ORDER')
    h.quote(10_000, 10_000, { after: 6n * SECOND })
    h.send(8, { 0: order.clientOrderId as bigint }, { aux: 6 })
    expect(h.image.scope.openOrders(0)).toBe(1)
    const rows = h.quote(10_000, 10_000, { after: 6n * SECOND })
    expect(ofKind(rows, 'ORDER')[0].aux & 0xff).toBe(1)
    expect([h.image.scope.openOrders(0), h.image.ledger.reserved(0)]).toEqual([0, 0n])
  })
})

describe('exit rules', () => {
  it('stop, target, trailing and longest holding, then cool down', () => {
    const exits = {
      stop: '0.05',
      target: '0.1',
      trailing: '0.04',
      maxHoldingNanos: 10n * MINUTE,
      coolDownNanos: MINUTE,
    }
    const exit = (prices: number[], after = SECOND): string[] => {
      const h = new Harness({ portfolios: [portfolioOf({ exits })] })
      h.quote(10_000, 10_000, decide(BUY))
      const rows = prices.flatMap((price) => h.quote(price, price, { after }))
      const reasons = ofKind(rows, 'VERDICT').map(reasonOf)
      expect(h.lots()).toBe(0n)
      const [again] = ofKind(h.quote(prices.at(-1)!, prices.at(-1)!, decide(BUY)), 'VERDICT')
      return [...reasons, reasonOf(again)]
    }
    expect(exit([9_600, 9_500])).toEqual(['EXIT_TRAILING', 'COOLING_DOWN'])
    expect(exit([9_500])).toEqual(['EXIT_STOP', 'COOLING_DOWN'])
    expect(exit([11_000])).toEqual(['EXIT_TARGET', 'COOLING_DOWN'])
    expect(exit([10_500, 10_081, 10_080])).toEqual(['EXIT_TRAILING', 'COOLING_DOWN'])
    expect(exit([10_000], 10n * MINUTE)).toEqual(['EXIT_MAX_HOLDING', 'COOLING_DOWN'])
  })
})

describe('ports', () => {
  it('an external venue fills by REPORT rows; what fits no open order is named and not applied', () => {
    const h = new Harness({ venue: 'external' })
    const [order] = ofKind(h.quote(10_000, 10_000, decide(BUY)), 'ORDER')
    const id = order.clientOrderId as bigint
    expect(h.lots()).toBe(0n)
    expect(ofKind(h.send(10, { 0: id, 1: 10_001, 2: 60, 3: 5n, 4: 1n }, { aux: 1 }), 'FILL')[0]).toMatchObject({
      price: 10_001,
      lots: 60,
      fee: 5n,
    })
    expect(ofKind(h.send(10, { 0: id, 1: 10_001, 2: 60, 3: 5n, 4: 2n }, { aux: 1 }), 'ALERT')[0].aux & 0xffff).toBe(103)
    h.send(10, { 0: id, 1: 10_001, 2: 40, 3: 5n, 4: 3n }, { aux: 1 })
    expect(ofKind(h.send(10, { 0: id, 1: 10_001, 2: 40, 3: 5n, 4: 4n }, { aux: 1 }), 'ALERT')[0].aux & 0xffff).toBe(102)
    expect(h.lots()).toBe(100n)
  })

  it('an unknown kind of row is passed over, a decision away from LAST is a programmer’s mistake', () => {
    const h = new Harness()
    h.send(9, {})
    expect(() => h.send(BAR, { 0: 1, 1: 1, 2: 1, 3: 1 }, { last: false, aux: 536_870_913, ...decide(BUY) })).toThrow(
      /LAST/,
    )
  })
})
