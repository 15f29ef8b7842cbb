/**
 * Splits: no order and no fill on its way may stand in lots and prices of before one. The simulated venue ends them, an
 * external one is asked to, and is not listened to where it goes on.
 */
import { control, orderOf, positionIndex, positionOf } from './image.ts'
import { SPLIT_SINCE } from './intent.ts'
import { CANCELLED } from './order-state.ts'
import { requestCancel } from './orders.ts'
import { Reason } from './reasons.generated.ts'
import { firstReport, takenArgument, takeTimer } from './timers.ts'
import { endAtVenue, reportArrives } from './venue.ts'

/** Before a split: fills on their way are booked as what they are, and every order of the instrument ends. */
export function endOrders(instrument: i32): void {
  for (let at = firstReport(instrument); at >= 0; at = firstReport(instrument)) {
    takeTimer(at)
    reportArrives(takenArgument)
  }
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    for (let at = firstOrder(portfolio, instrument); at >= 0;) {
      const next = orderOf(at).nextOfPosition
      if (control.external == 1) requestCancel(at)
      else endAtVenue(at, CANCELLED, Reason.ORDER_SPLIT)
      at = next
    }
  }
}

/** Whether any order of an instrument is open, or has a fill on its way. */
export function hasOrders(instrument: i32): bool {
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++)
    if (firstOrder(portfolio, instrument) >= 0) return true
  return false
}

/** After a split: what is still open at an external venue is in old lots, and is asked to end. */
export function markSplit(instrument: i32): void {
  for (let portfolio = 0; portfolio < control.portfolios; portfolio++) {
    for (let at = firstOrder(portfolio, instrument); at >= 0; at = orderOf(at).nextOfPosition) {
      orderOf(at).flags |= SPLIT_SINCE
      requestCancel(at)
    }
  }
}

function firstOrder(portfolio: i32, instrument: i32): i32 {
  return positionOf(positionIndex(portfolio, instrument)).firstOrder
}
