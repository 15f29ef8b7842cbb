import { CLOCK, DECISION } from '../../model/layout.generated.ts'
import { Random } from '../../test/fuzz/random.ts'
import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import type { BenchDesk } from './desk.ts'
import { blockOf, inCache, large } from './orders.ts'
import type { OrderLoad } from './orders.ts'
import { RowsRunner } from './rows-runner.ts'
import { firstQuotes, framesOf } from './streams.ts'
import { subjectOf } from './subject.ts'
import type { Subject } from './subject.ts'
import { LOTS_MAX, worldOf } from './world.ts'

const SEED = 8
const SHARES = [0, 0.1, 0.5] as const
/** Reason code of a decision; the desk does not look at it. */
const ENTER = 160

/** A desk without positions, and decisions that ask for targets, each on a position of its own within a block. */
function decisionSubject(variant: Variant, load: OrderLoad, reduced: number, plant: boolean): Subject {
  const random = new Random(SEED)
  const { parameters, ...world } = worldOf({ ...load.world, openOrders: 0 })
  const targets = { ...parameters, sizing: { method: 'fixed-lots', lots: { '*': String(20 * LOTS_MAX) } } } as const
  return subjectOf(variant, { ...world, parameters: targets }, framesOf(load.count), (desk) => {
    desk.setUp(firstQuotes(load.world))
    const rows = Array.from({ length: load.count }, () => ({ kind: CLOCK, lanes: [] }))
    const positions = Array.from({ length: load.world.portfolios * load.world.instruments }, (_, at) => at)
    let at = 0
    desk.prepare(rows, ({ input, decisions }, row) => {
      const slot = at++ % Math.min(blockFor(load), positions.length)
      const other = random.integer(slot, positions.length - 1)
      ;[positions[slot], positions[other]] = [positions[other], positions[slot]]
      const [portfolio, instrument] = [
        Math.floor(positions[slot] / load.world.instruments),
        positions[slot] % load.world.instruments,
      ]
      const made = decisions.append(row, input.at(row), DECISION, 0, portfolio, instrument, ENTER)
      const side = random.chance(0.5) ? 1 : -1
      const wrong = plant && at === load.count >> 1 ? 5 : 0
      const ppm = random.chance(reduced) ? random.integer(100_000, 1_000_000) : 5 * random.integer(1, 20)
      writeTarget(desk, made, side * (ppm + wrong))
    })
  })
}

function writeTarget({ memory }: BenchDesk, row: number, targetPpm: number): void {
  memory.f64.set([targetPpm, 150_000, 50_000, 0, 0], (row >> 3) + 3)
}

/** Positions are not asked twice in a block. */
const blockFor = (load: OrderLoad): number =>
  Math.min(blockOf(load), 2 ** Math.floor(Math.log2(load.world.portfolios * load.world.instruments)))

function cases(plot: string, load: OrderLoad): Case[] {
  return SHARES.map((reduced) => ({
    name: `${plot}, ${reduced * 100} % reduced`,
    plot,
    prepare: (variant: Variant, _scale: Scale, plant: boolean): Runner =>
      new RowsRunner(decisionSubject(variant, load, reduced, plant), {
        rowsPerCall: 64,
        blockRows: blockFor(load),
        figure: 'decision',
      }),
  }))
}

export const reductionQuestion: Question = {
  name: 'reductions',
  about: 'decisions a second where 0, 10 and 50 % are cut to what the limits leave',
  unit: { kind: 'rate', what: 'decisions' },
  variants: ['reference', 'wasm', 'native'],
  notes: [
    'Targets (DECISION rows), 64 a call, each an instant of its own with its budget: sized, checked, cut, reserved for, sent.',
    'The desk starts each block without positions and orders; a position is asked once in a block. Cut orders are reduced by quantity, notional or cash.',
  ],
  cases: (scale) => [...cases('in cache', inCache(scale)), ...cases('large', large(scale))],
}
