import type { Observable, OperatorFunction } from 'rxjs'
import type { Frame } from '../../kernels/frame.ts'
import type { Backend } from '../../kernels/kernel.ts'
import type { Outcome } from '../../operators/outcome.ts'
import type { Config } from '../config/config.ts'

/** How the rows of a recording are given out; nothing here changes a result. */
export interface FramesOptions {
  readonly frame?: number | 'ragged'
  readonly backend?: Backend
  /** First row: {@link Recording.first}, the default, or one that `nearest` gave, whose state the frames then carry. */
  readonly from?: number
  /** Last row, as the recording itself numbers them; default its last. */
  readonly to?: number
}

/** Anything that can be run again: a journal, or a back-test by reference. */
export interface Recording {
  /** What to call it in messages: a path. */
  readonly name: string
  readonly config: Config
  /** First row that can be run: those before it were removed by retention. Absent: 1. */
  readonly first?: number
  /** Hash of the whole run, where one was noted. */
  readonly hash?: string
  /** The graph, without a journal or events around it. */
  readonly graph: OperatorFunction<Frame, Outcome>
  /** Frames of the recorded rows, cut as asked, on the backend asked; memory of their own at each subscription. */
  frames(options?: FramesOptions): Observable<Frame>
  /** The same rows under another configuration of the same instruments: what would have been. */
  under(config: Config): Recording
  /**
   * The latest row, at or before `sequence`, that frames can begin with because the state before it was kept; the first
   * where none was. Absent: always the first.
   */
  nearest?(sequence: number): number
  /**
   * Whether the rows up to an instant (Unix µs, default all) lead to what was noted when they were recorded: another
   * run of them. Absent: nothing was noted on the way.
   */
  agrees?(upTo?: number): Promise<boolean>
  /** Last row at or before an instant, Unix µs; 0 where there is none. Absent: the rows are looked through. */
  sequenceAt?(micros: number): Promise<number>
}
