import { mutationsOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'

const VALUATION = mutationsOf(
  { reference: 'kernels/reference/valuation.ts', wasm: 'wasm/valuation.ts', native: 'native/src/valuation.rs' },
  [
    [
      'value of inverse contracts',
      'rounded up',
      ['saturate(floorDiv(-lots * unit, half))', 'saturate(ceilDiv(-lots * unit, half))'],
      [
        'saturate(floorOfProduct(-lots, instrument.unitValue, half))',
        'saturate(-floorOfProduct(lots, instrument.unitValue, half))',
      ],
      [
        'self.product(lots, half);\n        }\n        self.inverse_value(lots, half)',
        'self.product(lots, half);\n        }\n        -self.inverse_value(-lots, half)',
      ],
    ],
    [
      'exposure of inverse contracts',
      'rounded down',
      ['saturate(ceilDiv(abs(lots) * unit, half))', 'saturate(floorDiv(abs(lots) * unit, half))'],
      ['return -otherValue(instrument, size, half)', 'return otherValue(instrument, -size, half)'],
      ['-self.inverse_value(lots.wrapping_abs(), half)', 'self.inverse_value(-lots.wrapping_abs(), half)'],
    ],
    [
      'lots that money buys',
      'of inverse contracts, one more',
      ['(amount * half) / unit : amount', '(amount * half) / unit + 1n : amount'],
      ['return truncOfProduct(amount, half, unit)', 'return truncOfProduct(amount, half, unit) + 1'],
      ['half as i128 / unit as i128).min(', 'half as i128 / unit as i128 + 1).min('],
    ],
    [
      'lots that money buys',
      'one more',
      ['amount / (half * unit)', 'amount / (half * unit) + 1n'],
      ['return amount / i64(low)', 'return amount / i64(low) + 1'],
      ['Some(each) => (amount / each)', 'Some(each) => (amount / each + 1)'],
    ],
    [
      'margin',
      'by one unit of exposure',
      ['ceilDiv(exposed * ppm, PPM)', 'ceilDiv((exposed - 1n) * ppm, PPM)'],
      ['ceilOfProduct(exposed, ppm, PPM)', 'ceilOfProduct(exposed - 1, ppm, PPM)'],
      [
        'if ppm == 0 || self.paid_in_full() {',
        'let exposed = exposed - 1;\n        if ppm == 0 || self.paid_in_full() {',
      ],
    ],
    [
      'margin',
      'rounded down',
      ['ceilDiv(exposed * ppm, PPM)', 'floorDiv(exposed * ppm, PPM)'],
      ['ceilOfProduct(exposed, ppm, PPM)', 'floorOfProduct(exposed, ppm, PPM)'],
      ['product / PPM + (product % PPM > 0) as i64', 'product / PPM'],
    ],
  ],
)

const LEDGER = mutationsOf(
  { reference: 'kernels/reference/ledger.ts', wasm: 'wasm/ledger.ts', native: 'native/src/ledger.rs' },
  [
    [
      'fee',
      'rounded down',
      [
        'ceilDiv(exposureAt(image, instrument, lots, 2n * price) * rate, PPB)',
        'exposureAt(image, instrument, lots, 2n * price) * rate / PPB',
      ],
      [
        'ceilOfProduct(exposureAt(instrument, lots, 2 * price), rate, PPB)',
        '-ceilOfProduct(-exposureAt(instrument, lots, 2 * price), rate, PPB)',
      ],
      [
        'mul_div_up(record.exposure_at(lots, 2 * price), rate, PPB)',
        'mul_div(record.exposure_at(lots, 2 * price), rate, PPB)',
      ],
    ],
    [
      'released cost',
      'by one unit',
      ['closed === size ? cost : (cost * closed) / size', 'closed === size ? cost : (cost * closed) / size + 1n'],
      [
        'closed == size ? cost : truncOfProduct(cost, closed, size)',
        'closed == size ? cost : truncOfProduct(cost, closed, size) + 1',
      ],
      [
        'if closed == size { cost } else { mul_div(cost, closed, size) };',
        'if closed == size { cost } else { mul_div(cost, closed, size) + 1 };',
      ],
    ],
    [
      'released cost',
      'towards minus infinity',
      [
        'closed === size ? cost : (cost * closed) / size',
        'closed === size ? cost : (cost * closed - (cost < 0n ? size - 1n : 0n)) / size',
      ],
      [
        'closed == size ? cost : truncOfProduct(cost, closed, size)',
        'closed == size ? cost : -ceilOfProduct(-cost, closed, size)',
      ],
      [
        'if closed == size { cost } else { mul_div(cost, closed, size) };',
        'if closed == size { cost } else { (cost as i128 * closed as i128).div_euclid(size as i128) as i64 };',
      ],
    ],
    [
      'released cost',
      'the last lot does not take all',
      ['closed === size ? cost : (cost * closed) / size', 'closed === size ? cost - 1n : (cost * closed) / size'],
      [
        'closed == size ? cost : truncOfProduct(cost, closed, size)',
        'closed == size ? cost - 1 : truncOfProduct(cost, closed, size)',
      ],
      [
        'if closed == size { cost } else { mul_div(cost, closed, size) };',
        'if closed == size { cost - 1 } else { mul_div(cost, closed, size) };',
      ],
    ],
    [
      'value closed by a flip',
      'by one unit',
      ['(value * closed) / abs(lots)', '(value * closed) / abs(lots) + 1n'],
      ['truncOfProduct(value, closed, abs(lots))', 'truncOfProduct(value, closed, abs(lots)) + 1'],
      ['mul_div(value, closed, quantity)', 'mul_div(value, closed, quantity) + 1'],
    ],
    [
      'deposit',
      'counted as profit of the day',
      ['scope.setDayStart(at, scope.dayStart(at) + change)', ''],
      ['scope.dayStart += change', ''],
      ['scope.day_start.add(change);', ''],
    ],
  ],
)

const RESERVE = mutationsOf(
  { reference: 'kernels/reference/reserve.ts', wasm: 'wasm/reserve.ts', native: 'native/src/reserve.rs' },
  [
    [
      'reservation',
      'its price rounded down',
      ['ceilDiv(touch * (PPB + costs), PPB)', 'touch * (PPB + costs) / PPB'],
      ['ceilOfProduct(touch, PPB + costs, PPB)', '-ceilOfProduct(-touch, PPB + costs, PPB)'],
      ['mul_div_up(touch, PPB + costs, PPB)', 'crate::money::mul_div(touch, PPB + costs, PPB)'],
    ],
    [
      'reservation',
      'its fee rounded down',
      [
        'ceilDiv(amount * image.instrument.takerFeePpb(instrument), PPB)',
        'amount * image.instrument.takerFeePpb(instrument) / PPB',
      ],
      ['ceilOfProduct(amount, rate, PPB)', '-ceilOfProduct(-amount, rate, PPB)'],
      [
        'mul_div_up(amount, record.taker_fee_ppb.get(), PPB)',
        'crate::money::mul_div(amount, record.taker_fee_ppb.get(), PPB)',
      ],
    ],
    [
      'reservation',
      'at the mark where the ask is dearer',
      ['buy ? max(mark, 2n * record.ask(instrument)) : mark', 'mark'],
      ['buy ? max(instrument.mark, 2 * instrument.ask) : instrument.mark', 'instrument.mark'],
      ['if buy { mark.max(2 * record.ask.get()) } else { mark }', 'mark'],
    ],
  ],
)

const RELEASE = mutationsOf(
  { reference: 'kernels/reference/orders.ts', wasm: 'wasm/orders.ts', native: 'native/src/orders.rs' },
  [
    [
      'release of a reservation',
      'by one unit, at a fill',
      ['reserved : (reserved * lots) / open', 'reserved : (reserved * lots) / open + 1n'],
      ['truncOfProduct(order.reserved, lots, open)', 'truncOfProduct(order.reserved, lots, open) + 1'],
      ['mul_div(reserved, lots, open)', 'mul_div(reserved, lots, open) + 1'],
    ],
    [
      'release of a reservation',
      'by one unit, at the end',
      [
        'release(image, at, part(order.reserved(at), rest, order.lots(at) - order.booked(at)))',
        'release(image, at, min(order.reserved(at), part(order.reserved(at), rest, order.lots(at) - order.booked(at)) + 1n))',
      ],
    ],
  ],
)

const SHARE = mutationsOf({ reference: 'kernels/money.ts', wasm: 'wasm/money.ts', native: 'native/src/money.rs' }, [
  [
    'share',
    'rounded up',
    ['(amount * ppm) / PPM, MONEY_MAX)', '(amount * ppm + PPM - 1n) / PPM, MONEY_MAX)'],
    ['min(floorOfProduct(amount, ppm, PPM), MONEY_MAX)', 'min(ceilOfProduct(amount, ppm, PPM), MONEY_MAX)'],
    ['Some(product) => product / PPM,', 'Some(product) => (product + PPM - 1) / PPM,'],
  ],
  [
    'share',
    'what is clearly within it, by one ppm',
    undefined,
    ['1000000.0 * (1.0 + ESTIMATE_ERROR)', '999999.0'],
    ['1_000_000.0 * (1.0 + 1.0 / (1_u64 << 50) as f64)', '999_999.0'],
  ],
])

const BUDGET = mutationsOf(
  { reference: 'kernels/reference/intents.ts', wasm: 'wasm/intents.ts', native: 'native/src/intents.rs' },
  [
    [
      'BUDGET_SCALED',
      'the scale rounded up',
      ['const ppm = (max(0n, room) * PPM) / need', 'const ppm = (max(0n, room) * PPM + need - 1n) / need'],
      [
        'const ppm = floorOfProduct(max<i64>(0, room), PPM, need)',
        'const ppm = -floorOfProduct(-max<i64>(0, room), PPM, need)',
      ],
      ['let ppm = mul_div(room.max(0), PPM, need);', 'let ppm = crate::money::mul_div_up(room.max(0), PPM, need);'],
    ],
    [
      'BUDGET_SCALED',
      'gross room not looked at',
      ['if (scope.grossMax(portfolio) !== NONE)\n    rooms', 'if (false)\n    rooms'],
      ['if (scope.grossMax != NONE) limitBudget', 'if (false) limitBudget'],
      ['if scope.gross_max.get() != NONE {', 'if false {'],
    ],
    [
      'BUDGET_SCALED',
      'leverage room not looked at',
      ['if (scope.leveragePpm(portfolio) !== NONE) {', 'if (false) {'],
      ['if (scope.leveragePpm != NONE) limitBudget', 'if (false) limitBudget'],
      ['if scope.leverage_ppm.get() != NONE {', 'if false {'],
    ],
    [
      'BUDGET_SCALED',
      'not fitted to the lot step',
      ['min(increase, increase - (increase % step))', 'increase'],
      ['side.reducing + increase - (increase % instrumentOf(intent.instrument).lotStep)', 'side.reducing + increase'],
      ['side.reducing + increase - increase % step;', 'side.reducing + increase + 0 * step;'],
    ],
    [
      'IN_BAND',
      'by one unit',
      ['instrument, lots) * PPM < band', 'instrument, lots) * PPM <= band'],
      [
        '!closes && productBelow(worth(portfolio, instrument, lots), PPM, scope.bandPpm, max<i64>(0, scope.equity))',
        '!closes && !productBelow(scope.bandPpm, max<i64>(0, scope.equity), worth(portfolio, instrument, lots), PPM)',
      ],
      [
        'product_below(value, PPM, scope.band_ppm.get(), scope.equity.get().max(0))',
        '!product_below(scope.band_ppm.get(), scope.equity.get().max(0), value, PPM)',
      ],
    ],
  ],
)

const WATCH = mutationsOf(
  { reference: 'kernels/reference/watch.ts', wasm: 'wasm/watch.ts', native: 'native/src/watch.rs' },
  [
    [
      'DAILY_LOSS, DRAWDOWN, LOSS_BUDGET',
      'by one unit',
      ['if (value >= limit && scope.state(at) < state)', 'if (value > limit && scope.state(at) < state)'],
      ['if (value >= limit) setState', 'if (value > limit) setState'],
      [
        'if value >= limit && self.scope[at].state.get() < state {',
        'if value > limit && self.scope[at].state.get() < state {',
      ],
    ],
    [
      'DAILY_LOSS, DRAWDOWN, LOSS_BUDGET',
      'the floor by one unit',
      ['base - limit + 1n', 'base - limit'],
      ['base - limit + 1\n', 'base - limit\n'],
      ['base - limit + 1)', 'base - limit)'],
    ],
    [
      'MAINTENANCE_MARGIN',
      'dropped',
      ['if (value > 0n && value > limit && scope.state(at) === ACTIVE)', 'if (false)'],
      ['watchMargin(at)\n  if', 'if'],
      ['if margin > 0 && margin > equity &&', 'if false &&'],
    ],
    [
      'passive breach of GROSS_MAX, NET_MAX and LEVERAGE_MAX',
      'by one unit',
      ['if (value > limit && !standing) {\n    scope', 'if (value >= limit && !standing) {\n    scope'],
      [
        `if (value <= limit && scope.alerts == 0) return
  const bit = i64(1) << check
  const standing = (scope.alerts & bit) != 0
  if (value > limit && !standing)`,
        `if (value < limit && scope.alerts == 0) return
  const bit = i64(1) << check
  const standing = (scope.alerts & bit) != 0
  if (value >= limit && !standing)`,
      ],
      ['value: scope.gross.get(), policy', 'value: scope.gross.get() + 1, policy'],
    ],
    [
      'passive breach of POSITION_MAX and CONCENTRATION_MAX',
      'dropped',
      ['if (value > limit) {\n    if (!standing) {', 'if (false) {\n    if (!standing) {'],
      ['if (value > limit) {\n    if (standing) return true', 'if (false) {\n    if (standing) return true'],
      ['if value > limit {\n            if !standing {', 'if false {\n            if !standing {'],
    ],
    [
      'trim',
      'not fitted to the lot step',
      ['const kept = keep - (keep % step)', 'const kept = keep + 0n * step'],
      ['keep - (keep % instrumentOf(instrumentId).lotStep)', 'keep'],
      ['position.trim_to.set(keep - keep % step)', 'position.trim_to.set(keep + 0 * step)'],
    ],
    [
      'alerts',
      'cleared at the limit',
      ['const CLEARED_BELOW_PPM = 980_000n', 'const CLEARED_BELOW_PPM = 1_000_000n'],
      ['CLEARED_BELOW_PPM: i64 = 980', 'CLEARED_BELOW_PPM: i64 = 999'],
      ['CLEARED_BELOW_PPM: i64 = 980_000;', 'CLEARED_BELOW_PPM: i64 = 1_000_000;'],
    ],
  ],
)

/** Roundings, one unit the other way, and what is watched without an order. */
export const ROUNDING_TABLE: readonly Mutation[] = [
  ...VALUATION,
  ...LEDGER,
  ...RESERVE,
  ...RELEASE,
  ...SHARE,
  ...BUDGET,
  ...WATCH,
]
