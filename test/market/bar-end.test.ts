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
