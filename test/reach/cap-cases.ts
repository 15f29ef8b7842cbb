import type { ReasonCode } from '../../model/reasons.generated.ts'
import { LIMIT, LOT } from './probe-desk.ts'
import type { Ask, ProbeDesk } from './probe-desk.ts'
import { approved, at, over, reduced, reduces, refused, SET, target, under } from './reach-case.ts'
import type { Numbers, Probe, ReachCase } from './reach-case.ts'
import type { Setting } from './setting.ts'

interface Cap {
  readonly check: ReasonCode
  readonly variant?: string
  readonly setting: Setting
  /** Lots held before. */
  readonly held?: number
  /** Who holds them. */
  readonly holder?: number
  /** Contracts are held without having been paid. */
  readonly paid?: boolean
  readonly prepare?: (desk: ProbeDesk) => void
  /** Signed, the largest order that passes; one lot more is told these numbers. */
  readonly most: number
  readonly told: Numbers
  readonly scope?: number
  readonly ask?: Ask
  /** What is left of a full target, and what it is told; by default it isn't asked. */
  readonly target?: { readonly lots: number; readonly code: ReasonCode; readonly numbers: Numbers }
  /** Far over the limit, nothing more may be added; not so where the limit is one of the order alone. */
  readonly standing?: boolean
}

/** A cap, with an order of one lot less than passes, of what passes, and of one more. Far over it, all may be sold. */
function cap(one: Cap): ReachCase {
  const { check, setting, held = 0, holder = 0, paid = true, most, told, scope = 0, ask, standing = true } = one
  const sign = Math.sign(most)
  const prepare = (desk: ProbeDesk): void => {
    desk.quote()
    if (held !== 0) desk.hold(held, { portfolio: holder, paid })
    one.prepare?.(desk)
  }
  const farOver = (desk: ProbeDesk): void => {
    desk.quote()
    desk.hold(sign * 500, { paid: false })
  }
  const probes: Probe[] = [
    under((desk) => desk.order(most - sign, ask), approved(most - sign)),
    at((desk) => desk.order(most, ask), approved(most)),
    over((desk) => desk.order(most + sign, ask), refused(check, told, scope)),
    reduces((desk) => desk.order(-sign * 500), approved(-sign * 500), { prepare: farOver }),
  ]
  if (standing)
    probes.push(reduces((desk) => desk.order(sign, ask), refused(check, undefined, scope), { prepare: farOver }))
  if (one.target !== undefined) {
    const { lots, code, numbers } = one.target
    const judged = lots === 0 ? refused(code, numbers, scope) : reduced(lots, code, numbers, scope)
    probes.push(target((desk) => desk.target(sign * 1_000_000), judged))
  }
  return { check, setting, prepare, probes, ...(one.variant === undefined ? {} : { variant: one.variant }) }
}

const linear = { kind: 'linear' } as const

