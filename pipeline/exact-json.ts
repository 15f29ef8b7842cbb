/** Key that marks an object as one of the values that JSON has no text for. */
const TAG = '$'

const ARRAYS = {
  Float64Array,
  Int32Array,
  Uint32Array,
  Uint8Array,
} as const
type ArrayName = keyof typeof ARRAYS

/**
 * Plain data as JSON that {@link fromExactJson} reads back to the bit: bigints, NaN, −0, infinities and typed arrays
 * (whole numbers as differences, which pack well) are objects with the key `$`.
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
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value !== 'object') throw new TypeError(`${path}: a ${typeof value} is no plain data`)
  if (ArrayBuffer.isView(value)) return taggedArray(value as Float64Array, path)
  if (Array.isArray(value)) return value.map((one, at) => tagged(one, `${path}[${at}]`))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`${path}: a ${value.constructor.name} is no plain data`)
  if (TAG in value) throw new TypeError(`${path}: the key ${TAG} means something here`)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tagged(one, `${path}.${key}`)]))
}

function taggedArray(array: Float64Array, path: string): unknown {
  const name = array.constructor.name as ArrayName
  if (!(name in ARRAYS)) throw new TypeError(`${path}: a ${name} is no plain data`)
  const whole = array.every((one) => Number.isSafeInteger(one) && !Object.is(one, -0))
  const differences = (): number[] => Array.from(array, (one, at) => (at === 0 ? one : one - array[at - 1]))
  const exact = whole && array.every((one, at) => at === 0 || Number.isSafeInteger(one - array[at - 1]))
  return exact
    ? { [TAG]: name, steps: differences() }
    : { [TAG]: name, values: Array.from(array, (one) => tagged(one, path)) }
}

/** Reads what {@link toExactJson} wrote. */
export function fromExactJson(text: string): unknown {
  return JSON.parse(text, (_, one: unknown) => {
    if (one === null || typeof one !== 'object' || !(TAG in one)) return one
    return untagged(one as Record<string, unknown>)
  })
}

function untagged({ [TAG]: tag, value, steps, values }: Record<string, unknown>): unknown {
  if (tag === 'bigint') return BigInt(value as string)
  if (tag === 'number') return Number(value)
  if (typeof tag !== 'string' || !(tag in ARRAYS)) throw new TypeError(`there is no plain data called ${String(tag)}`)
  if (steps === undefined) return ARRAYS[tag as ArrayName].from(values as number[])
  const array = new ARRAYS[tag as ArrayName](steps as number[])
  for (let at = 1; at < array.length; at++) array[at] += array[at - 1]
  return array
}
