import type { ReasonCode } from '../../model/reasons.generated.ts'
import type { Answer, ReachDesk, Setting } from './desk-side.ts'

/**
 * How a check is reached. `order` submits an order that is `step` units (lots, or as the case says) beyond the last one
 * that passes: −1 under the limit, 0 at it, 1 over it. Flags know only 0 (absent) and 1 (present).
 */
export interface Case {
  readonly setting: Setting
  readonly flag?: true
  readonly order: (desk: ReachDesk, step: number) => Answer
}

const at100 = (desk: ReachDesk): ReachDesk => desk.quote(10_000, 10_000)
/** At a price of 100.00 a lot is worth 100: `lots` of them reach the limit. */
const buys =
  (lots: number) =>
  (desk: ReachDesk, step: number): Answer =>
    at100(desk).submit(lots + step)
const cap = (limits: Setting['limits'], lots: number, more: Setting = {}): Case => ({
  setting: { ...more, limits: { ...limits } },
  order: buys(lots),
})
const flag = (setting: Setting, order: (desk: ReachDesk, present: boolean) => Answer): Case => ({
  setting,
  flag: true,
  order: (desk, step) => order(desk, step > 0),
})

export const CASES: Partial<Record<ReasonCode, Case>> = {
  INSTRUMENT_UNKNOWN: flag({}, (desk, present) => at100(desk).submit(1, 0, { instrument: present ? 9 : 0 })),
  INSTRUMENT_NOT_TRADABLE: flag({ second: { tradable: false } }, (desk, present) =>
    at100(desk)
      .quote(10_000, 10_000, 1)
      .submit(1, 0, { instrument: present ? 1 : 0 }),
  ),
  CURRENCY_MISMATCH: flag({ second: { currency: 'EUR' } }, (desk, present) =>
    at100(desk)
      .quote(10_000, 10_000, 1)
      .submit(1, 0, { instrument: present ? 1 : 0 }),
  ),
  CLIENT_ID_DUPLICATE: flag({}, (desk, present) => {
    at100(desk).submit(1, 0, { id: 7n })
    return desk.submit(1, 0, { id: present ? 7n : 8n })
  }),
  PRICE_OFF_TICK: flag({ instrument: { tick: [{ from: '0', tick: '0.05' }] } }, (desk, present) =>
    at100(desk).submit(1, present ? 9_996 : 9_995),
  ),
  QUANTITY_OFF_LOT: flag({ instrument: { lotStep: '10' } }, (desk, present) => at100(desk).submit(present ? 15 : 10)),
  QUANTITY_BELOW_MIN: {
    setting: { instrument: { minQuantity: '10' } },
    order: (desk, step) => at100(desk).submit(10 - step),
  },
  NOTIONAL_BELOW_MIN: {
    setting: { instrument: { minNotional: '1000' } },
    order: (desk, step) => at100(desk).submit(10 - step),
  },
  TRADING_STATE_HALTED: flag({}, (desk, present) => (present ? at100(desk).command(1) : at100(desk)).submit(1)),
  TRADING_STATE_REDUCING: flag({}, (desk, present) => (present ? at100(desk).command(2) : at100(desk)).submit(1)),
  WARMING_UP: flag({}, (desk, present) => (present ? desk.quote(0, 10_000) : at100(desk)).submit(1)),
  MARK_MISSING: flag({}, (desk, present) => (present ? desk : at100(desk)).submit(1)),
  MARK_STALE: {
    setting: {},
    order: (desk, step) =>
      at100(desk)
        .wait(599 + step)
        .submit(1),
  },
  MARKET_CROSSED: flag({}, (desk, present) => (present ? at100(desk).quote(10_001, 10_000) : at100(desk)).submit(1)),
  PRICE_COLLAR: {
    setting: { limits: { priceCollar: '0.01' } },
    order: (desk, step) => at100(desk).submit(1, 9_900 - step),
  },
  PRICE_COLLAR_LAST: {
    setting: { limits: { priceCollar: '0.01' } },
    order: (desk, step) =>
      desk
        .trade(10_100, 1)
        .quote(10_000, 10_000)
        .submit(1, 9_999 - step),
  },
  ORDER_RATE: {
    setting: { limits: { orderRate: { count: 1, perNanos: 10_000_000_000n } } },
    order: (desk, step) => {
      at100(desk).submit(1)
      return desk.wait(9 - step).submit(1)
    },
  },
  OPEN_ORDERS_MAX: {
    setting: { limits: { openOrders: 3 } },
    order: (desk, step) => {
      at100(desk)
      for (let order = 0; order < 2 + step; order++) desk.submit(1, 9_000)
      return desk.submit(1, 9_000)
    },
  },
  ORDER_CAPACITY: {
    setting: { orders: 3 },
    order: (desk, step) => {
      at100(desk)
      for (let order = 0; order < 2 + step; order++) desk.submit(1, 9_000)
      return desk.submit(1, 9_000)
    },
  },
  EQUITY_NOT_POSITIVE: {
    setting: { cash: '1000', limits: { concentration: '100000000' } },
    order: (desk, step) => {
      at100(desk).submit(-10)
      // Equity: 1000 + 1000 − 10 × price.
      return desk.quote(19_998 + 2 * step, 19_998 + 2 * step).submit(-1)
    },
  },
  SHORT_NOT_ALLOWED: {
    setting: { limits: { allowShort: false } },
    order: (desk, step) => {
      at100(desk).submit(10)
      return desk.submit(-10 - step)
    },
  },
  QUANTITY_ABOVE_MAX: { setting: { instrument: { maxQuantity: '50' } }, order: buys(50) },
  NOTIONAL_ABOVE_MAX: { setting: { instrument: { maxNotional: '5000' } }, order: buys(50) },
  ORDER_NOTIONAL_MAX: cap({ orderNotional: '5000' }, 50),
  POSITION_MAX: cap({ position: { ABC: '50' } }, 50),
  CONCENTRATION_MAX: cap({ concentration: '0.01' }, 100),
  GROSS_MAX: cap({ gross: '5000' }, 50),
  LEVERAGE_MAX: cap({ leverage: '0.01' }, 100),
  SECTOR_MAX: cap({ sectors: { tech: '0.01' } }, 100, { instrument: { sector: 'tech' } }),
  GROUP_MAX: cap({ groups: { hot: '0.01' } }, 100, { instrument: { groups: ['hot'] } }),
  COUNTRY_MAX: cap({ countries: { DE: '0.01' } }, 100, { instrument: { country: 'DE' } }),
  CURRENCY_MAX: cap({ currencies: { USD: '0.01' } }, 100),
  ISSUER_MAX: cap({ issuers: { one: '0.01' } }, 100, { instrument: { issuer: 'one' } }),
  NET_MAX: cap({ net: '5000' }, 50),
  CASH_INSUFFICIENT: cap({ cashReserve: '5000' }, 50, { cash: '10000' }),
  VOLATILITY_MAX: cap(
    {
      volatility: {
        limit: '0.01',
        instruments: ['ABC', 'DEF'],
        covariance: [
          ['0.01', '0'],
          ['0', '0.01'],
        ],
      },
    },
    1_000,
  ),
  VALUE_AT_RISK_MAX: cap(
    {
      volatility: {
        limit: '9',
        instruments: ['ABC', 'DEF'],
        covariance: [
          ['0.01', '0'],
          ['0', '0.01'],
        ],
        valueAtRisk: { limit: '0.02', quantile: '2' },
      },
    },
    1_000,
  ),
  RESTRICTED: flag({ limits: { restricted: ['DEF'] } }, (desk, present) =>
    at100(desk)
      .quote(10_000, 10_000, 1)
      .submit(1, 0, { instrument: present ? 1 : 0 }),
  ),
  SELF_TRADE: {
    setting: {},
    order: (desk, step) => {
      at100(desk).submit(1, 9_990)
      return desk.submit(-1, 9_991 - step, { portfolio: 1 })
    },
  },
  MARGIN_INSUFFICIENT: cap({}, 100, { cash: '1000', instrument: { kind: 'linear', initialMargin: '0.1' } }),
  BORROW_UNAVAILABLE: {
    setting: { instrument: { borrow: '50' } },
    order: (desk, step) => at100(desk).submit(-50 - step),
  },
}
