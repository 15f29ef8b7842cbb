import { fail } from './context.ts'
import { control, orderOf, reportOf, timerOf } from './image.ts'
import { Fault } from './reasons.generated.ts'
import { Timer } from './records.generated.ts'

export const TIMER_ARRIVAL: i32 = 1
export const TIMER_REPORT: i32 = 2
export const TIMER_STALENESS: i32 = 4
export const TIMER_SESSION: i32 = 5
export const TIMER_CANCEL: i32 = 6
export const TIMER_AMEND: i32 = 7

/** The timer that was taken last. */
export let takenDue: i64 = 0
export let takenKind: i32 = 0
export let takenArgument: i32 = 0

/** A binary heap in the image, ordered by (due, ordinal): timers of one instant fire in the order they were set. */
export function setTimer(due: i64, kind: i32, argument: i32): void {
  let at = control.timerCount
  if (at >= control.timerCapacity) {
    fail(Fault.timersFull, at)
    return
  }
  control.timerCount = at + 1
  const ordinal = control.nextOrdinal
  control.nextOrdinal = ordinal + 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(due, ordinal, timerOf(parent))) break
    move(parent, at)
    at = parent
  }
  write(at, due, ordinal, kind, argument)
}

/** True when a timer is due at or before `now`. */
export function timerDue(now: i64): bool {
  return control.timerCount > 0 && timerOf(0).due <= now
}

/** Takes a timer, by default the first. */
export function takeTimer(from: i32 = 0): void {
  const taken = timerOf(from)
  takenDue = taken.due
  takenKind = taken.kind
  takenArgument = taken.argument
  const count = control.timerCount - 1
  control.timerCount = count
  if (count == from) return
  const last = timerOf(count)
  const due = last.due
  const ordinal = last.ordinal
  const kind = last.kind
  const argument = last.argument
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(due, ordinal, timerOf(parent))) break
    move(parent, at)
    at = parent
  }
  for (;;) {
    let child = 2 * at + 1
    if (child >= count) break
    if (child + 1 < count) {
      const other = timerOf(child + 1)
      if (before(other.due, other.ordinal, timerOf(child))) child++
    }
    const next = timerOf(child)
    if (!before(next.due, next.ordinal, last)) break
    move(child, at)
    at = child
  }
  write(at, due, ordinal, kind, argument)
}

/** The first timer to come of a fill's report in an instrument; −1 where none is on its way. */
export function firstReport(instrument: i32): i32 {
  let first = -1
  for (let at = 0; at < control.timerCount; at++) {
    const timer = timerOf(at)
    if (timer.kind != TIMER_REPORT || orderOf(reportOf(timer.argument).order).instrument != instrument) continue
    if (first < 0 || before(timer.due, timer.ordinal, timerOf(first))) first = at
  }
  return first
}

function before(due: i64, ordinal: i64, other: Timer): bool {
  return due < other.due || (due == other.due && ordinal < other.ordinal)
}

function move(from: i32, to: i32): void {
  const timer = timerOf(from)
  write(to, timer.due, timer.ordinal, timer.kind, timer.argument)
}

function write(at: i32, due: i64, ordinal: i64, kind: i32, argument: i32): void {
  const timer = timerOf(at)
  timer.due = due
  timer.ordinal = ordinal
  timer.kind = kind
  timer.argument = argument
}
