// What dividends, splits, funding, settlements, borrowing and conversions pay, worked by hand.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustmentOf } from '../../analytics/ledger/adjustment.ts'
import type { HolderEvent } from '../../analytics/ledger/adjustment.ts'
import { applyAdjustment } from '../../analytics/ledger/apply-adjustment.ts'
import { Book } from '../../analytics/ledger/book.ts'
import { ExchangeRates } from '../../analytics/ledger/exchange-rates.ts'
import type { Closing, LotMethod } from '../../analytics/ledger/lot.ts'
import { LedgerError, termsOf } from '../../analytics/ledger/terms.ts'
import type { Terms } from '../../analytics/ledger/terms.ts'
import { buildImage } from '../../kernels/image-build.ts'
import { Memory } from '../../kernels/memory.ts'
import { assertState } from '../../kernels/reference/assert-state.ts'
import { convert } from '../../kernels/reference/ledger.ts'
import type { Instrument } from '../../model/instrument.ts'
import { Universe } from '../../model/universe.ts'
import { instrumentOf, portfolioOf, venueOf } from '../kernels/harness.ts'

/** Prices in tenths, money in cents. */
const termsFor = (overrides: Partial<Instrument> = {}, moneyScale = 2): Terms =>
  termsOf(instrumentOf({ priceScale: 1, tick: [{ from: '0', tick: '0.1' }], ...overrides }), moneyScale)

/** Lots, cost and cash that an event changes, for a position at `price`. */
function change(terms: Terms, event: HolderEvent, lots: bigint, cost: bigint, price = 0n): [bigint, bigint, bigint] {
  const { lots: moved, cost: moves, cash } = adjustmentOf(terms, event, { lots, cost, half: 2n * price })
  return [moved, moves, cash]
}

describe('dividends', () => {
  const stock = termsFor()

  it('a long receives, a short pays; fractions of a cent are rounded against us', () => {
    const event: HolderEvent = { kind: 'dividend', amount: '0.255' }
    expect(change(stock, event, 100n, 0n)).toEqual([0n, 0n, 2550n])
    expect(change(stock, event, -100n, 0n)).toEqual([0n, 0n, -2550n])
    expect(change(stock, event, 1n, 0n)).toEqual([0n, 0n, 25n])
    expect(change(stock, event, -1n, 0n)).toEqual([0n, 0n, -26n])
    expect(change(stock, event, 0n, 0n)).toEqual([0n, 0n, 0n])
  })

  it('tax is withheld from what is received, not from what is paid', () => {
    const event: HolderEvent = { kind: 'dividend', amount: '1', withheld: '0.15' }
    expect(change(stock, event, 100n, 0n)).toEqual([0n, 0n, 8500n])
    expect(change(stock, event, -100n, 0n)).toEqual([0n, 0n, -10_000n])
  })

  it('are for a unit of the quantity, whatever a lot is', () => {
    const fractional = termsFor({ quantityScale: 1, priceScale: 0, lotStep: '0.1' })
    expect(change(fractional, { kind: 'dividend', amount: '2' }, 123n, 0n)).toEqual([0n, 0n, 2460n])
  })
})