/** Limits on lots and on one order. */
const LOT_CAPS: readonly ReachCase[] = [
  cap({
    check: 'SHORT_NOT_ALLOWED',
    setting: { limits: { allowShort: false } },
    held: 10,
    most: -10,
    told: [1n, 0n, 10n],
    target: { lots: -10, code: 'SHORT_NOT_ALLOWED', numbers: [1_000n, 0n, 10n] },
  }),
  cap({
    check: 'QUANTITY_ABOVE_MAX',
    setting: { instruments: [{ maxQuantity: '100' }] },
    held: 7,
    most: 100,
    told: [101n, 100n, 100n],
    standing: false,
    target: { lots: 100, code: 'QUANTITY_ABOVE_MAX', numbers: [993n, 100n, 100n] },
  }),
  cap({
    check: 'NOTIONAL_ABOVE_MAX',
    setting: { instruments: [{ maxNotional: '10000' }] },
    held: 7,
    most: 100,
    told: [101n * LOT, 100n * LOT, 100n * LOT],
    standing: false,
    target: { lots: 100, code: 'NOTIONAL_ABOVE_MAX', numbers: [993n * LOT, 100n * LOT, 100n * LOT] },
  }),
  cap({
    check: 'ORDER_NOTIONAL_MAX',
    setting: { limits: { orderNotional: '10000' } },
    held: 7,
    most: 100,
    told: [101n * LOT, 100n * LOT, 100n * LOT],
    standing: false,
    target: { lots: 100, code: 'ORDER_NOTIONAL_MAX', numbers: [993n * LOT, 100n * LOT, 100n * LOT] },
  }),
  cap({
    check: 'POSITION_MAX',
    setting: { limits: { position: { '*': '100' } } },
    held: 40,
    prepare: (desk) => void desk.order(10, { type: LIMIT, price: 9_000 }),
    most: 50,
    told: [101n, 100n, 50n],
    target: { lots: 50, code: 'POSITION_MAX', numbers: [1_000n, 100n, 50n] },
  }),
  cap({
    check: 'POSITION_MAX',
    variant: 'selling',
    setting: { limits: { position: { '*': '100' } } },
    held: -40,
    most: -60,
    told: [101n, 100n, 60n],
    target: { lots: -60, code: 'POSITION_MAX', numbers: [1_000n, 100n, 60n] },
  }),
  cap({
    check: 'BORROW_UNAVAILABLE',
    setting: { instruments: [{ borrow: '100' }], portfolios: 2 },
    held: -40,
    holder: 1,
    prepare: (desk) => desk.hold(5),
    most: -65,
    told: [101n, 100n, 60n],
    target: { lots: -65, code: 'BORROW_UNAVAILABLE', numbers: [1_040n, 100n, 60n] },
  }),
  {
    check: 'RESTRICTED',
    setting: { limits: { restricted: ['ABC'] } },
    prepare: (desk) => {
      desk.quote()
      desk.hold(50)
    },
    probes: [
      under((desk) => desk.order(1), approved(1), { setting: {} }),
      over((desk) => desk.order(1), refused('RESTRICTED', SET)),
      reduces((desk) => desk.order(-50), approved(-50)),
      reduces((desk) => desk.order(-51), refused('RESTRICTED', SET)),
      target((desk) => desk.target(-1_000_000), reduced(-50, 'RESTRICTED', SET)),
    ],
  },
]

/** Limits on exposure, 40 lots taken. */
const taken: Numbers = [101n * LOT, 100n * LOT, 60n * LOT]
const whole: Numbers = [1_000n * LOT, 100n * LOT, 60n * LOT]
const both = { portfolios: 2, cash: '500000' }

