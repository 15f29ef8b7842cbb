import type { Frame } from '../kernels/frame.ts'
import type { Image } from '../kernels/image.ts'
import type { Kernel } from '../kernels/kernel.ts'
import type { Tape } from '../kernels/tape.ts'

/**
 * What the desk made of the rows [from, to) of a frame. Its tape is reused for the next outcome: copy inside the call.
 */
export interface Outcome {
  readonly frame: Frame
  readonly from: number
  readonly to: number
  /** VERDICT, CHECK, ORDER, FILL, POSITION, EQUITY and ALERT rows, sorted by (position, sub). */
  readonly tape: Tape
  readonly image: Image
  readonly kernel: Kernel
}
