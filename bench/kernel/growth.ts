import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { blockOf, inCache, large, orderSubject } from './orders.ts'
import type { OrderLoad } from './orders.ts'
import { RowsRunner } from './rows-runner.ts'
import type { DeskSize } from './world.ts'

function growthCase(plot: string, name: string, pick: (scale: Scale) => OrderLoad): Case {
  return {
    name: `${plot}: ${name}`,
    plot,
    prepare: (variant: Variant, scale: Scale, plant: boolean): Runner => {
      const load = pick(scale)
      return new RowsRunner(orderSubject(variant, load, plant), {
        rowsPerCall: 64,
        blockRows: blockOf(load),
        figure: 'order',
      })
    },
  }
}

const changed = (load: OrderLoad, size: Partial<DeskSize>): OrderLoad => ({
  ...load,
  world: { ...load.world, ...size },
})

export const growthQuestion: Question = {
  name: 'growth',
  about: 'nanoseconds an order against instruments, positions and open orders',
  unit: { kind: 'nanos', what: 'an order' },
  variants: ['reference', 'wasm', 'native', 'hand'],
  notes: [
    'As orders, 64 a call, one size growing while the others stay: instruments with 8 portfolios, portfolios with 256 instruments, open orders with 256 × 64.',
    'No work grows with these sizes; what grows is the state, and with it the time memory takes.',
  ],
  cases: ({ quick }) => [
    ...(quick ? [4, 8] : [16, 64, 256, 1_024]).map((instruments) =>
      growthCase('instruments', String(instruments), (scale) => changed(inCache(scale), { instruments })),
    ),
    ...(quick ? [1, 9] : [1, 8, 64, 256]).map((portfolios) =>
      growthCase('positions', String(portfolios * (quick ? 8 : 256)), (scale) =>
        changed(inCache(scale), { instruments: quick ? 8 : 256, portfolios }),
      ),
    ),
    ...(quick ? [10, 100] : [100, 1_000, 10_000, 100_000]).map((openOrders) =>
      growthCase('open orders', String(openOrders), (scale) =>
        changed(large(scale), { instruments: quick ? 8 : 256, portfolios: quick ? 9 : 64, openOrders }),
      ),
    ),
  ],
}
