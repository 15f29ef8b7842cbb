import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { Frame } from '../../kernels/frame.ts'
import { evaluate } from '../../operators/evaluation/evaluate.ts'
import { evaluator } from '../../operators/evaluation/evaluator.ts'
import { decode } from '../kernels/harness.ts'
import { framesOfRows, marbleContract } from '../market/marble-contract.ts'
import type { PlainRow } from '../market/frames.ts'

const START = 18_263 * 86_400_000_000
const quote = (k: number): PlainRow => ({ kind: 'QUOTE', time: START + k, bid: 10_000 + k, ask: 10_002 + k })
/** Says 1, 2, 3, 4, 5, 1 … on every second quote. */
const everySecond = () =>
  evaluator({
    name: 'every second',
    version: '1',
    reads: 'quote',
    warmUp: 0,
    state: () => ({ calls: 0 }),
    next(state, { bid }, emit) {
      if (state.calls++ % 2 === 1) emit(1 + ((state.calls / 2 - 1) % 5), bid / 1_000, 60e6)
    },
  })

describe('evaluate', () => {
  marbleContract({
    make: () => evaluate(everySecond()),
    frames: () => framesOfRows((k) => [quote(2 * k), quote(2 * k + 1)]),
    read: (frame) =>
      Array.from({ length: frame.evaluations.count }, (_, row) => {
        const { sequence, rating, confidence, horizonMicros, price } = decode(frame.evaluations, row)
        return [sequence, rating, confidence, horizonMicros, price]
      }),
    value: (k) => [[2 * k + 2, 1 + (k % 5), (10_001 + 2 * k) / 100 / 1_000, 60e6, 10_002 + 2 * k]],
  })
  it('ends with an error at the frame where an evaluator throws, and leaves its source', () => {
    const fresh = framesOfRows((k) => [quote(k)])
    const source = new Subject<Frame>()
    const seen: unknown[] = []
    const faulty = evaluator({
      name: 'faulty',
      version: '1',
      reads: 'quote',
      warmUp: 0,
      state: () => ({ calls: 0 }),
      next(state) {
        if (++state.calls === 2) throw new Error('boom')
      },
    })
    source.pipe(evaluate(faulty)).subscribe({
      next: () => seen.push('frame'),
      error: ({ message }: Error) => seen.push(message),
    })
    for (const k of [0, 1, 2]) source.next(fresh(k))
    expect([seen, source.observed]).toEqual([['frame', 'boom'], false])
  })
})
