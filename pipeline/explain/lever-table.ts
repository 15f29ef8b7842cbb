import { NONE } from '../../kernels/image.ts'
import { max } from '../../kernels/money.ts'
import { COMMAND_CLIENT_ORDER_ID } from '../../model/layout.generated.ts'
import { Reason } from '../../model/reasons.generated.ts'
import { flagLever, lotsText, ratioText, scopeName, secondsText, symbolOf } from './lever.ts'
import type { Lever, Violated } from './lever.ts'
import { cashLever, crossedLever, equityLever, lotLever, stateLever, tickLever } from './lever-inputs.ts'
import { instrumentLimit, lowered, moneyLimit, raised, ratioLimit, shareLimit } from './lever-shapes.ts'
import type { LeversOf } from './lever-shapes.ts'

/** What the increases of an instant are scaled to: the cash, and the limits of gross and leverage. */
const budgetLevers: LeversOf = (of) => {
  const { image, portfolio, violation } = of
  const own = { ...of, violation: { ...violation, scope: portfolio } }
  const found = [...listOf(cashLever(own))]
  if (image.scope.grossMax(portfolio) !== NONE) found.push(...listOf(TABLE.get(Reason.GROSS_MAX)!(own)))
  if (image.scope.leveragePpm(portfolio) !== NONE) found.push(...listOf(TABLE.get(Reason.LEVERAGE_MAX)!(own)))
  return found.map((lever) => ({ ...lever, guess: max(1n, violation.value - violation.limit) }))
}

const collar = ratioLimit(
  'priceCollar',
  (image, at) => image.scope.collarPpm(at),
  (image, at, ppm) => image.scope.setCollarPpm(at, ppm),
)

const groupLimit: LeversOf = shareLimit(
  ({ image, violation: { subject } }) => {
    const [kind, ...name] = image.names.groups[subject].split(':')
    return `${kind === 'country' ? 'countries' : kind === 'currency' ? 'currencies' : `${kind}s`}.${name.join(':')}`
  },
  ({ violation: { scope, subject } }, image) => image.exposure.limitPpm(image.exposureAt(scope, subject)),
  ({ violation: { scope, subject } }, image, ppm) => image.exposure.setLimitPpm(image.exposureAt(scope, subject), ppm),
)

const listOf = (levers: readonly Lever[] | string): readonly Lever[] => (typeof levers === 'string' ? [] : levers)

