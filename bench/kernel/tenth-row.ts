import { Random } from '../../test/fuzz/random.ts'
import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { RowsRunner } from './rows-runner.ts'
import { everyTenth, framesOf, standing } from './streams.ts'
import { subjectOf } from './subject.ts'
import type { Subject } from './subject.ts'
import { SIMULATED, worldOf } from './world.ts'

const SEED = 7
const BLOCK = 4_096
const CALLS = [1, 64, 1_024] as const

function tenthSubject(variant: Variant, { rows, quick }: Scale, plant: boolean): Subject {
  const random = new Random(SEED)
  const size = quick
    ? { instruments: 8, portfolios: 2, openOrders: 16, room: 500 }
    : { instruments: 64, portfolios: 8, openOrders: 512, room: 1_024 }
  return subjectOf(variant, worldOf({ ...size, venue: SIMULATED, without: 'selfTrade' }), framesOf(rows), (desk) => {
    desk.setUp(standing(random, size).rows)
    desk.prepare(everyTenth(random, size, { count: rows, plant }))
  })
}

export const tenthRowQuestion: Question = {
  name: 'tenth-row',
  about: 'rows a second where every tenth row is an order, the others quotes',
  unit: { kind: 'rate', what: 'rows' },
  variants: ['reference', 'wasm', 'native'],
  notes: [
    'The venue inside the desk, a microsecond away: orders arrive by a timer, match against quotes, fill at the touch, walk beyond it, or rest at their limit.',
    'About eight holders and as many resting orders an instrument, so every quote is matched against several orders.',
    'All checks on but self-trade prevention, which would refuse most orders at the market; 64 instruments × 8 portfolios; everything an order brings about is inside the timed part.',
  ],
  cases: () => {
    let subject: Subject | undefined
    return CALLS.map((rowsPerCall): Case => ({
      name: `${rowsPerCall} a call`,
      plot: 'rows by rows a call',
      prepare: (variant: Variant, scale: Scale, plant: boolean): Runner =>
        new RowsRunner((subject ??= tenthSubject(variant, scale, plant)), {
          rowsPerCall,
          blockRows: BLOCK,
          figure: 'row',
        }),
    }))
  },
}
