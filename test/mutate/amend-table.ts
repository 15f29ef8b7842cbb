import { mutationsOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'

const AMEND = mutationsOf(
  { reference: 'kernels/reference/amend.ts', wasm: 'wasm/amend.ts', native: 'native/src/amend.rs' },
  [
    [
      'larger of old and new',
      'lots as if the amend were taken',
      [
        'changeOpen(image, at, max(0n, terms.lots - order.lots(at)))',
        'changeOpen(image, at, terms.lots - order.lots(at))',
      ],
      ['order.side > 0, max<i64>(0, lots - order.lots))', 'order.side > 0, lots - order.lots)'],
      ['0.max(terms.lots - order.lots.get())', 'terms.lots - order.lots.get()'],
    ],
    [
      'larger of old and new',
      'lots as if the amend were not taken',
      ['changeOpen(image, at, max(0n, terms.lots - order.lots(at)))', 'changeOpen(image, at, 0n)'],
      ['order.side > 0, max<i64>(0, lots - order.lots))', 'order.side > 0, 0)'],
      ['0.max(terms.lots - order.lots.get())', '0'],
    ],
    [
      'larger of old and new',
      'cash as if the amend were taken',
      [
        'reserve(image, at, max(0n, reserved - order.reserved(at)))',
        'reserve(image, at, reserved - order.reserved(at))',
      ],
      [
        'reserve(order, max<i64>(0, amend.reserved - order.reserved))',
        'reserve(order, amend.reserved - order.reserved)',
      ],
      ['0.max(judged.reserved - order.reserved.get())', 'judged.reserved - order.reserved.get()'],
    ],
    [
      'larger of old and new',
      'cash as if the amend were not taken',
      ['reserve(image, at, max(0n, reserved - order.reserved(at)))', 'reserve(image, at, 0n)'],
      ['reserve(order, max<i64>(0, amend.reserved - order.reserved))', 'reserve(order, 0)'],
      ['self.reserve(order, 0.max(judged.reserved - order.reserved.get()));', 'self.reserve(order, 0);'],
    ],
    [
      'larger of old and new',
      'the new price does not count',
      ['widen(image, order.instrument(at), order.side(at) > 0, terms.price)', ''],
      ['widen(instrumentOf(order.instrument), order.side > 0, price)', ''],
      ['self.widen(place.instrument, order.is_buy(), terms.price);', ''],
    ],
    [
      'an amend',
      'that takes away takes from the rate',
      ['if (verdict.counts) takeRate', 'takeRate'],
      ['if (counts) takeRate', 'takeRate'],
      ['if judged.counts {', 'if true {'],
    ],
    [
      'an amend',
      'takes from the wrong rate',
      ['takeRate(image, portfolio, !verdict.increases)', 'takeRate(image, portfolio, verdict.increases)'],
      ['takeRate(!increases)', 'takeRate(increases)'],
      ['self.take_rate(portfolio, !judged.increases)', 'self.take_rate(portfolio, judged.increases)'],
    ],
  ],
)

const WAIT = mutationsOf(
  { reference: 'kernels/reference/amend-wait.ts', wasm: 'wasm/amend-wait.ts', native: 'native/src/amend.rs' },
  [
    [
      'larger of old and new',
      'lots under the new terms alone are given back',
      ['lots - max(order.lots(at), amend.lots(at))', 'lots - amend.lots(at)'],
      ['lots - max(order.lots, amend.lots)', 'lots - amend.lots'],
      ['lots - old.max(new)', 'lots - new'],
    ],
    [
      'larger of old and new',
      'cash under the new terms alone is given back',
      ['reserved - max(order.reserved(at), amend.reserved(at))', 'reserved - amend.reserved(at)'],
      ['reserve(order, reserved - max(order.reserved, amend.reserved))', 'reserve(order, reserved - amend.reserved)'],
      ['reserved - old_cash.max(new_cash)', 'reserved - new_cash'],
    ],
    [
      'larger of old and new',
      'the wrong price ends',
      ['taken ? order.price(at) : amend.price(at))', 'taken ? amend.price(at) : order.price(at))'],
      ['taken ? order.price : amend.price)', 'taken ? amend.price : order.price)'],
      [
        'self.narrow(place.instrument, order.is_buy(), dropped);',
        'self.narrow(place.instrument, order.is_buy(), amend.price.get() + order.price.get() - dropped);',
      ],
    ],
    [
      'an amend taken',
      'leaves fewer lots than are filled',
      ['taken ? max(amend.lots(at), order.filled(at)) : order.lots(at)', 'taken ? amend.lots(at) : order.lots(at)'],
      ['taken ? max(amend.lots, order.filled) : order.lots', 'taken ? amend.lots : order.lots'],
      ['if taken { new.max(order.filled.get()) } else { old }', 'if taken { new } else { old }'],
    ],
    [
      'an amend taken',
      'still only reduces',
      ['order.setReduces(at, taken ? 0 : 1)', 'order.setReduces(at, 1)'],
      ['order.reduces = i32(!taken)', 'order.reduces = 1'],
      ['order.reduces.set(!taken as i32)', 'order.reduces.set(1)'],
    ],
    [
      'release of a reservation',
      'by one unit, at a fill while an amend waits',
      undefined,
      [': truncOfProduct(reserved, lots, open)', ': truncOfProduct(reserved, lots, open) + 1'],
      ['else { mul_div(reserved, lots, open) }', 'else { mul_div(reserved, lots, open) + 1 }'],
    ],
  ],
)

const WAITING = mutationsOf(
  { reference: 'kernels/reference/orders.ts', wasm: 'wasm/amend-wait.ts', native: 'native/src/amend.rs' },
  [
    [
      'larger of old and new',
      'of the old alone, after a fill',
      ['max(order.reserved(at), amend.reserved(at))', 'order.reserved(at)'],
      ['reserve(order, max(order.reserved, amend.reserved) - before)', 'reserve(order, order.reserved - before)'],
      ['self.reserve(order, held() - before);', 'self.reserve(order, order.reserved.get() - before);'],
    ],
  ],
)

/** What an amend is judged by: each check dropped or bent where it is not the gate's own. */
const GATE = mutationsOf(
  { reference: 'kernels/reference/gate-amend.ts', wasm: 'wasm/gate-amend.ts', native: 'native/src/gate_amend.rs' },
  [
    [
      'ORDER_PENDING',
      'dropped',
      ['if (order.state(at) === CANCEL_PENDING || (order.flags(at) & AMENDING) !== 0)', 'if (false)'],
      ['if (order.state == CANCEL_PENDING || (order.flags & AMENDING) != 0)', 'if (false)'],
      ['if order.state.get() == CANCEL_PENDING || order.is_amending() {', 'if false {'],
    ],
    [
      'ORDER_PENDING',
      'not after a cancel',
      ['if (order.state(at) === CANCEL_PENDING || (', 'if (('],
      ['if (order.state == CANCEL_PENDING || (', 'if (('],
      ['if order.state.get() == CANCEL_PENDING || order', 'if order'],
    ],
    [
      'ORDER_PENDING',
      'not after an amend',
      [' || (order.flags(at) & AMENDING) !== 0)', ')'],
      [' || (order.flags & AMENDING) != 0)', ')'],
      [' || order.is_amending() {', ' {'],
    ],
    [
      'ORDER_CAPACITY',
      'of an amend dropped',
      ['if (timersShort(image))', 'if (false)'],
      ['if (timersShort()) flag', 'if (false) flag'],
      ['if self.timers_short() {', 'if false {'],
    ],
    [
      'PRICE_OFF_TICK',
      'of an amend dropped',
      ['if (offTick !== 0n)', 'if (false)'],
      ['if (offTick != 0)', 'if (false)'],
      ['if price != order.price.get() {', 'if false {'],
    ],
    [
      'QUANTITY_OFF_LOT',
      'of an amend dropped',
      ['if (offLot !== 0n)', 'if (false)'],
      ['if (offLot != 0)', 'if (false)'],
      ['if lots != order.lots.get() {', 'if false {'],
    ],
    [
      'INSTRUMENT_NOT_TRADABLE',
      'of an amend dropped',
      ['if (image.instrument.tradable(instrument) === 0) found', 'if (false) found'],
      ['if (instrument.tradable == 0) flag', 'if (false) flag'],
      ['if self.instrument[instrument].tradable.get() == 0 {', 'if false {'],
    ],
    [
      'SELF_TRADE',
      'of an amend dropped',
      ['if (own > 0n) found', 'if (false) found'],
      ['if (own > 0) flag', 'if (false) flag'],
      ['if own > 0 {', 'if false {'],
    ],
    [
      'MONEY_OVERFLOW',
      'of an amend dropped',
      ['if (grows && !sumsWouldFit', 'if (false && !sumsWouldFit'],
      ['if (!sumsWouldFit()) return', 'if (false) return'],
      ['if grows && !self.sums_would_fit', 'if false && !self.sums_would_fit'],
    ],
    [
      'TRADING_STATE_HALTED',
      'of an amend dropped',
      ['found.push(...stateViolations(image, intent, increases))', ''],
      ['if (stateViolations(increases)) return', 'if (false) return'],
      ['if self.check_state(&whole, increases) {', 'if false {'],
    ],
    [
      'TRADING_STATE_REDUCING',
      'also an amend of what reduces',
      ['stateViolations(image, intent, increases)', 'stateViolations(image, intent, true)'],
      ['if (stateViolations(increases)) return', 'if (stateViolations(true)) return'],
      ['self.check_state(&whole, increases)', 'self.check_state(&whole, true)'],
    ],
    [
      'MARK_STALE',
      'of an amend dropped, with all that a price may be',
      ['found.push(...marketViolations(image, intent, !increases))', ''],
      ['marketViolations(!increases)', ''],
      ['self.check_market(&whole, !increases);', ''],
    ],
    [
      'EQUITY_NOT_POSITIVE',
      'of an amend dropped',
      ['found.push(...equityViolations(image, intent))', ''],
      ['equityViolations()\n', '\n'],
      ['self.check_equity(&whole);', ''],
    ],
    [
      'RESTRICTED',
      'of an amend dropped',
      ['if (image.position.restricted(image.positionAt(intent.portfolio, instrument)) === 1)', 'if (false)'],
      ['if (positionOf(positionIndex(intent.portfolio, intent.instrument)).restricted == 1)', 'if (false)'],
      ['if self.position[self.position_at(portfolio, instrument)].restricted.get() == 1 {', 'if false {'],
    ],
    [
      'ORDER_RATE',
      'of an amend dropped',
      ['found.push(...orderRateViolations(image, intent.portfolio, !increases))', ''],
      ['orderRateViolation(!increases)', ''],
      ['self.check_order_rate(portfolio, !increases);', ''],
    ],
    [
      'POSITION_MAX',
      'of an amend dropped, with the other caps',
      ['found.push(...positionViolations(image, more, side, increase))', ''],
      ['positionCaps(increase)', ''],
      ['self.check_position_caps(&more, &side, increase);', ''],
    ],
    [
      'VOLATILITY_MAX',
      'of an amend dropped',
      ['found.push(...riskViolations(image, more, side, increase))', ''],
      ['riskViolations(increase)', ''],
      ['self.check_risk(&more, &side, increase);', ''],
    ],
    [
      'CASH_INSUFFICIENT',
      'of an amend dropped',
      ['if (need > 0n && need > free)', 'if (false)'],
      ['if (need > 0 && need > free)', 'if (false)'],
      ['if need > 0 && need > free {', 'if false {'],
    ],
    [
      'CASH_INSUFFICIENT',
      'of an amend, by one unit',
      ['if (need > 0n && need > free)', 'if (need > 0n && need >= free)'],
      ['if (need > 0 && need > free)', 'if (need > 0 && need >= free)'],
      ['if need > 0 && need > free {', 'if need > 0 && need >= free {'],
    ],
    [
      'CASH_INSUFFICIENT',
      'of an amend, all of it and not what it adds',
      ['const need = reserved - order.reserved(at)', 'const need = reserved'],
      ['const need = reserved - order.reserved', 'const need = reserved'],
      ['let need = reserved - order.reserved.get();', 'let need = reserved;'],
    ],
    [
      'an amend',
      'that takes away is judged by what it leaves',
      ['if (!grows && !worse)', 'if (false)'],
      ['if (!counts) return', ''],
      ['if !grows && !worse {', 'if false {'],
    ],
    [
      'an amend',
      'that takes away reserves more',
      ['min(reserved, order.reserved(at)), increases', 'reserved, increases'],
      ['counts ? reserved : min(reserved, order.reserved)', 'reserved'],
      ['reserved: reserved.min(order.reserved.get()), increases', 'reserved, increases'],
    ],
    [
      'an amend',
      'to a worse price is not judged',
      ['const worse = buy ?', 'const worse = false && buy ?'],
      ['const worse = buy ?', 'const worse = false && buy ?'],
      ['let worse = if buy {', 'let worse = if price < 0 {'],
    ],
    [
      'an amend',
      'reduces nothing',
      ['max(0n, -highWithout(image, at))', '0n'],
      ['max<i64>(0, -highWithout(order))', '<i64>0'],
      ['0.max(-self.high_without(order))', '0'],
    ],
    [
      'an amend',
      'its own open lots stand before it',
      ['const own = order.lots(at) - order.booked(at)', 'const own = 0n'],
      ['const own = order.lots - order.booked', 'const own: i64 = 0'],
      ['let own = order.lots.get() - order.booked.get();', 'let own = 0;'],
    ],
    [
      'an amend',
      'what is booked counts as open',
      ['max(0n, terms.lots - order.booked(at))', 'max(0n, terms.lots)'],
      ['max<i64>(0, lots - order.booked)', 'lots'],
      ['0.max(terms.lots - order.booked.get())', '0.max(terms.lots)'],
    ],
  ],
)

const STANDING = mutationsOf(
  { reference: 'kernels/reference/gate-bisect.ts', wasm: 'wasm/gate-caps.ts', native: 'native/src/gate_caps.rs' },
  [
    [
      'QUANTITY_ABOVE_MAX',
      'of an amend, what stands not counted',
      ['report(Reason.QUANTITY_ABOVE_MAX, portfolio, order,', 'report(Reason.QUANTITY_ABOVE_MAX, portfolio, quantity,'],
      ['cap(Reason.QUANTITY_ABOVE_MAX, portfolio, order,', 'cap(Reason.QUANTITY_ABOVE_MAX, portfolio, quantity,'],
      ['QUANTITY_ABOVE_MAX, quantity + intent.standing,', 'QUANTITY_ABOVE_MAX, quantity,'],
    ],
    [
      'NOTIONAL_ABOVE_MAX',
      'of an amend, what stands not counted',
      ['const notional = exposure(image, instrument, order)', 'const notional = exposure(image, instrument, quantity)'],
      ['exposure(instrument, order)', 'exposure(instrument, quantity)'],
      [
        'limited(reasons::NOTIONAL_ABOVE_MAX, own,',
        'limited(reasons::NOTIONAL_ABOVE_MAX, self.exposure_of(instrument, quantity),',
      ],
    ],
    [
      'ORDER_NOTIONAL_MAX',
      'of an amend, what stands not counted',
      [
        'worth(image, portfolio, instrument, order), orderMax',
        'worth(image, portfolio, instrument, quantity), orderMax',
      ],
      ['worth(portfolio, instrument, order)', 'worth(portfolio, instrument, quantity)'],
      [
        'limited(reasons::ORDER_NOTIONAL_MAX, whole,',
        'limited(reasons::ORDER_NOTIONAL_MAX, self.worth(portfolio, instrument, quantity).min(whole),',
      ],
    ],
  ],
)

/** Amends: the larger of old and new until the venue has answered, and what they are judged by. */
export const AMEND_TABLE: readonly Mutation[] = [...AMEND, ...WAIT, ...WAITING, ...GATE, ...STANDING]
