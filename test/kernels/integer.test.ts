import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../kernels/faults.ts'
import { integer } from '../../kernels/reference/integer.ts'
import { Harness } from './harness.ts'

const harness = new Harness()
harness.quote(100, 101)
const { image } = harness

describe('integer', () => {
  it('is BigInt for every integer a lane can hold', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => integer(image, value) === BigInt(value)))
    for (const value of [0, -0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 52, 2 ** 53 - 1, 2 ** 53, -1, -(2 ** 53)]) {
      expect(integer(image, value)).toBe(BigInt(value))
    }
  })

  it('halts where a lane holds no integer within 2^53', () => {
    for (const value of [0.5, -1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 + 2, -(2 ** 54)]) {
      expect(() => integer(image, value)).toThrow(/no integer within/)
      expect(image.control.fault(0)).toBe(Fault.rowNotInteger)
    }
  })
})
