import { control, violationOf } from './image.ts'

export const IN_BAND: i32 = 0
export const REFUSED: i32 = 1
export const REDUCED: i32 = 2
export const APPROVED: i32 = 3

/** What the gate says of the intent at hand. */
@unmanaged
export class Verdict {
  /** Signed lots that may leave. */
  lots: i64
  /** The part of them that reduces the position even if every open order fills. */
  reducing: i64
  /** Money that the increase last checked reserves. */
  reserved: i64
  kind: i32
  reason: i32
}

/** The one verdict, in the bytes of the memory that are kept for this module; its violations are in the image. */
export const verdict: Verdict = changetype<Verdict>(256)

/** Adds a violated check, with what was asked, what is allowed, and what was left before the order. */
export function violate(check: i32, scope: i32, value: i64, limit: i64, headroom: i64, subject: i32 = -1): void {
  const violation = violationOf(control.violationCount)
  control.violationCount++
  violation.check = check
  violation.scope = scope
  violation.value = value
  violation.limit = limit
  violation.headroom = headroom
  violation.subject = subject
}

/** A violated check whose headroom is what is missing. */
export function flag(check: i32, scope: i32, value: i64 = 1, limit: i64 = 0): void {
  violate(check, scope, value, limit, limit - value)
}

/** The check violated first, or another reason where none is. */
export function firstReason(otherwise: i32): i32 {
  return control.violationCount > 0 ? violationOf(0).check : otherwise
}

/** Refuses the intent for its violations, or for a reason of its own. */
export function refuse(reason: i32): void {
  verdict.kind = REFUSED
  verdict.lots = 0
  verdict.reducing = 0
  verdict.reason = reason
}
