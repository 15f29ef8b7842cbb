import { mutationsOf } from './mutation.ts'
import type { Mutation } from './mutation.ts'

const VALUATION = mutationsOf(
  { reference: 'kernels/reference/valuation.ts', wasm: 'wasm/home.ts', native: 'native/src/rates.rs' },
  [
    [
      'amount of another currency',
      'rounded up',
      [
        'saturate(floorDiv(amount * rate.numerator(entry), rate.denominator(entry)))',
        'saturate(ceilDiv(amount * rate.numerator(entry), rate.denominator(entry)))',
      ],
      [
        'saturate(floorOfProduct(amount, rate.numerator, rate.denominator))',
        'saturate(-floorOfProduct(-amount, rate.numerator, rate.denominator))',
      ],
      [
        'saturate((amount as i128 * numerator as i128).div_euclid(denominator as i128))',
        'saturate(-(-(amount as i128) * numerator as i128).div_euclid(denominator as i128))',
      ],
    ],
    [
      'amount of another currency',
      'a debt rounded towards zero',
      [
        'saturate(floorDiv(amount * rate.numerator(entry), rate.denominator(entry)))',
        'saturate((amount * rate.numerator(entry)) / rate.denominator(entry))',
      ],
      [
        'saturate(floorOfProduct(amount, rate.numerator, rate.denominator))',
        `saturate(
    amount < 0
      ? -floorOfProduct(-amount, rate.numerator, rate.denominator)
      : floorOfProduct(amount, rate.numerator, rate.denominator),
  )`,
      ],
      [
        'saturate((amount as i128 * numerator as i128).div_euclid(denominator as i128))',
        'saturate(amount as i128 * numerator as i128 / denominator as i128)',
      ],
    ],
    [
      'lots that money of another currency buys',
      'by one unit more',
      [
        '(amount * rate.denominator(entry)) / rate.numerator(entry)',
        '(amount * rate.denominator(entry)) / rate.numerator(entry) + 1n',
      ],
      [
        'floorOfProduct(amount, rate.denominator, rate.numerator)',
        'floorOfProduct(amount, rate.denominator, rate.numerator) + 1',
      ],
      [
        '(amount as i128 * denominator as i128 / numerator as i128)',
        '(amount as i128 * denominator as i128 / numerator as i128 + 1)',
      ],
    ],
  ],
)

const WORTH = mutationsOf(
  { reference: 'kernels/reference/valuation.ts', wasm: 'wasm/valuation.ts', native: 'native/src/rates.rs' },
  [
    [
      'exposure in another currency',
      'rounded down',
      [
        'return -inHome(image, at, image.instrument.currency(instrument), -exposure(image, instrument, lots))',
        'return inHome(image, at, image.instrument.currency(instrument), exposure(image, instrument, lots))',
      ],
      ['-inHome(at, instrument.currency, -own)', 'inHome(at, instrument.currency, own)'],
      ['-self.in_home(at, record.currency.get(), -exposure)', 'self.in_home(at, record.currency.get(), exposure)'],
    ],
    [
      'exposure in another currency',
      'as if it were of our own',
      [
        'return -inHome(image, at, image.instrument.currency(instrument), -exposure(image, instrument, lots))',
        'return exposure(image, instrument, lots)',
      ],
      ['control.currencies == 1 ? own : -inHome', 'true ? own : -inHome'],
      ['_ => -self.in_home(at, record.currency.get(), -exposure)', '_ => exposure + 0 * record.currency.get() as i64'],
    ],
  ],
)

