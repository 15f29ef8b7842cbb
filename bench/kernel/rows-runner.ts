import { performance } from 'node:perf_hooks'
import type { Answer, Runner } from '../harness/question.ts'
import { Testimony } from './desk.ts'
import type { Subject } from './subject.ts'

/** How prepared rows are stepped. */
export interface Stepping {
  readonly rowsPerCall: number
  /** Rows after which the desk is put back to its start, outside the timed part. */
  readonly blockRows: number
  /** Name of the figure: nanoseconds a row. */
  readonly figure: string
}

/** Steps a subject's prepared rows call by call, and times the calls of each block together. */
export class RowsRunner implements Runner {
  private readonly subject: Subject
  private readonly stepping: Stepping

  constructor(subject: Subject, stepping: Stepping) {
    this.subject = subject
    this.stepping = stepping
  }

  answer(): Answer {
    const { subject } = this
    const testimony = new Testimony()
    this.blocks((call) => {
      call((frame, from, to) => {
        subject.call(frame, from, to)
        subject.tellRows(testimony)
      })
      subject.tellState(testimony)
    })
    return subject.answer(testimony)
  }

  round(): Record<string, number> {
    const { subject, stepping } = this
    const { frames } = subject.desk
    const { rowsPerCall, blockRows } = stepping
    let millis = 0
    let rows = 0
    for (const frame of frames) {
      const { count } = frame.input
      for (let start = 0; start < count; start += blockRows) {
        const end = Math.min(count, start + blockRows)
        subject.restore()
        const began = performance.now()
        for (let from = start; from < end; from += rowsPerCall) {
          subject.call(frame, from, Math.min(end, from + rowsPerCall))
        }
        millis += performance.now() - began
        rows += end - start
      }
    }
    return { [stepping.figure]: (millis * 1e6) / rows }
  }

  /** The same walk over blocks and calls, for all that is not timed. */
  private blocks(visit: (call: (each: Subject['call']) => void) => void): void {
    const { subject, stepping } = this
    const { rowsPerCall, blockRows } = stepping
    for (const frame of subject.desk.frames) {
      const { count } = frame.input
      for (let start = 0; start < count; start += blockRows) {
        const end = Math.min(count, start + blockRows)
        subject.restore()
        visit((each) => {
          for (let from = start; from < end; from += rowsPerCall) each(frame, from, Math.min(end, from + rowsPerCall))
        })
      }
    }
  }
}
