import { expect, it } from 'vitest'
import type { Image } from '../../kernels/image.ts'
import { largestIncrease } from '../../kernels/reference/gate-bisect.ts'
import { largestIncreaseByFormula } from '../../kernels/reference/gate-formula.ts'
import type { Intent } from '../../kernels/reference/intent.ts'
import { sideOf } from '../../kernels/reference/intent.ts'
import { hasRate } from '../../kernels/reference/valuation.ts'
import { kernelOf } from '../../pipeline/engine/backend.ts'
import { runSeed } from '../fuzz/lockstep.ts'

const WORLDS = 40
const ROWS = 120
const LIMIT_ORDER = 1

/** Orders of every portfolio and instrument, to buy and to sell, at market and at the best price. */
function* orders(image: Image): Generator<Intent> {
  const { size, instrument } = image
  for (let portfolio = 0; portfolio < size.portfolios; portfolio++)
    for (let one = 0; one < size.instruments; one++)
      for (const lots of [100_000n, -100_000n])
        for (const price of [0n, instrument.bid(one)])
          if (instrument.mark(one) !== 0n && hasRate(image, portfolio, instrument.currency(one)))
            yield {
              portfolio,
              instrument: one,
              lots,
              type: price === 0n ? 0 : LIMIT_ORDER,
              timeInForce: 0,
              flags: 0,
              price,
              stop: 0n,
              decision: 0n,
              reason: 0,
              ready: true,
              clientId: 0n,
              flatten: false,
              target: 0n,
              standing: 0n,
            }
}

it('the size that passes is the same by formula and by bisection, whatever state a desk comes to', () => {
  const reference = kernelOf('reference')
  let clipped = 0
  for (let seed = 0; seed < WORLDS; seed++) {
    let row = 0
    runSeed(seed, ROWS, { reference }, ({ image }) => {
      if (row++ % 10 !== 0) return
      for (const intent of orders(image)) {
        const side = sideOf(image, intent.portfolio, intent.instrument, intent.lots)
        const most = side.quantity - side.reducing
        const found = largestIncrease(image, intent, side, most)
        const told = { seed, row, portfolio: intent.portfolio, instrument: intent.instrument, lots: intent.lots }
        expect({ ...told, increase: largestIncreaseByFormula(image, intent, side, most) }).toEqual({
          ...told,
          increase: found,
        })
        if (found > 0n && found < most) clipped++
      }
    })
  }
  expect(clipped).toBeGreaterThan(1_000)
})
