import { cap } from './cap.ts'
import { LIMIT, LOT } from './probe-desk.ts'
import { approved, over, reduced, reduces, refused, SET, target, under } from './reach-case.ts'
import type { Numbers, ReachCase } from './reach-case.ts'

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
    check: 'ORDER_NOTIONAL_MAX',
    variant: 'another currency, a unit less than lots',
    // 10 000 are 9 999.999 of the other: a unit less than 100 lots.
    setting: {
      instruments: [{ currency: 'EUR' }],
      balances: { EUR: '1000000' },
      limits: { orderNotional: '10000' },
    },
    prepare: (desk) => desk.rate(1_000_000_100n),
    most: 99,
    told: [1_000_001n, 1_000_000n, 1_000_000n],
    standing: false,
    target: { lots: 99, code: 'ORDER_NOTIONAL_MAX', numbers: [10_000_001n, 1_000_000n, 1_000_000n] },
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

export const CAP_CASES: readonly ReachCase[] = [...LOT_CAPS, ...EXPOSURE_CAPS]
