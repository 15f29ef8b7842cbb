import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { performance } from 'node:perf_hooks'
import { argv, execPath } from 'node:process'
import { nativeFault } from '../../pipeline/engine/native-kernel.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { commit, machine } from '../reference-rule/machine.ts'
import type { Answer, Question, Scale, Variant } from './question.ts'
import { answerDifferences } from './question.ts'
import { figureOf } from './report.ts'
import type { BenchReport, CaseReport, QuestionReport } from './report.ts'
import { runVariant } from './variant-run.ts'
import type { CaseRun, VariantOrder } from './variant-run.ts'

/** How questions are asked. */
export interface RunOptions {
  readonly scale: Scale
  /** Variants to time; the reference is asked for its answers even where it is not among them. */
  readonly variants: readonly Variant[]
  /** Times that each variant's process is started, in turn with the others. */
  readonly passes: number
  /** Cases to run; empty: all. */
  readonly only: readonly string[]
  /** A variant whose input is made wrong in one place. */
  readonly plant?: Variant
  /** Called before each process, to say what goes on. */
  readonly tell: (text: string) => void
  /** Runs one variant; default: in a process of its own. */
  readonly start?: (question: Question, order: VariantOrder) => CaseRun[] | Promise<CaseRun[]>
}

/** Asks questions, one after the other. */
export async function runQuestions(questions: readonly Question[], options: RunOptions): Promise<BenchReport> {
  const [before] = loadavg()
  const from = performance.now()
  const asked: QuestionReport[] = []
  for (const question of questions) asked.push(await ask(question, options))
  return {
    machine: machine(),
    commit: commit(),
    quick: options.scale.quick,
    load: { before, after: loadavg()[0] },
    seconds: Math.round((performance.now() - from) / 100) / 10,
    questions: asked,
  }
}

/**
 * Asks one question of every variant. The reference answers first; the others are told its answer and refuse to time a
 * case where theirs is another, and no variant's figures of such a case are kept.
 */
async function ask(question: Question, options: RunOptions): Promise<QuestionReport> {
  const { scale, passes, plant, only, tell, start = inItsOwnProcess } = options
  const { name, about, unit, notes, base } = question
  const head = { name, about, unit, notes, ...(base === undefined ? {} : { base }) }
  const absent = question.absent?.(scale)
  if (absent !== undefined) return { ...head, absent, missing: {}, differences: [], cases: [] }
  const missing: Partial<Record<Variant, string>> = {}
  const expected: Record<string, Answer> = {}
  const differences: string[] = []
  const wrong = new Set<string>()
  const runs = new Map<Variant, CaseRun[][]>()

  const wanted = options.variants.filter((one) => question.variants.includes(one))
  const order = [...new Set<Variant>(['reference', ...wanted])]
  for (let pass = 0; pass < passes; pass++) {
    for (const variant of order) {
      const untimed = !wanted.includes(variant)
      if ((untimed && pass > 0) || variant in missing) continue
      const fault = faultOf(variant)
      if (fault !== undefined) {
        missing[variant] = fault
        continue
      }
      tell(`${name}: ${variant}${untimed ? ', for the answer' : ''}${passes > 1 ? ` (${pass + 1} of ${passes})` : ''}`)
      let cases: CaseRun[]
      try {
        cases = await start(question, {
          question: name,
          variant,
          scale,
          only,
          expected,
          plant: plant === variant,
          untimed,
        })
      } catch (error) {
        // Nothing is known of its answers, so nothing it was to say is left out in silence.
        missing[variant] = (error as Error).message
        differences.push(`${name}: ${variant}: ${(error as Error).message}`)
        continue
      }
      for (const { name: one, answer } of cases) {
        for (const difference of answerDifferences(expected[one] ?? {}, answer)) {
          differences.push(`${name}: ${one}: ${variant}: ${difference}`)
          wrong.add(one)
        }
        expected[one] ??= answer
      }
      runs.set(variant, [...(runs.get(variant) ?? []), cases])
    }
  }
  const cases = question
    .cases(scale)
    // Without the reference's answers there is nothing to hold the others to.
    .filter((one) => !('reference' in missing) && one.name in expected && !wrong.has(one.name))
    .map((one) => caseReport(one.name, one.plot, expected[one.name], runs, wanted))
  return { ...head, missing, differences, cases }
}

function caseReport(
  name: string,
  plot: string,
  answer: Answer,
  runs: ReadonlyMap<Variant, readonly CaseRun[][]>,
  wanted: readonly Variant[],
): CaseReport {
  const figures: Partial<Record<Variant, Record<string, ReturnType<typeof figureOf>>>> = {}
  const curves: Partial<Record<Variant, CaseRun['curves']>> = {}
  for (const variant of wanted) {
    const found = (runs.get(variant) ?? []).flat().filter((one) => one.name === name)
    const names = [...new Set(found.flatMap(({ rounds }) => Object.keys(rounds)))]
    if (names.length === 0) continue
    figures[variant] = Object.fromEntries(
      names.map((figure) => [figure, figureOf(found.flatMap(({ rounds }) => rounds[figure] ?? []))]),
    )
    curves[variant] = found[found.length - 1].curves
  }
  return { name, plot, answer, figures, curves }
}

/** Why a variant can't be loaded. */
function faultOf(variant: Variant): string | undefined {
  if (variant === 'hand') return undefined
  if (variant === 'native') return nativeFault()
  try {
    kernelOf(variant)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const OUTPUT_BYTES_MAX = 2 ** 26

/** Runs one variant in a process of its own: nothing another one did to caches or to compiled code is left. */
function inItsOwnProcess(question: Question, order: VariantOrder): CaseRun[] {
  const { status, signal, stdout, stderr, error } = spawnSync(
    execPath,
    [...(question.nodeArgs ?? []), argv[1], 'variant', JSON.stringify(order)],
    { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX },
  )
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`its process ended with ${status ?? signal}: ${stderr.trim()}`)
  return JSON.parse(stdout) as CaseRun[]
}

/** The same in this process, for tests. */
export const inThisProcess = (question: Question, order: VariantOrder): Promise<CaseRun[]> =>
  runVariant(question, order)
