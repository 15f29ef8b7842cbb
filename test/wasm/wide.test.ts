import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileAssembly } from './compile.ts'

type Case = Record<string, string>
interface Vectors {
  readonly products: readonly Case[]
  readonly divisions: readonly Case[]
  readonly quotients: readonly Case[]
  readonly comparisons: readonly Case[]
  readonly roots: readonly Case[]
  readonly saturated: readonly Case[]
  readonly shares: readonly Case[]
}

/** Largest amount of money that may stand; one more is what a saturated amount is. */
const MONEY_MAX = 2n ** 61n

const vectors = JSON.parse(readFileSync(new URL('../../kernels/vectors/wide.json', import.meta.url), 'utf8')) as Vectors

const unsigned = (hex: string): bigint => BigInt(`0x${hex}`)
const i64 = (hex: string): bigint => BigInt.asIntN(64, unsigned(hex))
const upper = (hex: string): bigint => i64(hex.slice(0, 16))
const lower = (hex: string): bigint => i64(hex.slice(16))
const hex = (value: bigint): string => BigInt.asUintN(64, value).toString(16).padStart(16, '0')

type Functions = Record<string, (...values: bigint[]) => bigint> & Record<string, { value: bigint }>

function load(): Functions {
  const memory = new WebAssembly.Memory({ initial: 0 })
  const module = new WebAssembly.Module(compileAssembly('wasm/wide.ts', 'wasm/money.ts'))
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Functions
}

const exported = load()

describe('128-bit arithmetic of the WASM desk', () => {
  const wideResult = (): string => hex(exported['high'].value) + hex(exported['low'].value)

  test('products', () => {
    for (const { a, b, product } of vectors.products) {
      exported['multiply'](i64(a), i64(b))
      expect(wideResult(), `${a} × ${b}`).toBe(product)
    }
    expect(vectors.products.length).toBeGreaterThan(150)
  })

  test('quotients of unsigned numbers', () => {
    for (const { value, divisor, quotient, remainder } of vectors.divisions) {
      const result = exported['divide'](upper(value), lower(value), i64(divisor))
      expect([hex(result), hex(exported['remainder'].value)], `${value} ÷ ${divisor}`).toEqual([quotient, remainder])
    }
    expect(vectors.divisions.length).toBeGreaterThan(100)
  })

  test('sums', () => {
    const half = vectors.products.length >> 1
    for (const [at, { a, b, product }] of vectors.products.slice(0, half).entries()) {
      const other = vectors.products[half + at].product
      exported['multiply'](i64(a), i64(b))
      exported['add'](upper(other), lower(other))
      const sum = BigInt.asUintN(128, unsigned(product) + unsigned(other))
      expect(wideResult(), `${product} + ${other}`).toBe(sum.toString(16).padStart(32, '0'))
    }
  })

  test('comparisons', () => {
    for (const { a, b, c, d, sign } of vectors.comparisons) {
      exported['multiply'](i64(c), i64(d))
      const [high, low] = [exported['high'].value, exported['low'].value]
      exported['multiply'](i64(a), i64(b))
      expect(exported['compare'](high, low), `${a} × ${b} and ${c} × ${d}`).toBe(sign)
    }
  })

  test('square roots', () => {
    for (const { value, root } of vectors.roots)
      expect(hex(exported['squareRoot'](upper(value), lower(value))), `√${value}`).toBe(root)
    expect(exported['squareRoot'](-1n, 5n)).toBe(0n)
  })
})

describe('amounts of the WASM desk', () => {
  test('quotients of products, rounded down, up and towards zero', () => {
    for (const { a, b, divisor, floor, ceil, trunc } of vectors.quotients) {
      const values = [i64(a), i64(b), i64(divisor)]
      const results = ['floorOfProduct', 'ceilOfProduct', 'truncOfProduct'].map((name) =>
        hex(exported[name](...values)),
      )
      expect(results, `${a} × ${b} ÷ ${divisor}`).toEqual([floor, ceil, trunc])
    }
    expect(vectors.quotients.length).toBeGreaterThan(250)
  })

  test('a product below another', () => {
    for (const { a, b, c, d, sign } of vectors.comparisons)
      expect(exported['productBelow'](i64(a), i64(b), i64(c), i64(d)), `${a} × ${b} < ${c} × ${d}`).toBe(
        Number(sign) < 0 ? 1 : 0,
      )
  })

  test('products of three saturate one beyond the largest amount', () => {
    for (const { a, b, c, product } of vectors.saturated)
      expect(hex(exported['saturatedProduct'](i64(a), i64(b), i64(c))), `${a} × ${b} × ${c}`).toBe(product)
  })

  test('shares', () => {
    for (const { amount, ppm, share } of vectors.shares) {
      expect(hex(exported['share'](i64(amount), i64(ppm))), `${ppm} ppm of ${amount}`).toBe(share)
      for (const value of [0n, i64(share) - 1n, i64(share), i64(share) + 1n, MONEY_MAX, MONEY_MAX + 1n]) {
        if (value < 0n) continue
        const exceeds = exported['exceedsShare'](value, i64(amount), i64(ppm))
        expect(Number(exceeds), `${value} of ${ppm} ppm of ${amount}`).toBe(value > i64(share) ? 1 : 0)
      }
    }
  })
})
