import { faultError } from './faults.ts'
import { hashImage } from './image-hash.ts'
import type { Image } from './image.ts'
import type { Backend, Kernel, KernelFrame } from './kernel.ts'
import { CallRecords } from './records.generated.ts'
import { assertState } from './reference/assert-state.ts'
import type { Tape } from './tape.ts'

/**
 * The desk compiled from another language over the same memory. Its `advance` takes no argument: what to do stands in
 * the call block, the first 64 bytes of the memory. In debug mode rows are stepped one by one, and the state is
 * asserted after each, as the reference does.
 */
export class CompiledKernel implements Kernel {
  readonly backend: Backend
  private readonly image: Image
  private readonly outcome: Tape
  private readonly call: CallRecords
  private readonly advanceRows: () => void
  private readonly debug: boolean

  constructor(backend: Backend, image: Image, outcome: Tape, advanceRows: () => void) {
    this.backend = backend
    this.image = image
    this.outcome = outcome
    this.advanceRows = advanceRows
    this.call = new CallRecords(image.memory, 0, 1)
    this.debug = image.control.debug(0) === 1
  }

  /** @throws the error of the fault where a row can't be stepped. */
  advance(frame: KernelFrame, from: number, to: number): number {
    const { call } = this
    call.setImage(0, this.image.base)
    call.setInput(0, frame.input.base)
    call.setEvaluations(0, frame.evaluations.base)
    call.setDecisions(0, frame.decisions.base)
    call.setOutcome(0, this.outcome.base)
    if (!this.debug) return this.rows(from, to)
    for (let row = from; row < to; row++) {
      if (this.rows(row, row + 1) === row) return row
      assertState(this.image)
    }
    return to
  }

  hash(): bigint {
    return hashImage(this.image)
  }

  private rows(from: number, to: number): number {
    const { call, image } = this
    call.setFrom(0, from)
    call.setTo(0, to)
    this.advanceRows()
    const { control } = image
    if (control.fault(0) !== 0) throw faultError(control.fault(0), control.faultValue(0), control.sequence(0))
    return call.result(0)
  }
}
