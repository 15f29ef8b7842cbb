import type { Image } from '../../kernels/image.ts'
import type { Backend, Kernel, KernelFactory, KernelFrame } from '../../kernels/kernel.ts'
import { ReferenceKernel } from '../../kernels/reference/desk.ts'
import { ANSWERED } from '../../kernels/reference/policy.ts'
import type { Probe } from '../../kernels/reference/probe.ts'

/** Who wants to know what happens at some rows. */
export interface Listener {
  /** Sequences of the rows, ascending. */
  readonly rows: readonly number[]
  readonly probe: Probe
  /** Called with the state just before such a row. */
  before?(image: Image, frame: KernelFrame, row: number): void
  /** Called when a policy has answered for such a row, and the desk is about to go on with it. */
  answered?(image: Image): void
}

/**
 * Steps the rows that somebody listens to on the reference desk, and all others on the backend that was made: backends
 * are code over one state, so any row may run on any of them.
 */
export function listening(listener: Listener): (made: KernelFactory) => KernelFactory {
  return (made) => (image, outcome) =>
    new ListeningKernel(made(image, outcome), new ReferenceKernel(image, outcome, listener.probe), image, listener)
}

class ListeningKernel implements Kernel {
  readonly backend: Backend
  private readonly made: Kernel
  private readonly reference: Kernel
  private readonly image: Image
  private readonly listener: Listener
  private next = 0

  constructor(made: Kernel, reference: Kernel, image: Image, listener: Listener) {
    this.made = made
    this.backend = made.backend
    this.reference = reference
    this.image = image
    this.listener = listener
  }

  advance(frame: KernelFrame, from: number, to: number): number {
    const { rows } = this.listener
    const { firstSequence } = frame.input
    for (let at = from; at < to;) {
      while (this.next < rows.length && rows[this.next] < firstSequence + at) this.next++
      const heard = this.next < rows.length ? rows[this.next] - firstSequence : to
      if (heard > at) {
        const end = Math.min(heard, to)
        const reached = this.made.advance(frame, at, end)
        if (reached < end) return reached
        at = end
        continue
      }
      if (this.image.control.policyState(0) === ANSWERED) this.listener.answered?.(this.image)
      else this.listener.before?.(this.image, frame, at)
      if (this.reference.advance(frame, at, at + 1) === at) return at
      at++
    }
    return to
  }

  hash(): bigint {
    return this.made.hash()
  }
}
