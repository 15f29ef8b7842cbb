import { dropAmend, settle } from './amend-wait.ts'
import { orderOf } from './image.ts'
import { AMENDED, DONE, orderRow } from './order-state.ts'
import { freeIfDone } from './orders.ts'
import { Reason } from './reasons.generated.ts'
import { unlink } from './venue-list.ts'

/** The venue took the amend. Where as much or more was filled already, nothing of the order is left. */
export function amendAccepted(at: i32): void {
  settle(at, true)
  orderRow(orderOf(at), AMENDED, orderOf(at).lots, Reason.COMMANDED)
  finishIfFilled(at)
}

/** The venue did not take the amend. */
export function amendRejected(at: i32): void {
  dropAmend(at)
  finishIfFilled(at)
}

function finishIfFilled(at: i32): void {
  const order = orderOf(at)
  if (order.filled < order.lots) return
  unlink(at)
  order.state = DONE
  freeIfDone(at)
}
