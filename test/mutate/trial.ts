import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { ran } from './child.ts'
import { nameOf, placeOf } from './mutation.ts'
import type { Edit, Language, Mutation } from './mutation.ts'
import type { Suspect, Witnessed } from './witness.ts'
import { BuildError } from './workshop.ts'
import type { Workshop } from './workshop.ts'

/** One mutation in one language. */
export interface Planted {
  readonly mutation: string
  readonly language: Language
  /** File and line. */
  readonly place: string
  readonly edit: Edit
  /** Tests that must notice it, where no desk could. */
  readonly tests?: readonly string[]
}

/** What became of it. */
export interface Trial extends Omit<Planted, 'tests'> {
  /** Who noticed: reach, the fuzz after so many rows, tests, or that it crashed; undefined where nobody did. */
  readonly noticed?: string
  /** What exactly was noticed, or why it could not be tried. */
  readonly detail: string
  readonly seconds: number
}

/** How a desk is looked at: in a process of its own, or in this one. */
export type Witness = (suspect: Suspect) => Promise<Witnessed>

/** Rows of the fuzz that a mutation may take to be noticed. */
export const ROWS_MAX = 40_000
/** Tests of what no reference is part of: the layout, and the desk in WebAssembly. */
const OTHERS = ['image', 'allocation', 'properties']
/** What is asked where a desk of the reference shows nothing: its own tests. */
export const TESTS = ['test/kernels', ...OTHERS.flatMap((name) => ['--exclude', `**/${name}.test.ts`])]
const PATIENCE_MILLIS = 60_000

/** A language's mutations. */
export function plantedIn(root: string, language: Language, mutations: readonly Mutation[]): Planted[] {
  return mutations.flatMap((one) => {
    const edit = one.edits[language]
    if (edit === undefined) return []
    const tests = language === 'reference' && one.tests !== undefined ? { tests: one.tests } : {}
    return [{ mutation: nameOf(one), language, place: placeOf(root, edit), edit, ...tests }]
  })
}

/** Plants one mutation and asks who notices. */
export async function tryOut(workshop: Workshop, { tests, ...planted }: Planted, look: Witness): Promise<Trial> {
  const started = performance.now()
  const ended = (detail: string, noticed?: string): Trial => ({
    ...planted,
    ...(noticed === undefined ? {} : { noticed }),
    detail,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  })
  const { language, edit } = planted
  try {
    if (tests === undefined) {
      const path = await workshop.build(language, edit)
      const { missed, rows, difference = '', crashed } = await look({ language, path, rows: ROWS_MAX })
      workshop.discard(path)
      if (crashed !== undefined) return ended(crashed, 'crash')
      const by = [...(missed === undefined ? [] : ['reach']), ...(rows === undefined ? [] : [`fuzz row ${rows}`])]
      if (by.length > 0) return ended(missed ?? difference, by.join(', '))
    }
    if (language !== 'reference') return ended('nobody noticed')
    const failed = await workshop.test(tests ?? TESTS, edit)
    return failed === undefined ? ended('nobody noticed') : ended(failed, 'tests')
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    return ended(`does not build: ${error.message}`)
  }
}

/** Looks at desks, each in a process of its own: a crash, or no end, is noticed at once. */
export function inProcess({ stopped }: Workshop): Witness {
  const script = fileURLToPath(new URL('./witness-process.js', import.meta.url))
  return async (suspect) => {
    const args = [script, JSON.stringify(suspect)]
    const terms = { cwd: '.', stop: stopped, millis: PATIENCE_MILLIS }
    const { status, signal, said, complained } = await ran(execPath, args, terms)
    if (status === 0) return JSON.parse(said) as Witnessed
    return { crashed: signal ?? complained.trim().split('\n').at(-1) ?? `exit code ${status}` }
  }
}
