import { build } from 'hdr-histogram-js'
import type { Histogram } from 'hdr-histogram-js'
import { performance } from 'node:perf_hooks'
import { VARIANTS } from '../harness/question.ts'
import type { Answer, Case, Curve, Question, Runner, Scale, Variant } from '../harness/question.ts'
import { blockOf, inCache, large, orderSubject } from './orders.ts'
import type { OrderLoad } from './orders.ts'
import { RowsRunner } from './rows-runner.ts'
import type { Subject } from './subject.ts'

const ROWS_PER_CALL = 64
const PERCENTILES = [50, 99, 99.9] as const
/** Where the curves are read: closer together towards the tail. */
const CURVE = [0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99] as const
/** Times that the prepared rows are gone through in a round, and the time after which it ends anyway. */
const LAPS = 16
const ROUND_MILLIS = 500

/** Histogram of nanoseconds up to ten seconds, three digits. */
const histogram = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: 10_000_000_000, numberOfSignificantValueDigits: 3 })

/**
 * Times each call alone, and after each an empty loop that spins for as long as the median call takes: what interrupts
 * the one interrupts the other as often, so the loop's percentiles are those of the machine.
 */
class LatencyRunner implements Runner {
  private readonly subject: Subject
  private readonly rows: RowsRunner
  private readonly blockRows: number
  private readonly allCalls = histogram()
  private readonly allSpins = histogram()
  private spinMillis = 0

  constructor(subject: Subject, blockRows: number) {
    this.subject = subject
    this.blockRows = blockRows
    this.rows = new RowsRunner(subject, { rowsPerCall: ROWS_PER_CALL, blockRows, figure: 'order' })
  }

  answer(): Answer {
    return this.rows.answer()
  }

  round(): Record<string, number> {
    const calls = histogram()
    const spins = histogram()
    const end = performance.now() + ROUND_MILLIS
    for (let lap = 0; lap < LAPS && (lap === 0 || performance.now() < end); lap++) this.lap(calls, spins)
    // The first round, which is not counted, only finds how long a call takes.
    if (this.spinMillis > 0) {
      this.allCalls.add(calls)
      this.allSpins.add(spins)
    }
    this.spinMillis = calls.getValueAtPercentile(50) / 1e6
    return Object.fromEntries([
      ...PERCENTILES.map((at): [string, number] => [`call p${at}`, calls.getValueAtPercentile(at) / 1e3]),
      ...PERCENTILES.map((at): [string, number] => [`hiccup p${at}`, spins.getValueAtPercentile(at) / 1e3]),
    ])
  }

  curves(): Curve[] {
    const curve = (name: string, of: Histogram): Curve => ({
      name,
      x: CURVE,
      y: CURVE.map((at) => of.getValueAtPercentile(at) / 1e3),
    })
    return [curve('call', this.allCalls), curve('hiccup', this.allSpins)]
  }

  private lap(calls: Histogram, spins: Histogram): void {
    const { subject, blockRows, spinMillis } = this
    for (const frame of subject.desk.frames) {
      const { count } = frame.input
      for (let start = 0; start < count; start += blockRows) {
        const end = Math.min(count, start + blockRows)
        subject.restore()
        for (let from = start; from < end; from += ROWS_PER_CALL) {
          const began = performance.now()
          subject.call(frame, from, Math.min(end, from + ROWS_PER_CALL))
          const called = performance.now()
          calls.recordValue(Math.round((called - began) * 1e6))
          if (spinMillis > 0) spins.recordValue(Math.round(spin(spinMillis) * 1e6))
        }
      }
    }
  }
}

/** Does nothing for so many milliseconds; how many it were. */
function spin(millis: number): number {
  const began = performance.now()
  let now = began
  while (now - began < millis) now = performance.now()
  return now - began
}

function latencyCase(name: string, pick: (scale: Scale) => OrderLoad): Case {
  return {
    name,
    plot: `latency of a call, ${name}`,
    prepare: (variant: Variant, scale: Scale, plant: boolean): Runner => {
      const load = pick(scale)
      return new LatencyRunner(orderSubject(variant, load, plant), blockOf(load))
    },
  }
}

export const latencyQuestion: Question = {
  name: 'latency',
  about: 'microseconds of a call of 64 orders, and of an empty loop beside it',
  unit: { kind: 'micros', what: 'a call' },
  variants: VARIANTS,
  notes: [
    'Each call timed alone, one after the other (no arrivals: the time of service, not of waiting). After each, an empty loop spins for the median of a call.',
    'The hiccups are the machine’s own: a call’s tail within them is not the desk’s. Calls after a state was put back include the cold reads of that.',
  ],
  cases: () => [latencyCase('in cache', inCache), latencyCase('large', large)],
}
