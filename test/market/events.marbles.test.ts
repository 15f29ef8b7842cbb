import { map, of, take } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { events } from '../../operators/market/events.ts'
import { framesOfRows, marbleContract } from './marble-contract.ts'
import type { PlainRow } from './frames.ts'

const START = 18_263 * 86_400_000_000
const trade = (k: number): PlainRow => ({ kind: 'TRADE', time: START + k, price: 10_000 + k, lots: k + 1 })
const quote = (k: number): PlainRow => ({ kind: 'QUOTE', time: START + k, bid: 1, ask: 2 })

describe('events', () => {
  marbleContract({
    make: () => events('trades'),
    // One trade a frame, behind a quote that is not asked for.
    frames: () => framesOfRows((k) => [quote(k), trade(k)]),
    read: ({ sequence, timeMicros, instrument, price, lots }) => [sequence, timeMicros, instrument, price, lots],
    value: (k) => [2 * k + 2, START + k, 'ABC', (10_000 + k) / 100, k + 1],
  })
  it('stop within a frame when their reader leaves', () => {
    const seen: unknown[] = []
    of(0)
      .pipe(map(framesOfRows(() => [trade(0), trade(1), trade(2)])), events('trades'), take(2))
      .subscribe(({ sequence }) => seen.push(sequence))
    expect(seen).toEqual([1, 2])
  })
  it('say through the observable what row they can’t show', () => {
    const broken: PlainRow = { kind: 'BAR', time: START, aux: 0xf000_0001, close: 1 }
    const seen: unknown[] = []
    of(0)
      .pipe(map(framesOfRows(() => [broken])), events('bars'))
      .subscribe({ error: ({ message }: Error) => seen.push(message) })
    expect(seen).toEqual([`4026531841 is not a bar spec`])
  })
})
