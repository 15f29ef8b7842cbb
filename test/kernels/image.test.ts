import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BarCursor, QuoteCursor, TradeCursor } from '../../kernels/cursor.ts'
import { Frame, FramePool } from '../../kernels/frame.ts'
import { protocolPage, reasonsPage } from '../../kernels/generate-docs.ts'
import { checksSource, layoutSource, recordsSource } from '../../kernels/generate-source.ts'
import { buildImage } from '../../kernels/image-build.ts'
import type { Checks, Layout } from '../../kernels/manifest.ts'
import { Memory } from '../../kernels/memory.ts'
import { moneyScale, unitValue } from '../../kernels/money.ts'
import { fractionPpm } from '../../kernels/reference/sizing.ts'
import {
  BAR,
  BAR_CLOSE,
  QUOTE,
  QUOTE_ASK,
  QUOTE_ASK_LOTS,
  QUOTE_BID,
  QUOTE_BID_LOTS,
  TRADE,
  TRADE_LOTS,
  TRADE_PRICE,
} from '../../model/layout.generated.ts'
import type { Instrument } from '../../model/instrument.ts'
import type { Limits } from '../../model/limits.ts'
import type { PortfolioGroup } from '../../model/portfolio.ts'
import { Universe } from '../../model/universe.ts'
import { Harness, instrumentOf, portfolioOf, venueOf } from './harness.ts'

const context = () => ({
  memory: new Memory(2 ** 20),
  universe: new Universe([instrumentOf()]),
  kernel: () => {
    throw new Error('no kernel')
  },
  debug: true,
  stages: [],
})

function build(options: {
  instruments?: Instrument[]
  limits?: Limits
  lots?: Record<string, string>
  groups?: PortfolioGroup[]
  session?: string
  currency?: string
}) {
  return buildImage(
    new Memory(2 ** 20),
    new Universe(options.instruments ?? [instrumentOf()]),
    {
      limits: options.limits ?? {},
      sizing: { method: 'fixed-lots', ...(options.lots === undefined ? {} : { lots: options.lots }) },
      venue: venueOf(),
      portfolios: {
        portfolios: [
          portfolioOf(options.session === undefined ? {} : { session: options.session }),
          portfolioOf({ name: 'two', currency: options.currency ?? 'USD' }),
        ],
        groups: options.groups ?? [],
        equityIntervalNanos: 0n,
      },
      orders: 2,
      clientIds: 2,
    },
    false,
  )
}

