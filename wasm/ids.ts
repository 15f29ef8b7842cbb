/** The client order ids seen last: a ring, found by hash chains. */
import { clientIdOf, control } from './image.ts'

const GOLDEN_RATIO: u64 = (0x9e37_79b9 << 32) | 0x7f4a_7c15

/** Chain of an id: Fibonacci hashing, the upper half of the product scaled to the number of chains. */
export function chainOf(id: i64, chains: i32): i32 {
  return i32((((u64(id) * GOLDEN_RATIO) >> 32) * u64(chains)) >> 32)
}

/** Whether an id is among those remembered. */
export function isKnown(id: i64): bool {
  const capacity = control.idCapacity
  if (capacity == 0) return false
  for (let at = clientIdOf(chainOf(id, capacity)).bucket; at >= 0; at = clientIdOf(at).next)
    if (clientIdOf(at).id == id) return true
  return false
}

/** Remembers an id, forgetting the oldest when the ring is full; returns the new count of ids remembered. */
export function remember(count: i32, id: i64): i32 {
  const capacity = control.idCapacity
  if (capacity == 0) return 0
  const at = count % capacity
  if (count >= capacity) forget(at)
  const entry = clientIdOf(at)
  const head = clientIdOf(chainOf(id, capacity))
  entry.id = id
  entry.next = head.bucket
  head.bucket = at
  return count + 1 >= 2 * capacity ? capacity + ((count + 1) % capacity) : count + 1
}

/** Takes an entry out of its chain. */
function forget(at: i32): void {
  const entry = clientIdOf(at)
  const head = clientIdOf(chainOf(entry.id, control.idCapacity))
  if (head.bucket == at) {
    head.bucket = entry.next
    return
  }
  let seek = clientIdOf(head.bucket)
  while (seek.next != at) seek = clientIdOf(seek.next)
  seek.next = entry.next
}
