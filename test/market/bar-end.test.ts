import { describe, expect, it } from 'vitest'
import { parseBarSpec } from '../../model/bar-spec.ts'
import { barEnd } from '../../operators/market/bar-end.ts'
import { buildSession } from '../../pipeline/read/sessions.ts'

const micros = (text: string): number => Date.parse(text) * 1000
const span = [micros('2018-11-01T00:00Z'), micros('2022-03-01T00:00Z')] as const
const crypto = buildSession('crypto', ...span)
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time / 1000).toISOString().replace(/:00\.000Z$/, 'Z')
const ends = (spec: string, times: readonly string[], session = crypto, closing = false): (string | undefined)[] =>
  times.map((time) => iso(barEnd(parseBarSpec(spec), session, micros(time), closing)))

describe('bars of months', () => {
  it('align to January: quarters, half-years and years', () => {
    const months = Array.from({ length: 12 }, (_, at) => `2020-${String(at + 1).padStart(2, '0')}-15T12:00Z`)
    const quarter = (end: string): string[] => [end, end, end]
    expect(ends('3mo', months)).toEqual(
      ['2020-04-01', '2020-07-01', '2020-10-01', '2021-01-01'].flatMap((date) => quarter(`${date}T00:00Z`)),
    )
    expect(new Set(ends('12mo', months))).toEqual(new Set(['2021-01-01T00:00Z']))
    expect(ends('6mo', [months[0], months[5], months[6]])).toEqual([
      '2020-07-01T00:00Z',
      '2020-07-01T00:00Z',
      '2021-01-01T00:00Z',
    ])
    expect(ends('1mo', ['2020-02-29T23:59:59Z', '2020-03-01T00:00Z', '2019-12-31T12:00Z'])).toEqual([
      '2020-03-01T00:00Z',
      '2020-04-01T00:00Z',
      '2020-01-01T00:00Z',
    ])
  })
})

describe('sessions', () => {
  const equity = buildSession('us-equity', ...span)
  const CLOSE = '2020-01-06T21:00Z'
  const TOMORROW = '2020-01-07T21:00Z'
  it('end with the input bar that ends exactly at the close; what ends later belongs to the next one', () => {
    const times = ['2020-01-06T20:59Z', CLOSE, '2020-01-06T21:01Z', '2020-01-07T00:00Z', '2020-01-07T14:31Z']
    expect(ends('1d', times, equity, true)).toEqual([CLOSE, CLOSE, TOMORROW, TOMORROW, TOMORROW])
    // A quote or trade at the close is the next one's already.
    expect(ends('1d', times, equity, false)).toEqual([CLOSE, TOMORROW, TOMORROW, TOMORROW, TOMORROW])
  })
  it('of Friday evening begin the next week and month', () => {
    expect(ends('1w', ['2020-01-31T21:00Z', '2020-01-31T21:01Z'], equity, true)).toEqual([
      '2020-01-31T21:00Z',
      '2020-02-07T21:00Z',
    ])
    expect(ends('1mo', ['2020-01-31T21:00Z', '2020-01-31T21:01Z'], equity, true)).toEqual([
      '2020-01-31T21:00Z',
      '2020-02-28T21:00Z',
    ])
  })
  it('of the table are all there are', () => {
    expect(ends('1d', ['2018-10-01T12:00Z', '2022-04-01T12:00Z'], equity, true)).toEqual([undefined, undefined])
    expect(ends('1d', ['2018-10-01T12:00Z', '2022-04-01T12:00Z'], equity, false)).toEqual([undefined, undefined])
  })
})