describe('the state image', () => {
  it('refuses what it cannot represent, saying what', () => {
    const group = (members: string[], name = 'g'): PortfolioGroup => ({ name, members, limits: {} })
    expect(() => build({ limits: { position: { XYZ: '1' } } })).toThrow('limits.position: there is no instrument "XYZ"')
    expect(() => build({ lots: { XYZ: '1' } })).toThrow('sizing.lots: there is no instrument "XYZ"')
    expect(() => build({ limits: { sectors: { tech: '1' } } })).toThrow('no instrument is in "tech"')
    expect(() => build({ groups: [group(['nobody'])] })).toThrow('there is no portfolio "nobody"')
    expect(() => build({ groups: [group(['one']), group(['one'], 'h')] })).toThrow('a member of two portfolio groups')
    expect(() => build({ groups: [group(['one', 'two'])], currency: 'EUR' })).toThrow('two is kept in EUR, not USD')
    expect(() => build({ session: 'moon' })).toThrow('session "moon" is none of crypto')
    expect(() => build({ instruments: [instrumentOf({ lotStep: '0' })] })).toThrow('lotStep must be above 0, was 0')
    expect(() => build({ instruments: [instrumentOf({ priceScale: 9, quantityScale: 8 })] })).toThrow(
      'USD would need 18 decimals, 15 at most',
    )
    expect(() =>
      build({ instruments: [instrumentOf({ groups: Array.from({ length: 9 }, (_, at) => `g${at}`) })] }),
    ).toThrow('9 groups, 8 at most')
    const volatility = { limit: '0.1', instruments: ['ABC'], covariance: [['0.04']] }
    expect(() => build({ limits: { volatility: { ...volatility, instruments: ['Q'] } } })).toThrow('no instrument "Q"')
    expect(() => build({ limits: { volatility: { ...volatility, instruments: [], covariance: [] } } })).toThrow(
      'no row for ABC',
    )
    expect(() => build({ limits: { volatility: { ...volatility, covariance: [[]] } } })).toThrow('square and symmetric')
    expect(() => build({ groups: [{ name: 'g', members: ['one'], limits: { volatility } }] })).toThrow(
      'not available for a portfolio group',
    )
    expect(() => new Universe([instrumentOf(), instrumentOf()])).toThrow('ABC is configured twice')
  })

  it('takes up to eight groups, tick tables, sessions by name', () => {
    const groups = Array.from({ length: 7 }, (_, at) => `g${at}`)
    const image = build({
      instruments: [
        instrumentOf({
          sector: 's',
          groups,
          tick: [
            { from: '0', tick: '0.01' },
            { from: '100', tick: '0.05' },
          ],
        }),
      ],
      limits: { groups: { '*': '1' }, orderRate: { count: 2, perNanos: 10n } },
      session: 'crypto',
    })
    expect(Array.from({ length: 8 }, (_, slot) => image.names.groups[image.groupAt(0, slot)])).toEqual([
      'sector:s',
      ...groups.map((name) => `group:${name}`),
    ])
    expect([image.tick.tick(1), image.scope.ratePeriodNanos(0)]).toEqual([5n, 5n])
  })

  it('money has the coarsest scale that keeps half a price unit exact', () => {
    expect(moneyScale('USD', [instrumentOf({ priceScale: 2, quantityScale: 4 })], ['100.123'])).toBe(7)
    expect(moneyScale('USD', [instrumentOf({ priceScale: 2, multiplier: '50' })], [])).toBe(2)
    expect(moneyScale('BTC', [instrumentOf({ kind: 'inverse', currency: 'BTC', priceScale: 1 })], [])).toBe(8)
    expect(moneyScale('EUR', [instrumentOf()], ['5'])).toBe(2)
    expect(unitValue(instrumentOf({ multiplier: '2.5' }), 4)).toBe(125n)
    expect(unitValue(instrumentOf({ kind: 'inverse', multiplier: '100' }), 8)).toBe(2_000_000_000_000n)
  })

  it('fixed lots have no fraction', () => {
    expect(() => fractionPpm(build({}), 0, 1n, 0n, 0n)).toThrow('has no fraction')
  })
})

describe('memory, frames and tapes', () => {
  it('say when they are full', () => {
    const memory = new Memory(65_536)
    memory.allocate(60_000, 'something')
    expect(() => memory.allocate(10_000, 'more')).toThrow(/more needs 10000 bytes, \d+ of 65536 are left/)
    expect(memory.bytesUsed).toBeGreaterThan(60_000)
    expect(() => new FramePool(context(), 0, 8)).toThrow('1 to 4096 rows, was 0')
    const frame = new Frame(context(), 2, 2)
    frame.begin(2 ** 40)
    frame.input.push()
    frame.input.push()
    expect(() => frame.input.push()).toThrow('tape input is full at 2 rows')
    expect([frame.firstSequence, frame.rowCount]).toEqual([2 ** 40, 2])
  })

  it('a pool gives its frames in turn', () => {
    const pool = new FramePool(context(), 4, 8)
    const [a, b, c] = [pool.next(1), pool.next(2), pool.next(3)]
    expect([a === b, a === c, a.firstSequence]).toEqual([false, true, 3])
    expect(FramePool.bytes(4, 8)).toBeGreaterThan(2 * 36 * 64)
  })

  it('a tape that two stages wrote is sorted by position, and subs count anew', () => {
    const frame = new Frame(context(), 4, 8)
    frame.begin(1)
    const cause = frame.input.push()
    for (const position of [0, 2, 2, 0, 1]) frame.bars.append(position, cause, BAR, 0, position, 0, 0)
    frame.bars.seal()
    frame.bars.seal()
    expect(Array.from({ length: 5 }, (_, row) => [frame.bars.position(row), frame.bars.sub(row)])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 0],
      [2, 1],
    ])
  })
})

