import { describe, expect, it } from 'vitest'
import { canonical } from '../../pipeline/canonical.ts'
import { hashPlain } from '../../pipeline/plain-hash.ts'
import { Random } from '../fuzz/random.ts'

/** Plain data at random, of few values, so that equal ones come by. */
function plain(random: Random, depth: number): unknown {
  const count = random.integer(0, 3)
  const list = (): unknown[] => Array.from({ length: count }, () => plain(random, depth - 1))
  switch (depth === 0 ? random.integer(0, 6) : random.integer(0, 12)) {
    case 0:
      return random.pick([0, -0, 1, 0.1, Number.NaN, Infinity, -Infinity, 1e21])
    case 1:
      return random.pick(['', '0', '1n', 'a', 'ü', '\ud83d'])
    case 2:
      return random.pick([0n, 1n, -1n, 10n ** 30n])
    case 3:
      return random.pick([true, false])
    case 4:
      return null
    case 5:
      return new Uint8Array(count)
    case 6:
      return new Float64Array([random.integer(0, 1), random.integer(0, 1)])
    case 7:
      return new Map(list().map((one) => [random.integer(0, 2), one]))
    case 8:
      return new Set(list())
    case 9:
    case 10:
      return list()
    default:
      return Object.fromEntries(list().map((one) => [random.pick(['a', 'b', 'c']), one]))
  }
}

/** Data whose texts begin with an s: no number or array has a text that one of them is. */
function marked(value: unknown): unknown {
  if (typeof value === 'string') return `s${value}`
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(marked)
  if (value instanceof Map)
    return new Map([...(value as Map<unknown, unknown>)].map(([key, one]) => [key, marked(one)]))
  if (value instanceof Set) return new Set([...(value as Set<unknown>)].map(marked))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [`s${key}`, marked(one)]))
}

describe('the hash of plain data', () => {
  it('is equal where the data is, and nowhere else', () => {
    const random = new Random(7)
    const byText = new Map<string, bigint>()
    const byHash = new Map<bigint, string>()
    for (let times = 0; times < 20_000; times++) {
      const value = plain(random, random.integer(0, 3))
      const [text, hash] = [canonical(marked(value)), hashPlain(value)]
      expect(byText.get(text) ?? hash, text).toBe(hash)
      expect(byHash.get(hash) ?? text).toBe(text)
      byText.set(text, hash)
      byHash.set(hash, text)
    }
    expect(byText.size).toBeGreaterThan(2_000)
    expect(byText.size).toBeLessThan(19_000)
  })

  it('does not depend on the order of keys, nor on what is undefined', () => {
    const one = hashPlain([
      { a: 1, b: { c: 2, d: [3n] } },
      { b: 1, a: 2 },
    ])
    expect(
      hashPlain([
        { b: { d: [3n], c: 2 }, a: 1 },
        { a: 2, e: undefined, b: 1 },
      ]),
    ).toBe(one)
    expect(
      hashPlain([
        { b: { d: [3n], c: 2 }, a: 1 },
        { a: 1, b: 2 },
      ]),
    ).not.toBe(one)
  })

  it('grows with what it is given', () => {
    const many = Array.from({ length: 50_000 }, (_, at) => ({ at, text: 'x'.repeat(at % 7) }))
    const hash = hashPlain(many)
    expect(hashPlain(structuredClone(many))).toBe(hash)
    const bytes = new Uint8Array(2 ** 20)
    const whole = hashPlain(bytes)
    bytes[bytes.length - 1] = 1
    expect(hashPlain(bytes)).not.toBe(whole)
    many[49_999].at = -1
    expect(hashPlain(many)).not.toBe(hash)
  })

  it('refuses what is no data', () => {
    expect(() => hashPlain({ a: () => 1 })).toThrow('a function is no plain data')
  })
})
