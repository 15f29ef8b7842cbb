import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilFromDays, daysFromCivil, parseUtcOffset, weekday } from '../../pipeline/read/text/calendar.ts'
import { fileDate } from '../../pipeline/read/text/file-date.ts'
import { writeMicros, writeNanos } from '../../pipeline/read/text/instant.ts'
import { NumberScanner } from '../../pipeline/read/text/number-scanner.ts'
import { TimeScanner } from '../../pipeline/read/text/time-scanner.ts'
import type { TimeNumbers } from '../../pipeline/read/text/time-scanner.ts'

function scan(text: string, numbers: TimeNumbers = 's', offset = 'Z', dayFirst = false, date = 0): bigint | undefined {
  const digits = new NumberScanner(59)
  const scanner = new TimeScanner(digits, { numbers, dayFirst, offsetSeconds: parseUtcOffset(offset) })
  scanner.fileDate = date
  scanner.scan(Buffer.from(`${text};x\n`), 0)
  expect(scanner.next).toBe(text.length)
  return scanner.valid ? BigInt(scanner.days) * 86_400_000_000_000n + BigInt(scanner.nanos) : undefined
}

const at = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n

describe('times', () => {
  it('are read in all shapes', () => {
    const noon = at('2016-01-01T12:34:56Z')
    for (const text of [
      '2016-01-01T12:34:56Z',
      '2016-01-01 12:34:56',
      '2016-01-01 13:34:56+01:00',
      '2016-01-01T07:34:56-0500',
      '20160101 123456',
      '1/1/2016 12:34:56',
      'Fri, 01 Jan 2016 12:34:56 GMT',
      '1451651696',
      '"2016-01-01T12:34:56Z"',
    ]) {
      expect(scan(text), text).toBe(noon)
    }
    expect(scan('2016-01-01 12:34', 's')).toBe(at('2016-01-01T12:34:00Z'))
    expect(scan('2016-01-01T12:34:56.123456789Z')).toBe(noon + 123_456_789n)
    expect(scan('1451651696123', 'ms')).toBe(noon + 123_000_000n)
    expect(scan('1451651696.123456789')).toBe(noon + 123_456_789n)
    expect(scan('1451651696123456', 'us')).toBe(noon + 123_456_000n)
    expect(scan('1451651696123456789', 'ns')).toBe(noon + 123_456_789n)
    expect(scan('-1.5')).toBe(-1_500_000_000n)
  })

  it('are dates, in either order of month and day', () => {
    expect(scan('2013-02-08')).toBe(at('2013-02-08'))
    expect(scan('1/4/1999')).toBe(at('1999-01-04'))
    expect(scan('1/4/1999', 's', 'Z', true)).toBe(at('1999-04-01'))
    expect(scan('20130208')).toBe(at('2013-02-08'))
  })

  it('take the offset of the file where they have none', () => {
    expect(scan('2014-05-01 00:00:01', 's', '-05:00')).toBe(at('2014-05-01T05:00:01Z'))
    expect(scan('1000.0625', 'ms-of-day', '-05:00', false, 16_191)).toBe(at('2014-05-01T05:00:01Z') + 62_500n)
    expect(scan('86399999.999999', 'ms-of-day', 'Z', false, 16_191)).toBe(at('2014-05-02T00:00:00Z') - 1n)
  })

  it('are refused where they are none', () => {
    for (const text of [
      '',
      'NaN',
      '2013-02-30',
      '2013-13-01',
      '2013-02',
      '2013-02-08T25:00',
      'x',
      '2013-02-08x',
      '1/32/1999',
    ]) {
      expect(scan(text), text).toBeUndefined()
    }
    expect(scan('86400000', 'ms-of-day')).toBeUndefined()
    expect(scan('-1', 'ms-of-day')).toBeUndefined()
  })

  it('agree with Date on random instants', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          expect(scan(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n)
          expect(scan(String(date.getTime()), 'ms')).toBe(BigInt(date.getTime()) * 1_000_000n)
        },
      ),
    )
  })
})

describe('calendar', () => {
  it('turns dates into days and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (days) => {
        const { year, month, day } = civilFromDays(days)
        const date = new Date(days * 86_400_000)
        expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()])
        expect(daysFromCivil(year, month, day)).toBe(days)
        expect(weekday(days)).toBe((date.getUTCDay() + 6) % 7)
      }),
    )
  })

  it('writes nanoseconds as words of an i64', () => {
    const words = new Uint32Array(2)
    const i64 = new BigInt64Array(words.buffer)
    fc.assert(
      fc.property(
        fc.integer({ min: -60_000, max: 60_000 }),
        fc.maxSafeNat().map((n) => n % 200_000_000_000_000),
        (days, nanos) => {
          writeNanos(words, 0, days, nanos)
          expect(i64[0]).toBe(BigInt(days) * 86_400_000_000_000n + BigInt(nanos))
          writeMicros(words, 0, days * 86_400_000_000 + Math.floor(nanos / 1000))
          expect(i64[0]).toBe(BigInt(days) * 86_400_000_000_000n + BigInt(Math.floor(nanos / 1000)) * 1000n)
        },
      ),
    )
  })

  it('finds dates in names', () => {
    expect(fileDate('20140501_quote.csv')).toBe(16_191)
    expect(fileDate('eurusd-2014-05-01.csv')).toBe(16_191)
    expect(fileDate('AAPL_data.csv')).toBeUndefined()
    expect(fileDate('20149901.csv')).toBeUndefined()
    expect(() => parseUtcOffset('+5')).toThrow('fixed UTC offset')
  })
})
