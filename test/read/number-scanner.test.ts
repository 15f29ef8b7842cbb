import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundDecimal } from '../../model/decimal.ts'
import { BLANK, NOT_A_NUMBER, NUMBER, NumberScanner, OUT_OF_RANGE } from '../../pipeline/read/text/number-scanner.ts'

const scanner = new NumberScanner()

function scan(text: string, scale: number): { units: number; found: number; rounded: boolean; next: number } {
  const units = scanner.scan(Buffer.from(`${text},x\n`), 0, scale)
  return { units, found: scanner.found, rounded: scanner.rounded, next: scanner.next }
}

const decimal = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.nat(999_999), fc.option(fc.stringMatching(/^\d{1,14}$/)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`)

describe('digits of a field', () => {
  it('equal the exact decimal, rounded half away from zero', () => {
    fc.assert(
      fc.property(decimal, fc.nat(8), (text, scale) => {
        const { units, rounded } = roundDecimal(text, scale)
        const seen = scan(text, scale)
        expect(seen).toEqual({ units: Number(units), found: NUMBER, rounded, next: text.length })
      }),
      { numRuns: 3_000 },
    )
  })

  it('equal the exact decimal with an exponent too', () => {
    fc.assert(
      fc.property(
        fc.nat(99_999),
        fc.stringMatching(/^\d{1,8}$/),
        fc.integer({ min: -9, max: 4 }),
        (whole, part, power) => {
          const digits = `${whole}${part}`
          const point = String(whole).length + power
          const plain =
            point <= 0
              ? `0.${'0'.repeat(-point)}${digits}`
              : `${digits.padEnd(point, '0').slice(0, point)}.${digits.slice(point)}0`
          const { units, rounded } = roundDecimal(plain, 4)
          const seen = scan(`${whole}.${part}e${power}`, 4)
          expect({ units: seen.units, rounded: seen.rounded }).toEqual({ units: Number(units), rounded })
        },
      ),
    )
  })

  it('are exact up to 2^53 and refused beyond', () => {
    expect(scan('9007199254740991', 0)).toMatchObject({ units: 2 ** 53 - 1, found: NUMBER })
    expect(scan('9007199254740993', 0)).toMatchObject({ units: 0, found: OUT_OF_RANGE })
    expect(scan('90071992547409.93', 2)).toMatchObject({ found: OUT_OF_RANGE })
    expect(scan('1e300', 2)).toMatchObject({ found: OUT_OF_RANGE })
  })

  it('say what is no number', () => {
    for (const text of ['NaN', 'null', '1.2.3', '12a', '1e', '0x10', 'inf', '1 2', '--1']) {
      expect(scan(text, 2), text).toMatchObject({ units: 0, found: NOT_A_NUMBER, next: text.length })
    }
    for (const text of ['', '  ', '""', '-', '.'])
      expect(scan(text, 2), text).toMatchObject({ found: BLANK, next: text.length })
  })

  it('may be quoted, padded, signed, begin or end with the point', () => {
    for (const [text, units] of [
      ['"1.5"', 150],
      [' 1.5 ', 150],
      ['.5', 50],
      ['5.', 500],
      ['+2', 200],
      ['-0', 0],
    ] as const) {
      expect(scan(text, 2), text).toMatchObject({ units, found: NUMBER, rounded: false })
    }
    expect(Object.is(scan('-0', 2).units, 0)).toBe(true)
  })

  it('round half away from zero, and say so only where something was lost', () => {
    expect(scan('1.005', 2)).toMatchObject({ units: 101, rounded: true })
    expect(scan('-1.005', 2)).toMatchObject({ units: -101, rounded: true })
    expect(scan('1.0049', 2)).toMatchObject({ units: 100, rounded: true })
    expect(scan('1.0000', 2)).toMatchObject({ units: 100, rounded: false })
    expect(scan('4.449999809265137', 2)).toMatchObject({ units: 445, rounded: true })
  })
})
