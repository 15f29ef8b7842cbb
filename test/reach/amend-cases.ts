import { LIMIT, LOT } from './probe-desk.ts'
import type { ProbeDesk, Said } from './probe-desk.ts'
import { approved, at, over, reduces, refused, SET, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'
import { SECOND } from './setting.ts'

const ID = 7n
const CANCEL_ALL = 7
/** Parameter of a position. */
const RESTRICTED = 64
type Terms = readonly [lots: number, price?: number]

/** A buy of ten lots that rests at 90.00, amended; where there is no price it is the order that is judged. */
function amended(...all: readonly Terms[]): (desk: ProbeDesk) => Said[] {
  return (desk) => {
    let said = desk.order(10, { id: ID, type: LIMIT, price: 9_000 })
    if (desk.isOpen(ID)) for (const [lots, price] of all) said = desk.amend(ID, lots, price)
    return said
  }
}

/** The same, where something happens while the order rests. */
function then(happens: (desk: ProbeDesk) => void, lots: number): (desk: ProbeDesk) => Said[] {
  return (desk) => {
    amended()(desk)
    happens(desk)
    return desk.isOpen(ID) ? desk.amend(ID, lots) : desk.order(10)
  }
}

/** The order that stands, amended; where there is none one is judged. */
function again(lots: number): (desk: ProbeDesk) => Said[] {
  return (desk) => (desk.isOpen(ID) ? desk.amend(ID, lots) : desk.order(1))
}

/** Cancels that came too late, and a second order or not, leave no timer for one more answer. */
function timersShort(desk: ProbeDesk, both: boolean): void {
  desk.quote()
  desk.order(1)
  desk.order(1)
  desk.wait(9n * SECOND)
  desk.command(CANCEL_ALL)
  desk.wait(SECOND)
  desk.order(10, { id: ID, type: LIMIT, price: 9_000 })
  if (both) desk.order(1)
}

function held(lots: number, paid = true): (desk: ProbeDesk) => void {
  return (desk) => {
    desk.quote()
    desk.hold(lots, { paid })
  }
}

/** Orders that change: what they add is judged, and what they take away passes. */
export const AMEND_CASES: readonly ReachCase[] = [
  {
    check: 'ORDER_PENDING',
    setting: { latencyNanos: SECOND },
    probes: [
      under(amended([12]), approved(12)),
      over(amended([12], [13]), refused('ORDER_PENDING', SET)),
      // Also what takes away waits for its turn.
      reduces(amended([12], [9]), refused('ORDER_PENDING', SET)),
    ],
  },
  {
    check: 'POSITION_MAX',
    variant: 'amend',
    setting: { limits: { position: { '*': '100' } } },
    prepare: held(40),
    probes: [
      under(amended([59]), approved(59)),
      at(amended([60]), approved(60)),
      over(amended([61]), refused('POSITION_MAX', [101n, 100n, 50n])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'GROSS_MAX',
    variant: 'amend',
    setting: { limits: { gross: '10000' } },
    prepare: held(40),
    probes: [
      under(amended([59]), approved(59)),
      at(amended([60]), approved(60)),
      over(amended([61]), refused('GROSS_MAX', [101n * LOT, 100n * LOT, 50n * LOT])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'ORDER_NOTIONAL_MAX',
    variant: 'amend',
    setting: { limits: { orderNotional: '10000' } },
    // The whole order counts.
    probes: [
      under(amended([99]), approved(99)),
      at(amended([100]), approved(100)),
      over(amended([101]), refused('ORDER_NOTIONAL_MAX', [101n * LOT, 100n * LOT, 100n * LOT])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'NOTIONAL_ABOVE_MAX',
    variant: 'amend',
    setting: { instruments: [{ maxNotional: '10000' }] },
    probes: [
      under(amended([99]), approved(99)),
      at(amended([100]), approved(100)),
      over(amended([101]), refused('NOTIONAL_ABOVE_MAX', [101n * LOT, 100n * LOT, 100n * LOT])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'ORDER_CAPACITY',
    variant: 'amend',
    setting: { orders: 2, latencyNanos: 10n * SECOND },
    prepare: (desk) => timersShort(desk, true),
    probes: [
      under(again(11), approved(11), { prepare: (desk) => timersShort(desk, false) }),
      over(again(11), refused('ORDER_CAPACITY', [3n, 2n, -1n])),
      // Also what takes away is a timer.
      reduces(again(9), refused('ORDER_CAPACITY', [3n, 2n, -1n])),
    ],
    missing: refused('MARK_MISSING'),
    stale: refused('MARK_STALE'),
  },
  {
    check: 'EQUITY_NOT_POSITIVE',
    variant: 'amend',
    setting: { instruments: [{ kind: 'linear' }], cash: '0', limits: { concentration: '1100000' } },
    prepare: (desk) => {
      desk.cash(5n)
      desk.quote()
    },
    probes: [
      under(
        then((desk) => desk.cash(-3n), 11),
        approved(11),
      ),
      at(
        then((desk) => desk.cash(-4n), 11),
        approved(11),
      ),
      over(
        then((desk) => desk.cash(-5n), 11),
        refused('EQUITY_NOT_POSITIVE', [0n, -1n, -1n]),
      ),
      reduces(
        then((desk) => desk.cash(-5n), 9),
        approved(9),
      ),
    ],
  },
  {
    check: 'SELF_TRADE',
    variant: 'amend',
    setting: { portfolios: 2, limits: { selfTrade: 'refuse' } },
    prepare: (desk) => {
      desk.quote()
      desk.order(-5, { type: LIMIT, price: 10_010, portfolio: 1 })
    },
    probes: [
      under(amended([0, 10_009]), approved(10)),
      over(amended([0, 10_010]), refused('SELF_TRADE', [10_010n, 10_010n, 0n])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'QUANTITY_ABOVE_MAX',
    variant: 'amend',
    setting: { instruments: [{ maxQuantity: '100' }] },
    probes: [
      under(amended([99]), approved(99)),
      at(amended([100]), approved(100)),
      over(amended([101]), refused('QUANTITY_ABOVE_MAX', [101n, 100n, 100n])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'VOLATILITY_MAX',
    variant: 'amend',
    setting: { limits: { volatility: { limit: '0.002', instruments: ['ABC'], covariance: [['0.04']] } } },
    prepare: held(40),
    probes: [
      under(amended([59]), approved(59)),
      at(amended([60]), approved(60)),
      over(amended([61]), refused('VOLATILITY_MAX', [2_020n, 2_000n, 1_000n])),
      reduces(amended([9]), approved(9)),
    ],
  },
  {
    check: 'RESTRICTED',
    variant: 'amend',
    setting: {},
    probes: [
      under(amended([11]), approved(11)),
      over(
        then((desk) => desk.parameter(RESTRICTED, 1n), 11),
        refused('RESTRICTED', SET),
      ),
      reduces(
        then((desk) => desk.parameter(RESTRICTED, 1n), 9),
        approved(9),
      ),
    ],
  },
  {
    check: 'CASH_INSUFFICIENT',
    variant: 'amend',
    setting: { cash: '1000' },
    // 900 are reserved; of a higher limit what is missing.
    probes: [
      under(amended([0, 9_999]), approved(10)),
      at(amended([0, 10_000]), approved(10)),
      over(amended([0, 10_001]), refused('CASH_INSUFFICIENT', [100_100n, 100_000n, 100_000n])),
      reduces(amended([9, 9_000]), approved(9)),
    ],
  },
  {
    check: 'PRICE_COLLAR',
    variant: 'amend',
    setting: { limits: { priceCollar: '0.1' } },
    probes: [
      under(amended([0, 10_999]), approved(10)),
      at(amended([0, 11_000]), approved(10)),
      over(amended([0, 11_001]), refused('PRICE_COLLAR', [100_100n, 100_000n, -100n])),
      // A better price is no worse for being far away.
      reduces(amended([0, 5_000]), approved(10)),
    ],
  },
  {
    check: 'TRADING_STATE_REDUCING',
    variant: 'amend',
    setting: {},
    probes: [
      under(amended([11]), approved(11)),
      over(
        (desk) => {
          amended()(desk)
          desk.state(1)
          return desk.isOpen(ID) ? desk.amend(ID, 11) : desk.order(10)
        },
        refused('TRADING_STATE_REDUCING', SET),
      ),
      reduces((desk) => {
        amended()(desk)
        desk.state(1)
        return desk.amend(ID, 9)
      }, approved(9)),
      // More of what still only closes.
      reduces((desk) => {
        desk.hold(20)
        desk.order(-10, { id: ID, type: LIMIT, price: 11_000 })
        desk.state(1)
        return desk.amend(ID, -15)
      }, approved(-15)),
    ],
    missing: refused('TRADING_STATE_REDUCING', SET),
    stale: refused('TRADING_STATE_REDUCING', SET),
  },
]
