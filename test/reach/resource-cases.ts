import { cap } from './cap.ts'
import { LIMIT } from './probe-desk.ts'
import type { ProbeDesk } from './probe-desk.ts'
import { approved, at, over, reduces, refused, under } from './reach-case.ts'
import type { ReachCase } from './reach-case.ts'

const linear = { kind: 'linear' } as const

/** Limits on cash, equity, margin and risk. */
export const RESOURCE_CASES: readonly ReachCase[] = [
  {
    check: 'EQUITY_NOT_POSITIVE',
    setting: { instruments: [linear], cash: '0', limits: { concentration: '1000000' } },
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: paidIn(2n) }),
      at((desk) => desk.order(1), approved(1), { prepare: paidIn(1n) }),
      over((desk) => desk.order(1), refused('EQUITY_NOT_POSITIVE', [0n, -1n, -1n])),
      over((desk) => desk.order(1), refused('EQUITY_NOT_POSITIVE', [5n, -1n, -6n]), { prepare: paidIn(-5n) }),
      reduces((desk) => desk.order(-50), approved(-50), {
        prepare: (desk) => {
          paidIn(-5n)(desk)
          desk.hold(50, { paid: false })
        },
      }),
    ],
  },
  {
    check: 'EQUITY_NOT_POSITIVE',
    variant: 'group',
    setting: { instruments: [linear], cash: '0', portfolios: 2, group: {}, limits: { concentration: '1000000' } },
    prepare: paidIn(5n),
    probes: [
      under((desk) => desk.order(1), approved(1)),
      at((desk) => desk.order(1), approved(1), { prepare: paidIn(5n, -4n) }),
      over((desk) => desk.order(1), refused('EQUITY_NOT_POSITIVE', [0n, -1n, -1n], 2), { prepare: paidIn(5n, -5n) }),
    ],
  },
  cap({
    check: 'CASH_INSUFFICIENT',
    setting: { instruments: [{ takerFee: '0.0025' }], cash: '10035', limits: { cashReserve: '10' } },
    most: 100,
    ask: { type: LIMIT, price: 10_000 },
    told: [10_125_250n, 10_025_000n, 10_025_000n],
    standing: false,
    target: { lots: 100, code: 'BUDGET_SCALED', numbers: [100_250_000n, 10_025_000n, 10_025_000n] },
  }),
  {
    check: 'CASH_INSUFFICIENT',
    variant: 'fee rounded up',
    setting: { instruments: [{ takerFee: '0.00033' }], cash: '0.1' },
    prepare: paidIn(42n),
    // One lot at 100.01 is 100 010, its fee 33.0033.
    probes: [
      under((desk) => desk.order(1, { type: LIMIT, price: 10_001 }), approved(1), { prepare: paidIn(99_945n) }),
      at((desk) => desk.order(1, { type: LIMIT, price: 10_001 }), approved(1), { prepare: paidIn(99_944n) }),
      over(
        (desk) => desk.order(1, { type: LIMIT, price: 10_001 }),
        refused('CASH_INSUFFICIENT', [100_044n, 100_043n, 100_043n]),
        { prepare: paidIn(99_943n) },
      ),
    ],
  },
  cap({
    check: 'MARGIN_INSUFFICIENT',
    setting: { instruments: [{ ...linear, initialMargin: '0.1' }], cash: '1000' },
    held: 40,
    paid: false,
    most: 60,
    told: [1_010_000n, 1_000_000n, 600_000n],
    target: { lots: 60, code: 'MARGIN_INSUFFICIENT', numbers: [10_000_000n, 1_000_000n, 600_000n] },
  }),
  {
    check: 'MARGIN_INSUFFICIENT',
    variant: 'rounded up',
    setting: { instruments: [{ ...linear, initialMargin: '0.333333' }], cash: '0' },
    // One lot takes 33 333.3.
    probes: [
      under((desk) => desk.order(1), approved(1), { prepare: paidIn(33_335n) }),
      at((desk) => desk.order(1), approved(1), { prepare: paidIn(33_334n) }),
      over((desk) => desk.order(1), refused('MARGIN_INSUFFICIENT', [33_334n, 33_333n, 33_333n]), {
        prepare: paidIn(33_333n),
      }),
    ],
  },
  {
    check: 'LEVERAGE_MAX',
    variant: 'share rounded down',
    setting: { instruments: [linear], cash: '0', limits: { concentration: '1000000', leverage: '0.333333' } },
    prepare: (desk) => {
      desk.cash(999n)
      desk.quote(1, 1)
    },
    // A lot is worth 10; the share is 332.99.
    probes: [
      under((desk) => desk.order(32), approved(32)),
      at((desk) => desk.order(33), approved(33)),
      over((desk) => desk.order(34), refused('LEVERAGE_MAX', [340n, 332n, 332n])),
    ],
  },
  {
    check: 'GROSS_MAX',
    variant: 'inverse, rounded up',
    setting: { instruments: [{ kind: 'inverse', multiplier: '100' }], limits: { gross: '2.99970003' } },
    prepare: (desk) => desk.quote(10_001, 10_001),
    // Three contracts of 100 at 100.01 are worth 2.999700029…
    probes: [
      under((desk) => desk.order(2), approved(2)),
      at((desk) => desk.order(3), approved(3)),
      over((desk) => desk.order(3), refused('GROSS_MAX', [299_970_003n, 299_970_002n, 299_970_002n]), {
        setting: { instruments: [{ kind: 'inverse', multiplier: '100' }], limits: { gross: '2.99970002' } },
      }),
    ],
  },
  cap({
    check: 'VOLATILITY_MAX',
    setting: {
      limits: { volatility: { limit: '0.002', instruments: ['ABC'], covariance: [['0.04']] } },
    },
    held: 40,
    most: 60,
    told: [2_020n, 2_000n, 1_200n],
    // A yes or no.
    target: { lots: 0, code: 'VOLATILITY_MAX', numbers: [20_000n, 2_000n, 1_200n] },
  }),
  cap({
    check: 'VALUE_AT_RISK_MAX',
    setting: {
      limits: {
        volatility: {
          limit: '1',
          instruments: ['ABC'],
          covariance: [['0.0001']],
          valueAtRisk: { limit: '0.0002', quantile: '2' },
        },
      },
    },
    held: 40,
    most: 60,
    told: [202n, 200n, 120n],
    target: { lots: 0, code: 'VALUE_AT_RISK_MAX', numbers: [2_000n, 200n, 120n] },
  }),
  cap({
    check: 'CORRELATION_MAX',
    setting: {
      limits: {
        volatility: {
          limit: '1',
          instruments: ['ABC'],
          covariance: [['0.0001']],
          correlation: { limit: '0.01', threshold: '0.5' },
        },
      },
    },
    held: 40,
    most: 60,
    told: [10_100n, 10_000n, 6_000n],
    target: { lots: 0, code: 'CORRELATION_MAX', numbers: [100_000n, 10_000n, 6_000n] },
  }),
  cap({
    check: 'CORRELATION_MAX',
    variant: 'hedged',
    setting: {
      instruments: [{}, {}],
      limits: {
        volatility: {
          limit: '1',
          instruments: ['ABC', 'DEF'],
          covariance: [
            ['0.0001', '-0.0001'],
            ['-0.0001', '0.0001'],
          ],
          correlation: { limit: '0.01', threshold: '0.5' },
        },
      },
    },
    // What moves the other way is taken off.
    prepare: (desk) => {
      desk.quote(10_000, 10_000, 1)
      desk.hold(40, { instrument: 1 })
    },
    most: 140,
    told: [10_100n, 10_000n, 6_000n],
    target: { lots: 0, code: 'CORRELATION_MAX', numbers: [96_000n, 10_000n, 6_000n] },
  }),
]

/** Cash appears in the first portfolios, and a price comes. */
function paidIn(...amounts: readonly bigint[]): (desk: ProbeDesk) => void {
  return (desk) => {
    for (const [portfolio, amount] of amounts.entries()) desk.cash(amount, portfolio)
    desk.quote()
  }
}
