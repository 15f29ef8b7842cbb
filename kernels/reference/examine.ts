import { CHECKS, Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { capViolations, riskViolations } from './gate-bisect.ts'
import {
  equityViolations,
  flag,
  gate,
  integrityViolations,
  marketViolations,
  rateViolations,
  stateViolations,
} from './gate.ts'
import { sideOf } from './intent.ts'
import type { Intent, Look, Violation } from './intent.ts'

/** A check with what it saw. */
export interface Examined extends Violation {
  readonly violated: boolean
  /** False: the gate had refused before it came to this check, which is told all the same. */
  readonly reached: boolean
}

/** Checks that the gate asks of the size that the others leave, not of the one that was asked for. */
const OF_SIZE: ReadonlySet<number> = new Set(CHECKS.filter(({ shape }) => shape === 'quadratic').map(({ id }) => id))

const keyOf = ({ check, scope, subject }: Violation): string => `${check} ${scope} ${subject}`

/**
 * Every check that concerns an intent with its value, limit and headroom, passed or not, by the gate's own functions:
 * those that the gate came to, then those that it would have come to had it not refused before. Checks without a limit,
 * and those that don't concern the intent, are absent.
 */
export function examine(image: Image, intent: Intent): Examined[] {
  const found = new Map<string, Examined>()
  // A check may be asked twice, of the part that reduces and of the one that increases: the gate may have come to the first alone.
  const violated = new Map<string, Violation & { readonly reached: boolean }>()
  let reached = true
  const look: Look = (one) => {
    const key = keyOf(one)
    if (!found.has(key)) found.set(key, { ...one, violated: false, reached })
  }
  const keep = (all: readonly Violation[]): void => {
    for (const one of all) {
      const key = keyOf(one)
      const answered = !reached && OF_SIZE.has(one.check) && found.get(key)?.reached === true
      if (!answered && !violated.has(key)) violated.set(key, { ...one, reached })
    }
  }
  keep(gate(image, intent, look).violations)
  reached = false
  const integrity = integrityViolations(image, intent, look)
  keep(integrity)
  if (!integrity.some(({ check }) => check === Reason.INSTRUMENT_UNKNOWN)) keep(beyond(image, intent, look))
  return [...found].map(([key, one]) => {
    const violation = violated.get(key)
    return violation === undefined ? one : { ...one, ...violation, violated: true }
  })
}

/** What the gate asks behind integrity, without stopping at a refusal. */
function beyond(image: Image, intent: Intent, look: Look): Violation[] {
  const side = sideOf(image, intent.portfolio, intent.instrument, intent.lots)
  const increase = side.quantity - side.reducing
  const found = stateViolations(image, intent, increase > 0n, look)
  if (side.reducing > 0n)
    found.push(...marketViolations(image, intent, true, look), ...rateViolations(image, intent, true, look))
  if (increase === 0n) return found
  found.push(...marketViolations(image, intent, false, look), ...equityViolations(image, intent, look))
  look(flag(Reason.RESTRICTED, intent.portfolio))
  if (image.position.restricted(image.positionAt(intent.portfolio, intent.instrument)) === 1)
    found.push(flag(Reason.RESTRICTED, intent.portfolio))
  if (side.reducing === 0n) found.push(...rateViolations(image, intent, false, look))
  // Without a price nothing has a value.
  if (image.instrument.mark(intent.instrument) === 0n) return found
  found.push(...capViolations(image, intent, side, increase, look))
  found.push(...riskViolations(image, intent, side, increase, look))
  return found
}
