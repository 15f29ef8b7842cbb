import * as fc from 'fast-check'
import { firstValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import { evaluator } from '../../operators/evaluation/evaluator.ts'
import { bars } from '../../operators/market/bars.ts'
import { Conflation } from '../../operators/market/conflation.ts'
import { events } from '../../operators/market/events.ts'
import type { EventKind, PlainEvent } from '../../operators/market/events.ts'
import { gaps } from '../../operators/market/gaps.ts'
import type { Gap } from '../../operators/market/gaps.ts'
import { fromRows } from '../../pipeline/read/memory-source.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { poolOf } from './frames.ts'
import type { PlainRow } from './frames.ts'

const START = 1_577_923_200_000_000
const one = [instrumentOf()]
const quote = (at: number, venueSequence = 0): PlainRow => ({
  kind: 'QUOTE',
  time: START + at,
  bid: 10_001,
  ask: 10_003,
  bidLots: 5,
  askLots: 0,
  venueSequence,
})

describe('events', () => {
  const say = evaluator({
    name: 'say',
    version: '1',
    reads: '1m',
    warmUp: 0,
    state: () => ({}),
    next: (_s, _b, emit) => emit(4, 0.5, 60e6),
  })
  const rows: PlainRow[] = [quote(0), { kind: 'TRADE', time: START + 5, price: 10_002, lots: 7 }, quote(60_000_000)]
  const of = (kind: EventKind): Promise<PlainEvent[]> =>
    firstValueFrom(fromRows(rows, () => poolOf(one, 2), 2).pipe(bars('1m'), evaluate(say), events(kind), toArray()))
  it('are plain objects in the units of people', async () => {
    expect(await of('quotes')).toMatchObject([
      { sequence: 1, time: '2020-01-02T00:00:00Z', instrument: 'ABC', bid: 100.01, ask: 100.03, bidLots: 5 },
      { sequence: 3 },
    ])
    expect(await of('trades')).toMatchObject([{ sequence: 2, price: 100.02, lots: 7 }])
    expect(await of('bars')).toMatchObject([
      { sequence: 3, spec: '1m', open: 100.02, close: 100.02, lots: 7, timeMicros: START + 60_000_000 },
    ])
    expect(await of('evaluations')).toMatchObject([
      { source: 'say', spec: '1m', rating: 4, asOf: '2020-01-02T00:01:00Z' },
    ])
    expect(await of('signals')).toEqual([])
  })
  it('include input bars, and stop when their reader leaves', () => {
    const input: PlainRow[] = [1, 2, 3].map((k) => ({
      kind: 'BAR',
      time: START + k * 60e6,
      aux: parseBarSpec('1m'),
      open: 1,
      high: 1,
      low: 1,
      close: k,
      lots: 1,
    }))
    const seen: unknown[] = []
    const subscription = fromRows(input, () => poolOf(one, 8), 8)
      .pipe(events('bars'))
      .subscribe(({ close }) => seen.push(close))
    expect([seen, subscription.closed]).toEqual([[0.01, 0.02, 0.03], true])
  })
})

describe('gaps', () => {
  it('are missing venue sequence numbers and silences, per instrument', () => {
    const found: Gap[] = []
    fromRows([quote(0, 5), quote(1, 6), quote(2, 9), quote(3, 1), quote(10_000_000, 2)], () => poolOf(one, 2), 2)
      .pipe(gaps({ silenceMicros: 1_000_000, onGap: (gap) => found.push(gap) }))
      .subscribe()
    expect(found).toEqual([
      { kind: 'sequence', instrument: 'ABC', timeMicros: START + 2, size: 2 },
      { kind: 'time', instrument: 'ABC', timeMicros: START + 10_000_000, size: 9_999_997 },
    ])
    expect(() => gaps({ silenceMicros: 0 })).toThrow('must be above 0, was 0')
  })
})

describe('conflation', () => {
  it('keeps the newest of each key, never drops what has none, and refuses when full', () => {
    const queue = new Conflation<{ conflateBy?: string; n: number }>(3)
    expect([
      queue.offer({ conflateBy: 'A', n: 1 }),
      queue.offer({ n: 2 }),
      queue.offer({ conflateBy: 'A', n: 3 }),
      queue.offer({ n: 4 }),
    ]).toEqual([true, true, true, true])
    expect([queue.offer({ n: 5 }), queue.offer({ conflateBy: 'A', n: 6 }), queue.size, queue.conflated]).toEqual([
      false,
      true,
      3,
      2,
    ])
    expect([queue.take()?.n, queue.take()?.n, queue.take()?.n, queue.take()]).toEqual([2, 4, 6, undefined])
    expect(() => new Conflation(0)).toThrow('at least 1, was 0')
  })
  it('agrees with a naive queue', () => {
    const step = fc.oneof(
      fc.constantFrom('take' as const, 'drain' as const),
      fc.record({ key: fc.option(fc.constantFrom('A', 'B', 'C'), { nil: undefined }), n: fc.nat() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = new Conflation<{ conflateBy?: string; n: number }>(4)
        const naive: { conflateBy?: string; n: number }[] = []
        for (const next of steps) {
          if (next === 'take') {
            expect(queue.take()).toEqual(naive.shift())
            continue
          }
          if (next === 'drain') {
            expect(queue.drain()).toEqual(naive.splice(0))
            continue
          }
          const update = { ...(next.key === undefined ? {} : { conflateBy: next.key }), n: next.n }
          const same = naive.findIndex(({ conflateBy }) => conflateBy !== undefined && conflateBy === update.conflateBy)
          const taken = same >= 0 || naive.length < 4
          if (same >= 0) naive.splice(same, 1)
          if (taken) naive.push(update)
          expect(queue.offer(update)).toBe(taken)
          expect(queue.size).toBe(naive.length)
        }
      }),
    )
  })
})
