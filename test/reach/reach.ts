import type { Backend } from '../../kernels/kernel.ts'
import { CHECKS, Reason, REASON_NAMES } from '../../model/reasons.generated.ts'
import type { ReasonCode } from '../../model/reasons.generated.ts'
import type { Factories } from '../fuzz/lockstep.ts'
import { CASES } from './cases.ts'
import type { Case } from './cases.ts'
import { ReachDesk } from './desk-side.ts'
import type { Answer } from './desk-side.ts'

const REFUSED = 1
const APPROVED = 3

/** One line of the table: what came out of each step, or what was wrong. */
export interface Reached {
  readonly check: ReasonCode
  readonly backend: Backend
  readonly under: string
  readonly at: string
  readonly over: string
  readonly faults: readonly string[]
}

/** Brings each check, on each backend, under its limit, to it and over it. A check without a case is a fault. */
export function reach(factories: Factories): Reached[] {
  return CHECKS.flatMap(({ code }) =>
    (Object.keys(factories) as Backend[]).map((backend) => reachOne(code, backend, factories, CASES[code])),
  )
}

function reachOne(check: ReasonCode, backend: Backend, factories: Factories, one: Case | undefined): Reached {
  const factory = factories[backend]
  if (one === undefined || factory === undefined)
    return { check, backend, under: '', at: '', over: '', faults: ['has no case'] }
  const answer = (step: number): Answer => one.order(new ReachDesk(backend, factory, one.setting), step)
  const under = one.flag === true ? undefined : answer(-1)
  const [at, over] = [answer(0), answer(1)]
  const faults: string[] = []
  if (under !== undefined && under.verdict !== APPROVED) faults.push(`under: ${print(under)}`)
  if (at.verdict !== APPROVED) faults.push(`at: ${print(at)}`)
  if (over.verdict !== REFUSED || over.reason !== Reason[check]) faults.push(`over: ${print(over)}`)
  const told = over.checks.find((row) => row.check === Reason[check])
  if (told === undefined) faults.push('over: no CHECK row')
  else if (!violated(check, told.value, told.limit))
    faults.push(`over: value ${told.value} against limit ${told.limit}`)
  return {
    check,
    backend,
    under: under === undefined ? '–' : print(under),
    at: print(at),
    over: told === undefined ? print(over) : `${print(over)} ${told.value} > ${told.limit}`,
    faults,
  }
}

/** Least quantities are violated from below, and an identifier or a price is what it is; all else from above. */
function violated(check: ReasonCode, value: bigint, limit: bigint): boolean {
  if (check === 'QUANTITY_BELOW_MIN' || check === 'NOTIONAL_BELOW_MIN') return value < limit
  if (check === 'SELF_TRADE') return value >= limit
  return value > limit
}

function print({ verdict, reason }: Answer): string {
  return verdict === APPROVED
    ? 'approved'
    : verdict === REFUSED
      ? `refused ${REASON_NAMES[reason]}`
      : `verdict ${verdict}`
}
