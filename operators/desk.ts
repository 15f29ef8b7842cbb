import { Observable, takeUntil } from 'rxjs'
import type { OperatorFunction, Subscriber } from 'rxjs'
import type { Frame } from '../kernels/frame.ts'
import { buildImage } from '../kernels/image-build.ts'
import type { Image } from '../kernels/image.ts'
import type { Kernel, KernelFactory } from '../kernels/kernel.ts'
import { Tape } from '../kernels/tape.ts'
import { TAPE_OUTCOME } from '../model/layout.generated.ts'
import type { Outcome } from './outcome.ts'
import type { Loop } from './parts.ts'
import { RunningPolicy } from './policy.ts'
import type { Policy } from './policy.ts'

/** Sizes of the desk, and the backend where the frame's own is not wanted. */
export interface DeskOptions {
  readonly kernel?: KernelFactory
  /** A user's own sizing, asked row by row. */
  readonly policy?: Policy
  /** Open orders the desk can hold; one more is refused with ORDER_CAPACITY. */
  readonly orders?: number
  /** Ids remembered to recognise duplicates: of client orders, and as many of reported executions. */
  readonly clientIds?: number
  /** Rows of the outcome tape. */
  readonly outcomeRows?: number
}

const ORDERS_DEFAULT = 4_096
const CLIENT_IDS_DEFAULT = 65_536
const OUTCOME_ROWS_DEFAULT = 65_536

/**
 * The one operator with a cycle: target → sizing → gate → reserve → execution → venue → fill → position → gate, stepped
 * row by row, so that results don't depend on how the stream was cut into frames.
 *
 * Emits one outcome a frame, or several where the outcome tape is smaller than what a frame causes. An outcome's tape
 * is reused: copy inside the call. A frame without rows gives an outcome without rows, so that the state can be looked at
 * before the first.
 *
 * @throws through the observable when the configuration can't be represented (scales, unknown names), when a tape
 *   overflows, or, in debug mode, when money is not conserved.
 */
export function desk(loop: Loop, options: DeskOptions = {}): OperatorFunction<Frame, Outcome> {
  return (source) =>
    new Observable<Outcome>((subscriber) => {
      let running: Running | undefined
      return source.pipe(takeUntil(closing(subscriber))).subscribe({
        next(frame) {
          try {
            running ??= open(frame, loop, options)
            run(running, frame, (outcome) => subscriber.next(outcome))
          } catch (error) {
            subscriber.error(error)
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
}

/** Tells when a subscriber has closed, even while its source is still being subscribed to. */
function closing(subscriber: Subscriber<unknown>): Observable<void> {
  return new Observable((inner) => {
    subscriber.add(() => inner.next())
  })
}

interface Running {
  readonly image: Image
  readonly kernel: Kernel
  readonly tape: Tape
  readonly policy: RunningPolicy | undefined
}

function open({ context }: Frame, loop: Loop, options: DeskOptions): Running {
  const [risk, sizing, execution, portfolio] = loop
  const parameters = {
    limits: risk.limits,
    sizing: sizing.sizing,
    venue: execution.venue,
    portfolios: portfolio.portfolios,
    orders: options.orders ?? ORDERS_DEFAULT,
    clientIds: options.clientIds ?? CLIENT_IDS_DEFAULT,
  }
  const image = buildImage(context.memory, context.universe, parameters, context.debug)
  const tape = new Tape(context.memory, TAPE_OUTCOME, options.outcomeRows ?? OUTCOME_ROWS_DEFAULT, 'outcome')
  const kernel = (options.kernel ?? context.kernel)(image, tape)
  const policy = options.policy === undefined ? undefined : new RunningPolicy(options.policy, image, context)
  context.saved?.restoreImage(image)
  return { image, kernel, tape, policy }
}

function run({ image, kernel, tape, policy }: Running, frame: Frame, emit: (outcome: Outcome) => void): void {
  const { rowCount } = frame
  if (rowCount === 0) {
    tape.clear()
    emit({ frame, from: 0, to: 0, tape, image, kernel })
  }
  for (let from = 0; from < rowCount;) {
    tape.clear()
    tape.firstSequence = frame.firstSequence
    let to = kernel.advance(frame, from, rowCount)
    while (policy?.answer(frame, to) === true) to = kernel.advance(frame, to, rowCount)
    if (to === from)
      throw new RangeError(`row ${frame.firstSequence + from} does not fit an outcome tape of ${tape.capacity} rows`)
    emit({ frame, from, to, tape, image, kernel })
    from = to
  }
}
