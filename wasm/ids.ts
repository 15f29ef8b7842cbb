/** Rings of the ids seen last, found by hash chains: client order ids, and executions reported. */
import { control } from './image.ts'
import { ClientId, CLIENT_ID_BYTES } from './records.generated.ts'

const GOLDEN_RATIO: u64 = (0x9e37_79b9 << 32) | 0x7f4a_7c15

/** Chain of an id: Fibonacci hashing, the upper half of the product scaled to the number of chains. */
export function chainOf(id: i64, chains: i32): i32 {
  return i32((((u64(id) * GOLDEN_RATIO) >> 32) * u64(chains)) >> 32)
}

/** An entry of a ring; those of client ids and of executions are alike. */
export function entryOf(ring: usize, at: i32): ClientId {
  return changetype<ClientId>(ring + at * CLIENT_ID_BYTES)
}

/** Whether an id is among those that a ring remembers. */
export function isKnown(ring: usize, id: i64): bool {
  const capacity = control.idCapacity
  if (capacity == 0) return false
  for (let at = entryOf(ring, chainOf(id, capacity)).bucket; at >= 0; at = entryOf(ring, at).next)
    if (entryOf(ring, at).id == id) return true
  return false
}

/** Remembers an id, forgetting the oldest when the ring is full; returns the new count of ids remembered. */
export function remember(ring: usize, count: i32, id: i64): i32 {
  const capacity = control.idCapacity
  if (capacity == 0) return 0
  const at = count % capacity
  if (count >= capacity) forget(ring, at)
  const entry = entryOf(ring, at)
  const head = entryOf(ring, chainOf(id, capacity))
  entry.id = id
  entry.next = head.bucket
  head.bucket = at
  return count + 1 >= 2 * capacity ? capacity + ((count + 1) % capacity) : count + 1
}

/** Takes an entry out of its chain. */
function forget(ring: usize, at: i32): void {
  const entry = entryOf(ring, at)
  const head = entryOf(ring, chainOf(entry.id, control.idCapacity))
  if (head.bucket == at) {
    head.bucket = entry.next
    return
  }
  let seek = entryOf(ring, head.bucket)
  while (seek.next != at) seek = entryOf(ring, seek.next)
  seek.next = entry.next
}
