import type { ReasonCode } from '../../model/reasons.generated.ts'
import type { Ask, ProbeDesk } from './probe-desk.ts'
import { approved, at, over, reduced, reduces, refused, target, under } from './reach-case.ts'
import type { Numbers, Probe, ReachCase } from './reach-case.ts'
import type { Setting } from './setting.ts'

export interface Cap {
  readonly check: ReasonCode
  readonly variant?: string
  readonly setting: Setting
  /** Lots held before. */
  readonly held?: number
  /** Who holds them. */
  readonly holder?: number
  /** Contracts are held without having been paid. */
  readonly paid?: boolean
  readonly prepare?: (desk: ProbeDesk) => void
  /** Signed, the largest order that passes; one lot more is told these numbers. */
  readonly most: number
  readonly told: Numbers
  readonly scope?: number
  readonly ask?: Ask
  /** What is left of a full target, and what it is told; by default it isn't asked. */
  readonly target?: { readonly lots: number; readonly code: ReasonCode; readonly numbers: Numbers }
  /** Far over the limit, nothing more may be added; not so where the limit is one of the order alone. */
  readonly standing?: boolean
}

/** A cap, with an order of one lot less than passes, of what passes, and of one more. Far over it, all may be sold. */
export function cap(one: Cap): ReachCase {
  const { check, setting, held = 0, holder = 0, paid = true, most, told, scope = 0, ask, standing = true } = one
  const sign = Math.sign(most)
  const prepare = (desk: ProbeDesk): void => {
    desk.quote()
    if (held !== 0) desk.hold(held, { portfolio: holder, paid })
    one.prepare?.(desk)
  }
  const farOver = (desk: ProbeDesk): void => {
    desk.quote()
    desk.hold(sign * 500, { paid: false })
  }
  const probes: Probe[] = [
    under((desk) => desk.order(most - sign, ask), approved(most - sign)),
    at((desk) => desk.order(most, ask), approved(most)),
    over((desk) => desk.order(most + sign, ask), refused(check, told, scope)),
    reduces((desk) => desk.order(-sign * 500), approved(-sign * 500), { prepare: farOver }),
  ]
  if (standing)
    probes.push(reduces((desk) => desk.order(sign, ask), refused(check, undefined, scope), { prepare: farOver }))
  if (one.target !== undefined) {
    const { lots, code, numbers } = one.target
    const judged = lots === 0 ? refused(code, numbers, scope) : reduced(lots, code, numbers, scope)
    probes.push(target((desk) => desk.target(sign * 1_000_000), judged))
  }
  return { check, setting, prepare, probes, ...(one.variant === undefined ? {} : { variant: one.variant }) }
}
