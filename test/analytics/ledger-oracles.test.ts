// Worked examples of lots, positions, margin and exchange rates, each by its id, with its exact numbers.
import { describe, expect, it } from 'vitest'
import { adjustmentOf } from '../../analytics/ledger/adjustment.ts'
import { Book } from '../../analytics/ledger/book.ts'
import type { BookOptions } from '../../analytics/ledger/book.ts'
import { ExchangeRates } from '../../analytics/ledger/exchange-rates.ts'
import type { Fraction } from '../../analytics/ledger/exchange-rates.ts'
import type { Closing } from '../../analytics/ledger/lot.ts'
import { marginOf } from '../../analytics/ledger/margin.ts'
import { LedgerError, shareOfNotional, termsOf, valueOf } from '../../analytics/ledger/terms.ts'
import type { Terms } from '../../analytics/ledger/terms.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import { instrumentOf } from '../kernels/harness.ts'

const termsFor = (overrides: Partial<Instrument> = {}, moneyScale = 8): Terms =>
  termsOf(instrumentOf(overrides), moneyScale)

interface Opened {
  readonly book: Book
  readonly closings: Closing[]
  /** Buys (above zero) or sells quantity at a price; the fee in minor units, or at a rate of the notional. */
  deal(quantity: number, price: number, fee?: bigint | string): void
  money(amount: bigint): string
}

function open(terms: Terms, options: BookOptions = { method: 'average' }): Opened {
  const closings: Closing[] = []
  const book = new Book(terms, options, (closing) => closings.push(closing))
  let fills = 0
  return {
    book,
    closings,
    deal(quantity, price, fee = 0n) {
      const lots = BigInt(Math.round(quantity * 10 ** terms.quantityScale))
      const units = BigInt(Math.round(price * 10 ** terms.priceScale))
      const size = lots < 0n ? -lots : lots
      const paid = typeof fee === 'string' ? shareOfNotional(terms, size, 2n * units, fee) : fee
      fills++
      book.execute({ id: `f${fills}`, timeMicros: fills * 1_000_000, lots, price: units, fee: paid })
    },
    money: (amount) => formatDecimal(amount, terms.moneyScale),
  }
}

/** Result after fees. */
const net = ({ book, money }: Opened): string => money(book.realised - book.fees)

/** Average opening price, as a number for display. */
const averageOf = ({ book }: Opened): number =>
  Number(book.cost) / Number(book.held * book.terms.unit * 2n) / 10 ** book.terms.priceScale

