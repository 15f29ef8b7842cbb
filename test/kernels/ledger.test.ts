import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildImage } from '../../kernels/image-build.ts'
import type { Image } from '../../kernels/image.ts'
import { Memory } from '../../kernels/memory.ts'
import { Fault } from '../../kernels/faults.ts'
import { MONEY_MAX } from '../../kernels/money.ts'
import { assertState } from '../../kernels/reference/assert-state.ts'
import { moveMark } from '../../kernels/reference/exposures.ts'
import { adjust, bookFill, convert, deposit, feeOf } from '../../kernels/reference/ledger.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Instrument } from '../../model/instrument.ts'
import { Universe } from '../../model/universe.ts'
import { instrumentOf, portfolioOf, venueOf } from './harness.ts'

function imageOf(instruments: readonly Instrument[], currency = 'USD', cash = '1000000'): Image {
  return buildImage(
    new Memory(2 ** 20),
    new Universe(instruments),
    {
      limits: {},
      sizing: { method: 'fixed-lots' },
      venue: venueOf(),
      portfolios: { portfolios: [portfolioOf({ currency, cash })], groups: [], equityIntervalNanos: 0n },
      orders: 4,
      clientIds: 4,
    },
    true,
  )
}

const ratio = (numerator: bigint, denominator: bigint): number => Number(numerator) / Number(denominator)

describe('worked examples', () => {
  it('POS-1: ETHUSDT with a fee of 0.01 % of notional', () => {
    const image = imageOf([instrumentOf({ kind: 'linear', takerFee: '0.0001', quantityScale: 3 })])
    const scale = 10 ** image.names.moneyScales[0]
    const fills: [lots: number, price: number, realised: number, average: number][] = [
      [12, 100, -0.12, 100],
      [17, 99, -0.2883, 99.41379310344827],
      [-9, 101, 13.89666207, 99.41379310344827],
      [-4, 105, 36.19948966, 99.41379310344827],
      [3, 103, 36.16858966, 99.98003629764065],
    ]
    for (const [quantity, price, realised, average] of fills) {
      const lots = BigInt(quantity * 1000)
      bookFill(image, 0, lots, BigInt(price * 100), feeOf(image, 0, lots, BigInt(price * 100), false))
      const profit = ratio(image.position.realised(0) - image.position.fees(0), 1n) / scale
      expect(profit).toBeCloseTo(realised, 5)
      const unit = image.instrument.unitValue(0)
      expect(ratio(image.position.cost(0), image.position.lots(0) * unit * 2n) / 100).toBeCloseTo(average, 5)
    }
  })

  it('POS-3: AUDUSD, three cycles and a scale-in', () => {
    const cycle = (sign: bigint, lots: bigint, open: bigint, close: bigint): string => {
      const image = imageOf([instrumentOf({ priceScale: 5, takerFee: '0.00002' })])
      for (const [signed, price] of [
        [sign * lots, open],
        [-sign * lots, close],
      ] as const) {
        bookFill(image, 0, signed, price, feeOf(image, 0, signed, price, false))
      }
      const cents = 10n ** BigInt(image.names.moneyScales[0] - 2)
      const profit = image.position.realised(0) - image.position.fees(0)
      return formatDecimal((profit + cents / 2n) / cents, 2)
    }
    expect(cycle(1n, 100_000n, 70_000n, 70_010n)).toBe('7.20')
    expect(Number(cycle(1n, 150_000n, 70_020n, 70_015n))).toBeCloseTo(-11.7, 1)
    expect(Number(cycle(-1n, 200_000n, 70_025n, 70_017n))).toBeCloseTo(10.4, 1)
  })

  it('POS-7 and POS-e1: averages, netting, flip, inverse', () => {
    const image = imageOf([instrumentOf()])
    const average = (): number => ratio(image.position.cost(0), image.position.lots(0)) / 1000
    bookFill(image, 0, 10n, 10_000n, 0n)
    bookFill(image, 0, 10n, 10_200n, 0n)
    expect([image.position.lots(0), average()]).toEqual([20n, 101])

    const netted = (fills: [bigint, bigint][]): [bigint, number] => {
      const one = imageOf([instrumentOf()])
      for (const [lots, price] of fills) bookFill(one, 0, lots, price * 100n, 0n)
      return [one.position.lots(0), ratio(one.position.cost(0), one.position.lots(0)) / 1000]
    }
    expect(
      netted([
        [60n, 10n],
        [-20n, 12n],
      ]),
    ).toEqual([40n, 10])
    expect(
      netted([
        [60n, 10n],
        [-20n, 12n],
        [-60n, 13n],
      ]),
    ).toEqual([-20n, 13])
    expect(
      netted([
        [60n, 10n],
        [20n, 12n],
      ]),
    ).toEqual([80n, 10.5])

    const flip = imageOf([instrumentOf({ takerFee: '0.001' })])
    bookFill(flip, 0, 100n, 1_000n, feeOf(flip, 0, 100n, 1_000n, false))
    bookFill(flip, 0, -150n, 1_100n, feeOf(flip, 0, 150n, 1_100n, false))
    // realised 100.00, fees 1.00 + 1.65; the published split is 97.90 on the closed and −0.55 on the opened part
    expect(flip.position.realised(0) - flip.position.fees(0)).toBe(97_350n)
    expect(flip.position.cost(0)).toBe(-50n * 11_000n)

    const inverse = imageOf(
      [
        instrumentOf({
          kind: 'inverse',
          currency: 'BTC',
          priceScale: 0,
          tick: [{ from: '0', tick: '1' }],
          takerFee: '0.0005',
        }),
      ],
      'BTC',
      '10',
    )
    const btc = 10 ** inverse.names.moneyScales[0]
    bookFill(inverse, 0, 5_000n, 20_000n, feeOf(inverse, 0, 5_000n, 20_000n, false))
    expect(Number(inverse.position.fees(0)) / btc).toBeCloseTo(0.000125, 9)
    bookFill(inverse, 0, -5_000n, 25_000n, 0n)
    expect(Number(inverse.position.realised(0)) / btc).toBeCloseTo(0.05, 9)
  })
})