describe('splits', () => {
  const stock = termsFor()

  it('4:1 keeps the cost', () => {
    const event: HolderEvent = { kind: 'split', numerator: 4n, denominator: 1n }
    expect(change(stock, event, 10n, 100_000n, 1_000n)).toEqual([30n, 0n, 0n])
    expect(change(stock, event, -10n, -100_000n, 1_000n)).toEqual([-30n, 0n, 0n])
  })

  it('3:2 of 5 leaves half a share, paid at the price given, or at the restated one', () => {
    const event: HolderEvent = { kind: 'split', numerator: 3n, denominator: 2n }
    // 7.5 shares for a cost of 500.00: the half share had 33.33 of it.
    expect(change(stock, { ...event, price: '70' }, 5n, 50_000n)).toEqual([2n, -3333n, 3500n])
    expect(change(stock, { ...event, price: '70' }, -5n, -50_000n)).toEqual([-2n, 3333n, -3500n])
    // 100.00 before is 66.666… after.
    expect(change(stock, event, 5n, 50_000n, 1_000n)).toEqual([2n, -3333n, 3333n])
    expect(change(stock, event, -5n, -50_000n, 1_000n)).toEqual([-2n, 3333n, -3334n])
  })

  it('1:10 may leave nothing but cash', () => {
    const event: HolderEvent = { kind: 'split', numerator: 1n, denominator: 10n, price: '50' }
    expect(change(stock, event, 25n, 12_500n)).toEqual([-23n, -2500n, 2500n])
    expect(change(stock, event, 7n, 3500n)).toEqual([-7n, -3500n, 3500n])
  })

  it('fractions of an order step are paid out, not of a stored lot', () => {
    const terms = termsFor({ quantityScale: 1, priceScale: 0, lotStep: '1' })
    const event: HolderEvent = { kind: 'split', numerator: 3n, denominator: 2n, price: '10' }
    expect(change(terms, event, 50n, 9000n)).toEqual([20n, -600n, 500n])
  })

  it('need a price for fractions, and are for what is no inverse contract', () => {
    const event: HolderEvent = { kind: 'split', numerator: 3n, denominator: 2n }
    expect(() => change(stock, event, 5n, 50_000n)).toThrow(new LedgerError('ABC has no mark yet: split needs a price'))
    expect(() => change(termsFor({ kind: 'inverse' }), event, 2n, 0n)).toThrow(/inverse contract: it has no split/)
    expect(() => change(termsFor({ kind: 'linear' }), event, 5n, 0n, 100n)).toThrow(/leaves 1\/2 lots/)
  })

  it.each([
    ['fifo', 'a', 1_500n],
    ['lifo', 'c', 1_200n],
    ['hifo', 'b', 2_400n],
  ] as const)('every lot keeps its own cost; the fraction is closed by %s', (method, lot, price) => {
    const closings: Closing[] = []
    const book = new Book(stock, { method }, (closing) => closings.push(closing))
    const bought: [string, bigint, bigint][] = [
      ['a', 5n, 1_500n],
      ['b', 5n, 2_400n],
      ['c', 5n, 1_200n],
    ]
    for (const [timeMicros, [id, lots, paid]] of bought.entries())
      book.execute({ id, timeMicros, lots, price: paid, fee: 0n })
    // 15 shares become 22.5, of which half a share is paid 40.00; each lot is 7.5 shares of its cost.
    const cause = { id: 's', timeMicros: 9 }
    applyAdjustment(book, cause, { event: 'split', numerator: 3n, denominator: 2n, lots: 7n, cost: -1n, cash: 4_000n })
    expect([book.held, book.denominator]).toEqual([22n, 2n])
    const scaled = stock.unit
    expect(closings.map((one) => [one.lot, one.cause, one.quantity, one.denominator, one.proceeds])).toEqual([
      [lot, 'cash-in-lieu', 1n, 2n, 4_000n],
    ])
    expect(closings[0].cost).toBe((price * 5n * 2n * scaled) / 15n)
    expect(book.cost + closings[0].cost).toBe((1_500n + 2_400n + 1_200n) * 5n * 2n * scaled)
  })
})

