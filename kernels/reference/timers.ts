import { Fault } from '../faults.ts'
import type { Image } from '../image.ts'
import { fail } from './fail.ts'

export const TIMER_ARRIVAL = 1
export const TIMER_REPORT = 2
export const TIMER_STALENESS = 4
export const TIMER_SESSION = 5
export const TIMER_CANCEL = 6
export const TIMER_AMEND = 7

/** A binary heap in the image, ordered by (due, ordinal): timers of one instant fire in the order they were set. */
export function setTimer(image: Image, due: bigint, kind: number, argument: number): void {
  const { control, timer } = image
  let at = control.timerCount(0)
  if (at >= control.timerCapacity(0)) fail(image, Fault.timersFull, BigInt(at))
  control.setTimerCount(0, at + 1)
  const ordinal = control.nextOrdinal(0)
  control.setNextOrdinal(0, ordinal + 1n)
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(due, ordinal, timer.due(parent), timer.ordinal(parent))) break
    move(image, parent, at)
    at = parent
  }
  write(image, at, due, ordinal, kind, argument)
}

/** True when a timer is due at or before `now`. */
export function timerDue(image: Image, now: bigint): boolean {
  return image.control.timerCount(0) > 0 && image.timer.due(0) <= now
}

/** Takes a timer, by default the first. */
export function takeTimer(image: Image, from = 0): { due: bigint; kind: number; argument: number } {
  const { control, timer } = image
  const taken = { due: timer.due(from), kind: timer.kind(from), argument: timer.argument(from) }
  const last = control.timerCount(0) - 1
  control.setTimerCount(0, last)
  if (last === from) return taken
  const [due, ordinal, kind, argument] = [timer.due(last), timer.ordinal(last), timer.kind(last), timer.argument(last)]
  let at = from
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(due, ordinal, timer.due(parent), timer.ordinal(parent))) break
    move(image, parent, at)
    at = parent
  }
  for (;;) {
    let child = 2 * at + 1
    if (child >= last) break
    if (
      child + 1 < last &&
      before(timer.due(child + 1), timer.ordinal(child + 1), timer.due(child), timer.ordinal(child))
    )
      child++
    if (!before(timer.due(child), timer.ordinal(child), due, ordinal)) break
    move(image, child, at)
    at = child
  }
  write(image, at, due, ordinal, kind, argument)
  return taken
}

/** The first timer to come of a fill's report in an instrument; −1 where none is on its way. */
export function firstReport({ control, timer, report, order }: Image, instrument: number): number {
  let first = -1
  for (let at = 0; at < control.timerCount(0); at++) {
    if (timer.kind(at) !== TIMER_REPORT || order.instrument(report.order(timer.argument(at))) !== instrument) continue
    if (first < 0 || before(timer.due(at), timer.ordinal(at), timer.due(first), timer.ordinal(first))) first = at
  }
  return first
}

function before(due: bigint, ordinal: bigint, otherDue: bigint, otherOrdinal: bigint): boolean {
  return due < otherDue || (due === otherDue && ordinal < otherOrdinal)
}

function move({ timer }: Image, from: number, to: number): void {
  timer.setDue(to, timer.due(from))
  timer.setOrdinal(to, timer.ordinal(from))
  timer.setKind(to, timer.kind(from))
  timer.setArgument(to, timer.argument(from))
}

function write({ timer }: Image, at: number, due: bigint, ordinal: bigint, kind: number, argument: number): void {
  timer.setDue(at, due)
  timer.setOrdinal(at, ordinal)
  timer.setKind(at, kind)
  timer.setArgument(at, argument)
}
