import { describe, expect, it } from 'vitest'
import type { Image } from '../../kernels/image.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { examine } from '../../kernels/reference/examine.ts'
import type { Examined } from '../../kernels/reference/examine.ts'
import { gate } from '../../kernels/reference/gate.ts'
import type { Intent } from '../../kernels/reference/intent.ts'
import type { Probe } from '../../kernels/reference/probe.ts'
import { CHECKS, Reason } from '../../model/reasons.generated.ts'
import { runSeed } from '../fuzz/lockstep.ts'

/** An amend is judged by what it adds; its own check is of the amend alone. */
const NOT_OF_INTENTS: readonly number[] = [Reason.ORDER_PENDING]

/** Asks at every intent of fuzzed worlds; what it throws is kept, because an error merely ends a world. */
function fuzzed(seeds: readonly number[], commands: number, ask: (image: Image, intent: Intent) => void): void {
  let failure: unknown
  const probe: Probe = {
    judged(image, intent) {
      try {
        ask(image, intent)
      } catch (error) {
        failure ??= error
      }
    },
  }
  for (const seed of seeds)
    runSeed(seed, commands, { reference: (image, outcome) => new ReferenceKernel(image, outcome, probe) })
  if (failure !== undefined) throw failure
}

const violatedOf = (all: readonly Examined[]): string[] =>
  all.filter((one) => one.violated && one.reached).map((one) => `${one.check} ${one.scope} ${one.subject}`)

describe('every check of an intent', () => {
  it('is told as the gate saw it: what violates, with the same numbers, and nothing else does', () => {
    const checks = new Set<number>()
    let refused = 0
    fuzzed([1, 2, 3, 4], 1_500, (image, intent) => {
      const verdict = gate(image, intent)
      const all = examine(image, intent)
      for (const one of all) checks.add(one.check)
      const found = new Map(all.map((one) => [`${one.check} ${one.scope} ${one.subject}`, one]))
      const told = verdict.violations.map((one) => `${one.check} ${one.scope} ${one.subject}`)
      for (const one of verdict.violations) {
        expect(found.get(`${one.check} ${one.scope} ${one.subject}`)).toMatchObject({
          ...one,
          violated: true,
          reached: true,
        })
      }
      if (verdict.kind !== 1) return
      refused++
      // An order that reduces and is blocked is told what blocks it; that its portfolio may only reduce is beside the point.
      const more = violatedOf(all).filter(
        (key) => !told.includes(key) && !key.startsWith(`${Reason.TRADING_STATE_REDUCING} `),
      )
      expect(more).toEqual([])
    })
    expect(refused).toBeGreaterThan(500)
    const never = CHECKS.filter(({ id }) => !checks.has(id) && !NOT_OF_INTENTS.includes(id)).map(({ code }) => code)
    expect(never).toEqual([])
  })

  it('leaves the state as it is', () => {
    fuzzed([5], 800, (image, intent) => {
      // Asking may make the bounds of our own prices exact, as judging does.
      gate(image, intent)
      const before = image.memory.u8.slice(image.base, image.base + image.stateBytes)
      examine(image, intent)
      expect(Buffer.compare(before, image.memory.u8.subarray(image.base, image.base + image.stateBytes))).toBe(0)
    })
  })
})
