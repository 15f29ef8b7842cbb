import { LIMIT, LOT } from './probe-desk.ts'
import type { ProbeDesk } from './probe-desk.ts'
import { approved, at, over, reduced, refused, target, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'
import { SECOND } from './setting.ts'
import type { Setting } from './setting.ts'

const CANCEL_ALL = 7
const most = 100n * LOT

/** Limits that are a share of equity, with one unit of it missing: a lot never is as little as that. */
const SHARES: readonly ReachCase[] = (
  [
    ['CONCENTRATION_MAX', { limits: { concentration: '0.01' } }],
    ['LEVERAGE_MAX', { limits: { leverage: '0.01' } }],
    ['SECTOR_MAX', { instruments: [{ sector: 'X' }], limits: { sectors: { X: '0.01' } } }],
    ['GROUP_MAX', { instruments: [{ groups: ['X'] }], limits: { groups: { X: '0.01' } } }],
    ['COUNTRY_MAX', { instruments: [{ country: 'X' }], limits: { countries: { X: '0.01' } } }],
    ['ISSUER_MAX', { instruments: [{ issuer: 'X' }], limits: { issuers: { X: '0.01' } } }],
    ['CURRENCY_MAX', { limits: { currencies: { USD: '0.01' } } }],
  ] as const satisfies readonly (readonly [ReachCase['check'], Setting])[]
).map(([check, setting]) => ({
  check,
  variant: 'by a unit',
  setting,
  probes: [
    at((desk) => desk.order(100), approved(100)),
    over((desk) => desk.order(100), refused(check, [most, most - 1n, most - 1n]), {
      prepare: (desk) => {
        // The share, a hundredth, is rounded down.
        desk.cash(-1n)
        desk.quote()
      },
    }),
  ],
}))

/** Brought to their limits by less than an order could. */
export const EDGE_CASES: readonly ReachCase[] = [
  ...SHARES,
  {
    check: 'PRICE_OFF_TICK',
    variant: 'at the step',
    // The step itself is no multiple of the tick that is in force from it on.
    setting: {
      instruments: [
        {
          tick: [
            { from: '0', tick: '0.05' },
            { from: '101.05', tick: '0.5' },
          ],
        },
      ],
    },
    probes: [
      under((desk) => desk.order(1, { type: LIMIT, price: 10_100 }), approved(1)),
      over((desk) => desk.order(1, { type: LIMIT, price: 10_105 }), refused('PRICE_OFF_TICK', [10_105n, 10_100n, -5n])),
    ],
    missing: refused('PRICE_OFF_TICK', [10_105n, 10_100n, -5n]),
    stale: refused('PRICE_OFF_TICK', [10_105n, 10_100n, -5n]),
  },
  {
    check: 'ORDER_CAPACITY',
    variant: 'timers',
    setting: { orders: 2, latencyNanos: 10n * SECOND },
    prepare: (desk) => timersLeft(desk, true),
    // A place is free, but cancels that came too late are still under way.
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: (desk) => timersLeft(desk, false) }),
      over((desk) => desk.order(1), refused('ORDER_CAPACITY', [3n, 2n, -1n])),
    ],
    missing: refused('MARK_MISSING'),
    stale: refused('MARK_STALE'),
  },
  {
    check: 'CASH_INSUFFICIENT',
    variant: 'fees of two rounded up',
    setting: { instruments: [{ takerFee: '0.0005' }, { takerFee: '0.0005' }], cash: '0' },
    // Half of what both ask for is 500 lots each for 5 002.5; rounded up the two are a unit more than there is.
    probes: [
      target((desk) => desk.targets(1_000_000, [0, 1]), reduced(499, 'BUDGET_SCALED', [20_010n, 10_005n, 10_005n]), {
        prepare: (desk) => {
          desk.cash(10_005n)
          desk.quote(1, 1, 0)
          desk.quote(1, 1, 1)
        },
      }),
    ],
  },
  {
    check: 'VOLATILITY_MAX',
    variant: 'a root begun',
    setting: { limits: { volatility: { limit: '0.002', instruments: ['ABC'], covariance: [['0.04']] } } },
    probes: [
      under((desk) => desk.order(99), approved(99)),
      at((desk) => desk.order(100), approved(100)),
      // √(10 000² × 0.040000000001) is above 2 000 by 2.5e-8.
      over((desk) => desk.order(100), refused('VOLATILITY_MAX', [2_001n, 2_000n, 2_000n]), {
        setting: { limits: { volatility: { limit: '0.002', instruments: ['ABC'], covariance: [['0.040000000001']] } } },
      }),
    ],
  },
]

/** Two orders whose cancels come after their fills, and a third, whose cancel is under way as well or not. */
function timersLeft(desk: ProbeDesk, cancelling: boolean): void {
  desk.quote()
  desk.order(1)
  desk.order(1)
  desk.wait(9n * SECOND)
  desk.command(CANCEL_ALL)
  desk.wait(SECOND)
  desk.order(1)
  if (cancelling) desk.command(CANCEL_ALL)
}
