import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { VARIANTS } from '../harness/question.ts'
import type { Answer, Case, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { fillLoad, fillSubject } from './fills.ts'
import { markSubject } from './marks.ts'
import { blockOf, inCache, orderSubject } from './orders.ts'
import { RowsRunner } from './rows-runner.ts'
import type { Stepping } from './rows-runner.ts'
import type { Subject } from './subject.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const ROWS_PER_CALL = 64

/** Growth of the heap while the prepared rows are stepped, by call. Nothing is collected in between. */
class AllocationRunner implements Runner {
  private readonly subject: Subject
  private readonly rows: RowsRunner
  private readonly blockRows: number

  constructor(subject: Subject, blockRows: number) {
    const stepping: Stepping = { rowsPerCall: ROWS_PER_CALL, blockRows, figure: 'row' }
    this.subject = subject
    this.blockRows = blockRows
    this.rows = new RowsRunner(subject, stepping)
  }

  answer(): Answer {
    const answer = this.rows.answer()
    // Compiled code is what is measured: what is not warm allocates while it is compiled.
    for (let lap = 0; lap < 3; lap++) this.lap()
    return answer
  }

  round(): Record<string, number> {
    collect()
    const first = memoryUsage().heapUsed
    const before = memoryUsage().heapUsed
    const calls = this.lap()
    const after = memoryUsage().heapUsed
    // What reading the heap's size takes itself.
    const reading = before - first
    return { call: Math.max(0, after - before - reading) / calls }
  }

  private lap(): number {
    const { subject, blockRows } = this
    let calls = 0
    for (const frame of subject.desk.frames) {
      const { count } = frame.input
      for (let start = 0; start < count; start += blockRows) {
        const end = Math.min(count, start + blockRows)
        subject.restore()
        for (let from = start; from < end; from += ROWS_PER_CALL) {
          subject.call(frame, from, Math.min(end, from + ROWS_PER_CALL))
          calls++
        }
      }
    }
    return calls
  }
}

const allocationCase = (
  name: string,
  make: (variant: Variant, scale: Scale, plant: boolean) => { subject: Subject; blockRows: number },
): Case => ({
  name,
  plot: 'bytes a call',
  prepare: (variant, scale, plant) => {
    const { subject, blockRows } = make(variant, scale, plant)
    return new AllocationRunner(subject, blockRows)
  },
})

export const allocationQuestion: Question = {
  name: 'allocation',
  about: 'bytes of heap allocated by a call of 64 rows',
  unit: { kind: 'bytes', what: 'a call' },
  variants: VARIANTS,
  // Nothing is collected between two readings: otherwise what was collected is not seen.
  nodeArgs: ['--min-semi-space-size=256', '--max-semi-space-size=256'],
  notes: [
    'Growth of the heap over a round of calls, after rounds that warm up. The compiled desks and their wrapper should come to 0; the reference computes in BigInt.',
  ],
  cases: () => [
    allocationCase('64 orders', (variant, scale, plant) => {
      const load = inCache(scale)
      return { subject: orderSubject(variant, load, plant), blockRows: blockOf(load) }
    }),
    ...['64 fills', '64 quotes'].map((name) => ({
      ...allocationCase(name, (variant, scale, plant) => {
        const load = fillLoad(inCache(scale))
        return name === '64 fills'
          ? { subject: fillSubject(variant, load, plant), blockRows: blockOf(load) }
          : { subject: markSubject(variant, scale, 8, plant), blockRows: 4_096 }
      }),
      variants: ['reference', 'wasm', 'native'] as const,
    })),
  ],
}
