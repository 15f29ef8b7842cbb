import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from '../../kernels/kernel.ts'

/** The languages that the desk is written in, by the backend that each is. */
export const LANGUAGES = ['reference', 'wasm', 'native'] as const satisfies readonly Backend[]
export type Language = (typeof LANGUAGES)[number]

/** A small change of one source file: a text that stands in it exactly once, and what stands there instead. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly put: string
}

/** One fault, planted in each language where it can be. */
export interface Mutation {
  /** Codes of the checks, or what else is bent. */
  readonly subject: string
  readonly what: string
  readonly edits: Readonly<Partial<Record<Language, Edit>>>
  /** Tests that must notice it in the reference, where no row of a desk could: what the reference does not use itself. */
  readonly tests?: readonly string[]
}

export type Change = readonly [find: string, put: string]
type Maybe = Change | undefined
export type Row = readonly [subject: string, what: string, reference?: Maybe, wasm?: Maybe, native?: Maybe]

/** Mutations of the files which hold the same part of the desk in each language. */
export function mutationsOf(
  files: Readonly<Record<Language, string>>,
  rows: readonly Row[],
  tests?: readonly string[],
): Mutation[] {
  return rows.map(([subject, what, ...changes]) => {
    const edits = LANGUAGES.flatMap((language, at) => {
      const change = changes[at]
      return change === undefined ? [] : [[language, { file: files[language], find: change[0], put: change[1] }]]
    })
    return { subject, what, edits: Object.fromEntries(edits), ...(tests === undefined ? {} : { tests }) }
  })
}

/** A mutation's name in tables. */
export const nameOf = ({ subject, what }: Mutation): string => `${subject}: ${what}`

/** A text with the edit made, or undefined where what it looks for is not there exactly once. */
export function edited(text: string, { find, put }: Edit): string | undefined {
  const at = text.indexOf(find)
  if (at < 0 || text.includes(find, at + 1) || find === put) return undefined
  return text.slice(0, at) + put + text.slice(at + find.length)
}

/** File and line of an edit. */
export function placeOf(root: string, { file, find }: Edit): string {
  const text = readFileSync(join(root, file), 'utf8')
  return `${file}:${text.slice(0, text.indexOf(find)).split('\n').length}`
}