const kinds = ['spot', 'linear', 'inverse'] as const
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('fill' as const),
      instrument: fc.nat(2),
      lots: fc.integer({ min: -5_000, max: 5_000 }),
      price: fc.integer({ min: 1, max: 90_000 }),
      maker: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('mark' as const),
      instrument: fc.nat(2),
      half: fc.integer({ min: 1, max: 180_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('convert' as const), sold: fc.nat(1_000_000), bought: fc.nat(1_000_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('deposit' as const),
      amount: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('adjust' as const),
      instrument: fc.nat(2),
      lots: fc.integer({ min: -9, max: 9 }),
      cost: fc.integer({ min: -999, max: 999 }),
      cash: fc.integer({ min: -999, max: 999 }),
    }),
  },
)

describe('conservation', () => {
  it('holds after every step, and cash and cost are what the list of fills says', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const image = imageOf([
          ...kinds.map((kind) =>
            instrumentOf({
              symbol: kind,
              kind,
              takerFee: '0.0007',
              makerFee: '0.0001',
              multiplier: kind === 'linear' ? '2.5' : '1',
            }),
          ),
          instrumentOf({ symbol: 'EURO', currency: 'EUR' }),
        ])
        const fills: { instrument: number; lots: bigint; price: bigint; fee: bigint }[] = []
        let other = 0n
        for (const one of steps) {
          if (one.what === 'fill' && one.lots !== 0) {
            const [lots, price] = [BigInt(one.lots), BigInt(one.price)]
            const fee = feeOf(image, one.instrument, lots, price, one.maker)
            bookFill(image, one.instrument, lots, price, fee)
            fills.push({ instrument: one.instrument, lots, price, fee })
          } else if (one.what === 'mark') moveMark(image, one.instrument, BigInt(one.half))
          else if (one.what === 'convert') {
            convert(image, 0, 0, 1, BigInt(one.sold), BigInt(one.bought))
            other -= BigInt(one.sold)
          } else if (one.what === 'deposit') {
            deposit(image, 0, BigInt(one.amount))
            other += BigInt(one.amount)
          } else if (one.what === 'adjust') {
            adjust(image, one.instrument, BigInt(one.lots), BigInt(one.cost), BigInt(one.cash))
            other += BigInt(one.cash)
          }
          assertState(image)
        }
        if (steps.some(({ what }) => what === 'adjust')) return
        expect(image.ledger.cash(0)).toBe(
          10n ** BigInt(image.names.moneyScales[0]) * 1_000_000n + other + recomputed(fills, image).cash,
        )
        expect(image.ledger.cost(0)).toBe(recomputed(fills, image).spotCost)
      }),
      { numRuns: 2_000 },
    )
  })

  it('halts on a fill that the ledger cannot hold', () => {
    const image = imageOf([instrumentOf()])
    expect(() => bookFill(image, 0, 2n ** 52n, 2n ** 40n, 0n)).toThrow(/which does not fit the ledger/)
    expect(image.control.fault(0)).toBe(Fault.moneyOverflow)
  })

  it('refuses a deposit, a conversion or an adjustment that does not fit, and changes nothing', () => {
    const image = imageOf([instrumentOf()])
    const before = image.memory.u8.slice(image.base, image.base + image.bytes)
    const same = (): void => expect(image.memory.u8.slice(image.base, image.base + image.bytes)).toEqual(before)
    expect(deposit(image, 0, MONEY_MAX)).toBe(false)
    image.changed.setBits(0, 0n)
    same()
    expect(adjust(image, 0, 1n, MONEY_MAX, MONEY_MAX)).toBe(false)
    expect(adjust(image, 0, 2n ** 53n + 1n, 0n, 0n)).toBe(false)
    expect(adjust(image, 0, 0n, MONEY_MAX + 1n, 0n)).toBe(false)
    image.changed.setBits(0, 0n)
    same()
    expect(convert(image, 0, 0, 0, 0n, MONEY_MAX)).toBe(false)
    image.changed.setBits(0, 0n)
    same()
  })

  it('a mark that would overflow a sum leaves everything as it was', () => {
    const image = imageOf([instrumentOf()])
    bookFill(image, 0, 10n ** 9n, 1n, 0n)
    moveMark(image, 0, 2n)
    const before = image.memory.u8.slice(image.base, image.base + image.bytes)
    expect(moveMark(image, 0, 2n ** 50n)).toBe(false)
    expect(image.memory.u8.slice(image.base, image.base + image.bytes)).toEqual(before)
    assertState(image)
  })
})