describe('positions', () => {
  it('POS-1: ETHUSDT, fee 0.01 % of notional', () => {
    const one = open(termsFor({ kind: 'linear', quantityScale: 3 }))
    const steps: [quantity: number, price: number, held: bigint, net: string, average: number][] = [
      [12, 100, 12_000n, '-0.12000000', 100],
      [17, 99, 29_000n, '-0.28830000', 99.41379310344827],
      [-9, 101, 20_000n, '13.89666207', 99.41379310344827],
      [-4, 105, 16_000n, '36.19948966', 99.41379310344827],
      [3, 103, 19_000n, '36.16858966', 99.98003629764065],
    ]
    for (const [quantity, price, held, profit, average] of steps) {
      one.deal(quantity, price, '0.0001')
      expect(one.book.held).toBe(held)
      expect(averageOf(one)).toBeCloseTo(average, 8)
      const off = BigInt(net(one).replace('.', '')) - BigInt(profit.replace('.', ''))
      expect(off, `${net(one)} beside ${profit}`).toBeLessThanOrEqual(1n)
      expect(off).toBeGreaterThanOrEqual(0n)
    }
  })

  it('POS-3: AUDUSD, fee 0.2 bp, three cycles with commissions in cents, and a scale-in', () => {
    const cycle = (quantity: number, from: number, to: number): string => {
      const one = open(termsFor({ priceScale: 5 }, 6))
      for (const [lots, price] of [
        [quantity, from],
        [-quantity, to],
      ]) {
        const fee = shareOfNotional(one.book.terms, BigInt(Math.abs(lots)), BigInt(Math.round(price * 2e5)), '0.00002')
        one.deal(lots, price, ((fee + 5_000n) / 10_000n) * 10_000n)
      }
      return net(one)
    }
    expect(cycle(100_000, 0.7, 0.7001)).toBe('7.200000')
    expect(cycle(150_000, 0.7002, 0.70015)).toBe('-11.700000')
    expect(cycle(-200_000, 0.70025, 0.70017)).toBe('10.400000')

    const one = open(termsFor({ priceScale: 5 }, 6))
    one.deal(100_000, 1, 2_000_000n)
    one.deal(100_000, 1.00001, 2_000_000n)
    expect(averageOf(one)).toBeCloseTo(1.000005, 9)
    one.deal(-200_000, 1.0001, 4_000_000n)
    expect([net(one), one.money(one.book.fees)]).toEqual(['11.000000', '8.000000'])
    expect(Number(one.closings[0].proceeds) / 200_000 / 1e6).toBeCloseTo(1.0001, 9)
  })

  it('POS-6: scale in and out, flat to flat, one dollar an order', () => {
    const one = open(termsFor())
    let bought = 0n
    for (const [quantity, price] of [
      [1000, 1.07],
      [2000, 1.08],
      [-1000, 1.09],
      [1000, 1.08],
      [-3000, 1.09],
    ]) {
      one.deal(quantity, price, 100_000_000n)
      if (quantity > 0) bought += valueOf(one.book.terms, BigInt(quantity), BigInt(Math.round(price * 200)))
    }
    const sold = one.closings.reduce((sum, { proceeds }) => sum + proceeds, 0n)
    expect(one.book.held).toBe(0n)
    expect(Number(bought) / 4000 / 1e8).toBeCloseTo(1.0775, 12)
    expect(Number(sold) / 4000 / 1e8).toBeCloseTo(1.09, 12)
    expect([one.money(one.book.realised), one.money(one.book.fees)]).toEqual(['50.00000000', '5.00000000'])
  })

  it('POS-7: average cost', () => {
    const one = open(termsFor())
    one.deal(10, 100)
    one.deal(10, 102)
    expect([one.book.held, averageOf(one)]).toEqual([20n, 101])
  })

  it('POS-e1: a flip, its fee shared by quantity', () => {
    const one = open(termsFor(), { method: 'fifo' })
    one.deal(100, 10, 100_000_000n)
    one.deal(-150, 11, 165_000_000n)
    const [closing] = one.closings
    expect(one.money(closing.realised - closing.fees)).toBe('97.90000000')
    expect(one.book.lots.map(({ quantity, cost, fees }) => [quantity, one.money(cost), one.money(fees)])).toEqual([
      [50n, '-550.00000000', '0.55000000'],
    ])
    expect(one.book.held).toBe(-50n)
    const basis = open(termsFor(), { method: 'fifo', fees: 'basis' })
    basis.deal(100, 10, 100_000_000n)
    basis.deal(-150, 11, 165_000_000n)
    expect(basis.money(basis.closings[0].realised)).toBe('97.90000000')
    expect(basis.money(basis.book.cost)).toBe('-549.45000000')
  })

  it.each([
    ['fifo', ['200.00000000', '100.00000000']],
    ['lifo', ['100.00000000', '200.00000000']],
  ] as const)('POS-e1: fills matched by %s', (method, realised) => {
    const one = open(termsFor(), { method })
    for (const [quantity, price] of [
      [100, 10],
      [100, 11],
      [-100, 12],
      [-100, 12],
    ]) {
      one.deal(quantity, price)
    }
    expect(one.closings.map((closing) => one.money(closing.realised))).toEqual(realised)
  })

  it('POS-e1: netting, through zero', () => {
    const netted = (...fills: [number, number][]): [bigint, number] => {
      const one = open(termsFor())
      for (const [quantity, price] of fills) one.deal(quantity, price)
      return [one.book.held, averageOf(one)]
    }
    expect(netted([60, 10], [-20, 12])).toEqual([40n, 10])
    expect(netted([60, 10], [-20, 12], [-60, 13])).toEqual([-20n, 13])
    expect(netted([60, 10], [20, 12])).toEqual([80n, 10.5])
  })

  it('POS-e1: an inverse contract pays in its base currency', () => {
    const terms = termsFor({ kind: 'inverse', currency: 'BTC', priceScale: 0 })
    const one = open(terms, { method: 'fifo' })
    one.deal(5_000, 20_000, '0.0005')
    expect(one.money(one.book.fees)).toBe('0.00012500')
    expect(one.money(shareOfNotional(terms, 5_000n, 50_000n, '1'))).toBe('0.20000000')
    one.deal(-5_000, 25_000)
    expect(one.money(one.book.realised)).toBe('0.05000000')
  })
})

