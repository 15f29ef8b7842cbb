import type { Backend, KernelFactory } from '../../kernels/kernel.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import { firstDifference } from './difference.ts'
import { Random } from './random.ts'
import { Side } from './side.ts'
import type { Step } from './step.ts'
import { Stream } from './stream.ts'
import { worldOf } from './world.ts'
import type { World } from './world.ts'

export type Factories = Readonly<Partial<Record<Backend, KernelFactory>>>

/** What a run of one world came to. */
export interface Outcome {
  readonly seed: number
  readonly world: World
  readonly steps: readonly Step[]
  /** What went wrong at the last step, or undefined. */
  readonly failure?: string
}

/** Where a row's steps come from: a generator that sees the reference's state, or a recorded list. */
type Source = (side: Side, at: number) => Step | undefined

const FRAME_ROWS = 64
/** Records that are used up are refused by name before they halt a desk. */
const CAPACITY = 'raise engine.orders'

/**
 * Steps one memory per backend row by row with the same rows, and compares the outcome rows and every byte of the state
 * image after each. `seen` gets every new outcome row of the first backend.
 */
export function lockstep(
  world: World,
  factories: Factories,
  source: Source,
  seen: (side: Side, fromRow: number) => void = () => undefined,
): { steps: Step[]; failure?: string } {
  const backends = Object.keys(factories) as Backend[]
  const sides = backends.map((backend) => new Side(world, { [backend]: factories[backend] }, FRAME_ROWS))
  const [first, ...others] = sides
  const steps: Step[] = []
  for (let at = 0; ; at++) {
    const step = source(first, at)
    if (step === undefined) return ended(sides, { steps })
    steps.push(step)
    const begin = at % FRAME_ROWS === 0
    for (const side of sides) {
      if (begin || side.frame.input.count === 0) side.begin()
      else side.outcome.clear()
      side.push(step)
    }
    const errors = sides.map((side, which) => side.step(backends[which]))
    const failure = disagreement(backends, errors)
    if (failure !== undefined) return ended(sides, { steps, failure })
    if (errors[0] !== undefined) return ended(sides, { steps })
    seen(first, 0)
    for (const [which, side] of others.entries()) {
      const difference = compare(first, side)
      if (difference !== undefined)
        return ended(sides, { steps, failure: `${backends[0]} and ${backends[which + 1]} differ: ${difference}` })
    }
  }
}

function ended<T>(sides: readonly Side[], outcome: T): T {
  for (const side of sides) side.release()
  return outcome
}

function disagreement(backends: readonly Backend[], errors: readonly (string | undefined)[]): string | undefined {
  const other = errors.findIndex((error) => error !== errors[0])
  if (other < 0) return errors[0]?.includes(CAPACITY) === true ? `every backend ended with "${errors[0]}"` : undefined
  return `${backends[0]} ended with "${errors[0] ?? 'no error'}", ${backends[other]} with "${errors[other] ?? 'no error'}"`
}

/** How two sides differ after a row, or undefined. */
export function compare(a: Side, b: Side): string | undefined {
  const bytes = a.outcome.count * ROW_BYTES
  const rows = ({ outcome }: Side): Uint8Array => outcome.memory.u8.subarray(outcome.rows, outcome.rows + bytes)
  for (const { image } of [a, b]) {
    const { control } = image
    control.setRowsReference(0, 0n)
    control.setRowsWasm(0, 0n)
    control.setRowsNative(0, 0n)
    control.setPendingCount(0, 0)
    control.setIncreaseCount(0, 0)
    control.setViolationCount(0, 0)
  }
  const state = ({ image }: Side): Uint8Array => image.memory.u8.subarray(image.base, image.base + image.stateBytes)
  const same =
    a.outcome.count === b.outcome.count &&
    Buffer.compare(rows(a), rows(b)) === 0 &&
    Buffer.compare(state(a), state(b)) === 0
  return same ? undefined : firstDifference(a, b)
}

/** A generated world, run for a number of rows. */
export function runSeed(
  seed: number,
  rows: number,
  factories: Factories,
  seen?: (side: Side, fromRow: number) => void,
): Outcome {
  const random = new Random(seed)
  const world = worldOf(random)
  const stream = new Stream(random, world)
  const source: Source = (side, at) => (at < rows ? stream.next(side.image) : undefined)
  return { seed, world, ...lockstep(world, factories, source, seen) }
}

/** Recorded steps, run again. */
export function rerun(world: World, steps: readonly Step[], factories: Factories): string | undefined {
  return lockstep(world, factories, (_side, at) => steps[at]).failure
}
