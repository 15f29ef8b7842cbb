import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integer } from '../../kernels/reference/integer.ts'

describe('integer', () => {
  it('is BigInt for every integer a lane can hold', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => integer(value) === BigInt(value)))
    for (const value of [0, -0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 52, 2 ** 53 - 1, 2 ** 53, -1, -(2 ** 53)]) {
      expect(integer(value)).toBe(BigInt(value))
    }
  })

  it('throws as BigInt does where there is no integer', () => {
    for (const value of [0.5, -1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => integer(value)).toThrow(RangeError)
  })
})
