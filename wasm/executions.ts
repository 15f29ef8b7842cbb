/**
 * Executions that an external venue reported, by order and id: all of the open orders, and of those that ended as many
 * as there are records left, the oldest forgotten first. A fill is applied only where it can be remembered.
 */
import { chainOf } from './ids.ts'
import { control, executionOf } from './image.ts'
import { Execution, Order } from './records.generated.ts'

/** Whether an execution of an order is among those remembered. */
export function isKnownExecution(order: i64, id: i64): bool {
  const capacity = control.idCapacity
  if (capacity == 0) return false
  for (let at = executionOf(chainOf(id, capacity)).bucket; at >= 0; at = executionOf(at).next)
    if (executionOf(at).id == id && executionOf(at).order == order) return true
  return false
}

/** Remembers an execution of an open order; false where every record belongs to one of another fill of an open order. */
export function rememberExecution(order: Order, id: i64): bool {
  const at = control.firstExecution
  if (at < 0) return false
  const entry = executionOf(at)
  control.firstExecution = entry.following
  if (entry.following < 0) control.lastExecution = -1
  if (entry.id != 0) forget(at, entry)
  const head = executionOf(chainOf(id, control.idCapacity))
  entry.id = id
  entry.order = order.id
  entry.next = head.bucket
  head.bucket = at
  entry.following = -1
  if (order.lastExecution < 0) order.firstExecution = at
  else executionOf(order.lastExecution).following = at
  order.lastExecution = at
  return true
}

/** An order has ended: its executions are remembered until their records are needed. */
export function releaseExecutions(order: Order): void {
  if (order.firstExecution < 0) return
  if (control.lastExecution < 0) control.firstExecution = order.firstExecution
  else executionOf(control.lastExecution).following = order.firstExecution
  control.lastExecution = order.lastExecution
  order.firstExecution = -1
  order.lastExecution = -1
}

/** Takes a record out of its hash chain. */
function forget(at: i32, entry: Execution): void {
  const head = executionOf(chainOf(entry.id, control.idCapacity))
  if (head.bucket == at) {
    head.bucket = entry.next
    return
  }
  let seek = executionOf(head.bucket)
  while (seek.next != at) seek = executionOf(seek.next)
  seek.next = entry.next
}
