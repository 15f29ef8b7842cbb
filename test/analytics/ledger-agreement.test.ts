// The cold ledger beside the hot one, fill by fill and event by event.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustmentOf } from '../../analytics/ledger/adjustment.ts'
import type { HolderEvent } from '../../analytics/ledger/adjustment.ts'
import { applyAdjustment } from '../../analytics/ledger/apply-adjustment.ts'
import { Book } from '../../analytics/ledger/book.ts'
import type { BookOptions } from '../../analytics/ledger/book.ts'
import type { Closing } from '../../analytics/ledger/lot.ts'
import { LOT_METHODS } from '../../analytics/ledger/lot.ts'
import { termsOf, valueOf } from '../../analytics/ledger/terms.ts'
import { buildImage } from '../../kernels/image-build.ts'
import type { Image } from '../../kernels/image.ts'
import { Memory } from '../../kernels/memory.ts'
import { assertState } from '../../kernels/reference/assert-state.ts'
import { moveMark } from '../../kernels/reference/exposures.ts'
import { adjust, bookFill } from '../../kernels/reference/ledger.ts'
import type { ContractKind, Instrument } from '../../model/instrument.ts'
import { Universe } from '../../model/universe.ts'
import { instrumentOf, portfolioOf, venueOf } from '../kernels/harness.ts'

function imageOf(instrument: Instrument): Image {
  return buildImage(
    new Memory(2 ** 20),
    new Universe([instrument]),
    {
      limits: {},
      sizing: { method: 'fixed-lots' },
      venue: venueOf(),
      portfolios: { portfolios: [portfolioOf({ cash: '100000000' })], groups: [], equityIntervalNanos: 0n },
      orders: 4,
      clientIds: 4,
    },
    true,
  )
}

const instrumentFor = (kind: ContractKind): Instrument =>
  instrumentOf({ kind, multiplier: kind === 'inverse' ? '100' : '0.5' })

type Step =
  | { readonly lots: bigint; readonly price: bigint; readonly fee: bigint }
  | { readonly event: HolderEvent; readonly price: bigint }

const price = fc.integer({ min: 50, max: 40_000 }).map(BigInt)
const fill = fc.record({
  lots: fc
    .integer({ min: -60, max: 60 })
    .filter((lots) => lots !== 0)
    .map(BigInt),
  price,
  fee: fc.integer({ min: -300, max: 2_000 }).map(BigInt),
})
const decimal = (min: number, max: number, places: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((units) => (units / 10 ** places).toFixed(places))
const ratio = fc.record({
  kind: fc.constant('split' as const),
  numerator: fc.integer({ min: 1, max: 7 }).map(BigInt),
  denominator: fc.integer({ min: 1, max: 7 }).map(BigInt),
})
const EVENTS: Readonly<Record<ContractKind, fc.Arbitrary<HolderEvent>>> = {
  spot: fc.oneof(
    fc.record({ kind: fc.constant('dividend' as const), amount: decimal(1, 99_999, 5), withheld: decimal(0, 50, 2) }),
    ratio,
    fc.record({ kind: fc.constant('borrow' as const), rate: decimal(0, 9_999, 6) }),
  ),
  linear: fc.oneof(
    fc.record({ kind: fc.constant('funding' as const), rate: decimal(-9_999, 9_999, 6) }),
    fc.record({ kind: fc.constant('settlement' as const) }),
  ),
  inverse: fc.oneof(
    fc.record({ kind: fc.constant('funding' as const), rate: decimal(-9_999, 9_999, 6) }),
    fc.record({ kind: fc.constant('settlement' as const) }),
  ),
}
const stepsFor = (kind: ContractKind): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof({ arbitrary: fill, weight: 5 }, { arbitrary: fc.record({ event: EVENTS[kind], price }), weight: 1 }),
    { minLength: 1, maxLength: 25 },
  )

/** Both ledgers through the same steps; compared after each. */
function compare(kind: ContractKind, steps: readonly Step[], options: BookOptions): void {
  const instrument = instrumentFor(kind)
  const image = imageOf(instrument)
  const terms = termsOf(instrument, image.names.moneyScales[0])
  const closings: Closing[] = []
  const book = new Book(terms, options, (closing) => closings.push(closing))
  let plain = true
  steps.forEach((step, at) => {
    moveMark(image, 0, 2n * step.price)
    const cause = { id: String(at), timeMicros: at }
    if ('event' in step) {
      const holding = { lots: image.position.lots(0), cost: image.position.cost(0), half: 2n * step.price }
      const change = adjustmentOf(terms, step.event, holding)
      expect(adjust(image, 0, change.lots, change.cost, change.cash)).toBe(true)
      const { event } = step
      applyAdjustment(book, cause, { ...change, ...event, event: event.kind })
      // The restated price follows a split.
      if (step.event.kind === 'split') {
        const half = (2n * step.price * step.event.denominator) / step.event.numerator
        moveMark(image, 0, half > 0n ? half : 1n)
      }
    } else {
      bookFill(image, 0, step.lots, step.price, step.fee)
      book.execute({ ...cause, ...step })
    }
    assertState(image)
    agree(image, book, closings, options.fees === 'basis')
    plain &&= !('event' in step)
    if (plain && options.method === 'average' && options.fees !== 'basis')
      expect([book.realised, book.cost]).toEqual([image.position.realised(0), image.position.cost(0)])
  })
}

function agree(image: Image, book: Book, closings: readonly Closing[], feesInBasis: boolean): void {
  const { position, ledger, instrument } = image
  const half = instrument.mark(0)
  const value = valueOf(book.terms, position.lots(0), half)
  expect(book.held).toBe(position.lots(0))
  expect(book.fees).toBe(position.fees(0))
  const quantity = book.lots.reduce((sum, lot) => sum + lot.quantity, 0n)
  expect(quantity).toBe((book.held < 0n ? -book.held : book.held) * book.denominator)
  for (const lot of book.lots) expect(lot.quantity).toBeGreaterThan(0n)
  const cold = book.realised + book.income + book.unrealised(half)
  const hot = position.realised(0) + ledger.adjustments(0) + (value - position.cost(0))
  expect(cold).toBe(feesInBasis ? hot - book.fees : hot)
  const settled = book.lots.reduce((sum, lot) => sum + lot.settled, 0n)
  expect(closings.reduce((sum, closing) => sum + closing.realised, settled)).toBe(book.realised)
}

describe.each(['spot', 'linear', 'inverse'] as const)('a %s instrument', (kind) => {
  it.each(LOT_METHODS)('agrees with the hot ledger by %s after every fill and event', (method) => {
    const options = fc.record({ method: fc.constant(method), fees: fc.constantFrom('expense' as const, 'basis') })
    fc.assert(
      fc.property(stepsFor(kind), options, (steps, one) => compare(kind, steps, one)),
      { numRuns: 400 },
    )
  })
})
