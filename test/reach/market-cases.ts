import { LIMIT } from './probe-desk.ts'
import type { ProbeDesk } from './probe-desk.ts'
import { approved, at, over, reduces, refused, SET, target, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'
import { SECOND } from './setting.ts'

const HALT = 1
const REDUCE = 2
/** The instrument settles in another currency, of which there is a million. */
const ABROAD = { instruments: [{ currency: 'EUR' }], balances: { EUR: '1000000' } } as const

function priced(desk: ProbeDesk): void {
  desk.quote()
  desk.hold(50)
}

/** Trading states, prices and rates: a reduction has a state, an age, a collar and a budget of its own. */
export const MARKET_CASES: readonly ReachCase[] = [
  {
    check: 'TRADING_STATE_HALTED',
    setting: {},
    prepare: priced,
    probes: [
      under((desk) => desk.order(1), approved(1)),
      over((desk) => desk.order(1), refused('TRADING_STATE_HALTED', SET), { prepare: commanded(HALT) }),
      reduces((desk) => desk.order(-1), refused('TRADING_STATE_HALTED', SET), { prepare: commanded(HALT) }),
    ],
    missing: refused('TRADING_STATE_HALTED', SET),
    stale: refused('TRADING_STATE_HALTED', SET),
  },
  {
    check: 'TRADING_STATE_HALTED',
    variant: 'group',
    setting: { group: {} },
    prepare: priced,
    probes: [
      under((desk) => desk.order(1), approved(1)),
      over((desk) => desk.order(1), refused('TRADING_STATE_HALTED', SET, 1), { prepare: commanded(HALT, 1) }),
      reduces((desk) => desk.order(-1), refused('TRADING_STATE_HALTED', SET, 1), { prepare: commanded(HALT, 1) }),
    ],
    missing: refused('TRADING_STATE_HALTED', SET, 1),
    stale: refused('TRADING_STATE_HALTED', SET, 1),
  },
  {
    check: 'TRADING_STATE_REDUCING',
    setting: {},
    prepare: priced,
    probes: [
      under((desk) => desk.order(1), approved(1)),
      over((desk) => desk.order(1), refused('TRADING_STATE_REDUCING', SET), { prepare: commanded(REDUCE) }),
      reduces((desk) => desk.order(-50), approved(-50), { prepare: commanded(REDUCE) }),
      reduces((desk) => desk.order(-51), refused('TRADING_STATE_REDUCING', SET), { prepare: commanded(REDUCE) }),
    ],
    missing: refused('TRADING_STATE_REDUCING', SET),
    stale: refused('TRADING_STATE_REDUCING', SET),
  },
  {
    check: 'WARMING_UP',
    setting: {},
    prepare: (desk) => desk.quote(0, 10_000),
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: (desk) => desk.quote() }),
      over((desk) => desk.order(1), refused('WARMING_UP', SET)),
      reduces((desk) => desk.order(-1), refused('WARMING_UP', SET), {
        prepare: (desk) => {
          desk.quote(0, 10_000)
          desk.hold(5)
        },
      }),
    ],
    stale: refused('WARMING_UP', SET),
  },
  {
    check: 'MARK_MISSING',
    setting: {},
    prepare: () => undefined,
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: (desk) => desk.quote() }),
      over((desk) => desk.order(1), refused('MARK_MISSING', SET)),
      reduces((desk) => desk.order(-1), refused('MARK_MISSING', SET), { prepare: (desk) => desk.hold(5) }),
    ],
    stale: refused('MARK_MISSING', SET),
  },
  {
    check: 'MARK_STALE',
    setting: { instruments: [{ staleAfterNanos: 10n * SECOND, reduceMarkAgeMaxNanos: 60n * SECOND }] },
    prepare: priced,
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: waited(10n * SECOND - 1n) }),
      at((desk) => desk.order(1), approved(1), { prepare: waited(10n * SECOND) }),
      over((desk) => desk.order(1), refused('MARK_STALE', [10n * SECOND + 1n, 10n * SECOND, -1n]), {
        prepare: waited(10n * SECOND + 1n),
      }),
      reduces((desk) => desk.order(-50), approved(-50), { prepare: waited(10n * SECOND + 1n) }),
      reduces((desk) => desk.order(-50), approved(-50), { prepare: waited(60n * SECOND) }),
      reduces((desk) => desk.order(-50), refused('MARK_STALE', [60n * SECOND + 1n, 60n * SECOND, -1n]), {
        prepare: waited(60n * SECOND + 1n),
      }),
    ],
    // What is older than any age is told by its own age.
    stale: refused('MARK_STALE', [11n * SECOND + 2n, SECOND, -10n * SECOND - 2n]),
  },
  {
    check: 'RATE_MISSING',
    setting: ABROAD,
    prepare: priced,
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: rated(0n) }),
      over((desk) => desk.order(1), refused('RATE_MISSING', SET)),
      reduces((desk) => desk.order(-50), approved(-50)),
      target((desk) => desk.target(1_000_000), refused('RATE_MISSING', SET)),
    ],
  },
  {
    check: 'RATE_STALE',
    setting: { ...ABROAD, limits: { rateStaleAfterNanos: 10n * SECOND } },
    prepare: rated(10n * SECOND + 1n),
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: rated(10n * SECOND - 1n) }),
      at((desk) => desk.order(1), approved(1), { prepare: rated(10n * SECOND) }),
      over((desk) => desk.order(1), refused('RATE_STALE', [10n * SECOND + 1n, 10n * SECOND, -1n])),
      reduces((desk) => desk.order(-50), approved(-50)),
    ],
    stale: refused('MARK_STALE', [11n * SECOND + 2n, SECOND, -10n * SECOND - 2n]),
  },
  {
    check: 'MARKET_CROSSED',
    setting: {},
    prepare: (desk) => {
      priced(desk)
      desk.quote(10_010, 10_000)
    },
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: priced }),
      at((desk) => desk.order(1), approved(1), {
        prepare: (desk) => {
          priced(desk)
          desk.quote(10_000, 10_000)
        },
      }),
      over((desk) => desk.order(1), refused('MARKET_CROSSED', [10_010n, 10_000n, -10n])),
      reduces((desk) => desk.order(-50), approved(-50)),
    ],
  },
  {
    check: 'PRICE_COLLAR',
    setting: { limits: { priceCollar: '0.05' } },
    prepare: priced,
    probes: [
      under((desk) => desk.order(1, { type: LIMIT, price: 9_501 }), approved(1)),
      at((desk) => desk.order(1, { type: LIMIT, price: 9_500 }), approved(1)),
      at((desk) => desk.order(1, { type: LIMIT, price: 10_500 }), approved(1)),
      over((desk) => desk.order(1, { type: LIMIT, price: 9_499 }), refused('PRICE_COLLAR', [50_100n, 50_000n, -100n])),
      over((desk) => desk.order(1, { type: LIMIT, price: 10_501 }), refused('PRICE_COLLAR', [50_100n, 50_000n, -100n])),
      reduces((desk) => desk.order(-50, { type: LIMIT, price: 11_000 }), approved(-50)),
      reduces(
        (desk) => desk.order(-50, { type: LIMIT, price: 11_001 }),
        refused('PRICE_COLLAR', [100_100n, 100_000n, -100n]),
      ),
    ],
  },
  {
    check: 'PRICE_COLLAR_LAST',
    setting: { limits: { priceCollar: '0.02' } },
    prepare: (desk) => {
      desk.trade(9_800)
      priced(desk)
    },
    probes: [
      under((desk) => desk.order(1, { type: LIMIT, price: 9_995 }), approved(1)),
      at((desk) => desk.order(1, { type: LIMIT, price: 9_996 }), approved(1)),
      over(
        (desk) => desk.order(1, { type: LIMIT, price: 9_997 }),
        refused('PRICE_COLLAR_LAST', [20_102n, 20_000n, -102n]),
      ),
      reduces((desk) => desk.order(-50, { type: LIMIT, price: 10_192 }), approved(-50)),
      reduces(
        (desk) => desk.order(-50, { type: LIMIT, price: 10_193 }),
        refused('PRICE_COLLAR_LAST', [40_102n, 40_000n, -102n]),
      ),
    ],
  },
  {
    check: 'ORDER_RATE',
    setting: { limits: { orderRate: { count: 2, perNanos: 60n * SECOND } } },
    prepare: (desk) => {
      priced(desk)
      desk.order(1)
      desk.order(1)
    },
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: spent(30n * SECOND + 1n) }),
      at((desk) => desk.order(1), approved(1), { prepare: spent(30n * SECOND) }),
      over((desk) => desk.order(1), refused('ORDER_RATE', [60n * SECOND, 30n * SECOND, -30n * SECOND])),
      over((desk) => desk.order(1), refused('ORDER_RATE', [30n * SECOND + 1n, 30n * SECOND, -1n]), {
        prepare: spent(30n * SECOND - 1n),
      }),
      // A budget of the same size of their own.
      reduces((desk) => desk.order(-1), approved(-1)),
      reduces((desk) => desk.order(-1), approved(-1), { prepare: spent(0n, 1) }),
      reduces((desk) => desk.order(-1), refused('ORDER_RATE', [60n * SECOND, 30n * SECOND, -30n * SECOND]), {
        prepare: spent(0n, 2),
      }),
    ],
  },
  {
    check: 'OPEN_ORDERS_MAX',
    setting: { limits: { openOrders: 2 } },
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: resting(0, 0) }),
      at((desk) => desk.order(1), approved(1), { prepare: resting(1, 0) }),
      over((desk) => desk.order(1), refused('OPEN_ORDERS_MAX', [3n, 2n, -1n]), { prepare: resting(2, 0) }),
      // Twice as many.
      reduces((desk) => desk.order(-1), approved(-1), { prepare: resting(2, 1) }),
      reduces((desk) => desk.order(-1), refused('OPEN_ORDERS_MAX', [5n, 4n, -1n]), { prepare: resting(2, 2) }),
    ],
  },
]

/** A rate of the instrument's currency came, and time went by. */
function rated(nanos: bigint): (desk: ProbeDesk) => void {
  return (desk) => {
    priced(desk)
    desk.rate(1_100_000_000n)
    desk.wait(nanos)
  }
}

function commanded(verb: number, scope = 0): (desk: ProbeDesk) => void {
  return (desk) => {
    priced(desk)
    desk.command(verb, scope)
  }
}

function waited(nanos: bigint): (desk: ProbeDesk) => void {
  return (desk) => {
    priced(desk)
    desk.wait(nanos)
  }
}

/** Two increases, some reductions, and some time. */
function spent(nanos: bigint, reductions = 0): (desk: ProbeDesk) => void {
  return (desk) => {
    priced(desk)
    for (const lots of [1, 1, -1, -1].slice(0, 2 + reductions)) desk.order(lots)
    desk.wait(nanos)
  }
}

function resting(buys: number, sells: number): (desk: ProbeDesk) => void {
  return (desk) => {
    priced(desk)
    for (let one = 0; one < buys; one++) desk.order(1, { type: LIMIT, price: 9_000 })
    for (let one = 0; one < sells; one++) desk.order(-1, { type: LIMIT, price: 11_000 })
  }
}
