import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromExactJson, toExactJson } from '../../pipeline/exact-json.ts'

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double(),
    fc.bigInt(),
    fc.float64Array(),
    fc.int32Array(),
    fc.float32Array(),
    fc.uint16Array(),
    fc.bigInt64Array(),
    fc.bigUint64Array(),
    fc.constant(undefined),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((values) => new Set(values)),
    fc.array(fc.maxSafeInteger()).map((values) => Float64Array.from(values)),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '$' && key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value

describe('exact JSON', () => {
  it('reads back to the bit what it wrote', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(fromExactJson(toExactJson(value))).toStrictEqual(value)
      }),
    )
  })

  it('writes whole numbers of arrays as differences', () => {
    const days = Float64Array.from({ length: 1_000 }, (_, day) => 1_451_606_400_000_000 + day * 86_400_000_000)
    expect(toExactJson(days)).toContain('86400000000,86400000000')
    expect(fromExactJson(toExactJson(days))).toStrictEqual(days)
  })

  it('names the place of what is no plain data', () => {
    expect(() => toExactJson({ a: [1, new Date(0)] })).toThrow('$.a[1]: a Date is no plain data')
    expect(() => toExactJson({ a: () => 1 })).toThrow('$.a: a function is no plain data')
    expect(() => toExactJson({ a: { $: 1 } })).toThrow('$.a: the key $ means something here')
    expect(() => fromExactJson('{"$":"Date"}')).toThrow('there is no plain data called Date')
  })
})
