import type { Image } from '../image.ts'
import { max, min } from '../money.ts'

export const MARKET_ORDER = 0
export const LIMIT_ORDER = 1
export const STOP_ORDER = 2
export const STOP_LIMIT_ORDER = 3

export const GTC = 0
export const DAY = 1
export const IOC = 2
export const FOK = 3

export const POST_ONLY = 1
export const REDUCE_ONLY = 2
export const TRIGGERED = 4
/** An amend of the order waits for its answer. */
export const AMENDING = 32
/** The venue could match the order, but no record is free for the report of its fill; an alert has said so. */
export const UNREPORTABLE = 64
/** The instrument was split since the order was sent; an external venue has still to end it. */
export const SPLIT_SINCE = 128

/** An order before the gate. */
export interface Intent {
  readonly portfolio: number
  readonly instrument: number
  /** Signed, not 0. */
  readonly lots: bigint
  readonly type: number
  readonly timeInForce: number
  readonly flags: number
  /** Price units, 0 = none. */
  readonly price: bigint
  readonly stop: bigint
  readonly decision: bigint
  readonly reason: number
  /** A ready order is refused where a target would be reduced. */
  readonly ready: boolean
  /** Client's own id of a ready order, 0n = the desk gives one. */
  readonly clientId: bigint
  /** A flatten passes halted trading and, at any price, an old mark. */
  readonly flatten: boolean
  readonly target: bigint
  /** Lots that an amend adds to; 0 of a new order. They count where an order alone is limited. */
  readonly standing: bigint
}

/** One violated check, with what was asked, what is allowed, and what was left before the order. */
export interface Violation {
  readonly check: number
  /** Portfolio or portfolio group whose limit it is. */
  readonly scope: number
  readonly value: bigint
  readonly limit: bigint
  readonly headroom: bigint
  /** Group id, or −1. */
  readonly subject: number
}

/** Hears of every check that is looked at, violated or not; changes nothing. */
export type Look = (looked: Violation) => void
export const unseen: Look = () => undefined

/**
 * The order seen along its own side: for a sell everything is mirrored, so that `high` is always the worst case the
 * order adds to.
 */
export interface Side {
  readonly buy: boolean
  /** Quantity, > 0. */
  readonly quantity: bigint
  /** Position if every open order of this side fills. */
  readonly high: bigint
  /** Position if every open order of the other side fills. */
  readonly low: bigint
  /** max(|high|, |low|). */
  readonly worst: bigint
  /** Part of the quantity that reduces even if every open order fills. */
  readonly reducing: bigint
}

export function sideOf(image: Image, portfolio: number, instrument: number, lots: bigint): Side {
  const { position } = image
  const index = image.positionAt(portfolio, instrument)
  const buy = lots > 0n
  const held = buy ? position.lots(index) : -position.lots(index)
  const high = held + (buy ? position.openBuys(index) : position.openSells(index))
  const low = held - (buy ? position.openSells(index) : position.openBuys(index))
  const quantity = buy ? lots : -lots
  return {
    buy,
    quantity,
    high,
    low,
    worst: max(high < 0n ? -high : high, low < 0n ? -low : low),
    reducing: min(quantity, max(0n, -high)),
  }
}
