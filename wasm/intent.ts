import { positionIndex, positionOf } from './image.ts'

export const MARKET_ORDER: i32 = 0
export const LIMIT_ORDER: i32 = 1
export const STOP_ORDER: i32 = 2
export const STOP_LIMIT_ORDER: i32 = 3

export const GTC: i32 = 0
export const DAY: i32 = 1
export const IOC: i32 = 2
export const FOK: i32 = 3

export const POST_ONLY: i32 = 1
export const REDUCE_ONLY: i32 = 2
export const TRIGGERED: i32 = 4
/** An amend of the order waits for its answer. */
export const AMENDING: i32 = 32
/** The venue could match the order, but no record is free for the report of its fill; an alert has said so. */
export const UNREPORTABLE: i32 = 64
/** The instrument was split since the order was sent; an external venue has still to end it. */
export const SPLIT_SINCE: i32 = 128
/** Set on flatten intents by `flatten --at-any-price`. */
export const ANY_PRICE: i32 = 16

/** An order before the gate. */
@unmanaged
export class Intent {
  /** Signed, not 0. */
  lots: i64
  /** Price units, 0 = none. */
  price: i64
  stop: i64
  decision: i64
  /** Client's own id of a ready order, 0 = the desk gives one. */
  clientId: i64
  target: i64
  /** Lots that an amend adds to; 0 of a new order. They count where an order alone is limited. */
  standing: i64
  portfolio: i32
  instrument: i32
  type: i32
  timeInForce: i32
  flags: i32
  reason: i32
  /** A ready order is refused where a target would be reduced. */
  ready: bool
  /** A flatten passes halted trading and, at any price, an old mark. */
  flatten: bool
}

/**
 * The order seen along its own side: for a sell everything is mirrored, so that `high` is always the worst case the
 * order adds to.
 */
@unmanaged
export class Side {
  /** Quantity, > 0. */
  quantity: i64
  /** Position if every open order of this side fills. */
  high: i64
  /** max(|high|, |position if every open order of the other side fills|). */
  worst: i64
  /** Part of the quantity that reduces even if every open order fills. */
  reducing: i64
  buy: bool
}

/** The one intent at hand and its side, in the bytes of the memory that are kept for this module. */
export const intent: Intent = changetype<Intent>(64)
export const side: Side = changetype<Side>(192)

/** Works out `side` for a signed quantity of lots. */
export function takeSide(portfolio: i32, instrument: i32, lots: i64): void {
  const position = positionOf(positionIndex(portfolio, instrument))
  const buy = lots > 0
  const held = buy ? position.lots : -position.lots
  const high = held + (buy ? position.openBuys : position.openSells)
  const low = held - (buy ? position.openSells : position.openBuys)
  const quantity = abs(lots)
  side.buy = buy
  side.quantity = quantity
  side.high = high
  side.worst = max(abs(high), abs(low))
  side.reducing = min(quantity, max<i64>(0, -high))
}
