import { isPlainArray } from '../exact-json.ts'

/**
 * Checks that a stage's state is plain data that can be copied: no functions, no classes of its own, and nothing that
 * stands in two places, of which a copy would make two.
 *
 * @throws naming the place
 */
export function checkPlain(state: unknown, path: string): void {
  // Places are text, which takes ten times as long: they are made only where there is one to name.
  if (!isPlain(state, new Set())) nameFault(state, path, new Map())
}

function isPlain(value: unknown, seen: Set<object>): boolean {
  if (value === null || typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol'
  if (seen.has(value)) return false
  seen.add(value)
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      const one: unknown = value[at]
      if (typeof one !== 'number' && !isPlain(one, seen)) return false
    }
    return true
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    if (ArrayBuffer.isView(value)) return isPlainArray(value)
    const parts = partsOf(value)
    return parts !== undefined && parts.every((one) => isPlain(one, seen))
  }
  for (const key in value) {
    const one = (value as Record<string, unknown>)[key]
    if (typeof one !== 'number' && !isPlain(one, seen)) return false
  }
  return true
}

/** Keys and values of a map, values of a set; undefined for any other object. */
function partsOf(value: object): unknown[] | undefined {
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat()
  return value instanceof Set ? [...(value as Set<unknown>)] : undefined
}

function nameFault(value: unknown, path: string, seen: Map<object, string>): void {
  const unkept = (what: string): TypeError =>
    new TypeError(`${path}: ${what} is no plain data, so that it can't be kept in a snapshot`)
  if (typeof value === 'function' || typeof value === 'symbol') throw unkept(`a ${typeof value}`)
  if (value === null || typeof value !== 'object') return
  const before = seen.get(value)
  if (before !== undefined) throw new TypeError(`${path} is what stands at ${before} too: each place needs its own`)
  seen.set(value, path)
  if (ArrayBuffer.isView(value) && isPlainArray(value)) return
  const parts = Array.isArray(value) ? (value as unknown[]) : partsOf(value)
  if (parts !== undefined) {
    parts.forEach((one, at) => nameFault(one, `${path}[${at}]`, seen))
    return
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw unkept(`a ${value.constructor.name}`)
  for (const [key, one] of Object.entries(value)) nameFault(one, `${path}.${key}`, seen)
}
