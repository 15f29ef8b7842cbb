import { writeFile } from 'node:fs/promises'
import { stderr, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { FEEDS_FOLDER, positiveCount } from '../reference-rule/arguments.ts'
import { benchPage } from './page.ts'
import { FULL, QUICK, VARIANTS } from './question.ts'
import type { Variant } from './question.ts'
import { questionOf, questions } from './questions.ts'
import { runQuestions } from './run.ts'
import { table } from './table.ts'
import { runVariant } from './variant-run.ts'
import type { VariantOrder } from './variant-run.ts'

export const USAGE = `npm run bench -- [NAME…] [--backends wasm,native,hand] [--quick] [--json] [--html FILE]

  --backends LIST   of ${VARIANTS.join(', ')}; default: all that load
  --quick           tiny sizes: sees that the benches work, figures mean nothing
  --passes N        times each variant's process is started, in turn with the others; default 2
  --seconds S       time for the rounds of one case in one pass; default ${FULL.seconds}
  --case NAME       only this case; may be given several times
  --feeds DIR       folder of the recorded feeds; default ${FEEDS_FOLDER}
  --plant VARIANT   makes one variant's input wrong in one place: the bench has to fail
  --json            the report as JSON
  --html FILE       writes a page with plots, too

Without a NAME all are run:
${questions.map(({ name, about }) => `  ${name.padEnd(16)}  ${about}\n`).join('')}`

/** Runs benches by name, prints a table, and returns 1 where an answer was wrong. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      backends: { type: 'string' },
      quick: { type: 'boolean', default: false },
      passes: { type: 'string' },
      seconds: { type: 'string' },
      case: { type: 'string', multiple: true, default: [] },
      feeds: { type: 'string', default: FEEDS_FOLDER },
      plant: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
    },
  })
  const scale = values.quick ? QUICK : { ...FULL, seconds: secondsOf(values.seconds) }
  const plant = values.plant === undefined ? undefined : variantOf(values.plant)
  const report = await runQuestions(positionals.length === 0 ? questions : positionals.map(questionOf), {
    scale: { ...scale, feeds: values.feeds },
    variants: values.backends === undefined ? VARIANTS : values.backends.split(',').map(variantOf),
    passes: values.passes === undefined ? (values.quick ? 1 : 2) : positiveCount('--passes', values.passes),
    only: values.case,
    ...(plant === undefined ? {} : { plant }),
    tell: (text) => stderr.write(`${text}\n`),
  })
  stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report))
  if (values.html !== undefined) await writeFile(values.html, benchPage(report))
  const differences = report.questions.flatMap((question) => question.differences)
  for (const difference of differences) stderr.write(`${difference}\n`)
  return differences.length > 0 ? 1 : 0
}

/** What the process of one variant does: prints its cases as JSON. */
export async function variantCommand([order = '']: readonly string[]): Promise<number> {
  const told = JSON.parse(order) as VariantOrder
  stdout.write(`${JSON.stringify(await runVariant(questionOf(told.question), told))}\n`)
  return 0
}

function variantOf(name: string): Variant {
  const found = VARIANTS.find((one) => one === name)
  if (found === undefined) throw new RangeError(`there is no backend ${name}: ${VARIANTS.join(', ')}`)
  return found
}

function secondsOf(text: string | undefined): number {
  const seconds = text === undefined ? FULL.seconds : Number(text)
  if (!(seconds > 0)) throw new RangeError(`--seconds must be above 0, was ${text}`)
  return seconds
}
