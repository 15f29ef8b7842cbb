import type { Image } from '../image.ts'
import { chainOf } from './ids.ts'

/**
 * Executions that an external venue reported, by order and id: all of the open orders, and of those that ended as many
 * as there are records left, the oldest forgotten first. A fill is applied only where it can be remembered.
 */

/** Whether an execution of an order is among those remembered. */
export function isKnownExecution({ execution, control }: Image, order: bigint, id: bigint): boolean {
  const capacity = control.idCapacity(0)
  if (capacity === 0) return false
  for (let at = execution.bucket(chainOf(id, capacity)); at >= 0; at = execution.next(at))
    if (execution.id(at) === id && execution.order(at) === order) return true
  return false
}

/** Remembers an execution of an open order; false where every record belongs to one of another fill of an open order. */
export function rememberExecution(image: Image, orderAt: number, id: bigint): boolean {
  const { execution, order, control } = image
  const at = control.firstExecution(0)
  if (at < 0) return false
  control.setFirstExecution(0, execution.following(at))
  if (execution.following(at) < 0) control.setLastExecution(0, -1)
  if (execution.id(at) !== 0n) forget(image, at)
  const chain = chainOf(id, control.idCapacity(0))
  execution.setId(at, id)
  execution.setOrder(at, order.id(orderAt))
  execution.setNext(at, execution.bucket(chain))
  execution.setBucket(chain, at)
  execution.setFollowing(at, -1)
  const last = order.lastExecution(orderAt)
  if (last < 0) order.setFirstExecution(orderAt, at)
  else execution.setFollowing(last, at)
  order.setLastExecution(orderAt, at)
  return true
}

/** An order has ended: its executions are remembered until their records are needed. */
export function releaseExecutions({ execution, order, control }: Image, orderAt: number): void {
  const first = order.firstExecution(orderAt)
  if (first < 0) return
  const last = control.lastExecution(0)
  if (last < 0) control.setFirstExecution(0, first)
  else execution.setFollowing(last, first)
  control.setLastExecution(0, order.lastExecution(orderAt))
  order.setFirstExecution(orderAt, -1)
  order.setLastExecution(orderAt, -1)
}

/** Takes a record out of its hash chain. */
function forget({ execution, control }: Image, at: number): void {
  const chain = chainOf(execution.id(at), control.idCapacity(0))
  if (execution.bucket(chain) === at) {
    execution.setBucket(chain, execution.next(at))
    return
  }
  let seek = execution.bucket(chain)
  while (execution.next(seek) !== at) seek = execution.next(seek)
  execution.setNext(seek, execution.next(at))
}
