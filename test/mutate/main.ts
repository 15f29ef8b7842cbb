/**
 * `npm run mutate [-- --language ts|wasm|native] [--check CODE] [--rows N] [--seed S]`: plants one fault after another in
 * each language, in a scratch copy, and expects the fuzz, reach or the tests to notice; prints who did, after how many
 * rows. Exit code 1 where a mutation survives.
 */
import { argv, exit, stderr, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { nativeFault } from '../../pipeline/engine/native-kernel.ts'
import { LANGUAGES, nameOf } from './mutation.ts'
import type { Language, Mutation } from './mutation.ts'
import { faultsOf, MUTATIONS } from './table.ts'
import { inProcess, LAST_RESORT, tryOut } from './trial.ts'
import type { Trial } from './trial.ts'
import { Workshop } from './workshop.ts'

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    language: { type: 'string' },
    check: { type: 'string' },
    rows: { type: 'string', default: '40000' },
    seed: { type: 'string', default: '1' },
  },
})
const root = fileURLToPath(new URL('../../../', import.meta.url))
const bounds = { rows: Number(values.rows), seed: Number(values.seed) }

const rotten = faultsOf(root)
if (rotten.length > 0) {
  stderr.write(`${rotten.join('\n')}\n`)
  exit(1)
}
if (values.language !== undefined && !LANGUAGES.includes(values.language as Language)) {
  stderr.write(`--language is one of ${LANGUAGES.join(', ')}, was ${values.language}\n`)
  exit(1)
}
const chosen = MUTATIONS.filter(({ subject }) => values.check === undefined || subject.includes(values.check))
if (chosen.length === 0) {
  stderr.write(`no mutation bends ${values.check}\n`)
  exit(1)
}
const languages = LANGUAGES.filter((one) => values.language === undefined || one === values.language).filter((one) => {
  const without = one === 'native' && nativeFault() !== undefined
  if (without) stdout.write(`native: left out, ${nativeFault()}\n`)
  return !without
})

const workshop = new Workshop(root)
const started = Date.now()
const seconds = (): string => ((Date.now() - started) / 1000).toFixed(0)
const trials: Trial[] = []
let survivors = 0
try {
  await Promise.all(languages.map(lane))
} finally {
  workshop.close()
}
stdout.write(`\n${table(chosen)}\n\n`)
const lost = trials.filter(({ noticed }) => noticed === undefined)
for (const { mutation, language, detail } of lost) stdout.write(`${language}: ${mutation}: ${detail}\n`)
stdout.write(
  `${trials.length} mutations, ${trials.length - survivors} noticed, ${survivors} survived; ${seconds()} s, at most ${bounds.rows} rows from seed ${bounds.seed}\n`,
)
exit(survivors > 0 ? 1 : 0)

/** One language after the other's mutations; languages run beside each other. */
async function lane(language: Language): Promise<void> {
  const sound = await inProcess({ language, path: await workshop.build(language), ...bounds })
  const blamed = sound.missed ?? sound.difference
  if (blamed !== undefined) throw new Error(`${language}: the desk as it is differs already: ${blamed}`)
  if (language === 'ts') {
    const failed = await workshop.test(LAST_RESORT)
    if (failed !== undefined) throw new Error(`a test fails over the sources as they are: ${failed}`)
  }
  for (const mutation of chosen) {
    if (mutation.edits[language] === undefined) continue
    const trial = await tryOut(workshop, mutation, language, inProcess, bounds)
    trials.push(trial)
    if (trial.noticed === undefined) survivors++
    stderr.write(`${seconds()} s ${language}: ${trial.mutation}: ${trial.noticed ?? 'SURVIVED'} (${trial.detail})\n`)
  }
}

function table(mutations: readonly Mutation[]): string {
  const wide = Math.max(...mutations.map((one) => nameOf(one).length)) + 2
  const cell = (one: Mutation, language: Language): string => {
    const trial = trials.find((made) => made.mutation === nameOf(one) && made.language === language)
    return trial === undefined ? '·' : (trial.noticed ?? 'SURVIVED')
  }
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(wide)}${cells.map((one) => one.padEnd(20)).join('')}`.trimEnd()
  const rows = mutations.map((one) =>
    line(
      nameOf(one),
      languages.map((language) => cell(one, language)),
    ),
  )
  return [line('', languages), ...rows].join('\n')
}
