import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../pipeline/canonical.ts'

describe('canonical text', () => {
  it('is the same for the same data, whatever the order of its keys', () => {
    expect(canonical({ b: 1, a: { d: [2n, 'x'], c: null } })).toBe(canonical({ a: { c: null, d: [2n, 'x'] }, b: 1 }))
  })

  it('tells doubles apart to the bit, zeros and odd ones included', () => {
    const values = [0, -0, Number.NaN, Infinity, -Infinity, 1, 1 + Number.EPSILON, 0.1 + 0.2, 0.3, 5e-324]
    expect(new Set(values.map((value) => canonical({ value }))).size).toBe(values.length)
    fc.assert(
      fc.property(fc.double(), fc.double(), (a, b) => {
        expect(canonical([a]) === canonical([b])).toBe(Object.is(a, b))
      }),
    )
  })

  it('tells bigints from numbers, and absent from null', () => {
    expect(canonical({ a: 1n })).not.toBe(canonical({ a: 1 }))
    expect(canonical({ a: null })).not.toBe(canonical({}))
  })

  it('sees every byte of a typed array', () => {
    const one = new Float64Array([1, 2, 3, 4])
    const other = new Float64Array([1, 2, 5, 4])
    expect(canonical(one)).toBe(canonical(new Float64Array([1, 2, 3, 4])))
    expect(canonical(one)).not.toBe(canonical(other))
    const state = new Float64Array(2)
    const before = canonical({ state })
    state[1] = 7
    expect(canonical({ state })).not.toBe(before)
  })
})
