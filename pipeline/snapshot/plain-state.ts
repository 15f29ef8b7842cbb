import { isPlainArray } from '../exact-json.ts'

/**
 * Checks that a stage's state is plain data that can be copied: no functions, no classes of its own, and nothing that
 * stands in two places, of which a copy would make two.
 *
 * @throws naming the place
 */
export function checkPlain(state: unknown, path: string, seen: Map<object, string> = new Map()): void {
  if (typeof state === 'function' || typeof state === 'symbol') throw fault(path, `a ${typeof state}`)
  if (state === null || typeof state !== 'object') return
  const before = seen.get(state)
  if (before !== undefined) throw new TypeError(`${path} is what stands at ${before} too: each place needs its own`)
  seen.set(state, path)
  if (Array.isArray(state)) {
    for (let at = 0; at < state.length; at++) if (isDeep(state[at])) checkPlain(state[at], `${path}[${at}]`, seen)
    return
  }
  if (ArrayBuffer.isView(state) && isPlainArray(state)) return
  if (state instanceof Map) {
    checkPlain([...(state as Map<unknown, unknown>)].flat(), `${path} (a Map)`, seen)
    return
  }
  if (state instanceof Set) {
    checkPlain([...(state as Set<unknown>)], `${path} (a Set)`, seen)
    return
  }
  const prototype: unknown = Object.getPrototypeOf(state)
  if (prototype !== Object.prototype && prototype !== null) throw fault(path, `a ${state.constructor.name}`)
  for (const key in state) {
    const value = (state as Record<string, unknown>)[key]
    if (isDeep(value)) checkPlain(value, `${path}.${key}`, seen)
  }
}

/** Paths are text that is made only where there is more to look into. */
const isDeep = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol'

const fault = (path: string, what: string): TypeError =>
  new TypeError(`${path}: ${what} is no plain data, so that it can't be kept in a snapshot`)
