import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKS } from '../../model/reasons.generated.ts'
import { AMEND_TABLE } from './amend-table.ts'
import { CAP_TABLE } from './cap-table.ts'
import { FORMULA_TABLE } from './formula-table.ts'
import { GATE_TABLE } from './gate-table.ts'
import { ID_TABLE } from './id-table.ts'
import { edited, LANGUAGES, nameOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'
import { RATE_TABLE } from './rate-table.ts'
import { ROUNDING_TABLE } from './rounding-table.ts'

export const MUTATIONS: readonly Mutation[] = [
  ...GATE_TABLE,
  ...ID_TABLE,
  ...CAP_TABLE,
  ...FORMULA_TABLE,
  ...ROUNDING_TABLE,
  ...AMEND_TABLE,
  ...RATE_TABLE,
]

/** What keeps a table from being true of the sources: texts that are not there exactly once, and checks not bent. */
export function faultsOf(root: string, mutations: readonly Mutation[] = MUTATIONS): string[] {
  const rotten = mutations.flatMap((one) =>
    LANGUAGES.flatMap((language) => {
      const edit = one.edits[language]
      if (edit === undefined || edited(readFileSync(join(root, edit.file), 'utf8'), edit) !== undefined) return []
      return [`${nameOf(one)}: ${edit.file} does not hold this exactly once: ${edit.find}`]
    }),
  )
  const bent = (code: string, language: (typeof LANGUAGES)[number]): boolean =>
    mutations.some(({ subject, edits }) => subject.split(', ').includes(code) && edits[language] !== undefined)
  const missing = CHECKS.flatMap(({ code }) =>
    LANGUAGES.filter((language) => !bent(code, language)).map((language) => `${code} is not bent in ${language}`),
  )
  const names = mutations.map(nameOf)
  const twice = names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name}: stands there twice`)
  return [...rotten, ...missing, ...twice]
}
