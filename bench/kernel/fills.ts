import { Random } from '../../test/fuzz/random.ts'
import { VARIANTS } from '../harness/question.ts'
import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import type { BenchDesk } from './desk.ts'
import { HandFills } from './hand-fills.ts'
import { blockOf, CALLS, inCache, large } from './orders.ts'
import type { OrderLoad } from './orders.ts'
import { RowsRunner } from './rows-runner.ts'
import { fills, framesOf, standing } from './streams.ts'
import { subjectOf } from './subject.ts'
import type { Subject } from './subject.ts'
import { worldOf } from './world.ts'

const SEED = 5

/** A desk with open orders, and reports that fill them. */
export function fillSubject(variant: Variant, load: OrderLoad, plant: boolean): Subject {
  const random = new Random(SEED)
  const fill = (desk: BenchDesk): void => {
    const { rows, open } = standing(random, load.world)
    desk.setUp(rows)
    desk.prepare(fills(random, open, { count: load.count, block: blockOf(load), plant }))
  }
  return subjectOf(variant, worldOf(load.world), framesOf(load.count), fill, HandFills)
}

function cases(plot: string, load: OrderLoad): Case[] {
  let subject: Subject | undefined
  return CALLS.map((rowsPerCall) => ({
    name: `${plot}, ${rowsPerCall} a call`,
    plot,
    prepare: (variant: Variant, _scale: Scale, plant: boolean): Runner =>
      new RowsRunner((subject ??= fillSubject(variant, load, plant)), {
        rowsPerCall,
        blockRows: blockOf(load),
        figure: 'fill',
      }),
  }))
}

export const fillQuestion: Question = {
  name: 'fills',
  about: 'fills booked a second, by fills a call',
  unit: { kind: 'rate', what: 'fills' },
  variants: VARIANTS,
  notes: [
    'REPORT rows of an external venue, random orders, each filled in two parts; a FILL, a POSITION and an EQUITY row each.',
    'The order is found by its id; cost, cash, sums of portfolio and group, reservation and holders are booked; all limits are watched after each.',
  ],
  cases: (scale) => [...cases('in cache', fillLoad(inCache(scale))), ...cases('large', large(scale))],
}

/** As many open orders as a block fills. */
export function fillLoad(load: OrderLoad): OrderLoad {
  return { ...load, world: { ...load.world, openOrders: Math.max(load.world.openOrders, blockOf(load) >> 1) } }
}
