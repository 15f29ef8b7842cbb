import { mutationsOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'

const FILES = {
  reference: 'kernels/reference/gate-bisect.ts',
  wasm: 'wasm/gate-caps.ts',
  native: 'native/src/gate_caps.rs',
}

/** The caps: each dropped, and each a unit of its own off. */
const CAPS = mutationsOf(FILES, [
  [
    'SHORT_NOT_ALLOWED',
    'dropped',
    ['if (!side.buy && scope.allowShort(portfolio) === 0)', 'if (false)'],
    ['if (!side.buy && scope.allowShort == 0) cap', 'if (false) cap'],
    ['if !side.buy && scope.allow_short.get() == 0 {', 'if false {'],
  ],
  [
    'SHORT_NOT_ALLOWED',
    'by one lot',
    ['portfolio, reached, 0n, side.high)', 'portfolio, reached - 1n, 0n, side.high)'],
    ['portfolio, reached, 0, side.high)', 'portfolio, reached - 1, 0, side.high)'],
    ['portfolio, reached, 0, side.high, -1)', 'portfolio, reached - 1, 0, side.high, -1)'],
  ],
  [
    'QUANTITY_ABOVE_MAX',
    'dropped',
    ['if (maxLots !== NONE) report', 'if (false) report'],
    ['if (instrument.maxLots != NONE) cap', 'if (false) cap'],
    ['limited(reasons::QUANTITY_ABOVE_MAX, quantity + intent.standing, record.max_lots.get(), 0);', ''],
  ],
  [
    'QUANTITY_ABOVE_MAX',
    'by one lot',
    ['portfolio, order, maxLots, 0n)', 'portfolio, order - 1n, maxLots, 0n)'],
    ['portfolio, order, instrument.maxLots, 0)', 'portfolio, order - 1, instrument.maxLots, 0)'],
    ['QUANTITY_ABOVE_MAX, quantity + intent.standing,', 'QUANTITY_ABOVE_MAX, quantity + intent.standing - 1,'],
  ],
  [
    'POSITION_MAX',
    'dropped',
    ['if (lotsMax !== NONE) report', 'if (false) report'],
    ['if (lotsMax != NONE) cap', 'if (false) cap'],
    ['limited(reasons::POSITION_MAX, reached, lots_max, side.high);', 'let _ = lots_max;'],
  ],
  [
    'POSITION_MAX',
    'by one lot',
    ['portfolio, reached, lotsMax, side.high)', 'portfolio, reached - 1n, lotsMax, side.high)'],
    ['portfolio, reached, lotsMax, side.high)', 'portfolio, reached - 1, lotsMax, side.high)'],
    ['POSITION_MAX, reached,', 'POSITION_MAX, reached - 1,'],
  ],
  [
    'BORROW_UNAVAILABLE',
    'dropped',
    ['if (!side.buy && borrow !== NONE &&', 'if (false &&'],
    ['if (!side.buy && borrow != NONE &&', 'if (false &&'],
    ['if !side.buy && record.borrow_lots.get() != NONE &&', 'if false &&'],
  ],
  [
    'BORROW_UNAVAILABLE',
    'by one lot',
    [
      'portfolio, used + reached - max(0n, side.high), borrow',
      'portfolio, used + reached - 1n - max(0n, side.high), borrow',
    ],
    ['portfolio, used + reached - uncovered, borrow', 'portfolio, used + reached - 1 - uncovered, borrow'],
    ['BORROW_UNAVAILABLE, used + reached - uncovered,', 'BORROW_UNAVAILABLE, used + reached - 1 - uncovered,'],
  ],
  [
    'NOTIONAL_ABOVE_MAX',
    'dropped',
    ['if (maxNotional !== NONE) report', 'if (false) report'],
    ['if (instrument.maxNotional != NONE) {', 'if (false) {'],
    ['limited(reasons::NOTIONAL_ABOVE_MAX, own, record.max_notional.get(), 0);', 'let _ = own;'],
  ],
  [
    'NOTIONAL_ABOVE_MAX',
    'by one unit',
    ['portfolio, notional, maxNotional, 0n)', 'portfolio, notional - 1n, maxNotional, 0n)'],
    ['portfolio, own, instrument.maxNotional, 0)', 'portfolio, own - 1, instrument.maxNotional, 0)'],
    ['NOTIONAL_ABOVE_MAX, own,', 'NOTIONAL_ABOVE_MAX, own - 1,'],
  ],
  [
    'ORDER_NOTIONAL_MAX',
    'dropped',
    ['if (orderMax !== NONE)\n    report', 'if (false)\n    report'],
    ['if (scope.orderNotionalMax != NONE) {', 'if (false) {'],
    ['limited(reasons::ORDER_NOTIONAL_MAX, whole, scope.order_notional_max.get(), 0);', 'let _ = whole;'],
  ],
  [
    'ORDER_NOTIONAL_MAX',
    'by one unit',
    ['instrument, order), orderMax, 0n)', 'instrument, order) - 1n, orderMax, 0n)'],
    ['portfolio, value, scope.orderNotionalMax, 0)', 'portfolio, value - 1, scope.orderNotionalMax, 0)'],
    ['ORDER_NOTIONAL_MAX, whole,', 'ORDER_NOTIONAL_MAX, whole - 1,'],
  ],
  [
    'CONCENTRATION_MAX',
    'dropped',
    ['if (concentration !== NONE) {', 'if (false) {'],
    ['if (scope.concentrationPpm != NONE) concentrationCap', 'if (false) concentrationCap'],
    ['if concentration != NONE {', 'if false {'],
  ],
  [
    'CONCENTRATION_MAX',
    'by one unit',
    ['at, value, share(equity, concentration), used)', 'at, value - 1n, share(equity, concentration), used)'],
    [
      'exceedsShare(value, scope.equity, scope.concentrationPpm)',
      'exceedsShare(value - 1, scope.equity, scope.concentrationPpm)',
    ],
    ['CONCENTRATION_MAX, at, value, share(', 'CONCENTRATION_MAX, at, value - 1, share('],
  ],
  [
    'CONCENTRATION_MAX',
    'of a group, one member alone',
    ['at < image.size.portfolios ? side.worst : ', 'true ? side.worst : '],
    ['if (at >= control.portfolios) {', 'if (false) {'],
    [
      'Some(cell) => (cell.worst.get(), self.worth(at, instrument, cell.worst.get() + growth.lots)),',
      'Some(_) => (growth.before, growth.reached),',
    ],
  ],
  [
    'GROSS_MAX',
    'dropped',
    ['if (scope.grossMax(at) !== NONE) report', 'if (false) report'],
    ['if (scope.grossMax != NONE) cap', 'if (false) cap'],
    ['if scope.gross_max.get() != NONE {', 'if false {'],
  ],
  [
    'GROSS_MAX',
    'by one unit',
    ['report(Reason.GROSS_MAX, at, used + added,', 'report(Reason.GROSS_MAX, at, used + added - 1n,'],
    ['cap(Reason.GROSS_MAX, at, used + more,', 'cap(Reason.GROSS_MAX, at, used + more - 1,'],
    ['cap(reasons::GROSS_MAX, at, used + added,', 'cap(reasons::GROSS_MAX, at, used + added - 1,'],
  ],
  [
    'GROSS_MAX',
    'open orders not counted',
    ['const used = scope.gross(at) + scope.worstExtra(at)', 'const used = scope.gross(at)'],
    ['const used = scope.gross + scope.worstExtra', 'const used = scope.gross'],
    ['let used = scope.gross.get() + scope.worst_extra.get();', 'let used = scope.gross.get();'],
  ],
  [
    'LEVERAGE_MAX',
    'dropped',
    ['if (leverage !== NONE) report', 'if (false) report'],
    ['if (scope.leveragePpm != NONE) shareCap', 'if (false) shareCap'],
    ['if scope.leverage_ppm.get() != NONE {', 'if false {'],
  ],
  [
    'LEVERAGE_MAX',
    'by one unit',
    ['report(Reason.LEVERAGE_MAX, at, used + added,', 'report(Reason.LEVERAGE_MAX, at, used + added - 1n,'],
    ['shareCap(Reason.LEVERAGE_MAX, at, used + more,', 'shareCap(Reason.LEVERAGE_MAX, at, used + more - 1,'],
    ['share_cap(reasons::LEVERAGE_MAX, at, used + added,', 'share_cap(reasons::LEVERAGE_MAX, at, used + added - 1,'],
  ],
  [
    'SECTOR_MAX, GROUP_MAX, COUNTRY_MAX, ISSUER_MAX, CURRENCY_MAX',
    'dropped',
    ['if (limit === NONE) continue', 'continue'],
    ['if (cell.limitPpm == NONE) continue', 'continue'],
    ['if cell.limit_ppm.get() == NONE {', 'if true {'],
  ],
  [
    'SECTOR_MAX, GROUP_MAX, COUNTRY_MAX, ISSUER_MAX, CURRENCY_MAX',
    'by one unit',
    [
      'at, taken + added, share(equity, limit), taken, group)',
      'at, taken + added - 1n, share(equity, limit), taken, group)',
    ],
    ['exceedsShare(taken + more, scope.equity', 'exceedsShare(taken + more - 1, scope.equity'],
    ['above_share(taken + added, equity', 'above_share(taken + added - 1, equity'],
  ],
  ...['SECTOR_MAX', 'GROUP_MAX', 'COUNTRY_MAX', 'ISSUER_MAX', 'CURRENCY_MAX'].map(
    (code) =>
      [
        code,
        'dropped',
        ['if (limit === NONE) continue', `if (limit === NONE || image.group.check(group) === Reason.${code}) continue`],
        [
          'if (cell.limitPpm == NONE) continue',
          `if (cell.limitPpm == NONE || groupCheck(group) == Reason.${code}) continue`,
        ],
        [
          'if cell.limit_ppm.get() == NONE {',
          `if cell.limit_ppm.get() == NONE || self.group[group].check.get() == reasons::${code} {`,
        ],
      ] as const,
  ),
  [
    'NET_MAX',
    'dropped',
    ['if (netMax !== NONE) {', 'if (false) {'],
    ['if (scope.netMax != NONE) {', 'if (false) {'],
    ['if limit != NONE {\n                let before', 'if false {\n                let before'],
  ],
  [
    'NET_MAX',
    'by one unit',
    ['report(Reason.NET_MAX, at, before + ', 'report(Reason.NET_MAX, at, before - 1n + '],
    ['cap(Reason.NET_MAX, at, before + ', 'cap(Reason.NET_MAX, at, before - 1 + '],
    ['cap(reasons::NET_MAX, at, before + ', 'cap(reasons::NET_MAX, at, before - 1 + '],
  ],
  [
    'NET_MAX',
    'open orders not counted',
    ['scope.net(at) + scope.buyExtra(at) : scope.sellExtra(at) - scope.net(at)', 'scope.net(at) : -scope.net(at)'],
    ['scope.net + scope.buyExtra : scope.sellExtra - scope.net', 'scope.net : -scope.net'],
    ['true => scope.net.get() + scope.buy_extra.get(),', 'true => scope.net.get(),'],
  ],
  [
    'CASH_INSUFFICIENT',
    'dropped',
    ['if (need > 0n && need > free)', 'if (false)'],
    ['if (need > 0)\n    cap', 'if (false)\n    cap'],
    ['if need > 0 {', 'if false {'],
  ],
  [
    'CASH_INSUFFICIENT',
    'by one unit',
    ['if (need > 0n && need > free)', 'if (need > 0n && need - 1n > free)'],
    ['intent.portfolio, need, freeCash', 'intent.portfolio, need - 1, freeCash'],
    ['intent.portfolio, need, free,', 'intent.portfolio, need - 1, free,'],
  ],
  [
    'MARGIN_INSUFFICIENT',
    'dropped',
    ['if (after > before) report', 'if (false) report'],
    ['if (margin > 0) {', 'if (false) {'],
    ['if growth.margin > 0 {', 'if false {'],
  ],
  [
    'MARGIN_INSUFFICIENT',
    'by one unit',
    ['at, margin + after - before, max(', 'at, margin + after - before - 1n, max('],
    ['at, taken + margin, max', 'at, taken + margin - 1, max'],
    ['at, taken + growth.margin, equity', 'at, taken + growth.margin - 1, equity'],
  ],
  [
    'shares of equity',
    'by one unit, before they are divided',
    undefined,
    ['if (exceedsShare(value, equity, ppm)) cap', 'if (exceedsShare(value - 1, equity, ppm)) cap'],
    ['if above_share(value, equity, ppm) {', 'if above_share(value - 1, equity, ppm) {'],
  ],
  [
    'headroom',
    'by one',
    ['headroom: limit - used, subject }', 'headroom: limit - used - 1n, subject }'],
    [
      'violate(check, scope, value, limit, limit - used, subject)',
      'violate(check, scope, value, limit, limit - used - 1, subject)',
    ],
    ['limit.wrapping_sub(used), subject)', 'limit.wrapping_sub(used) - 1, subject)'],
  ],
])

const RISKS = mutationsOf({ ...FILES, wasm: 'wasm/gate-risk.ts' }, [
  [
    'VOLATILITY_MAX',
    'dropped',
    ['scope.volatilityPpm(portfolio), ceilDiv(value, PPM),', 'scope.volatilityPpm(portfolio), -1n,'],
    ['const tooVolatile = volatility > scope.volatilityPpm', 'const tooVolatile = false'],
    ['let volatile = volatility(value) > limit;', 'let volatile = false;'],
  ],
  [
    'VOLATILITY_MAX',
    'a ppm begun does not count',
    ['scope.volatilityPpm(portfolio), ceilDiv(value, PPM),', 'scope.volatilityPpm(portfolio), value / PPM,'],
    ['const volatility = ceilOfProduct(value, 1, PPM)', 'const volatility = value / PPM'],
    ['let volatility = |root: i128| ceil(root, ppm);', 'let volatility = |root: i128| (root / ppm) as i64;'],
  ],
  [
    'CORRELATION_MAX',
    'dropped',
    ['if (together !== NONE) {', 'if (false) {'],
    ['const tooCorrelated = scope.correlatedPpm != NONE &&', 'const tooCorrelated = false &&'],
    ['let correlated = correlated_limit != NONE &&', 'let correlated = false &&'],
  ],
  [
    'CORRELATION_MAX',
    'a hedge counts as more of the same',
    ['sum + weight * covariance.tie(line + other)', 'sum + abs(weight) * covariance.tie(line + other)'],
    [
      'weightOf(other).value * covarianceOf(line + other).tie',
      'abs(weightOf(other).value) * covarianceOf(line + other).tie',
    ],
    ['self.weight[other].value.get() * self.covariance', 'self.weight[other].value.get().abs() * self.covariance'],
  ],
  [
    'VALUE_AT_RISK_MAX',
    'dropped',
    ['if (limit !== NONE)\n    report(Reason.VALUE_AT_RISK_MAX', 'if (false)\n    report(Reason.VALUE_AT_RISK_MAX'],
    ['const tooMuchAtRisk = scope.valueAtRiskPpm != NONE &&', 'const tooMuchAtRisk = false &&'],
    ['let risky = risk_limit != NONE &&', 'let risky = false &&'],
  ],
  [
    'VALUE_AT_RISK_MAX',
    'a ppm begun does not count',
    ['limit, ceilDiv(value * quantile, PPM * PPM),', 'limit, (value * quantile) / (PPM * PPM),'],
    [
      'const atRisk = ceilOfProduct(value, scope.quantilePpm, PPM * PPM)',
      'const atRisk = -ceilOfProduct(-value, scope.quantilePpm, PPM * PPM)',
    ],
    [
      'let at_risk = |root: i128| ceil(root * scope.quantile_ppm.get() as i128, ppm * ppm);',
      'let at_risk = |root: i128| (root * scope.quantile_ppm.get() as i128 / (ppm * ppm)) as i64;',
    ],
  ],
  [
    'VOLATILITY_MAX',
    'the root rounded down',
    ['guess * guess < value ? guess + 1n : guess', 'guess'],
    ['return i64(compare(upper, lower) < 0 ? root + 1 : root)', 'return i64(root)'],
    ['if down * down < value { down + 1 } else { down }', 'down'],
  ],
  [
    'VOLATILITY_MAX',
    'the weight rounded down',
    [
      '(worth(image, at, instrument, lots) * PPM + equity - 1n) / equity',
      '(worth(image, at, instrument, lots) * PPM) / equity',
    ],
    [
      'ceilOfProduct(worth(intent.portfolio, instrumentOf(instrument), lots), PPM, equity)',
      '(-ceilOfProduct(-worth(intent.portfolio, instrumentOf(instrument), lots), PPM, equity))',
    ],
    ['(exposure * PPM as i128 + equity as i128 - 1) / equity as i128', '(exposure * PPM as i128) / equity as i128'],
  ],
])

export const CAP_TABLE: readonly Mutation[] = [...CAPS, ...RISKS]