/** What could be otherwise, by check or reason. */
const TABLE: ReadonlyMap<number, LeversOf> = new Map<number, LeversOf>([
  [Reason.INSTRUMENT_UNKNOWN, () => 'the instrument would have to be configured'],
  [
    Reason.INSTRUMENT_NOT_TRADABLE,
    ({ image, instrument }) => [
      flagLever(`instruments.${symbolOf(image, instrument)}.tradable`, ['false', 'true'], (to) =>
        to.instrument.setTradable(instrument, 1),
      ),
    ],
  ],
  [
    Reason.CLIENT_ID_DUPLICATE,
    () => [
      flagLever('id of the order', ['taken before', 'another'], (to, rowAt) => {
        to.memory.i64[(rowAt >> 3) + COMMAND_CLIENT_ORDER_ID] = 2n ** 62n
      }),
    ],
  ],
  [Reason.PRICE_OFF_TICK, tickLever],
  [Reason.QUANTITY_OFF_LOT, lotLever],
  [
    Reason.QUANTITY_BELOW_MIN,
    instrumentLimit(
      'minQuantity',
      'quantity',
      (image, at) => image.instrument.minLots(at),
      (image, at, lots) => image.instrument.setMinLots(at, lots),
    ),
  ],
  [
    Reason.NOTIONAL_BELOW_MIN,
    instrumentLimit(
      'minNotional',
      'money',
      (image, at) => image.instrument.minNotional(at),
      (image, at, amount) => image.instrument.setMinNotional(at, amount),
    ),
  ],
  [Reason.TRADING_STATE_HALTED, stateLever],
  [Reason.TRADING_STATE_REDUCING, stateLever],
  [Reason.WARMING_UP, () => 'there was no price to value it at'],
  [Reason.MARK_MISSING, () => 'there was no price to value it at'],
  [Reason.RATE_MISSING, () => 'there was no rate of its currency to value it at'],
  [
    Reason.MARK_STALE,
    (of) =>
      of.violation.limit === of.image.instrument.staleNanos(of.instrument) ? staleness(of) : reduceStaleness(of),
  ],
  [
    Reason.RATE_STALE,
    ({ image, portfolio, violation: { value, limit } }) => [
      raised('nanoseconds', secondsText, {
        input: `limits.rateStaleAfter of ${scopeName(image, portfolio)}`,
        from: limit,
        guess: value - limit,
        set: (to, _rowAt, nanos) => to.scope.setRateStaleNanos(portfolio, nanos),
      }),
    ],
  ],
  [Reason.MARKET_CROSSED, crossedLever],
  [Reason.PRICE_COLLAR, collar],
  [Reason.PRICE_COLLAR_LAST, collar],
  [
    Reason.ORDER_RATE,
    ({ image, violation: { scope, value, limit } }) => [
      raised('nanoseconds', secondsText, {
        input: `limits.orderRate of ${scopeName(image, scope)}, its burst`,
        from: limit,
        guess: value - limit,
        set: (to, _rowAt, nanos) => to.scope.setRateBurstNanos(scope, nanos),
      }),
    ],
  ],
  [
    Reason.OPEN_ORDERS_MAX,
    ({ image, violation: { scope } }) => [
      raised('orders', String, {
        input: `limits.openOrders of ${scopeName(image, scope)}`,
        from: BigInt(image.scope.openOrdersMax(scope)),
        set: (to, _rowAt, count) => to.scope.setOpenOrdersMax(scope, Number(count)),
      }),
    ],
  ],
  [
    Reason.ORDER_CAPACITY,
    () => 'engine.orders can’t be changed on a copy of the state: whatif runs it again with more',
  ],
  [Reason.EQUITY_NOT_POSITIVE, equityLever],
  [
    Reason.SHORT_NOT_ALLOWED,
    ({ image, violation: { scope } }) => [
      flagLever(`limits.allowShort of ${scopeName(image, scope)}`, ['false', 'true'], (to) =>
        to.scope.setAllowShort(scope, 1),
      ),
    ],
  ],
  [
    Reason.QUANTITY_ABOVE_MAX,
    instrumentLimit(
      'maxQuantity',
      'quantity',
      (image, at) => image.instrument.maxLots(at),
      (image, at, lots) => image.instrument.setMaxLots(at, lots),
    ),
  ],
  [
    Reason.NOTIONAL_ABOVE_MAX,
    instrumentLimit(
      'maxNotional',
      'money',
      (image, at) => image.instrument.maxNotional(at),
      (image, at, amount) => image.instrument.setMaxNotional(at, amount),
    ),
  ],
  [
    Reason.ORDER_NOTIONAL_MAX,
    moneyLimit(
      'orderNotional',
      (image, at) => image.scope.orderNotionalMax(at),
      (image, at, amount) => image.scope.setOrderNotionalMax(at, amount),
    ),
  ],
  [
    Reason.POSITION_MAX,
    ({ image, portfolio, instrument, violation: { value, limit } }) => {
      const index = image.positionAt(portfolio, instrument)
      return [
        raised('quantity', lotsText(image, instrument), {
          input: `limits.position.${symbolOf(image, instrument)} of ${scopeName(image, portfolio)}`,
          from: image.position.lotsMax(index),
          guess: value - limit,
          set: (to, _rowAt, lots) => to.position.setLotsMax(index, lots),
          lift: (to) => to.position.setLotsMax(index, NONE),
        }),
      ]
    },
  ],
  [
    Reason.CONCENTRATION_MAX,
    shareLimit(
      () => 'concentration',
      ({ violation }, image) => image.scope.concentrationPpm(violation.scope),
      ({ violation }, image, ppm) => image.scope.setConcentrationPpm(violation.scope, ppm),
    ),
  ],
  [
    Reason.GROSS_MAX,
    moneyLimit(
      'gross',
      (image, at) => image.scope.grossMax(at),
      (image, at, amount) => image.scope.setGrossMax(at, amount),
    ),
  ],
  [
    Reason.LEVERAGE_MAX,
    shareLimit(
      () => 'leverage',
      ({ violation }, image) => image.scope.leveragePpm(violation.scope),
      ({ violation }, image, ppm) => image.scope.setLeveragePpm(violation.scope, ppm),
    ),
  ],
  [Reason.SECTOR_MAX, groupLimit],
  [Reason.GROUP_MAX, groupLimit],
  [Reason.COUNTRY_MAX, groupLimit],
  [Reason.CURRENCY_MAX, groupLimit],
  [Reason.ISSUER_MAX, groupLimit],
  [
    Reason.NET_MAX,
    moneyLimit(
      'net',
      (image, at) => image.scope.netMax(at),
      (image, at, amount) => image.scope.setNetMax(at, amount),
    ),
  ],
  [Reason.CASH_INSUFFICIENT, cashLever],
  [
    Reason.VOLATILITY_MAX,
    ratioLimit(
      'volatility.limit',
      (image, at) => image.scope.volatilityPpm(at),
      (image, at, ppm) => image.scope.setVolatilityPpm(at, ppm),
    ),
  ],
  [
    Reason.RESTRICTED,
    ({ image, portfolio, instrument }) => [
      flagLever(
        `limits.restricted of ${scopeName(image, portfolio)}`,
        [`names ${symbolOf(image, instrument)}`, 'does not'],
        (to) => to.position.setRestricted(to.positionAt(portfolio, instrument), 0),
      ),
    ],
  ],
  [
    Reason.SELF_TRADE,
    ({ image, portfolio }) => [
      flagLever(`limits.selfTrade of ${scopeName(image, portfolio)}`, ['refuse', 'allow'], (to) =>
        to.scope.setSelfTrade(portfolio, 0),
      ),
    ],
  ],
  [Reason.MARGIN_INSUFFICIENT, equityLever],
  [
    Reason.BORROW_UNAVAILABLE,
    instrumentLimit(
      'borrow',
      'quantity',
      (image, at) => image.instrument.borrowLots(at),
      (image, at, lots) => image.instrument.setBorrowLots(at, lots),
    ),
  ],
  [
    Reason.VALUE_AT_RISK_MAX,
    ratioLimit(
      'volatility.valueAtRisk.limit',
      (image, at) => image.scope.valueAtRiskPpm(at),
      (image, at, ppm) => image.scope.setValueAtRiskPpm(at, ppm),
    ),
  ],
  [Reason.ORDER_PENDING, () => 'the venue’s answer to the request before has to come first'],
  [
    Reason.CORRELATION_MAX,
    ratioLimit(
      'volatility.correlation.limit',
      (image, at) => image.scope.correlatedPpm(at),
      (image, at, ppm) => image.scope.setCorrelatedPpm(at, ppm),
    ),
  ],
  [Reason.BUDGET_SCALED, budgetLevers],
  [
    Reason.IN_BAND,
    ({ image, portfolio }) => [
      lowered('ratio', ratioText, {
        input: `sizing.noTradeBand of ${scopeName(image, portfolio)}`,
        from: image.scope.bandPpm(portfolio),
        set: (to, _rowAt, ppm) => to.scope.setBandPpm(portfolio, ppm),
      }),
    ],
  ],
  [
    Reason.COOLING_DOWN,
    ({ image, portfolio, instrument, violation: { value, limit } }) => {
      const index = image.positionAt(portfolio, instrument)
      return [
        lowered('nanoseconds', secondsText, {
          input: `end of the cool-down of ${symbolOf(image, instrument)} in ${scopeName(image, portfolio)}`,
          from: image.position.cooledAt(index),
          guess: value - limit,
          set: (to, _rowAt, nanos) => to.position.setCooledAt(index, nanos),
        }),
      ]
    },
  ],
  [
    Reason.MIN_HOLDING,
    ({ image, portfolio, violation: { value, limit } }) => [
      lowered('nanoseconds', secondsText, {
        input: `exits.minHolding of ${scopeName(image, portfolio)}`,
        from: image.scope.minHoldNanos(portfolio),
        guess: value - limit,
        set: (to, _rowAt, nanos) => to.scope.setMinHoldNanos(portfolio, nanos),
      }),
    ],
  ],
  [
    Reason.BELOW_MINIMUM,
    (of) => [
      ...listOf(TABLE.get(Reason.QUANTITY_BELOW_MIN)!(of)),
      ...(of.image.instrument.minNotional(of.instrument) === NONE
        ? []
        : listOf(TABLE.get(Reason.NOTIONAL_BELOW_MIN)!(of))),
    ],
  ],
])

const staleness = instrumentLimit(
  'staleAfter',
  'nanoseconds',
  (image, at) => image.instrument.staleNanos(at),
  (image, at, nanos) => image.instrument.setStaleNanos(at, nanos),
)
const reduceStaleness = instrumentLimit(
  'reduceMarkAgeMax',
  'nanoseconds',
  (image, at) => image.instrument.reduceMarkAgeNanos(at),
  (image, at, nanos) => image.instrument.setReduceMarkAgeNanos(at, nanos),
)

/** Levers of a violated check; a text: why there is none. */
export function leversOf(of: Violated): readonly Lever[] | string {
  const make = TABLE.get(of.violation.check)
  return make === undefined ? 'no input of its own' : make(of)
}

/** Checks and reasons that have an entry: every check of the gate has. */
export const LEVERED: ReadonlySet<number> = new Set(TABLE.keys())
