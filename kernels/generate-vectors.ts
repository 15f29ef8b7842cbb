import { ceilDiv, floorDiv, saturate, share } from './money.ts'

/**
 * Cases of the arithmetic that compiled kernels do by hand, for the tests of every language. Numbers are hexadecimal
 * two's complement: 16 digits for 64 bits, 32 for 128.
 */
export function wideVectors(): string {
  const next = seeded(0x5eed_2026n)
  const number = (bits: number): bigint => signed(next, bits)
  const whole = (bits: number): bigint => absolute(signed(next, bits))
  const positive = (bits: number): bigint => whole(bits) + 1n
  const repeat = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
  const pairs = [...EDGES.flatMap((a) => EDGES.map((b) => [a, b])), ...repeat(100, () => [number(63), number(63)])]
  const products = pairs.map(([a, b]) => ({ a: hex64(a), b: hex64(b), product: hex128(a * b) }))
  const divisions = repeat(150, () => division(whole(127), positive(64)))
  const quotients = [...EDGE_QUOTIENTS, ...repeat(250, () => [number(62), number(62), positive(61)])]
    .filter(([a, b, divisor]) => absolute((a * b) / divisor) < 2n ** 62n)
    .map(([a, b, divisor]) => quotient(a, b, divisor))
  const comparisons = repeat(100, () => [number(63), number(63), number(63), number(63)])
    .concat(EDGES.flatMap((a) => EDGES.map((b) => [a, b, b, a])))
    .concat(EDGES.map((a) => [a, 3n, a + (a > 0n ? -1n : 1n), 3n]))
    .map(([a, b, c, d]) => ({ a: hex64(a), b: hex64(b), c: hex64(c), d: hex64(d), sign: sign(a * b - c * d) }))
  const roots = [...EDGE_SQUARES, ...repeat(150, () => whole(127))].map((value) => ({
    value: hex128(value),
    root: hex64(root(value)),
  }))
  const saturated = repeat(200, () => [number(53), number(54), whole(61)])
    .concat([2n ** 60n, 2n ** 61n, 2n ** 61n + 1n].flatMap((a) => [-1n, 0n, 1n, 2n].map((b) => [a, b, 1n])))
    .map(([a, b, c]) => ({ a: hex64(a), b: hex64(b), c: hex64(c), product: hex64(saturate(a * b * c)) }))
  const shares = repeat(100, () => [number(61), whole(61)]).map(([amount, ppm]) => ({
    amount: hex64(amount),
    ppm: hex64(ppm),
    share: hex64(share(amount, ppm)),
  }))
  const groups = { products, divisions, quotients, comparisons, roots, saturated, shares }
  const lines = Object.entries(groups).map(
    ([name, cases]) => `"${name}": [\n${cases.map((one) => JSON.stringify(one)).join(',\n')}\n]`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}

const EDGES = [
  0n,
  1n,
  -1n,
  2n ** 32n - 1n,
  2n ** 32n,
  -(2n ** 32n),
  2n ** 53n,
  2n ** 61n + 1n,
  2n ** 63n - 1n,
  1n - 2n ** 63n,
]
const EDGE_QUOTIENTS = [-7n, -6n, -1n, 0n, 1n, 6n, 7n, 2n ** 61n, -(2n ** 61n)].flatMap((a) =>
  [-1n, 0n, 1n, 3n, 2n ** 31n].flatMap((b) => [1n, 3n, 7n, 1_000_000n, 2n ** 54n, 2n ** 61n].map((d) => [a, b, d])),
)
const EDGE_SQUARES = [0n, 1n, 2n, 3n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 64n].flatMap((side) => {
  const square = side < 2n ** 63n ? side * side : 2n ** 126n
  return [square - 1n, square, square + 1n].filter((value) => value >= 0n)
})

const absolute = (value: bigint): bigint => (value < 0n ? -value : value)
const sign = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0)
const hex64 = (value: bigint): string => BigInt.asUintN(64, value).toString(16).padStart(16, '0')
const hex128 = (value: bigint): string => BigInt.asUintN(128, value).toString(16).padStart(32, '0')

function division(value: bigint, divisor: bigint): Record<string, string> {
  const fitting = value % (divisor << 64n)
  return {
    value: hex128(fitting),
    divisor: hex64(divisor),
    quotient: hex64(fitting / divisor),
    remainder: hex64(fitting % divisor),
  }
}

function quotient(a: bigint, b: bigint, divisor: bigint): Record<string, string> {
  const product = a * b
  return {
    a: hex64(a),
    b: hex64(b),
    divisor: hex64(divisor),
    floor: hex64(floorDiv(product, divisor)),
    ceil: hex64(ceilDiv(product, divisor)),
    trunc: hex64(product / divisor),
  }
}

function root(value: bigint): bigint {
  let [low, high] = [0n, 2n ** 64n]
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle * middle <= value) low = middle
    else high = middle
  }
  return low
}

/** Signed numbers of every length up to some bits. */
function signed(next: () => bigint, bits: number): bigint {
  const length = BigInt(1 + Number(next() % BigInt(bits)))
  const value = ((next() << 64n) | next()) % (1n << length)
  return (next() & 1n) === 0n ? value : -value
}

/** SplitMix64. */
function seeded(seed: bigint): () => bigint {
  let state = seed
  return () => {
    state = BigInt.asUintN(64, state + 0x9e37_79b9_7f4a_7c15n)
    let mixed = state
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58_476d_1ce4_e5b9n)
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d0_49bb_1331_11ebn)
    return mixed ^ (mixed >> 31n)
  }
}