describe('tax lots', () => {
  it('LOT-2: FIFO takes what is left of the first lot, then the second', () => {
    const one = open(termsFor(), { method: 'fifo' })
    one.deal(50, 115)
    one.deal(50, 116)
    one.deal(-40, 120)
    expect(one.closings.map(({ quantity, cost }) => [quantity, one.money(cost)])).toEqual([[40n, '4600.00000000']])
    one.deal(-35, 120)
    expect(one.closings.slice(1).map(({ quantity, cost }) => [quantity, one.money(cost)])).toEqual([
      [10n, '1150.00000000'],
      [25n, '2900.00000000'],
    ])
    expect(one.book.lots.map(({ quantity, cost }) => [quantity, one.money(cost)])).toEqual([[25n, '2900.00000000']])
    const first = one.closings[0].realised
    expect([first, one.book.realised - first].map(one.money)).toEqual(['200.00000000', '150.00000000'])
    expect(one.closings.map(({ holdingMicros }) => holdingMicros)).toEqual([2_000_000, 3_000_000, 2_000_000])
  })

  it('LOT-e1: HIFO closes the dearest first', () => {
    const one = open(termsFor(), { method: 'hifo' })
    one.deal(10, 50)
    one.deal(10, 55)
    one.deal(10, 52)
    one.deal(-15, 60)
    expect(one.closings.map(({ quantity, cost }) => [quantity, one.money(cost)])).toEqual([
      [10n, '550.00000000'],
      [5n, '260.00000000'],
    ])
    expect(one.book.lots.map(({ quantity, cost }) => [quantity, one.money(cost)])).toEqual([
      [10n, '500.00000000'],
      [5n, '260.00000000'],
    ])
    expect(one.money(one.book.realised)).toBe('90.00000000')
  })

  it('LOT-e1: FIFO goes by date of acquisition; closing more than is held is an error', () => {
    const listed = (): Opened => {
      const one = open(termsFor(), { method: 'fifo' })
      const micros = (date: string): number => Date.parse(date) * 1000
      one.book.execute({ id: 'b', timeMicros: micros('2024-03-02'), lots: 5n, price: 2_000n, fee: 0n })
      one.book.execute({ id: 'a', timeMicros: micros('2024-03-01'), lots: 5n, price: 1_800n, fee: 0n })
      return one
    }
    const one = listed()
    one.book.close({ id: 's', timeMicros: Date.parse('2024-03-03') * 1000, lots: -7n, price: 2_100n, fee: 0n })
    expect(one.closings.map(({ lot, quantity, cost }) => [lot, quantity, one.money(cost)])).toEqual([
      ['a', 5n, '90.00000000'],
      ['b', 2n, '40.00000000'],
    ])
    const other = listed()
    expect(() => other.book.close({ id: 's', timeMicros: 0, lots: -11n, price: 2_100n, fee: 0n })).toThrow(
      new LedgerError('ABC: fill s closes -11 lots, 10 are held'),
    )
    expect([other.book.held, other.closings]).toEqual([10n, []])
  })
})

