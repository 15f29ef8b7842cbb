import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { walkLines } from '../../pipeline/generate/walk.ts'
import type { WalkOptions } from '../../pipeline/generate/walk.ts'

const OPTIONS: WalkOptions = {
  price: 431.25,
  decimals: 2,
  volatility: 0.5,
  spreadBps: 2,
  rate: 10,
  from: Date.UTC(2024, 0, 1) * 1_000,
  seed: 1,
}

/** Records of a walk without its header, split. */
function records(options: Partial<WalkOptions>, count: number): string[][] {
  const lines = walkLines({ ...OPTIONS, ...options })
  lines.next()
  return Array.from({ length: count }, () => lines.next().value.split(','))
}

describe('a walk', () => {
  it('is the same for the same seed, to the byte, and another for another', () => {
    const hash = (seed: number): string =>
      createHash('sha256').update(records({ seed }, 10_000).join('\n')).digest('hex').slice(0, 16)
    expect(hash(1)).toBe('34b48c6934c7f9c1')
    expect(hash(2)).not.toBe(hash(1))
  })

  it('of quotes has an ask above its bid, times that rise, and the rate and spread asked for', () => {
    const quotes = records({}, 50_000).map(([time, bid, ask]) => ({ at: Date.parse(time), bid: +bid, ask: +ask }))
    let spread = 0
    for (const [at, { bid, ask }] of quotes.entries()) {
      expect(ask).toBeGreaterThan(bid)
      spread += (ask - bid) / bid / quotes.length
      if (at > 0) expect(quotes[at].at).toBeGreaterThanOrEqual(quotes[at - 1].at)
    }
    expect(spread * 1e4).toBeCloseTo(2, 0)
    const seconds = (quotes.at(-1)!.at - quotes[0].at) / 1_000
    expect(quotes.length / seconds).toBeCloseTo(10, 1)
  })

  it('moves as much in a year as was asked for', () => {
    const mids = records({ rate: 0.01, price: 1_000, decimals: 4 }, 40_000).map(([, bid, ask]) => (+bid + +ask) / 2)
    const returns = mids.slice(1).map((mid, at) => Math.log(mid / mids[at]))
    const variance = returns.reduce((sum, one) => sum + one * one, 0) / returns.length
    const stepsAYear = (365 * 86_400) / 100
    expect(Math.sqrt(variance * stepsAYear)).toBeGreaterThan(0.48)
    expect(Math.sqrt(variance * stepsAYear)).toBeLessThan(0.53)
  })

  it('of bars has each minute once, with its extremes at the outside', () => {
    const bars = records({ spec: parseBarSpec('1m') }, 2_000)
    for (const [at, [time, ...figures]] of bars.entries()) {
      expect(time).toBe(new Date(Date.UTC(2024, 0, 1) + at * 60_000).toISOString().replace('.000Z', 'Z'))
      const [open, high, low, close, volume] = figures.map(Number)
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
      expect(low).toBeLessThanOrEqual(Math.min(open, close))
      expect(volume).toBeGreaterThan(0)
    }
  })

  it('has no bars that no clock closes', () => {
    expect(() => records({ spec: parseBarSpec('100t') }, 1)).toThrow('bars of a walk end by the clock')
  })
})
