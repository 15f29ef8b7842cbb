/** Key that marks an object as one of the values that JSON has no text for. */
const TAG = '$'

const ARRAYS = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Int16Array,
  Uint16Array,
  Int8Array,
  Uint8Array,
} as const
const WIDE_ARRAYS = { BigInt64Array, BigUint64Array } as const
type ArrayName = keyof typeof ARRAYS
type WideArrayName = keyof typeof WIDE_ARRAYS

/** Whether a typed array is plain data. */
export const isPlainArray = ({ constructor: { name } }: ArrayBufferView): boolean =>
  name in ARRAYS || name in WIDE_ARRAYS

/**
 * Plain data as JSON that {@link fromExactJson} reads back to the bit: undefined, bigints, NaN, −0, infinities, maps, sets
 * and typed arrays (whole numbers as differences, which pack well) are objects with the key `$`.
 *
 * @throws where there is a function, a class of its own, or an object with the key `$`
 */
export function toExactJson(value: unknown): string {
  return JSON.stringify(tagged(value, '$'))
}

function tagged(value: unknown, path: string): unknown {
  if (typeof value === 'bigint') return { [TAG]: 'bigint', value: String(value) }
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [TAG]: 'number', value: Object.is(value, -0) ? '-0' : String(value) }
  if (value === undefined) return { [TAG]: 'undefined' }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value !== 'object') throw new TypeError(`${path}: a ${typeof value} is no plain data`)
  if (ArrayBuffer.isView(value)) return taggedArray(value as Float64Array, path)
  if (Array.isArray(value)) return Array.from(value, (one, at) => tagged(one, `${path}[${at}]`))
  if (value instanceof Map) return { [TAG]: 'Map', entries: tagged([...(value as Map<unknown, unknown>)], path) }
  if (value instanceof Set) return { [TAG]: 'Set', values: tagged([...(value as Set<unknown>)], path) }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`${path}: a ${value.constructor.name} is no plain data`)
  if (Object.hasOwn(value, TAG)) throw new TypeError(`${path}: the key ${TAG} means something here`)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tagged(one, `${path}.${key}`)]))
}

function taggedArray(array: Float64Array | BigInt64Array, path: string): unknown {
  const { name } = array.constructor
  if (name in WIDE_ARRAYS) return { [TAG]: name, values: Array.from(array, String) }
  if (!(name in ARRAYS)) throw new TypeError(`${path}: a ${name} is no plain data`)
  const numbers = array as Float64Array
  const whole = numbers.every((one) => Number.isSafeInteger(one) && !Object.is(one, -0))
  const exact = whole && numbers.every((one, at) => at === 0 || Number.isSafeInteger(one - numbers[at - 1]))
  return exact
    ? { [TAG]: name, steps: Array.from(numbers, (one, at) => (at === 0 ? one : one - numbers[at - 1])) }
    : { [TAG]: name, values: Array.from(numbers, (one) => tagged(one, path)) }
}

/** Reads what {@link toExactJson} wrote. */
export function fromExactJson(text: string): unknown {
  return untagged(JSON.parse(text))
}

function untagged(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(untagged)
  if (Object.hasOwn(value, TAG)) return valueOf(value as Record<string, unknown>)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, untagged(one)]))
}

function valueOf({ [TAG]: tag, value, steps, values, entries }: Record<string, unknown>): unknown {
  switch (tag) {
    case 'undefined':
      return undefined
    case 'bigint':
      return BigInt(value as string)
    case 'number':
      return Number(value)
    case 'Map':
      return new Map(untagged(entries) as [unknown, unknown][])
    case 'Set':
      return new Set(untagged(values) as unknown[])
    default:
  }
  const name = String(tag)
  if (name in WIDE_ARRAYS) return WIDE_ARRAYS[name as WideArrayName].from((values as string[]).map(BigInt))
  if (!(name in ARRAYS)) throw new TypeError(`there is no plain data called ${name}`)
  return ARRAYS[name as ArrayName].from(
    steps === undefined ? (untagged(values) as number[]) : sumsOf(steps as number[]),
  )
}

function sumsOf(steps: readonly number[]): number[] {
  let sum = 0
  return steps.map((step, at) => {
    sum = at === 0 ? step : sum + step
    return sum
  })
}
