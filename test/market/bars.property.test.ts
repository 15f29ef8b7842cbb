import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBarSpec, parseBarSpec } from '../../model/bar-spec.ts'
import { bars } from '../../operators/market/bars.ts'
import { buildSession } from '../../pipeline/read/sessions.ts'
import { instrumentOf } from '../kernels/harness.ts'
import { derived } from './frames.ts'
import type { PlainRow } from './frames.ts'
import { clockSpan, naiveBars } from './naive-bars.ts'
import type { Span } from './naive-bars.ts'

const MINUTE = 60_000_000
const START = Date.parse('2020-01-06T20:30Z') * 1000
const session = buildSession('us-equity', START - 20 * 1440 * MINUTE, START + 20 * 1440 * MINUTE)
const two = [instrumentOf({ session }), instrumentOf({ symbol: 'B', session })]

const price = fc.integer({ min: 1, max: 999 })
/** Both have bars from the start; at one time, what has ended stands before what begins. */
const row = fc.record({
  minute: fc.integer({ min: 1, max: 90 }),
  half: fc.constantFrom(0, 30_000_000),
  instrument: fc.constantFrom(0, 1),
  kind: fc.constantFrom('QUOTE', 'TRADE', 'BAR'),
  prices: fc.tuple(price, price, price, price),
  lots: fc.integer({ min: 0, max: 50 }),
})

const rowsOf = (drawn: readonly (typeof row extends fc.Arbitrary<infer T> ? T : never)[]): PlainRow[] => {
  const bar = new Set<string>()
  const first = [0, 1].map((instrument): PlainRow => ({
    kind: 'BAR',
    time: START,
    instrument,
    aux: parseBarSpec('1m'),
  }))
  const rows = drawn.flatMap(({ minute, half, instrument, kind, prices, lots }): PlainRow[] => {
    const time = START + minute * MINUTE + (kind === 'BAR' ? 0 : half)
    const [open, high, low, close] = prices
    if (kind === 'QUOTE') return [{ kind, time, instrument, bid: open, ask: high }]
    if (kind === 'TRADE') return [{ kind, time, instrument, price: open, lots }]
    const key = `${instrument} ${minute}`
    if (bar.has(key)) return []
    bar.add(key)
    return [{ kind, time, instrument, aux: parseBarSpec('1m'), open, high, low, close, lots }]
  })
  rows.sort((a, b) => Number(a.time) - Number(b.time) || Number(b.kind === 'BAR') - Number(a.kind === 'BAR'))
  // Something later than all: every bar before it has ended.
  return [...first, ...rows, { kind: 'TRADE', time: START + 10 * 1440 * MINUTE, instrument: 1, price: 1, lots: 1 }]
}

/** From one close to the next, found by looking at all. */
const sessionSpan: Span = (micros) => {
  const next = session.closes.findIndex((close) => close > micros)
  return [session.closes[next - 1], session.closes[next]]
}

describe('bars of any mixture', () => {
  const spans: Record<string, Span> = { '5m': clockSpan(5 * MINUTE), '45m': clockSpan(45 * MINUTE), '1d': sessionSpan }
  it('are those made the slow way, at every cut', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.constantFrom(1, 3, 64), (drawn, cut) => {
        const rows = rowsOf(drawn)
        const made = derived(rows, two, [bars(...Object.keys(spans))], (frame) => frame.bars, cut)
        for (const [spec, span] of Object.entries(spans)) {
          const ours = made
            .filter(({ aux }) => formatBarSpec(aux) === spec)
            .map(({ instrument, time, open, high, low, close, lots }) => {
              return { spec, instrument, end: Number(time / 1000n), open, high, low, close, lots }
            })
          ours.sort((a, b) => a.end - b.end || a.instrument - b.instrument)
          expect(ours).toEqual(naiveBars(rows, spec, () => span))
        }
      }),
      { numRuns: 200 },
    )
  })
})
