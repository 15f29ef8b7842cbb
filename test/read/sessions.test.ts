import { Temporal } from '@js-temporal/polyfill'
import { describe, expect, it } from 'vitest'
import { sessionAt, sessionOfDate } from '../../model/session.ts'
import { buildSession, SESSIONS } from '../../pipeline/read/sessions.ts'
import { crypto, equity, fx } from './read-rows.ts'

const micros = (text: string): number => Date.parse(text) * 1000
const date = (text: string): number => Date.parse(text) / 86_400_000

describe('sessions', () => {
  it('crypto is the UTC day', () => {
    const index = sessionOfDate(crypto, date('2016-01-02'))
    expect(crypto.opens[index]).toBe(micros('2016-01-02T00:00:00Z'))
    expect(crypto.closes[index]).toBe(micros('2016-01-03T00:00:00Z'))
  })

  it('fx runs from 17:00 to 17:00 New York, and a Sunday evening belongs to Monday', () => {
    const monday = sessionOfDate(fx, date('2014-05-05'))
    expect(fx.opens[monday]).toBe(micros('2014-05-04T21:00:00Z'))
    expect(fx.closes[monday]).toBe(micros('2014-05-05T21:00:00Z'))
    expect(sessionAt(fx, micros('2014-05-04T22:00:00Z'))).toBe(monday)
    expect(sessionOfDate(fx, date('2014-05-04'))).toBe(-1)
    expect(sessionOfDate(fx, date('2014-05-03'))).toBe(-1)
  })

  it('us-equity follows New York over both changes of the clock, past and future', () => {
    const close = (day: string): number => equity.closes[sessionOfDate(equity, date(day))]
    expect(close('2018-03-09')).toBe(micros('2018-03-09T21:00:00Z'))
    expect(close('2018-03-12')).toBe(micros('2018-03-12T20:00:00Z'))
    expect(close('2018-11-02')).toBe(micros('2018-11-02T20:00:00Z'))
    expect(close('2018-11-05')).toBe(micros('2018-11-05T21:00:00Z'))
    expect(close('2035-07-02')).toBe(micros('2035-07-02T20:00:00Z'))
    expect(close('1950-01-03')).toBe(micros('1950-01-03T21:00:00Z'))
    expect(sessionOfDate(equity, date('2018-03-10'))).toBe(-1)
  })

  it('agrees with Temporal on every 37th session', () => {
    for (let index = 0; index < equity.dates.length; index += 37) {
      const day = Temporal.PlainDate.from('1970-01-01').add({ days: equity.dates[index] })
      const at = (time: string): number =>
        day.toZonedDateTime({ timeZone: 'America/New_York', plainTime: time }).epochMilliseconds * 1000
      expect([equity.opens[index], equity.closes[index]]).toEqual([at('09:30'), at('16:00')])
    }
  })

  it('are ascending and do not overlap', () => {
    for (const { opens, closes, dates } of [crypto, fx, equity]) {
      for (let index = 1; index < opens.length; index++) {
        if (opens[index] < closes[index - 1] || dates[index] <= dates[index - 1]) expect.unreachable(`session ${index}`)
      }
      expect(opens.length).toBeGreaterThan(20_000)
    }
  })

  it('can be defined freely', () => {
    const london = {
      name: 'lse',
      open: '08:00',
      close: '16:30',
      timeZone: 'Europe/London',
      days: ['mon', 'fri'],
    } as const
    const table = buildSession(london, micros('2020-06-01'), micros('2020-06-08'))
    expect([...table.dates]).toEqual([date('2020-06-01'), date('2020-06-05')])
    expect(table.opens[0]).toBe(micros('2020-06-01T07:00:00Z'))
    expect(() => buildSession({ ...london, open: '8' }, 0, 1)).toThrow('"8" is not a time of day')
    expect(() => buildSession('nyse', 0, 1)).toThrow(`known are ${Object.keys(SESSIONS).join(', ')}`)
    expect(() => buildSession({ ...london, days: [] }, 0, 1)).toThrow('days are some of')
  })
})