const EXPOSURE_CAPS: readonly ReachCase[] = [
  cap({
    check: 'CONCENTRATION_MAX',
    setting: { limits: { concentration: '0.01' } },
    held: 40,
    most: 60,
    told: taken,
    target: { lots: 60, code: 'CONCENTRATION_MAX', numbers: whole },
  }),
  cap({
    check: 'CONCENTRATION_MAX',
    variant: 'group',
    setting: { ...both, group: { concentration: '0.01' } },
    held: 40,
    holder: 1,
    most: 60,
    told: taken,
    scope: 2,
    target: { lots: 60, code: 'CONCENTRATION_MAX', numbers: [1_040n * LOT, 100n * LOT, 60n * LOT] },
  }),
  cap({
    check: 'GROSS_MAX',
    setting: { limits: { gross: '10000' } },
    held: 30,
    // Open orders count, in their worst case.
    prepare: (desk) => void desk.order(10, { type: LIMIT, price: 9_000 }),
    most: 60,
    told: taken,
    // What an instant asks too much is scaled before.
    target: { lots: 60, code: 'BUDGET_SCALED', numbers: [960n * LOT, 60n * LOT, 60n * LOT] },
  }),
  cap({
    check: 'GROSS_MAX',
    variant: 'another currency, rounded up',
    setting: { instruments: [{ currency: 'EUR' }], balances: { EUR: '100000' }, limits: { gross: '11000' } },
    held: 40,
    prepare: (desk) => desk.rate(1_100_000_000n),
    most: 60,
    told: [101n * 11_000n, 1_100_000n, 60n * 11_000n],
    standing: false,
  }),
  cap({
    check: 'CASH_INSUFFICIENT',
    variant: 'another currency',
    setting: { instruments: [{ currency: 'EUR' }], balances: { EUR: '10000' }, limits: { cashReserve: '1000000' } },
    prepare: (desk) => desk.rate(1_100_000_000n),
    most: 100,
    // In the currency that it is paid in.
    told: [101n * LOT, 100n * LOT, 100n * LOT],
    standing: false,
    target: { lots: 100, code: 'BUDGET_SCALED', numbers: [11_000_000n, 1_100_000n, 1_100_000n] },
  }),
  cap({
    check: 'GROSS_MAX',
    variant: 'group',
    setting: { ...both, group: { gross: '10000' } },
    held: 40,
    holder: 1,
    most: 60,
    told: taken,
    scope: 2,
    target: { lots: 60, code: 'GROSS_MAX', numbers: [1_040n * LOT, 100n * LOT, 60n * LOT] },
  }),
  cap({
    check: 'LEVERAGE_MAX',
    setting: { limits: { leverage: '0.01' } },
    held: 40,
    most: 60,
    told: taken,
    target: { lots: 60, code: 'BUDGET_SCALED', numbers: [960n * LOT, 60n * LOT, 60n * LOT] },
  }),
  cap({
    check: 'LEVERAGE_MAX',
    variant: 'group',
    setting: { ...both, group: { leverage: '0.01' } },
    held: 40,
    holder: 1,
    most: 60,
    told: taken,
    scope: 2,
    target: { lots: 60, code: 'LEVERAGE_MAX', numbers: [1_040n * LOT, 100n * LOT, 60n * LOT] },
  }),
  ...(
    [
      ['SECTOR_MAX', { sector: 'X' }, { sectors: { X: '0.01' } }],
      ['GROUP_MAX', { groups: ['X'] }, { groups: { X: '0.01' } }],
      ['COUNTRY_MAX', { country: 'X' }, { countries: { X: '0.01' } }],
      ['ISSUER_MAX', { issuer: 'X' }, { issuers: { X: '0.01' } }],
      ['CURRENCY_MAX', {}, { currencies: { USD: '0.01' } }],
    ] as const
  ).flatMap(([check, own, limits]) => {
    const instruments = [own, own]
    return [
      // The other member of the group holds some.
      cap({
        check,
        setting: { instruments, limits },
        prepare: (desk) => {
          desk.quote(10_000, 10_000, 1)
          desk.hold(40, { instrument: 1 })
        },
        most: 60,
        told: taken,
        target: { lots: 60, code: check, numbers: [1_040n * LOT, 100n * LOT, 60n * LOT] },
      }),
      cap({
        check,
        variant: 'group',
        setting: { ...both, instruments, group: limits },
        held: 40,
        holder: 1,
        most: 60,
        told: taken,
        scope: 2,
        target: { lots: 60, code: check, numbers: [1_040n * LOT, 100n * LOT, 60n * LOT] },
      }),
    ]
  }),
  cap({
    check: 'NET_MAX',
    setting: { limits: { net: '10000' } },
    held: 30,
    prepare: (desk) => void desk.order(10, { type: LIMIT, price: 9_000 }),
    most: 60,
    told: taken,
    target: { lots: 60, code: 'NET_MAX', numbers: whole },
  }),
  cap({
    check: 'NET_MAX',
    variant: 'selling',
    setting: { limits: { net: '10000' } },
    held: -40,
    most: -60,
    told: taken,
    target: { lots: -60, code: 'NET_MAX', numbers: whole },
  }),
]

/** Limits on cash, equity, margin and risk. */
const RESOURCE_CAPS: readonly ReachCase[] = [
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
]

export const CAP_CASES: readonly ReachCase[] = [...LOT_CAPS, ...EXPOSURE_CAPS, ...RESOURCE_CAPS]

/** Cash appears in the first portfolios, and a price comes. */
function paidIn(...amounts: readonly bigint[]): (desk: ProbeDesk) => void {
  return (desk) => {
    for (const [portfolio, amount] of amounts.entries()) desk.cash(amount, portfolio)
    desk.quote()
  }
}
