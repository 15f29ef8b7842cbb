import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { Universe } from '../../model/universe.ts'
import { barSpecsOf } from '../../operators/stage.ts'
import { encodeRows, fromRows } from '../../pipeline/read/memory-source.ts'
import type { PlainRow } from '../../pipeline/read/memory-source.ts'
import { instrument, makePool, rowsOf } from './read-rows.ts'
import type { Row } from './read-rows.ts'

const universe = (): Universe => {
  const made = new Universe([instrument('A'), instrument('B')])
  made.sources.id('feed')
  return made
}
const plain: PlainRow[] = [
  { kind: 'QUOTE', time: 1_000, bid: 99, ask: 101, venueSequence: 7n },
  { kind: 'TRADE', time: 2_000_001n, instrument: 1, price: 100, lots: 3, side: true },
  { kind: 'BAR', time: 3_000, open: 1, high: 2, low: 1, close: 2, aux: parseBarSpec('1m'), last: false },
]

function read(rows: readonly PlainRow[] | Uint8Array, frame: number | 'ragged'): Row[] {
  const seen: Row[] = []
  let done = false
  fromRows(rows, () => makePool(frame)(universe()), frame).subscribe({
    next: (each) => seen.push(...rowsOf(each)),
    complete: () => (done = true),
  })
  expect(done).toBe(true)
  return seen
}

describe('rows in memory', () => {
  it('become frames, synchronously, from objects or bytes, however cut', () => {
    const rows = read(plain, 64)
    expect(rows).toMatchObject([
      { sequence: 1, kind: 'QUOTE', nanos: 1_000_000n, last: true, lanes: { bid: 99, ask: 101, venueSequence: 7n } },
      { sequence: 2, kind: 'TRADE', nanos: 2_000_001n, side: true, instrument: 'B', lanes: { price: 100, lots: 3 } },
      { sequence: 3, kind: 'BAR', last: false, aux: parseBarSpec('1m'), lanes: { close: 2, lots: 0 } },
    ])
    for (const frame of [1, 2, 'ragged'] as const) expect(read(encodeRows(plain), frame)).toEqual(rows)
    expect(read([], 64)).toEqual([])
  })

  it('declare their bar specs, and stop when left', () => {
    const frames = fromRows(plain, () => makePool(1)(universe()), 1, [parseBarSpec('1m')])
    expect(barSpecsOf(frames)).toEqual(new Set([parseBarSpec('1m')]))
    let count = 0
    const subscription = frames.subscribe(() => count++)
    subscription.unsubscribe()
    expect(count).toBe(3)
  })

  it('are refused where they do not fit the layout', () => {
    expect(() => encodeRows([{ kind: 'TICK', time: 0 }])).toThrow('there is no row kind TICK')
    expect(() => encodeRows([{ kind: 'TRADE', time: 0, bid: 1 }])).toThrow(
      'TRADE has no lane bid, but price, lots, tradeId',
    )
    expect(() => fromRows(new Uint8Array(65), () => makePool()(universe()))).toThrow(
      'rows are 64 bytes, were 65 together',
    )
  })
})
