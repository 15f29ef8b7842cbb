import { Random } from '../../test/fuzz/random.ts'
import { VARIANTS } from '../harness/question.ts'
import type { Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import type { BenchDesk } from './desk.ts'
import { HandMarks } from './hand-marks.ts'
import { RowsRunner } from './rows-runner.ts'
import { firstQuotes, framesOf, heldRow, quotes } from './streams.ts'
import { subjectOf } from './subject.ts'
import type { Subject } from './subject.ts'
import { worldOf } from './world.ts'

const SEED = 6
const HOLDERS = [0, 1, 8, 64] as const
const BLOCK = 4_096

/** A desk whose instruments are each held by so many portfolios, and quotes that move their marks. */
export function markSubject(variant: Variant, { rows, quick }: Scale, holders: number, plant: boolean): Subject {
  const random = new Random(SEED)
  const size = { instruments: quick ? 8 : 64, portfolios: 64, openOrders: 0, room: 16 }
  const fill = (desk: BenchDesk): void => {
    desk.setUp(firstQuotes(size))
    desk.setUp(
      Array.from({ length: holders * size.instruments }, (_, at) =>
        heldRow(Math.floor(at / size.instruments), at % size.instruments, 5 * random.integer(-20, 20) + 2),
      ),
    )
    desk.prepare(quotes(random, size, { count: rows, plant }))
  }
  return subjectOf(variant, worldOf(size), framesOf(rows), fill, HandMarks)
}

export const markQuestion: Question = {
  name: 'marks',
  about: 'quotes marked a second, by holders of the instrument',
  unit: { kind: 'rate', what: 'quotes' },
  variants: VARIANTS,
  notes: [
    'QUOTE rows of random instruments whose mids walk, 64 a call, each an instant of its own; 64 instruments × 64 portfolios, no open orders.',
    'The mark moves the sums of every holder, its group, sector and free group; then losses, totals and the position limits of each holder are watched.',
  ],
  cases: () =>
    HOLDERS.map((holders): Case => ({
      name: `${holders} holders`,
      plot: 'quotes by holders',
      prepare: (variant: Variant, scale: Scale, plant: boolean): Runner =>
        new RowsRunner(markSubject(variant, scale, holders, plant), {
          rowsPerCall: 64,
          blockRows: BLOCK,
          figure: 'quote',
        }),
    })),
}
