import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { blockOf, inCache, orderSubject } from './orders.ts'
import type { OrderLoad } from './orders.ts'
import { RowsRunner } from './rows-runner.ts'
import { CHECKS } from './world.ts'
import type { WorldOptions } from './world.ts'

const ALL = 'all on'
/** The volatility check multiplies instruments × instruments for each order. */
const VOLATILITY_ROWS = 2_048

function checkCase(name: string, change: Partial<WorldOptions>, rows?: number): Case {
  return {
    name,
    plot: 'nanoseconds an order, one check left out',
    prepare: (variant: Variant, scale: Scale, plant: boolean): Runner => {
      const load = inCache(scale)
      const changed: OrderLoad = {
        ...load,
        count: Math.min(load.count, rows ?? load.count),
        world: { ...load.world, ...change },
      }
      return new RowsRunner(orderSubject(variant, changed, plant), {
        rowsPerCall: 64,
        blockRows: blockOf(load),
        figure: 'order',
      })
    },
  }
}

export const checkQuestion: Question = {
  name: 'checks',
  about: 'cost of each check: all on against one left out',
  unit: { kind: 'nanos', what: 'an order' },
  variants: ['reference', 'wasm', 'native', 'hand'],
  base: ALL,
  takeTurns: true,
  notes: [
    'As orders in cache, 64 a call; the rounds of all cases take turns. Δ is what all checks take more than all but one: what is within the spread is nothing.',
    'Checks that can’t be configured away (unknown, tradable, currency, capacity, tick, lot, states, mark, equity, cash) are in all cases.',
    'Leaving out portfolio groups takes the second level of every limit away. Volatility is not part of "all on".',
  ],
  cases: () => [checkCase(ALL, {}), ...CHECKS.map((check) => checkCase(`without ${check}`, { without: check }))],
}

/** Beside the others, because it costs a thousand times as much and has no counterpart by hand. */
export const volatilityQuestion: Question = {
  name: 'volatility',
  about: 'an order with the volatility limit on, by instruments',
  unit: { kind: 'nanos', what: 'an order' },
  variants: ['reference', 'wasm', 'native'],
  notes: ['As checks, all on and the volatility limit too: a quadratic form over all instruments of the portfolio.'],
  cases: ({ quick }) =>
    (quick ? [4, 8] : [8, 16, 32, 64]).map((instruments) => ({
      ...checkCase(`${instruments} instruments`, { instruments, volatility: true }, VOLATILITY_ROWS),
      plot: 'nanoseconds an order with the volatility limit',
    })),
}
