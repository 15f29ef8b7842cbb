import { describe, expect, it } from 'vitest'
import { Subject } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { bars } from '../../operators/market/bars.ts'
import { decode } from '../kernels/harness.ts'
import { framesOfRows, marbleContract } from './marble-contract.ts'
import type { PlainRow } from './frames.ts'

const MINUTE = 60_000_000
const START = 18_263 * 86_400_000_000
const minute = (k: number): PlainRow => ({
  kind: 'BAR',
  time: START + k * MINUTE,
  aux: parseBarSpec('1m'),
  open: k,
  high: k + 3,
  low: k - 1,
  close: k + 1,
  lots: 10,
})

describe('bars', () => {
  marbleContract({
    make: () => bars('2m'),
    // Two minutes a frame: one bar each, on the second row.
    frames: () => framesOfRows((k) => [minute(2 * k + 1), minute(2 * k + 2)]),
    read: (frame) =>
      Array.from({ length: frame.bars.count }, (_, row) => {
        const { sequence, time, open, high, low, close, lots } = decode(frame.bars, row)
        return [sequence, Number(time / 1000n) - START, open, high, low, close, lots]
      }),
    value: (k) => [[2 * k + 2, (2 * k + 2) * MINUTE, 2 * k + 1, 2 * k + 5, 2 * k, 2 * k + 3, 20]],
  })
  it('end with an error at the frame of what they can’t be made of, and leave their source', () => {
    const fresh = framesOfRows((k) => [{ ...minute(k + 1), aux: parseBarSpec(k === 0 ? '5mo' : '1w') }])
    const source = new Subject<Frame>()
    const seen: unknown[] = []
    source.pipe(bars('1mo')).subscribe({
      next: () => seen.push('frame'),
      error: ({ message }: Error) => seen.push(message),
    })
    source.next(fresh(0))
    source.next(fresh(1))
    expect(seen).toEqual(['frame', "bars: 1mo bars of ABC can't be made of 1w bars: they don't nest"])
    expect(source.observed).toBe(false)
  })
})
