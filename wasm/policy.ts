import { control, pendingOf, positionOf } from './image.ts'
import { addPending, BY_DECISION, BY_NOTHING, BY_POLICY, sortPending } from './pending.ts'

/** States of `control.policyState`. */
export const STEPPING: i32 = 0
export const WAITING: i32 = 1
export const ANSWERED: i32 = 2

/** Bits of `control.policyWakes`. */
const WAKES_BY_DECISION: i32 = 1
const WAKES_BY_FILL: i32 = 2

/** A fill was booked: the policy will be asked about its position when the instant ends. */
export function noteFill(index: i32): void {
  if ((control.policyWakes & WAKES_BY_FILL) == 0) return
  const position = positionOf(index)
  if (position.woken == 1) return
  position.woken = 1
  position.nextWoken = control.firstWoken
  control.firstWoken = index
}

/** At the end of an instant: positions with a fill, and no other intent, are pending for the policy. */
export function wakePolicy(): void {
  for (let index = control.firstWoken; index >= 0;) {
    const position = positionOf(index)
    const next = position.nextWoken
    position.woken = 0
    position.nextWoken = -1
    if (position.pending == BY_NOTHING) {
      position.pending = BY_POLICY
      addPending(index)
    }
    index = next
  }
  control.firstWoken = -1
}

/** Whether the policy has to be asked; then the row waits, with its intents by position in the pending list. */
export function policyWanted(): bool {
  const byDecision = (control.policyWakes & WAKES_BY_DECISION) != 0
  let asked = false
  for (let at = 0; at < control.pendingCount && !asked; at++) {
    const cause = positionOf(pendingOf(at).position).pending
    asked = cause == BY_POLICY || (cause == BY_DECISION && byDecision)
  }
  if (!asked) return false
  sortPending()
  control.policyState = WAITING
  return true
}
