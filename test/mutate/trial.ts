import { spawn } from 'node:child_process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { nameOf } from './mutation.ts'
import type { Language, Mutation } from './mutation.ts'
import type { Suspect, Witnessed } from './witness.ts'
import { BuildError } from './workshop.ts'
import type { Workshop } from './workshop.ts'

/** What became of one mutation in one language. */
export interface Trial {
  readonly mutation: string
  readonly language: Language
  /** Who noticed, as in the table; undefined where nobody did. */
  readonly noticed?: string
  /** What exactly was noticed, or why it could not be tried. */
  readonly detail: string
}

/** How a desk is looked at: in a process of its own, or in this one. */
export type Witness = (suspect: Suspect) => Promise<Witnessed>

/** Where nothing else is named: what the reference's own tests know of it. */
export const LAST_RESORT = ['test/kernels', '--exclude', '**/image.test.ts']
const PATIENCE_MILLIS = 120_000

/** Plants one mutation in one language and asks who notices. */
export async function tryOut(
  workshop: Workshop,
  mutation: Mutation,
  language: Language,
  look: Witness,
  { rows, seed }: { rows: number; seed: number },
): Promise<Trial> {
  const edit = mutation.edits[language]
  const own = { mutation: nameOf(mutation), language }
  if (edit === undefined) return { ...own, detail: `not planted in ${language}` }
  try {
    let found: Witnessed = {}
    if (mutation.tests === undefined || language !== 'ts') {
      const path = await workshop.build(language, edit)
      found = await look({ language, path, rows, seed })
      workshop.discard(path)
    }
    const by = [
      ...(found.rows === undefined ? [] : [`${found.rows} rows`]),
      ...(found.missed === undefined ? [] : ['reach']),
    ]
    if (by.length > 0) return { ...own, noticed: by.join(', '), detail: found.missed ?? found.difference ?? '' }
    const failed = language === 'ts' ? await workshop.test(mutation.tests ?? LAST_RESORT, edit) : undefined
    return failed === undefined ? { ...own, detail: 'nobody noticed' } : { ...own, noticed: 'tests', detail: failed }
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    return { ...own, detail: `does not build: ${error.message}` }
  }
}

/** Looks at a desk in a process of its own. A crash, or no end, is noticed at once. */
export function inProcess(suspect: Suspect): Promise<Witnessed> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./witness-process.js', import.meta.url))
    const child = spawn(execPath, [script, JSON.stringify(suspect)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let complained = ''
    let impatient = false
    const timer = setTimeout(() => {
      impatient = true
      child.kill('SIGKILL')
    }, PATIENCE_MILLIS)
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (complained += chunk))
    child.on('error', reject)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      if (impatient) resolve({ missed: 'it does not end' })
      else if (status === 0) resolve(JSON.parse(said) as Witnessed)
      else resolve({ missed: `it crashes: ${signal ?? complained.trim().split('\n').at(-1) ?? status}` })
    })
  })
}
