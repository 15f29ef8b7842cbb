import { performance } from 'node:perf_hooks'
import { answerDifferences } from './question.ts'
import type { Answer, Curve, Question, Runner, Scale, Variant } from './question.ts'

/** What a process that measures one variant is told. */
export interface VariantOrder {
  readonly question: string
  readonly variant: Variant
  readonly scale: Scale
  /** Cases to run; empty: all. */
  readonly only: readonly string[]
  /** By case. A case whose answer differs is not timed. */
  readonly expected: Readonly<Record<string, Answer>>
  readonly plant: boolean
  /** Only the answers are asked for. */
  readonly untimed: boolean
}

/** What it says of one case. */
export interface CaseRun {
  readonly name: string
  readonly answer: Answer
  readonly differences: readonly string[]
  /** By figure: one value a round. */
  readonly rounds: Readonly<Record<string, readonly number[]>>
  readonly curves: readonly Curve[]
}

/** Runs the cases of a question for one variant: the answer first, then, where it is right, rounds against the clock. */
export async function runVariant(question: Question, order: VariantOrder): Promise<CaseRun[]> {
  const { variant, scale, only, plant } = order
  const cases = question
    .cases(scale)
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .filter(({ variants = question.variants }) => variants.includes(variant))
  if (question.takeTurns !== true) {
    const runs: CaseRun[] = []
    for (const one of cases) {
      runs.push(...timed([{ name: one.name, runner: await one.prepare(variant, scale, plant) }], order))
    }
    return runs
  }
  const ready: Ready[] = []
  for (const one of cases) ready.push({ name: one.name, runner: await one.prepare(variant, scale, plant) })
  return timed(ready, order)
}

interface Ready {
  readonly name: string
  readonly runner: Runner
}

function timed(ready: readonly Ready[], { expected, untimed, scale }: VariantOrder): CaseRun[] {
  const checked = ready.map(({ name, runner }) => {
    const answer = runner.answer()
    const differences = answerDifferences(expected[name] ?? {}, answer)
    return { name, runner, answer, differences, rounds: {} }
  })
  if (!untimed)
    takeRounds(
      checked.filter(({ differences }) => differences.length === 0),
      scale,
    )
  return checked.map(({ runner, ...run }) => ({
    ...run,
    curves: untimed || run.differences.length > 0 ? [] : (runner.curves?.() ?? []),
  }))
}

/** Rounds of all runners in turn until the time of each is up; the first only warms up. */
function takeRounds(
  runs: readonly { readonly runner: Runner; readonly rounds: Record<string, number[]> }[],
  { seconds, roundsMin, roundsMax }: Scale,
): void {
  for (const { runner } of runs) runner.round()
  const end = performance.now() + seconds * 1000 * runs.length
  for (let done = 0; done < roundsMax && (done < roundsMin || performance.now() < end); done++) {
    for (const { runner, rounds } of runs) {
      for (const [figure, value] of Object.entries(runner.round())) (rounds[figure] ??= []).push(value)
    }
  }
}
