import xxhash from 'xxhash-wasm'

const { h64Raw } = await xxhash()

/** Numbers that JSON has no text for. */
const ODD: ReadonlyMap<number, string> = new Map([
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [Number.NaN, 'NaN'],
])

/**
 * Plain data as text that is equal when the data is: JSON with sorted keys, bigints as `12n`, doubles told apart
 * to the bit (the shortest text that reads back is one to one), typed arrays by length and XXH64 of their bytes, maps and sets in their own order.
 * A string that reads like what stands for a bigint, an odd number or an array is not told from it; `hashPlain` does.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'bigint') return `${one}n`
    if (typeof one === 'number') return ODD.get(one) ?? (Object.is(one, -0) ? '-0' : one)
    if (ArrayBuffer.isView(one)) return viewText(one)
    if (one === null || typeof one !== 'object' || Array.isArray(one)) return one
    if (one instanceof Map) return { Map: [...(one as Map<unknown, unknown>)] }
    if (one instanceof Set) return { Set: [...(one as Set<unknown>)] }
    return Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}

function viewText({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return `${byteLength} bytes ${h64Raw(new Uint8Array(buffer, byteOffset, byteLength)).toString(16)}`
}
