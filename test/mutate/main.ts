/**
 * `npm run mutate [-- --language reference|wasm|native] [--only NAME] [--list] [--json FILE]`: plants one fault after
 * another in each language, in a scratch folder, and expects reach, the fuzz or the tests to notice; prints who did.
 * Exit code 1 where a mutation survives.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import process, { argv, exit, stderr, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { nativeFault } from '../../pipeline/engine/native-kernel.ts'
import { LANGUAGES, nameOf } from './mutation.ts'
import type { Language } from './mutation.ts'
import { summary, table } from './print.ts'
import { faultsOf, MUTATIONS } from './table.ts'
import { inProcess, plantedIn, ROWS_MAX, TESTS, tryOut } from './trial.ts'
import type { Planted, Trial } from './trial.ts'
import { Workshop } from './workshop.ts'

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    language: { type: 'string' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const root = fileURLToPath(new URL('../../../', import.meta.url))

const rotten = faultsOf(root)
if (rotten.length > 0) stop(rotten.join('\n'))
if (values.language !== undefined && !LANGUAGES.includes(values.language as Language))
  stop(`--language is one of ${LANGUAGES.join(', ')}, was ${values.language}`)
const chosen = MUTATIONS.filter((one) => nameOf(one).includes(values.only))
const lanes = LANGUAGES.filter((one) => values.language === undefined || one === values.language)
  .map((language) => ({ language, planted: plantedIn(root, language, chosen) }))
  .filter(({ planted }) => planted.length > 0)
if (lanes.length === 0) stop(`no mutation is called "${values.only}"`)
if (values.list) {
  for (const { language, planted } of lanes)
    for (const { mutation, place } of planted) stdout.write(`${language}: ${mutation} (${place})\n`)
  exit(0)
}

const workshop = new Workshop(root)
const look = inProcess(workshop)
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    workshop.close()
    exit(code)
  })
}
const startedAt = performance.now()
const total = lanes.reduce((sum, { planted }) => sum + planted.length, 0)
const trials: Trial[] = []
try {
  await Promise.all(lanes.map(({ language, planted }) => run(language, planted)))
} finally {
  workshop.close()
}
trials.sort((a, b) => LANGUAGES.indexOf(a.language) - LANGUAGES.indexOf(b.language))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(trials, undefined, 2)}\n`)
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
stdout.write(`${table(trials)}\n\n${summary(trials)}, in ${seconds} s\n`)
exit(trials.some(({ noticed }) => noticed === undefined) ? 1 : 0)

/** One language's mutations, one after the other; languages run beside each other. */
async function run(language: Language, planted: readonly Planted[]): Promise<void> {
  const fault = language === 'native' ? withoutNative() : undefined
  if (fault !== undefined) {
    stdout.write(`native: skipped, ${fault}\n`)
    return
  }
  const sound = await look({ language, path: await workshop.build(language), rows: ROWS_MAX })
  const blamed = sound.missed ?? sound.difference ?? sound.crashed
  if (blamed !== undefined) throw new Error(`${language}: the desk as it is differs already: ${blamed}`)
  if (language === 'reference') {
    const failed = await workshop.test(TESTS)
    if (failed !== undefined) throw new Error(`a test fails over the sources as they are: ${failed}`)
  }
  for (const one of planted) {
    const trial = await tryOut(workshop, one, look)
    trials.push(trial)
    stderr.write(`${trials.length}/${total} ${language}: ${trial.mutation}: ${trial.noticed ?? 'SURVIVED'}\n`)
  }
}

/** Why Rust cannot be mutated on this machine, or undefined where it can. */
function withoutNative(): string | undefined {
  if (spawnSync('cargo', ['--version']).status !== 0) return 'there is no cargo'
  return nativeFault()
}

function stop(message: string): never {
  stderr.write(`${message}\n`)
  exit(1)
}