describe('cursors', () => {
  const at = (kind: number, lanes: Record<number, number>): { frame: Frame; at: number } => {
    const frame = new Frame(context(), 4, 8)
    frame.begin(1)
    const row = frame.input.push()
    const { memory } = frame.context
    memory.u8[row] = kind
    memory.i64[(row >> 3) + 1] = 1_400_000_000_123_456_789n
    for (const [lane, value] of Object.entries(lanes)) memory.f64[(row >> 3) + Number(lane)] = value
    return { frame, at: row }
  }
  it('read a quote, a trade, a bar in the units of people', () => {
    const quote = at(QUOTE, { [QUOTE_BID]: 10_001, [QUOTE_ASK]: 10_004, [QUOTE_BID_LOTS]: 30, [QUOTE_ASK_LOTS]: 10 })
    const cursor = new QuoteCursor(quote.frame.context.memory, quote.frame.context.universe).move(quote.at)
    expect([cursor.bid, cursor.ask, cursor.mid, cursor.bidSize, cursor.askSize, cursor.crossed]).toEqual([
      100.01,
      100.04,
      100.025,
      30,
      10,
      false,
    ])
    expect(cursor.microprice).toBeCloseTo(100.0325, 10)
    expect([cursor.timeMicros, cursor.instrument.symbol, cursor.instrumentId]).toEqual([
      1_400_000_000_123_456,
      'ABC',
      0,
    ])
    const bare = at(QUOTE, { [QUOTE_BID]: 10_005, [QUOTE_ASK]: 10_004 })
    const crossed = new QuoteCursor(bare.frame.context.memory, bare.frame.context.universe).move(bare.at)
    expect([crossed.crossed, crossed.microprice]).toEqual([true, 100.045])
    const trade = at(TRADE, { [TRADE_PRICE]: 10_001, [TRADE_LOTS]: 7 })
    const print = new TradeCursor(trade.frame.context.memory, trade.frame.context.universe).move(trade.at)
    expect([print.price, print.size]).toEqual([100.01, 7])
    const bar = at(BAR, { 3: 1, 4: 4, 5: 0.5 * 2, [BAR_CLOSE]: 3, 7: 9 })
    const interval = new BarCursor(bar.frame.context.memory, bar.frame.context.universe).move(bar.at)
    expect([interval.open, interval.high, interval.low, interval.close, interval.volume]).toEqual([
      0.01, 0.04, 0.01, 0.03, 9,
    ])
  })
  it('throw when they are read too late', () => {
    const quote = at(QUOTE, {})
    const cursor = new QuoteCursor(quote.frame.context.memory, quote.frame.context.universe).move(quote.at)
    cursor.poison()
    expect(() => cursor.bid).toThrow('read after the call')
    expect(() => cursor.timeMicros).toThrow('read after the call')
  })
})

describe('the generator', () => {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../kernels/${name}`, import.meta.url), 'utf8'))
  const layout = read('layout.json') as Layout
  const checks = read('checks.json') as Checks
  it('makes what is committed', () => {
    const committed = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    const hash = BigInt(/LAYOUT_HASH = (0x[0-9a-f]+)n/.exec(committed('model/layout.generated.ts'))![1])
    expect(layoutSource(layout, hash)).toBe(committed('model/layout.generated.ts'))
    expect(recordsSource(layout)).toBe(committed('kernels/records.generated.ts'))
    expect(checksSource(checks)).toBe(committed('model/reasons.generated.ts'))
    expect(protocolPage(layout, hash)).toBe(committed('docs/PROTOCOL.md'))
    expect(reasonsPage(checks)).toBe(committed('docs/REASONS.md'))
  })
  it('gives every check and reason its own id and code', () => {
    const all = [...checks.checks, ...checks.reasons]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length)
    expect(checks.checks.every(({ id }) => id < 64)).toBe(true)
  })
})

describe('the kernel', () => {
  it('has no policies to resume, and a hash that follows its state', () => {
    const h = new Harness()
    h.quote(10_000, 10_000)
    h.submit(5, { type: 1, price: 9_000 })
    h.submit(5, { type: 1, price: 9_000 })
    const before = h.kernelHash()
    expect(h.kernelHash()).toBe(before)
    h.quote(10_001, 10_001)
    expect(h.kernelHash()).not.toBe(before)
  })
})