const RATES = mutationsOf(
  { reference: 'kernels/reference/rates.ts', wasm: 'wasm/rates.ts', native: 'native/src/rates.rs' },
  [
    [
      'conversion',
      'of more than there is',
      ['if (sold > free) {', 'if (false) {'],
      ['if (sold > free) {', 'if (false) {'],
      ['if sold > free {', 'if false {'],
    ],
    [
      'conversion',
      'not of all there is',
      ['if (sold > free) {', 'if (sold >= free) {'],
      ['if (sold > free) {', 'if (sold >= free) {'],
      ['if sold > free {', 'if sold >= free {'],
    ],
    [
      'conversion',
      'what is short is told rounded down',
      ['value: -inHome(image, portfolio, from, -sold)', 'value: inHome(image, portfolio, from, sold)'],
      ['const value = -inHome(portfolio, from, -sold)', 'const value = inHome(portfolio, from, sold)'],
      ['let value = -self.in_home(portfolio, from, -sold);', 'let value = self.in_home(portfolio, from, sold);'],
    ],
    [
      'rate',
      'the first counts as profit',
      ['if (first) before.forEach', 'if (false) before.forEach'],
      ['if (!isFirst) return', 'if (true) return'],
      ['if !first {', 'if true {'],
    ],
    [
      'rate',
      'is never new',
      ['return record.setMarkedAt(entry, control.now(0))', 'return undefined'],
      ['rate.markedAt = control.now', ''],
      ['rate.marked_at.set(self.control.now.get());', ''],
    ],
    [
      'rate',
      'not the other way round',
      ['return take(context, Number(currency), Number(quote), PPB, value)', 'return undefined'],
      ['take(i32(currency), i32(quote), PPB, value)', ''],
      ['self.take_rate_of(currency as i32, quote as i32, PPB, value);', ''],
    ],
    [
      'rate',
      'that does not fit is taken',
      ['if (!fits || !revalue(', 'if (!revalue('],
      ['if (!fit || !revalue(', 'if (!revalue('],
      ['.filter(|&wide| wide <= MONEY_MAX)', ''],
    ],
    [
      'rate',
      'sums that do not fit stand',
      ['if (sumsFit(image, holding.portfolio)) continue', 'continue'],
      [
        'const misfit = moveHoldings(home, currency, i32.MAX_VALUE)',
        'moveHoldings(home, currency, i32.MAX_VALUE)\n  const misfit = -1',
      ],
      ['self.sums_fit(portfolio)\n        });', 'true\n        });'],
    ],
  ],
)

const INTENTS = mutationsOf(
  { reference: 'kernels/reference/intents.ts', wasm: 'wasm/intents.ts', native: 'native/src/intents.rs' },
  [
    [
      'RATE_MISSING',
      'a decision is sized all the same',
      ['if (!hasRate(image, portfolio, image.instrument.currency(instrument)))', 'if (false)'],
      ['&& !hasRate(portfolio, instrument.currency)) return', '&& false) return'],
      ['if self.is_foreign(place.portfolio, place.instrument)\n', 'if false\n'],
    ],
    [
      'BUDGET_SCALED',
      'cash of another currency told rounded down',
      ['need: -inOwn(-need)', 'need: inOwn(need)'],
      [
        'budget.need = -inHome(portfolio, currency, -budget.need)',
        'budget.need = inHome(portfolio, currency, budget.need)',
      ],
      [
        'budget.need = -self.in_home(portfolio, currency, -budget.need);',
        'budget.need = self.in_home(portfolio, currency, budget.need);',
      ],
    ],
    [
      'BUDGET_SCALED',
      'cash of other currencies as if it were of our own',
      ['const currency = image.instrument.currency(intent.instrument)', 'const currency = scope.currency(portfolio)'],
      ['if (abroad) limitCash(first, end)\n  else limitBudget', 'limitBudget'],
      ['if abroad {', 'if false && abroad {'],
    ],
  ],
)

const CASH = mutationsOf(
  { reference: 'kernels/reference/reserve.ts', wasm: 'wasm/reserve.ts', native: 'native/src/intents.rs' },
  [
    [
      'free cash',
      'kept of every currency',
      ['currency === scope.currency(portfolio) ? scope.cashReserve(portfolio) : 0n', 'scope.cashReserve(portfolio)'],
      ['(currency == scope.currency ? scope.cashReserve : 0)', 'scope.cashReserve'],
      ['if currency == scope.currency.get() { scope.cash_reserve.get() } else { 0 }', 'scope.cash_reserve.get()'],
    ],
  ],
)

/** Several currencies: what is in another is worth less and owed more, and a rate is missing, old or too large. */
export const RATE_TABLE: readonly Mutation[] = [...VALUATION, ...WORTH, ...RATES, ...INTENTS, ...CASH]
