import { Frame } from '../../kernels/frame.ts'
import type { FrameContext } from '../../kernels/frame-context.ts'
import { buildImage } from '../../kernels/image-build.ts'
import type { Image } from '../../kernels/image.ts'
import type { Backend, Kernel, KernelFactory } from '../../kernels/kernel.ts'
import { Memory } from '../../kernels/memory.ts'
import { Tape } from '../../kernels/tape.ts'
import { DECISION, TAPE_OUTCOME } from '../../model/layout.generated.ts'
import { Universe } from '../../model/universe.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

const OUTCOME_ROWS = 4_096
const MEMORY_BYTES = 4 * 2 ** 20

/** Memories to use again: each reserves gigabytes of address space, and goes only when it is collected. */
const free: Memory[] = []

/** One memory with a desk on it: its image, a frame, an outcome tape and any number of kernels over them. */
export class Side {
  readonly image: Image
  readonly frame: Frame
  readonly outcome: Tape
  private readonly kernels: ReadonlyMap<Backend, Kernel>
  private sequence: number

  /** @param sequence Of the first row it will step. */
  constructor(world: World, factories: Readonly<Partial<Record<Backend, KernelFactory>>>, rows: number, sequence = 1) {
    this.sequence = sequence
    const universe = new Universe(world.instruments)
    for (const name of world.strategies) universe.strategies.id(name)
    const memory = free.pop() ?? new Memory(MEMORY_BYTES)
    this.image = buildImage(memory, universe, world.parameters, false)
    this.image.control.setPolicyWakes(0, world.policyWakes)
    this.outcome = new Tape(memory, TAPE_OUTCOME, OUTCOME_ROWS, 'outcome')
    this.kernels = new Map(
      (Object.entries(factories) as [Backend, KernelFactory][]).map(([name, make]) => [
        name,
        make(this.image, this.outcome),
      ]),
    )
    const context: FrameContext = {
      memory,
      universe,
      kernel: () => this.kernel('reference'),
      debug: false,
      stages: [],
    }
    this.frame = new Frame(context, rows, 4 * rows)
  }

  kernel(backend: Backend): Kernel {
    const kernel = this.kernels.get(backend)
    if (kernel === undefined) throw new Error(`there is no ${backend} kernel on this side`)
    return kernel
  }

  /** Gives the memory back; the side must not be used again. */
  release(): void {
    this.image.memory.clear()
    free.push(this.image.memory)
  }

  /** Begins a new frame. */
  begin(): void {
    this.frame.begin(this.sequence)
    this.outcome.clear()
    this.outcome.firstSequence = this.sequence
  }

  /** Appends a row to the frame. */
  push(step: Step): void {
    const { memory } = this.image
    const { input, decisions } = this.frame
    const position = input.count
    const at = input.push()
    const word = at >> 3
    memory.u8[at] = step.kind
    memory.u8[at + 1] = step.flags
    memory.u16[(at + 2) >> 1] = step.source
    memory.u32[(at + 4) >> 2] = step.instrument
    memory.i64[word + 1] = step.nanos
    memory.u32[(at + 20) >> 2] = step.aux
    step.lanes.forEach((value, lane) => {
      if (typeof value === 'bigint') memory.i64[word + 3 + lane] = value
      else memory.f64[word + 3 + lane] = value
    })
    for (const one of step.decisions) {
      const row = decisions.append(position, at, DECISION, 0, one.strategy, one.instrument, 160)
      memory.f64.set([one.targetPpm, one.volatilityPpm, one.edgePpm, 0, 0], (row >> 3) + 3)
    }
    this.sequence++
  }

  /** Steps rows, answering for the policy wherever one waits. */
  advance(backend: Backend, from: number, to: number): number {
    const kernel = this.kernel(backend)
    let reached = kernel.advance(this.frame, from, to)
    while (this.image.control.policyState(0) === 1) {
      this.answer()
      reached = kernel.advance(this.frame, reached, to)
    }
    return reached
  }

  /** A policy without taste: something different for every row and position, now and then left to sizing. */
  private answer(): void {
    const { control, pending, position } = this.image
    const sequence = Number(control.sequence(0))
    for (let at = 0; at < control.pendingCount(0); at++) {
      const index = pending.position(at)
      const dice = (sequence * 7_919 + index * 104_729) % 1_000
      position.setPolicyKind(index, dice % 4)
      position.setPolicyValue(index, BigInt((dice - 500) * [1, 1, 100_000, 2_000][dice % 4]))
    }
    control.setPolicyState(0, 2)
  }

  /** Steps the last row of the frame; the error a row ended with, or undefined. */
  step(backend: Backend): string | undefined {
    const row = this.frame.input.count - 1
    try {
      const to = this.advance(backend, row, row + 1)
      return to === row + 1 ? undefined : `row ${row} was not stepped`
    } catch (error) {
      return (error as Error).message
    }
  }
}
