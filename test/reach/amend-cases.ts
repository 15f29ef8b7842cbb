import { LIMIT, LOT } from './probe-desk.ts'
import type { ProbeDesk, Said } from './probe-desk.ts'
import { approved, at, over, reduces, refused, SET, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'
import { SECOND } from './setting.ts'

const ID = 7n
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
    ],
    missing: refused('TRADING_STATE_REDUCING', SET),
    stale: refused('TRADING_STATE_REDUCING', SET),
  },
]
