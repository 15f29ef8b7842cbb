import type { Observable } from 'rxjs'
import type { Outcome } from '../../operators/outcome.ts'
import { BLOCK_ROWS, Fingerprint, firstBlockApart } from './fingerprint.ts'
import { firstDifference, Window } from './window.ts'
import type { Difference } from './window.ts'

export type Cut = number | 'ragged'

/** The cuts that a graph is tried at; the first is the definition the others are compared with. */
export const CUTS: readonly Cut[] = [1, 7, 64, 1_024, 'ragged']

/** What one run gave, next to the one it is compared with. */
export interface CutResult {
  readonly cut: Cut
  readonly rows: number
  readonly frames: number
  /** The hash that a run prints. */
  readonly hash: string
  readonly equal: boolean
  /** Where the tapes part; absent where only the state differs, or nothing does. */
  readonly difference?: Difference
  /** State hashes, where only they differ. */
  readonly states?: readonly [expected: string, found: string]
  /** The graph failed. */
  readonly error?: string
}

/**
 * Runs a graph at several cuts of the same input and compares every row of every tape, and the final state, with the
 * first cut's. Each cut is one pass; of the first that differs, both runs are repeated to find the first row.
 *
 * @param open Makes a fresh run of the graph for a cut.
 */
export async function compareCuts(
  open: (cut: Cut) => Observable<Outcome>,
  cuts: readonly Cut[] = CUTS,
  tell: (result: CutResult) => void = () => undefined,
): Promise<CutResult[]> {
  const [definition, ...others] = cuts
  const expected = await fingerprintOf(open(definition))
  const results: CutResult[] = [resultOf(definition, expected, expected.error === undefined)]
  tell(results[0])
  if (expected.error !== undefined) return results
  for (const cut of others) {
    const found = await fingerprintOf(open(cut))
    const again = [() => open(definition), () => open(cut)] as const
    const result = await compared(cut, expected, found, results.some(({ equal }) => !equal) ? undefined : again)
    results.push(result)
    tell(result)
  }
  return results
}

/** Compares two runs that may differ in more than their cut; the second is called `cut` in the result. */
export async function compareRuns(
  expected: () => Observable<Outcome>,
  found: () => Observable<Outcome>,
  cut: Cut,
): Promise<CutResult> {
  const [one, other] = [await fingerprintOf(expected()), await fingerprintOf(found())]
  return compared(cut, one, other, [expected, found])
}

interface Print {
  readonly print: Fingerprint
  readonly error?: string
}

async function compared(
  cut: Cut,
  expected: Print,
  found: Print,
  again: readonly [expected: () => Observable<Outcome>, found: () => Observable<Outcome>] | undefined,
): Promise<CutResult> {
  const block = firstBlockApart(expected.print, found.print)
  if (block !== undefined) {
    if (again === undefined) return resultOf(cut, found, false)
    const [left, right] = [await windowOf(again[0](), block), await windowOf(again[1](), block)]
    const difference = firstDifference(left, right)
    return { ...resultOf(cut, found, false), ...(difference === undefined ? {} : { difference }) }
  }
  if (found.error !== undefined) return resultOf(cut, found, false)
  const states = [expected.print.state(), found.print.state()] as const
  return states[0] === states[1] ? resultOf(cut, found, true) : { ...resultOf(cut, found, false), states }
}

function resultOf(cut: Cut, { print, error }: Print, equal: boolean): CutResult {
  const { rows, frames } = print
  return { cut, rows, frames, hash: print.hash(), equal, ...(error === undefined ? {} : { error }) }
}

/** The fingerprint of a run, up to its failure if it fails. */
function fingerprintOf(outcomes: Observable<Outcome>): Promise<Print> {
  const print = new Fingerprint()
  return new Promise((resolve) => {
    outcomes.subscribe({
      next: (outcome) => print.take(outcome),
      error: (error: unknown) => resolve({ print, error: error instanceof Error ? error.message : String(error) }),
      complete: () => resolve({ print }),
    })
  })
}

/** All rows of one block of a run. */
function windowOf(outcomes: Observable<Outcome>, block: number): Promise<Window> {
  const to = (block + 1) * BLOCK_ROWS
  const window = new Window(block * BLOCK_ROWS, to)
  return new Promise((resolve) => {
    const end = (): void => resolve(window)
    const subscription = outcomes.subscribe({
      next(outcome) {
        window.take(outcome)
        if (outcome.frame.firstSequence >= to) queueMicrotask(() => subscription.unsubscribe())
      },
      error: end,
      complete: end,
    })
    subscription.add(end)
  })
}
