import type { Image } from '../image.ts'

export function append(image: Image, at: number): void {
  const { order, instrument: record } = image
  const instrument = order.instrument(at)
  const last = record.lastOrder(instrument)
  order.setPrevious(at, last)
  order.setNext(at, -1)
  order.setListed(at, 1)
  if (last < 0) record.setFirstOrder(instrument, at)
  else order.setNext(last, at)
  record.setLastOrder(instrument, at)
}

/** Takes an order off the venue's list. */
export function unlink(image: Image, at: number): void {
  const { order, instrument: record } = image
  if (order.listed(at) === 0) return
  const instrument = order.instrument(at)
  const [before, after] = [order.previous(at), order.next(at)]
  if (before < 0) record.setFirstOrder(instrument, after)
  else order.setNext(before, after)
  if (after < 0) record.setLastOrder(instrument, before)
  else order.setPrevious(after, before)
  order.setListed(at, 0)
  order.setNext(at, -1)
  order.setPrevious(at, -1)
}
