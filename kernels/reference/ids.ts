import type { ClientIdRecords } from '../records.generated.ts'

const GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15n

/** Chain of an id: Fibonacci hashing, the upper half of the product scaled to the number of chains. */
export function chainOf(id: bigint, chains: number): number {
  const upper = BigInt.asUintN(64, id * GOLDEN_RATIO) >> 32n
  return Number((upper * BigInt(chains)) >> 32n)
}

/** The client order ids seen last: a ring, found by hash chains. Whether an id is among them. */
export function known(ring: ClientIdRecords, capacity: number, id: bigint): boolean {
  if (capacity === 0) return false
  for (let at = ring.bucket(chainOf(id, capacity)); at >= 0; at = ring.next(at)) if (ring.id(at) === id) return true
  return false
}

/** Remembers an id, forgetting the oldest when the ring is full; returns the new count of ids remembered. */
export function remember(ring: ClientIdRecords, capacity: number, count: number, id: bigint): number {
  if (capacity === 0) return 0
  const at = count % capacity
  if (count >= capacity) forget(ring, capacity, at)
  const chain = chainOf(id, capacity)
  ring.setId(at, id)
  ring.setNext(at, ring.bucket(chain))
  ring.setBucket(chain, at)
  return count + 1 >= 2 * capacity ? capacity + ((count + 1) % capacity) : count + 1
}

function forget(ring: ClientIdRecords, capacity: number, at: number): void {
  const chain = chainOf(ring.id(at), capacity)
  if (ring.bucket(chain) === at) {
    ring.setBucket(chain, ring.next(at))
    return
  }
  let seek = ring.bucket(chain)
  while (ring.next(seek) !== at) seek = ring.next(seek)
  ring.setNext(seek, ring.next(at))
}