describe('contracts', () => {
  it('funding: longs pay a positive rate on the notional at the funding mark', () => {
    const perpetual = termsFor({ kind: 'linear', quantityScale: 3, priceScale: 0, lotStep: '0.001' }, 4)
    const event: HolderEvent = { kind: 'funding', rate: '0.0001', price: '30000' }
    expect(change(perpetual, event, 2_000n, 0n)).toEqual([0n, 0n, -60_000n])
    expect(change(perpetual, event, -2_000n, 0n)).toEqual([0n, 0n, 60_000n])
    expect(change(perpetual, { ...event, rate: '-0.0001' }, 2_000n, 0n)).toEqual([0n, 0n, 60_000n])
    expect(change(perpetual, { kind: 'funding', rate: '0.0001' }, 2_000n, 0n, 30_000n)).toEqual([0n, 0n, -60_000n])
    // 0.001 at 30 005 is 30.005: a hundredth of a percent of it, 30.005 units of money, costs 31 and brings 30.
    const odd = { ...event, price: '30005' }
    expect(change(perpetual, odd, 1n, 0n)).toEqual([0n, 0n, -31n])
    expect(change(perpetual, odd, -1n, 0n)).toEqual([0n, 0n, 30n])
    expect(() => change(perpetual, { kind: 'funding', rate: '0.0001' }, 1n, 0n)).toThrow(/no mark yet/)
    expect(() => change(termsFor(), event, 1n, 0n)).toThrow(/is spot: it is paid in full and has no funding/)
  })

  it('funding of an inverse contract is in its base currency', () => {
    const inverse = termsFor({ kind: 'inverse', currency: 'BTC', priceScale: 0 }, 8)
    const event: HolderEvent = { kind: 'funding', rate: '0.0001', price: '50000' }
    // 100 000 contracts of 1 USD are 2 BTC.
    expect(change(inverse, event, 100_000n, 0n)).toEqual([0n, 0n, -20_000n])
    expect(change(inverse, event, -100_000n, 0n)).toEqual([0n, 0n, 20_000n])
  })

  it('daily settlement pays the variation margin, which closing does not pay again', () => {
    const future = termsFor({ kind: 'linear', multiplier: '50' })
    const closings: Closing[] = []
    const book = new Book(future, { method: 'fifo' }, (closing) => closings.push(closing))
    book.execute({ id: 'a', timeMicros: 0, lots: 2n, price: 40_000n, fee: 0n })
    const day = (price: string): bigint => {
      const holding = { lots: book.held, cost: book.cost, half: 0n }
      const event: HolderEvent = { kind: 'settlement', price }
      const paid = adjustmentOf(future, event, holding)
      applyAdjustment(book, { id: 'd', timeMicros: 1 }, { ...paid, event: event.kind })
      expect(paid.cost).toBe(paid.cash)
      expect(paid.lots).toBe(0n)
      return paid.cash
    }
    expect([day('4010'), day('3990')]).toEqual([100_000n, -200_000n])
    book.execute({ id: 'b', timeMicros: 5, lots: -2n, price: 40_050n, fee: 0n })
    expect(closings.map(({ settled, realised, proceeds, cost }) => [settled, proceeds - cost, realised])).toEqual([
      [-100_000n, 150_000n, 50_000n],
    ])
    expect(book.realised).toBe(50_000n)
    expect(() => change(termsFor(), { kind: 'settlement', price: '1' }, 1n, 0n)).toThrow(/has no settlement/)
  })

  it('borrowing costs shorts only', () => {
    const event: HolderEvent = { kind: 'borrow', rate: '0.0002', price: '50' }
    expect(change(termsFor(), event, -1_000n, 0n)).toEqual([0n, 0n, -1_000n])
    expect(change(termsFor(), event, 1_000n, 0n)).toEqual([0n, 0n, 0n])
  })
})

describe('lots', () => {
  const terms = termsFor()

  it('by name: the picked ones first, in the order named, the rest by FIFO', () => {
    const closings: Closing[] = []
    const picks = new Map([['s', ['c', 'b', 'nowhere']]])
    const book = new Book(terms, { method: 'specific', picks }, (closing) => closings.push(closing))
    for (const [timeMicros, id] of ['a', 'b', 'c', 'd'].entries())
      book.execute({ id, timeMicros, lots: 10n, price: 1_000n, fee: 0n })
    book.execute({ id: 's', timeMicros: 9, lots: -25n, price: 1_100n, fee: 0n })
    expect(closings.map(({ lot, quantity }) => [lot, quantity])).toEqual([
      ['c', 10n],
      ['b', 10n],
      ['a', 5n],
    ])
  })

  it('HIFO of shorts buys back what brought least', () => {
    const closings: Closing[] = []
    const book = new Book(terms, { method: 'hifo' }, (closing) => closings.push(closing))
    for (const [timeMicros, price] of [5_000n, 5_500n, 5_200n].entries())
      book.execute({ id: String(price), timeMicros, lots: -10n, price, fee: 0n })
    book.execute({ id: 'b', timeMicros: 9, lots: 15n, price: 5_100n, fee: 0n })
    expect(closings.map(({ lot, side, quantity }) => [lot, side, quantity])).toEqual([
      ['5000', 'short', 10n],
      ['5200', 'short', 5n],
    ])
  })

  it('conserve cost and fees to the unit, the last part taking the remainder', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 40 }).map(BigInt), { minLength: 1, maxLength: 30 })
    const methods = fc.constantFrom<LotMethod>('fifo', 'lifo', 'hifo', 'average')
    const opened = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.bigInt(-10_000n, 10n ** 12n)), {
      minLength: 1,
    })
    fc.assert(
      fc.property(methods, opened, parts, fc.integer({ min: 0, max: 99 }), (method, entries, sizes, fee) => {
        const closings: Closing[] = []
        const book = new Book(terms, { method }, (closing) => closings.push(closing))
        entries.forEach(([lots, value], at) => book.trade(`o${at}`, at, BigInt(lots), value, BigInt(fee)))
        const paid = entries.reduce((sum, [, value]) => sum + value, 0n)
        let sold = 0n
        for (const size of sizes) {
          if (book.held === 0n) break
          const part = size < book.held ? size : book.held
          book.trade('c', 999, -part, -part * 7n)
          sold += part * 7n
          expect(book.cost + closings.reduce((sum, { cost }) => sum + cost, 0n)).toBe(paid)
        }
        if (book.held > 0n) {
          sold += book.held * 7n
          book.trade('c', 999, -book.held, -book.held * 7n)
        }
        expect([book.lots, book.held, book.cost]).toEqual([[], 0n, 0n])
        expect(book.realised).toBe(sold - paid)
        expect(closings.reduce((sum, { fees }) => sum + fees, 0n)).toBe(BigInt(fee * entries.length))
      }),
      { numRuns: 500 },
    )
  })
})

