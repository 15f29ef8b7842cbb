import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { MISFIT, nesting, NOTHING, PART, SAME } from '../../operators/market/nesting.ts'

const each = (pairs: readonly string[]): number[] =>
  pairs.map((pair) => {
    const [input, target] = pair.split(' in ').map(parseBarSpec)
    return nesting(input, target)
  })

describe('input bars', () => {
  it('are a part of what ends where they do', () => {
    const pairs = ['1m in 5m', '30m in 1h', '1h in 1d', '7h in 1d', '1m in 1mo', '1d in 1w', '1d in 1mo', '1d in 3d']
    expect(new Set(each([...pairs, '1w in 2w', '1mo in 3mo', '1m in 100v', '1d in 1000$']))).toEqual(new Set([PART]))
  })
  it('are a misfit where they are finer and overlap', () => {
    const pairs = [
      '30m in 45m',
      '1w in 1mo',
      '4w in 1mo',
      '2d in 3d',
      '2d in 1w',
      '7d in 2w',
      '2mo in 3mo',
      '1d in 36h',
    ]
    expect(new Set(each([...pairs, '1d in 48h', '1m in 100t']))).toEqual(new Set([MISFIT]))
  })
  it('are nothing to what is as long or shorter, and those of ticks, volume and money to all', () => {
    expect(each(['1m in 1m', '3mo in 3mo', '5v in 5v'])).toEqual([SAME, SAME, NOTHING])
    const pairs = ['5m in 1m', '24h in 1d', '1mo in 1w', '100t in 1h', '5v in 10v']
    expect(new Set(each(pairs))).toEqual(new Set([NOTHING]))
  })
})
