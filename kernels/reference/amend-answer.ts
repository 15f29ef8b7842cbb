import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import { dropAmend, settle } from './amend-wait.ts'
import type { Context } from './context.ts'
import { DONE, EVENT, orderRow } from './order-state.ts'
import { freeIfDone } from './orders.ts'
import { unlink } from './venue-list.ts'

/** The venue took the amend. Where as much or more was filled already, nothing of the order is left. */
export function amendAccepted(context: Context, at: number): void {
  const { image } = context
  const { order } = image
  settle(image, at, true)
  orderRow(context, at, EVENT.amended, order.lots(at), Reason.COMMANDED)
  finishIfFilled(image, at)
}

/** The venue did not take the amend. */
export function amendRejected(context: Context, at: number): void {
  dropAmend(context, at)
  finishIfFilled(context.image, at)
}

function finishIfFilled(image: Image, at: number): void {
  const { order } = image
  if (order.filled(at) < order.lots(at)) return
  unlink(image, at)
  order.setState(at, DONE)
  freeIfDone(image, at)
}