describe('margin', () => {
  const terms = termsFor({ priceScale: 5 }, 6)
  const of = (lots: bigint, half: bigint, rate: string, leverage?: string): string =>
    formatDecimal(marginOf(terms, lots, half, { rate, ...(leverage === undefined ? {} : { leverage }) }), 6)

  it('MAR-1: notional × rate ÷ leverage on the net position', () => {
    expect(of(100_000n, 160_000n, '0.03', '50')).toBe('48.000000')
    expect(of(100_000n, 160_000n, '0.03', '10')).toBe('240.000000')
    expect(of(100_000n, 160_000n, '0.03')).toBe('2400.000000')
    expect(of(1_000_000n, 200_000n, '0.03', '50')).toBe('600.000000')
    expect(of(1_000_000n, 200_000n, '0.03')).toBe('30000.000000')
    expect(of(0n, 200_000n, '0.03')).toBe('0.000000')
  })

  it('MAR-e1: inverse contracts; long and short net', () => {
    const inverse = termsFor({ kind: 'inverse', currency: 'BTC', priceScale: 0 })
    const btc = marginOf(inverse, 5_000n, 40_000n, { rate: '0.01' })
    expect(formatDecimal(btc, 8)).toBe('0.00250000')
    expect((btc * 20_000n) / 10n ** 8n).toBe(50n)
    expect(of(3n * 100n - 100n, 400_000n, '0.05')).toBe('20.000000')
  })
})

describe('exchange rates', () => {
  const real = (rate: Fraction | undefined): number | undefined =>
    rate === undefined ? undefined : Number(rate.numerator) / Number(rate.denominator)

  it('FX-1: direct, inverse, same, missing', () => {
    const rates = new ExchangeRates()
    rates.set('AUD', 'USD', '.80000', '.80010')
    rates.set('USD', 'JPY', '110.100', '110.130')
    rates.set('EUR', 'SEK', '11.5')
    expect(real(rates.rate('AUD', 'USD', 'bid'))).toBe(0.8)
    expect(real(rates.rate('USD', 'JPY', 'mid'))).toBe(110.115)
    expect(real(rates.rate('JPY', 'USD', 'mid'))).toBeCloseTo(0.009081414884438995, 17)
    expect(real(rates.rate('USD', 'USD', 'bid'))).toBe(1)
    expect(rates.rate('USD', 'SEK', 'mid')).toBeUndefined()
    expect(rates.rate('USD', 'XXX', 'mid')).toBeUndefined()
    expect(real(rates.rate('JPY', 'USD', 'bid'))).toBeCloseTo(1 / 110.1, 15)
    expect(real(rates.rate('JPY', 'USD', 'ask'))).toBeCloseTo(1 / 110.13, 15)
    expect(real(rates.rate('AUD', 'JPY', 'ask'))).toBeCloseTo(0.8001 * 110.13, 12)
  })

  it('FX-e1: the inverse of a bid, and a cross', () => {
    const rates = new ExchangeRates()
    rates.set('USD', 'CHF', '.9000')
    rates.set('AUD', 'USD', '.80000')
    expect(rates.rate('CHF', 'USD', 'bid')).toEqual({ numerator: 10n, denominator: 9n })
    expect(real(rates.rate('CHF', 'USD', 'bid'))).toBeCloseTo(1.1111111111, 10)
    expect(rates.rate('AUD', 'CHF', 'bid')).toEqual({ numerator: 18n, denominator: 25n })
  })
})

describe('agreement of the examples with the adjustments', () => {
  it('an average book and the hot adjustment settle the same position alike', () => {
    const terms = termsFor({ kind: 'linear' })
    const one = open(terms)
    one.deal(10, 100)
    one.deal(10, 102)
    const { cost, cash } = adjustmentOf(
      terms,
      { kind: 'settlement', price: '105' },
      { lots: one.book.held, cost: one.book.cost, half: 0n },
    )
    expect([one.money(cost), one.money(cash)]).toEqual(['80.00000000', '80.00000000'])
  })
})
