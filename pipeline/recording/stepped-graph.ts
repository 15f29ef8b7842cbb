import { Subject } from 'rxjs'
import type { OperatorFunction, Subscription } from 'rxjs'
import type { Frame, FramePool } from '../../kernels/frame.ts'
import { ROW_BYTES } from '../../model/layout.generated.ts'
import type { Outcome } from '../../operators/outcome.ts'

/** A graph that is stepped by hand: rows go in, and what they lead to has come out when the call returns. */
export class SteppedGraph {
  readonly pool: FramePool
  /** What came out last; its image and kernel are the run's. */
  last: Outcome | undefined
  private readonly frames = new Subject<Frame>()
  private readonly subscription: Subscription
  private failure: { readonly error: unknown } | undefined
  private ended = false

  constructor(pool: FramePool, graph: OperatorFunction<Frame, Outcome>, take: (outcome: Outcome) => void) {
    this.pool = pool
    this.subscription = graph(this.frames).subscribe({
      next: (outcome) => {
        this.last = outcome
        take(outcome)
      },
      error: (error: unknown) => {
        this.failure = { error }
      },
      complete: () => {
        this.ended = true
      },
    })
  }

  /** Opens every stage by a frame without rows, so that what they are is known before the first row. */
  open(sequence: number): void {
    this.emit(this.pool.next(sequence))
  }

  /**
   * Steps rows that stand from byte `at` of `bytes` on, the first of them at `sequence`.
   *
   * @throws what the graph throws
   */
  step(sequence: number, bytes: Uint8Array, at: number, rows: number): void {
    const { pool } = this
    for (let done = 0; done < rows;) {
      const count = Math.min(pool.rows, rows - done)
      const frame = pool.next(sequence + done)
      frame.input.count = count
      const from = at + done * ROW_BYTES
      pool.context.memory.u8.set(bytes.subarray(from, from + count * ROW_BYTES), frame.input.at(0))
      this.emit(frame)
      done += count
    }
  }

  close(): void {
    this.subscription.unsubscribe()
  }

  /** The graph's own end. */
  complete(): void {
    this.frames.complete()
    if (this.failure !== undefined) throw this.failure.error
  }

  /** Steps a frame of the pool. @throws what the graph throws */
  emit(frame: Frame): void {
    if (this.ended) throw new Error('the graph has ended: it takes no more rows')
    this.frames.next(frame)
    if (this.failure !== undefined) throw this.failure.error
  }
}
