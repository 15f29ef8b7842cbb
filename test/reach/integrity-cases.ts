import { ORDER } from '../../model/layout.generated.ts'
import { LIMIT } from './probe-desk.ts'
import type { ProbeDesk } from './probe-desk.ts'
import { approved, at, over, reduces, refused, SET, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'

/** Integrity applies to every order, also to one that reduces, and needs no mark. */
export const INTEGRITY_CASES: readonly ReachCase[] = [
  {
    check: 'INSTRUMENT_UNKNOWN',
    setting: {},
    probes: [
      under((desk) => desk.order(1), approved(1)),
      over((desk) => desk.order(1, { instrument: 9 }), refused('INSTRUMENT_UNKNOWN', [9n, 0n, -9n])),
      over((desk) => desk.order(1, { instrument: 1 }), refused('INSTRUMENT_UNKNOWN', [1n, 0n, -1n])),
      reduces((desk) => desk.order(-1, { instrument: 9 }), refused('INSTRUMENT_UNKNOWN', [9n, 0n, -9n])),
    ],
    missing: refused('INSTRUMENT_UNKNOWN', [9n, 0n, -9n]),
    stale: refused('INSTRUMENT_UNKNOWN', [9n, 0n, -9n]),
  },
  {
    check: 'INSTRUMENT_NOT_TRADABLE',
    setting: { instruments: [{ tradable: false }] },
    probes: [
      under((desk) => desk.order(1), approved(1), { setting: {} }),
      over((desk) => desk.order(1), refused('INSTRUMENT_NOT_TRADABLE', SET)),
      reduces((desk) => desk.order(-5), refused('INSTRUMENT_NOT_TRADABLE', SET), {
        prepare: (desk) => {
          desk.quote()
          desk.hold(5)
        },
      }),
    ],
    missing: refused('INSTRUMENT_NOT_TRADABLE', SET),
    stale: refused('INSTRUMENT_NOT_TRADABLE', SET),
  },
  {
    check: 'CLIENT_ID_DUPLICATE',
    setting: {},
    prepare: (desk) => {
      desk.quote()
      desk.order(3, { id: 7n })
    },
    probes: [
      under((desk) => desk.order(1, { id: 8n }), approved(1)),
      over((desk) => desk.order(1, { id: 7n }), refused('CLIENT_ID_DUPLICATE', SET)),
      reduces((desk) => desk.order(-1, { id: 7n }), refused('CLIENT_ID_DUPLICATE', SET)),
    ],
    // Without a price the first order was refused, so that its id is free.
    missing: refused('MARK_MISSING', SET),
    stale: refused('CLIENT_ID_DUPLICATE', SET),
  },
  {
    check: 'CLIENT_ID_DUPLICATE',
    variant: 'open and forgotten',
    setting: {},
    // As many ids as are remembered came after that of the first order, which is open; the second one is filled.
    prepare: (desk) => {
      desk.quote()
      desk.order(3, { id: 7n, type: LIMIT, price: 9_000 })
      for (let id = 8n; id <= 16n; id++) desk.order(1, { id })
    },
    probes: [
      under((desk) => desk.order(1, { id: 8n }), approved(1)),
      over((desk) => desk.order(1, { id: 7n }), refused('CLIENT_ID_DUPLICATE', SET)),
    ],
    stale: refused('CLIENT_ID_DUPLICATE', SET),
  },
  {
    check: 'CLIENT_ID_DUPLICATE',
    variant: 'an id of the desk',
    setting: {},
    probes: [
      under((desk) => desk.order(1, { id: ownId(desk) + 1n }), approved(1)),
      over((desk) => desk.order(1, { id: ownId(desk) }), refused('CLIENT_ID_DUPLICATE', SET)),
    ],
  },
  {
    check: 'PRICE_OFF_TICK',
    setting: {
      instruments: [
        {
          tick: [
            { from: '0', tick: '0.05' },
            { from: '101', tick: '0.5' },
          ],
        },
      ],
    },
    probes: [
      under((desk) => desk.order(1, { type: LIMIT, price: 9_994 }), refused('PRICE_OFF_TICK', [9_994n, 9_990n, -4n])),
      under((desk) => desk.order(1, { type: LIMIT, price: 10_095 }), approved(1)),
      at((desk) => desk.order(1, { type: LIMIT, price: 9_995 }), approved(1)),
      at((desk) => desk.order(1, { type: LIMIT, price: 10_100 }), approved(1)),
      over((desk) => desk.order(1, { type: LIMIT, price: 9_996 }), refused('PRICE_OFF_TICK', [9_996n, 9_995n, -1n])),
      over((desk) => desk.order(1, { type: LIMIT, price: 10_105 }), refused('PRICE_OFF_TICK', [10_105n, 10_100n, -5n])),
      over((desk) => desk.order(1, { type: 2, stop: 10_103 }), refused('PRICE_OFF_TICK', [10_103n, 10_100n, -3n])),
      reduces(
        (desk) => desk.order(-5, { type: LIMIT, price: 9_996 }),
        refused('PRICE_OFF_TICK', [9_996n, 9_995n, -1n]),
        {
          prepare: (desk) => {
            desk.quote()
            desk.hold(5)
          },
        },
      ),
    ],
    missing: refused('PRICE_OFF_TICK', [9_996n, 9_995n, -1n]),
    stale: refused('PRICE_OFF_TICK', [9_996n, 9_995n, -1n]),
  },
  {
    check: 'QUANTITY_OFF_LOT',
    setting: { instruments: [{ lotStep: '10' }] },
    prepare: (desk) => {
      desk.quote()
      desk.hold(15)
    },
    probes: [
      under((desk) => desk.order(9), refused('QUANTITY_OFF_LOT', [9n, 0n, -9n])),
      at((desk) => desk.order(10), approved(10)),
      over((desk) => desk.order(11), refused('QUANTITY_OFF_LOT', [11n, 10n, -1n])),
      reduces((desk) => desk.order(-5), refused('QUANTITY_OFF_LOT', [5n, 0n, -5n])),
      reduces((desk) => desk.order(-10), approved(-10)),
      // The odd remainder may close.
      reduces((desk) => desk.order(-15), approved(-15)),
    ],
    missing: refused('QUANTITY_OFF_LOT', [11n, 10n, -1n]),
    stale: refused('QUANTITY_OFF_LOT', [11n, 10n, -1n]),
  },
  {
    check: 'QUANTITY_BELOW_MIN',
    setting: { instruments: [{ minQuantity: '10' }] },
    prepare: (desk) => {
      desk.quote()
      desk.hold(5)
    },
    // Of a minimum, the wrong side is below.
    probes: [
      over((desk) => desk.order(9), refused('QUANTITY_BELOW_MIN', [9n, 10n, -1n])),
      at((desk) => desk.order(10), approved(10)),
      under((desk) => desk.order(11), approved(11)),
      reduces((desk) => desk.order(-4), refused('QUANTITY_BELOW_MIN', [4n, 10n, -6n])),
      reduces((desk) => desk.order(-5), approved(-5)),
    ],
    missing: refused('QUANTITY_BELOW_MIN', [9n, 10n, -1n]),
    stale: refused('QUANTITY_BELOW_MIN', [9n, 10n, -1n]),
  },
  {
    check: 'NOTIONAL_BELOW_MIN',
    setting: { instruments: [{ minNotional: '1000' }] },
    prepare: (desk) => {
      desk.quote()
      desk.hold(5)
    },
    probes: [
      over((desk) => desk.order(9), refused('NOTIONAL_BELOW_MIN', [900_000n, 1_000_000n, -100_000n])),
      at((desk) => desk.order(10), approved(10)),
      under((desk) => desk.order(11), approved(11)),
      reduces((desk) => desk.order(-4), refused('NOTIONAL_BELOW_MIN', [400_000n, 1_000_000n, -600_000n])),
      reduces((desk) => desk.order(-5), approved(-5)),
    ],
    // The only one that takes a mark.
    missing: refused('MARK_MISSING', SET),
    stale: refused('NOTIONAL_BELOW_MIN', [900_000n, 1_000_000n, -100_000n]),
  },
  {
    check: 'ORDER_CAPACITY',
    setting: { orders: 2 },
    probes: [
      under((desk) => desk.order(1), approved(1)),
      at((desk) => desk.order(1), approved(1), { prepare: (desk) => rest(desk, 1) }),
      over((desk) => desk.order(1), refused('ORDER_CAPACITY', [3n, 2n, -1n]), { prepare: (desk) => rest(desk, 2) }),
      reduces((desk) => desk.order(-5), refused('ORDER_CAPACITY', [3n, 2n, -1n]), {
        prepare: (desk) => {
          rest(desk, 2)
          desk.hold(5)
        },
      }),
    ],
    missing: refused('MARK_MISSING', SET),
    stale: refused('ORDER_CAPACITY', [3n, 2n, -1n]),
  },
  {
    check: 'SELF_TRADE',
    setting: { portfolios: 2, limits: { selfTrade: 'refuse' } },
    prepare: (desk) => {
      desk.quote()
      desk.order(5, { type: LIMIT, price: 9_980, portfolio: 1 })
      desk.order(5, { type: LIMIT, price: 9_990, portfolio: 1 })
      desk.hold(5)
    },
    probes: [
      under((desk) => desk.order(-9, { type: LIMIT, price: 9_991 }), approved(-9)),
      at((desk) => desk.order(-9, { type: LIMIT, price: 9_990 }), refused('SELF_TRADE', [9_990n, 9_990n, 0n])),
      over((desk) => desk.order(-9, { type: LIMIT, price: 9_989 }), refused('SELF_TRADE', [9_990n, 9_989n, -1n])),
      over((desk) => desk.order(-9), refused('SELF_TRADE', [9_990n, 0n, -9_990n])),
      reduces((desk) => desk.order(-5), refused('SELF_TRADE', [9_990n, 0n, -9_990n])),
    ],
    missing: refused('MARK_MISSING', SET),
    stale: refused('SELF_TRADE', [9_990n, 9_989n, -1n]),
  },
  {
    check: 'SELF_TRADE',
    variant: 'buying',
    setting: { limits: { selfTrade: 'refuse' } },
    prepare: (desk) => {
      desk.quote()
      desk.order(-5, { type: LIMIT, price: 10_020 })
      desk.order(-5, { type: LIMIT, price: 10_010 })
    },
    probes: [
      under((desk) => desk.order(9, { type: LIMIT, price: 10_009 }), approved(9)),
      at((desk) => desk.order(9, { type: LIMIT, price: 10_010 }), refused('SELF_TRADE', [10_010n, 10_010n, 0n])),
      over((desk) => desk.order(9, { type: LIMIT, price: 10_011 }), refused('SELF_TRADE', [10_010n, 10_011n, 1n])),
    ],
    missing: refused('MARK_MISSING', SET),
    stale: refused('SELF_TRADE', [10_010n, 10_011n, 1n]),
  },
]

/** The id that the desk makes for an order without one, which rests; 1 where it is refused. */
function ownId(desk: ProbeDesk): bigint {
  const sent = desk.order(1, { type: LIMIT, price: 9_000 }).find(({ kind }) => kind === ORDER)
  return sent === undefined ? 1n : BigInt(sent.lanes['clientOrderId'])
}

function rest(desk: Parameters<NonNullable<ReachCase['prepare']>>[0], orders: number): void {
  desk.quote()
  for (let one = 0; one < orders; one++) desk.order(1, { type: LIMIT, price: 9_000 })
}
