/** Orders at the venue, in the order they arrived. */
import { instrumentOf, orderOf } from './image.ts'
import { Instrument } from './records.generated.ts'

export function append(at: i32, instrument: Instrument): void {
  const order = orderOf(at)
  const last = instrument.lastOrder
  order.previous = last
  order.next = -1
  order.listed = 1
  if (last < 0) instrument.firstOrder = at
  else orderOf(last).next = at
  instrument.lastOrder = at
}

/** Takes an order off the venue's list. */
export function unlink(at: i32): void {
  const order = orderOf(at)
  if (order.listed == 0) return
  const instrument = instrumentOf(order.instrument)
  const before = order.previous
  const after = order.next
  if (before < 0) instrument.firstOrder = after
  else orderOf(before).next = after
  if (after < 0) instrument.lastOrder = before
  else orderOf(after).previous = before
  order.listed = 0
  order.next = -1
  order.previous = -1
}