describe('conversions between currencies', () => {
  const rates = new ExchangeRates()
  rates.set('EUR', 'USD', '1.0998', '1.1002')
  rates.set('USD', 'JPY', '149.98', '150.02')

  it('are two integer legs, at the bid for what is sold, rounded down', () => {
    expect(rates.convert(100_01n, 'EUR', 'USD', [2, 2])).toEqual({ sold: 100_01n, bought: 109_99n })
    expect(rates.convert(100_00n, 'USD', 'EUR', [2, 2])).toEqual({ sold: 100_00n, bought: 90_89n })
    expect(rates.convert(1_00n, 'EUR', 'JPY', [2, 0])).toEqual({ sold: 1_00n, bought: 164n })
    expect(rates.convert(1_00n, 'EUR', 'GBP', [2, 2])).toBeUndefined()
    expect(() => rates.convert(0n, 'EUR', 'USD', [2, 2])).toThrow('a conversion sells an amount above 0, was 0')
  })

  it('are valued adversely without being booked: an asset at the bid, a debt at the ask', () => {
    expect(rates.valueIn(100_00n, 'EUR', 'USD', [2, 2])).toBe(109_98n)
    expect(rates.valueIn(-100_00n, 'EUR', 'USD', [2, 2])).toBe(-110_02n)
    expect(rates.valueIn(1n, 'USD', 'EUR', [2, 2])).toBe(0n)
    expect(rates.valueIn(-1n, 'USD', 'EUR', [2, 2])).toBe(-1n)
    expect(rates.valueIn(5n, 'USD', 'GBP', [2, 2])).toBeUndefined()
  })

  it('there and back never gains, and the books of both currencies balance', () => {
    const image = buildImage(
      new Memory(2 ** 20),
      new Universe([instrumentOf(), instrumentOf({ symbol: 'DEF', currency: 'EUR' })]),
      {
        limits: {},
        sizing: { method: 'fixed-lots' },
        venue: venueOf(),
        portfolios: { portfolios: [portfolioOf({ cash: '1000000' })], groups: [], equityIntervalNanos: 0n },
        orders: 4,
        clientIds: 4,
      },
      true,
    )
    const [usd, eur] = ['USD', 'EUR'].map((name) => image.names.currencies.indexOf(name))
    const scales = [image.names.moneyScales[usd], image.names.moneyScales[eur]] as const
    fc.assert(
      fc.property(fc.bigInt(1_000n, 10n ** 8n), (sold) => {
        const there = rates.convert(sold, 'USD', 'EUR', scales)!
        expect(convert(image, 0, usd, eur, there.sold, there.bought)).toBe(true)
        const back = rates.convert(there.bought, 'EUR', 'USD', [scales[1], scales[0]])!
        expect(back.bought).toBeLessThan(sold)
        expect(convert(image, 0, eur, usd, back.sold, back.bought)).toBe(true)
        assertState(image)
        expect(image.ledger.cash(image.ledgerAt(0, eur))).toBe(0n)
      }),
      { numRuns: 200 },
    )
  })
})
