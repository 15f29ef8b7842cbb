import { Reason, REASON_NAMES } from '../../model/reasons.generated.ts'
import type { Violation } from '../../kernels/reference/intent.ts'
import type { CheckUnit } from '../../operators/risk/check-units.ts'
import type { Lever } from './lever.ts'
import { leversOf } from './lever-table.ts'
import { sameCheck } from './rerun.ts'
import type { Alteration, Answer, Asked, Rerun } from './rerun.ts'
import { smallestStep } from './smallest-step.ts'

/** An input that would have to be otherwise, and by how much. */
export interface Change {
  /** The violated checks it answers. */
  readonly checks: readonly string[]
  readonly input: string
  readonly unit: CheckUnit
  readonly from: string
  /** Null: no value does, only to have no such limit. */
  readonly to: string | null
  /** What the desk says with one unit less of it, the others as found; null where no value does. */
  readonly oneLess: VerdictName | null
  /** What it says without it, the others as found: the same as before, where it is needed. */
  readonly without: VerdictName
}

/** The smallest changes, all of them needed together, that lead to another verdict. */
export interface SmallestChange {
  /** `leaves`: some of it passes; `whole`: all of it; `moves`: what was in band comes to the gate. */
  readonly goal: Goal
  readonly changes: readonly Change[]
  /** What the desk says with all of them. */
  readonly becomes: VerdictName
  /** That verdict was seen, one unit less of any was seen not to do, and so was leaving any out. */
  readonly verified: boolean
}

/** Why there is none. */
export interface NoChange {
  readonly goal: Goal
  readonly absent: string
}

export type Goal = 'leaves' | 'whole' | 'moves'
export const VERDICT_NAMES = ['in-band', 'refused', 'reduced', 'approved'] as const
export type VerdictName = (typeof VERDICT_NAMES)[number] | 'none'

const REACHED: Readonly<Record<Goal, (answer: Answer | undefined) => boolean>> = {
  leaves: (answer) => answer !== undefined && answer.kind >= 2,
  whole: (answer) => answer?.kind === 3,
  moves: (answer) => answer !== undefined && answer.kind > 0,
}

const ROUNDS_MAX = 12

const nameOf = (answer: Answer | undefined): VerdictName => (answer === undefined ? 'none' : VERDICT_NAMES[answer.kind])

/**
 * The smallest changes of inputs that would have led from `answer` to the goal, found by stepping the row on copies of
 * its state: what violated checks ask for is lifted, also what comes up behind it; what is not needed is left out again;
 * then each is taken back as far as the goal allows.
 */
export function smallestChange(rerun: Rerun, asked: Asked, answer: Answer, goal: Goal): SmallestChange | NoChange {
  return new Search(rerun, asked, goal).run(answer)
}

/** A lever, and how far it stands: in steps, or lifted. */
interface Setting {
  readonly lever: Lever
  readonly checks: Set<number>
  at: bigint | 'lifted'
}

class Search {
  private readonly rerun: Rerun
  private readonly asked: Asked
  private readonly goal: Goal
  private readonly settings = new Map<string, Setting>()
  private readonly obstacles = new Set<string>()

  constructor(rerun: Rerun, asked: Asked, goal: Goal) {
    this.rerun = rerun
    this.asked = asked
    this.goal = goal
  }

  run(answer: Answer): SmallestChange | NoChange {
    const { goal } = this
    if (!this.lift(answer)) {
      const remains = `${REASON_NAMES[answer.reason]}: it has no input that could be altered`
      return { goal, absent: [...this.obstacles].join('; ') || remains }
    }
    this.prune()
    // What was needed beside limits lifted altogether may not be beside the least that is enough.
    do for (const setting of this.settings.values()) this.takeBack(setting)
    while (this.prune())
    const tried = [...this.settings.values()].map((setting) => this.tryWithLess(setting))
    const becomes = this.ask()
    const reached = REACHED[goal]
    return {
      goal,
      changes: tried.map(({ setting, less, without }) => describe(setting, less, without)),
      becomes: nameOf(becomes),
      verified: reached(becomes) && tried.every(({ less, without }) => !reached(less) && !reached(without)),
    }
  }

