import { control, pendingOf, positionOf } from './image.ts'

/** Where an intent comes from. */
export const BY_NOTHING: i32 = 0
export const BY_DECISION: i32 = 1
export const BY_EXIT: i32 = 2
export const BY_TRIM: i32 = 3
export const BY_FLATTEN: i32 = 4
export const BY_POLICY: i32 = 5

/** Adds a position to those with an intent in this instant; each is added once. */
export function addPending(index: i32): void {
  pendingOf(control.pendingCount).position = index
  control.pendingCount++
}

/** Queues an intent for this instant unless one stands or the closing orders already cover it. */
export function request(index: i32, cause: i32, reason: i32): void {
  const position = positionOf(index)
  if (position.pending != BY_NOTHING) return
  const held = position.lots
  const closing = held > 0 ? position.openSells : position.openBuys
  const keep = cause == BY_TRIM ? position.trimTo : 0
  if (abs(held) - closing <= keep) return
  position.pending = cause
  position.pendingReason = reason
  addPending(index)
}

/** Sorts the positions with an intent by number: by portfolio, then instrument. Heap sort, in place. */
export function sortPending(): void {
  const count = control.pendingCount
  for (let root = (count >> 1) - 1; root >= 0; root--) sink(root, count)
  for (let end = count - 1; end > 0; end--) {
    const last = pendingOf(end).position
    pendingOf(end).position = pendingOf(0).position
    pendingOf(0).position = last
    sink(0, end)
  }
}

function sink(root: i32, count: i32): void {
  const value = pendingOf(root).position
  let at = root
  for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
    if (child + 1 < count && pendingOf(child + 1).position > pendingOf(child).position) child++
    if (pendingOf(child).position <= value) break
    pendingOf(at).position = pendingOf(child).position
    at = child
  }
  pendingOf(at).position = value
}
