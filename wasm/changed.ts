/** Scopes that changed since the last LAST row in what is watched there: equity, exposure, limits, trading state. */
import { changedOf, control } from './image.ts'

export function noteChange(scope: i32): void {
  const word = changedOf(scope >> 6)
  word.bits |= i64(1) << (scope & 63)
}

/** Takes the next scope beyond `after` that changed; −1 where there is none. */
export function takeChanged(after: i32): i32 {
  let start = after + 1
  for (; start < control.scopes; start = (start | 63) + 1) {
    const word = changedOf(start >> 6)
    const left = word.bits & (i64(-1) << (start & 63))
    if (left == 0) continue
    word.bits ^= left & -left
    return (start & ~63) + i32(ctz(left))
  }
  return -1
}
