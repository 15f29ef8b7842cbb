import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import type { SessionTable } from '../../model/session.ts'
import { barsPerYear } from '../../operators/decision/bars-per-year.ts'
import { decayOf } from '../../operators/decision/volatility.ts'
import { alwaysOpen } from '../kernels/harness.ts'

const DAY = 86_400_000_000
const HOUR = 3_600_000_000

/** 14:30 … 21:00 UTC, Monday to Friday, 52 weeks. */
const weekdays = Array.from({ length: 52 * 7 }, (_, day) => 18_267 + day).filter((day) => (day + 3) % 7 < 5)
const equities: SessionTable = {
  name: 'us-equity',
  opens: Float64Array.from(weekdays, (day) => day * DAY + 14.5 * HOUR),
  closes: Float64Array.from(weekdays, (day) => day * DAY + 21 * HOUR),
  dates: Int32Array.from(weekdays),
}

describe('bars a year', () => {
  it.each([
    ['1m', 525_600],
    ['1h', 8_760],
    ['1d', 365],
    ['2d', 182.5],
    ['1w', 365 / 7],
    ['1mo', 365 / 30],
  ])('of a market that never closes: %s', (spec, expected) => {
    expect(barsPerYear(parseBarSpec(spec), alwaysOpen)).toBeCloseTo(expected, 6)
    expect(
      barsPerYear(parseBarSpec(spec), { ...alwaysOpen, opens: new Float64Array(0), closes: new Float64Array(0) }),
    ).toBeCloseTo(expected, 6)
  })

  it('of a market with sessions: days count sessions, clock bars open hours', () => {
    // 260 sessions, so 259 gaps, from the first Monday to the last Friday: 361 days.
    const perYear = (259 / 361) * 365
    expect(weekdays).toHaveLength(260)
    expect(barsPerYear(parseBarSpec('1d'), equities)).toBeCloseTo(perYear, 6)
    expect(barsPerYear(parseBarSpec('1h'), equities)).toBeCloseTo(perYear * 6.5, 6)
    expect(barsPerYear(parseBarSpec('30m'), equities)).toBeCloseTo(perYear * 13, 6)
    expect(barsPerYear(parseBarSpec('1w'), equities)).toBeCloseTo(365 / 7, 6)
  })

  it('ticks, volume and money have no year', () => {
    for (const spec of ['100t', '5000v', '1000000$'])
      expect(barsPerYear(parseBarSpec(spec), alwaysOpen)).toBeUndefined()
  })
})

describe('decay', () => {
  it.each([1, 1.5, 2, 5, 20, 63, 1_000])('is 2^(−1/%d) within 1e-6, without an exponential', (halfLife) => {
    expect(Math.abs(decayOf(halfLife) - 2 ** (-1 / halfLife))).toBeLessThan(1e-6)
  })
})
