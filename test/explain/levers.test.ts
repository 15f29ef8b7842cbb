import { describe, expect, it } from 'vitest'
import { hashImage } from '../../kernels/image-hash.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { VERDICT } from '../../model/layout.generated.ts'
import { CHECKS } from '../../model/reasons.generated.ts'
import { LEVERED } from '../../pipeline/explain/lever-table.ts'
import { Rerun } from '../../pipeline/explain/rerun.ts'
import { smallestChange } from '../../pipeline/explain/smallest-change.ts'
import type { Goal, NoChange, SmallestChange } from '../../pipeline/explain/smallest-change.ts'
import { Random } from '../fuzz/random.ts'
import { Side } from '../fuzz/side.ts'
import { Stream } from '../fuzz/stream.ts'
import { worldOf } from '../fuzz/world.ts'

/** The verdicts of a side's last row: whose, which, and what. */
function verdictsOf({ outcome }: Side): { portfolio: number; instrument: number; ordinal: number; kind: number }[] {
  const { u8, u16, u32 } = outcome.memory
  const found: ReturnType<typeof verdictsOf> = []
  for (let row = 0; row < outcome.count; row++) {
    const at = outcome.at(row)
    if (u8[at] !== VERDICT) continue
    const portfolio = u16[(at + 2) >> 1]
    const instrument = u32[(at + 4) >> 2]
    const ordinal = found.filter((one) => one.portfolio === portfolio && one.instrument === instrument).length
    found.push({ portfolio, instrument, ordinal, kind: u32[(at + 20) >> 2] & 0xffff })
  }
  return found
}

const GOALS: readonly (readonly Goal[])[] = [['moves'], ['leaves', 'whole'], ['whole'], []]

/** The smallest changes of what a generated world refuses, cuts or leaves alone. */
function* changesOf(seed: number, rows: number): Generator<SmallestChange | NoChange> {
  const random = new Random(seed)
  const world = worldOf(random)
  const stream = new Stream(random, world)
  const side = new Side(world, { reference: (image, outcome) => new ReferenceKernel(image, outcome) }, 1)
  for (let at = 0; at < rows; at++) {
    side.begin()
    side.push(stream.next(side.image))
    const rerun = new Rerun(side.image, side.frame, 0)
    const before = hashImage(side.image)
    if (side.step('reference') !== undefined) break
    // A policy of the fuzz answers by dice that a copy does not have.
    if (world.policyWakes !== 0) break
    for (const { kind, ...asked } of verdictsOf(side)) {
      const answer = rerun.ask(asked)
      expect(answer?.kind).toBe(kind)
      for (const goal of GOALS[kind]) yield smallestChange(rerun, asked, answer!, goal)
      // Whatever was altered and stepped, the copy is what it was.
      rerun.reset()
      expect(hashImage(rerun.image)).toBe(before)
    }
  }
  side.release()
}

describe('the smallest change', () => {
  it('has an input for every check of the gate, or a reason why there is none', () => {
    expect(CHECKS.filter(({ id }) => !LEVERED.has(id)).map(({ code }) => code)).toEqual([])
  })

  it('is seen to lead to another verdict, and a unit less is seen not to, whatever the world', () => {
    const verified = new Map<string, number>()
    const unverified: (SmallestChange | NoChange)[] = []
    let several = 0
    for (let seed = 1; seed <= 6; seed++) {
      for (const change of changesOf(seed, 80)) {
        if ('absent' in change) continue
        if (!change.verified) unverified.push(change)
        if (change.changes.length > 1) several++
        for (const { checks } of change.changes)
          for (const check of checks) verified.set(check, (verified.get(check) ?? 0) + 1)
      }
    }
    expect({ unverified: unverified.slice(0, 5), count: unverified.length }).toEqual({ unverified: [], count: 0 })
    expect(several).toBeGreaterThan(100)
    expect(verified.size).toBeGreaterThan(25)
  }, 120_000)
})