/** Cash and spot cost from the list of fills alone, in rationals of the smallest unit: another way to the same numbers. */
function recomputed(
  fills: readonly { instrument: number; lots: bigint; price: bigint; fee: bigint }[],
  image: Image,
): { cash: bigint; spotCost: bigint } {
  let [cash, spotCost] = [0n, 0n]
  const scale = image.names.moneyScales[0]
  for (let instrument = 0; instrument < 3; instrument++) {
    let [lots, cost] = [0n, 0n]
    for (const fill of fills.filter((one) => one.instrument === instrument)) {
      // price in 1e-2, money in 10^-scale, multiplier 2.5 for the linear one
      const unit = 10n ** BigInt(scale - 2)
      const gross =
        instrument === 2
          ? floor(-fill.lots * 10n ** BigInt(scale + 2), fill.price)
          : instrument === 1
            ? (fill.lots * fill.price * unit * 5n) / 2n
            : fill.lots * fill.price * unit
      cash -= fill.fee
      const size = lots < 0n ? -lots : lots
      const quantity = fill.lots < 0n ? -fill.lots : fill.lots
      let realised = 0n
      if (lots !== 0n && lots > 0n !== fill.lots > 0n) {
        const closed = quantity < size ? quantity : size
        const value = (gross * closed) / quantity
        const released = closed === size ? cost : (cost * closed) / size
        realised = -value - released
        cost += gross - value - released
      } else cost += gross
      lots += fill.lots
      cash += instrument === 0 ? -gross : realised
    }
    if (instrument === 0) spotCost = cost
  }
  return { cash, spotCost }
}

function floor(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value % divisor < 0n ? quotient - 1n : quotient
}
