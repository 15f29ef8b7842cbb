import type { Machine } from '../reference-rule/machine.ts'
import type { Answer, Curve, Unit, Variant } from './question.ts'

/** One figure of one variant: all rounds of all passes together. */
export interface Figure {
  readonly median: number
  readonly least: number
  readonly most: number
  readonly rounds: number
}

/** One case: figures by variant and name, in the question's unit. */
export interface CaseReport {
  readonly name: string
  readonly plot: string
  readonly answer: Answer
  readonly figures: Readonly<Partial<Record<Variant, Readonly<Record<string, Figure>>>>>
  readonly curves: Readonly<Partial<Record<Variant, readonly Curve[]>>>
}

export interface QuestionReport {
  readonly name: string
  readonly about: string
  readonly unit: Unit
  readonly notes: readonly string[]
  /** Case that the others are compared with, where they are. */
  readonly base?: string
  /** Why it was not asked. */
  readonly absent?: string
  /** Variants that could not be loaded, and why. */
  readonly missing: Readonly<Partial<Record<Variant, string>>>
  /** Where variants do not say the same: then there are no figures of that case. */
  readonly differences: readonly string[]
  readonly cases: readonly CaseReport[]
}

/** What `--json` prints. */
export interface BenchReport {
  readonly machine: Machine
  readonly commit: string | null
  /** True: tiny sizes, figures mean nothing. */
  readonly quick: boolean
  /** Load of the machine (one minute) before and after, and its cores. */
  readonly load: { readonly before: number; readonly after: number }
  readonly seconds: number
  readonly questions: readonly QuestionReport[]
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  return { median, least: sorted[0], most: sorted[sorted.length - 1], rounds: sorted.length }
}
