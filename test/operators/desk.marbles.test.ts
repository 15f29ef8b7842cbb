import { Subject, take } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../kernels/frame.ts'
import { DECISION } from '../../model/layout.generated.ts'
import { desk } from '../../operators/desk.ts'
import type { Outcome } from '../../operators/outcome.ts'
import { decode, FIXED_LOTS, instrumentOf, NO_CAPS, ofKind, portfolioOf, venueOf } from '../kernels/harness.ts'
import { marbleContract } from '../market/marble-contract.ts'
import { bench, fill } from '../signal/rows.ts'

const SECOND = 1_000_000
const make = (outcomeRows = 256) =>
  desk(
    [
      { part: 'risk', limits: NO_CAPS },
      { part: 'sizing', sizing: FIXED_LOTS },
      { part: 'execution', venue: venueOf() },
      { part: 'portfolio', portfolios: { portfolios: [portfolioOf()], groups: [], equityIntervalNanos: 0n } },
    ],
    { orders: 16, clientIds: 16, outcomeRows },
  )

/** Frames of two quotes at 99.99 and 100.01; the first decides to hold 100 lots, or none in every second frame. */
const frames = (decided: readonly number[] = [0]): ((k: number) => Frame) => {
  const { pool, context } = bench(4, 64, [instrumentOf()])
  const main = context.universe.strategies.id('main')
  return (k) => {
    const frame = pool.next(2 * k + 1)
    for (const row of [0, 1]) fill(frame, row, { at: (2 * k + row) * SECOND, quote: [9_999, 10_001] })
    for (const row of decided) {
      const at = frame.decisions.append(row, frame.input.at(row), DECISION, 0, main, 0, 160)
      context.memory.f64[(at >> 3) + 3] = (k + row) % 2 === 0 ? 1_000_000 : 0
    }
    return frame
  }
}

const read = ({ from, to, tape, image }: Outcome) => ({
  rows: [from, to],
  fills: ofKind(
    Array.from({ length: tape.count }, (_, row) => decode(tape, row)),
    'FILL',
  ).map(({ sequence, price, lots }) => [sequence, price, lots]),
  position: image.position.lots(image.positionAt(0, 0)),
  cash: image.ledger.cash(image.homeLedger(0)),
})

/** Money in 0.001 USD: a purchase takes 100 × 100.01, a round trip costs the spread of 0.02 on 100 lots. */
const CASH = 1_000_000_000n
const cashAfter = (fills: number): bigint => CASH - 2_000n * BigInt(fills >> 1) - (fills % 2 === 1 ? 10_001_000n : 0n)

describe('desk', () => {
  marbleContract({
    make,
    frames,
    read,
    value: (k) => ({
      rows: [0, 2],
      fills: [[2 * k + 1, k % 2 === 0 ? 10_001 : 9_999, k % 2 === 0 ? 100 : -100]],
      position: k % 2 === 0 ? 100n : 0n,
      cash: cashAfter(k + 1),
    }),
  })

  it('gives several outcomes of a frame whose rows don’t fit its tape, and the first only to who leaves then', () => {
    const halves = [
      { rows: [0, 1], fills: [[1, 10_001, 100]], position: 100n, cash: cashAfter(1) },
      { rows: [1, 2], fills: [[2, 9_999, -100]], position: 0n, cash: cashAfter(2) },
    ]
    for (const count of [2, 1]) {
      const source = new Subject<Frame>()
      const seen: unknown[] = []
      source.pipe(make(8), take(count)).subscribe((outcome) => seen.push(read(outcome)))
      source.next(frames([0, 1])(0))
      expect([seen, source.observed]).toEqual([halves.slice(0, count), false])
    }
  })

  it('ends with an error where a row does not fit at all, and leaves its source', () => {
    const source = new Subject<Frame>()
    const seen: unknown[] = []
    source.pipe(make(2)).subscribe({
      next: (outcome) => seen.push(read(outcome)),
      error: ({ message }: Error) => seen.push(message.split(':')[0]),
    })
    source.next(frames()(0))
    expect([seen, source.observed]).toEqual([['row 1 causes more rows than the outcome tape of 2 holds'], false])
  })
})