  /** Lifts what stands in the way, and what comes up behind it, until nothing does; false where something remains. */
  private lift(first: Answer): boolean {
    let answer: Answer | undefined = first
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const known = this.settings.size
      for (const violation of this.obstaclesOf(answer)) this.add(violation, answer?.least ?? [])
      if (this.settings.size === known) return false
      answer = this.ask()
      if (REACHED[this.goal](answer)) return true
    }
    return false
  }

  /** Leaves out what is not needed beside the others; true where there was any. */
  private prune(): boolean {
    const before = this.settings.size
    for (const [input, setting] of new Map(this.settings)) {
      this.settings.delete(input)
      if (!REACHED[this.goal](this.ask())) this.settings.set(input, setting)
    }
    return this.settings.size < before
  }

  private takeBack(setting: Setting): void {
    const { at, lever } = setting
    const steps = smallestStep(at === 'lifted' ? lever.guess : at, lever.most, (step) => {
      setting.at = step
      return REACHED[this.goal](this.ask())
    })
    setting.at = steps ?? 'lifted'
  }

  private tryWithLess(setting: Setting): { setting: Setting; less: Answer | undefined; without: Answer | undefined } {
    const { at } = setting
    const others = [...this.settings.values()].filter((one) => one !== setting)
    const without = this.ask(others)
    const less = at === 'lifted' ? without : this.ask([...others, { ...setting, at: at - 1n }])
    return { setting, less, without }
  }

  /** Steps the row with some settings. */
  private ask(settings: Iterable<Setting> = this.settings.values()): Answer | undefined {
    const all = [...settings]
    const alter: Alteration = (image, rowAt) => {
      for (const { lever, at } of all) {
        if (at !== 'lifted') lever.set(image, rowAt, lever.from + lever.step * at)
        else if (lever.lift === undefined) lever.set(image, rowAt, lever.from + lever.step * lever.most)
        else lever.lift(image)
      }
    }
    return this.rerun.ask(this.asked, alter)
  }

  private add(violation: Violation, least: readonly Violation[]): void {
    const { rerun } = this
    // Where some of it is enough, the smallest order tells best where to look first.
    const near = this.goal === 'leaves' ? least.find((one) => sameCheck(one, violation)) : undefined
    // The levers' own values are those of the state that nothing was altered in.
    rerun.reset()
    const levers = leversOf({
      ...this.asked,
      image: rerun.image,
      rowAt: rerun.rowAt,
      violation: near ?? violation,
    })
    if (typeof levers === 'string') {
      this.obstacles.add(`${REASON_NAMES[violation.check]}: ${levers}`)
      return
    }
    for (const lever of levers) {
      const known = this.settings.get(lever.input)
      if (known === undefined)
        this.settings.set(lever.input, { lever, checks: new Set([violation.check]), at: 'lifted' })
      else known.checks.add(violation.check)
    }
  }

  /** What a verdict names, and what it means where it names no check. */
  private obstaclesOf(answer: Answer | undefined): readonly Violation[] {
    if (answer === undefined) return []
    const { reason, violations } = answer
    const of = (value: bigint, limit: bigint): Violation[] => [
      { check: reason, scope: this.asked.portfolio, value, limit, headroom: limit - value, subject: -1 },
    ]
    const { image, rowAt } = this.rerun
    const now = image.memory.i64[(rowAt >> 3) + 1]
    const index = image.positionAt(this.asked.portfolio, this.asked.instrument)
    if (reason === Reason.COOLING_DOWN) return of(image.position.cooledAt(index), now)
    if (reason === Reason.MIN_HOLDING)
      return of(image.scope.minHoldNanos(this.asked.portfolio), now - image.position.openedAt(index))
    if (reason === Reason.IN_BAND || (reason === Reason.BELOW_MINIMUM && violations.length === 0)) return of(1n, 0n)
    return violations
  }
}

function describe({ lever, checks, at }: Setting, less: Answer | undefined, without: Answer | undefined): Change {
  const { input, unit, from, step } = lever
  return {
    checks: [...checks].map((check) => REASON_NAMES[check]),
    input,
    unit,
    from: lever.print(from),
    to: at === 'lifted' ? null : lever.print(from + step * at),
    oneLess: at === 'lifted' ? null : nameOf(less),
    without: nameOf(without),
  }
}
