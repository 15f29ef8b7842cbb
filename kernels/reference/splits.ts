import { Reason } from '../../model/reasons.generated.ts'
import type { Image } from '../image.ts'
import type { Context } from './context.ts'
import { SPLIT_SINCE } from './intent.ts'
import { EVENT } from './order-state.ts'
import { requestCancel } from './orders.ts'
import { firstReport, takeTimer } from './timers.ts'
import { endAtVenue, reportArrives } from './venue.ts'

/**
 * Splits: no order and no fill on its way may stand in lots and prices of before one. The simulated venue ends them, an
 * external one is asked to, and is not listened to where it goes on.
 */

/** Before a split: fills on their way are booked as what they are, and every order of the instrument ends. */
export function endOrders(context: Context, instrument: number): void {
  const { image } = context
  for (let at = firstReport(image, instrument); at >= 0; at = firstReport(image, instrument))
    reportArrives(context, takeTimer(image, at).argument)
  each(image, instrument, (at) => {
    if (image.control.external(0) === 1) requestCancel(context, at)
    else endAtVenue(context, at, EVENT.cancelled, Reason.ORDER_SPLIT)
  })
}

/** Whether any order of an instrument is open, or has a fill on its way. */
export function hasOrders(image: Image, instrument: number): boolean {
  let found = false
  each(image, instrument, () => {
    found = true
  })
  return found
}

/** After a split: what is still open at an external venue is in old lots, and is asked to end. */
export function markSplit(context: Context, instrument: number): void {
  const { order } = context.image
  each(context.image, instrument, (at) => {
    order.setFlags(at, order.flags(at) | SPLIT_SINCE)
    requestCancel(context, at)
  })
}

/** Visits the open orders of an instrument, by portfolio and order of sending; a visit may end its order. */
function each(image: Image, instrument: number, visit: (at: number) => void): void {
  const { order, position, size } = image
  for (let portfolio = 0; portfolio < size.portfolios; portfolio++) {
    for (let at = position.firstOrder(image.positionAt(portfolio, instrument)); at >= 0;) {
      const next = order.nextOfPosition(at)
      visit(at)
      at = next
    }
  }
}
