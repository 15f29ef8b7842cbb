import { describe, expect, it } from 'vitest'
import { Pace } from '../../pipeline/live/pace.ts'

const START = 1_451_606_400_000_000

describe('the pace of event time', () => {
  it('is so many seconds of it a second from the first event on', () => {
    let now = 5_000
    const pace = new Pace(60, () => now)
    expect(pace.wait(START)).toBe(0)
    expect(pace.wait(START + 60_000_000)).toBe(1_000)
    now += 400
    expect(pace.wait(START + 60_000_000)).toBe(600)
    now += 600
    expect(pace.wait(START + 60_000_000)).toBe(0)
    now += 10_000
    expect(pace.wait(START + 120_000_000)).toBe(0)
  })

  it('is that of who takes the rows at max', () => {
    const pace = new Pace('max', () => 0)
    expect([pace.wait(START), pace.wait(START + 1e15)]).toEqual([0, 0])
  })
})
