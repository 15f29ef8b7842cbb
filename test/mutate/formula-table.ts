import { mutationsOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'

const FILES = {
  reference: 'kernels/reference/gate-formula.ts',
  wasm: 'wasm/gate-formula.ts',
  native: 'native/src/gate_formula.rs',
}

/**
 * The closed form of the largest size, each end of it a lot off. The reference bisects: there its formula is
 * compared with a scan of every size by a test of its own.
 */
const FORMULA: readonly Mutation[] = mutationsOf(
  FILES,
  [
    [
      'headroom of SHORT_NOT_ALLOWED',
      'by one lot',
      ['atMost(-entry)', 'atMost(-entry + 1n)'],
      ['atMost(-entry)', 'atMost(-entry + 1)'],
      ['most.min(-entry)', 'most.min(-entry + 1)'],
    ],
    [
      'headroom of QUANTITY_ABOVE_MAX',
      'by one lot',
      ['record.maxLots(instrument) - reducing)', 'record.maxLots(instrument) - reducing - 1n)'],
      ['atMost(instrument.maxLots - side.reducing)', 'atMost(instrument.maxLots - side.reducing - 1)'],
      ['record.max_lots.get() - side.reducing)', 'record.max_lots.get() - side.reducing - 1)'],
    ],
    [
      'headroom of POSITION_MAX',
      'by one lot',
      ['atMost(lotsMax - entry)', 'atMost(lotsMax - entry - 1n)'],
      ['atMost(lotsMax - entry)', 'atMost(lotsMax - entry - 1)'],
      ['most.min(lots_max - entry)', 'most.min(lots_max - entry - 1)'],
    ],
    [
      'headroom of BORROW_UNAVAILABLE',
      'by one lot',
      ['borrow - record.shortWorst(instrument)) - entry)', 'borrow - record.shortWorst(instrument)) - entry - 1n)'],
      ['borrow - instrument.shortWorst) - entry)', 'borrow - instrument.shortWorst) - entry - 1)'],
      ['side.high.max(0) + room - entry)', 'side.high.max(0) + room - entry - 1)'],
    ],
    [
      'headroom of NOTIONAL_ABOVE_MAX',
      'by one lot',
      ['record.maxNotional(instrument)) - reducing)', 'record.maxNotional(instrument)) - reducing - 1n)'],
      [
        'lotsWithin(instrument, instrument.maxNotional) - side.reducing)',
        'lotsWithin(instrument, instrument.maxNotional) - side.reducing - 1)',
      ],
      ['record.max_notional.get()) - side.reducing)', 'record.max_notional.get()) - side.reducing - 1)'],
    ],
    [
      'headroom of ORDER_NOTIONAL_MAX',
      'not looked at',
      ['if (orderMax !== NONE) atMost', 'if (false) atMost'],
      ['if (scope.orderNotionalMax != NONE)\n    atMost', 'if (false)\n    atMost'],
      ['if scope.order_notional_max.get() != NONE {', 'if false {'],
    ],
    [
      'headroom of ORDER_NOTIONAL_MAX',
      'by one lot',
      ['instrument, orderMax) - reducing)', 'instrument, orderMax) - reducing - 1n)'],
      ['scope.orderNotionalMax) - side.reducing)', 'scope.orderNotionalMax) - side.reducing - 1)'],
      ['scope.order_notional_max.get()) - side.reducing)', 'scope.order_notional_max.get()) - side.reducing - 1)'],
    ],
    [
      'headroom of GROSS_MAX, LEVERAGE_MAX and groups',
      'by one lot',
      ['instrument, room), worst)', 'instrument, room) - 1n, worst)'],
      ['instrument, room), side.worst)', 'instrument, room) - 1, side.worst)'],
      ['slack + 0.max(worst - side.worst));', 'slack + 0.max(worst - side.worst - 1));'],
    ],
    [
      'headroom of GROSS_MAX',
      'not looked at',
      ['grossRoom(scope.grossMax(at), used)', ''],
      ['if (scope.grossMax != NONE) grossRoom(', 'if (false) grossRoom('],
      ['gross_room(scope.gross_max.get(), used);', ''],
    ],
    [
      'headroom of LEVERAGE_MAX',
      'not looked at',
      ['grossRoom(part(scope.leveragePpm(at)), used)', ''],
      ['if (scope.leveragePpm != NONE) grossRoom(', 'if (false) grossRoom('],
      ['gross_room(share(equity, scope.leverage_ppm.get()), used);', ''],
    ],
    [
      'headroom of groups',
      'not looked at',
      ['if (group < 0) break', 'break'],
      ['if (group < 0) break', 'if (group < 1000) break'],
      ['if cell.limit_ppm.get() != NONE {', 'if false {'],
    ],
    [
      'slack below the worst case',
      'by one lot',
      ['max(0n, worst - entry)', 'max(0n, worst - entry - 1n)'],
      ['side.worst - side.high - side.reducing)', 'side.worst - side.high - side.reducing - 1)'],
      ['0.max(side.worst - side.high - side.reducing)', '0.max(side.worst - side.high - side.reducing - 1)'],
    ],
    [
      'headroom of MARGIN_INSUFFICIENT',
      'by one lot',
      ['min((room * PPM) / rate, MONEY_MAX)), worst)', 'min((room * PPM) / rate, MONEY_MAX)) - 1n, worst)'],
      ['instrument, exposed), side.worst)', 'instrument, exposed) - 1, side.worst)'],
      ['instrument, exposed) - side.worst)', 'instrument, exposed) - side.worst - 1)'],
    ],
    [
      'headroom of CONCENTRATION_MAX',
      'by one lot',
      [
        'lotsWorth(image, at, instrument, concentration), taken)',
        'lotsWorth(image, at, instrument, concentration) - 1n, taken)',
      ],
      [
        'share(scope.equity, scope.concentrationPpm)), taken)',
        'share(scope.equity, scope.concentrationPpm)) - 1, taken)',
      ],
      ['0.max(worth - taken)', '0.max(worth - taken - 1)'],
    ],
    [
      'headroom of NET_MAX',
      'by one lot',
      ['scope.netMax(at) - before) - reducing)', 'scope.netMax(at) - before) - reducing - 1n)'],
      ['instrument, room) - side.reducing)', 'instrument, room) - side.reducing - 1)'],
      ['instrument, room) - side.reducing);', 'instrument, room) - side.reducing - 1);'],
    ],
    [
      'headroom of CASH_INSUFFICIENT',
      'by one lot',
      ['lots--\n  return lots', 'lots--\n  return lots - 1n'],
      ['> free) lots--\n  return lots', '> free) lots--\n  return lots - 1'],
      [
        'if reserved(lots) <= free {\n                return lots;',
        'if reserved(lots) <= free {\n                return lots - 1;',
      ],
    ],
  ],
  ['test/kernels/largest-size.test.ts'],
)

/** The reference's own way, and what the gate makes of it. */
const SEARCH: readonly Mutation[] = mutationsOf({ ...FILES, reference: 'kernels/reference/gate-bisect.ts' }, [
  [
    'the largest size',
    'by one lot',
    ['return passes', 'return passes - 1n'],
    ['return least\n', 'return least - 1\n'],
    ['increase).max(0)', 'increase).max(1) - 1'],
  ],
  [
    'the largest size',
    'one lot too large',
    ['return passes', 'return passes + 1n'],
    ['return least\n', 'return least + 1\n'],
    ['increase).max(0)', 'increase).max(0) + 1'],
  ],
])

export const FORMULA_TABLE: readonly Mutation[] = [...FORMULA, ...SEARCH]
