import { NEVER, of, Subject, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../kernels/frame.ts'
import { formatBarSpec, parseBarSpec } from '../../model/bar-spec.ts'
import { bars } from '../../operators/market/bars.ts'
import { buildSession } from '../../pipeline/read/sessions.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { derived, poolOf } from './frames.ts'
import type { PlainRow } from './frames.ts'

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = 18_263 * DAY
const MADE = (frame: Frame) => frame.bars
const one = [instrumentOf()]
const two = [instrumentOf(), instrumentOf({ symbol: 'B' })]
const trade = (at: number, price: number, lots = 1, instrument = 0): PlainRow => ({
  kind: 'TRADE',
  time: START + at,
  price,
  lots,
  instrument,
})
const minute = (k: number, close: number, instrument = 0, last = true): PlainRow => ({
  kind: 'BAR',
  time: START + k * MINUTE,
  aux: parseBarSpec('1m'),
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  lots: 10,
  instrument,
  last,
})
const shown = (rows: ReturnType<typeof derived>): unknown[] =>
  rows.map(({ time, aux, open, high, low, close, lots }) => [
    Number(time / 1000n) - START,
    formatBarSpec(aux),
    open,
    high,
    low,
    close,
    lots,
  ])

describe('bars of trades and quotes', () => {
  it('are [start, end): a trade at the end belongs to the next bar and closes the last', () => {
    const rows = [
      trade(0, 100, 2),
      trade(30_000_000, 105),
      trade(MINUTE - 1, 95),
      trade(MINUTE, 200),
      trade(2 * MINUTE, 201),
    ]
    expect(shown(derived(rows, one, [bars('1m')], MADE))).toEqual([
      [MINUTE, '1m', 100, 105, 95, 95, 4],
      [2 * MINUTE, '1m', 200, 200, 200, 200, 1],
    ])
  })
  it('count with the mid of a quote, half rounded up', () => {
    const quote = (at: number, bid: number, ask: number): PlainRow => ({ kind: 'QUOTE', time: START + at, bid, ask })
    expect(
      shown(derived([quote(0, 100, 101), quote(5, 90, 90), quote(MINUTE, 1, 1)], one, [bars('1m')], MADE)),
    ).toEqual([[MINUTE, '1m', 101, 101, 90, 90, 0]])
  })
  it('make no bar of an empty interval, and flush nothing at the end', () => {
    expect(shown(derived([trade(0, 1), trade(10 * MINUTE, 2)], one, [bars('1m')], MADE))).toHaveLength(1)
  })
  it('close on the first row of any instrument, ordered by end, instrument, spec', () => {
    const rows = [trade(0, 1, 1, 1), trade(1, 2, 1, 0), trade(5 * MINUTE, 3, 1, 1)]
    const made = derived(rows, two, [bars('5m', '1m')], MADE)
    expect(made.map(({ instrument, aux, sequence }) => [instrument, formatBarSpec(aux), sequence])).toEqual([
      [0, '1m', 3],
      [1, '1m', 3],
      [0, '5m', 3],
      [1, '5m', 3],
    ])
  })
  it('of ticks, volume and money close on the row that fills them', () => {
    const rows = [trade(0, 100, 5), trade(1, 101, 5), trade(2, 102, 5), trade(3, 103, 5)]
    expect(shown(derived(rows, one, [bars('3t')], MADE))).toEqual([[2, '3t', 100, 102, 100, 102, 15]])
    expect(shown(derived(rows, one, [bars('10v')], MADE)).map((bar) => (bar as unknown[])[6])).toEqual([10, 10])
    // 5 lots at 1.00 are 5.00
    expect(shown(derived(rows, one, [bars('10$')], MADE))).toEqual([
      [1, '10$', 100, 101, 100, 101, 10],
      [3, '10$', 102, 103, 102, 103, 10],
    ])
  })
})

describe('bars of bars', () => {
  it('an input bar whose close is the end belongs to the bar and closes it on its own row', () => {
    const rows = Array.from({ length: 10 }, (_, k) => minute(k + 1, 100 + k))
    const made = derived(rows, one, [bars('5m')], MADE)
    expect(shown(made)).toEqual([
      [5 * MINUTE, '5m', 99, 106, 98, 104, 50],
      [10 * MINUTE, '5m', 104, 111, 103, 109, 50],
    ])
    expect(made.map(({ sequence }) => sequence)).toEqual([5, 10])
  })
  it('wait at their very end for their own last bar, whichever instrument comes first', () => {
    const rows = [4, 5].flatMap((k) => [minute(k, 100, 0, false), minute(k, 200, 1)])
    expect(derived(rows, two, [bars('5m')], MADE).map(({ instrument, lots }) => [instrument, lots])).toEqual([
      [0, 20],
      [1, 20],
    ])
  })
  it('are closed by a trade or quote of their own at the end, which opens the next', () => {
    const quote: PlainRow = { kind: 'QUOTE', time: START + 5 * MINUTE, bid: 299, ask: 301 }
    for (const next of [trade(5 * MINUTE, 300), quote]) {
      const made = derived([minute(4, 100), next, trade(10 * MINUTE, 1)], one, [bars('5m')], MADE)
      expect(made.map(({ sequence }) => sequence)).toEqual([2, 3])
      expect(shown(made)).toEqual([
        [5 * MINUTE, '5m', 99, 102, 98, 100, 10],
        [10 * MINUTE, '5m', 300, 300, 300, 300, next === quote ? 0 : 1],
      ])
    }
    // In order of instruments, though the other one's bar of trades was due anyway; a trade of another closes none.
    const rows = [minute(4, 100), trade(4.5 * MINUTE, 7, 1, 1), trade(5 * MINUTE, 300)]
    expect(derived(rows, two, [bars('5m')], MADE).map(({ instrument }) => instrument)).toEqual([0, 1])
    expect(derived([minute(4, 100), trade(5 * MINUTE, 7, 1, 1)], two, [bars('5m')], MADE)).toEqual([])
  })
  it('close late where the last bar is missing', () => {
    const made = derived([minute(4, 100), minute(7, 100)], one, [bars('5m')], MADE)
    expect(made.map(({ sequence, time }) => [sequence, Number(time / 1000n) - START])).toEqual([[2, 5 * MINUTE]])
  })
  it('are refused where their parts don’t nest, unless there is something else to make them of', () => {
    const input = (spec: string, at: number, lots = 1): PlainRow => ({
      ...minute(0, 100),
      time: START + at,
      aux: parseBarSpec(spec),
      lots,
    })
    const made = (rows: readonly PlainRow[], spec: string) => shown(derived(rows, one, [bars(spec)], MADE))
    expect(() => made([input('1w', 4 * DAY)], '1mo')).toThrow(
      "bars: 1mo bars of ABC can't be made of 1w bars: they don't nest",
    )
    expect(() => made([input('30m', HOUR)], '45m')).toThrow("45m bars of ABC can't be made of 30m bars")
    expect(() => made([input('1d', DAY)], '36h')).toThrow("36h bars of ABC can't be made of 1d bars")
    expect(() => made([minute(1, 100)], '100t')).toThrow("100t bars of ABC can't be made of 1m bars")
    expect(made([trade(0, 7), input('30m', HOUR / 2), trade(HOUR, 7)], '45m')).toEqual([
      [0.75 * HOUR, '45m', 7, 7, 7, 7, 1],
    ])
    expect(made([input('15m', HOUR / 4, 5), input('30m', HOUR / 2, 5), input('15m', HOUR * 0.75, 5)], '45m')).toEqual([
      [0.75 * HOUR, '45m', 99, 102, 98, 100, 10],
    ])
    expect(made([minute(1, 100), minute(2, 100)], '20v')).toEqual([[2 * MINUTE, '20v', 99, 102, 98, 100, 20]])
  })
  it('are made of one spec only: those that come second don’t count again', () => {
    const rows = [
      minute(4, 100, 0, false),
      { ...minute(5, 100, 0, false) },
      { ...minute(5, 100), aux: parseBarSpec('5m') },
    ]
    const later = [...rows, minute(15, 103)]
    expect(shown(derived(later, one, [bars('15m')], MADE))).toEqual([[15 * MINUTE, '15m', 99, 105, 98, 103, 30]])
  })
  it('are refused where one straddles an end', () => {
    const half = (at: number): PlainRow => ({ ...minute(0, 100), time: START + at, aux: parseBarSpec('1h') })
    expect(() => derived([half(1.5 * HOUR), half(2.5 * HOUR)], one, [bars('2h')], MADE)).toThrow(
      "bars: 2h bars of ABC can't be exact: the 1h bar that ends at 2020-01-02T02:30:00Z straddles 2020-01-02T02:00:00Z",
    )
    // Also where a trade has opened the bar.
    expect(() => derived([half(1.5 * HOUR), trade(2.2 * HOUR, 1), half(2.5 * HOUR)], one, [bars('2h')], MADE)).toThrow(
      'straddles 2020-01-02T02:00:00Z',
    )
    const at = (text: string): number => Date.parse(text) * 1000
    const session = buildSession('fx', at('2020-01-01T00:00Z'), at('2020-02-01T00:00Z'))
    const four = ['06T16:00Z', '06T20:00Z', '07T00:00Z'].map((time) => ({ ...half(0), time: at(`2020-01-${time}`) }))
    const fx = [instrumentOf({ session })]
    const day = (spec: string) =>
      derived(
        four.map((row) => ({ ...row, aux: parseBarSpec(spec) })),
        fx,
        [bars('1d')],
        MADE,
      )
    expect(() => day('4h')).toThrow('the 4h bar that ends at 2020-01-07T00:00:00Z straddles 2020-01-06T22:00:00Z')
    expect(day('1h').map(({ lots }) => lots)).toEqual([20])
    expect(
      derived(
        four.map((row) => ({ ...row, aux: parseBarSpec('4h') })),
        fx,
        [bars('1w')],
        MADE,
      ),
    ).toEqual([])
  })
  it('take the last bar of their own after trades, and refuse one that comes when they are closed', () => {
    expect(shown(derived([trade(4.5 * MINUTE, 90, 2), minute(5, 100)], one, [bars('5m')], MADE))).toEqual([
      [5 * MINUTE, '5m', 90, 102, 90, 100, 12],
    ])
    const late = 'bars: 5m bars of ABC: the 1m bar that ends at 2020-01-02T00:05:00Z comes after the one it belongs to'
    expect(() => derived([minute(4, 1), trade(5 * MINUTE, 1), minute(5, 1)], one, [bars('5m')], MADE)).toThrow(late)
    // Where the first of all comes late, the bar was one of trades alone.
    const first = [trade(4 * MINUTE, 90, 2), minute(5, 1, 1, false), minute(5, 100), minute(10, 100)]
    expect(shown(derived(first, two, [bars('5m')], MADE).filter(({ instrument }) => instrument === 0))).toEqual([
      [5 * MINUTE, '5m', 90, 90, 90, 90, 2],
      [10 * MINUTE, '5m', 99, 102, 98, 100, 10],
    ])
    // The same bar from two sources.
    expect(() => derived([minute(5, 1, 0, false), minute(5, 1)], one, [bars('5m')], MADE)).toThrow(late)
  })
  it('are not made where they come as input, of nothing finer either', () => {
    const five = (k: number): PlainRow => ({ ...minute(5 * k, 100), aux: parseBarSpec('5m') })
    const rows = [five(1), minute(6, 1), trade(6.5 * MINUTE, 2), five(2), trade(11 * MINUTE, 3), five(3), five(4)]
    expect(derived(rows, one, [bars('5m')], MADE)).toEqual([])
    // What is open when the first of them comes is that one; another instrument's are made all the same.
    expect(derived([trade(0, 1), five(1), trade(6 * MINUTE, 2), five(2)], one, [bars('5m')], MADE)).toEqual([])
    const others = [five(1), trade(6 * MINUTE, 2, 1, 1), trade(10 * MINUTE, 2, 1, 1)]
    expect(derived(others, two, [bars('5m')], MADE).map(({ instrument }) => instrument)).toEqual([1])
    expect(() => derived([minute(4, 1), minute(5, 1), five(1)], one, [bars('5m')], MADE)).toThrow(
      'bars: 5m bars of ABC come as input and are made here as well: leave one of them out',
    )
  })
  it('are not made of coarser or equal ones', () => {
    expect(derived([minute(1, 100), minute(2, 100)], one, [bars('1m', '30s')], MADE)).toEqual([])
  })
})

describe('sessions', () => {
  it('an FX Sunday evening belongs to Monday’s bar', () => {
    const session = buildSession('fx', Date.UTC(2014, 4, 1) * 1000, Date.UTC(2014, 5, 1) * 1000)
    const at = (day: number, hour: number): number => Date.UTC(2014, 4, day, hour) * 1000
    const print = (time: number, price: number): PlainRow => ({ kind: 'TRADE', time, price, lots: 1 })
    const rows = [
      print(at(2, 12), 1),
      print(at(4, 22), 2),
      print(at(5, 12), 3),
      print(at(5, 22), 4),
      print(at(12, 22), 5),
    ]
    const made = derived(rows, [instrumentOf({ session })], [bars('1d', '1w', '1mo')], MADE)
    expect(
      made.map(({ aux, open, close, time }) => [
        formatBarSpec(aux),
        open,
        close,
        new Date(Number(time / 1_000_000n)).toISOString(),
      ]),
    ).toEqual([
      ['1d', 1, 1, '2014-05-02T21:00:00.000Z'],
      ['1w', 1, 1, '2014-05-02T21:00:00.000Z'],
      ['1d', 2, 3, '2014-05-05T21:00:00.000Z'],
      ['1d', 4, 4, '2014-05-06T21:00:00.000Z'],
      ['1w', 2, 4, '2014-05-09T21:00:00.000Z'],
    ])
  })
})

describe('minutes around the close', () => {
  it('make one daily bar a session: those after the close open the next one’s', () => {
    const at = (text: string): number => Date.parse(text) * 1000
    const session = buildSession('us-equity', at('2020-01-01T00:00Z'), at('2020-02-01T00:00Z'))
    const closes = ['06T20:59Z', '06T21:00Z', '06T21:01Z', '06T22:00Z', '07T14:31Z', '07T21:00Z']
    const rows = closes.map((time, k): PlainRow => ({ ...minute(0, 100 + k), time: at(`2020-01-${time}`) }))
    const made = derived(rows, [instrumentOf({ session })], [bars('1d')], MADE)
    expect(made.map(({ time, close, lots }) => [Number(time / 1000n), close, lots])).toEqual([
      [at('2020-01-06T21:00Z'), 101, 20],
      [at('2020-01-07T21:00Z'), 105, 40],
    ])
  })
})

describe('the operator', () => {
  const rows = Array.from({ length: 500 }, (_, k) => [
    minute(k + 1, 1_000 + ((k * 37) % 91), 0, false),
    minute(k + 1, 2_000 + ((k * 53) % 71), 1),
  ]).flat()
  it('gives the same bars at every cut', () => {
    const whole = derived(rows, two, [bars('5m', '15m', '1h')], MADE, 1)
    expect(whole.length).toBeGreaterThan(200)
    for (const cut of [2, 7, 64, 'ragged'] as const)
      expect(derived(rows, two, [bars('5m', '15m', '1h')], MADE, cut)).toEqual(whole)
  })
  it('passes on never, empty, errors, and ends when its reader leaves', () => {
    const events: string[] = []
    bars('1m')(NEVER)
      .subscribe({ next: () => events.push('next'), complete: () => events.push('never') })
      .unsubscribe()
    bars('1m')(of()).subscribe({ complete: () => events.push('empty') })
    bars('1m')(throwError(() => new Error('boom'))).subscribe({ error: () => events.push('error') })
    const source = new Subject<Frame>()
    const seen: Frame[] = []
    const subscription = bars('1m')(source).subscribe((frame) => seen.push(frame))
    const frame = poolOf(one).next(1)
    source.next(frame)
    subscription.unsubscribe()
    source.next(frame)
    expect([events, seen.length, source.observed]).toEqual([['empty', 'error'], 1, false])
  })
  it('stands once in a graph, and refuses what is no spec', () => {
    expect(() => derived([minute(1, 1)], one, [bars('5m'), bars('1h')], MADE)).toThrow('bars(…) stands twice')
    expect(() => bars('often')).toThrow('"often" is not a bar spec')
  })
})
