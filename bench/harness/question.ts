import type { Backend } from '../../kernels/kernel.ts'

/** What is measured against what: the desk's backends, and the same by hand in JavaScript numbers. */
export type Variant = Backend | 'hand'

export const VARIANTS: readonly Variant[] = ['reference', 'wasm', 'native', 'hand']

/** How large a run is. */
export interface Scale {
  /** Tiny sizes, to see that the benches work: figures mean nothing. */
  readonly quick: boolean
  /** Rows of a round, where a question does not need another number. */
  readonly rows: number
  /** Time for the rounds of one case. */
  readonly seconds: number
  readonly roundsMin: number
  readonly roundsMax: number
  /** Where recorded feeds lie. */
  readonly feeds: string
}

export const FULL = { quick: false, rows: 65_536, seconds: 1, roundsMin: 5, roundsMax: 200 } as const
export const QUICK = { quick: true, rows: 512, seconds: 0.001, roundsMin: 2, roundsMax: 2 } as const

/**
 * What a run came to, by name: counts, sums, hashes. Two variants agree when they say the same under every name both
 * have; the hand-written desk has no hash.
 */
export type Answer = Readonly<Record<string, string>>

/** Points of a curve, such as a latency at each percentile. */
export interface Curve {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** One case of one variant, ready to run. */
export interface Runner {
  /** Runs it once without a clock. */
  answer(): Answer
  /** Runs it once against the clock: figures by name, in the question's unit. */
  round(): Readonly<Record<string, number>>
  curves?(): readonly Curve[]
}

export interface Case {
  readonly name: string
  /** Cases of one plot; the plot's title. */
  readonly plot: string
  /** Variants that can run it, where not all of the question's can. */
  readonly variants?: readonly Variant[]
  /** @param plant The input is made wrong in one place, to see that the answer is checked. */
  prepare(variant: Variant, scale: Scale, plant: boolean): Runner | Promise<Runner>
}

/**
 * How figures are given. `rate`: nanoseconds an operation, shown as operations a second; the others as they are.
 */
export interface Unit {
  readonly kind: 'rate' | 'nanos' | 'micros' | 'bytes'
  /** What is counted, in the plural. */
  readonly what: string
}

export interface Question {
  readonly name: string
  readonly about: string
  readonly unit: Unit
  readonly variants: readonly Variant[]
  /** What node is started with. */
  readonly nodeArgs?: readonly string[]
  /** How to read it: what is inside the timed part, what is not. */
  readonly notes: readonly string[]
  /** Case that the others are compared with. */
  readonly base?: string
  /** Rounds of all cases take turns, for cases whose difference matters. */
  readonly takeTurns?: boolean
  /** Why the question can't be asked here, where it can't. */
  absent?(scale: Scale): string | undefined
  cases(scale: Scale): readonly Case[]
}

/** Names under which two answers differ, with both values. */
export function answerDifferences(expected: Answer, found: Answer): string[] {
  return Object.keys(expected)
    .filter((name) => name in found && found[name] !== expected[name])
    .map((name) => `${name} is ${found[name]}, expected ${expected[name]}`)
}
