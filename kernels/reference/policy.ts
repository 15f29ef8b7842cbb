import type { Image } from '../image.ts'
import { PENDING } from './pending.ts'

/** `control.policyState`. */
export const STEPPING = 0
export const WAITING = 1
export const ANSWERED = 2

/** Bits of `control.policyWakes`. */
const BY_DECISION = 1
const BY_FILL = 2

/** A fill was booked: the policy will be asked about its position when the instant ends. */
export function noteFill({ control, position }: Image, index: number): void {
  if ((control.policyWakes(0) & BY_FILL) === 0 || position.woken(index) === 1) return
  position.setWoken(index, 1)
  position.setNextWoken(index, control.firstWoken(0))
  control.setFirstWoken(0, index)
}

/** At the end of an instant: positions with a fill, and no other intent, are pending for the policy. */
export function wakePolicy({ control, position }: Image, pending: number[]): void {
  for (let index = control.firstWoken(0); index >= 0;) {
    const next = position.nextWoken(index)
    position.setWoken(index, 0)
    position.setNextWoken(index, -1)
    if (position.pending(index) === PENDING.none) {
      position.setPending(index, PENDING.policy)
      pending.push(index)
    }
    index = next
  }
  control.setFirstWoken(0, -1)
}

/** Whether the policy has to be asked; then the row waits, with its intents by position in the pending list. */
export function policyWanted(image: Image, pending: number[]): boolean {
  const { control, position } = image
  const wakes = control.policyWakes(0)
  if (wakes === 0) return false
  const asked = pending.some((index) => {
    const cause = position.pending(index)
    return cause === PENDING.policy || (cause === PENDING.decision && (wakes & BY_DECISION) !== 0)
  })
  if (!asked) return false
  pending.sort((a, b) => a - b)
  pending.forEach((index, at) => image.pending.setPosition(at, index))
  control.setPendingCount(0, pending.length)
  control.setPolicyState(0, WAITING)
  return true
}

/** Takes the intents that waited. */
export function policyPending({ control, pending }: Image): number[] {
  const waited = Array.from({ length: control.pendingCount(0) }, (_, at) => pending.position(at))
  control.setPendingCount(0, 0)
  return waited
}
